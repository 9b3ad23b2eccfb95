/* The fold; see fold.h.
 *
 * A learner's facts are lined up with the time that each is credited with (line.h), and then looked at in order: there
 * "first" is what comes when nothing is set yet and "last" simply overwrites. What concerns several rows, such as
 * averages over activities, is added up at the end. Going on starts with the rows there are in place of none, and takes
 * away at the end what they had added before.
 */
#include "stages/indicators/fold/fold.h"

#include <math.h>
#include <stdlib.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/digest.h"
#include "stages/indicators/facts/packing.h"
#include "stages/indicators/fold/line.h"
#include "stages/indicators/fold/progress.h"
#include "stages/indicators/fold/skills.h"
#include "stages/indicators/fold/social.h"

#define NANO 1e9

/* What is needed of a course only while folding. */
struct running {
	struct row_key key;            /* course */
	uint32_t hours[HOURS_OF_WEEK]; /* statements in each */
	bool granted;                  /* there is a certificate */
	bool open;                     /* and it is in force */
	struct row_key certificate;    /* the one opened last */
};

struct fold {
	const struct fold_rules *rules;
	const struct contributions *from;
	struct line line;
	struct rowset running;
	struct videos *videos;
	struct contributions nothing; /* what a first fact goes on from */
	struct contributions out;
	struct buf bytes;    /* scratch */
	struct arena *arena; /* of what rows borrow */
};

struct fold *
fold_open(void)
{
	struct fold *f = calloc(1, sizeof(*f));

	if (!f)
		abort();
	f->running.width = sizeof(struct running);
	contributions_open(&f->nothing);
	contributions_open(&f->out);
	f->videos = videos_open();
	f->arena = arena_open();
	return f;
}

void
fold_close(struct fold *f)
{
	if (!f)
		return;
	rowset_free(&f->running);
	contributions_close(&f->nothing);
	contributions_close(&f->out);
	videos_close(f->videos);
	line_free(&f->line);
	buf_free(&f->bytes);
	arena_close(f->arena);
	free(f);
}

/* ---- rows ---- */

static struct course_row *
course_at(struct fold *f, uint64_t course)
{
	struct course_row *r = rowset_at(&f->out.courses, (struct row_key){course, 0});

	if (r->statements == 0) {
		r->enrolment = r->percent = r->completed_at = r->passed_at = r->furthest = ABSENT;
		r->lessons_done = r->lessons_total = r->current_lesson = r->reported_time =
		    r->reported_average = ABSENT;
		r->certificate_state = ABSENT;
	}
	return r;
}

static struct activity_row *
activity_at(struct fold *f, uint64_t course, uint64_t activity)
{
	struct activity_row *r = rowset_at(&f->out.activities, (struct row_key){course, activity});

	if (r->statements == 0) {
		r->type = r->attempt_most = r->first_success = r->best = r->last = r->first = ABSENT;
		r->completed_at = r->passed_at = r->waived_at = r->first_try_at = r->last_day = ABSENT;
	}
	return r;
}

static struct day_row *
day_at(struct fold *f, uint64_t course, int64_t day)
{
	return rowset_at(&f->out.days, (struct row_key){course, (uint64_t)(day + DAY_BIAS)});
}

static struct activity_day_row *
activity_day_at(struct fold *f, uint64_t course, uint64_t activity, int64_t day)
{
	const struct row_key key = {hash64_pair(course, activity), (uint64_t)(day + DAY_BIAS)};
	struct activity_day_row *r = rowset_at(&f->out.activity_days, key);

	r->course = (int64_t)course;
	r->activity = (int64_t)activity;
	return r;
}

static void
unpack_hours(struct str packed, uint32_t hours[HOURS_OF_WEEK])
{
	struct unpacking u = {.rest = packed};

	while (u.rest.len && !u.bad) {
		int64_t hour = unpack_number(&u), count = unpack_number(&u);

		if (hour >= 0 && hour < HOURS_OF_WEEK)
			hours[hour] = (uint32_t)count;
	}
}

static void
pack_hours(struct fold *f, const uint32_t hours[HOURS_OF_WEEK], struct course_row *r)
{
	buf_clear(&f->bytes);
	for (int i = 0; i < HOURS_OF_WEEK; i++)
		if (hours[i]) {
			pack_number(&f->bytes, i);
			pack_number(&f->bytes, hours[i]);
		}
	r->hours = arena_copy(f->arena, buf_view(&f->bytes));
	r->hours_hash = hash64(r->hours);
}

