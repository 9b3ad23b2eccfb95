/* The fold; see fold.h.
 *
 * A learner's facts are looked at twice. First along the line of time spent (W12), whose order puts durations first
 * within a moment: each neighbourhood gives a credit to one of its two. Then in the order of everything else (W4):
 * there "first" is what comes when nothing is set yet and "last" simply overwrites. What concerns several rows, such
 * as averages over activities, is summed up at the end.
 */
#include "stages/indicators/fold/fold.h"

#include <math.h>
#include <stdlib.h>

#include "stages/indicators/fold/progress.h"

#define NANO 1e9

/* A fact and the time that W12 credits it with. */
struct entry {
	const struct fact *fact;
	int64_t credit;
};

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
	struct entry *entries;
	size_t count, capacity;
	struct rowset running;
	struct contributions out;
};

struct fold *
fold_open(void)
{
	struct fold *f = calloc(1, sizeof(*f));

	if (!f)
		abort();
	f->running.width = sizeof(struct running);
	f->out.courses.width = sizeof(struct course_row);
	f->out.activities.width = sizeof(struct activity_row);
	f->out.days.width = sizeof(struct day_row);
	f->out.certificates.width = sizeof(struct certificate_row);
	f->out.progress.width = sizeof(struct progress_row);
	return f;
}

void
fold_close(struct fold *f)
{
	if (!f)
		return;
	rowset_free(&f->running);
	rowset_free(&f->out.courses);
	rowset_free(&f->out.activities);
	rowset_free(&f->out.days);
	rowset_free(&f->out.certificates);
	rowset_free(&f->out.progress);
	free(f->entries);
	free(f);
}

static void
clear(struct fold *f, const struct fold_rules *rules)
{
	f->rules = rules;
	f->count = 0;
	rowset_clear(&f->running);
	rowset_clear(&f->out.courses);
	rowset_clear(&f->out.activities);
	rowset_clear(&f->out.days);
	rowset_clear(&f->out.certificates);
	rowset_clear(&f->out.progress);
}

struct row_key
key_of_id(const uint8_t id[16])
{
	struct row_key k = {0, 0};

	for (int i = 0; i < 8; i++) {
		k.a = k.a << 8 | id[i];
		k.b = k.b << 8 | id[8 + i];
	}
	return k;
}

void
id_of_key(struct row_key k, uint8_t id[16])
{
	for (int i = 0; i < 8; i++) {
		id[i] = (uint8_t)(k.a >> (56 - 8 * i));
		id[8 + i] = (uint8_t)(k.b >> (56 - 8 * i));
	}
}

/* ---- the line ---- */

static int
entry_line_order(const void *a, const void *b)
{
	return fact_line_order(((const struct entry *)a)->fact, ((const struct entry *)b)->fact);
}

static int
entry_order(const void *a, const void *b)
{
	return fact_order(((const struct entry *)a)->fact, ((const struct entry *)b)->fact);
}

/* All facts as entries in line order, each id once. */
static void
line_up(struct fold *f, const struct fact *facts, size_t count)
{
	size_t kept = 0;

	if (count > f->capacity) {
		f->capacity = count + count / 2;
		f->entries = realloc(f->entries, f->capacity * sizeof(*f->entries));
		if (!f->entries)
			abort();
	}
	for (size_t i = 0; i < count; i++)
		f->entries[i] = (struct entry){&facts[i], 0};
	if (count > 1)
		qsort(f->entries, count, sizeof(*f->entries), entry_line_order);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || fact_order(f->entries[kept - 1].fact, f->entries[i].fact) != 0)
			f->entries[kept++] = f->entries[i];
	f->count = kept;
}

static int64_t
lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* W12: what two neighbours give, to the one it belongs to. */
static void
credit_pair(const struct fold_rules *rules, struct entry *a, struct entry *b)
{
	int64_t gap = b->fact->t - a->fact->t;

	if (fact_is(b->fact, FACT_DURATION))
		b->credit += lesser(b->fact->duration, gap);
	else if (gap <= rules->session)
		a->credit += lesser(gap, rules->idle);
}

