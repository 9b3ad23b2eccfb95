/* The indicators stage; see indicators.h.
 *
 * What a statement means for its learner is read when it is processed. A flush then reads the states of the learners
 * that the batch touches. Where all new facts are later than everything before, the fold goes on from the rows that they
 * touch; otherwise, and where something was voided, the learner is replayed: the facts there were are folded, and those
 * there are now. Either way rows that differ are written, and sums over learners change by the difference. Nothing here
 * depends on the order of arrival, and a flush that is rolled back leaves nothing behind.
 *
 * Learners are not locked at first: who writes a learner's state raises its version, and if another worker has done so
 * since it was read, all is undone and done again with locks. Workers who meet lock first for a while.
 */
#include "stages/indicators/indicators.h"

#include <assert.h>
#include <stdlib.h>

#include "stages/indicators/facts/history.h"
#include "stages/indicators/facts/read_fact.h"
#include "stages/indicators/tables/changes.h"
#include "stages/indicators/tables/indicators.sql.h"
#include "stages/indicators/tables/labels.h"
#include "stages/indicators/tables/learners.h"
#include "stages/indicators/tables/load.h"
#include "stages/indicators/tables/rules.h"
#include "stages/indicators/tables/write.h"

enum { LOCKING_BATCHES = 100 }; /* after one that another worker was in the way of */

static const char savepoint[] = "indicators";

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

/* A learner that the batch touches. */
struct touched {
	const struct event *events; /* facts first, then voids sorted by id */
	size_t voids;
	struct fact *facts;
	size_t fact_count;
	bool replays;
};

struct indicators {
	struct vocabulary *vocabulary;
	struct pending *pending;
	size_t pending_count, pending_capacity;
	struct arena *arena; /* what the pending facts borrow */
	struct rules rules;
	struct table_sql sql;
	struct load load;
	struct contributions loaded; /* of one learner */
	struct history history;
	struct fold *before, *after;
	struct changes changes;
	struct params params;
	int locking; /* batches that still lock first */
};

/* One flush. */
struct flush {
	struct indicators *x;
	struct safe_batch *batch;
	struct postgres *db;
	struct event *events;
	size_t event_count;
	struct touched *touched;
	struct learners learners;   /* the same, as they are stored */
	bool beaten;                /* another worker changed a learner meanwhile */
	bool damaged;               /* a learner's facts are not what its state says */
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
	contributions_open(&x->loaded);
	table_sql_make(&x->sql);
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
	contributions_close(&x->loaded);
	load_free(&x->load);
	table_sql_free(&x->sql);
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
	struct learners *l = &f->learners;
	struct touched *t = NULL;

	f->touched = arena_take(f->batch->arena, f->event_count * sizeof(*f->touched));
	l->ids = arena_take(f->batch->arena, f->event_count * sizeof(*l->ids));
	for (size_t i = 0; i < f->event_count; i++) {
		const struct event *e = &f->events[i];

		if (!t || memcmp(l->ids[l->count - 1], e->learner, 16) != 0) {
			t = &f->touched[l->count];
			*t = (struct touched){.events = e};
			l->ids[l->count++] = e->learner;
		}
		if (e->stored)
			t->fact_count++;
		else
			t->voids++;
	}
	l->states = arena_take(f->batch->arena, l->count * sizeof(*l->states));
}

static void
gather_facts(struct flush *f, struct touched *t)
{
	t->facts = arena_take(f->batch->arena, t->fact_count * sizeof(*t->facts));
	for (size_t i = 0; i < t->fact_count; i++) {
		const struct pending *p = t->events[i].stored;

		t->facts[i] = p->fact;
		if (p->statement->outcome == OUTCOME_STORED_VOIDED)
			t->facts[i].flags |= FACT_VOIDED;
	}
}

static void
take_labels(struct flush *f, const struct touched *t)
{
	for (size_t i = 0; i < t->fact_count; i++)
		if (fact_is(&t->facts[i], FACT_COURSE) && !fact_is(&t->facts[i], FACT_VOIDED))
			labels_take(&f->x->changes, t->events[i].stored->statement, &t->facts[i]);
}

/* ---- going on ---- */

/* Learners who go on: what of their rows is needed. */
static void
ask_for_rows(struct flush *f)
{
	load_clear(&f->x->load);
	for (size_t i = 0; i < f->learners.count; i++) {
		struct touched *t = &f->touched[i];
		const struct line_end *end = &f->learners.states[i].row.end;

		t->replays = t->voids || !fold_may_go_on(end, t->facts, t->fact_count);
		if (!t->replays && f->learners.states[i].tid)
			load_ask(&f->x->load, i, &f->x->rules.fold, end, t->facts, t->fact_count);
	}
}

