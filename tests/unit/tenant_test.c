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

/* ---- keys ---- */

static void
the_first_key_is_the_tenants(void **state)
{
	struct postgres *db = database_of(state)->db;
	int64_t erasures = -1;
	struct error err;
	int16_t tenant;

	must(tenant_ensure(db, STR("keyed"), &tenant, &err), &err);
	must(tenant_use_key(db, tenant, STR("aaaaaaaa"), true, &err), &err); /* a look records nothing */
	must(tenant_use_key(db, tenant, STR("bbbbbbbb"), false, &err), &err);
	must(tenant_use_key(db, tenant, STR("bbbbbbbb"), false, &err), &err);
	must(postgres_begin(db, &err), &err);
	must(tenant_share(db, tenant, STR("bbbbbbbb"), &erasures, &err), &err);
	must(postgres_commit(db, &err), &err);
	assert_int_equal(erasures, 0);
	assert_false(tenant_use_key(db, tenant, STR("aaaaaaaa"), false, &err));
	assert_int_equal(err.exit, EXIT_USAGE);
	assert_non_null(strstr(err.text, "split in two"));
}

static void
a_retired_key_is_told_of(void **state)
{
	struct postgres *db = database_of(state)->db;
	int64_t erasures;
	struct error err;
	int16_t tenant;

	must(tenant_ensure(db, STR("rekeyed"), &tenant, &err), &err);
	must(tenant_use_key(db, tenant, STR("aaaaaaaa"), false, &err), &err);
	run_sql(db,
	    "UPDATE lrstream.pseudonym_key SET retired_at = now() WHERE tenant = (SELECT id FROM lrstream.tenant "
	    "WHERE name = 'rekeyed'); INSERT INTO lrstream.pseudonym_key (tenant, key_id) SELECT id, 'cccccccc' FROM "
	    "lrstream.tenant WHERE name = 'rekeyed'; INSERT INTO lrstream.erasure (tenant, number, said_by) SELECT id, 7, "
	    "'mbox' FROM lrstream.tenant WHERE name = 'rekeyed'");
	must(postgres_begin(db, &err), &err);
	assert_false(tenant_share(db, tenant, STR("aaaaaaaa"), &erasures, &err));
	assert_int_equal(err.exit, EXIT_USAGE);
	assert_false(err.transient);
	assert_non_null(strstr(err.text, "re-keyed to cccccccc"));
	postgres_rollback(db);
	must(postgres_begin(db, &err), &err);
	must(tenant_share(db, tenant, STR("cccccccc"), &erasures, &err), &err);
	postgres_rollback(db);
	assert_int_equal(erasures, 7);
}

static void
who_takes_a_tenant_has_it_alone(void **state)
{
	struct database *d = database_of(state);
	struct postgres *other = database_connect(d);
	int64_t erasures;
	struct error err;
	int16_t tenant;

	must(tenant_ensure(d->db, STR("alone"), &tenant, &err), &err);
	must(tenant_use_key(d->db, tenant, STR("aaaaaaaa"), false, &err), &err);
	run_sql(other, "SET lock_timeout = '100ms'");
	must(postgres_begin(d->db, &err), &err);
	must(tenant_share(d->db, tenant, STR("aaaaaaaa"), &erasures, &err), &err);
	must(postgres_begin(other, &err), &err);
	must(tenant_share(other, tenant, STR("aaaaaaaa"), &erasures, &err), &err);
	postgres_rollback(other);
	must(postgres_begin(other, &err), &err);
	assert_false(tenant_take(other, tenant, &err));
	assert_true(err.transient);
	postgres_rollback(other);
	postgres_rollback(d->db);
	must(postgres_begin(d->db, &err), &err);
	must(tenant_take(d->db, tenant, &err), &err);
	must(postgres_begin(other, &err), &err);
	assert_false(tenant_share(other, tenant, STR("aaaaaaaa"), &erasures, &err));
	postgres_rollback(other);
	postgres_rollback(d->db);
	postgres_close(other);
}

static void
an_unknown_tenant_is_not_found(void **state)
{
	struct error err;
	int16_t tenant;

	assert_false(tenant_find(database_of(state)->db, STR("nowhere"), &tenant, &err));
	assert_int_equal(err.exit, EXIT_USAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_transaction_may_not_lie_idle),
	    cmocka_unit_test(another_limit_stays),
	    cmocka_unit_test(a_tenant_keeps_its_number),
	    cmocka_unit_test(the_first_key_is_the_tenants),
	    cmocka_unit_test(a_retired_key_is_told_of),
	    cmocka_unit_test(who_takes_a_tenant_has_it_alone),
	    cmocka_unit_test(an_unknown_tenant_is_not_found),
	};

	return cmocka_run_group_tests(tests, database_setup_migrated, database_teardown);
}
