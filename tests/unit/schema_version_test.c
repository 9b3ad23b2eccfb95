/* Migrations on a real database, and what they promise: comments everywhere, tenants apart, rights no wider than
 * needed. See database.h for the variable it needs. */
#include "tests/unit/database.h"

/* Asserts that a statement is refused with this SQLSTATE. */
static void
refused(struct postgres *db, const char *sql, const char *sqlstate)
{
	struct error err;

	assert_false(postgres_script(db, sql, &err));
	assert_string_equal(postgres_sqlstate(db), sqlstate);
}

static void
check_says(struct postgres *db, const char *part)
{
	struct error err;

	assert_false(schema_check(db, &err));
	assert_false(err.transient);
	if (!strstr(err.text, part))
		fail_msg("\"%s\" does not say \"%s\"", err.text, part);
}

static void
an_empty_database_is_told_to_go_up(void **state)
{
	check_says(database_of(state)->db, "no lrstream schema: run lrstream migrate up");
}

static void
an_old_one_is_told_its_version(void **state)
{
	struct postgres *db = database_of(state)->db;

	database_migrate(db, 2);
	check_says(db, "has schema version 2, this program needs ");
}

static void
migrations_are_applied_once(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct arena *arena = arena_open();
	struct migration *all;
	struct error err;
	size_t count;
	int newest;
	bool applied = true;

	database_migrate(db, 9999);
	must(schema_check(db, &err), &err);
	must(schema_migrations(db, arena, &all, &count, &newest, &err), &err);
	assert_int_equal(newest, all[count - 1].version);
	must(schema_apply(db, all, &applied, &err), &err); /* as if another process had been faster */
	assert_false(applied);
	arena_close(arena);
}

static void
a_failing_migration_leaves_nothing(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct migration m = {.version = 9999,
	    .file = STR("9999-bad.sql"),
	    .sql = STR("CREATE TABLE lrstream.half (a int); SELECT nothing;")};
	struct error err;
	bool applied;

	assert_false(schema_apply(db, &m, &applied, &err));
	assert_non_null(strstr(err.text, "9999-bad.sql"));
	assert_non_null(strstr(err.text, "42703"));
	holds(db, "to_regclass('lrstream.half') IS NULL");
	must(schema_check(db, &err), &err);
}

static void
an_edited_migration_is_noticed(void **state)
{
	struct postgres *db = database_of(state)->db;

	run_sql(db, "UPDATE lrstream.schema_version SET checksum = 'x' || checksum WHERE version = 3");
	check_says(db, "0003-consumer-offset.sql was edited");
	run_sql(db, "UPDATE lrstream.schema_version SET checksum = substr(checksum, 2) WHERE version = 3");
}

static void
a_newer_database_is_refused(void **state)
{
	struct postgres *db = database_of(state)->db;

	run_sql(db, "INSERT INTO lrstream.schema_version (version, name, checksum) VALUES (9998, 'x', 'x')");
	check_says(db, "has schema version 9998, this program knows only ");
	run_sql(db, "DELETE FROM lrstream.schema_version WHERE version = 9998");
}

static void
everything_has_a_comment(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct str names = {0};
	char sql[4000];
	size_t len;
	FILE *file = fopen("tests/sql/uncommented.sql", "r");
	struct rows *rows;
	struct error err;

	assert_non_null(file); /* the tests run in the project's folder */
	len = fread(sql, 1, sizeof(sql) - 1, file);
	sql[len] = '\0';
	fclose(file);
	must(postgres_run(db, "uncommented", sql, NULL, &rows, NULL, &err), &err);
	if (rows_count(rows)) {
		names = rows_text(rows, 0, 0);
		fail_msg("%.*s and %d more have no comment", STR_ARG(names), rows_count(rows) - 1);
	}
	rows_free(rows);
}

/* Two tenants, a statement each, and a login that is an analyst and no more. */
static void
make_analyst(struct postgres *db, const char *role)
{
	char sql[600];

	snprintf(sql, sizeof(sql),
	    "DROP ROLE IF EXISTS %s; CREATE ROLE %s LOGIN; GRANT lrstream_analyst TO %s;"
	    "INSERT INTO lrstream.tenant (id, name) VALUES (2, 'acme') ON CONFLICT DO NOTHING;"
	    "INSERT INTO lrstream.statement (tenant, id, voided, source) VALUES"
	    "(1, '00000000-0000-0000-0000-000000000001', false, 0),"
	    "(2, '00000000-0000-0000-0000-000000000002', false, 0) ON CONFLICT DO NOTHING",
	    role, role, role);
	run_sql(db, sql);
}

