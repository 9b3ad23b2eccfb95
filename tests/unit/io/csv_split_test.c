/* Text to rows and cells: what was written is read back, however it was quoted and in whatever pieces it comes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "pipeline/io/csv_split.h"

enum { ROUNDS = 3000, MOST_ROWS = 6, MOST_CELLS = 5, MOST_CELL_BYTES = 12, MOST_BYTES = 1000 };

static struct csv_split split;

static int
setup(void **state)
{
	(void)state;
	split = (struct csv_split){.dialect = {',', '"'}, .most_bytes = MOST_BYTES};
	csv_split_open(&split);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	csv_split_close(&split);
	return 0;
}

static void
show_row(struct buf *out)
{
	buf_format(out, "%lld", (long long)split.line);
	for (size_t i = 0; i < split.cell_count; i++)
		buf_format(out, "[%.*s]", STR_ARG(csv_split_cell(&split, i)));
}

/* The rows of a text that is read in pieces: each its line, and its cells in brackets: "1[a][b]3[c]". */
static const char *
rows_of(const char *text, size_t piece)
{
	static char shown[MOST_BYTES];
	struct str all = str_of(text);
	struct buf out = {0};

	for (size_t at = 0; at < all.len;) {
		struct str next = str_from(all, at);

		next.len = next.len < piece ? next.len : piece;
		at += csv_split_read(&split, next);
		if (split.complete)
			show_row(&out);
	}
	if (csv_split_end(&split))
		show_row(&out);
	assert_true(out.len < sizeof(shown));
	memcpy(shown, out.at, out.len);
	shown[out.len] = '\0';
	buf_free(&out);
	return shown;
}

static void
reads(const char *text, const char *expected)
{
	for (size_t piece = 1; piece < 8; piece++) {
		teardown(NULL);
		setup(NULL);
		assert_string_equal(rows_of(text, piece), expected);
	}
}

static void
rows_end_at_every_kind_of_newline(void **state)
{
	(void)state;
	reads("a,b\nc\r\nd\re", "1[a][b]2[c]3[d]4[e]");
	reads("a\n\n\r\n\r\rb\n", "1[a]2[]3[]4[]5[]6[b]");
}

static void
quotes_hold_delimiters_newlines_and_quotes(void **state)
{
	(void)state;
	reads("\"a,b\",\"c\"\"d\"\n\"e\r\nf\rg\nh\",i\nj", "1[a,b][c\"d]2[e\r\nf\rg\nh][i]6[j]");
	reads("\"\",\"\"\"\"\n", "1[][\"]");
}

static void
quotes_elsewhere_are_characters(void **state)
{
	(void)state;
	reads("5\" disk,\"a\"b\"c\", \"d\n", "1[5\" disk][ab\"c\"][ \"d]");
}

static void
a_last_row_needs_no_newline(void **state)
{
	(void)state;
	reads("a,", "1[a][]");
	reads("a\n,b", "1[a]2[][b]");
	reads("a\n\"\"", "1[a]2[]");
}

static void
a_quote_that_is_never_closed_is_told(void **state)
{
	(void)state;
	reads("a\n\"b,c\nd", "1[a]2[b,c\nd]");
	assert_true(split.unclosed);
}

static void
without_quotes_a_quote_is_a_character(void **state)
{
	(void)state;
	split.dialect.quote = CSV_NO_QUOTE;
	assert_string_equal(rows_of("\"a\nb\",c\n", 3), "1[\"a]2[b\"][c]");
}

static void
of_a_row_too_large_nothing_more_is_kept(void **state)
{
	struct str row = STR("\"0123456789\n0123456789\",0123456789,,,,,,,\n");

	(void)state;
	split.most_bytes = 15;
	assert_int_equal(csv_split_read(&split, row), row.len);
	assert_true(split.complete && split.too_large && !csv_split_is_blank(&split));
	assert_true(split.bytes.len <= 15 && split.cell_count <= 15);
	csv_split_read(&split, STR("a\n"));
	assert_false(split.too_large);
	assert_int_equal(split.line, 3);
	assert_true(str_eq(csv_split_cell(&split, 0), STR("a")));
}

static void
what_fits_exactly_is_kept(void **state)
{
	(void)state;
	split.most_bytes = 5;
	csv_split_read(&split, STR("ab,cd\n"));
	assert_false(split.too_large);
	csv_split_read(&split, STR("ab,cde\n"));
	assert_true(split.too_large);
}

/* ---- the law ---- */