/* A course may run before it has a row: a voided grant makes none. */
static struct running *
running_at(struct fold *f, uint64_t course)
{
	const struct row_key key = {course, 0};
	size_t known = f->running.count;
	struct running *now = rowset_at(&f->running, key);
	const struct course_row *r;

	if (f->running.count == known)
		return now;
	r = rowset_find(&f->from->courses, key);
	if (r) {
		unpack_hours(r->hours, now->hours);
		now->granted = r->certificate_state != ABSENT;
		now->open = r->certificate_state == CERTIFICATE_ISSUED;
		now->certificate = r->certificate;
	}
	return now;
}

static void
set_first(int64_t *value, int64_t candidate)
{
	if (*value == ABSENT)
		*value = candidate;
}

static void
raise(int64_t *value, int64_t candidate)
{
	if (*value < candidate) /* ABSENT is below everything */
		*value = candidate;
}

/* ---- one fact after the other, in order ---- */

/* What is last stated on the course (W16, W31). */
static const struct {
	enum fact_flag flag;
	size_t from, to;
} last_stated[] = {
    {FACT_LESSONS_DONE, offsetof(struct fact, lessons_done), offsetof(struct course_row, lessons_done)},
    {FACT_LESSONS_TOTAL, offsetof(struct fact, lessons_total), offsetof(struct course_row, lessons_total)},
    {FACT_CURRENT_LESSON, offsetof(struct fact, current_lesson), offsetof(struct course_row, current_lesson)},
    {FACT_REPORTED_TIME, offsetof(struct fact, reported_time), offsetof(struct course_row, reported_time)},
    {FACT_REPORTED_AVERAGE, offsetof(struct fact, reported_average),
	offsetof(struct course_row, reported_average)},
};

static void
step_on_course(struct course_row *r, const struct fact *f)
{
	for (size_t i = 0; i < sizeof(last_stated) / sizeof(*last_stated); i++)
		if (fact_is(f, last_stated[i].flag))
			*(int64_t *)((char *)r + last_stated[i].to) =
			    *(const int64_t *)((const char *)f + last_stated[i].from);
	if (f->verb == VERB_REGISTERED)
		r->enrolment = ENROLMENT_REGISTERED;
	else if (f->verb == VERB_UNREGISTERED)
		r->enrolment = ENROLMENT_UNREGISTERED;
	if (fact_is(f, FACT_PERCENT))
		r->percent = f->percent;
	else if (fact_says_completed(f))
		r->percent = POINTS_MOST;
}

static void
step_course(struct fold *fold, const struct entry *e, int hour_of_week)
{
	const struct fact *f = e->fact;
	struct course_row *r = course_at(fold, f->course);

	if (r->statements++ == 0) {
		r->first_at = f->t;
		r->sessions = 1;
	} else if (f->t - r->last_at > fold->rules->session) {
		r->sessions++;
	}
	r->last_at = f->t;
	r->time += e->credit;
	running_at(fold, f->course)->hours[hour_of_week]++;
	if (fact_is(f, FACT_ON_COURSE))
		step_on_course(r, f);
}

static void
step_activity(struct fold *fold, const struct entry *e)
{
	const struct fact *f = e->fact;
	struct activity_row *r = activity_at(fold, f->course, f->activity);

	r->statements++;
	r->time += e->credit;
	if (fact_is(f, FACT_TYPE))
		r->type = (int64_t)f->type;
	if (fact_is_trial(f)) {
		r->trials++;
		if (fact_is(f, FACT_SUCCESS_STATED))
			set_first(&r->first_success, fact_is(f, FACT_SUCCESS));
	}
	if (fact_is(f, FACT_ATTEMPT))
		raise(&r->attempt_most, f->attempt);
	if (fact_is(f, FACT_SCORE)) {
		raise(&r->best, f->score);
		set_first(&r->first, f->score);
		r->last = f->score;
	}
}

static void
step_day(struct fold *fold, const struct entry *e, int64_t day)
{
	struct day_row *r = day_at(fold, e->fact->course, day);

	r->statements++;
	r->time += e->credit;
}

static void
step_activity_day(struct fold *fold, const struct entry *e, int64_t day)
{
	struct activity_day_row *r = activity_day_at(fold, e->fact->course, e->fact->activity, day);

	r->statements++;
	r->time += e->credit;
}

