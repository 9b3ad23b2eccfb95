/* A database of a test's own on the server that LRSTREAM_TEST_PG names (a libpq connection string of key=value pairs,
 * of a superuser). Without that variable the tests that need one are skipped, and cmocka counts them.
 */
#ifndef LRSTREAM_TESTS_DATABASE_H
#define LRSTREAM_TESTS_DATABASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/io/postgres.h"
#include "pipeline/schema_version.h"
#include "pipeline/tenant.h"

struct database {
	char conninfo[1000];
	char name[64];
	struct postgres *admin; /* connected to the server's default database */
	struct postgres *db;    /* connected to ours */
};

static inline void
must(bool ok, const struct error *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

static inline void
run_sql(struct postgres *db, const char *sql)
{
	struct error err;

	must(postgres_script(db, sql, &err), &err);
}

/* Asserts that an SQL condition is true. */
static inline void
holds(struct postgres *db, const char *condition)
{
	char sql[4000];
	struct error err;

	snprintf(sql, sizeof(sql), "DO $do$ BEGIN ASSERT (%s); END $do$", condition);
	if (!postgres_script(db, sql, &err))
		fail_msg("not true: %s (%s)", condition, err.text);
}

static inline struct postgres *
database_connect(const struct database *d)
{
	struct error err;
	struct postgres *db = postgres_open(d->conninfo, &err);

	must(db != NULL, &err);
	must(session_for_writing(db, &err), &err);
	return db;
}

/* Applies all migrations, or those up to a version. */
static inline void
database_migrate(struct postgres *db, int last)
{
	struct arena *arena = arena_open();
	struct migration *all;
	struct error err;
	size_t count;
	int newest;
	bool applied;

	must(schema_migrations(db, arena, &all, &count, &newest, &err), &err);
	for (size_t i = 0; i < count && all[i].version <= last; i++)
		must(all[i].applied || schema_apply(db, all + i, &applied, &err), &err);
	arena_close(arena);
}

/* Makes the database, without a schema; NULL in *state if there is no server. For cmocka's group setup. */
static inline int
database_setup(void **state)
{
	const char *server = getenv("LRSTREAM_TEST_PG");
	struct database *d;
	struct error err;
	char sql[200];

	*state = NULL;
	if (!server)
		return 0;
	d = calloc(1, sizeof(*d));
	snprintf(d->name, sizeof(d->name), "lrstream_unit_%d", (int)getpid());
	snprintf(d->conninfo, sizeof(d->conninfo), "%s dbname=%s", server, d->name);
	d->admin = postgres_open(server, &err);
	must(d->admin != NULL, &err);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s ENCODING 'UTF8' TEMPLATE template0", d->name);
	run_sql(d->admin, sql);
	d->db = database_connect(d);
	*state = d;
	return 0;
}

static inline int
database_setup_migrated(void **state)
{
	database_setup(state);
	if (*state)
		database_migrate(((struct database *)*state)->db, 9999);
	return 0;
}

static inline int
database_teardown(void **state)
{
	struct database *d = *state;
	char sql[200];

	if (!d)
		return 0;
	postgres_close(d->db);
	snprintf(sql, sizeof(sql), "DROP DATABASE %s WITH (FORCE)", d->name);
	run_sql(d->admin, sql);
	postgres_close(d->admin);
	free(d);
	return 0;
}

/* The database, or the end of the test. */
static inline struct database *
database_of(void **state)
{
	if (!*state)
		skip();
	return *state;
}

#endif
