/* The store on a real database: one worker, then two at once. See ../database.h for the variable it needs.
 *
 * Statements are short names here: "7" is the statement whose id ends in 7, sent by learner 7; "7'" the same id with
 * other content; "9>7" is statement 9, which voids 7.
 */
#include "tests/unit/database.h"

#include <pthread.h>
#include <time.h>

#include "pipeline/core/json.h"
#include "stages/store/store.h"
#include "stages/xapi/safe_statement.h"

/* One worker: its connection, its store and its batch. */
struct worker {
	struct postgres *db;
	void *store;
	struct arena *arena;
	struct vocabulary *vocabulary;
	struct safe_batch batch;
	struct error err;
	bool flushed; /* what a thread's flush returned */
};

static void
worker_start(struct worker *w, const struct database *d)
{
	*w = (struct worker){.db = database_connect(d), .arena = arena_open()};
	w->store = store_stage.open(NULL, &w->err);
	w->vocabulary = vocabulary_open(&w->err);
	must(w->vocabulary != NULL, &w->err);
	must(tenant_ensure(w->db, STR("default"), &w->batch.tenant, &w->err), &w->err);
}

static void
worker_stop(struct worker *w)
{
	store_stage.close(w->store);
	vocabulary_close(w->vocabulary);
	arena_close(w->arena);
	postgres_close(w->db);
}

/* The worker is the test's own; the tables are empty. */
static void
start_empty(struct worker *w, void **state)
{
	struct database *d = database_of(state);

	run_sql(d->db, "TRUNCATE lrstream.statement, lrstream.iri, lrstream.source");
	worker_start(w, d);
}

static void
empty_batch(struct worker *w)
{
	int16_t tenant = w->batch.tenant;

	arena_reset(w->arena);
	w->batch = (struct safe_batch){.tenant = tenant, .arena = w->arena};
}

/* A statement from its JSON text. */
static struct safe_statement *
add_json(struct worker *w, const uint8_t *learner, struct str text)
{
	const struct origin origin = {.source = STR("xapi"), .topic = STR("lrs"), .received_at = 1};
	struct json *tree = arena_zero(w->arena, sizeof(*tree));
	struct safe_statement *s;
	enum reject_code code;
	size_t at;

	assert_true(json_parse(
	    w->arena, arena_copy(w->arena, text), (struct json_limits){.depth = 100}, tree, &code, &at));
	s = safe_statement_make(w->arena, tree, learner, &origin, w->vocabulary);
	safe_batch_add(&w->batch, s);
	return s;
}

/* "7", "7'" or "9>7". */
static struct safe_statement *
add(struct worker *w, const char *name)
{
	uint8_t learner[16] = {0};
	char *rest;
	int id = (int)strtol(name, &rest, 10);
	struct str text;

	learner[15] = (uint8_t)id;
	if (*rest == '>')
		text = arena_format(w->arena,
		    "{\"id\":\"00000000-0000-4000-8000-%012d\",\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/"
		    "voided\"},\"object\":{\"objectType\":\"StatementRef\",\"id\":\"00000000-0000-4000-8000-%012d\"},"
		    "\"timestamp\":\"2026-01-02T03:04:05Z\"}",
		    id, atoi(rest + 1));
	else
		text = arena_format(w->arena,
		    "{\"id\":\"00000000-0000-4000-8000-%012d\",\"verb\":{\"id\":\"http://verbs/%s\"},\"object\":{\"id\":"
		    "\"http://activities/%d\"},\"timestamp\":\"2026-01-02T03:04:05Z\"}",
		    id, *rest == '\'' ? "other" : "did", id);
	return add_json(w, learner, text);
}

static bool
flush(struct worker *w)
{
	must(postgres_begin(w->db, &w->err), &w->err);
	return store_stage.flush(w->store, &w->batch, w->db, &w->err);
}

