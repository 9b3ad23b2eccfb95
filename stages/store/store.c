/* The store stage: a batch into lrstream.statement, inside the worker's transaction.
 *
 *   0. drop the statements of people who were erased (erased.h)
 *   1. gather the batch's ids and, while duplicates come, ask which are stored (plan.h decides what is new)
 *   2. insert the IRIs and sources that are new to this worker
 *   3. COPY the new statements; those that were voided before they came replace their stubs
 *   4. void what the new voiding statements name, and leave stubs for what has not come yet
 *
 * Most batches hold nothing that is stored, and then asking costs a third of what storing does. So a worker that has
 * met no duplicate for a while takes all ids for new. If one is not, or if PostgreSQL refuses anything else, COPY fails,
 * and the batch begins again at 1, as do the next ones, with the question asked.
 *
 * Even then step 3 may meet another worker that stores the same id: COPY waits for it, then fails on the key, and the
 * batch begins again at 1, where the other's statement now shows. Nothing is lost: each new attempt follows a commit of
 * somebody else. From then on rows go in the order of ids for a while, so that two workers meet at their first common
 * id and not at one each (a deadlock, which the server ends and the worker repeats). If instead PostgreSQL refuses a
 * value, halving finds the statement, which is refused, and the batch begins again without it.
 *
 * Step 4's insert of a stub waits for a transaction that is about to store the target, and whoever stores the target
 * later meets the stub: between two open transactions no void is lost.
 */
#include "stages/store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/io/postgres.h"
#include "stages/store/dictionary.h"
#include "stages/store/erased.h"
#include "stages/store/plan.h"
#include "stages/store/statement_row.h"
#include "stages/store/store.sql.h"

enum {
	COPY_PART = 256 * 1024,
	ATTEMPTS_MOST = 16, /* at one batch in one transaction; then the worker rolls back and tries again */
	SORTED_BATCHES = 1000, /* in the order of ids after a collision */
	ASKING_BATCHES = 30,   /* that ask what is stored, after one in which something was */
};

static const char savepoint[] = "store";

struct store {
	struct dictionary iris, sources;
	struct erased erased;
	struct params params;
	struct copy rows;
	int sorted; /* batches that still go in the order of ids */
	int asking; /* batches that still ask what is stored */
	struct store_counters counters;
	struct store_counters uncommitted;
};

/* One flush: what its steps share. */
struct flush {
	struct store *store;
	struct safe_batch *batch;
	struct postgres *db;
	struct plan *plan;
	bool asked; /* the plan knows what is stored */
	struct replaced replaced;
};

enum attempt { ATTEMPT_DONE, ATTEMPT_AGAIN, ATTEMPT_FAILED };

/* ---- what is there already ---- */

static const struct params *
tenant_and_ids(struct flush *f, const uint8_t *const *ids, uint32_t count)
{
	struct params *p = &f->store->params;

	params_clear(p);
	param_int2(p, f->batch->tenant);
	param_array_begin(p, PG_UUID);
	for (uint32_t i = 0; i < count; i++)
		param_uuid(p, ids[i]);
	param_array_end(p);
	return p;
}

static void
learn_stored(struct plan *plan, const struct rows *rows)
{
	for (int i = 0; i < rows_count(rows); i++) {
		struct known_id *known = plan_find(plan, rows_uuid(rows, i, 0));

		known->stub = rows_bool(rows, i, 2);
		known->stored = !known->stub;
		if (known->stored)
			known->content = (uint64_t)rows_int(rows, i, 1);
	}
}

static bool
find_stored(struct flush *f, struct error *err)
{
	const struct params *ids = tenant_and_ids(f, plan_sorted_ids(f->plan), f->plan->id_count);
	struct rows *rows;

	if (!postgres_run(f->db, "find_statements", SQL_FIND_STATEMENTS, ids, &rows, NULL, err))
		return false;
	if (rows_count(rows) > 0)
		f->store->asking = ASKING_BATCHES;
	learn_stored(f->plan, rows);
	rows_free(rows);
	return true;
}

/* ---- the dictionaries ---- */

static void
note_iri(struct dictionary *d, struct str iri)
{
	if (iri.at)
		dictionary_note(d, iri);
}

static bool
write_dictionaries(struct flush *f, struct error *err)
{
	struct store *st = f->store;

	for (uint32_t i = 0; i < f->plan->fresh_count; i++) {
		const struct safe_statement *s = f->plan->fresh[i];

		note_iri(&st->sources, s->origin.source);
		note_iri(&st->iris, s->verb);
		note_iri(&st->iris, s->activity);
		note_iri(&st->iris, s->activity_type);
		note_iri(&st->iris, s->course);
	}
	return dictionary_write(&st->sources, f->db, err) && dictionary_write(&st->iris, f->db, err);
}

/* ---- inserting ---- */