struct table {
	size_t rows, cells[MOST_ROWS];
	int64_t lines[MOST_ROWS]; /* where each starts */
	struct str cell[MOST_ROWS][MOST_CELLS];
};

static void
invent(struct table *t, char *bytes)
{
	static const char alphabet[] = "ab\",;'\n\r \t\xc3\xa9";

	t->rows = 1 + (size_t)rand() % MOST_ROWS;
	for (size_t r = 0; r < t->rows; r++) {
		t->cells[r] = 1 + (size_t)rand() % MOST_CELLS;
		for (size_t c = 0; c < t->cells[r]; c++) {
			size_t len = (size_t)rand() % MOST_CELL_BYTES;

			t->cell[r][c] = (struct str){bytes, len};
			while (len--)
				*bytes++ = alphabet[(size_t)rand() % (sizeof(alphabet) - 1)];
		}
	}
}

static void
write_cell(struct buf *out, struct str cell, struct csv_dialect d)
{
	bool needed = cell.len == 0;

	for (size_t i = 0; i < cell.len; i++)
		needed |= cell.at[i] == d.delimiter || cell.at[i] == d.quote || cell.at[i] == '\n'
			  || cell.at[i] == '\r';
	if (!needed && rand() % 2) {
		buf_str(out, cell);
		return;
	}
	buf_char(out, d.quote);
	for (size_t i = 0; i < cell.len; i++) {
		if (cell.at[i] == d.quote)
			buf_char(out, d.quote);
		buf_char(out, cell.at[i]);
	}
	buf_char(out, d.quote);
}

/* Line ends up to where the text stands. */
static int64_t
lines_in(struct str text)
{
	int64_t lines = 0;

	for (size_t i = 0; i < text.len; i++)
		lines += text.at[i] == '\r' || (text.at[i] == '\n' && (i == 0 || text.at[i - 1] != '\r'));
	return lines;
}

static void
write_table(struct buf *out, struct table *t, struct csv_dialect d)
{
	static const char *const newlines[] = {"\n", "\r\n", "\r"};

	for (size_t r = 0; r < t->rows; r++) {
		t->lines[r] = lines_in(buf_view(out)) + 1;
		for (size_t c = 0; c < t->cells[r]; c++) {
			if (c)
				buf_char(out, d.delimiter);
			write_cell(out, t->cell[r][c], d);
		}
		if (r + 1 < t->rows || rand() % 2)
			buf_str(out, str_of(newlines[rand() % 3]));
	}
}

static void
expect_row(const struct table *t, size_t row)
{
	assert_true(row < t->rows);
	assert_int_equal(split.line, t->lines[row]);
	assert_int_equal(split.cell_count, t->cells[row]);
	for (size_t c = 0; c < t->cells[row]; c++)
		assert_true(str_eq(csv_split_cell(&split, c), t->cell[row][c]));
}

static void
what_is_written_is_read_back_in_any_pieces(void **state)
{
	static const struct csv_dialect dialects[] = {{',', '"'}, {';', '\''}, {'\t', '"'}, {'a', 'b'}};
	char bytes[MOST_ROWS * MOST_CELLS * MOST_CELL_BYTES];

	(void)state;
	srand(7);
	for (int round = 0; round < ROUNDS; round++) {
		struct csv_dialect d = dialects[round % 4];
		struct buf text = {0};
		struct table t;
		size_t row = 0;

		invent(&t, bytes);
		write_table(&text, &t, d);
		teardown(NULL);
		setup(NULL);
		split.dialect = d;
		for (size_t at = 0; at < text.len;) {
			struct str piece = str_from(buf_view(&text), at);

			piece.len = 1 + (size_t)rand() % piece.len;
			at += csv_split_read(&split, piece);
			if (split.complete)
				expect_row(&t, row++);
		}
		if (csv_split_end(&split))
			expect_row(&t, row++);
		assert_int_equal(row, t.rows);
		buf_free(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(rows_end_at_every_kind_of_newline, setup, teardown),
	    cmocka_unit_test_setup_teardown(quotes_hold_delimiters_newlines_and_quotes, setup, teardown),
	    cmocka_unit_test_setup_teardown(quotes_elsewhere_are_characters, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_last_row_needs_no_newline, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_quote_that_is_never_closed_is_told, setup, teardown),
	    cmocka_unit_test_setup_teardown(without_quotes_a_quote_is_a_character, setup, teardown),
	    cmocka_unit_test_setup_teardown(of_a_row_too_large_nothing_more_is_kept, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_fits_exactly_is_kept, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_is_written_is_read_back_in_any_pieces, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
