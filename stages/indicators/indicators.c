/* The indicators stage; see indicators.h.
 *
 * What a statement means for its learner is read when it is processed. A flush then locks the learners that the batch
 * touches, in sorted order, and replays each: the facts there were are folded, and those there are now; rows that
 * differ are written, and sums over learners change by the difference. Nothing here depends on the order of arrival,
 * and a flush that is rolled back leaves nothing behind.
 */
#include "stages/indicators/indicators.h"

#include <assert.h>
#include <stdlib.h>

#include "stages/indicators/facts/history.h"
#include "stages/indicators/facts/read_fact.h"
#include "stages/indicators/restructure.h"
#include "stages/indicators/tables/changes.h"
#include "stages/indicators/tables/indicators.sql.h"
#include "stages/indicators/tables/labels.h"
#include "stages/indicators/tables/rules.h"
#include "stages/indicators/tables/write.h"

/* A statement that was processed and not yet settled. */
struct pending {
	const struct safe_statement *statement;
	bool counted;
	struct fact fact;
};

/* What a batch does to a learner: a new fact, or the void of an earlier one. */
struct event {
	const uint8_t *learner;
	const uint8_t *id;
	const struct pending *stored; /* NULL: a void */
};

/* A learner that the batch touches, and its rows as they were read. */
struct touched {
	const uint8_t *learner;
	const struct event *events; /* facts first, then voids sorted by id */
	size_t facts, voids;
	int state;       /* row of `states`, -1: none */
	int first_chunk; /* row of `chunks` */
};

struct indicators {
	struct vocabulary *vocabulary;
	struct pending *pending;
	size_t pending_count, pending_capacity;
	struct arena *arena; /* what the pending facts borrow */
	struct rules rules;
	struct history history;
	struct fold *before, *after;
	struct changes changes;
	struct params params;
};

/* One flush. */
struct flush {
	struct indicators *x;
	struct safe_batch *batch;
	struct postgres *db;
	struct event *events;
	size_t event_count;
	struct touched *learners;
	size_t learner_count;
	struct rows *states, *chunks;
	struct voided_fact *voided; /* voids that reached a fact with a course */
	size_t voided_count;
};

static void *
indicators_open(const struct settings *settings, struct error *e)
{
	struct indicators *x = calloc(1, sizeof(*x));

	(void)settings;
	if (!x)
		abort();
	x->vocabulary = vocabulary_open(e);
	if (!x->vocabulary) {
		free(x);
		return NULL;
	}
	x->arena = arena_open();
	x->before = fold_open();
	x->after = fold_open();
	changes_open(&x->changes);
	return x;
}

static void
indicators_close(void *state)
{
	struct indicators *x = state;

	vocabulary_close(x->vocabulary);
	rules_close(&x->rules);
	history_free(&x->history);
	fold_close(x->before);
	fold_close(x->after);
	changes_close(&x->changes);
	params_free(&x->params);
	arena_close(x->arena);
	free(x->pending);
	free(x);
}

static void
indicators_process(void *state, struct safe_statement *s)
{
	struct indicators *x = state;
	struct pending *p;

	if (x->pending_count == x->pending_capacity) {
		x->pending_capacity = x->pending_capacity ? 2 * x->pending_capacity : 256;
		x->pending = realloc(x->pending, x->pending_capacity * sizeof(*x->pending));
		if (!x->pending)
			abort();
	}
	p = &x->pending[x->pending_count++];
	p->statement = s;
	p->counted = read_fact(x->arena, s, x->vocabulary, &p->fact);
}

/* ---- what the batch does, sorted by learner ---- */

/* The batch is what was processed last: anything before it belongs to a batch that was given up. */
static void
keep_batch(struct indicators *x, size_t count)
{
	assert(count <= x->pending_count);
	if (count < x->pending_count)
		memmove(x->pending, x->pending + x->pending_count - count, count * sizeof(*x->pending));
	x->pending_count = count;
}

