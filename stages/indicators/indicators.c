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

#include "stages/indicators/facts/read_fact.h"
#include "stages/indicators/restructure.h"
#include "stages/indicators/tables/indicators.sql.h"
#include "stages/indicators/update.h"

static void *
indicators_open(const struct settings *settings, struct error *e)
{
	struct indicators *x = calloc(1, sizeof(*x));

	if (!x)
		abort();
	x->vocabulary = vocabulary_open(e);
	if (!x->vocabulary || !rules_open(&x->rules, settings, e)) {
		vocabulary_close(x->vocabulary);
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

static bool
indicators_flush(void *state, struct safe_batch *batch, struct postgres *db, struct error *e)
{
	struct indicators *x = state;
	struct flush f = {.x = x, .batch = batch, .db = db};

	keep_batch(x, batch->count);
	if (batch->structures && !restructure(&x->rules, &x->sql, batch, db, e))
		return false;
	gather_events(&f);
	if (f.event_count == 0)
		return true;
	group_by_learner(&f);
	for (size_t i = 0; i < f.learners.count; i++)
		gather_facts(&f, &f.touched[i]);
	return postgres_script(db, SQL_SET_PATH, e) && rules_read(&x->rules, db, batch->tenant, e)
	       && update_learners(&f, e)
	       && labels_void(db, batch->tenant, f.voided, f.voided_count, x->vocabulary, batch->arena, e);
}

static void
indicators_settled(void *state, bool committed)
{
	struct indicators *x = state;
	struct counts *c = &x->counts, more = x->uncommitted;

	x->uncommitted = (struct counts){0};
	if (!committed) {
		structures_forget(&x->rules.structures);
		return;
	}
	*c = (struct counts){c->gone_on + more.gone_on, c->replayed + more.replayed, c->beaten + more.beaten};
	x->locking -= x->locking > 0;
	x->pending_count = 0;
	arena_reset(x->arena);
}

static void
indicators_describe(const void *state, struct buf *out)
{
	const struct counts *c = &((const struct indicators *)state)->counts;

	buf_format(out, " learners=%llu replayed=%llu contended=%llu",
	    (unsigned long long)(c->gone_on + c->replayed), (unsigned long long)c->replayed,
	    (unsigned long long)c->beaten);
}

const struct stage_type indicators_stage = {
    .name = "indicators",
    .help = "progress of each learner in each course, kept up to date with the statements",
    .options = asked_options,
    .open = indicators_open,
    .process_safe = indicators_process,
    .flush = indicators_flush,
    .settled = indicators_settled,
    .describe = indicators_describe,
    .close = indicators_close,
};
