/* Lines of a file: their ends, their numbers, and those that are too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/io/file.h"

enum { MOST = 16 };

static char path[] = "/tmp/lrstream-file-XXXXXX";

static struct file_reader *
over(const char *content, size_t len, bool whole)
{
	struct file_reader *f;
	struct error e;
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	assert_int_equal(fwrite(content, 1, len, out), len);
	fclose(out);
	f = file_open(path, whole, MOST, &e);
	assert_non_null(f);
	return f;
}

static void
expect_line(struct file_reader *f, const char *text, int64_t number)
{
	struct str line;
	struct error e;
	int64_t got;

	assert_int_equal(file_next(f, true, &line, &got, &e), FILE_LINE);
	assert_int_equal(line.len, strlen(text));
	assert_memory_equal(line.at, text, line.len);
	assert_int_equal(got, number);
}

static void
expect_end(struct file_reader *f)
{
	struct str line;
	struct error e;
	int64_t number;

	assert_int_equal(file_next(f, true, &line, &number, &e), FILE_END);
	file_close(f);
}

static void
lines_are_numbered_blank_ones_too(void **state)
{
	struct file_reader *f = over("a\n\r\n\nb\r\nc", 9, false);

	(void)state;
	expect_line(f, "a", 1);
	expect_line(f, "", 2);
	expect_line(f, "", 3);
	expect_line(f, "b", 4);
	expect_line(f, "c", 5);
	expect_end(f);
}

static void
a_last_newline_ends_the_last_line(void **state)
{
	struct file_reader *f = over("a\n", 2, false);

	(void)state;
	expect_line(f, "a", 1);
	expect_end(f);
}

static void
an_empty_file_has_no_line(void **state)
{
	(void)state;
	expect_end(over("", 0, false));
}

static void
a_long_line_is_cut_and_the_next_is_whole(void **state)
{
	struct file_reader *f = over("0123456789abcdef0123456789\nb\n", 29, false);

	(void)state;
	expect_line(f, "0123456789abcdef0", 1);
	expect_line(f, "b", 2);
	expect_end(f);
}

/* Longer than one read: the rest is skipped without being kept. */
static void
a_line_longer_than_a_read_is_cut(void **state)
{
	size_t len = 3 * 1024 * 1024;
	char *content = malloc(len);
	struct file_reader *f;

	(void)state;
	assert_non_null(content);
	memset(content, 'x', len);
	content[len - 3] = '\n';
	f = over(content, len, false);
	expect_line(f, "xxxxxxxxxxxxxxxxx", 1);
	expect_line(f, "xx", 2);
	expect_end(f);
	free(content);
}

static void
a_whole_file_is_one_line(void **state)
{
	struct file_reader *f = over("[\n1,\n2]\n", 8, true);

	(void)state;
	expect_line(f, "[\n1,\n2]\n", 1);
	expect_end(f);
}

static void
nothing_complete_is_a_pause(void **state)
{
	struct file_reader *f;
	struct error e;
	struct str line;
	int64_t number;
	int ends[2];
	char name[32];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	snprintf(name, sizeof(name), "/dev/fd/%d", ends[0]);
	f = file_open(name, false, MOST, &e);
	assert_non_null(f);
	assert_int_equal(write(ends[1], "a\nb", 3), 3);
	assert_int_equal(file_next(f, false, &line, &number, &e), FILE_LINE);
	assert_int_equal(file_next(f, false, &line, &number, &e), FILE_PAUSE);
	assert_int_equal(write(ends[1], "c\n", 2), 2);
	expect_line(f, "bc", 2);
	close(ends[1]);
	expect_end(f);
	close(ends[0]);
}

static void
a_missing_file_is_named(void **state)
{
	struct error e;

	(void)state;
	assert_null(file_open("/nowhere/at/all", false, MOST, &e));
	assert_int_equal(e.exit, EXIT_USAGE);
	assert_non_null(strstr(e.text, "/nowhere/at/all"));
}

static void
chunks_are_the_bytes_as_they_are(void **state)
{
	struct file_reader *f = over("a\r\n\nb", 5, false);
	struct str bytes;
	struct error e;

	(void)state;
	assert_int_equal(file_chunk(f, true, &bytes, &e), FILE_LINE);
	assert_true(str_eq(bytes, STR("a\r\n\nb")));
	assert_int_equal(file_chunk(f, true, &bytes, &e), FILE_END);
	file_close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_numbered_blank_ones_too),
	    cmocka_unit_test(a_last_newline_ends_the_last_line),
	    cmocka_unit_test(an_empty_file_has_no_line),
	    cmocka_unit_test(a_long_line_is_cut_and_the_next_is_whole),
	    cmocka_unit_test(a_line_longer_than_a_read_is_cut),
	    cmocka_unit_test(a_whole_file_is_one_line),
	    cmocka_unit_test(nothing_complete_is_a_pause),
	    cmocka_unit_test(chunks_are_the_bytes_as_they_are),
	    cmocka_unit_test(a_missing_file_is_named),
	};
	int failed;

	if (mkstemp(path) < 0)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