static int
event_order(const void *left, const void *right)
{
	const struct event *a = left, *b = right;
	int order = memcmp(a->learner, b->learner, 16);

	if (order == 0)
		order = (a->stored == NULL) - (b->stored == NULL);
	return order ? order : memcmp(a->id, b->id, 16);
}

static void
gather_events(struct flush *f)
{
	struct indicators *x = f->x;

	f->events =
	    arena_take(f->batch->arena, (x->pending_count + f->batch->voided_count) * sizeof(*f->events));
	for (size_t i = 0; i < x->pending_count; i++) {
		const struct pending *p = &x->pending[i];
		enum outcome outcome = p->statement->outcome;

		if (p->counted && (outcome == OUTCOME_STORED || outcome == OUTCOME_STORED_VOIDED))
			f->events[f->event_count++] =
			    (struct event){p->statement->learner, p->statement->id, p};
	}
	for (uint32_t i = 0; i < f->batch->voided_count; i++) {
		const struct voided *v = &f->batch->voided[i];

		if (v->has_learner)
			f->events[f->event_count++] = (struct event){v->learner, v->id, NULL};
	}
	if (f->event_count > 1)
		qsort(f->events, f->event_count, sizeof(*f->events), event_order);
}

static void
group_by_learner(struct flush *f)
{
	f->learners = arena_take(f->batch->arena, f->event_count * sizeof(*f->learners));
	for (size_t i = 0; i < f->event_count; i++) {
		const struct event *e = &f->events[i];
		struct touched *t = f->learner_count ? &f->learners[f->learner_count - 1] : NULL;

		if (!t || memcmp(t->learner, e->learner, 16) != 0) {
			t = &f->learners[f->learner_count++];
			*t = (struct touched){.learner = e->learner, .events = e, .state = -1};
		}
		if (e->stored)
			t->facts++;
		else
			t->voids++;
	}
}

/* ---- what is stored ---- */

/* The tenant and the learners, as parameters; with `new` only those that have new facts. */
static void
put_learners(struct flush *f, bool new)
{
	struct params *p = &f->x->params;

	params_clear(p);
	param_int2(p, f->batch->tenant);
	param_array_begin(p, PG_UUID);
	for (size_t i = 0; i < f->learner_count; i++)
		if (!new || f->learners[i].facts)
			param_uuid(p, f->learners[i].learner);
	param_array_end(p);
}

/* Locks the learners and reads their facts. */
static bool
read_rows(struct flush *f, struct error *e)
{
	put_learners(f, false);
	return postgres_run(f->db, "ind_lock_learners", SQL_LOCK_LEARNERS, &f->x->params, &f->states, NULL, e)
	       && postgres_run(f->db, "ind_read_chunks", SQL_READ_CHUNKS, &f->x->params, &f->chunks, NULL, e);
}

/* The same; those with new facts get a row if they have none. */
static bool
read_stored(struct flush *f, struct error *e)
{
	put_learners(f, true);
	return postgres_run(f->db, "ind_make_learners", SQL_MAKE_LEARNERS, &f->x->params, NULL, NULL, e)
	       && read_rows(f, e);
}

/* Both results are sorted by learner, like the learners themselves. */
static void
match_stored(struct flush *f)
{
	int state = 0, chunk = 0;

	for (size_t i = 0; i < f->learner_count; i++) {
		struct touched *t = &f->learners[i];

		if (state < rows_count(f->states)
		    && memcmp(rows_uuid(f->states, state, 0), t->learner, 16) == 0)
			t->state = state++;
		t->first_chunk = chunk;
		while (chunk < rows_count(f->chunks)
		       && memcmp(rows_uuid(f->chunks, chunk, 0), t->learner, 16) == 0)
			chunk++;
	}
}

static bool
damaged(struct error *e)
{
	return error_world(e,
	    "a learner's facts in learner_state and learner_chunk cannot be read: run `lrstream recompute`");
}