static void
settle(struct worker *w, bool commit)
{
	if (commit)
		must(postgres_commit(w->db, &w->err), &w->err);
	else
		postgres_rollback(w->db);
	store_stage.settled(w->store, commit);
}

static void
store(struct worker *w)
{
	must(flush(w), &w->err);
	settle(w, true);
}

/* Stores a batch of these names, separated by spaces. */
static void
store_all(struct worker *w, const char *names)
{
	char copy[200], *rest = copy, *name;

	snprintf(copy, sizeof(copy), "%s", names);
	empty_batch(w);
	while ((name = strtok_r(rest, " ", &rest)))
		add(w, name);
	store(w);
}

/* Outcomes of the batch as letters: stored, voided, duplicate, conflict, refused by the database. */
static void
outcomes_are(const struct worker *w, const char *expected)
{
	char got[100] = "";
	size_t n = 0;

	for (const struct safe_statement *s = w->batch.first; s; s = s->next)
		got[n++] = s->outcome == OUTCOME_REFUSED ? (s->reject.code == REJECT_CONFLICT ? 'c' : 'r')
							 : ".svd"[s->outcome];
	assert_string_equal(got, expected);
}

/* The ids of visible statements that are voided, in the view. */
static void
voided_are(struct worker *w, const char *ids)
{
	char condition[300];

	snprintf(condition, sizeof(condition),
	    "(SELECT coalesce(string_agg(ltrim(right(id::text, 12), '0'), ' ' ORDER BY id), '') FROM "
	    "api_v1.statement WHERE voided) = '%s'",
	    ids);
	holds(w->db, condition);
}

/* ---- one worker ---- */

static void
columns_say_what_the_statement_says(void **state)
{
	uint8_t learner[16] = {0xab};
	struct worker w;

	start_empty(&w, state);
	empty_batch(&w);
	add_json(&w, learner,
	    STR("{\"id\":\"00000000-0000-4000-8000-00000000000A\",\"verb\":{\"id\":\"http://v\"},\"object\":{\"id\":"
		"\"http://a\",\"definition\":{\"type\":\"http://t\"}},\"result\":{\"success\":false,\"completion\":"
		"true,\"score\":{\"scaled\":0.25,\"raw\":1.50,\"min\":1,\"max\":3},\"duration\":\"PT1M1.5S\"},"
		"\"context\":{\"registration\":\"00000000-0000-4000-8000-00000000000B\",\"contextActivities\":{"
		"\"parent\":[{\"id\":\"http://c\",\"definition\":{\"type\":\"http://adlnet.gov/expapi/activities/"
		"course\"}}]}},\"timestamp\":\"2026-01-02T03:04:05.123456789+01:00\",\"stored\":\"2026-01-02T03:00:"
		"00Z\"}"));
	store(&w);
	outcomes_are(&w, "s");
	holds(w.db,
	    "(SELECT (id, learner, verb, activity, activity_type, course, registration) = "
	    "('00000000-0000-4000-8000-00000000000a', 'ab000000-0000-0000-0000-000000000000', 'http://v', "
	    "'http://a', 'http://t', 'http://c', '00000000-0000-4000-8000-00000000000b') FROM api_v1.statement)");
	holds(w.db,
	    "(SELECT (occurred_at, stored_at, success, completion, voided, source) = ('2026-01-02 "
	    "02:04:05.123456Z', '2026-01-02 03:00Z', false, true, false, 'xapi') FROM api_v1.statement)");
	holds(w.db,
	    "(SELECT (score_scaled, score_raw, score_min, score_max, duration_seconds) = (0.25, 1.5, 1, "
	    "3, 61.5) FROM api_v1.statement)");
	holds(w.db, "(SELECT statement->'result'->'score'->>'raw' = '1.50' FROM api_v1.statement)");
	worker_stop(&w);
}

