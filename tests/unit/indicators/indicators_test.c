/* The stage on a real database, behind the real store: see ../database.h for the variable it needs.
 *
 * One history of random statements is fed in several ways: in order, and shuffled with repetitions in random batches
 * over two connections at once. Each gives the same rows, and those that tests/sql/indicators.sql computes from the
 * statements in a way of its own.
 */
#include "tests/unit/indicators/feeding.h"

#include <pthread.h>

static void *
feed_in_thread(void *worker)
{
	feed(worker, 200);
	return NULL;
}

/* Shuffled, every eighth of them twice; *count gets the new number. */
static struct told *
disorder(struct arena *arena, const struct told *told, uint64_t seed, int *count)
{
	struct told *out = arena_take(arena, 2 * STATEMENTS * sizeof(*out));

	*count = 0;
	for (int i = 0; i < STATEMENTS; i++) {
		out[(*count)++] = told[i];
		if (below(&seed, 8) == 0)
			out[(*count)++] = told[i];
	}
	for (int i = *count; i > 1; i--) {
		int j = (int)below(&seed, i);
		struct told t = out[i - 1];

		out[i - 1] = out[j];
		out[j] = t;
	}
	return out;
}

static void
feed_in_order(const struct database *d, const struct told *told, const char *tenant, int most)
{
	struct worker w;

	worker_start(&w, d, tenant, 0);
	w.told = told;
	w.count = STATEMENTS;
	feed(&w, most);
	must(!w.failed, &w.err);
	worker_stop(&w);
}

/* Two connections, each with every second statement: all learners and courses meet in both. */
static void
feed_disordered(const struct database *d, struct arena *arena, const struct told *told, const char *tenant)
{
	struct told *half[2];
	struct worker w[2];
	pthread_t threads[2];
	int count;
	struct told *all = disorder(arena, told, 5, &count);

	for (int i = 0; i < 2; i++) {
		worker_start(&w[i], d, tenant, (int16_t)i);
		half[i] = arena_take(arena, (size_t)count * sizeof(*all));
		for (int j = i; j < count; j += 2)
			half[i][w[i].count++] = all[j];
		w[i].told = half[i];
	}
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, feed_in_thread, &w[i]), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < 2; i++) {
		must(!w[i].failed, &w[i].err);
		worker_stop(&w[i]);
	}
}

/* Rows of both tenants, without the tenant's number, are the same. */
static void
assert_same_tables(struct postgres *db, const char *one, const char *other)
{
	static const char *const tables[] = {
	    "SELECT to_jsonb(t) - 'tenant' FROM lrstream.learner_course t WHERE tenant",
	    "SELECT to_jsonb(t) - 'tenant' FROM lrstream.learner_activity t WHERE tenant",
	    "SELECT to_jsonb(t) - 'tenant' FROM lrstream.learner_progress t WHERE tenant",
	    "SELECT to_jsonb(t) - 'tenant' FROM lrstream.learner_skill t WHERE tenant",
	    "SELECT to_jsonb(t) - 'tenant' FROM lrstream.learner_video t WHERE tenant",
	    "SELECT to_jsonb(t) - 'tenant' FROM lrstream.certificate t WHERE tenant",
	    "SELECT to_jsonb(t) - 'tenant' FROM lrstream.social t WHERE tenant",
	    "SELECT jsonb_build_array(learner, facts) FROM lrstream.learner_state WHERE tenant",
	};
	char condition[1500];

	for (size_t i = 0; i < sizeof(tables) / sizeof *tables; i++) {
		snprintf(condition, sizeof(condition),
		    "NOT EXISTS (%1$s = (SELECT id FROM lrstream.tenant WHERE name = '%2$s') EXCEPT ALL %1$s = (SELECT id FROM "
		    "lrstream.tenant WHERE name = '%3$s')) AND NOT EXISTS (%1$s = (SELECT id FROM lrstream.tenant WHERE name = "
		    "'%3$s') EXCEPT ALL %1$s = (SELECT id FROM lrstream.tenant WHERE name = '%2$s'))",
		    tables[i], one, other);
		holds(db, condition);
	}
}

/* ---- tests ---- */

