/* Two workers that store the same statements at the same time, on a real database; and the law that no order and no
 * collision changes the outcome. See ../database.h and worker.h. */
#include "tests/unit/store/worker.h"

#include <pthread.h>
#include <time.h>

/* ---- two transactions, step by step ---- */

static void *
flush_in_thread(void *argument)
{
	struct worker *w = argument;

	w->flushed = store_stage.flush(w->store, &w->batch, w->db, &w->err);
	return NULL;
}

/* Begins to flush w, and waits until it waits for a lock of another worker. */
static pthread_t
flush_until_it_waits(struct worker *w, struct postgres *watcher)
{
	static const char waiting[] = "DO $$ BEGIN ASSERT (SELECT count(*) = 1 FROM pg_stat_activity WHERE "
				      "datname = current_database() AND wait_event_type = 'Lock'); END $$";
	const struct timespec pause = {.tv_nsec = 5000000};
	pthread_t thread;
	struct error err;
	int tries = 0;

	must(postgres_begin(w->db, &w->err), &w->err);
	assert_int_equal(pthread_create(&thread, NULL, flush_in_thread, w), 0);
	while (!postgres_script(watcher, waiting, &err)) {
		assert_true(tries++ < 2000);
		nanosleep(&pause, NULL);
	}
	return thread;
}

/* The first flushes `mine` and holds its transaction open; the second flushes `theirs` against it; then the first
 * commits, and the second. */
static void
meet(struct worker *a, const char *mine, struct worker *b, const char *theirs, struct postgres *watcher)
{
	char copy[2][200], *rest, *name;
	pthread_t thread;

	empty_batch(a);
	empty_batch(b);
	snprintf(copy[0], sizeof(copy[0]), "%s", mine);
	for (rest = copy[0]; (name = strtok_r(rest, " ", &rest));)
		add(a, name);
	snprintf(copy[1], sizeof(copy[1]), "%s", theirs);
	for (rest = copy[1]; (name = strtok_r(rest, " ", &rest));)
		add(b, name);
	must(flush(a), &a->err);
	thread = flush_until_it_waits(b, watcher);
	settle(a, true);
	pthread_join(thread, NULL);
	must(b->flushed, &b->err);
	settle(b, true);
}

static void
two_workers_store_an_id_once(void **state)
{
	struct worker a, b;

	start_empty(&a, state);
	worker_start(&b, *state);
	store_all(&a, "99"); /* the IRIs of verb and source are committed: the meeting is over ids */
	store_all(&b, "98");
	meet(&a, "1 2 3", &b, "4 1 2' 5", database_of(state)->db);
	outcomes_are(&a, "sss");
	outcomes_are(&b, "sdcs");
	assert_int_equal(store_counters(b.store)->collisions, 0); /* it had not asked what is stored */
	meet(&a, "21 22 23", &b, "24 21 22' 25", database_of(state)->db);
	outcomes_are(&b, "sdcs");
	assert_int_equal(store_counters(b.store)->collisions, 1);
	holds(a.db, "(SELECT count(*) = 12 FROM api_v1.statement)");
	store_all(&b, "11 10 12"); /* from now on in the order of ids */
	outcomes_are(&b, "sss");
	holds(a.db, "(SELECT string_agg(right(id::text, 2), ' ' ORDER BY ctid) = '10 11 12' FROM "
		    "lrstream.statement WHERE right(id::text, 2) IN ('10', '11', '12'))");
	worker_stop(&a);
	worker_stop(&b);
}

static void
a_void_meets_its_target_in_an_open_transaction(void **state)
{
	struct worker a, b;

	start_empty(&a, state);
	worker_start(&b, *state);
	store_all(&a, "99");
	meet(&a, "1", &b, "9>1", database_of(state)->db);
	outcomes_are(&b, "s");
	assert_int_equal(b.batch.voided_count, 1);
	assert_int_equal(b.batch.voided[0].learner[15], 1);
	voided_are(&a, "1");
	worker_stop(&a);
	worker_stop(&b);
}

static void
a_target_meets_its_void_in_an_open_transaction(void **state)
{
	struct worker a, b;

	start_empty(&a, state);
	worker_start(&b, *state);
	store_all(&a, "99");
	meet(&a, "9>1", &b, "1 2", database_of(state)->db);
	assert_int_equal(a.batch.voided_count, 0);
	outcomes_are(&b, "vs");
	voided_are(&a, "1");
	worker_stop(&a);
	worker_stop(&b);
}

static void
a_deadlock_is_tried_again(void **state)
{
	struct worker a, b, *loser, *winner;
	pthread_t thread;
	bool ok;

	start_empty(&a, state);
	worker_start(&b, *state);
	store_all(&a, "99 1 97>96"); /* every IRI that follows is committed */
	store_all(&b, "98 2");
	empty_batch(&a);
	add(&a, "9>1");
	empty_batch(&b);
	add(&b, "8>2");
	/* Each voids its own, then the other's: a second flush in the same transaction. */
	must(flush(&a), &a.err);
	must(flush(&b), &b.err);
	empty_batch(&a);
	add(&a, "7>2");
	empty_batch(&b);
	add(&b, "6>1");
	assert_int_equal(pthread_create(&thread, NULL, flush_in_thread, &b), 0);
	ok = store_stage.flush(a.store, &a.batch, a.db, &a.err);
	loser = ok ? &b : &a;
	winner = ok ? &a : &b;
	if (ok)
		settle(winner, true);
	else
		settle(loser, false);
	pthread_join(thread, NULL);
	assert_true(ok != b.flushed);
	assert_true(loser->err.transient);
	assert_string_equal(postgres_sqlstate(loser->db), "40P01");
	settle(ok ? loser : winner, !ok);
	store(loser); /* the batch again */
	outcomes_are(loser, "s");
	worker_stop(&a);
	worker_stop(&b);
}

