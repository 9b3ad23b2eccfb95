/* The learners of a batch brought up to date: by going on where that is possible, else by replaying; see indicators.c. */
#include "stages/indicators/update.h"

#include <stdlib.h>

#include "stages/indicators/tables/write.h"

enum { LOCKING_BATCHES = 100 }; /* after one that another worker was in the way of */

static const char savepoint[] = "indicators";

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
	x->uncommitted.gone_on++;
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
	x->uncommitted.replayed++;
}

bool
update_damaged(struct flush *f, struct error *e)
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
	return whole || update_damaged(f, e);
}

/* ---- attempts ---- */

bool
update_write(struct flush *f, struct error *e)
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
	ok = ok && go_on_all(f, e) && replay_all(f, e) && update_write(f, e);
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

bool
update_learners(struct flush *f, struct error *e)
{
	if (f->x->locking == 0) {
		if (!attempt_unlocked(f, e))
			return false;
		if (!f->beaten)
			return true;
		f->x->locking = LOCKING_BATCHES;
		f->x->uncommitted = (struct counts){.beaten = 1};
	}
	return attempt(f, true, e) && (!f->beaten || error_transient(e, "a learner changed who was locked"));
}
