/* A learner taken out of the indicators leaves what there would be without: compared with tests/sql/indicators.sql. See ../database.h for the variable it needs.
 */
#include "tests/unit/indicators/feeding.h"

#include "pipeline/tenant.h"

static void
feed_all(const struct database *d, const struct told *told, const char *tenant, int16_t shard)
{
	struct worker w;

	worker_start(&w, d, tenant, shard);
	w.told = told;
	w.count = STATEMENTS;
	feed(&w, 300);
	must(!w.failed, &w.err);
	worker_stop(&w);
}

static void
erase(const struct database *d, const char *tenant, int learner)
{
	uint8_t pseudonym[16] = {0xaa};
	char sql[300];
	struct worker w;

	pseudonym[15] = (uint8_t)learner;
	worker_start(&w, d, tenant, 0);
	must(postgres_begin(w.db, &w.err), &w.err);
	must(tenant_take(w.db, w.batch.tenant, &w.err), &w.err);
	snprintf(sql, sizeof(sql),
	    "DELETE FROM lrstream.statement WHERE tenant = %d AND learner = 'aa000000-0000-0000-0000-%012x';"
	    "INSERT INTO lrstream.erasure (tenant, number, said_by) SELECT %d, coalesce(max(number), 0) + 1, 'test' FROM "
	    "lrstream.erasure WHERE tenant = %d",
	    w.batch.tenant, learner, w.batch.tenant, w.batch.tenant);
	run_sql(w.db, sql);
	must(indicators_erase(w.indicators, w.db, w.batch.tenant, pseudonym, w.batch.arena, &w.err), &w.err);
	must(postgres_commit(w.db, &w.err), &w.err);
	worker_stop(&w);
}

/* What voided something goes too, and the void stays: the erasure tells tests/sql/indicators.sql of it. */
static void
what_is_left_is_what_the_others_did(void **state)
{
	struct database *d = database_of(state);
	struct arena *arena = arena_open();

	make_tenant(d->db, "some", "Europe/Paris");
	feed_all(d, tell(arena, 17), "some", 1);
	erase(d, "some", 3);
	assert_equals_computation(d, "some");
	holds(d->db,
	    "(SELECT count(*) = 6 FROM lrstream.learner_state s JOIN lrstream.tenant t ON t.id = s.tenant AND "
	    "t.name = 'some')");
	arena_close(arena);
}

static void
who_is_erased_twice_or_unknown_changes_nothing(void **state)
{
	struct database *d = database_of(state);
	struct arena *arena = arena_open();

	make_tenant(d->db, "twice", "UTC");
	feed_all(d, tell(arena, 19), "twice", 0);
	erase(d, "twice", 2);
	erase(d, "twice", 2);
	erase(d, "twice", 200);
	assert_equals_computation(d, "twice");
	arena_close(arena);
}

static void
the_last_learner_leaves_nothing(void **state)
{
	struct database *d = database_of(state);
	struct arena *arena = arena_open();
	struct told *told = tell(arena, 18);
	static const char *const tables[] = {"learner_state", "learner_chunk", "learner_course",
	    "learner_activity", "learner_video", "certificate", "social", "course_sum", "course_day_sum",
	    "activity_day_sum", "activity_sum", "segment_sum"};

	make_tenant(d->db, "empty", "UTC");
	feed_all(d, told, "empty", 2);
	for (int learner = 1; learner <= 7; learner++)
		erase(d, "empty", learner);
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		char sql[200];

		snprintf(sql, sizeof(sql),
		    "(SELECT count(*) = 0 FROM lrstream.%s WHERE tenant = (SELECT id FROM lrstream.tenant WHERE name = 'empty'))",
		    tables[i]);
		holds(d->db, sql);
	}
	arena_close(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_left_is_what_the_others_did),
	    cmocka_unit_test(who_is_erased_twice_or_unknown_changes_nothing),
	    cmocka_unit_test(the_last_learner_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, database_setup_migrated, database_teardown);
}