static bool
read_history(struct flush *f, const struct touched *t, struct error *e)
{
	struct history *h = &f->x->history;
	int64_t facts = rows_int(f->states, t->state, 1), chunks = rows_int(f->states, t->state, 2);

	history_clear(h);
	for (int64_t i = 0; i < chunks; i++) {
		int row = t->first_chunk + (int)i;

		if (row >= rows_count(f->chunks) || memcmp(rows_uuid(f->chunks, row, 0), t->learner, 16) != 0
		    || !history_read_chunk(h, rows_text(f->chunks, row, 1)))
			return damaged(e);
	}
	if (!history_read_recent(h, rows_text(f->states, t->state, 3)) || (int64_t)h->count != facts)
		return damaged(e);
	return true;
}

/* ---- one learner ---- */

static int
id_order(const void *id, const void *event)
{
	return memcmp(id, ((const struct event *)event)->id, 16);
}

/* Marks the stored facts that were voided; false if there is none, as for statements that never counted. */
static bool
apply_voids(struct flush *f, const struct touched *t)
{
	struct history *h = &f->x->history;
	const struct event *voids = t->events + t->facts;
	bool any = false;

	for (size_t i = 0; t->voids && i < h->count; i++) {
		const struct fact *fact = &h->facts[i];

		if (!bsearch(fact->id, voids, t->voids, sizeof(*voids), id_order) || !history_void(h, i))
			continue;
		any = true;
		if (fact_is(fact, FACT_COURSE)) {
			struct voided_fact *v = &f->voided[f->voided_count++];

			*v = (struct voided_fact){.course = fact->course, .activity = fact->activity};
			memcpy(v->id, fact->id, sizeof(v->id));
		}
	}
	return any;
}

static void
add_facts(struct flush *f, const struct touched *t)
{
	for (size_t i = 0; i < t->facts; i++) {
		const struct pending *p = t->events[i].stored;
		struct fact fact = p->fact;

		if (p->statement->outcome == OUTCOME_STORED_VOIDED)
			fact.flags |= FACT_VOIDED;
		else if (fact_is(&fact, FACT_COURSE))
			labels_take(&f->x->changes, p->statement, &fact);
		history_add(&f->x->history, &fact);
	}
}

/* The facts there were, folded; then those there are. */
static bool
replay(struct flush *f, const struct touched *t, struct error *e)
{
	struct indicators *x = f->x;
	const struct contributions *before, *after;
	struct history_bytes bytes;
	bool voided;

	if (t->state < 0)
		return true; /* a void of something that no fact was made of */
	if (!read_history(f, t, e))
		return false;
	before = fold_run(x->before, &x->rules.fold, x->history.facts, x->history.count);
	voided = apply_voids(f, t);
	if (!voided && t->facts == 0)
		return true;
	add_facts(f, t);
	after = fold_run(x->after, &x->rules.fold, x->history.facts, x->history.count);
	changes_fold(&x->changes, t->learner, before, after);
	bytes = history_write(&x->history, f->batch->arena);
	changes_history(&x->changes, t->learner, x->history.count, &bytes);
	return true;
}

/* ---- the stage ---- */

static bool
replay_all(struct flush *f, struct error *e)
{
	bool ok = true;

	f->voided = arena_take(f->batch->arena, f->batch->voided_count * sizeof(*f->voided));
	changes_clear(&f->x->changes, f->batch->arena);
	for (size_t i = 0; ok && i < f->learner_count; i++)
		ok = replay(f, &f->learners[i], e);
	return ok;
}

static bool
indicators_flush(void *state, struct safe_batch *batch, struct postgres *db, struct error *e)
{
	struct indicators *x = state;
	struct flush f = {.x = x, .batch = batch, .db = db};
	bool ok;

	keep_batch(x, batch->count);
	if (batch->structures && !restructure(&x->rules, batch, db, e))
		return false;
	gather_events(&f);
	if (f.event_count == 0)
		return true;
	group_by_learner(&f);
	ok = postgres_script(db, SQL_SET_PATH, e) && rules_read(&x->rules, db, batch->tenant, e)
	     && read_stored(&f, e);
	if (ok) {
		match_stored(&f);
		ok = replay_all(&f, e) && write_changes(db, batch->tenant, batch->shard, &x->changes, e)
		     && labels_void(
			 db, batch->tenant, f.voided, f.voided_count, x->vocabulary, batch->arena, e);
	}
	rows_free(f.states);
	rows_free(f.chunks);
	return ok;
}

