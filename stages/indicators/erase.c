/* A learner who is to be forgotten: the fold of all facts is taken out of every sum, and the rows go. */
#include "stages/indicators/indicators.h"

#include "stages/indicators/tables/indicators.sql.h"
#include "stages/indicators/update.h"

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
	       && postgres_run(
		   f->db, "ind_forget_activity_day_sums", SQL_FORGET_ACTIVITY_DAY_SUMS, p, NULL, NULL, e)
	       && postgres_run(f->db, "ind_forget_activity_sums", SQL_FORGET_ACTIVITY_SUMS, p, NULL, NULL, e)
	       && postgres_run(f->db, "ind_forget_progress_sums", SQL_FORGET_PROGRESS_SUMS, p, NULL, NULL, e)
	       && postgres_run(f->db, "ind_forget_segment_sums", SQL_FORGET_SEGMENT_SUMS, p, NULL, NULL, e);
}

/* The fold of the facts there were is taken away; what depends on the statements of others comes behind. */
static bool
take_out_history(struct flush *f, struct error *e)
{
	struct indicators *x = f->x;
	const struct contributions *before, *after;

	before = fold_run(x->before, &x->rules.fold, x->history.facts, x->history.count);
	after = fold_run(x->after, &x->rules.fold, NULL, 0);
	changes_clear(&x->changes, f->batch->arena);
	changes_fold(&x->changes, f->learners.ids[0], before, NULL, after);
	if (!update_write(f, e) || !forget_learner(f, e) || !forget_sums(f, &before->courses, e))
		return false;
	changes_clear(&x->changes, f->batch->arena);
	return labels_lost(f->db, f->batch->tenant, &before->courses, &before->activities, x->vocabulary,
		   &x->changes, e)
	       && update_write(f, e);
}

/* Facts borrow from the chunks they were read from. */
static bool
take_out(struct flush *f, struct error *e)
{
	struct chunks chunks;
	bool ok = chunks_read(f->db, f->batch->tenant, f->learners.ids, 1, &chunks, e);

	if (ok && !chunks_history(&chunks, 0, f->learners.states, &f->x->history))
		ok = update_damaged(f, e);
	ok = ok && take_out_history(f, e);
	chunks_free(&chunks);
	return ok;
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
