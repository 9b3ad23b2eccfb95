/* PostgreSQL's binary forms: parameters of a statement, and rows for COPY.
 *
 * Values are written in network byte order into one growing buffer; nothing is sent here (postgres.h does). Both
 * structs are ready when zeroed; clear them and use them again, their memory stays.
 */
#ifndef LRSTREAM_PGBINARY_H
#define LRSTREAM_PGBINARY_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/str.h"

/* Types by their OIDs in pg_catalog. */
enum pg_type {
	PG_BOOL = 16,
	PG_BYTEA = 17,
	PG_INT8 = 20,
	PG_INT2 = 21,
	PG_INT4 = 23,
	PG_TEXT = 25,
	PG_TID = 27,
	PG_JSON = 114,
	PG_FLOAT8 = 701,
	PG_TIMESTAMPTZ = 1184,
	PG_UUID = 2950,
	PG_INT4MULTIRANGE = 4451
};

/* ---- parameters ---- */

enum { PARAMS_MOST = 64 };

/* A growing set of parameters. Arrays are one-dimensional: begin, values, end. */
struct params {
	struct buf bytes;
	int count;
	struct {
		uint32_t type;
		int64_t start;
		int32_t len; /* -1: null */
	} at[PARAMS_MOST];
	bool in_array;
	int64_t array; /* where the open array's header starts */
	int32_t elements;
};

void params_clear(struct params *);
void params_free(struct params *);
void param_bool(struct params *, bool);
void param_int2(struct params *, int16_t);
void param_int4(struct params *, int32_t);
void param_int8(struct params *, int64_t);
void param_float8(struct params *, double);
void param_text(struct params *, struct str);                 /* at == NULL is null */
void param_bytes(struct params *, struct str);                /* bytea; at == NULL is null */
void param_uuid(struct params *, const uint8_t uuid[16]);     /* NULL is null */
void param_time(struct params *, int64_t us);                 /* µs since 1970 as timestamptz */
void param_tid(struct params *, const uint8_t tid[6]);        /* as rows_tid gives it */
void param_binary(struct params *, enum pg_type, struct str); /* a value that is in its binary form already */
void param_null(struct params *, enum pg_type);
void param_array_begin(struct params *, enum pg_type element);
void param_array_end(struct params *);

/* ---- rows for COPY ---- */

/* Build with copy_row and one copy_… a column, then hand it to postgres_copy. */
struct copy {
	struct buf bytes;
	int64_t rows;
};

void copy_clear(struct copy *);
void copy_free(struct copy *);
void copy_row(struct copy *, int16_t columns);
void copy_null(struct copy *);
void copy_bool(struct copy *, bool);
void copy_int2(struct copy *, int16_t);
void copy_int4(struct copy *, int32_t);
void copy_int8(struct copy *, int64_t);
void copy_float8(struct copy *, double);
void copy_text(struct copy *, struct str);             /* also json and bytea; at == NULL is null */
void copy_uuid(struct copy *, const uint8_t uuid[16]); /* NULL is null */
void copy_time(struct copy *, int64_t us);             /* µs since 1970 as timestamptz */

/* For text written in place: begin, append to copy->bytes, end with what begin returned. */
size_t copy_text_begin(struct copy *);
void copy_text_end(struct copy *, size_t begun);

/* An array as one column: begin, a copy_… an element, end with what begin returned and the number of elements. */
size_t copy_array_begin(struct copy *, enum pg_type element);
void copy_array_end(struct copy *, size_t begun, int32_t elements);

#endif
