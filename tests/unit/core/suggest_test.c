/* The word that was meant is found, and no other is made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pipeline/core/suggest.h"

static const char *
near(const char *word)
{
	static const struct str words[] = {{"tenant", 6}, {"topics", 6}, {"kafka", 5}, {"key_file", 8},
	    {"dead_letter_topic", 17}, {"id", 2}};

	return suggest(str_of(word), words, sizeof(words) / sizeof(*words)).at;
}

static void
one_slip_is_forgiven(void **state)
{
	(void)state;
	assert_string_equal(near("tenat"), "tenant");
	assert_string_equal(near("tennant"), "tenant");
	assert_string_equal(near("tenbnt"), "tenant");
	assert_string_equal(near("tenatn"), "tenant");
	assert_string_equal(near("akfka"), "kafka");
	assert_string_equal(near("ded_leter_topics"), "dead_letter_topic");
}

static void
the_nearest_wins(void **state)
{
	static const struct str words[] = {{"reader", 6}, {"header", 6}, {"headers", 7}};

	(void)state;
	assert_string_equal(suggest(STR("heaers"), words, 3).at, "headers");
	assert_string_equal(suggest(STR("header"), words, 3).at, "header");
}

static void
strangers_are_not_suggested(void **state)
{
	(void)state;
	assert_null(near("policy"));
	assert_null(near("tnt"));
	assert_null(near(""));
	assert_null(near("x"));
	assert_null(near("topic_of_dead_letters"));
	assert_null(suggest(STR("x"), NULL, 0).at);
}

static void
long_words_are_left_alone(void **state)
{
	static const char longest[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl";
	struct str words[] = {{longest, 64}, {longest, 63}};

	(void)state;
	assert_null(suggest(words[0], words, 2).at);
	assert_int_equal(suggest(words[1], words, 2).len, 63);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_slip_is_forgiven),
	    cmocka_unit_test(the_nearest_wins),
	    cmocka_unit_test(strangers_are_not_suggested),
	    cmocka_unit_test(long_words_are_left_alone),
	};

	return cmocka_run_group_tests_name("suggest", tests, NULL, NULL);
}