static void
what_is_not_said_is_null(void **state)
{
	struct worker w;

	start_empty(&w, state);
	empty_batch(&w);
	add_json(&w, NULL,
	    STR("{\"id\":\"00000000-0000-4000-8000-00000000000a\",\"verb\":{\"id\":\"http://v\"},\"object\":{"
		"\"objectType\":\"Agent\"}}"));
	store(&w);
	holds(w.db, "(SELECT num_nulls(learner, activity, activity_type, course, registration, success, "
		    "completion, score_scaled, score_raw, score_min, score_max, duration_seconds) = 12 FROM "
		    "api_v1.statement)");
	holds(w.db, "(SELECT occurred_at = '1970-01-01 00:00:00.000001Z' FROM api_v1.statement)");
	worker_stop(&w);
}

static void
one_batch_holds_an_id_once(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 2 1 1' 3");
	outcomes_are(&w, "ssdcs");
	holds(w.db, "(SELECT count(*) = 3 FROM api_v1.statement)");
	holds(w.db, "(SELECT count(*) = 0 FROM api_v1.statement WHERE verb = 'http://verbs/other')");
	worker_stop(&w);
}

static void
the_first_committed_stays(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1");
	store_all(&w, "1' 1 2 1'");
	outcomes_are(&w, "cdsc");
	holds(w.db, "(SELECT count(*) = 2 FROM api_v1.statement)");
	holds(w.db, "(SELECT verb = 'http://verbs/did' FROM api_v1.statement WHERE activity = "
		    "'http://activities/1')");
	assert_int_equal(store_counters(w.store)->stored, 2);
	assert_int_equal(store_counters(w.store)->duplicates, 1);
	assert_int_equal(store_counters(w.store)->refused, 2);
	worker_stop(&w);
}

static void
a_rolled_back_batch_can_be_stored_again(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "5");
	empty_batch(&w);
	add(&w, "1");
	add(&w, "2>1");
	add(&w, "3>5");
	must(flush(&w), &w.err);
	settle(&w, false);
	holds(w.db, "(SELECT count(*) = 1 FROM api_v1.statement)");
	assert_int_equal(store_counters(w.store)->stored, 1);
	store(&w);
	outcomes_are(&w, "vss");
	assert_int_equal(w.batch.voided_count, 1);
	assert_int_equal(store_counters(w.store)->stored, 4);
	holds(w.db, "(SELECT count(verb) = 4 FROM api_v1.statement)"); /* IRIs went with the first attempt */
	worker_stop(&w);
}

static void
an_iri_is_known_only_when_committed(void **state)
{
	struct worker w, other;

	start_empty(&w, state);
	worker_start(&other, *state);
	store_all(&w, "1");
	store_all(&other, "2"); /* its verb is there already */
	run_sql(w.db, "TRUNCATE lrstream.statement");
	store_all(&w, "1");
	holds(w.db, "(SELECT count(*) = 3 FROM lrstream.iri)");
	holds(w.db, "(SELECT name = 'xapi' FROM lrstream.source)");
	worker_stop(&other);
	worker_stop(&w);
}

static void
two_tenants_may_hold_one_id(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 2");
	must(tenant_ensure(w.db, STR("acme"), &w.batch.tenant, &w.err), &w.err);
	assert_int_not_equal(w.batch.tenant, 1);
	store_all(&w, "1' 4>2 5>1");
	outcomes_are(&w, "vss");
	holds(w.db, "(SELECT count(*) = 2 AND NOT bool_or(voided) FROM api_v1.statement)");
	run_sql(w.db, "SET lrstream.tenant = 'acme'");
	holds(w.db, "(SELECT count(*) = 3 FROM api_v1.statement)");
	worker_stop(&w);
}

static void
the_writer_needs_no_more_than_its_role(void **state)
{
	struct worker w;

	start_empty(&w, state);
	run_sql(w.db, "SET ROLE lrstream_writer");
	store_all(&w, "9>1");
	store_all(&w, "1 2 3>2");
	outcomes_are(&w, "vvs");
	worker_stop(&w);
}

/* ---- voids ---- */

