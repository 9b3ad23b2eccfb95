/* What was done is told line by line, and counted for the statements that came of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/report.h"

static const struct pii email = {.name = {"EMAIL", 5}}, phone = {.name = {"PHONE", 5}};
static const struct json_path result = {.key = {"result", 6}},
			      response = {.up = &result, .key = {"response", 8}};
static const struct origin line_7 = {.offset = 7};
static char path[] = "/tmp/lrstream-report-XXXXXX";

static int
setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(path);
}

static void
assert_file(const char *wanted)
{
	char text[4096] = {0};
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) < sizeof(text) - 1);
	fclose(file);
	assert_string_equal(text, wanted);
}

static void
assert_counts(const struct report *r, const char *wanted)
{
	struct buf out = {0};

	report_describe(r, &out);
	buf_char(&out, '\0');
	assert_string_equal(out.at, wanted);
	buf_free(&out);
}

static void
a_line_tells_places_and_classes(void **state)
{
	struct error error;
	struct report *r = report_open(str_of(path), &error);
	struct json_path key = {.up = &result, .key = {"a/b", 3}};

	(void)state;
	assert_non_null(r);
	report_done(r, &response, DONE_SCRUB, &email);
	report_done(r, &response, DONE_SCRUB, &phone);
	report_done(r, &response, DONE_SCRUB, &email);
	report_done(r, &key, DONE_DROP, NULL);
	report_statement(r, &line_7, 1, STR("id-1"));
	report_statement(r, &line_7, 2, STR("id-2"));
	report_close(r);
	assert_file("{\"line\":7,\"nth\":1,\"statement_id\":\"id-1\",\"done\":["
		    "{\"path\":\"/result/response\",\"class\":\"EMAIL\",\"action\":\"scrub\",\"count\":2},"
		    "{\"path\":\"/result/response\",\"class\":\"PHONE\",\"action\":\"scrub\",\"count\":1},"
		    "{\"path\":\"/result/a~1b\",\"action\":\"drop\",\"count\":1}]}\n"
		    "{\"line\":7,\"nth\":2,\"statement_id\":\"id-2\",\"done\":[]}\n");
}

static void
classes_are_counted_without_a_file(void **state)
{
	struct error error;
	struct report *r = report_open(STR(""), &error);

	(void)state;
	assert_counts(r, "");
	report_done(r, &response, DONE_SCRUB, &email);
	report_done(r, &response, DONE_SCRUB, &phone);
	report_done(r, &response, DONE_PSEUDONYM, NULL);
	assert_counts(r, "");
	report_statement(r, &line_7, 0, STR("id"));
	report_done(r, &response, DONE_SCRUB, &email);
	report_nothing(r);
	report_done(r, &response, DONE_SCRUB, &email);
	report_statement(r, &line_7, 0, STR("id"));
	assert_counts(r, " EMAIL=2 PHONE=1");
	report_close(r);
}

static void
too_many_places_are_summed(void **state)
{
	struct error error;
	struct report *r = report_open(str_of(path), &error);
	char line[256];
	FILE *file;
	int entries = 0;

	(void)state;
	for (uint32_t i = 0; i < 5000; i++) {
		struct json_path item = {.up = &result, .index = i};

		report_done(r, &item, DONE_SCRUB, &email);
	}
	report_statement(r, &line_7, 0, STR("id"));
	assert_counts(r, " EMAIL=5000");
	report_close(r);
	file = fopen(path, "r");
	while (fgets(line, sizeof(line), file))
		for (const char *at = line; (at = strstr(at, "\"path\"")); at++)
			entries++;
	fclose(file);
	assert_in_range(entries, 100, 300);
}

static void
a_place_where_nothing_can_be_written_is_refused(void **state)
{
	struct error error = {0};

	(void)state;
	assert_null(report_open(STR("/nonexistent/report"), &error));
	assert_int_equal(error.exit, EXIT_USAGE);
	assert_non_null(strstr(error.text, "/nonexistent/report"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_line_tells_places_and_classes),
	    cmocka_unit_test(classes_are_counted_without_a_file),
	    cmocka_unit_test(too_many_places_are_summed),
	    cmocka_unit_test(a_place_where_nothing_can_be_written_is_refused),
	};

	return cmocka_run_group_tests_name("report", tests, setup, teardown);
}
