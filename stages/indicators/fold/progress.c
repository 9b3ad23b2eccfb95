/* Progress; see progress.h.
 *
 * Facts come in order: whatever is first seen now was first said now, and a lesson becomes done once. So the lessons done
 * need no list: each version counts them, and is complete when it has counted all. Only few facts can change a count,
 * those that begin an activity and those that say it is completed or passed; all others are passed over quickly.
 */
#include "stages/indicators/fold/progress.h"

static int64_t
earlier(int64_t a, int64_t b)
{
	if (a == ABSENT || b == ABSENT)
		return a == ABSENT ? b : a;
	return a < b ? a : b;
}

static int64_t
later_of_both(int64_t a, int64_t b)
{
	if (a == ABSENT || b == ABSENT)
		return ABSENT;
	return a > b ? a : b;
}

static void
set_first(int64_t *value, int64_t candidate)
{
	if (*value == ABSENT)
		*value = candidate;
}

int64_t
activity_done_at(const struct activity_row *r, enum move_on move_on, int64_t begun)
{
	bool is_course = r->key.a == r->key.b;

	/* Who waives also says completed. */
	switch (is_course ? MOVE_ON_COMPLETED : move_on) {
	case MOVE_ON_COMPLETED:
		return r->completed_at;
	case MOVE_ON_PASSED:
		return earlier(r->passed_at, r->waived_at);
	case MOVE_ON_COMPLETED_AND_PASSED:
		return earlier(later_of_both(r->completed_at, r->passed_at), r->waived_at);
	case MOVE_ON_NOT_APPLICABLE:
		return begun;
	default:
		return earlier(r->completed_at, r->passed_at);
	}
}

/* ---- the structure's versions ---- */

static struct progress_row *
progress_at(struct contributions *out, uint64_t course, size_t version)
{
	return rowset_at(&out->progress, (struct row_key){course, version + 1});
}

/* W17: a version is met at the earliest moment while it is in force at which all its lessons are done. */
static void
count_done(struct contributions *out, struct course_row *c, const struct structure *s, size_t version,
    size_t lessons, int64_t t)
{
	const struct structure_version *v = &s->versions[version];
	int64_t until = version + 1 < s->count ? v[1].from : INT64_MAX, at = t > v->from ? t : v->from;
	struct progress_row *r = progress_at(out, s->course, version);

	r->done += (int64_t)lessons;
	if (r->done == (int64_t)v->count && at < until)
		c->completed_at = earlier(c->completed_at, at);
}

/* Lessons that are done when the learner begins the course. */
static void
begin_course(struct contributions *out, struct course_row *c, const struct structure *s, int64_t t)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct structure_version *v = &s->versions[i];
		size_t free = 0;

		for (size_t j = 0; j < v->count; j++)
			free += v->lessons[j].move_on == MOVE_ON_NOT_APPLICABLE
				&& v->lessons[j].activity != s->course;
		if (free)
			count_done(out, c, s, i, free, t);
	}
}

/* What a fact made of its activity: `before` and `after`. */
static void
step_lesson(struct contributions *out, struct course_row *c, const struct structure *s,
    const struct activity_row *before, const struct activity_row *after, int64_t t)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct structure_version *v = &s->versions[i];
		const struct lesson *l = structure_lesson(v, after->key.b);
		struct progress_row *r;

		if (!l)
			continue;
		r = progress_at(out, s->course, i);
		if (r->furthest < l - v->lessons + 1)
			r->furthest = l - v->lessons + 1;
		if (activity_done_at(before, l->move_on, c->first_at) == ABSENT
		    && activity_done_at(after, l->move_on, c->first_at) != ABSENT)
			count_done(out, c, s, i, 1, t);
	}
}

/* ---- rows ---- */

static void
step_course(struct course_row *c, const struct fact *f, bool structured)
{
	c->others += f->verb != VERB_REGISTERED && f->verb != VERB_UNREGISTERED;
	if (!fact_is(f, FACT_ON_COURSE))
		return;
	if (fact_says_passed(f))
		set_first(&c->passed_at, f->t);
	if (fact_says_completed(f) && !structured)
		set_first(&c->completed_at, f->t);
}

static bool
is_try(const struct fact *f)
{
	return fact_is_trial(f) || f->verb == VERB_ATTEMPTED || f->verb == VERB_COMPLETED
	       || f->verb == VERB_PASSED || f->verb == VERB_FAILED;
}

static void
step_activity(struct activity_row *a, const struct fact *f)
{
	a->last_at = f->t;
	a->last_by = key_of_id(f->id);
	if (is_try(f))
		set_first(&a->first_try_at, f->t);
	if (fact_says_completed(f))
		set_first(&a->completed_at, f->t);
	if (fact_says_passed(f))
		set_first(&a->passed_at, f->t);
	if (fact_waives(f))
		set_first(&a->waived_at, f->t);
}

/* An item is one to struggle with as long as its answers end in so many wrong ones. */
static void
step_answers(struct course_row *c, struct activity_row *a, const struct fact *f)
{
	int64_t before = a->wrong_run;

	if (!fact_is_trial(f) || !fact_is(f, FACT_SUCCESS_STATED))
		return;
	a->wrong_run = fact_is(f, FACT_SUCCESS) ? 0 : before + 1;
	c->struggling += (a->wrong_run >= WRONG_RUN_STRUGGLING) - (before >= WRONG_RUN_STRUGGLING);
}

void
progress_step(struct contributions *out, const struct fold_rules *rules, const struct fact *f)
{
	const struct structure *s = structure_of(rules->structures, f->course);
	struct course_row *c = rowset_at(&out->courses, (struct row_key){f->course, 0});
	struct activity_row *a, before;
	bool structured = s && s->count;

	step_course(c, f, structured);
	if (structured && c->statements == 1)
		begin_course(out, c, s, f->t);
	if (!fact_is(f, FACT_ACTIVITY))
		return;
	a = rowset_at(&out->activities, (struct row_key){f->course, f->activity});
	before = *a;
	step_activity(a, f);
	step_answers(c, a, f);
	if (a->statements == 1 && !fact_is(f, FACT_ON_COURSE))
		c->furthest = (int64_t)f->activity;
	if (structured && (a->statements == 1 || fact_says_completed(f) || fact_says_passed(f)))
		step_lesson(out, c, s, &before, a, f->t);
}
