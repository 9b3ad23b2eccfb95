/* Bytes to UTF-8 (charset.h), text to rows (csv_split.h), rows to records; see csv.h.
 *
 * Nothing is kept but the piece of text that was read last and the row at hand, so a file may be of any length.
 */
#include "pipeline/io/csv.h"

#include <stdlib.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "pipeline/io/charset.h"
#include "pipeline/io/csv_sniff.h"
#include "pipeline/io/file.h"

/* What is known of the dialect after so many bytes is all that will be. */
enum { HEAD_BYTES = 4096, LINES_FOR_A_GUESS = 2 };

struct name {
	struct str text;
	size_t column; /* from 1 */
	bool repeated; /* an earlier column has this name: this one is not read */
};

struct csv_reader {
	struct file_reader *file;
	struct charset *charset;
	struct csv_split split;
	bool dialect_known, header_read, ended;
	struct buf text; /* decoded; from `at` on not yet split */
	size_t at;
	struct arena *arena; /* of the header */
	struct name *names;
	size_t name_count;
	struct buf json, detail;
};

struct csv_reader *
csv_open(const char *path, const struct csv_form *form, size_t most_bytes, struct error *e)
{
	struct csv_reader *r = calloc(1, sizeof(*r));

	if (!r)
		abort();
	r->arena = arena_open();
	r->split.dialect = form->dialect;
	r->split.most_bytes = most_bytes;
	r->dialect_known = form->dialect.delimiter && form->dialect.quote;
	csv_split_open(&r->split);
	r->charset = charset_open(form->encoding, e);
	r->file = r->charset ? file_open(path, false, 0, e) : NULL;
	if (r->file)
		return r;
	csv_close(r);
	return NULL;
}

/* ---- the header ---- */

static int
by_name_and_column(const void *a, const void *b)
{
	const struct name *x = *(const struct name *const *)a, *y = *(const struct name *const *)b;
	int order = str_cmp(x->text, y->text);

	return order ? order : (x->column > y->column) - (x->column < y->column);
}

/* Marks columns that have the name of an earlier one; returns one of them, with the one it repeats, or NULL. */
static const struct name *
find_repeated(struct csv_reader *r, const struct name **first)
{
	struct name **sorted = malloc((r->name_count + 1) * sizeof(struct name *));
	const struct name *found = NULL;
	size_t start = 0;

	if (!sorted)
		abort();
	for (size_t i = 0; i < r->name_count; i++)
		sorted[i] = &r->names[i];
	qsort(sorted, r->name_count, sizeof(struct name *), by_name_and_column);
	for (size_t i = 1; i < r->name_count; i++) {
		if (!str_eq(sorted[i]->text, sorted[start]->text) || !sorted[i]->text.len) {
			start = i;
			continue;
		}
		sorted[i]->repeated = true;
		if (!found)
			*first = sorted[start];
		found = found ? found : sorted[i];
	}
	free(sorted);
	return found;
}

static enum csv_result
fault(struct csv_record *out, enum reject_code code, struct str detail)
{
	out->code = code;
	out->detail = detail;
	return CSV_FAULT;
}

/* A row that is too long or not closed has no cells to speak of. */
static enum csv_result
judge_row(const struct csv_reader *r, struct csv_record *out)
{
	if (r->split.unclosed && !r->split.too_large)
		return fault(out, REJECT_CSV, STR("a quote that opens a cell is never closed"));
	return r->split.too_large ? fault(out, REJECT_TOO_LARGE, STR("")) : CSV_ROW;
}

static enum csv_result
take_header(struct csv_reader *r, struct csv_record *out)
{
	enum csv_result result = judge_row(r, out);
	const struct name *repeated, *first = NULL;

	r->header_read = true;
	if (result == CSV_FAULT)
		return result;
	r->name_count = r->split.cell_count;
	r->names = arena_zero(r->arena, (r->name_count + 1) * sizeof(*r->names));
	for (size_t i = 0; i < r->name_count; i++) {
		r->names[i].text = arena_copy(r->arena, csv_split_cell(&r->split, i));
		r->names[i].column = i + 1;
	}
	repeated = find_repeated(r, &first);
	if (!repeated)
		return CSV_ROW;
	buf_clear(&r->detail);
	buf_format(&r->detail, "column %zu of the header has the name of column %zu and is not read",
	    repeated->column, first->column);
	return fault(out, REJECT_CSV, buf_view(&r->detail));
}

/* ---- rows ---- */

/* A cell with content that the header has no name for; 0 if there is none. */
static size_t
nameless_column(const struct csv_reader *r)
{
	for (size_t i = 0; i < r->split.cell_count; i++)
		if (csv_split_cell(&r->split, i).len && (i >= r->name_count || !r->names[i].text.len))
			return i + 1;
	return 0;
}