static void
note_history(struct flush *f, size_t learner, size_t facts, const struct line_end *end,
    const struct history_bytes *bytes)
{
	const struct stored_state *s = &f->learners.states[learner];
	struct state_row row = {.version = s->row.version, .facts = (int64_t)facts, .end = *end};

	changes_history(&f->x->changes, f->learners.ids[learner], s->tid, &row, bytes);
}

/* False if the learner must be replayed after all. */
static bool
go_on(struct flush *f, size_t learner)
{
	struct indicators *x = f->x;
	const struct touched *t = &f->touched[learner];
	const struct state_row *state = &f->learners.states[learner].row;
	const struct contributions *after;
	struct row_places places;
	struct history_bytes bytes;

	load_take(&x->load, learner, &x->loaded, &places);
	x->loaded.end = state->end;
	after = fold_go_on(x->after, &x->rules.fold, &x->loaded, t->facts, t->fact_count);
	if (!after)
		return false;
	changes_fold(&x->changes, f->learners.ids[learner], &x->loaded, &places, after);
	bytes = history_append(
	    &x->history, (size_t)state->chunks, state->recent, t->facts, t->fact_count, f->batch->arena);
	note_history(f, learner, (size_t)state->facts + t->fact_count, &after->end, &bytes);
	return true;
}

static bool
go_on_all(struct flush *f, struct error *e)
{
	struct indicators *x = f->x;

	ask_for_rows(f);
	if (!load_read(&x->load, f->learners.ids, f->db, &x->sql, f->batch->tenant, e))
		return false;
	for (size_t i = 0; i < f->learners.count; i++)
		if (!f->touched[i].replays)
			f->touched[i].replays = !go_on(f, i);
	return true;
}

/* ---- replaying ---- */

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
	const struct event *voids = t->events + t->fact_count;
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

/* The facts there were, which are in the history, folded; then those there are. */
static void
replay(struct flush *f, size_t learner)
{
	struct indicators *x = f->x;
	const struct touched *t = &f->touched[learner];
	const struct contributions *before, *after;
	struct history_bytes bytes;

	before = fold_run(x->before, &x->rules.fold, x->history.facts, x->history.count);
	if (!apply_voids(f, t) && t->fact_count == 0)
		return;
	for (size_t i = 0; i < t->fact_count; i++)
		history_add(&x->history, &t->facts[i]);
	after = fold_run(x->after, &x->rules.fold, x->history.facts, x->history.count);
	changes_fold(&x->changes, f->learners.ids[learner], before, NULL, after);
	bytes = history_write(&x->history, f->batch->arena);
	note_history(f, learner, x->history.count, &after->end, &bytes);
}

static bool
damage(struct flush *f, struct error *e)
{
	f->damaged = true;
	return error_world(e,
	    "a learner's facts in learner_state and learner_chunk cannot be read: run `lrstream recompute`");
}

/* Those who replay, in order. A void of something that no fact was made of concerns nobody. */
static size_t
list_replays(const struct flush *f, size_t *which, const uint8_t **ids)
{
	size_t count = 0;

	for (size_t i = 0; i < f->learners.count; i++)
		if (f->touched[i].replays && (f->learners.states[i].tid || f->touched[i].fact_count)) {
			which[count] = i;
			ids[count++] = f->learners.ids[i];
		}
	return count;
}

static bool
replay_all(struct flush *f, struct error *e)
{
	size_t *which = arena_take(f->batch->arena, f->learners.count * sizeof(*which));
	const uint8_t **ids = arena_take(f->batch->arena, f->learners.count * sizeof(*ids));
	size_t count = list_replays(f, which, ids);
	struct chunks chunks;
	bool whole = true;

	f->voided = arena_take(f->batch->arena, f->batch->voided_count * sizeof(*f->voided));
	f->voided_count = 0;
	if (count == 0)
		return true;
	if (!chunks_read(f->db, f->batch->tenant, ids, count, &chunks, e))
		return false;
	for (size_t i = 0; whole && i < count; i++) {
		whole = chunks_history(&chunks, i, &f->learners.states[which[i]], &f->x->history);
		if (whole)
			replay(f, which[i]);
	}
	chunks_free(&chunks);
	return whole || damage(f, e);
}

/* ---- the stage ---- */

static bool
write_all(struct flush *f, struct error *e)
{
	const struct write_to to = {f->db, &f->x->sql, f->batch->tenant, f->batch->shard};

	return write_changes(&to, &f->x->changes, &f->beaten, e);
}