static bool
delete_stubs(struct flush *f, struct error *err)
{
	return f->plan->stub_count == 0
	       || postgres_run(f->db, "delete_stubs", SQL_DELETE_STUBS,
		   tenant_and_ids(f, f->plan->stubs, f->plan->stub_count), NULL, NULL, err);
}

static bool
copy_rows(struct flush *f, uint32_t from, uint32_t to, struct error *err)
{
	struct copy *rows = &f->store->rows;

	copy_clear(rows);
	if (!postgres_copy_begin(f->db, SQL_COPY_STATEMENTS, err))
		return false;
	for (uint32_t i = from; i < to; i++) {
		statement_row(rows, f->batch->tenant, f->plan->fresh[i], &f->store->erased, &f->replaced);
		if (rows->bytes.len >= COPY_PART && !postgres_copy_part(f->db, rows, err))
			return false;
	}
	return postgres_copy_part(f->db, rows, err) && postgres_copy_end(f->db, err);
}

static bool
insert_rows(struct flush *f, uint32_t from, uint32_t to, struct error *err)
{
	return delete_stubs(f, err) && copy_rows(f, from, to, err);
}

static bool
collided(const struct postgres *db)
{
	return strcmp(postgres_sqlstate(db), "23505") == 0; /* unique_violation */
}

/* Finds, among fresh[from..to), the statements that PostgreSQL refuses, and marks them; inserts none. The savepoint is
 * open, and open again afterwards. Another worker's collision ends the search: the next attempt goes on with it. */
static bool
mark_refused(struct flush *f, uint32_t from, uint32_t to, struct error *err)
{
	uint32_t middle = from + (to - from) / 2;
	bool inserted = insert_rows(f, from, to, err);
	bool refused = !inserted && postgres_data_error(f->db) && !collided(f->db);

	if (!inserted && !postgres_data_error(f->db))
		return false;
	if (!postgres_rollback_to(f->db, savepoint, err))
		return false;
	if (!refused)
		return true;
	if (to - from > 1)
		return mark_refused(f, from, middle, err) && mark_refused(f, middle, to, err);
	f->plan->fresh[from]->outcome = OUTCOME_REFUSED;
	f->plan->fresh[from]->reject =
	    (struct reject){.code = REJECT_STORE_DATA, .stage = "store", .pointer = STR("")};
	return true;
}

/* After COPY failed: what to do about it. */
static enum attempt
recover(struct flush *f, struct error *err)
{
	bool collision = collided(f->db);

	if (!postgres_data_error(f->db) || !postgres_rollback_to(f->db, savepoint, err))
		return ATTEMPT_FAILED;
	dictionary_settled(&f->store->iris, false);
	dictionary_settled(&f->store->sources, false);
	if (!f->asked) {
		f->store->asking = ASKING_BATCHES;
	} else if (collision) {
		f->store->sorted = SORTED_BATCHES;
		f->store->uncommitted.collisions++;
	} else if (!mark_refused(f, 0, f->plan->fresh_count, err)) {
		return ATTEMPT_FAILED;
	}
	return postgres_release(f->db, savepoint, err) ? ATTEMPT_AGAIN : ATTEMPT_FAILED;
}

static enum attempt
insert_fresh(struct flush *f, struct error *err)
{
	if (f->plan->fresh_count == 0)
		return ATTEMPT_DONE;
	if (!postgres_savepoint(f->db, savepoint, err) || !write_dictionaries(f, err))
		return ATTEMPT_FAILED;
	if (!insert_rows(f, 0, f->plan->fresh_count, err))
		return recover(f, err);
	return postgres_release(f->db, savepoint, err) ? ATTEMPT_DONE : ATTEMPT_FAILED;
}

/* ---- voiding ---- */

static void
list_voided(struct safe_batch *batch, const struct rows *rows)
{
	batch->voided_count = (uint32_t)rows_count(rows);
	batch->voided = arena_zero(batch->arena, (batch->voided_count + 1) * sizeof(*batch->voided));
	for (uint32_t i = 0; i < batch->voided_count; i++) {
		struct voided *v = batch->voided + i;

		memcpy(v->id, rows_uuid(rows, (int)i, 0), sizeof(v->id));
		v->has_learner = !rows_null(rows, (int)i, 1);
		if (v->has_learner)
			memcpy(v->learner, rows_uuid(rows, (int)i, 1), sizeof(v->learner));
	}
}

static bool
void_targets(struct flush *f, struct error *err)
{
	const struct params *p;
	struct rows *rows;

	if (f->plan->target_count == 0)
		return true;
	p = tenant_and_ids(f, f->plan->targets, f->plan->target_count);
	if (!postgres_run(f->db, "insert_stubs", SQL_INSERT_STUBS, p, NULL, NULL, err)
	    || !postgres_run(f->db, "void_statements", SQL_VOID_STATEMENTS, p, &rows, NULL, err))
		return false;
	list_voided(f->batch, rows);
	rows_free(rows);
	return true;
}

/* ---- the stage ---- */