static void
a_void_reaches_what_was_stored_before(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 2");
	store_all(&w, "9>1");
	outcomes_are(&w, "s");
	assert_int_equal(w.batch.voided_count, 1);
	assert_int_equal(w.batch.voided[0].id[15], 1);
	assert_true(w.batch.voided[0].has_learner);
	assert_int_equal(w.batch.voided[0].learner[15], 1);
	store_all(&w, "2 8>2"); /* also where a copy of it comes along */
	outcomes_are(&w, "ds");
	assert_int_equal(w.batch.voided_count, 1);
	voided_are(&w, "1 2");
	worker_stop(&w);
}

static void
a_void_waits_for_what_comes_later(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "9>1 8>1");
	assert_int_equal(w.batch.voided_count, 0);
	holds(w.db, "(SELECT count(*) = 2 FROM api_v1.statement)"); /* the stub does not show */
	store_all(&w, "1 2");
	outcomes_are(&w, "vs");
	assert_int_equal(w.batch.voided_count, 0);
	voided_are(&w, "1");
	holds(w.db, "(SELECT count(*) = 4 FROM lrstream.statement)"); /* nor does it stay */
	worker_stop(&w);
}

static void
a_void_reaches_its_own_batch(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 9>1 8>2 2 3");
	outcomes_are(&w, "vssvs");
	assert_int_equal(w.batch.voided_count, 0);
	voided_are(&w, "1 2");
	worker_stop(&w);
}

static void
a_void_of_a_void_changes_nothing(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 9>1 7>9 6>6");
	outcomes_are(&w, "vsss");
	store_all(&w, "8>9");
	assert_int_equal(w.batch.voided_count, 0);
	store_all(&w, "5>4"); /* a stub, and what comes for it is a voiding statement */
	store_all(&w, "4>3 3");
	outcomes_are(&w, "sv");
	voided_are(&w, "1 3");
	worker_stop(&w);
}

static void
two_voids_act_as_one(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 2");
	store_all(&w, "9>1 8>1");
	assert_int_equal(w.batch.voided_count, 1);
	store_all(&w, "7>1");
	assert_int_equal(w.batch.voided_count, 0);
	store_all(&w, "9>1");
	outcomes_are(&w, "d");
	voided_are(&w, "1");
	worker_stop(&w);
}

static void
a_refused_void_does_not_act(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 9>5 2");
	store_all(&w, "9>1 3 9>3");
	outcomes_are(&w, "csc");
	assert_int_equal(w.batch.voided_count, 0);
	voided_are(&w, "");
	worker_stop(&w);
}

/* ---- values that PostgreSQL refuses ---- */

static void
a_refused_value_harms_only_its_statement(void **state)
{
	struct worker w;

	start_empty(&w, state);
	run_sql(w.db, "ALTER TABLE lrstream.statement ADD CONSTRAINT bad CHECK (learner::text !~ '0(3|8)$')");
	store_all(&w, "50>7"); /* a stub, which must survive the search */
	store_all(&w, "1 2 3 4 5 6 7 8 3 3' 8>2");
	outcomes_are(&w, "ssrsssvrrrr");
	run_sql(w.db, "ALTER TABLE lrstream.statement DROP CONSTRAINT bad");
	voided_are(&w, "7"); /* and not 2: what should have voided it was refused */
	holds(w.db, "(SELECT count(*) = 7 FROM api_v1.statement)");
	assert_int_equal(store_counters(w.store)->refused, 5);
	store_all(&w, "10 11"); /* all is well afterwards */
	outcomes_are(&w, "ss");
	worker_stop(&w);
}