static void
indicators_settled(void *state, bool committed)
{
	struct indicators *x = state;

	if (!committed) {
		structures_forget(&x->rules.structures);
		return;
	}
	x->pending_count = 0;
	arena_reset(x->arena);
}

/* ---- a learner who is to be forgotten ---- */

static bool
forget_learner(struct flush *f, struct error *e)
{
	params_clear(&f->x->params);
	param_int2(&f->x->params, f->batch->tenant);
	param_uuid(&f->x->params, f->learners->learner);
	return postgres_run(f->db, "ind_forget_learner", SQL_FORGET_LEARNER, &f->x->params, NULL, NULL, e);
}

static bool
forget_sums(struct flush *f, const struct rowset *courses, struct error *e)
{
	struct params *p = &f->x->params;

	params_clear(p);
	param_int2(p, f->batch->tenant);
	param_array_begin(p, PG_INT8);
	for (size_t i = 0; i < courses->count; i++)
		param_int8(p, (int64_t)((const struct row_key *)rowset_row(courses, i))->a);
	param_array_end(p);
	return postgres_run(f->db, "ind_forget_course_sums", SQL_FORGET_COURSE_SUMS, p, NULL, NULL, e)
	       && postgres_run(f->db, "ind_forget_day_sums", SQL_FORGET_DAY_SUMS, p, NULL, NULL, e)
	       && postgres_run(f->db, "ind_forget_activity_sums", SQL_FORGET_ACTIVITY_SUMS, p, NULL, NULL, e)
	       && postgres_run(f->db, "ind_forget_progress_sums", SQL_FORGET_PROGRESS_SUMS, p, NULL, NULL, e);
}

/* The fold of the facts there were is taken away; what depends on the statements of others comes behind. */
static bool
take_out(struct flush *f, struct error *e)
{
	struct indicators *x = f->x;
	const struct contributions *before, *after;

	if (!read_history(f, f->learners, e))
		return false;
	before = fold_run(x->before, &x->rules.fold, x->history.facts, x->history.count);
	after = fold_run(x->after, &x->rules.fold, NULL, 0);
	changes_clear(&x->changes, f->batch->arena);
	changes_fold(&x->changes, f->learners->learner, before, after);
	if (!write_changes(f->db, f->batch->tenant, 0, &x->changes, e) || !forget_learner(f, e)
	    || !forget_sums(f, &before->courses, e))
		return false;
	changes_clear(&x->changes, f->batch->arena);
	return labels_lost(f->db, f->batch->tenant, &before->courses, &before->activities, x->vocabulary,
		   &x->changes, e)
	       && write_changes(f->db, f->batch->tenant, 0, &x->changes, e);
}

bool
indicators_erase(void *state, struct postgres *db, int16_t tenant, const uint8_t learner[16],
    struct arena *arena, struct error *e)
{
	struct indicators *x = state;
	struct safe_batch batch = {.tenant = tenant, .arena = arena};
	struct touched t = {.learner = learner, .state = -1};
	struct flush f = {.x = x, .batch = &batch, .db = db, .learners = &t, .learner_count = 1};
	bool ok;

	ok = postgres_script(db, SQL_SET_PATH, e) && read_rows(&f, e);
	if (ok) {
		match_stored(&f);
		ok = t.state < 0 || (rules_read(&x->rules, db, tenant, e) && take_out(&f, e));
	}
	rows_free(f.states);
	rows_free(f.chunks);
	return ok;
}

const struct stage_type indicators_stage = {
    .name = "indicators",
    .help = "progress of each learner in each course, kept up to date with the statements",
    .open = indicators_open,
    .process_safe = indicators_process,
    .flush = indicators_flush,
    .settled = indicators_settled,
    .close = indicators_close,
};
