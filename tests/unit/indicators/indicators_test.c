/* The stage on a real database, behind the real store: see ../database.h for the variable it needs.
 *
 * One history of random statements is fed in several ways: in order, and shuffled with repetitions in random batches
 * over two connections at once. Each gives the same rows, and those that tests/sql/indicators.sql computes from the
 * statements in a way of its own.
 */
#include "tests/unit/database.h"

#include <pthread.h>

#include "pipeline/core/schemas.h"
#include "stages/indicators/indicators.h"
#include "stages/store/store.h"
#include "stages/xapi/safe_statement.h"
#include "tests/unit/indicators/statements.h"

enum { STATEMENTS = 2500 };

/* One worker: its connection and its two stages, as the pipeline runs them. */
struct worker {
	struct postgres *db;
	void *store, *indicators;
	struct vocabulary *vocabulary;
	struct safe_batch batch;
	struct error err;
	uint64_t seed;
	const struct told *told; /* what a thread is to store */
	int count;
	bool failed; /* for a reason that no retry heals */
};

static void
worker_start(struct worker *w, const struct database *d, const char *tenant, int16_t shard)
{
	*w = (struct worker){.db = database_connect(d), .seed = (uint64_t)shard + 99};
	w->store = store_stage.open(NULL, &w->err);
	w->indicators = indicators_stage.open(NULL, &w->err);
	must(w->indicators != NULL, &w->err);
	w->vocabulary = vocabulary_open(&w->err);
	w->batch.shard = shard;
	w->batch.arena = arena_open();
	must(tenant_ensure(w->db, str_of(tenant), &w->batch.tenant, &w->err), &w->err);
}

static void
worker_stop(struct worker *w)
{
	store_stage.close(w->store);
	indicators_stage.close(w->indicators);
	vocabulary_close(w->vocabulary);
	arena_close(w->batch.arena);
	postgres_close(w->db);
}

static void
empty_batch(struct worker *w)
{
	struct safe_batch *b = &w->batch;

	arena_reset(b->arena);
	*b = (struct safe_batch){.tenant = b->tenant, .shard = b->shard, .arena = b->arena};
}

static void
add(struct worker *w, const struct told *told)
{
	const struct origin origin = {.source = STR("xapi"), .topic = STR("lrs"), .received_at = 1};
	struct arena *arena = w->batch.arena;
	struct json *tree = arena_zero(arena, sizeof(*tree));
	uint8_t learner[16] = {0xaa};
	enum reject_code code;
	size_t at;
	struct safe_statement *s;

	learner[15] = (uint8_t)told->learner;
	assert_true(
	    json_parse(arena, arena_copy(arena, told->json), (struct json_limits){100}, tree, &code, &at));
	s = safe_statement_make(arena, tree, told->learner ? learner : NULL, &origin, w->vocabulary);
	safe_batch_add(&w->batch, s);
	indicators_stage.process_safe(w->indicators, s);
	if (store_stage.process_safe)
		store_stage.process_safe(w->store, s);
}

static bool
flush(struct worker *w)
{
	return postgres_begin(w->db, &w->err) && store_stage.flush(w->store, &w->batch, w->db, &w->err)
	       && indicators_stage.flush(w->indicators, &w->batch, w->db, &w->err);
}

static void
settle(struct worker *w, bool commit)
{
	if (!commit)
		postgres_rollback(w->db);
	store_stage.settled(w->store, commit);
	indicators_stage.settled(w->indicators, commit);
}

/* Flushes until it is committed, as a worker does; now and then it is rolled back first for no reason at all. */
static void
commit(struct worker *w)
{
	bool done = false;

	for (int i = 0; !done && i < 100; i++) {
		bool ok = flush(w);

		if (ok && below(&w->seed, 10) != 0)
			done = ok = postgres_commit(w->db, &w->err);
		settle(w, done);
		if (!ok && !w->err.transient)
			break;
	}
	w->failed |= !done;
}

/* Stores statements in batches of up to `most`. */
static void
feed(struct worker *w, int most)
{
	for (int done = 0, size; done < w->count; done += size) {
		size = most > 1 ? 1 + (int)below(&w->seed, most) : 1;
		size = size < w->count - done ? size : w->count - done;
		empty_batch(w);
		for (int i = 0; i < size; i++)
			add(w, &w->told[done + i]);
		commit(w);
	}
}

static void *
feed_in_thread(void *worker)
{
	feed(worker, 200);
	return NULL;
}

/* ---- histories ---- */

static struct told *
tell(struct arena *arena, uint64_t seed)
{
	struct told *told = arena_take(arena, STATEMENTS * sizeof(*told));

	for (int i = 0; i < STATEMENTS; i++)
		told[i] = random_statement(&seed, arena, i, STATEMENTS);
	return told;
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

/* ---- comparing ---- */

static struct str
read_sql(struct arena *arena)
{
	struct error err;
	const char *folder = schemas_folder(&err);
	struct str sql = {0};

	if (folder)
		sql = schemas_read(
		    arena, arena_format(arena, "%s/../tests/sql/indicators.sql", folder).at, &err);
	must(sql.at != NULL, &err);
	return arena_format(arena, "%.*s", STR_ARG(sql));
}

static void
print_differences(struct postgres *db)
{
	struct rows *rows;
	struct error err;

	must(
	    postgres_run(db, "differences",
		"SELECT concat_ws(' | ', \"view\", key, \"column\", expected, shown) FROM differences LIMIT 20",
		NULL, &rows, NULL, &err),
	    &err);
	for (int i = 0; i < rows_count(rows); i++)
		print_message("%.*s\n", STR_ARG(rows_text(rows, i, 0)));
	rows_free(rows);
}

/* The tenant's views equal what the statements say. */
static void
assert_equals_computation(const struct database *d, const char *tenant)
{
	struct arena *arena = arena_open();
	struct error err;
	struct postgres *db = postgres_open(d->conninfo, &err);
	struct str sql = read_sql(arena);

	must(db != NULL, &err);
	run_sql(db, arena_format(
			arena, "SET lrstream.tenant = '%s'; SET lrstream.as_of = '2026-04-13 23:30Z'", tenant)
			.at);
	run_sql(db, sql.at);
	print_differences(db);
	holds(db, "(SELECT count(*) FROM differences) = 0");
	holds(db, "(SELECT count(*) FROM expected_learner_course) > 15");
	holds(db, "(SELECT count(*) FROM expected_learner_activity) > 100");
	holds(db, "(SELECT count(*) FROM expected_certificate) > 5");
	postgres_close(db);
	arena_close(arena);
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

static void
make_tenant(struct postgres *db, const char *name, const char *zone)
{
	char sql[300];
	struct error err;
	int16_t id;

	must(tenant_ensure(db, str_of(name), &id, &err), &err);
	snprintf(
	    sql, sizeof(sql), "UPDATE lrstream.tenant SET time_zone = '%s' WHERE name = '%s'", zone, name);
	run_sql(db, sql);
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
