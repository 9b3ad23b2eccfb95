/* What the configuration asks of a tenant: where it is refused, and what becomes of the tenant's row: see ../../database.h
 * for the variable it needs. */
#include "tests/unit/database.h"

#include "stages/indicators/tables/asked.h"

static const struct option *const tables[] = {asked_options};

/* What was said on the command line; NULL for what was not. Its settings are to be closed. */
static struct settings *
say(const char *zone, const char *session, const char *idle)
{
	const char *const said[ASKED_COUNT] = {zone, session, idle};
	struct settings *s = settings_open(tables, 1);
	struct error e;

	for (int i = 0; i < ASKED_COUNT; i++)
		if (said[i])
			must(settings_set(s, asked_options[i].name, said[i], &e), &e);
	return s;
}

static void
assert_told(const struct error *e, enum exit_code exit, const char *text)
{
	assert_int_equal(e->exit, exit);
	assert_false(e->transient);
	assert_string_equal(e->text, text);
}

static void
nothing_said_asks_for_nothing(void **state)
{
	struct settings *s = say(NULL, NULL, NULL);
	struct asked a;
	struct error e;

	(void)state;
	must(asked_read(&a, s, &e), &e);
	assert_false(asked_any(&a));
	must(asked_read(&a, NULL, &e), &e);
	assert_false(asked_any(&a));
	settings_close(s);
	s = settings_open(NULL, 0);
	must(asked_read(&a, s, &e), &e);
	assert_false(asked_any(&a));
	settings_close(s);
}

static void
a_zone_that_is_none_is_refused_with_its_place(void **state)
{
	static const char *const none[] = {"", "Europe/Lutetia", "../etc/passwd", "+01:00", " UTC"};

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		struct settings *s = say(none[i], NULL, NULL);
		struct asked a;
		struct error e;
		char text[200];

		assert_false(asked_read(&a, s, &e));
		snprintf(text, sizeof(text),
		    "--time-zone: time zone \"%s\" is not in this machine's tz database (Debian package tzdata)",
		    none[i]);
		assert_told(&e, EXIT_USAGE, text);
		settings_close(s);
	}
}

static void
a_cut_off_is_above_zero_and_fits_its_column(void **state)
{
	struct settings *s = say(NULL, "2147483647", NULL);
	struct asked a;
	struct error e;

	(void)state;
	must(asked_read(&a, s, &e), &e);
	assert_true(asked_any(&a));
	assert_false(settings_set(s, "idle_cutoff_seconds", "0", &e));
	assert_told(&e, EXIT_USAGE, "--idle-cutoff-seconds: 0 is below 1");
	assert_false(settings_set(s, "idle_cutoff_seconds", "2147483648", &e));
	settings_close(s);
}

/* ---- the tenant's row ---- */

/* Settles what is said for a tenant, as a command does. */
static bool
settle(struct postgres *db, const char *name, struct settings *s, struct error *e)
{
	struct asked a;
	int16_t tenant;
	bool ok;

	must(asked_read(&a, s, e) && tenant_ensure(db, str_of(name), &tenant, e) && postgres_begin(db, e), e);
	ok = asked_known(&a, db, e) && asked_settle(&a, db, tenant, e) && postgres_commit(db, e);
	if (!ok)
		postgres_rollback(db);
	settings_close(s);
	return ok;
}

static void
row_is(struct postgres *db, const char *name, const char *row)
{
	char sql[400];

	snprintf(sql, sizeof(sql),
	    "(SELECT concat_ws(' ', time_zone, session_cutoff_seconds, idle_cutoff_seconds) FROM lrstream.tenant "
	    "WHERE name = '%s') = '%s'",
	    name, row);
	holds(db, sql);
}

/* Indicators that follow the rules of the tenant's row. */
static void
count(struct postgres *db, const char *name, int version)
{
	char sql[600];

	snprintf(sql, sizeof(sql),
	    "INSERT INTO lrstream.indicator_rules (tenant, time_zone, session_us, idle_us, fold_version, "
	    "model_version, model_digest) SELECT id, time_zone, session_cutoff_seconds * 1000000::bigint, "
	    "idle_cutoff_seconds * 1000000::bigint, %d, '', 0 FROM lrstream.tenant WHERE name = '%s'",
	    version, name);
	run_sql(db, sql);
}

static void
what_is_not_said_stays(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct error e;

	must(settle(db, "new", say("Europe/Paris", NULL, "60"), &e), &e);
	row_is(db, "new", "Europe/Paris 1800 60");
	must(settle(db, "new", say(NULL, "300", NULL), &e), &e);
	row_is(db, "new", "Europe/Paris 300 60");
}

static void
with_indicators_only_the_same_is_settled(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct error e;

	must(settle(db, "counted", say("Asia/Tokyo", "300", NULL), &e), &e);
	count(db, "counted", 1);
	/* By hand, with no recomputation: what is asked for is what the indicators have. */
	run_sql(db, "UPDATE lrstream.tenant SET time_zone = 'UTC' WHERE name = 'counted'");
	must(settle(db, "counted", say("Asia/Tokyo", "300", "600"), &e), &e);
	row_is(db, "counted", "Asia/Tokyo 300 600");
	assert_false(settle(db, "counted", say("Asia/Tokyo", NULL, "601"), &e));
	row_is(db, "counted", "Asia/Tokyo 300 600");
	assert_int_equal(e.exit, EXIT_WORLD);
	assert_non_null(
	    strstr(e.text, " 601 is asked for, but the tenant's indicators were computed with 600: "));
}

static void
indicators_that_are_missing_bind_nobody(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct error e;

	must(settle(db, "skipped", say("Asia/Tokyo", NULL, NULL), &e), &e);
	count(db, "skipped", 0);
	must(settle(db, "skipped", say("Europe/Paris", NULL, NULL), &e), &e);
	row_is(db, "skipped", "Europe/Paris 1800 600");
}

/* Known here, since TZDIR says so, but not there. */
static void
a_zone_must_be_known_to_postgres_too(void **state)
{
	struct postgres *db = database_of(state)->db;
	char folder[] = "/tmp/lrstream_asked_XXXXXX", path[100];
	struct error e;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/Tranquility", folder);
	assert_int_equal(symlink("/usr/share/zoneinfo/Europe/Paris", path), 0);
	setenv("TZDIR", folder, 1);
	assert_false(settle(db, "moon", say("Tranquility", NULL, NULL), &e));
	unsetenv("TZDIR");
	unlink(path);
	rmdir(folder);
	assert_int_equal(e.exit, EXIT_USAGE);
	assert_non_null(strstr(e.text, ": PostgreSQL knows no time zone \"Tranquility\""));
	row_is(db, "moon", "UTC 1800 600");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_said_asks_for_nothing),
	    cmocka_unit_test(a_zone_that_is_none_is_refused_with_its_place),
	    cmocka_unit_test(a_cut_off_is_above_zero_and_fits_its_column),
	    cmocka_unit_test(what_is_not_said_stays),
	    cmocka_unit_test(with_indicators_only_the_same_is_settled),
	    cmocka_unit_test(indicators_that_are_missing_bind_nobody),
	    cmocka_unit_test(a_zone_must_be_known_to_postgres_too),
	};

	return cmocka_run_group_tests_name("asked", tests, database_setup_migrated, database_teardown);
}