static void
nul_is_stored_as_the_replacement_character(void **state)
{
	uint8_t learner[16] = {1};
	struct worker w;

	start_empty(&w, state);
	empty_batch(&w);
	add_json(&w, learner,
	    STR("{\"id\":\"00000000-0000-4000-8000-00000000000a\",\"verb\":{\"id\":\"http://v\"},\"object\":{\"id\":"
		"\"http://a\\u0000\",\"definition\":{\"name\":{\"en\":\"x\\u0000y\\\\u0000\"}}}}"));
	store(&w);
	outcomes_are(&w, "s");
	assert_int_equal(store_counters(w.store)->nul_replaced, 2);
	holds(w.db, "(SELECT statement->'object'->'definition'->'name'->>'en' = U&'x\\FFFDy\\\\u0000' FROM "
		    "api_v1.statement)");
	holds(w.db, "(SELECT activity = U&'http://a\\FFFD' FROM api_v1.statement)");
	worker_stop(&w);
}

/* ---- two workers ---- */

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
	assert_int_equal(store_counters(b.store)->collisions, 1);
	holds(a.db, "(SELECT count(*) = 7 FROM api_v1.statement)");
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

enum { IDS = 60, SENT = 400 };

/* What each id of the random run is: a plain statement, or one that voids another. */
static int
random_target(unsigned *seed, int id)
{
	if (id % 3)
		return 0;
	return 1 + rand_r(seed) % IDS;
}

/* Any order, any batches, any repetition: what is void follows from the set of statements alone (W2). */
static void
disorder_changes_nothing(void **state)
{
	unsigned seed = 4711;
	int target[IDS + 1];
	bool sent[IDS + 1] = {false}, voided[IDS + 1] = {false};
	char name[30], expected[400] = "";
	struct worker w;

	start_empty(&w, state);
	for (int id = 1; id <= IDS; id++)
		target[id] = random_target(&seed, id);
	for (int i = 0; i < SENT;) {
		empty_batch(&w);
		for (int n = rand_r(&seed) % 12; n >= 0; n--, i++) {
			int id = 1 + rand_r(&seed) % IDS;

			snprintf(name, sizeof(name), target[id] ? "%d>%d" : "%d", id, target[id]);
			add(&w, name);
			sent[id] = true;
		}
		store(&w);
	}
	for (int id = 1; id <= IDS; id++)
		if (sent[id] && target[id] && !target[target[id]] && sent[target[id]])
			voided[target[id]] = true;
	for (int id = 1; id <= IDS; id++)
		if (voided[id])
			snprintf(expected + strlen(expected), sizeof(expected) - strlen(expected), "%s%d",
			    *expected ? " " : "", id);
	voided_are(&w, expected);
	worker_stop(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(columns_say_what_the_statement_says),
	    cmocka_unit_test(what_is_not_said_is_null),
	    cmocka_unit_test(one_batch_holds_an_id_once),
	    cmocka_unit_test(the_first_committed_stays),
	    cmocka_unit_test(a_rolled_back_batch_can_be_stored_again),
	    cmocka_unit_test(an_iri_is_known_only_when_committed),
	    cmocka_unit_test(two_tenants_may_hold_one_id),
	    cmocka_unit_test(the_writer_needs_no_more_than_its_role),
	    cmocka_unit_test(a_void_reaches_what_was_stored_before),
	    cmocka_unit_test(a_void_waits_for_what_comes_later),
	    cmocka_unit_test(a_void_reaches_its_own_batch),
	    cmocka_unit_test(a_void_of_a_void_changes_nothing),
	    cmocka_unit_test(two_voids_act_as_one),
	    cmocka_unit_test(a_refused_void_does_not_act),
	    cmocka_unit_test(a_refused_value_harms_only_its_statement),
	    cmocka_unit_test(nul_is_stored_as_the_replacement_character),
	    cmocka_unit_test(two_workers_store_an_id_once),
	    cmocka_unit_test(a_void_meets_its_target_in_an_open_transaction),
	    cmocka_unit_test(a_target_meets_its_void_in_an_open_transaction),
	    cmocka_unit_test(a_deadlock_is_tried_again),
	    cmocka_unit_test(disorder_changes_nothing),
	};

	return cmocka_run_group_tests_name("store", tests, database_setup_migrated, database_teardown);
}
