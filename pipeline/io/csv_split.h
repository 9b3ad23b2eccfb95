/* Text cut into rows of cells, as it comes in: RFC 4180, and what files really hold.
 *
 * A row ends at LF, CR LF or CR, a cell at the delimiter. A quote at the start of a cell lets it hold all of these, and
 * quotes, doubled; behind the closing quote, and in a cell that does not start with one, a quote is a character like
 * others. A row is kept until the next one begins, and no more of it than the bound.
 */
#ifndef LRSTREAM_CSV_SPLIT_H
#define LRSTREAM_CSV_SPLIT_H

#include <stdint.h>

#include "pipeline/core/buf.h"

/* A newline can be no quote, so it stands for none. */
enum { CSV_NO_QUOTE = '\n' };

/* ASCII characters. */
struct csv_dialect {
	char delimiter;
	char quote;
};

struct csv_split {
	struct csv_dialect dialect;
	size_t most_bytes; /* of a row, its delimiters counted in */

	/* The row at hand. */
	int64_t line;     /* where it starts, from 1 */
	bool too_large;   /* it holds more than is kept */
	bool unclosed;    /* the text ends inside quotes */
	uint32_t quoted;  /* cells in quotes */
	uint32_t stray;   /* of them, those that go on behind the closing quote */
	struct buf bytes; /* the cells one after the other */
	size_t *ends;     /* where each ends */
	size_t cell_count, cell_capacity;

	enum { CELL_START, IN_CELL, IN_QUOTES, BEHIND_QUOTE } state;
	bool after_cr;     /* a LF now is the second half of a line's end */
	bool complete;     /* the row is */
	size_t row_bytes;  /* read of it */
	int64_t next_line; /* the line being read */
	bool in_line;      /* it has bytes */
};

/* `split` is zero but for its dialect and bound. */
void csv_split_open(struct csv_split *);

/* Reads on, beginning a new row if the last is complete; returns how many bytes it took. split->complete tells whether
 * the row is now. */
size_t csv_split_read(struct csv_split *, struct str text);

/* The text is over: true if that completes a row. */
bool csv_split_end(struct csv_split *);

/* The cell at `index` of a complete row, valid until the next is read. */
struct str csv_split_cell(const struct csv_split *, size_t index);

/* True if no cell holds anything but white space. */
bool csv_split_is_blank(const struct csv_split *);

void csv_split_close(struct csv_split *);

#endif
