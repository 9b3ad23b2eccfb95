/* `lrstream recompute` on a real database: what the stage wrote equals what is computed from the statements, damage is
 * told line by line, and computing anew heals it.
 */
#include "tests/unit/indicators/feeding.h"

#include "pipeline/commands/command.h"
#include "pipeline/core/settings.h"
#include "pipeline/worker.h"

enum { EVERYTHING_SAID = 300000 };

/* Runs the command for a tenant; `said` gets its standard output. Returns its exit code. */
static int
recompute(const struct database *d, const char *tenant, bool verify, char said[EVERYTHING_SAID])
{
	struct settings *s = settings_open(recompute_command.tables, 3);
	FILE *output = tmpfile();
	int saved = dup(STDOUT_FILENO), code;
	struct error e;
	size_t len;

	must(settings_set(s, "database", d->conninfo, &e), &e);
	must(settings_set(s, "tenant", tenant, &e), &e);
	if (verify)
		must(settings_set(s, "verify", "true", &e), &e);
	fflush(stdout);
	dup2(fileno(output), STDOUT_FILENO);
	code = recompute_command.run(s, 0, NULL);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	rewind(output);
	len = fread(said, 1, EVERYTHING_SAID - 1, output);
	said[len] = '\0';
	fclose(output);
	settings_close(s);
	return code;
}

static void
assert_says(const char *said, const char *line)
{
	if (!strstr(said, line))
		fail_msg("\"%s\" is not in:\n%s", line, said);
}

/* A tenant with a random history. */
static void
fill(const struct database *d, const char *tenant, const char *zone)
{
	struct arena *arena = arena_open();
	struct worker w;

	make_tenant(d->db, tenant, zone);
	worker_start(&w, d, tenant, 3);
	w.told = tell(arena, 77);
	w.count = STATEMENTS;
	feed(&w, 400);
	must(!w.failed, &w.err);
	worker_stop(&w);
	arena_close(arena);
}

static void
what_is_stored_is_what_is_computed(void **state)
{
	struct database *d = database_of(state);
	char said[EVERYTHING_SAID];

	fill(d, "whole", "Europe/Paris");
	assert_int_equal(recompute(d, "whole", true, said), EXIT_DONE);
	assert_string_equal(said, "");
	/* Another tenant's rows are no difference. */
	fill(d, "neighbour", "UTC");
	assert_int_equal(recompute(d, "whole", true, said), EXIT_DONE);
}

static void
damage_is_told_and_healed(void **state)
{
	struct database *d = database_of(state);
	char said[EVERYTHING_SAID];

	fill(d, "damaged", "UTC");
	run_sql(d->db,
	    "UPDATE lrstream.learner_course SET sessions = -1 WHERE tenant = (SELECT id FROM lrstream.tenant WHERE "
	    "name = 'damaged') AND learner = 'aa000000-0000-0000-0000-000000000001';"
	    "DELETE FROM lrstream.learner_activity WHERE tenant = (SELECT id FROM lrstream.tenant WHERE name = 'damaged') "
	    "AND learner = 'aa000000-0000-0000-0000-000000000002';"
	    "UPDATE lrstream.course_sum SET name = 'wrong' WHERE tenant = (SELECT id FROM lrstream.tenant WHERE name = "
	    "'damaged');"
	    "INSERT INTO lrstream.certificate (tenant, id, learner, course, state, issued_at) SELECT id, "
	    "'00000000-0000-4000-8000-ffffffffffff', '00000000-0000-4000-8000-00000000000f', 1, 1, now() FROM "
	    "lrstream.tenant WHERE name = 'damaged'");
	assert_int_equal(recompute(d, "damaged", true, said), EXIT_REJECTS);
	assert_says(said, "learner_course\taa000000-0000-0000-0000-000000000001 http://example.com/courses/");
	assert_says(said, "\tsessions\tstored -1\trecomputed ");
	assert_says(
	    said, "learner_activity\taa000000-0000-0000-0000-000000000002 http://example.com/courses/");
	assert_says(said, "\trow\tstored none\trecomputed there\n");
	assert_says(said, " wrong\"\trecomputed ");
	assert_says(said,
	    "certificate\t00000000-0000-4000-8000-ffffffffffff 00000000-0000-4000-8000-00000000000f\trow\t"
	    "stored there\trecomputed none\n");
	/* Verifying changed nothing. */
	holds(d->db, "(SELECT count(*) FROM lrstream.course_sum WHERE name = 'wrong') = 3");
	assert_int_equal(recompute(d, "damaged", false, said), EXIT_DONE);
	assert_int_equal(recompute(d, "damaged", true, said), EXIT_DONE);
	assert_equals_computation(d, "damaged");
}

static void
another_time_zone_needs_a_recomputation(void **state)
{
	struct database *d = database_of(state);
	char said[EVERYTHING_SAID];

	fill(d, "mover", "UTC");
	make_tenant(d->db, "mover", "Australia/Lord_Howe");
	assert_int_equal(recompute(d, "mover", true, said), EXIT_REJECTS);
	assert_says(
	    said, "indicator_rules\t\ttime_zone\tstored \"UTC\"\trecomputed \"Australia/Lord_Howe\"\n");
	assert_int_equal(recompute(d, "mover", false, said), EXIT_DONE);
	assert_int_equal(recompute(d, "mover", true, said), EXIT_DONE);
	assert_equals_computation(d, "mover");
}

static void
an_unknown_tenant_is_a_usage_error(void **state)
{
	char said[EVERYTHING_SAID];

	assert_int_equal(recompute(database_of(state), "nobody", true, said), EXIT_USAGE);
	holds(database_of(state)->db, "NOT EXISTS (SELECT 1 FROM lrstream.tenant WHERE name = 'nobody')");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_stored_is_what_is_computed),
	    cmocka_unit_test(damage_is_told_and_healed),
	    cmocka_unit_test(another_time_zone_needs_a_recomputation),
	    cmocka_unit_test(an_unknown_tenant_is_a_usage_error),
	};

	return cmocka_run_group_tests_name("recompute", tests, database_setup_migrated, database_teardown);
}
