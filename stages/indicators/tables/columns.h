/* How the members of rows travel as columns: as one array a column, put together again by unnest, and back. */
#ifndef LRSTREAM_INDICATORS_COLUMNS_H
#define LRSTREAM_INDICATORS_COLUMNS_H

#include "pipeline/io/postgres.h"
#include "stages/indicators/tables/changes.h"

enum column_kind {
	LEARNER, /* whose row it is */
	HASH,    /* 64 bits of a key */
	DAY,     /* the day in a key, from 1970; only written, like labels */
	ID,      /* of a statement: two halves of a key */
	UUID,    /* the same; zero is null */
	INT2,    /* numbers; ABSENT is null */
	INT4,
	INT8,
	WIDE_HIGH, /* of a wide_sum in units of 2^32, rounded down, and what is left; only written */
	WIDE_LOW,
	BOOL,
	TIME,
	FLOAT8, /* a double, bit by bit; never null */
	BYTES,
	STATE,     /* bytes with their hash64 in front, as the last member of a row (rows.h) */
	HASHES,    /* a state of numbers as int8[]; only copied, in rows that never change */
	RUNS,      /* of a course row, as an int4multirange */
	LABEL,     /* its text */
	LABEL_IRI, /* the hash of its text */
	LABEL_TIME,
	LABEL_ID
};

struct column {
	const char *name; /* in the table */
	enum column_kind kind;
	size_t at; /* offset in the row */
};

enum pg_type column_type(const struct column *);

/* The name of that type in SQL. */
const char *column_type_name(const struct column *);

/* As an element of the open array, or as the next column of a COPY's row. */
void column_put(struct params *, const struct column *, const struct change *);
void column_copy(struct copy *, const struct column *, const struct change *);

/* Fills the member from a result; what it borrows lives as long as that. */
void column_take(const struct column *, const struct rows *, int row, int number, void *into);

#endif
