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
	    "SELECT to_jsonb(t) - 'tenant' FROM lrstream.certificate t WHERE tenant",
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
		feed_in_order(d, told, ordered, 900);
		assert_equals_computation(d, ordered);
		feed_disordered(d, arena, told, disordered);
		assert_equals_computation(d, disordered);
		assert_same_tables(d->db, ordered, disordered);
		arena_close(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(any_order_gives_what_the_statements_say),
	};

	return cmocka_run_group_tests_name("indicators", tests, database_setup_migrated, database_teardown);
}
