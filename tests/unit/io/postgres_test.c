/* The connection on a real server: values there and back, and what its errors tell. */
#include "tests/unit/database.h"

#include <math.h>

static const uint8_t some_uuid[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

static void
values_go_there_and_back(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct params p = {0};
	struct rows *r;
	struct error err;
	int64_t affected;

	param_bool(&p, true);
	param_int2(&p, INT16_MIN);
	param_int4(&p, INT32_MIN);
	param_int8(&p, INT64_MIN);
	param_float8(&p, -0.1);
	param_text(&p, STR("ä"));
	param_bytes(&p, STR("\0\xff"));
	param_uuid(&p, some_uuid);
	param_time(&p, -1);
	param_null(&p, PG_UUID);
	param_tid(&p, (const uint8_t[6]){0, 0, 0, 1, 0, 2});
	must(postgres_run(db, "all", "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $9::text", &p, &r,
		 &affected, &err),
	    &err);
	assert_int_equal(affected, 1);
	assert_true(rows_bool(r, 0, 0));
	assert_int_equal(rows_int(r, 0, 1), INT16_MIN);
	assert_int_equal(rows_int(r, 0, 2), INT32_MIN);
	assert_true(rows_int(r, 0, 3) == INT64_MIN);
	assert_true(rows_float8(r, 0, 4) == -0.1);
	assert_true(str_eq(rows_text(r, 0, 5), STR("ä")));
	assert_true(str_eq(rows_text(r, 0, 6), STR("\0\xff")));
	assert_memory_equal(rows_uuid(r, 0, 7), some_uuid, 16);
	assert_int_equal(rows_time(r, 0, 8), -1);
	assert_null(rows_uuid(r, 0, 9));
	assert_memory_equal(rows_tid(r, 0, 10), "\0\0\0\1\0\2", 6);
	assert_int_equal(rows_text(r, 0, 11).len, strlen("1969-12-31 23:59:59.999999+00"));
	rows_free(r);
	params_free(&p);
}

static void
arrays_arrive(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct params p = {0};
	struct rows *r;
	struct error err;

	param_array_begin(&p, PG_TEXT);
	param_text(&p, STR("a"));
	param_text(&p, (struct str){0});
	param_array_end(&p);
	param_array_begin(&p, PG_INT8);
	param_array_end(&p);
	must(postgres_run(db, "arrays", "SELECT $1 IS NOT DISTINCT FROM ARRAY['a', NULL], $2 = '{}'", &p, &r,
		 NULL, &err),
	    &err);
	assert_true(rows_bool(r, 0, 0) && rows_bool(r, 0, 1));
	rows_free(r);
	params_free(&p);
}

static void
copies_arrive_in_parts_too(void **state)
{
	struct postgres *db = database_of(state)->db;
	static const char sql[] = "COPY copied (a, b) FROM STDIN (FORMAT binary)";
	struct copy c = {0};
	struct error err;

	run_sql(db, "CREATE TEMPORARY TABLE copied (a int CHECK (a >= 0), b text)");
	must(postgres_copy_begin(db, sql, &err), &err);
	for (int i = 0; i < 5000; i++) {
		copy_row(&c, 2);
		copy_int4(&c, i);
		copy_text(
		    &c, i % 2 ? STR("some text that is long enough to fill more than one piece") : STR(""));
		if (i % 1000 == 0)
			must(postgres_copy_part(db, &c, &err), &err);
	}
	must(postgres_copy_part(db, &c, &err) && postgres_copy_end(db, &err), &err);
	must(postgres_copy(db, sql, &c, &err), &err); /* no rows */
	holds(db, "(SELECT (count(*), sum(a), sum(length(b))) = (5000, 12497500, 2500 * 57) FROM copied)");

	copy_row(&c, 2);
	copy_int4(&c, -1);
	copy_null(&c);
	assert_false(postgres_copy(db, sql, &c, &err));
	assert_true(postgres_data_error(db));
	assert_non_null(strstr(err.text, "copied_a_check"));
	assert_true(postgres_alive(db));
	copy_free(&c);
}

static void
errors_tell_no_values(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct error err;

	assert_false(postgres_script(db, "SELECT 'Ann Example'::integer", &err));
	assert_string_equal(postgres_sqlstate(db), "22P02");
	assert_true(postgres_data_error(db));
	assert_false(err.transient);
	assert_null(strstr(err.text, "Ann"));
	run_sql(db, "CREATE TEMPORARY TABLE named (name text NOT NULL UNIQUE)");
	run_sql(db, "INSERT INTO named VALUES ('Ann Example')");
	assert_false(postgres_script(db, "INSERT INTO named VALUES ('Ann Example')", &err));
	assert_null(strstr(err.text, "Ann"));
	assert_non_null(strstr(err.text, "23505: a value was refused by constraint named_name_key"));
}

static void
what_may_pass_is_transient(void **state)
{
	static const struct {
		const char *sqlstate;
		bool transient;
	} cases[] = {{"40001", true}, {"40P01", true}, {"55P03", true}, {"53100", true}, {"57P01", true},
	    {"08006", true}, {"25006", true}, {"57014", true}, {"42P01", false}, {"42501", false},
	    {"23505", false}, {"XX000", false}, {"P0001", false}};
	struct postgres *db = database_of(state)->db;
	struct error err;
	char sql[200];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(sql, sizeof(sql), "DO $$ BEGIN RAISE SQLSTATE '%s'; END $$", cases[i].sqlstate);
		assert_false(postgres_script(db, sql, &err));
		assert_string_equal(postgres_sqlstate(db), cases[i].sqlstate);
		if (err.transient != cases[i].transient)
			fail_msg("%s", err.text);
	}
}