static void
any_order_gives_what_the_statements_say(void **state)
{
	struct database *d = database_of(state);

	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct arena *arena = arena_open();
		struct told *told = tell(arena, seed * 1000003);
		const char *ordered = arena_format(arena, "ordered%d", (int)seed).at;
		const char *disordered = arena_format(arena, "disordered%d", (int)seed).at;
		const char *zone = seed == 1 ? "Europe/Paris" : seed == 2 ? "UTC" : "Asia/Kolkata";

		make_tenant(d->db, ordered, zone);
		make_tenant(d->db, disordered, zone);
		if (seed > 1) {
			put_structures(d->db, ordered, seed * 77);
			put_structures(d->db, disordered, seed * 77);
		}
		feed_in_order(d, told, ordered, 900);
		assert_equals_computation(d, ordered);
		feed_disordered(d, arena, told, disordered);
		assert_equals_computation(d, disordered);
		assert_same_tables(d->db, ordered, disordered);
		arena_close(arena);
	}
}

/* One statement that is flushed and not committed; true if that went well. */
static bool
try_one(const struct database *d, const char *tenant, struct error *e)
{
	const struct told told = {
	    1, STR("{\"id\":\"00000000-0000-4000-8000-00000000000f\",\"verb\":{\"id\":\"http://v\"},"
		   "\"object\":{\"id\":\"http://a\"},\"timestamp\":\"2026-01-01T00:00:00Z\"}")};
	struct worker w;
	bool ok;

	worker_start(&w, d, tenant, 0);
	add(&w, &told);
	ok = flush(&w);
	*e = w.err;
	settle(&w, false);
	worker_stop(&w);
	return ok;
}

static void
tenants_see_their_own(void **state)
{
	struct database *d = database_of(state);
	struct arena *arena = arena_open();

	make_tenant(d->db, "alone", "UTC");
	feed_in_order(d, tell(arena, 4), "alone", 900);
	run_sql(d->db, "SET lrstream.tenant = 'nobody'");
	holds(d->db,
	    "(SELECT sum((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM api_v1.%I', "
	    "table_name), false, true, '')))[1]::text::int) FROM information_schema.views "
	    "WHERE table_schema = 'api_v1' AND table_name <> 'indicator') = 0");
	run_sql(d->db, "RESET lrstream.tenant");
	arena_close(arena);
}

static void
rows_of_other_definitions_are_left_alone(void **state)
{
	struct database *d = database_of(state);
	struct arena *arena = arena_open();
	struct error e;

	make_tenant(d->db, "older", "UTC");
	feed_in_order(d, tell(arena, 5), "older", 900);
	assert_true(try_one(d, "older", &e));
	run_sql(d->db, "UPDATE lrstream.indicator_rules SET fold_version = 99");
	assert_false(try_one(d, "older", &e));
	assert_false(e.transient);
	assert_non_null(strstr(e.text, "recompute"));
	run_sql(d->db, "UPDATE lrstream.indicator_rules SET fold_version = 2");
	arena_close(arena);
}

static void
damaged_facts_are_no_reason_to_guess(void **state)
{
	static const char *const damages[] = {
	    "recent = '\\x01ff'", "facts = facts + 1", "chunks = chunks + 1"};
	struct database *d = database_of(state);
	struct arena *arena = arena_open();
	struct error e;

	make_tenant(d->db, "damaged", "UTC");
	feed_in_order(d, tell(arena, 6), "damaged", 900);
	for (size_t i = 0; i < sizeof(damages) / sizeof *damages; i++) {
		run_sql(d->db, "BEGIN; CREATE TABLE kept AS TABLE lrstream.learner_state; COMMIT");
		run_sql(d->db, arena_format(arena, "UPDATE lrstream.learner_state SET %s", damages[i]).at);
		assert_false(try_one(d, "damaged", &e));
		assert_false(e.transient);
		run_sql(d->db,
		    "TRUNCATE lrstream.learner_state; INSERT INTO lrstream.learner_state TABLE kept; DROP TABLE kept");
		assert_true(try_one(d, "damaged", &e));
	}
	arena_close(arena);
}

