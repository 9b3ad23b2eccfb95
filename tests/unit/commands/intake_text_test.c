/* A file that may be one document or a record a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/commands/intake_text.h"

struct reading {
	char path[32];
	struct intake_text *text;
};

static struct reading
open_text(const char *content)
{
	struct reading r = {.path = "/tmp/lrstream-text-XXXXXX"};
	int fd = mkstemp(r.path);
	struct error e;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	close(fd);
	r.text = intake_text_open(r.path, 1000, &e);
	assert_non_null(r.text);
	return r;
}

static void
line_follows(const struct reading *r, int64_t expected, const char *content)
{
	struct str line;
	int64_t number;

	assert_true(intake_text_next(r->text, &line, &number));
	assert_int_equal(number, expected);
	assert_true(str_eq(line, str_of(content)));
}

static void
end(const struct reading *r)
{
	struct str line;
	int64_t number;

	assert_false(intake_text_next(r->text, &line, &number));
	intake_text_close(r->text);
	unlink(r->path);
}

/* All that comes is the content, as line 1. */
static void
is_one(const char *content)
{
	struct reading r = open_text(content);

	line_follows(&r, 1, content);
	end(&r);
}

static void
a_document_is_one_record(void **state)
{
	(void)state;
	is_one("{\"a\":\n 1}\n");
	is_one("[\n{\"a\":1}\n,{\"a\":2}\n]");
	is_one("{\"a\":1}");
}

static void
a_broken_document_is_one_too(void **state)
{
	(void)state;
	is_one("{\n \"a\": [1,]\n}\n");
	is_one("no JSON at all\nnot even here\n");
}

static void
records_are_lines(void **state)
{
	struct reading r = open_text("{\"a\":1}\n\n{\"a\":2}\r\n{\"a\":3}");

	(void)state;
	line_follows(&r, 1, "{\"a\":1}");
	line_follows(&r, 2, "");
	line_follows(&r, 3, "{\"a\":2}");
	line_follows(&r, 4, "{\"a\":3}");
	end(&r);
}

static void
a_broken_record_leaves_the_others(void **state)
{
	struct reading r = open_text("{\"a\":\n{\"a\":2}\n");

	(void)state;
	line_follows(&r, 1, "{\"a\":");
	line_follows(&r, 2, "{\"a\":2}");
	end(&r);
}

static void
nothing_is_no_record(void **state)
{
	struct reading r = open_text("");

	(void)state;
	end(&r);
}

static void
a_file_that_is_not_there_is_told(void **state)
{
	struct error e;

	(void)state;
	assert_null(intake_text_open("/nowhere/at-all.json", 1000, &e));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_document_is_one_record),
	    cmocka_unit_test(a_broken_document_is_one_too),
	    cmocka_unit_test(records_are_lines),
	    cmocka_unit_test(a_broken_record_leaves_the_others),
	    cmocka_unit_test(nothing_is_no_record),
	    cmocka_unit_test(a_file_that_is_not_there_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