static void
a_failed_transaction_cannot_commit(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct error err;

	must(postgres_begin(db, &err), &err);
	assert_false(postgres_script(db, "SELECT nothing", &err));
	assert_false(postgres_commit(db, &err));
	must(postgres_begin(db, &err) && postgres_savepoint(db, "p", &err), &err);
	assert_false(postgres_script(db, "SELECT nothing", &err));
	must(postgres_rollback_to(db, "p", &err) && postgres_release(db, "p", &err)
		 && postgres_commit(db, &err),
	    &err);
}

static void
who_cannot_get_in_is_told_why(void **state)
{
	struct database *d = database_of(state);
	char conninfo[1200];
	struct error err;

	snprintf(conninfo, sizeof(conninfo), "%s dbname=no_such_database", getenv("LRSTREAM_TEST_PG"));
	assert_null(postgres_open(conninfo, &err));
	assert_false(err.transient);
	assert_non_null(strstr(err.text, "3D000"));
	snprintf(conninfo, sizeof(conninfo), "%s user=no_such_user", d->conninfo);
	assert_null(postgres_open(conninfo, &err));
	assert_false(err.transient);
}

static void
a_server_that_is_away_may_come_back(void **state)
{
	struct error err;

	(void)state;
	assert_null(postgres_open("host=/nowhere/at/all", &err));
	assert_true(err.transient);
	assert_int_equal(err.exit, EXIT_WORLD);
	assert_null(postgres_open("hosst=x password=secret", &err));
	assert_int_equal(err.exit, EXIT_USAGE);
	assert_null(strstr(err.text, "secret"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_go_there_and_back),
	    cmocka_unit_test(arrays_arrive),
	    cmocka_unit_test(copies_arrive_in_parts_too),
	    cmocka_unit_test(errors_tell_no_values),
	    cmocka_unit_test(what_may_pass_is_transient),
	    cmocka_unit_test(a_failed_transaction_cannot_commit),
	    cmocka_unit_test(who_cannot_get_in_is_told_why),
	    cmocka_unit_test(a_server_that_is_away_may_come_back),
	};

	return cmocka_run_group_tests_name("postgres", tests, database_setup, database_teardown);
}