static bool
attempt(struct flush *f, bool lock, struct error *e)
{
	struct indicators *x = f->x;
	bool ok;

	changes_clear(&x->changes, f->batch->arena);
	for (size_t i = 0; i < f->learners.count; i++)
		take_labels(f, &f->touched[i]);
	ok = lock ? learners_lock(f->db, f->batch->tenant, &f->learners, true, e)
		  : learners_read(f->db, f->batch->tenant, &f->learners, e);
	ok = ok && go_on_all(f, e) && replay_all(f, e) && write_all(f, e);
	load_clear(&x->load);
	learners_free(&f->learners);
	return ok;
}

/* What looks like damage may be a learner that another worker changed between two reads. */
static bool
attempt_unlocked(struct flush *f, struct error *e)
{
	if (!postgres_savepoint(f->db, savepoint, e) || (!attempt(f, false, e) && !f->damaged))
		return false;
	f->beaten |= f->damaged;
	return f->beaten ? postgres_rollback_to(f->db, savepoint, e) : postgres_release(f->db, savepoint, e);
}

static bool
fold_batch(struct flush *f, struct error *e)
{
	if (f->x->locking == 0) {
		if (!attempt_unlocked(f, e))
			return false;
		if (!f->beaten)
			return true;
		f->x->locking = LOCKING_BATCHES;
	}
	return attempt(f, true, e) && (!f->beaten || error_transient(e, "a learner changed who was locked"));
}

static bool
indicators_flush(void *state, struct safe_batch *batch, struct postgres *db, struct error *e)
{
	struct indicators *x = state;
	struct flush f = {.x = x, .batch = batch, .db = db};

	keep_batch(x, batch->count);
	gather_events(&f);
	if (f.event_count == 0)
		return true;
	group_by_learner(&f);
	for (size_t i = 0; i < f.learners.count; i++)
		gather_facts(&f, &f.touched[i]);
	return postgres_script(db, SQL_SET_PATH, e) && rules_read(&x->rules, db, batch->tenant, e)
	       && fold_batch(&f, e)
	       && labels_void(db, batch->tenant, f.voided, f.voided_count, x->vocabulary, batch->arena, e);
}

static void
indicators_settled(void *state, bool committed)
{
	struct indicators *x = state;

	if (!committed)
		return;
	x->locking -= x->locking > 0;
	x->pending_count = 0;
	arena_reset(x->arena);
}

/* ---- a learner who is to be forgotten ---- */

static bool
forget_learner(struct flush *f, struct error *e)
{
	params_clear(&f->x->params);
	param_int2(&f->x->params, f->batch->tenant);
	param_uuid(&f->x->params, f->learners.ids[0]);
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
	       && postgres_run(f->db, "ind_forget_segment_sums", SQL_FORGET_SEGMENT_SUMS, p, NULL, NULL, e);
}

/* What the facts there were give; they borrow from the chunks. */
static const struct contributions *
fold_history(struct flush *f, struct error *e)
{
	struct indicators *x = f->x;
	const struct contributions *before = NULL;
	struct chunks chunks;

	if (!chunks_read(f->db, f->batch->tenant, f->learners.ids, 1, &chunks, e))
		return NULL;
	if (chunks_history(&chunks, 0, f->learners.states, &x->history))
		before = fold_run(x->before, &x->rules.fold, x->history.facts, x->history.count);
	else
		damage(f, e);
	chunks_free(&chunks);
	return before;
}

/* The fold of the facts there were is taken away; what depends on the statements of others comes behind. */
static bool
take_out(struct flush *f, struct error *e)
{
	struct indicators *x = f->x;
	const struct contributions *before = fold_history(f, e), *after;

	if (!before)
		return false;
	after = fold_run(x->after, &x->rules.fold, NULL, 0);
	changes_clear(&x->changes, f->batch->arena);
	changes_fold(&x->changes, f->learners.ids[0], before, NULL, after);
	if (!write_all(f, e) || !forget_learner(f, e) || !forget_sums(f, &before->courses, e))
		return false;
	changes_clear(&x->changes, f->batch->arena);
	return labels_lost(f->db, f->batch->tenant, &before->courses, &before->activities, x->vocabulary,
		   &x->changes, e)
	       && write_all(f, e);
}

bool
indicators_erase(void *state, struct postgres *db, int16_t tenant, const uint8_t learner[16],
    struct arena *arena, struct error *e)
{
	struct indicators *x = state;
	struct safe_batch batch = {.tenant = tenant, .arena = arena};
	struct stored_state stored;
	struct flush f = {.x = x, .batch = &batch, .db = db, .learners = {&learner, &stored, 1, NULL}};
	bool ok;

	ok = postgres_script(db, SQL_SET_PATH, e) && learners_lock(db, tenant, &f.learners, false, e)
	     && (!stored.tid || (rules_read(&x->rules, db, tenant, e) && take_out(&f, e)));
	learners_free(&f.learners);
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