/* The names of a course and of an activity, each stated twice; the later statement is voided. */
static void
a_voided_name_gives_way_to_the_one_before(void **state)
{
	static const char text[] =
	    "{\"id\":\"00000000-0000-4000-8000-00000000000%d\",\"timestamp\":\"2026-01-0%dT00:00:00Z\",\"verb\":{\"id\":"
	    "\"http://v\"},\"object\":{\"id\":\"http://a\",\"definition\":{\"name\":{\"fr\":\"a%d\"},\"type\":\"http://t%d\"}},"
	    "\"context\":{\"contextActivities\":{\"grouping\":{\"id\":\"http://c\",\"definition\":{\"type\":\"http://"
	    "adlnet.gov/expapi/activities/course\",\"name\":{\"de\":\"c%d\",\"zh\":\"x\"}}}}}}";
	struct database *d = database_of(state);
	struct arena *arena = arena_open();
	struct worker w;

	make_tenant(d->db, "named", "UTC");
	worker_start(&w, d, "named", 7);
	w.count = 1;
	for (int i = 1; i <= 4; i++) {
		struct told told = {i, {0}};

		told.json = arena_format(arena, text, i, i, i, i, i);
		if (i == 4)
			told.json = STR(
			    "{\"id\":\"00000000-0000-4000-8000-000000000004\",\"timestamp\":\"2026-01-09T00:00:00Z\","
			    "\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/voided\"},\"object\":{\"objectType\":"
			    "\"StatementRef\",\"id\":\"00000000-0000-4000-8000-000000000003\"}}");
		w.told = &told;
		feed(&w, 1);
		run_sql(w.db, "SET lrstream.tenant = 'named'");
		if (i == 3) {
			holds(w.db, "(SELECT (name, learners) = ('c3', 3) FROM api_v1.course)");
			holds(w.db,
			    "(SELECT (name, activity_type) = ('a3', 'http://t3') FROM api_v1.activity)");
		}
	}
	must(!w.failed, &w.err);
	holds(w.db, "(SELECT (name, learners) = ('c2', 2) FROM api_v1.course)");
	holds(w.db, "(SELECT (name, activity_type) = ('a2', 'http://t2') FROM api_v1.activity)");
	worker_stop(&w);
	arena_close(arena);
}

/* W28: what makes the course known need not be what names it. The parent is typed and has no name, the object and the
 * grouping name the course without a type. */
static void
a_course_is_named_wherever_it_stands(void **state)
{
	static const char course[] =
	    "\"definition\":{\"type\":\"http://adlnet.gov/expapi/activities/course\"}";
	static const char named[] = "\"definition\":{\"name\":{\"en\":\"%s\"}}";
	struct database *d = database_of(state);
	struct arena *arena = arena_open();
	struct told told[2];
	struct worker w;

	for (int i = 0; i < 2; i++) {
		struct str grouping =
		    arena_format(arena, named, i ? "by object, not grouping" : "by grouping");
		struct str object =
		    i ? arena_format(arena, named, "by object") : STR("\"objectType\":\"Activity\"");

		told[i].learner = i + 1;
		told[i].json = arena_format(arena,
		    "{\"id\":\"00000000-0000-4000-8000-00000000000%d\",\"timestamp\":\"2026-01-0%dT00:00:00Z\","
		    "\"verb\":{\"id\":\"http://v\"},\"object\":{\"id\":\"http://c\",%s},\"context\":"
		    "{\"contextActivities\":{\"parent\":{\"id\":\"http://c\",%s},"
		    "\"grouping\":[{\"id\":\"http://c\",%s}]}}}",
		    i + 1, i + 1, object.at, course, grouping.at);
	}
	make_tenant(d->db, "wherever", "UTC");
	worker_start(&w, d, "wherever", 7);
	w.count = 1;
	run_sql(w.db, "SET lrstream.tenant = 'wherever'");
	for (int i = 0; i < 2; i++) {
		w.told = &told[i];
		feed(&w, 1);
		must(!w.failed, &w.err);
		holds(w.db, i ? "(SELECT name = 'by object' FROM api_v1.course)"
			      : "(SELECT name = 'by grouping' FROM api_v1.course)");
	}
	worker_stop(&w);
	arena_close(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(any_order_gives_what_the_statements_say),
	    cmocka_unit_test(tenants_see_their_own),
	    cmocka_unit_test(rows_of_other_definitions_are_left_alone),
	    cmocka_unit_test(damaged_facts_are_no_reason_to_guess),
	    cmocka_unit_test(a_voided_name_gives_way_to_the_one_before),
	    cmocka_unit_test(a_course_is_named_wherever_it_stands),
	};

	return cmocka_run_group_tests_name("indicators", tests, database_setup_migrated, database_teardown);
}