static void
sees_only(struct postgres *db, int last_digit)
{
	char condition[200];

	snprintf(condition, sizeof(condition),
	    "(SELECT array_agg(id::text) = ARRAY['00000000-0000-0000-0000-00000000000%d'] FROM api_v1.statement)",
	    last_digit);
	holds(db, condition);
}

static void
a_session_sees_one_tenant(void **state)
{
	struct postgres *db = database_of(state)->db;

	make_analyst(db, "lrstream_unit_analyst");
	sees_only(db, 1);
	run_sql(db, "SET lrstream.tenant = 'acme'");
	sees_only(db, 2);
	run_sql(db, "SET lrstream.tenant = 'unknown'");
	holds(db, "(SELECT count(*) = 0 FROM api_v1.statement)");
	run_sql(db, "RESET lrstream.tenant");
}

static void
an_analyst_cannot_choose(void **state)
{
	struct postgres *db = database_of(state)->db;

	make_analyst(db, "lrstream_unit_analyst");
	run_sql(db, "SET SESSION AUTHORIZATION lrstream_unit_analyst; SET lrstream.tenant = 'acme'");
	sees_only(db, 1);
	run_sql(db, "RESET SESSION AUTHORIZATION");
	sees_only(db, 2); /* a superuser can */
	run_sql(db, "SET ROLE lrstream_analyst");
	sees_only(db, 1);
	run_sql(db, "RESET ROLE; RESET lrstream.tenant");
}

static void
a_bound_role_sees_its_tenant(void **state)
{
	struct postgres *db = database_of(state)->db;

	make_analyst(db, "lrstream_unit_analyst");
	run_sql(db, "INSERT INTO lrstream.tenant_role VALUES ('lrstream_unit_analyst', 2);"
		    "SET SESSION AUTHORIZATION lrstream_unit_analyst; SET lrstream.tenant = 'default'");
	sees_only(db, 2);
	run_sql(db, "RESET SESSION AUTHORIZATION; RESET lrstream.tenant; DELETE FROM lrstream.tenant_role");
}

static void
an_analyst_has_the_views_and_nothing_else(void **state)
{
	struct postgres *db = database_of(state)->db;

	run_sql(db, "SET ROLE lrstream_analyst");
	run_sql(db, "SELECT count(*) FROM api_v1.statement; SELECT count(*) FROM api_v1.dead_letter");
	refused(db, "SELECT count(*) FROM lrstream.statement", "42501");
	refused(db, "SELECT count(*) FROM lrstream.tenant_role", "42501");
	refused(db, "DELETE FROM api_v1.statement", "55000"); /* it joins, so it cannot be written through */
	refused(db, "DELETE FROM api_v1.dead_letter", "55000");
	refused(db, "CREATE VIEW api_v1.mine AS SELECT 1", "42501");
	run_sql(db, "RESET ROLE; SET ROLE lrstream_writer");
	refused(db, "SELECT count(*) FROM lrstream.tenant_role", "42501");
	refused(db, "DELETE FROM lrstream.schema_version", "42501");
	refused(db, "DROP TABLE lrstream.statement", "42501");
	run_sql(db, "RESET ROLE");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_database_is_told_to_go_up),
	    cmocka_unit_test(an_old_one_is_told_its_version),
	    cmocka_unit_test(migrations_are_applied_once),
	    cmocka_unit_test(a_failing_migration_leaves_nothing),
	    cmocka_unit_test(an_edited_migration_is_noticed),
	    cmocka_unit_test(a_newer_database_is_refused),
	    cmocka_unit_test(everything_has_a_comment),
	    cmocka_unit_test(a_session_sees_one_tenant),
	    cmocka_unit_test(an_analyst_cannot_choose),
	    cmocka_unit_test(a_bound_role_sees_its_tenant),
	    cmocka_unit_test(an_analyst_has_the_views_and_nothing_else),
	};

	return cmocka_run_group_tests_name("schema", tests, database_setup, database_teardown);
}
