/* See restructure.h. Learners are taken page by page, so that a course of many takes no more memory than one of few; no
 * lock is needed, since nobody else writes for the tenant. */
#include "stages/indicators/restructure.h"

#include "stages/indicators/facts/history.h"
#include "stages/indicators/tables/changes.h"
#include "stages/indicators/tables/indicators.sql.h"
#include "stages/indicators/tables/structures.sql.h"
#include "stages/indicators/tables/write.h"

enum { PAGE_LEARNERS = 500 };

/* The columns of SQL_NEXT_LEARNERS. */
enum { LEARNER, FACTS, CHUNKS, RECENT };

struct restructure {
	struct rules *rules;
	const struct safe_batch *batch;
	struct postgres *db;
	struct structures old; /* as they were */
	struct course_list changed;
	struct arena *arena; /* of a page */
	struct history history;
	struct fold *before, *after;
	struct changes changes;
	struct params params;
	struct rows *learners, *chunks; /* a page */
	uint8_t last[16];               /* the learner the page before ended with */
};

/* ---- a page ---- */

static bool
read_learners(struct restructure *r, struct error *e)
{
	struct params *p = &r->params;

	rows_free(r->learners);
	r->learners = NULL;
	params_clear(p);
	param_int2(p, r->batch->tenant);
	param_array_begin(p, PG_INT8);
	for (size_t i = 0; i < r->changed.count; i++)
		param_int8(p, (int64_t)r->changed.at[i]);
	param_array_end(p);
	param_uuid(p, r->last);
	param_int4(p, PAGE_LEARNERS);
	return postgres_run(r->db, "ind_next_learners", SQL_NEXT_LEARNERS, p, &r->learners, NULL, e);
}

static bool
read_chunks(struct restructure *r, struct error *e)
{
	struct params *p = &r->params;

	rows_free(r->chunks);
	r->chunks = NULL;
	params_clear(p);
	param_int2(p, r->batch->tenant);
	param_array_begin(p, PG_UUID);
	for (int i = 0; i < rows_count(r->learners); i++)
		param_uuid(p, rows_uuid(r->learners, i, LEARNER));
	param_array_end(p);
	return postgres_run(r->db, "ind_read_chunks", SQL_READ_CHUNKS, p, &r->chunks, NULL, e);
}

/* The facts of a learner, whose chunks are the next rows. */
static bool
read_facts(struct restructure *r, int row, int *chunk, struct error *e)
{
	const uint8_t *learner = rows_uuid(r->learners, row, LEARNER);
	int end = *chunk + (int)rows_int(r->learners, row, CHUNKS);
	bool ok = end <= rows_count(r->chunks);

	history_clear(&r->history);
	for (; ok && *chunk < end; ++*chunk)
		ok = memcmp(rows_uuid(r->chunks, *chunk, 0), learner, 16) == 0
		     && history_read_chunk(&r->history, rows_text(r->chunks, *chunk, 1));
	ok = ok && history_read_recent(&r->history, rows_text(r->learners, row, RECENT))
	     && (int64_t)r->history.count == rows_int(r->learners, row, FACTS);
	return ok || error_world(e, "a learner's facts cannot be read: run `lrstream recompute`");
}

static void
refold(struct restructure *r, const uint8_t *learner)
{
	struct fold_rules old = r->rules->fold;
	const struct history *h = &r->history;

	old.structures = &r->old;
	changes_fold(&r->changes, learner, fold_run(r->before, &old, h->facts, h->count),
	    fold_run(r->after, &r->rules->fold, h->facts, h->count));
}

static bool
refold_page(struct restructure *r, struct error *e)
{
	int chunk = 0;

	if (!read_chunks(r, e))
		return false;
	arena_reset(r->arena);
	changes_clear(&r->changes, r->arena);
	for (int i = 0; i < rows_count(r->learners); i++) {
		if (!read_facts(r, i, &chunk, e))
			return false;
		refold(r, rows_uuid(r->learners, i, LEARNER));
	}
	memcpy(r->last, rows_uuid(r->learners, rows_count(r->learners) - 1, LEARNER), sizeof(r->last));
	return write_changes(r->db, r->batch->tenant, r->batch->shard, &r->changes, e);
}

/* ---- all of them ---- */

/* A tenant without learners has no rules yet, and gets none by this. */
static bool
refold_all(struct restructure *r, struct error *e)
{
	if (!read_learners(r, e))
		return false;
	if (rows_count(r->learners) == 0)
		return true;
	if (!rules_read(r->rules, r->db, r->batch->tenant, e))
		return false;
	while (rows_count(r->learners) > 0)
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
restructure(struct rules *rules, const struct safe_batch *batch, struct postgres *db, struct error *e)
{
	struct restructure r = {.rules = rules, .batch = batch, .db = db};
	bool ok;

	r.arena = arena_open();
	r.before = fold_open();
	r.after = fold_open();
	changes_open(&r.changes);
	ok = postgres_script(db, SQL_SET_PATH, e) && keep_old(&r, batch->arena, e)
	     && structures_write(db, batch->tenant, batch->structures, batch->arena, &r.changed, e)
	     && (r.changed.count == 0 || refold_all(&r, e));
	rows_free(r.learners);
	rows_free(r.chunks);
	changes_close(&r.changes);
	fold_close(r.before);
	fold_close(r.after);
	history_free(&r.history);
	params_free(&r.params);
	arena_close(r.arena);
	return ok;
}
