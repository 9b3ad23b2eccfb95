/* Delimited files as records: each row becomes a JSON object of texts.
 *
 * The first row that is not blank is the header; its names are the keys. A cell is a text, whatever it looks like: 007
 * stays 007. An empty cell is no value, and its key is left out; so are those of a row that ends early. Delimiter, quote
 * and encoding are found out from the beginning of the file unless they are said. A row that cannot become a record is
 * told as a fault, and reading goes on behind it.
 */
#ifndef LRSTREAM_CSV_H
#define LRSTREAM_CSV_H

#include "pipeline/core/error.h"
#include "pipeline/core/reject.h"
#include "pipeline/io/csv_form.h"

struct csv_reader;

/* "-" is standard input. A row of more than `most_bytes` is a fault. NULL with an error. */
struct csv_reader *csv_open(const char *path, const struct csv_form *, size_t most_bytes, struct error *);

enum csv_result { CSV_ROW, CSV_FAULT, CSV_PAUSE, CSV_END, CSV_ERROR };

/* Valid until the next call. */
struct csv_record {
	int64_t line;          /* where the row starts, from 1 */
	struct str json;       /* of CSV_ROW: may hold bytes that are no UTF-8, where the file does */
	enum reject_code code; /* of CSV_FAULT */
	struct str detail;     /* of CSV_FAULT; no text of the file */
};

/* The next row that is not blank. CSV_PAUSE: nothing complete is there now and `wait` is false, or a signal came. */
enum csv_result csv_next(struct csv_reader *, bool wait, struct csv_record *, struct error *);

/* True if the header, read with the first row or the end, has this name. */
bool csv_has_column(const struct csv_reader *, struct str name);

/* Lines read, bytes consumed and, for a regular file, its size (-1 otherwise). */
void csv_progress(const struct csv_reader *, int64_t *lines, int64_t *done, int64_t *size);

void csv_close(struct csv_reader *);

#endif