static void
open_certificate(struct fold *fold, struct running *now, const struct fact *f)
{
	struct certificate_row *r;

	now->certificate = key_of_id(f->id);
	now->granted = true;
	now->open = !fact_is(f, FACT_VOIDED);
	r = rowset_at(&fold->out.certificates, now->certificate);
	r->course = (int64_t)f->course;
	r->issued_at = f->t;
	r->state = now->open ? CERTIFICATE_ISSUED : CERTIFICATE_REVOKED;
}

static void
revoke_certificate(struct fold *fold, struct running *now)
{
	struct certificate_row *r = rowset_at(&fold->out.certificates, now->certificate);

	r->state = CERTIFICATE_REVOKED;
	now->open = false;
}

/* W26. The only step that looks at voided facts: a voided grant shows as revoked. */
static void
step_certificate(struct fold *fold, const struct fact *f)
{
	bool grants = fact_grants(f), revokes = f->verb == VERB_FAILED && !fact_is(f, FACT_VOIDED);
	struct running *now;

	if (!fact_is(f, FACT_ON_COURSE) || (!grants && !revokes))
		return;
	now = running_at(fold, f->course);
	if (grants && !now->open)
		open_certificate(fold, now, f);
	else if (revokes && now->open)
		revoke_certificate(fold, now);
}

static void
step(struct fold *fold, const struct entry *e)
{
	struct local at;

	step_certificate(fold, e->fact);
	if (fact_is(e->fact, FACT_VOIDED) || !fact_is(e->fact, FACT_COURSE))
		return;
	at = zone_local(fold->rules->zone, e->fact->t);
	step_course(fold, e, at.hour_of_week);
	step_day(fold, e, at.day);
	if (fact_is(e->fact, FACT_ACTIVITY)) {
		step_activity(fold, e);
		step_activity_day(fold, e, at.day);
	}
	progress_step(&fold->out, fold->rules, e->fact);
	skills_step(&fold->out, fold->rules, e->fact);
	videos_step(fold->videos, &fold->out.videos, e->fact);
	social_step(&fold->out, fold->arena, e->fact);
}

/* ---- summing up ---- */

/* How an activity counts in its course, once added and once taken away. W21 leaves the course itself out of the
 * averages. */
static void
sum_activity(struct fold *f, const struct activity_row *a, int sign)
{
	struct course_row *r = course_at(f, a->key.a);

	if (a->best != ABSENT && a->key.a != a->key.b) {
		r->scored += sign;
		r->best_sum += sign * a->best;
		r->last_sum += sign * a->last;
		r->first_sum += sign * a->first;
	}
	if (a->first_success != ABSENT) {
		r->tried += sign;
		r->tried_right += sign * a->first_success;
	}
}

static void
sum_activities(struct fold *f)
{
	for (size_t i = 0; i < f->from->activities.count; i++)
		sum_activity(f, rowset_row(&f->from->activities, i), -1);
	for (size_t i = 0; i < f->out.activities.count; i++)
		sum_activity(f, rowset_row(&f->out.activities, i), 1);
}

/* W11: the days of a course come one after the other. False if this one comes before the last. */
static bool
add_day(struct course_row *r, struct day_row *d)
{
	int64_t day = day_of(d->key);

	if (r->run_count && day <= r->runs[0].last)
		return day == r->runs[0].last;
	d->learners = 1;
	r->active_days++;
	if (r->run_count == 0 || day != r->runs[0].last + 1) {
		memmove(r->runs + 1, r->runs, (RUNS_KEPT - 1) * sizeof(*r->runs));
		r->runs[0].first = (int32_t)day;
		if (r->run_count < RUNS_KEPT)
			r->run_count++;
	}
	r->runs[0].last = (int32_t)day;
	raise(&r->longest_streak, day - r->runs[0].first + 1);
	return true;
}

/* The same of an activity, which keeps no runs. */
static bool
add_activity_day(struct activity_row *r, struct activity_day_row *d)
{
	int64_t day = day_of(d->key);

	if (day <= r->last_day)
		return day == r->last_day;
	d->learners = 1;
	r->last_day = day;
	return true;
}

/* Where the clock is set back over midnight days do not follow each other in time: hence sorted first. */
static bool
sum_days(struct fold *f)
{
	bool ok = true;

	rowset_sort(&f->out.days);
	for (size_t i = 0; ok && i < f->out.days.count; i++) {
		struct day_row *d = rowset_row(&f->out.days, i);

		ok = d->statements == 0 || add_day(course_at(f, d->key.a), d);
	}
	rowset_sort(&f->out.activity_days);
	for (size_t i = 0; ok && i < f->out.activity_days.count; i++) {
		struct activity_day_row *d = rowset_row(&f->out.activity_days, i);

		ok = d->statements == 0
		     || add_activity_day(activity_at(f, (uint64_t)d->course, (uint64_t)d->activity), d);
	}
	return ok;
}