static void
credit_time(struct fold *f)
{
	struct entry *before = NULL;

	for (size_t i = 0; i < f->count; i++) {
		struct entry *e = &f->entries[i];

		if (fact_is(e->fact, FACT_VOIDED))
			continue;
		if (before)
			credit_pair(f->rules, before, e);
		else if (fact_is(e->fact, FACT_DURATION))
			e->credit = e->fact->duration;
		before = e;
	}
}

/* From line order to the order of W4: they differ only within a moment. */
static void
order_within_moments(struct fold *f)
{
	size_t start = 0;

	for (size_t i = 1; i <= f->count; i++) {
		if (i < f->count && f->entries[i].fact->t == f->entries[start].fact->t)
			continue;
		if (i - start > 1)
			qsort(f->entries + start, i - start, sizeof(*f->entries), entry_order);
		start = i;
	}
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
		r->completed_at = r->passed_at = r->waived_at = r->first_try_at = ABSENT;
	}
	return r;
}

static struct day_row *
day_at(struct fold *f, uint64_t course, int64_t day)
{
	return rowset_at(&f->out.days, (struct row_key){course, (uint64_t)(day + DAY_BIAS)});
}

static struct running *
running_at(struct fold *f, uint64_t course)
{
	return rowset_at(&f->running, (struct row_key){course, 0});
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
	if (fact_is(e->fact, FACT_ACTIVITY))
		step_activity(fold, e);
	progress_step(&fold->out, fold->rules, e->fact);
}

/* ---- summing up ---- */

int64_t
activity_attempts(const struct activity_row *r)
{
	return r->attempt_most == ABSENT ? r->trials : r->attempt_most;
}

/* W21 leaves the course itself out of the averages. */
static void
sum_activities(struct fold *f)
{
	for (size_t i = 0; i < f->out.activities.count; i++) {
		const struct activity_row *a = rowset_row(&f->out.activities, i);
		struct course_row *r = course_at(f, a->key.a);

		if (a->best != ABSENT && a->key.a != a->key.b) {
			r->scored++;
			r->best_sum += a->best;
			r->last_sum += a->last;
			r->first_sum += a->first;
		}
		if (a->first_success != ABSENT) {
			r->tried++;
			r->tried_right += a->first_success;
		}
	}
}

/* W11: the days of a course come one after the other. */
static void
add_day(struct course_row *r, int64_t day)
{
	if (r->active_days++ == 0 || day != r->runs[0].last + 1) {
		memmove(r->runs + 1, r->runs, (RUNS_KEPT - 1) * sizeof(*r->runs));
		r->runs[0].first = (int32_t)day;
		if (r->run_count < RUNS_KEPT)
			r->run_count++;
	}
	r->runs[0].last = (int32_t)day;
	raise(&r->longest_streak, day - r->runs[0].first + 1);
}

/* Where the clock is set back over midnight days do not follow each other in time: hence sorted first. */
static void
sum_days(struct fold *f)
{
	rowset_sort(&f->out.days);
	for (size_t i = 0; i < f->out.days.count; i++) {
		const struct day_row *d = rowset_row(&f->out.days, i);

		if (d->statements) /* else there is only a completion, by a new version */
			add_day(course_at(f, d->key.a), day_of(d));
	}
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
finish_course(struct fold *f, struct course_row *r)
{
	const struct running *now = running_at(f, r->key.a);

	r->regularity = entropy(now->hours, r->statements);
	if (now->granted) {
		r->certificate = now->certificate;
		r->certificate_state = now->open ? CERTIFICATE_ISSUED : CERTIFICATE_REVOKED;
	}
	if (r->completed_at != ABSENT)
		day_at(f, r->key.a, zone_local(f->rules->zone, r->completed_at).day)->completions++;
}

const struct contributions *
fold_run(struct fold *f, const struct fold_rules *rules, const struct fact *facts, size_t count)
{
	clear(f, rules);
	line_up(f, facts, count);
	credit_time(f);
	order_within_moments(f);
	for (size_t i = 0; i < f->count; i++)
		step(f, &f->entries[i]);
	sum_activities(f);
	for (size_t i = 0; i < f->out.courses.count; i++)
		finish_course(f, rowset_row(&f->out.courses, i));
	sum_days(f);
	rowset_sort(&f->out.courses);
	rowset_sort(&f->out.activities);
	rowset_sort(&f->out.certificates);
	rowset_sort(&f->out.progress);
	return &f->out;
}