static void
write_json(struct csv_reader *r)
{
	buf_clear(&r->json);
	buf_char(&r->json, '{');
	for (size_t i = 0; i < r->split.cell_count && i < r->name_count; i++) {
		struct str cell = csv_split_cell(&r->split, i);

		if (!cell.len || r->names[i].repeated)
			continue;
		if (r->json.len > 1)
			buf_char(&r->json, ',');
		json_write_string(&r->json, r->names[i].text);
		buf_char(&r->json, ':');
		json_write_string(&r->json, cell);
	}
	buf_char(&r->json, '}');
}

static enum csv_result
take_row(struct csv_reader *r, struct csv_record *out)
{
	enum csv_result result = judge_row(r, out);
	size_t nameless = result == CSV_ROW ? nameless_column(r) : 0;

	if (nameless) {
		buf_clear(&r->detail);
		buf_format(&r->detail, "the header has no name for the row's cell %zu", nameless);
		return fault(out, REJECT_CSV, buf_view(&r->detail));
	}
	if (result == CSV_ROW) {
		write_json(r);
		out->json = buf_view(&r->json);
	}
	return result;
}

/* ---- reading ---- */

static bool
has_lines(const struct csv_reader *r)
{
	size_t lines = 0;

	for (size_t i = 0; i < r->text.len; i++)
		lines += r->text.at[i] == '\n' || r->text.at[i] == '\r';
	return lines >= LINES_FOR_A_GUESS;
}

static void
guess_dialect(struct csv_reader *r)
{
	struct str head = buf_view(&r->text);

	if (head.len > HEAD_BYTES)
		head.len = HEAD_BYTES;
	csv_sniff(head, r->ended && head.len == r->text.len, &r->split.dialect);
	r->dialect_known = true;
}

/* Reads once. While the dialect is unknown, input that pauses behind a row or two is all there is to guess from. */
static enum file_result
read_more(struct csv_reader *r, bool wait, struct error *e)
{
	bool guess = !r->dialect_known && has_lines(r);
	struct str bytes = STR("");
	enum file_result more = file_chunk(r->file, wait && !guess, &bytes, e);

	if (more == FILE_ERROR || (more == FILE_PAUSE && !guess))
		return more;
	if (r->at) {
		r->text.len -= r->at;
		memmove(r->text.at, r->text.at + r->at, r->text.len);
		r->at = 0;
	}
	r->ended = more == FILE_END;
	if (more != FILE_PAUSE)
		charset_convert(r->charset, bytes, r->ended, &r->text);
	if (!r->dialect_known && (more != FILE_LINE || r->text.len >= HEAD_BYTES))
		guess_dialect(r);
	return FILE_LINE;
}

/* Splits on; false if the text does not complete a row. */
static bool
split_row(struct csv_reader *r)
{
	if (!r->dialect_known)
		return false;
	while (r->at < r->text.len) {
		r->at += csv_split_read(&r->split, str_from(buf_view(&r->text), r->at));
		if (r->split.complete && !csv_split_is_blank(&r->split))
			return true;
	}
	return r->ended && csv_split_end(&r->split) && !csv_split_is_blank(&r->split);
}

enum csv_result
csv_next(struct csv_reader *r, bool wait, struct csv_record *out, struct error *e)
{
	for (;;) {
		enum file_result more;

		while (split_row(r)) {
			bool header = !r->header_read;
			enum csv_result result;

			out->line = r->split.line;
			result = header ? take_header(r, out) : take_row(r, out);
			if (!header || result == CSV_FAULT)
				return result;
		}
		if (r->ended)
			return CSV_END;
		more = read_more(r, wait, e);
		if (more != FILE_LINE)
			return more == FILE_PAUSE ? CSV_PAUSE : CSV_ERROR;
	}
}

bool
csv_has_column(const struct csv_reader *r, struct str name)
{
	for (size_t i = 0; i < r->name_count; i++)
		if (str_eq(r->names[i].text, name))
			return true;
	return false;
}

void
csv_progress(const struct csv_reader *r, int64_t *lines, int64_t *done, int64_t *size)
{
	*lines = r->split.next_line - 1 + r->split.in_line;
	file_progress(r->file, done, size);
}

void
csv_close(struct csv_reader *r)
{
	if (!r)
		return;
	file_close(r->file);
	charset_close(r->charset);
	csv_split_close(&r->split);
	arena_close(r->arena);
	buf_free(&r->text);
	buf_free(&r->json);
	buf_free(&r->detail);
	free(r);
}