/* W14. */
static int64_t
entropy(const uint32_t hours[HOURS_OF_WEEK], int64_t all)
{
	double bits = 0;

	for (int i = 0; i < HOURS_OF_WEEK; i++)
		if (hours[i]) {
			double p = (double)hours[i] / (double)all;

			bits -= p * log2(p);
		}
	return llround(bits * NANO);
}

/* What is told of a course once all its facts are in. */
static void
finish_course(struct fold *f, const struct running *now)
{
	struct course_row *r = rowset_find(&f->out.courses, now->key);

	if (!r) { /* a certificate that only a later fact of its course will show */
		f->out.end.detached |= now->granted;
		return;
	}
	r->regularity = entropy(now->hours, r->statements);
	pack_hours(f, now->hours, r);
	if (now->granted) {
		r->certificate = now->certificate;
		r->certificate_state = now->open ? CERTIFICATE_ISSUED : CERTIFICATE_REVOKED;
	}
}

static void
complete_on_day(struct fold *f, const struct course_row *r, int sign)
{
	if (r->completed_at != ABSENT)
		day_at(f, r->key.a, zone_local(f->rules->zone, r->completed_at).day)->completions += sign;
}

/* Rows gone on from stand first, in their order. */
static void
sum_completions(struct fold *f)
{
	for (size_t i = 0; i < f->out.courses.count; i++) {
		const struct course_row *r = rowset_row(&f->out.courses, i);
		const struct course_row *was =
		    i < f->from->courses.count ? rowset_row(&f->from->courses, i) : NULL;

		if (was && was->completed_at == r->completed_at)
			continue;
		complete_on_day(f, r, 1);
		if (was)
			complete_on_day(f, was, -1);
	}
}

/* ---- the whole ---- */

static void
begin(struct fold *f, const struct fold_rules *rules, const struct contributions *from)
{
	f->rules = rules;
	f->from = from;
	arena_reset(f->arena);
	rowset_clear(&f->running);
	contributions_clear(&f->out);
	rowset_copy(&f->out.courses, &from->courses);
	rowset_copy(&f->out.activities, &from->activities);
	rowset_copy(&f->out.certificates, &from->certificates);
	rowset_copy(&f->out.progress, &from->progress);
	rowset_copy(&f->out.skills, &from->skills);
	rowset_copy(&f->out.videos, &from->videos);
}

/* The last fact before these may be credited with the time up to the first of them. */
static void
credit_tail(struct fold *f)
{
	const struct line_end *end = &f->from->end;
	uint64_t course = (uint64_t)end->tail_course, activity = (uint64_t)end->tail_activity;
	int64_t credit = f->line.tail_credit, day;

	if (credit == 0 || end->tail_course == ABSENT)
		return;
	day = zone_local(f->rules->zone, end->tail_at).day;
	course_at(f, course)->time += credit;
	day_at(f, course, day)->time += credit;
	if (end->tail_activity == ABSENT)
		return;
	activity_at(f, course, activity)->time += credit;
	activity_day_at(f, course, activity, day)->time += credit;
}

const struct contributions *
fold_go_on(struct fold *f, const struct fold_rules *rules, const struct contributions *from,
    const struct fact *facts, size_t count)
{
	bool ok;

	begin(f, rules, from);
	line_up(&f->line, rules, &from->end, facts, count);
	f->out.end = f->line.end;
	credit_tail(f);
	for (size_t i = 0; i < f->line.count; i++)
		step(f, &f->line.entries[i]);
	sum_activities(f);
	for (size_t i = 0; i < f->running.count; i++)
		finish_course(f, rowset_row(&f->running, i));
	skills_finish(&f->out, rules);
	sum_completions(f);
	videos_finish(f->videos, &f->out.videos, f->arena);
	ok = sum_days(f);
	rowset_sort(&f->out.courses);
	rowset_sort(&f->out.activities);
	rowset_sort(&f->out.certificates);
	rowset_sort(&f->out.progress);
	rowset_sort(&f->out.skills);
	rowset_sort(&f->out.videos);
	rowset_sort(&f->out.social);
	return ok ? &f->out : NULL;
}

const struct contributions *
fold_run(struct fold *f, const struct fold_rules *rules, const struct fact *facts, size_t count)
{
	return fold_go_on(f, rules, &f->nothing, facts, count);
}