static enum attempt
attempt(struct flush *f, struct error *err)
{
	f->plan = plan_make(f->batch);
	f->replaced = (struct replaced){0};
	f->asked = f->store->asking > 0;
	if (f->asked && !find_stored(f, err))
		return ATTEMPT_FAILED;
	plan_decide(f->plan, f->batch, f->store->sorted > 0);
	return insert_fresh(f, err);
}

static void
count_outcomes(struct flush *f)
{
	struct store_counters *c = &f->store->uncommitted;

	for (const struct safe_statement *s = f->batch->first; s; s = s->next) {
		c->stored += s->outcome == OUTCOME_STORED || s->outcome == OUTCOME_STORED_VOIDED;
		c->voided += s->outcome == OUTCOME_STORED_VOIDED;
		c->duplicates += s->outcome == OUTCOME_DUPLICATE;
		c->refused += s->outcome == OUTCOME_REFUSED;
		c->erased += s->outcome == OUTCOME_ERASED;
	}
	c->voided += f->batch->voided_count;
	c->nul_replaced += f->replaced.nul;
	c->erased_named += f->replaced.erased;
}

static bool
store_flush(void *state, struct safe_batch *batch, struct postgres *db, struct error *err)
{
	struct flush f = {.store = state, .batch = batch, .db = db};
	enum attempt result = ATTEMPT_AGAIN;

	batch->voided = NULL;
	batch->voided_count = 0;
	if (batch->count == 0)
		return true;
	if (!erased_read(&f.store->erased, db, batch->tenant, batch->erasures, err))
		return false;
	for (struct safe_statement *s = batch->first; s; s = s->next)
		s->outcome = s->has_learner && erased_has(&f.store->erased, s->learner) ? OUTCOME_ERASED
											: OUTCOME_PENDING;
	for (int i = 0; i < ATTEMPTS_MOST && result == ATTEMPT_AGAIN; i++)
		result = attempt(&f, err);
	if (result == ATTEMPT_AGAIN)
		return error_transient(err, "other workers keep storing the same statements");
	if (result == ATTEMPT_FAILED || !void_targets(&f, err)) {
		if (strcmp(postgres_sqlstate(db), "40P01") == 0) /* deadlock_detected */
			f.store->sorted = SORTED_BATCHES;
		return false;
	}
	count_outcomes(&f);
	return true;
}

static void
add_counters(struct store_counters *to, const struct store_counters *more)
{
	to->stored += more->stored;
	to->duplicates += more->duplicates;
	to->refused += more->refused;
	to->voided += more->voided;
	to->nul_replaced += more->nul_replaced;
	to->erased += more->erased;
	to->erased_named += more->erased_named;
	to->collisions += more->collisions;
}

static void
store_settled(void *state, bool committed)
{
	struct store *st = state;

	if (committed) {
		add_counters(&st->counters, &st->uncommitted);
		st->sorted -= st->sorted > 0;
		st->asking -= st->asking > 0;
	}
	st->uncommitted = (struct store_counters){0};
	dictionary_settled(&st->iris, committed);
	dictionary_settled(&st->sources, committed);
}

static void
store_process(void *state, struct safe_statement *s)
{
	(void)state;
	s->content = statement_content(s->tree);
	s->outcome = OUTCOME_PENDING; /* what is new is known in the transaction only */
}

static void *
store_open(const struct settings *settings, struct error *err)
{
	struct store *st = calloc(1, sizeof(*st));

	(void)settings, (void)err;
	if (!st)
		abort();
	st->iris.name = "insert_iris";
	st->iris.sql = SQL_INSERT_IRIS;
	st->sources.name = "insert_sources";
	st->sources.sql = SQL_INSERT_SOURCES;
	return st;
}

static void
store_close(void *state)
{
	struct store *st = state;

	if (!st)
		return;
	dictionary_free(&st->iris);
	dictionary_free(&st->sources);
	erased_free(&st->erased);
	params_free(&st->params);
	copy_free(&st->rows);
	free(st);
}

static void
store_describe(const void *state, struct buf *out)
{
	const struct store_counters *c = store_counters(state);

	buf_format(out,
	    " stored=%llu duplicates=%llu refused=%llu voided=%llu nul_replaced=%llu erased=%llu "
	    "erased_named=%llu collisions=%llu",
	    (unsigned long long)c->stored, (unsigned long long)c->duplicates, (unsigned long long)c->refused,
	    (unsigned long long)c->voided, (unsigned long long)c->nul_replaced, (unsigned long long)c->erased,
	    (unsigned long long)c->erased_named, (unsigned long long)c->collisions);
}

const struct store_counters *
store_counters(const void *state)
{
	return &((const struct store *)state)->counters;
}

const struct stage_type store_stage = {
    .name = "store",
    .help = "statements into PostgreSQL: no id twice, voids in any order",
    .open = store_open,
    .process_safe = store_process,
    .flush = store_flush,
    .settled = store_settled,
    .describe = store_describe,
    .close = store_close,
};