/* ---- the law ---- */

enum { IDS = 60, SENT = 200, RACES = 20 };

/* What each id of the random run is: a plain statement, or one that voids another. */
static int
random_target(unsigned *seed, int id)
{
	if (id % 3)
		return 0;
	return 1 + rand_r(seed) % IDS;
}

/* The statements of a random run, and which of them were sent. */
struct run {
	int target[IDS + 1];
	bool sent[IDS + 1];
};

static void
make_run(struct run *r, unsigned seed)
{
	*r = (struct run){0};
	for (int id = 1; id <= IDS; id++)
		r->target[id] = random_target(&seed, id);
}

/* A random batch of the run; returns how many statements it has. */
static int
add_some(struct worker *w, struct run *r, unsigned *seed)
{
	int count = 1 + rand_r(seed) % 12;
	char name[30];

	empty_batch(w);
	for (int i = 0; i < count; i++) {
		int id = 1 + rand_r(seed) % IDS;

		snprintf(name, sizeof(name), r->target[id] ? "%d>%d" : "%d", id, r->target[id]);
		add(w, name);
		r->sent[id] = true;
	}
	return count;
}

/* What is void follows from the set of statements alone (W2). */
static void
check_run(struct worker *w, const struct run *r)
{
	bool voided[IDS + 1] = {false};
	char expected[400] = "";
	int sent = 0;

	for (int id = 1; id <= IDS; id++) {
		int target = r->target[id];

		sent += r->sent[id];
		if (r->sent[id] && target && !r->target[target] && r->sent[target])
			voided[target] = true;
	}
	for (int id = 1; id <= IDS; id++)
		if (voided[id])
			snprintf(expected + strlen(expected), sizeof(expected) - strlen(expected), "%s%d",
			    *expected ? " " : "", id);
	voided_are(w, expected);
	snprintf(expected, sizeof(expected), "(SELECT count(*) = %d FROM api_v1.statement)", sent);
	holds(w->db, expected);
}

/* Any order, any batches, any repetition. */
static void
disorder_changes_nothing(void **state)
{
	unsigned seed = 4711;
	struct run run;
	struct worker w;

	start_empty(&w, state);
	make_run(&run, seed);
	for (int i = 0; i < SENT;) {
		i += add_some(&w, &run, &seed);
		store(&w);
	}
	check_run(&w, &run);
	worker_stop(&w);
}

struct racer {
	struct worker worker;
	struct run run;
	unsigned seed;
	int retried;
	bool failed; /* with an error that is not transient */
};

/* Stores one batch as the worker's loop would; cmocka's assertions work on the main thread only. */
static void
store_stubbornly(struct racer *r)
{
	struct worker *w = &r->worker;
	bool ok = false;

	while (!ok && !r->failed) {
		ok = postgres_begin(w->db, &w->err) && store_stage.flush(w->store, &w->batch, w->db, &w->err)
		     && postgres_commit(w->db, &w->err);
		if (!ok)
			postgres_rollback(w->db);
		store_stage.settled(w->store, ok);
		r->retried += !ok;
		r->failed = !ok && !w->err.transient;
	}
}

static void *
race(void *argument)
{
	struct racer *r = argument;

	for (int i = 0; i < SENT && !r->failed;) {
		i += add_some(&r->worker, &r->run, &r->seed);
		store_stubbornly(r);
	}
	return NULL;
}

/* One race: two workers with the same few ids, over empty tables. */
static void
run_race(struct racer *a, struct racer *b, unsigned seed)
{
	uint64_t before = store_counters(a->worker.store)->stored + store_counters(b->worker.store)->stored;
	pthread_t thread;
	int sent = 0;

	run_sql(a->worker.db, "TRUNCATE lrstream.statement");
	make_run(&a->run, seed);
	b->run = a->run;
	assert_int_equal(pthread_create(&thread, NULL, race, b), 0);
	race(a);
	pthread_join(thread, NULL);
	if (a->failed || b->failed)
		fail_msg("%s", a->failed ? a->worker.err.text : b->worker.err.text);
	for (int id = 1; id <= IDS; id++)
		sent += a->run.sent[id] |= b->run.sent[id];
	check_run(&a->worker, &a->run);
	assert_int_equal(
	    store_counters(a->worker.store)->stored + store_counters(b->worker.store)->stored - before, sent);
}

static void
collisions_lose_nothing(void **state)
{
	struct racer a = {.seed = 1}, b = {.seed = 2};

	start_empty(&a.worker, state);
	worker_start(&b.worker, *state);
	for (unsigned i = 0; i < RACES; i++)
		run_race(&a, &b, i);
	assert_true(store_counters(a.worker.store)->collisions + store_counters(b.worker.store)->collisions
			+ (uint64_t)(a.retried + b.retried)
		    > 0); /* they did race */
	worker_stop(&a.worker);
	worker_stop(&b.worker);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(two_workers_store_an_id_once),
	    cmocka_unit_test(a_void_meets_its_target_in_an_open_transaction),
	    cmocka_unit_test(a_target_meets_its_void_in_an_open_transaction),
	    cmocka_unit_test(a_deadlock_is_tried_again),
	    cmocka_unit_test(disorder_changes_nothing),
	    cmocka_unit_test(collisions_lose_nothing),
	};

	return cmocka_run_group_tests_name(
	    "store, collisions", tests, database_setup_migrated, database_teardown);
}
