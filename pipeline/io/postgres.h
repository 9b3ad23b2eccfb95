/* PostgreSQL: the only user of libpq.
 *
 * Everything travels binary: parameters are built into a struct params, bulk rows go through COPY. Statements are
 * prepared on first use under their name. Each call returns false with an error whose `transient` says whether the
 * same work may be tried again (connection lost, deadlock, serialization, shutdown, out of resources); `data` tells
 * that PostgreSQL refused a value (SQLSTATE class 22 or 23), which is the record's fault, not the world's.
 * Messages carry SQLSTATE, the primary message without quoted values, and the constraint: never a row's data.
 * Not thread-safe; each worker owns one connection.
 */
#ifndef LRSTREAM_POSTGRES_H
#define LRSTREAM_POSTGRES_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

struct postgres;

/* conninfo as libpq takes it; "" uses the PG* variables. Sets application_name=lrstream and client_encoding=UTF8. */
struct postgres *postgres_open(const char *conninfo, struct error *);
void postgres_close(struct postgres *);

/* True if the connection is usable; false asks for postgres_close and a new one. */
bool postgres_alive(const struct postgres *);

/* The SQLSTATE of the last failure, "" if none or the connection broke. */
const char *postgres_sqlstate(const struct postgres *);
bool postgres_data_error(const struct postgres *);      /* class 22 or 23 */

bool postgres_begin(struct postgres *, struct error *);
bool postgres_commit(struct postgres *, struct error *);
void postgres_rollback(struct postgres *);              /* ignores errors: the server rolls back by itself */
bool postgres_savepoint(struct postgres *, const char *name, struct error *);
bool postgres_rollback_to(struct postgres *, const char *name, struct error *);
bool postgres_release(struct postgres *, const char *name, struct error *);

/* Runs SQL text that takes no parameters, several statements allowed: migrations and session settings. */
bool postgres_script(struct postgres *, const char *sql, struct error *);

/* ---- parameters ---- */

/* Types by their OIDs in pg_catalog. */
enum pg_type {
	PG_BOOL = 16, PG_BYTEA = 17, PG_INT8 = 20, PG_INT2 = 21, PG_INT4 = 23, PG_TEXT = 25, PG_JSON = 114, PG_FLOAT8 = 701,
	PG_TIMESTAMPTZ = 1184, PG_UUID = 2950, PG_TID = 27
};

enum { PARAMS_MOST = 64 };

/* A growing set of parameters; clear and use again. Arrays are one-dimensional: begin, values, end. */
struct params {
	struct buf bytes;
	int count;
	struct { uint32_t type; int64_t start; int32_t len; } at[PARAMS_MOST];  /* len -1: null */
	int64_t array;          /* where the open array's header starts, or -1 */
	int32_t elements;
};

void params_clear(struct params *);
void params_free(struct params *);
void param_bool(struct params *, bool);
void param_int2(struct params *, int16_t);
void param_int4(struct params *, int32_t);
void param_int8(struct params *, int64_t);
void param_float8(struct params *, double);
void param_text(struct params *, struct str);           /* at == NULL is null */
void param_bytes(struct params *, struct str);
void param_uuid(struct params *, const uint8_t uuid[16]);       /* NULL is null */
void param_time(struct params *, int64_t us);           /* µs since 1970 as timestamptz */
void param_null(struct params *, enum pg_type);
void param_array_begin(struct params *, enum pg_type element);
void param_array_end(struct params *);

/* ---- queries ---- */

/* A result; rows and columns from 0. Values are binary; the getters convert and assert the column's width. */
struct rows;

/* Runs a prepared statement. `name` is a short unique identifier, `sql` a constant. *out may be NULL if no row is
 * wanted; *affected, if not NULL, gets the number of rows changed or returned. */
bool postgres_run(struct postgres *, const char *name, const char *sql, const struct params *,
    struct rows **out, int64_t *affected, struct error *);

int rows_count(const struct rows *);
bool rows_null(const struct rows *, int row, int column);
bool rows_bool(const struct rows *, int row, int column);
int64_t rows_int(const struct rows *, int row, int column);             /* int2, int4, int8 */
double rows_float8(const struct rows *, int row, int column);
struct str rows_text(const struct rows *, int row, int column);         /* text and bytea; valid until rows_free */
const uint8_t *rows_uuid(const struct rows *, int row, int column);     /* 16 bytes; NULL for null */
int64_t rows_time(const struct rows *, int row, int column);            /* µs since 1970 */
const uint8_t *rows_tid(const struct rows *, int row, int column);      /* 6 bytes, for param_tid */
void param_tid(struct params *, const uint8_t tid[6]);
void rows_free(struct rows *);

/* ---- binary COPY ---- */

/* Rows in PGCOPY binary form; build with copy_row and one copy_… a column, then send. */
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
void copy_text(struct copy *, struct str);              /* also json and bytea; at == NULL is null */
void copy_uuid(struct copy *, const uint8_t uuid[16]);  /* NULL is null */
void copy_time(struct copy *, int64_t us);

/* For text written in place: begin, append to copy->bytes, end with what begin returned. */
size_t copy_text_begin(struct copy *);
void copy_text_end(struct copy *, size_t begun);

/* Sends all rows: `sql` is "COPY table (columns) FROM STDIN (FORMAT binary)". */
bool postgres_copy(struct postgres *, const char *sql, const struct copy *, struct error *);

#endif
