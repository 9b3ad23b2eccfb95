/* A text is remembered with its label, and never taken for another one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "stages/anonymize/scrub/clean_texts.h"

static void
a_text_is_held_under_its_label(void **state)
{
	struct clean_texts *c = clean_texts_open();

	(void)state;
	assert_false(clean_texts_hold(c, STR("astronomy"), STR("")));
	clean_texts_keep(c, STR("astronomy"), STR(""));
	clean_texts_keep(c, STR("12345678"), STR("score"));
	assert_true(clean_texts_hold(c, STR("astronomy"), STR("")));
	assert_true(clean_texts_hold(c, STR("12345678"), STR("score")));
	assert_false(clean_texts_hold(c, STR("12345678"), STR("phone")));
	assert_false(clean_texts_hold(c, STR("12345678"), STR("")));
	assert_false(clean_texts_hold(c, STR("12345678score"), STR("")));
	assert_false(clean_texts_hold(c, STR("astronom"), STR("y")));
	clean_texts_close(c);
}

static void
none_is_taken_for_another(void **state)
{
	struct clean_texts *c = clean_texts_open();
	char text[32];

	(void)state;
	for (int i = 0; i < 100000; i += 2) {
		snprintf(text, sizeof(text), "text %d", i);
		clean_texts_keep(c, str_of(text), STR(""));
		assert_true(clean_texts_hold(c, str_of(text), STR("")));
	}
	for (int i = 1; i < 100000; i += 2) {
		snprintf(text, sizeof(text), "text %d", i);
		assert_false(clean_texts_hold(c, str_of(text), STR("")));
	}
	clean_texts_close(c);
}

static void
long_and_empty_texts_are_not_kept(void **state)
{
	struct clean_texts *c = clean_texts_open();
	char text[300];

	(void)state;
	memset(text, 'a', sizeof(text));
	clean_texts_keep(c, (struct str){text, sizeof(text)}, STR(""));
	assert_false(clean_texts_hold(c, (struct str){text, sizeof(text)}, STR("")));
	clean_texts_keep(c, STR(""), STR("label"));
	assert_false(clean_texts_hold(c, STR(""), STR("label")));
	clean_texts_close(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_text_is_held_under_its_label),
	    cmocka_unit_test(none_is_taken_for_another),
	    cmocka_unit_test(long_and_empty_texts_are_not_kept),
	};

	return cmocka_run_group_tests_name("clean_texts", tests, NULL, NULL);
}
