/* Any bytes as a delimited file: rows and faults with growing line numbers, each row an object of texts, whatever was
 * guessed or, by the first two bytes, said; and the same rows in whatever pieces the text comes. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/core/json.h"
#include "pipeline/io/csv.h"
#include "pipeline/io/csv_sniff.h"

enum { MOST_BYTES = 300 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* What is not UTF-8 in the file is what decode refuses; anything else must be JSON. */
static void
judge_row(struct arena *arena, struct str json)
{
	enum reject_code code;
	struct json row;
	size_t offset;

	if (!json_parse(arena, json, (struct json_limits){2}, &row, &code, &offset)) {
		must(code == REJECT_JSON_STRING);
		return;
	}
	must(row.type == JSON_OBJECT && !(row.flags & JSON_TWICE));
	for (uint32_t i = 0; i < row.count; i++)
		must(row.members[i].value.type == JSON_STRING && row.members[i].value.count > 0);
}

static void
read_all(struct csv_reader *r)
{
	struct arena *arena = arena_open();
	struct csv_record record;
	enum csv_result result;
	int64_t line = 0, lines, done, size;
	struct error e;

	while ((result = csv_next(r, true, &record, &e)) != CSV_END) {
		must(result == CSV_ROW || result == CSV_FAULT);
		must(record.line > line);
		line = record.line;
		if (result == CSV_ROW)
			judge_row(arena, record.json);
		else
			must(record.code == REJECT_CSV || record.code == REJECT_TOO_LARGE);
	}
	csv_progress(r, &lines, &done, &size);
	must(line <= lines && done == size);
	arena_close(arena);
}

static void
read_file(const char *path, const struct csv_form *form)
{
	struct error e;
	struct csv_reader *r = csv_open(path, form, MOST_BYTES, &e);

	must(r != NULL);
	read_all(r);
	csv_close(r);
}

/* A sum over all rows, which pieces must not change. */
static uint64_t
sum_of_rows(struct str text, size_t piece)
{
	struct csv_split s = {.dialect = {',', '"'}, .most_bytes = MOST_BYTES};
	uint64_t sum = 0;

	csv_split_open(&s);
	for (size_t at = 0; at < text.len;) {
		struct str next = str_from(text, at);

		next.len = next.len < piece ? next.len : piece;
		at += csv_split_read(&s, next);
		if (!s.complete)
			continue;
		sum = sum * 31 + (uint64_t)s.line + 7 * s.cell_count + 77 * s.too_large;
		for (size_t i = 0; i < s.bytes.len && !s.too_large; i++)
			sum = sum * 31 + (unsigned char)s.bytes.at[i];
	}
	sum += csv_split_end(&s) ? s.cell_count + 5 * s.unclosed : 0;
	csv_split_close(&s);
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const encodings[] = {
	    "", "utf-8", "windows-1252", "utf-16", "utf-16le", "shift_jis"};
	struct csv_form form = {0};
	char path[] = "/tmp/lrstream-csv-fuzz-XXXXXX";
	struct str text = {(const char *)data, size};
	int fd;

	if (size < 2)
		return 0;
	form.dialect.delimiter = data[0] & 0x40 ? ';' : '\0';
	form.dialect.quote = data[0] & 0x20 ? '\'' : '\0';
	form.encoding = str_of(encodings[data[1] % (sizeof(encodings) / sizeof(*encodings))]);
	fd = mkstemp(path);
	must(fd >= 0 && write(fd, data + 2, size - 2) == (ssize_t)(size - 2));
	close(fd);
	read_file(path, &form);
	unlink(path);
	must(sum_of_rows(text, size) == sum_of_rows(text, 1 + data[1] % 7));
	return 0;
}
