/* The version of the database's schema: numbered files in schemas/sql, and the table lrstream.schema_version.
 *
 * A migration is a file NNNN-name.sql. Its number orders it, its checksum notices that a file was edited after it had
 * been applied. The command `migrate` applies them; everything else only asks whether they are there.
 */
#ifndef LRSTREAM_SCHEMA_VERSION_H
#define LRSTREAM_SCHEMA_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

struct postgres;

struct migration {
	int version;     /* 12 of 0012-dead-letter.sql */
	struct str file; /* the file's name */
	struct str sql;
	char checksum[65]; /* SHA-256 of the file, hexadecimal */
	bool applied;
	bool changed;       /* applied, with another checksum */
	int64_t applied_at; /* µs since 1970 */
};

/* The migrations of this program in order, and what the database says of each. *newest gets the highest version that
 * the database has, 0 if it has no schema. */
bool schema_migrations(
    struct postgres *, struct arena *, struct migration **, size_t *count, int *newest, struct error *);

/* Applies one migration in a transaction of its own, under a lock that keeps other processes from doing the same;
 * *applied becomes false if another one was faster. */
bool schema_apply(struct postgres *, const struct migration *, bool *applied, struct error *);

/* True if the database has exactly the schema this program needs; else an error that says what to do. */
bool schema_check(struct postgres *, struct error *);

#endif
