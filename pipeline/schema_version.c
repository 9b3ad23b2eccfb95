/* Migration files and what the database says of them; see schema_version.h. */
#include "pipeline/schema_version.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/schemas.h"
#include "pipeline/io/postgres.h"
#include "pipeline/schema_version.sql.h"

enum { DIGITS = 4 };

/* The number before the first dash of NNNN-name.sql; -1 if the name has another form. */
static int
version_of(struct str file)
{
	int version = 0;

	if (file.len <= DIGITS || file.at[DIGITS] != '-')
		return -1;
	for (int i = 0; i < DIGITS; i++) {
		if (file.at[i] < '0' || file.at[i] > '9')
			return -1;
		version = version * 10 + (file.at[i] - '0');
	}
	return version;
}

static void
write_checksum(struct str bytes, char out[65])
{
	uint8_t digest[SHA256_BYTES];

	digest_sha256(bytes, digest);
	for (int i = 0; i < SHA256_BYTES; i++)
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

/* Reads one file; `before` is the version of the file before it. */
static bool
read_migration(struct arena *arena, struct str file, int before, struct migration *m, struct error *err)
{
	struct str name = arena_format(arena, "sql/%.*s", STR_ARG(file));
	struct str path = schemas_path(arena, name.at, err);
	struct str text;

	if (!path.at)
		return false;
	*m = (struct migration){.version = version_of(file), .file = file};
	if (m->version <= 0)
		return error_usage(err, "%s: a migration is named NNNN-name.sql, from 0001 on", path.at);
	if (m->version == before)
		return error_usage(err, "%s: there is another migration of this number", path.at);
	text = schemas_read(arena, path.at, err);
	if (!text.at)
		return false;
	m->sql = arena_format(arena, "%.*s", STR_ARG(text)); /* ended by a NUL */
	write_checksum(text, m->checksum);
	return true;
}

static bool
read_migrations(struct arena *arena, struct migration **out, size_t *count, struct error *err)
{
	struct str *names;
	struct migration *all;

	if (!schemas_list(arena, "sql", ".sql", &names, count, err))
		return false;
	all = arena_zero(arena, (*count + 1) * sizeof(*all));
	for (size_t i = 0; i < *count; i++)
		if (!read_migration(arena, names[i], i ? all[i - 1].version : 0, all + i, err))
			return false;
	*out = all;
	return true;
}

static void
mark_applied(struct migration *m, size_t count, const struct rows *rows, int row)
{
	struct str checksum = rows_text(rows, row, 1);

	for (size_t i = 0; i < count; i++) {
		if (m[i].version == rows_int(rows, row, 0)) {
			m[i].applied = true;
			m[i].changed = !str_eq(checksum, str_of(m[i].checksum));
			m[i].applied_at = rows_time(rows, row, 2);
		}
	}
}

static bool
has_schema(struct postgres *db, bool *has, struct error *err)
{
	struct rows *rows;

	if (!postgres_run(db, "has_schema", SQL_HAS_SCHEMA, NULL, &rows, NULL, err))
		return false;
	*has = rows_bool(rows, 0, 0);
	rows_free(rows);
	return true;
}

bool
schema_migrations(struct postgres *db, struct arena *arena, struct migration **out, size_t *count,
    int *newest, struct error *err)
{
	struct rows *rows;
	bool has;

	*newest = 0;
	if (!read_migrations(arena, out, count, err) || !has_schema(db, &has, err))
		return false;
	if (!has)
		return true;
	if (!postgres_run(db, "applied_migrations", SQL_APPLIED_MIGRATIONS, NULL, &rows, NULL, err))
		return false;
	for (int i = 0; i < rows_count(rows); i++) {
		mark_applied(*out, *count, rows, i);
		*newest = (int)rows_int(rows, i, 0);
	}
	rows_free(rows);
	return true;
}

/* What is wrong with the first migration that is; true if nothing is. */
static bool
check_all(const struct migration *m, size_t count, int newest, struct error *err)
{
	int needed = count ? m[count - 1].version : 0;

	if (newest == 0)
		return error_world(err, "the database has no lrstream schema: run lrstream migrate up");
	if (newest > needed)
		return error_world(err,
		    "the database has schema version %d, this program knows only %d: use a newer lrstream",
		    newest, needed);
	if (newest < needed)
		return error_world(err,
		    "the database has schema version %d, this program needs %d: run lrstream migrate up",
		    newest, needed);
	for (size_t i = 0; i < count; i++) {
		if (!m[i].applied)
			return error_world(err,
			    "the database lacks the migration %.*s: run lrstream migrate up",
			    STR_ARG(m[i].file));
		if (m[i].changed)
			return error_world(err, "the migration %.*s was edited after it had been applied",
			    STR_ARG(m[i].file));
	}
	return true;
}

bool
schema_check(struct postgres *db, struct error *err)
{
	struct arena *arena = arena_open();
	struct migration *all;
	size_t count;
	int newest;
	bool ok;

	ok = schema_migrations(db, arena, &all, &count, &newest, err) && check_all(all, count, newest, err);
	arena_close(arena);
	return ok;
}

/* ---- applying ---- */

static bool
is_applied(struct postgres *db, const struct migration *m, bool *applied, struct error *err)
{
	struct params p = {0};
	struct rows *rows;
	bool has, ok;

	*applied = false;
	if (!has_schema(db, &has, err))
		return false;
	if (!has)
		return true;
	param_int4(&p, m->version);
	ok = postgres_run(db, "is_applied", SQL_IS_APPLIED, &p, &rows, NULL, err);
	if (ok)
		*applied = rows_bool(rows, 0, 0);
	rows_free(rows);
	params_free(&p);
	/* The first migration makes the role; the others make their tables as its. */
	return ok && (*applied || postgres_script(db, SQL_ACT_AS_OWNER, err));
}

static bool
note_applied(struct postgres *db, const struct migration *m, struct error *err)
{
	struct params p = {0};
	bool ok;

	param_int4(&p, m->version);
	param_text(&p, m->file);
	param_text(&p, str_of(m->checksum));
	ok = postgres_run(db, "note_migration", SQL_NOTE_MIGRATION, &p, NULL, NULL, err);
	params_free(&p);
	return ok;
}

/* Inside the transaction, under the lock. */
static bool
apply_locked(struct postgres *db, const struct migration *m, bool *applied, struct error *err)
{
	struct error why;
	bool already;

	if (!is_applied(db, m, &already, err))
		return false;
	*applied = !already;
	if (already)
		return true;
	if (!postgres_script(db, m->sql.at, &why)) {
		snprintf(err->text, sizeof(err->text), "migration %.*s: %.300s", STR_ARG(m->file), why.text);
		err->exit = why.exit;
		err->transient = why.transient;
		return false;
	}
	return note_applied(db, m, err);
}

bool
schema_apply(struct postgres *db, const struct migration *m, bool *applied, struct error *err)
{
	bool ok = postgres_begin(db, err)
		  && postgres_run(db, "lock_migrations", SQL_LOCK_MIGRATIONS, NULL, NULL, NULL, err)
		  && apply_locked(db, m, applied, err) && postgres_commit(db, err);

	if (!ok)
		postgres_rollback(db);
	return ok;
}
