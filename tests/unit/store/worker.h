/* A worker of the store's tests: its connection, its store, and batches made of short names.
 *
 * "7" is the statement whose id ends in 7, sent by learner 7; "7'" the same id with other content; "9>7" is statement 9,
 * which voids 7.
 */
#ifndef LRSTREAM_TESTS_STORE_WORKER_H
#define LRSTREAM_TESTS_STORE_WORKER_H

#include "tests/unit/database.h"

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
	bool flushed; /* what a flush in a thread returned */
};

static inline void
worker_start(struct worker *w, const struct database *d)
{
	*w = (struct worker){.db = database_connect(d), .arena = arena_open()};
	w->store = store_stage.open(NULL, &w->err);
	w->vocabulary = vocabulary_open(&w->err);
	must(w->vocabulary != NULL, &w->err);
	must(tenant_ensure(w->db, STR("default"), &w->batch.tenant, &w->err), &w->err);
}

static inline void
worker_stop(struct worker *w)
{
	store_stage.close(w->store);
	vocabulary_close(w->vocabulary);
	arena_close(w->arena);
	postgres_close(w->db);
}

/* The worker is the test's own; the tables are empty. */
static inline void
start_empty(struct worker *w, void **state)
{
	struct database *d = database_of(state);

	run_sql(d->db, "TRUNCATE lrstream.statement, lrstream.iri, lrstream.source");
	worker_start(w, d);
}

static inline void
empty_batch(struct worker *w)
{
	int16_t tenant = w->batch.tenant;

	arena_reset(w->arena);
	w->batch = (struct safe_batch){.tenant = tenant, .arena = w->arena};
}

/* A statement from its JSON text. */
static inline struct safe_statement *
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
	store_stage.process_safe(w->store, s);
	return s;
}

/* "7", "7'" or "9>7". */
static inline struct safe_statement *
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

static inline bool
flush(struct worker *w)
{
	must(postgres_begin(w->db, &w->err), &w->err);
	return store_stage.flush(w->store, &w->batch, w->db, &w->err);
}

static inline void
settle(struct worker *w, bool commit)
{
	if (commit)
		must(postgres_commit(w->db, &w->err), &w->err);
	else
		postgres_rollback(w->db);
	store_stage.settled(w->store, commit);
}

static inline void
store(struct worker *w)
{
	must(flush(w), &w->err);
	settle(w, true);
}

/* Stores a batch of these names, separated by spaces. */
static inline void
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
static inline void
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
static inline void
voided_are(struct worker *w, const char *ids)
{
	char condition[700];

	snprintf(condition, sizeof(condition),
	    "(SELECT coalesce(string_agg(ltrim(right(id::text, 12), '0'), ' ' ORDER BY id), '') FROM "
	    "api_v1.statement WHERE voided) = '%s'",
	    ids);
	holds(w->db, condition);
}

#endif
