/* Delimited files as records: keys, lines, faults, and files longer than any buffer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/io/csv.h"

enum { MOST = 200, MANY = 200000 };

static char path[] = "/tmp/lrstream-csv-XXXXXX";
static struct csv_reader *reader;

static void
over(struct str content, const struct csv_form *form)
{
	static const struct csv_form unsaid;
	struct error e;
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(content.at, 1, content.len, file), content.len);
	fclose(file);
	reader = csv_open(path, form ? form : &unsaid, MOST, &e);
	assert_non_null(reader);
}

static int
setup(void **state)
{
	(void)state;
	close(mkstemp(path));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	csv_close(reader);
	reader = NULL;
	unlink(path);
	strcpy(path + strlen(path) - 6, "XXXXXX");
	return 0;
}

static void
expect_row(int64_t line, const char *json)
{
	struct csv_record row;
	struct error e;

	assert_int_equal(csv_next(reader, true, &row, &e), CSV_ROW);
	assert_int_equal(row.json.len, strlen(json));
	assert_memory_equal(row.json.at, json, row.json.len);
	assert_int_equal(row.line, line);
}

static void
expect_fault(int64_t line, enum reject_code code, const char *detail)
{
	struct csv_record row;
	struct error e;

	assert_int_equal(csv_next(reader, true, &row, &e), CSV_FAULT);
	assert_int_equal(row.code, code);
	assert_true(str_eq(row.detail, str_of(detail)));
	assert_int_equal(row.line, line);
}

static void
expect_end(int64_t lines)
{
	struct csv_record row;
	struct error e;
	int64_t read, done, size;

	assert_int_equal(csv_next(reader, true, &row, &e), CSV_END);
	assert_int_equal(csv_next(reader, true, &row, &e), CSV_END);
	csv_progress(reader, &read, &done, &size);
	assert_int_equal(read, lines);
	assert_int_equal(done, size);
}

static void
cells_are_texts_and_empty_ones_absent(void **state)
{
	(void)state;
	over(STR("id,flag,note\n007,true,\n,,\"a \"\"b\"\"\"\n\"\"\n1.10,null\n"), NULL);
	expect_row(2, "{\"id\":\"007\",\"flag\":\"true\"}");
	expect_row(3, "{\"note\":\"a \\\"b\\\"\"}");
	expect_row(5, "{\"id\":\"1.10\",\"flag\":\"null\"}");
	expect_end(5);
}

static void
lines_are_physical(void **state)
{
	(void)state;
	over(STR("\r\nid;note\r\n\r\n1;\"a\r\nb\"\r\n2;c"), NULL);
	expect_row(4, "{\"id\":\"1\",\"note\":\"a\\r\\nb\"}");
	expect_row(6, "{\"id\":\"2\",\"note\":\"c\"}");
	expect_end(6);
}

static void
a_cell_without_a_name_is_a_fault(void **state)
{
	(void)state;
	over(STR("id,,note\n1,,a,,\n2,x,b\n3,,c,d\n4\n"), NULL);
	expect_row(2, "{\"id\":\"1\",\"note\":\"a\"}");
	expect_fault(3, REJECT_CSV, "the header has no name for the row's cell 2");
	expect_fault(4, REJECT_CSV, "the header has no name for the row's cell 4");
	expect_row(5, "{\"id\":\"4\"}");
	expect_end(5);
}

static void
of_columns_with_one_name_the_first_is_read(void **state)
{
	(void)state;
	over(STR("b,a,b,a\n1,2,3,4\n"), NULL);
	expect_fault(1, REJECT_CSV, "column 4 of the header has the name of column 2 and is not read");
	expect_row(2, "{\"b\":\"1\",\"a\":\"2\"}");
	expect_end(2);
}

static void
a_quote_that_is_never_closed_is_one_fault(void **state)
{
	(void)state;
	over(STR("a,b\n1,2\n3,\"4\n5,6\n"), NULL);
	expect_row(2, "{\"a\":\"1\",\"b\":\"2\"}");
	expect_fault(3, REJECT_CSV, "a quote that opens a cell is never closed");
	expect_end(4);
}

static void
a_row_too_large_is_one_fault(void **state)
{
	struct buf text = {0};

	(void)state;
	buf_str(&text, STR("a,b\n1,\""));
	for (int i = 0; i < MANY; i++)
		buf_str(&text, STR("x,\n"));
	buf_str(&text, STR("\"\n2,3\n"));
	over(buf_view(&text), NULL);
	buf_free(&text);
	expect_fault(2, REJECT_TOO_LARGE, "");
	expect_row(MANY + 3, "{\"a\":\"2\",\"b\":\"3\"}");
	expect_end(MANY + 3);
}

static void
a_long_file_is_read_in_pieces(void **state)
{
	struct buf text = {0};
	char expected[40];

	(void)state;
	buf_str(&text, STR("a,b\n"));
	for (int i = 0; i < MANY; i++)
		buf_format(&text, "%d,%s\n", i, i == MANY / 2 ? "\xfc" : "y");
	over(buf_view(&text), NULL);
	buf_free(&text);
	for (int i = 0; i < MANY; i++) {
		snprintf(expected, sizeof(expected), "{\"a\":\"%d\",\"b\":\"%s\"}", i,
		    i == MANY / 2 ? "\xc3\xbc" : "y");
		expect_row(i + 2, expected);
	}
	expect_end(MANY + 1);
}

static void
what_is_said_is_not_guessed(void **state)
{
	struct csv_form form = {.dialect = {'.', CSV_NO_QUOTE}, .encoding = STR("cp437")};

	(void)state;
	over(STR("a.b\n\"1,\x84.2\"\n"), &form);
	expect_row(2, "{\"a\":\"\\\"1,\xc3\xa4\",\"b\":\"2\\\"\"}");
	expect_end(2);
}

static void
a_file_of_no_rows_gives_nothing(void **state)
{
	(void)state;
	over(STR(""), NULL);
	expect_end(0);
	csv_close(reader);
	over(STR("\xef\xbb\xbf"
		 "a,b"),
	    NULL);
	expect_end(1);
}

/* A pipe into standard input: what is complete comes out before the writer is done. */
static void
what_is_complete_comes_when_input_pauses(void **state)
{
	struct csv_form form = {0};
	struct csv_record row;
	struct error e;
	int ends[2], old = dup(STDIN_FILENO);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	dup2(ends[0], STDIN_FILENO);
	reader = csv_open("-", &form, MOST, &e);
	assert_int_equal(write(ends[1], "a;b\n1;", 6), 6);
	assert_int_equal(csv_next(reader, false, &row, &e), CSV_PAUSE);
	assert_int_equal(write(ends[1], "2\n3", 3), 3);
	expect_row(2, "{\"a\":\"1\",\"b\":\"2\"}");
	assert_int_equal(csv_next(reader, false, &row, &e), CSV_PAUSE);
	close(ends[1]);
	expect_row(3, "{\"a\":\"3\"}");
	dup2(old, STDIN_FILENO);
	close(old);
	close(ends[0]);
}

static void
what_cannot_be_opened_is_told(void **state)
{
	struct csv_form form = {.encoding = STR("utf9")};
	struct error e;

	(void)state;
	assert_null(csv_open(path, &form, MOST, &e));
	form.encoding = STR("");
	assert_null(csv_open("/nowhere/at all", &form, MOST, &e));
	assert_int_equal(e.exit, EXIT_USAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(cells_are_texts_and_empty_ones_absent, setup, teardown),
	    cmocka_unit_test_setup_teardown(lines_are_physical, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_cell_without_a_name_is_a_fault, setup, teardown),
	    cmocka_unit_test_setup_teardown(of_columns_with_one_name_the_first_is_read, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_quote_that_is_never_closed_is_one_fault, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_row_too_large_is_one_fault, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_long_file_is_read_in_pieces, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_is_said_is_not_guessed, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_file_of_no_rows_gives_nothing, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_is_complete_comes_when_input_pauses, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_cannot_be_opened_is_told, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
