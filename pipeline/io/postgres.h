/* PostgreSQL: the only user of libpq.
 *
 * Everything travels binary: parameters are built into a struct params, bulk rows go through COPY (pgbinary.h).
 * Statements are prepared on first use under their name. Each call returns false with an error whose `transient` says
 * whether the same work may be tried again (connection lost, deadlock, serialization, shutdown, out of resources);
 * postgres_data_error tells that PostgreSQL refused a value (SQLSTATE class 22 or 23), which is the record's fault, not
 * the world's. Messages carry the SQLSTATE and the primary message; of classes 22 and 23, whose messages quote values,
 * only the names of constraint and column: never a row's data. Not thread-safe; each worker owns one connection.
 */
#ifndef LRSTREAM_POSTGRES_H
#define LRSTREAM_POSTGRES_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"
#include "pipeline/io/pgbinary.h"

struct postgres;

/* conninfo as libpq takes it; "" uses the PG* variables. Sets application_name=lrstream unless conninfo says otherwise,
 * and client_encoding=UTF8. A server that is away is transient; a conninfo that cannot be read is a usage error. */
struct postgres *postgres_open(const char *conninfo, struct error *);
void postgres_close(struct postgres *);

/* True if the connection is usable; false asks for postgres_close and a new one. */
bool postgres_alive(const struct postgres *);

/* The SQLSTATE of the last failure, "" if none or the connection broke. */
const char *postgres_sqlstate(const struct postgres *);
bool postgres_data_error(const struct postgres *); /* class 22 or 23 */

bool postgres_begin(struct postgres *, struct error *); /* read committed, whatever the default is */
bool postgres_commit(struct postgres *, struct error *);
void postgres_rollback(struct postgres *); /* ignores errors: the server rolls back by itself */
bool postgres_savepoint(struct postgres *, const char *name, struct error *);
bool postgres_rollback_to(struct postgres *, const char *name, struct error *);
bool postgres_release(struct postgres *, const char *name, struct error *);

/* Runs SQL text that takes no parameters, several statements allowed: migrations and session settings. */
bool postgres_script(struct postgres *, const char *sql, struct error *);

/* ---- queries ---- */

/* A result; rows and columns from 0. Values are binary; the getters convert and assert the column's width. */
struct rows;

/* Runs a prepared statement. `name` is a short unique identifier, `sql` a constant; params may be NULL for none. *out
 * may be NULL if no row is wanted; *affected, if not NULL, gets the number of rows changed or returned. */
bool postgres_run(struct postgres *, const char *name, const char *sql, const struct params *,
    struct rows **out, int64_t *affected, struct error *);

int rows_count(const struct rows *);
bool rows_null(const struct rows *, int row, int column);
bool rows_bool(const struct rows *, int row, int column);
int64_t rows_int(const struct rows *, int row, int column); /* int2, int4, int8 */
double rows_float8(const struct rows *, int row, int column);
struct str rows_text(const struct rows *, int row, int column); /* text and bytea; valid until rows_free */
const uint8_t *rows_uuid(const struct rows *, int row, int column); /* 16 bytes; NULL for null */
int64_t rows_time(const struct rows *, int row, int column);        /* µs since 1970 */
const uint8_t *rows_tid(const struct rows *, int row, int column);  /* 6 bytes, for param_tid */
void rows_free(struct rows *);                                      /* NULL is fine */

/* ---- binary COPY ---- */

/* Sends all rows: `sql` is "COPY table (columns) FROM STDIN (FORMAT binary)". */
bool postgres_copy(struct postgres *, const char *sql, const struct copy *, struct error *);

/* The same in parts, so that the server works while the next rows are being built: begin, then parts, then end. A part
 * is cleared when it is sent. A row that the server refuses shows at the end; a part fails only with the connection,
 * and the copy is over then. */
bool postgres_copy_begin(struct postgres *, const char *sql, struct error *);
bool postgres_copy_part(struct postgres *, struct copy *, struct error *);
bool postgres_copy_end(struct postgres *, struct error *);

#endif
