/* See restructure.h. Learners are taken page by page, so that a course of many takes no more memory than one of few; no
 * lock is needed, since nobody else writes for the tenant. */
#include "stages/indicators/restructure.h"

#include "stages/indicators/tables/indicators.sql.h"
#include "stages/indicators/tables/learners.h"
#include "stages/indicators/tables/structures.sql.h"
#include "stages/indicators/tables/write.h"

enum { PAGE_LEARNERS = 500 };

struct restructure {
	struct rules *rules;
	const struct table_sql *sql;
	const struct safe_batch *batch;
	struct postgres *db;
	struct structures old; /* as they were */
	struct course_list changed;
	struct arena *arena; /* of a page */
	struct history history;
	struct fold *before, *after;
	struct changes changes;
	struct params params;
	struct rows *page; /* its learners */
	uint8_t last[16];  /* the learner the page before ended with */
};

/* ---- a page ---- */

static bool
read_learners(struct restructure *r, struct error *e)
{
	struct params *p = &r->params;

	rows_free(r->page);
	r->page = NULL;
	params_clear(p);
	param_int2(p, r->batch->tenant);
	param_array_begin(p, PG_INT8);
	for (size_t i = 0; i < r->changed.count; i++)
		param_int8(p, (int64_t)r->changed.at[i]);
	param_array_end(p);
	param_uuid(p, r->last);
	param_int4(p, PAGE_LEARNERS);
	return postgres_run(r->db, "ind_next_learners", SQL_NEXT_LEARNERS, p, &r->page, NULL, e);
}

/* The page's learners, as they are stored; what it borrows lives in the page's arena. */
static bool
read_stored(struct restructure *r, struct learners *l, struct chunks *chunks, struct error *e)
{
	*l = (struct learners){.count = (size_t)rows_count(r->page)};
	*chunks = (struct chunks){0};
	l->ids = arena_take(r->arena, l->count * sizeof(*l->ids));
	l->states = arena_take(r->arena, l->count * sizeof(*l->states));
	for (size_t i = 0; i < l->count; i++)
		l->ids[i] = rows_uuid(r->page, (int)i, 0);
	return learners_read(r->db, r->batch->tenant, l, e)
	       && chunks_read(r->db, r->batch->tenant, l->ids, l->count, chunks, e);
}

static void
refold(struct restructure *r, const uint8_t *learner)
{
	struct fold_rules old = r->rules->fold;
	const struct history *h = &r->history;

	old.structures = &r->old;
	changes_fold(&r->changes, learner, fold_run(r->before, &old, h->facts, h->count), NULL,
	    fold_run(r->after, &r->rules->fold, h->facts, h->count));
}

static bool
refold_each(struct restructure *r, const struct learners *l, struct chunks *chunks, struct error *e)
{
	for (size_t i = 0; i < l->count; i++) {
		if (!l->states[i].tid || !chunks_history(chunks, i, &l->states[i], &r->history))
			return error_world(e, "a learner's facts cannot be read: run `lrstream recompute`");
		refold(r, l->ids[i]);
	}
	memcpy(r->last, l->ids[l->count - 1], sizeof(r->last));
	return true;
}

/* No state changes, and so nobody can be in the way. */
static bool
refold_page(struct restructure *r, struct error *e)
{
	const struct write_to to = {r->db, r->sql, r->batch->tenant, r->batch->shard};
	struct learners learners;
	struct chunks chunks;
	bool beaten, ok;

	arena_reset(r->arena);
	changes_clear(&r->changes, r->arena);
	ok = read_stored(r, &learners, &chunks, e) && refold_each(r, &learners, &chunks, e)
	     && write_changes(&to, &r->changes, &beaten, e);
	chunks_free(&chunks);
	learners_free(&learners);
	return ok;
}

/* ---- all of them ---- */

/* A tenant without learners has no rules yet, and gets none by this. */
static bool
refold_all(struct restructure *r, struct error *e)
{
	if (!read_learners(r, e))
		return false;
	if (rows_count(r->page) == 0)
		return true;
	if (!rules_read(r->rules, r->db, r->batch->tenant, e))
		return false;
	while (rows_count(r->page) > 0)
		if (!refold_page(r, e) || !read_learners(r, e))
			return false;
	return true;
}

/* What is loaded and stays valid until the refresh after the next. */
static bool
keep_old(struct restructure *r, struct arena *arena, struct error *e)
{
	struct loaded_structures *s = &r->rules->structures;
	struct structure *copy;
	int64_t number;

	if (!structures_number(r->db, r->batch->tenant, &number, e)
	    || !structures_refresh(s, r->db, r->batch->tenant, number, e))
		return false;
	copy = arena_take(arena, (s->now.count + 1) * sizeof(*copy));
	if (s->now.count)
		memcpy(copy, s->courses, s->now.count * sizeof(*copy));
	r->old = (struct structures){copy, s->now.count};
	return true;
}

bool
restructure(struct rules *rules, const struct table_sql *sql, const struct safe_batch *batch,
    struct postgres *db, struct error *e)
{
	struct restructure r = {.rules = rules, .sql = sql, .batch = batch, .db = db};
	bool ok;

	r.arena = arena_open();
	r.before = fold_open();
	r.after = fold_open();
	changes_open(&r.changes);
	ok = postgres_script(db, SQL_SET_PATH, e) && keep_old(&r, batch->arena, e)
	     && structures_write(db, batch->tenant, batch->structures, batch->arena, &r.changed, e)
	     && (r.changed.count == 0 || refold_all(&r, e));
	rows_free(r.page);
	changes_close(&r.changes);
	fold_close(r.before);
	fold_close(r.after);
	history_free(&r.history);
	params_free(&r.params);
	arena_close(r.arena);
	return ok;
}
