/* A log line is one line, whole and in logfmt, whatever it is made of and whoever else writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/core/iso8601.h"
#include "pipeline/core/log.h"

enum { TIME_BYTES = sizeof("time=2026-03-14T16:35:00.123Z ") - 1 };

static FILE *capture;
static int saved;

static int
setup(void **state)
{
	(void)state;
	capture = tmpfile();
	saved = dup(STDERR_FILENO);
	dup2(fileno(capture), STDERR_FILENO);
	log_set_level(LOG_INFO);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	dup2(saved, STDERR_FILENO);
	close(saved);
	fclose(capture);
	return 0;
}

/* The next captured line without its newline, "" at the end; at the first call what was written before. */
static const char *
line(void)
{
	static char text[4096];

	if (!fgets(text, sizeof(text), capture))
		return "";
	assert_int_equal(text[strlen(text) - 1], '\n');
	text[strlen(text) - 1] = '\0';
	return text;
}

static void
a_line_says_when_how_grave_and_what(void **state)
{
	const char *text;
	int64_t us;

	(void)state;
	log_line(LOG_WARN, "broker-away", "worker=%d error=%s", 3, log_quote("connection refused"));
	log_line(LOG_ERROR, "bare", "%s", "");
	rewind(capture);
	text = line();
	assert_memory_equal(text, "time=", 5);
	assert_int_equal(text[28], 'Z');
	assert_true(time_parse((struct str){text + 5, 24}, TIME_RFC3339, &us));
	assert_string_equal(
	    text + TIME_BYTES, "level=warn event=broker-away worker=3 error=\"connection refused\"");
	assert_string_equal(line() + TIME_BYTES, "level=error event=bare ");
}

static void
no_fields_leave_no_space(void **state)
{
	(void)state;
	log_line(LOG_INFO, "started", NULL);
	rewind(capture);
	assert_string_equal(line() + TIME_BYTES, "level=info event=started");
}

static void
lines_above_the_level_are_not_written(void **state)
{
	(void)state;
	log_line(LOG_DEBUG, "unseen", "a=1");
	log_set_level(LOG_DEBUG);
	log_line(LOG_DEBUG, "seen", "a=1");
	log_set_level(LOG_ERROR);
	log_line(LOG_WARN, "unseen", "a=1");
	log_line(LOG_ERROR, "seen-too", "a=1");
	rewind(capture);
	assert_string_equal(line() + TIME_BYTES, "level=debug event=seen a=1");
	assert_string_equal(line() + TIME_BYTES, "level=error event=seen-too a=1");
	assert_string_equal(line(), "");
}

static void
an_event_stays_one_line(void **state)
{
	(void)state;
	log_line(LOG_INFO, "e", "a=%s", "one\ntwo\r\n");
	rewind(capture);
	assert_string_equal(line() + TIME_BYTES, "level=info event=e a=one two  ");
	assert_string_equal(line(), "");
}

static void
long_lines_are_cut_and_keep_their_newline(void **state)
{
	char *text = malloc(10001);

	(void)state;
	memset(text, 'x', 10000);
	text[10000] = '\0';
	log_line(LOG_INFO, "e", "a=%s", text);
	log_line(LOG_INFO, text, "a=1");
	log_line(LOG_INFO, "next", "a=1");
	rewind(capture);
	assert_in_range(strlen(line()), 2000, 2047);
	assert_in_range(strlen(line()), 2000, 2047);
	assert_string_equal(line() + TIME_BYTES, "level=info event=next a=1");
	free(text);
}

static void
texts_are_quoted(void **state)
{
	(void)state;
	assert_string_equal(log_quote("plain"), "\"plain\"");
	assert_string_equal(log_quote(""), "\"\"");
	assert_string_equal(log_quote(NULL), "\"\"");
	assert_string_equal(log_quote("a \"b\" \\ c\n\t\r"), "\"a \\\"b\\\" \\\\ c\\n\\t\\r\"");
	assert_string_equal(log_quote("\x01\x1f\x7f"), "\"\\u0001\\u001f\\u007f\"");
	assert_string_equal(log_quote("\xc3\xa9"), "\"\xc3\xa9\"");
}

static void
several_quotes_stand_at_once(void **state)
{
	const char *one = log_quote("1"), *two = log_quote("2"), *three = log_quote("3");

	(void)state;
	assert_string_equal(one, "\"1\"");
	assert_string_equal(two, "\"2\"");
	assert_string_equal(three, "\"3\"");
}

static void
long_texts_are_cut_between_characters(void **state)
{
	char text[2001];

	(void)state;
	for (int shift = 0; shift < 4; shift++) {
		const char *quoted;
		size_t len, lead = (size_t)shift;

		memset(text, 'x', lead);
		for (size_t i = lead; i + 4 < sizeof(text); i += 4)
			memcpy(text + i, "\xf0\x9f\x98\x80", 5);
		quoted = log_quote(text);
		len = strlen(quoted);
		assert_in_range(len, 450, 511);
		assert_string_equal(quoted + len - 4, "...\"");
		assert_int_equal((len - 5 - lead) % 4, 0);
	}
	for (int lead = 0; lead < 6; lead++) {
		memset(text, '\x01', sizeof(text));
		memset(text, 'x', (size_t)lead);
		text[2000] = '\0';
		assert_in_range(strlen(log_quote(text)), 450, 511);
	}
	memset(text, '\xbf', 2000);
	assert_in_range(strlen(log_quote(text)), 5, 511);
}

static void *
write_lines(void *context)
{
	for (int i = 0; i < 500; i++)
		log_line(LOG_INFO, "many", "thread=%s n=%d end=1", log_quote(context), i);
	return NULL;
}

static void
threads_do_not_mix_their_lines(void **state)
{
	static char names[4][2] = {"a", "b", "c", "d"};
	pthread_t threads[4];
	int next[4] = {0};

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, write_lines, names[i]), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	rewind(capture);
	for (int i = 0; i < 2000; i++) {
		char thread;
		int n, end;

		assert_int_equal(sscanf(line() + TIME_BYTES,
				     "level=info event=many thread=\"%c\" n=%d end=%d", &thread, &n, &end),
		    3);
		assert_int_equal(n, next[thread - 'a']++);
	}
	assert_string_equal(line(), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_line_says_when_how_grave_and_what),
	    TEST(no_fields_leave_no_space),
	    TEST(lines_above_the_level_are_not_written),
	    TEST(an_event_stays_one_line),
	    TEST(long_lines_are_cut_and_keep_their_newline),
	    TEST(texts_are_quoted),
	    TEST(several_quotes_stand_at_once),
	    TEST(long_texts_are_cut_between_characters),
	    TEST(threads_do_not_mix_their_lines),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
