/* Sessions that end what nobody goes on with, and tenants that have one number each. */
#include "tests/unit/database.h"

#include "pipeline/tenant.h"

static void
expect_limit(struct postgres *db, const char *limit)
{
	struct params none = {0};
	struct rows *rows;
	struct error err;

	must(postgres_run(db, "limit", "SELECT current_setting('idle_in_transaction_session_timeout')", &none,
		 &rows, NULL, &err),
	    &err);
	assert_string_equal(rows_text(rows, 0, 0).at, limit);
	rows_free(rows);
}

static void
a_transaction_may_not_lie_idle(void **state)
{
	expect_limit(database_of(state)->db, "30s");
}

static void
another_limit_stays(void **state)
{
	struct database *d = database_of(state);
	char conninfo[sizeof(d->conninfo) + 64];
	struct postgres *db;
	struct error err;

	snprintf(conninfo, sizeof(conninfo), "%s options='-c idle_in_transaction_session_timeout=5s'",
	    d->conninfo);
	db = postgres_open(conninfo, &err);
	must(db != NULL, &err);
	must(session_for_writing(db, &err), &err);
	expect_limit(db, "5s");
	postgres_close(db);
}

static void
a_tenant_keeps_its_number(void **state)
{
	struct postgres *db = database_of(state)->db;
	int16_t first, second, again;
	struct error err;

	must(tenant_ensure(db, STR("north"), &first, &err), &err);
	must(tenant_ensure(db, STR("south"), &second, &err), &err);
	must(tenant_ensure(db, STR("north"), &again, &err), &err);
	assert_int_equal(first, again);
	assert_int_not_equal(first, second);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_transaction_may_not_lie_idle),
	    cmocka_unit_test(another_limit_stays),
	    cmocka_unit_test(a_tenant_keeps_its_number),
	};

	return cmocka_run_group_tests(tests, database_setup_migrated, database_teardown);
}
