/* Every indicator of the fold, worked by hand; W1 to W32 are the paragraphs of its definitions. */
#include "tests/unit/indicators/histories.h"

#include "pipeline/core/digest.h"

enum { LESSON = 1, QUIZ = 2 };

/* A fold of its own in UTC, sessions of 30 minutes, gaps of at most 10. */
struct setup {
	struct zone *zone;
	struct fold_rules rules;
	struct fold *fold;
	const struct contributions *out;
};

static int
start(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	struct error e;

	s->zone = zone_open(STR("UTC"), &e);
	s->rules = (struct fold_rules){.zone = s->zone, .session = 30 * MINUTE, .idle = 10 * MINUTE};
	s->fold = fold_open();
	*state = s;
	return 0;
}

static int
stop(void **state)
{
	struct setup *s = *state;

	fold_close(s->fold);
	zone_close(s->zone);
	free(s);
	return 0;
}

/* Folds facts and returns the row of COURSE, NULL if there is none. */
#define FOLD(state, ...) \
	fold_of(*(state), (const struct fact[]){__VA_ARGS__}, \
	    sizeof((struct fact[]){__VA_ARGS__}) / sizeof(struct fact))

static const struct course_row *
fold_of(struct setup *s, const struct fact *facts, size_t count)
{
	s->out = fold_run(s->fold, &s->rules, facts, count);
	return row_at(&s->out->courses, COURSE, 0);
}

static const struct activity_row *
activity(void **state, uint64_t number)
{
	return row_at(&((struct setup *)*state)->out->activities, COURSE, number);
}

static const struct day_row *
day(void **state, int64_t number)
{
	return row_at(&((struct setup *)*state)->out->days, COURSE, (uint64_t)(number + DAY_BIAS));
}

static const struct activity_day_row *
activity_day(void **state, uint64_t activity, int64_t number)
{
	return row_at(&((struct setup *)*state)->out->activity_days, hash64_pair(COURSE, activity),
	    (uint64_t)(number + DAY_BIAS));
}

static int64_t
certificate(void **state, uint8_t id)
{
	const struct certificate_row *r = row_at(&((struct setup *)*state)->out->certificates, 0, id);

	return r ? r->state : ABSENT;
}

/* ---- what counts, and where ---- */

static void
no_facts_no_rows(void **state)
{
	struct setup *s = *state;

	assert_null(fold_of(s, NULL, 0));
	assert_int_equal(s->out->courses.count + s->out->activities.count + s->out->days.count, 0);
}

static void
voided_statements_count_nowhere(void **state)
{
	const struct course_row *r = FOLD(state, said(1, 0, VERB_REGISTERED, COURSE, COURSE),
	    voided(said(2, HOUR, VERB_PASSED, COURSE, LESSON)));

	assert_int_equal(r->statements, 1);
	assert_int_equal(r->last_at, 0);
	assert_null(activity(state, LESSON));
	assert_null(activity_day(state, LESSON, 0));
	assert_null(FOLD(state, voided(said(2, HOUR, VERB_ANSWERED, COURSE, LESSON))));
}

static void
a_statement_without_course_makes_no_row(void **state)
{
	struct setup *s = *state;

	assert_null(FOLD(state, said(1, 0, VERB_ANSWERED, 0, LESSON)));
	assert_int_equal(s->out->courses.count + s->out->activities.count + s->out->days.count, 0);
}

static void
no_activity_no_activity_row(void **state)
{
	struct setup *s = *state;
	const struct course_row *r = FOLD(state, with_score(said(1, 0, VERB_OTHER, COURSE, 0), 50));

	assert_int_equal(r->statements, 1);
	assert_int_equal(r->scored, 0);
	assert_int_equal(s->out->activities.count, 0);
}

static void
one_id_counts_once(void **state)
{
	const struct course_row *r =
	    FOLD(state, said(1, 0, VERB_ANSWERED, COURSE, QUIZ), said(1, 0, VERB_ANSWERED, COURSE, QUIZ));

	assert_int_equal(r->statements, 1);
	assert_int_equal(activity(state, QUIZ)->trials, 1);
}

static void
access_is_first_and_last(void **state)
{
	/* W25: the registration is an access as well. */
	const struct course_row *r = FOLD(state, said(2, 5 * HOUR, VERB_OTHER, COURSE, LESSON),
	    said(1, HOUR, VERB_REGISTERED, COURSE, COURSE),
	    said(3, 9 * HOUR, VERB_OTHER, OTHER_COURSE, LESSON));

	assert_int_equal(r->first_at, HOUR);
	assert_int_equal(r->last_at, 5 * HOUR);
	assert_int_equal(r->statements, 2);
}

/* ---- W18: enrolment ---- */

static void
enrolment_is_what_was_said_last(void **state)
{
	/* Given out of order: at 1 h registered, at 2 h unregistered. */
	assert_int_equal(FOLD(state, said(2, 2 * HOUR, VERB_UNREGISTERED, COURSE, COURSE),
			     said(1, HOUR, VERB_REGISTERED, COURSE, COURSE))
			     ->enrolment,
	    ENROLMENT_UNREGISTERED);
	/* At one time the larger id is later. */
	assert_int_equal(FOLD(state, said(2, HOUR, VERB_REGISTERED, COURSE, COURSE),
			     said(1, HOUR, VERB_UNREGISTERED, COURSE, COURSE))
			     ->enrolment,
	    ENROLMENT_REGISTERED);
}

static void
registered_on_a_workshop_is_no_enrolment(void **state)
{
	assert_int_equal(FOLD(state, said(1, 0, VERB_REGISTERED, COURSE, LESSON))->enrolment, ABSENT);
}

/* ---- W11: dates ---- */

static void
days_and_streaks(void **state)
{
	/* Active on days 0, 1, 2 and 5, 6: 5 days; the longest run has 3, the last one 2. */
	const struct course_row *r = FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON),
	    said(2, 1 * DAY + 23 * HOUR, VERB_OTHER, COURSE, LESSON),
	    said(3, 2 * DAY, VERB_OTHER, COURSE, LESSON), said(4, 2 * DAY + HOUR, VERB_OTHER, COURSE, LESSON),
	    said(5, 5 * DAY, VERB_OTHER, COURSE, LESSON), said(6, 6 * DAY, VERB_OTHER, COURSE, LESSON));

	assert_int_equal(r->active_days, 5);
	assert_int_equal(r->longest_streak, 3);
	assert_int_equal(r->run_count, 2);
	assert_int_equal(r->runs[0].first, 5);
	assert_int_equal(r->runs[0].last, 6);
	assert_int_equal(r->runs[1].first, 0);
	assert_int_equal(r->runs[1].last, 2);
	assert_int_equal(day(state, 2)->statements, 2);
	assert_null(day(state, 3));
}

static void
runs_cross_1970(void **state)
{
	const struct course_row *r = FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON),
	    said(2, -1, VERB_OTHER, COURSE, LESSON), said(3, -3 * DAY, VERB_OTHER, COURSE, LESSON));

	/* Day -3 alone, then days -1 and 0. */
	assert_int_equal(r->active_days, 3);
	assert_int_equal(r->longest_streak, 2);
	assert_int_equal(r->runs[0].first, -1);
	assert_int_equal(r->runs[1].last, -3);
	assert_int_equal(day(state, -1)->statements, 1);
}

static void
only_the_last_runs_are_kept(void **state)
{
	struct setup *s = *state;
	struct fact facts[RUNS_KEPT + 8];
	const struct course_row *r;

	for (int i = 0; i < RUNS_KEPT + 8; i++) /* every other day */
		facts[i] = said((uint8_t)(i + 1), 2 * i * DAY, VERB_OTHER, COURSE, LESSON);
	r = fold_of(s, facts, RUNS_KEPT + 8);
	assert_int_equal(r->active_days, RUNS_KEPT + 8);
	assert_int_equal(r->run_count, RUNS_KEPT);
	assert_int_equal(r->runs[0].last, 2 * (RUNS_KEPT + 7));
	assert_int_equal(r->runs[RUNS_KEPT - 1].last, 2 * 8);
}

static void
dates_and_hours_are_the_tenants(void **state)
{
	struct setup *s = *state;
	struct error e;
	struct zone *tokyo = zone_open(STR("Asia/Tokyo"), &e);
	const struct course_row *r;

	/* 14:59 and 15:00 UTC are 23:59 and 0:00 of the next day in Tokyo: two days, two hours of the week. */
	s->rules.zone = tokyo;
	r = FOLD(state, said(1, 14 * HOUR + 59 * MINUTE, VERB_OTHER, COURSE, LESSON),
	    said(2, 15 * HOUR, VERB_OTHER, COURSE, LESSON));
	assert_int_equal(r->active_days, 2);
	assert_int_equal(day(state, 1)->statements, 1);
	assert_int_equal(r->regularity, 1000000000); /* two cells of one half each: 1 bit */
	zone_close(tokyo);
}

static void
a_clock_set_back_over_midnight(void **state)
{
	struct setup *s = *state;
	struct error e;
	struct zone *asuncion = zone_open(STR("America/Asuncion"), &e);
	/* In Asunción the clock went from midnight back to 23:00 on 2020-03-22, at 03:00 UTC: 18343 days. */
	int64_t change = 18343 * DAY + 3 * HOUR;
	const struct course_row *r;

	s->rules.zone = asuncion;
	r = FOLD(state, said(1, change - DAY, VERB_OTHER, COURSE, LESSON),
	    said(2, change, VERB_OTHER, COURSE, LESSON), said(3, change - 1, VERB_OTHER, COURSE, LESSON),
	    said(4, change + 2 * HOUR, VERB_OTHER, COURSE, LESSON));
	/* A day earlier it was 0:00 of day 18342; then twice 23 o'clock of day 18342; then 1:00 of day 18343. */
	assert_int_equal(r->active_days, 2);
	assert_int_equal(r->longest_streak, 2);
	assert_int_equal(day(state, 18342)->statements, 3);
	assert_int_equal(activity_day(state, LESSON, 18342)->statements, 3);
	assert_int_equal(activity_day(state, LESSON, 18342)->learners, 1);
	zone_close(asuncion);
}

static void
days_of_an_activity(void **state)
{
	/* Day 0: lesson at 23:50, quiz at 23:56, lesson at 23:58. Day 1: lesson at 0:04, then at 8:00 on the course.
	 * Credits: 6 min to the lesson and 2 to the quiz on day 0; 6 more, over midnight, to the lesson of day 0; the
	 * gap after 0:04 ends the session: nothing. The lesson has 12 min on day 0 and none on day 1. */
	const int64_t late = DAY - 10 * MINUTE;

	FOLD(state, said(1, late, VERB_OTHER, COURSE, LESSON),
	    said(2, late + 6 * MINUTE, VERB_OTHER, COURSE, QUIZ),
	    said(3, late + 8 * MINUTE, VERB_OTHER, COURSE, LESSON),
	    said(4, DAY + 4 * MINUTE, VERB_OTHER, COURSE, LESSON),
	    said(5, DAY + 8 * HOUR, VERB_OTHER, COURSE, COURSE), said(6, 2 * DAY, VERB_OTHER, COURSE, 0));
	assert_int_equal(activity_day(state, LESSON, 0)->statements, 2);
	assert_int_equal(activity_day(state, LESSON, 0)->learners, 1);
	assert_int_equal(activity_day(state, LESSON, 0)->time, 12 * MINUTE);
	assert_int_equal(activity_day(state, QUIZ, 0)->time, 2 * MINUTE);
	assert_int_equal(activity_day(state, LESSON, 1)->statements, 1);
	assert_int_equal(activity_day(state, LESSON, 1)->learners, 1);
	assert_int_equal(activity_day(state, LESSON, 1)->time, 0);
	assert_int_equal(activity_day(state, COURSE, 1)->statements, 1);
	/* The statement of day 2 is on no activity. */
	assert_int_equal(((struct setup *)*state)->out->activity_days.count, 4);
	assert_int_equal(day(state, 2)->statements, 1);
}

/* ---- W13, W14 ---- */

static void
sessions_end_after_thirty_minutes(void **state)
{
	/* Gaps of exactly 30 min, then of 30 min and 1 µs: two sessions. */
	const struct course_row *r = FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON),
	    said(2, 30 * MINUTE, VERB_OTHER, COURSE, LESSON),
	    said(3, 60 * MINUTE + 1, VERB_OTHER, COURSE, LESSON));

	assert_int_equal(r->sessions, 2);
}

static void
another_course_holds_no_session_open(void **state)
{
	const struct course_row *r = FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON),
	    said(2, 20 * MINUTE, VERB_OTHER, OTHER_COURSE, LESSON),
	    said(3, 40 * MINUTE, VERB_OTHER, COURSE, LESSON));

	assert_int_equal(r->sessions, 2);
}

static void
regularity_is_entropy(void **state)
{
	/* One hour only: 0. Hours with 2, 1 and 1 statements: 0.5 * 1 + 0.25 * 2 + 0.25 * 2 = 1.5 bits. */
	assert_int_equal(FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON),
			     said(2, 7 * DAY + 59 * MINUTE, VERB_OTHER, COURSE, LESSON))
			     ->regularity,
	    0);
	assert_int_equal(
	    FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON), said(2, 7 * DAY, VERB_OTHER, COURSE, LESSON),
		said(3, HOUR, VERB_OTHER, COURSE, LESSON), said(4, DAY, VERB_OTHER, COURSE, LESSON))
		->regularity,
	    1500000000);
}

/* ---- W12: time spent ---- */

static void
a_gap_belongs_to_the_earlier(void **state)
{
	/* 4 min to the lesson; 20 min count as 10, to the quiz; the last gets nothing. */
	const struct course_row *r = FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON),
	    said(2, 4 * MINUTE, VERB_OTHER, COURSE, QUIZ), said(3, 24 * MINUTE, VERB_OTHER, COURSE, LESSON));

	assert_int_equal(activity(state, LESSON)->time, 4 * MINUTE);
	assert_int_equal(activity(state, QUIZ)->time, 10 * MINUTE);
	assert_int_equal(r->time, 14 * MINUTE);
}

static void
a_gap_over_the_session_counts_nothing(void **state)
{
	assert_int_equal(FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON),
			     said(2, 30 * MINUTE, VERB_OTHER, COURSE, LESSON))
			     ->time,
	    10 * MINUTE);
	assert_int_equal(FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON),
			     said(2, 30 * MINUTE + 1, VERB_OTHER, COURSE, LESSON))
			     ->time,
	    0);
}

static void
a_duration_replaces_the_gap(void **state)
{
	/* The quiz says 15 min over a gap of 20: it gets 15, the lesson before it nothing. Over a gap of 5 h with a
	 * duration of 2 h it gets 2 h, though a session would have ended. A duration longer than the gap is cut to it. */
	const struct course_row *r = FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON),
	    with_duration(said(2, 20 * MINUTE, VERB_OTHER, COURSE, QUIZ), 15 * MINUTE));

	assert_int_equal(activity(state, LESSON)->time, 0);
	assert_int_equal(activity(state, QUIZ)->time, 15 * MINUTE);
	r = FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON),
	    with_duration(said(2, 5 * HOUR, VERB_OTHER, COURSE, QUIZ), 2 * HOUR));
	assert_int_equal(r->time, 2 * HOUR);
	r = FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON),
	    with_duration(said(2, 3 * MINUTE, VERB_OTHER, COURSE, QUIZ), 2 * HOUR));
	assert_int_equal(r->time, 3 * MINUTE);
}

static void
the_first_gets_its_whole_duration(void **state)
{
	/* 50 min for the first of the line; the voided one before it does not stand in the line. */
	assert_int_equal(FOLD(state, voided(said(1, 0, VERB_OTHER, COURSE, LESSON)),
			     with_duration(said(2, HOUR, VERB_OTHER, COURSE, QUIZ), 50 * MINUTE))
			     ->time,
	    50 * MINUTE);
}

static void
at_one_time_durations_come_first(void **state)
{
	/* cmi5 sends completed (10 min), passed (none) and terminated (12 min) of one session at one time, 20 min after
	 * the launch: the longest comes first and gets 12; completed then min(10, 0) = 0. Nothing is counted twice. */
	const struct course_row *r = FOLD(state, said(9, 0, VERB_INITIALIZED, COURSE, LESSON),
	    with_duration(said(1, 20 * MINUTE, VERB_COMPLETED, COURSE, LESSON), 10 * MINUTE),
	    said(0, 20 * MINUTE, VERB_PASSED, COURSE, LESSON),
	    with_duration(said(2, 20 * MINUTE, VERB_TERMINATED, COURSE, QUIZ), 12 * MINUTE));

	assert_int_equal(activity(state, QUIZ)->time, 12 * MINUTE);
	assert_int_equal(activity(state, LESSON)->time, 0);
	assert_int_equal(r->time, 12 * MINUTE);
}

static void
one_line_over_all_courses(void **state)
{
	struct setup *s = *state;
	const struct course_row *r = FOLD(state, said(1, 0, VERB_OTHER, COURSE, LESSON),
	    said(2, 2 * MINUTE, VERB_OTHER, OTHER_COURSE, LESSON), said(3, 5 * MINUTE, VERB_OTHER, 0, LESSON),
	    said(4, 9 * MINUTE, VERB_OTHER, COURSE, LESSON));
	const struct course_row *other = row_at(&s->out->courses, OTHER_COURSE, 0);

	/* 2 min here, 3 there; 4 min of the statement without course are nobody's. */
	assert_int_equal(r->time, 2 * MINUTE);
	assert_int_equal(other->time, 3 * MINUTE);
}

static void
a_credit_falls_on_its_statements_date(void **state)
{
	/* 8 min from 23:56 to 0:04 belong to the first day. */
	FOLD(state, said(1, DAY - 4 * MINUTE, VERB_OTHER, COURSE, LESSON),
	    said(2, DAY + 4 * MINUTE, VERB_OTHER, COURSE, LESSON));
	assert_int_equal(day(state, 0)->time, 8 * MINUTE);
	assert_int_equal(day(state, 1)->time, 0);
}

/* ---- W15, W16: done, percent ---- */

static void
what_says_completed(void **state)
{
	struct fact by_verb = said(1, 0, VERB_COMPLETED, COURSE, LESSON);
	struct fact denied = with_completion(by_verb, false);
	struct fact stated = with_completion(said(1, 0, VERB_PROGRESSED, COURSE, LESSON), true);
	struct fact waived = with_completion(said(1, 0, VERB_WAIVED, COURSE, LESSON), false);
	struct fact passed = said(1, 0, VERB_PASSED, COURSE, LESSON);

	(void)state;
	assert_true(fact_says_completed(&by_verb));
	assert_false(fact_says_completed(&denied));
	assert_true(fact_says_completed(&stated));
	assert_true(fact_says_completed(&waived));
	assert_false(fact_says_completed(&passed));
	assert_true(fact_says_passed(&passed));
}

static void
an_activity_is_done_when_first_completed_or_passed(void **state)
{
	FOLD(state, said(3, 3 * HOUR, VERB_COMPLETED, COURSE, LESSON),
	    said(1, HOUR, VERB_FAILED, COURSE, LESSON), said(2, 2 * HOUR, VERB_PASSED, COURSE, LESSON),
	    said(4, 4 * HOUR, VERB_SATISFIED, COURSE, QUIZ));
	assert_int_equal(activity_done_at(activity(state, LESSON), MOVE_ON_COMPLETED_OR_PASSED, 0), 2 * HOUR);
	assert_int_equal(activity_done_at(activity(state, QUIZ), MOVE_ON_COMPLETED_OR_PASSED, 0), 4 * HOUR);
	assert_int_equal(activity(state, QUIZ)->waived_at, 4 * HOUR);
}

static void
the_course_is_done_when_completed(void **state)
{
	/* Passed alone does not complete the course, and a lesson's completion even less. */
	const struct course_row *r = FOLD(state, said(1, HOUR, VERB_PASSED, COURSE, COURSE),
	    said(2, 2 * HOUR, VERB_COMPLETED, COURSE, LESSON));

	assert_int_equal(r->completed_at, ABSENT);
	assert_int_equal(activity_done_at(activity(state, COURSE), MOVE_ON_COMPLETED_OR_PASSED, 0), ABSENT);
	r = FOLD(state, said(3, 3 * DAY, VERB_COMPLETED, COURSE, COURSE),
	    said(4, 4 * DAY, VERB_COMPLETED, COURSE, COURSE), said(1, HOUR, VERB_PASSED, COURSE, COURSE));
	assert_int_equal(r->completed_at, 3 * DAY);
	assert_int_equal(activity_done_at(activity(state, COURSE), MOVE_ON_COMPLETED_OR_PASSED, 0), 3 * DAY);
	assert_int_equal(day(state, 3)->completions, 1);
	assert_int_equal(day(state, 4)->completions, 0);
}

static void
percent_is_the_last_stated(void **state)
{
	struct fact half = with_percent(said(1, HOUR, VERB_PROGRESSED, COURSE, COURSE), 50);
	struct fact third = with_percent(said(2, 2 * HOUR, VERB_PROGRESSED, COURSE, COURSE), 33);
	struct fact done = said(3, 3 * HOUR, VERB_COMPLETED, COURSE, COURSE);
	const struct course_row *r = FOLD(state, third, half);

	/* It may fall; completed is 100; a percent stated together with completed wins. */
	assert_int_equal(r->percent, 33 * POINT);
	assert_int_equal(FOLD(state, third, done, half)->percent, 100 * POINT);
	assert_int_equal(FOLD(state, half, with_percent(done, 90))->percent, 90 * POINT);
	assert_int_equal(FOLD(state, half, with_percent(done, 90))->completed_at, 3 * HOUR);
	/* 100 by the extension alone is no completion. */
	r = FOLD(state, with_percent(half, 100));
	assert_int_equal(r->percent, 100 * POINT);
	assert_int_equal(r->completed_at, ABSENT);
	assert_int_equal(FOLD(state, said(1, 0, VERB_COMPLETED, COURSE, LESSON))->percent, ABSENT);
}

static void
what_a_source_reports_is_the_last_stated(void **state)
{
	struct fact early = said(1, HOUR, VERB_PROGRESSED, COURSE, COURSE);
	struct fact late = said(2, 2 * HOUR, VERB_PROGRESSED, COURSE, COURSE);
	const struct course_row *r;

	early.flags |= FACT_LESSONS_DONE | FACT_LESSONS_TOTAL | FACT_REPORTED_TIME;
	early.lessons_done = 3;
	early.lessons_total = 12;
	early.reported_time = 90 * MINUTE;
	late.flags |= FACT_LESSONS_DONE | FACT_CURRENT_LESSON | FACT_REPORTED_AVERAGE;
	late.lessons_done = 5;
	late.current_lesson = 6;
	late.reported_average = 85 * POINT;
	r = FOLD(state, late, early);
	assert_int_equal(r->lessons_done, 5);
	assert_int_equal(r->lessons_total, 12);
	assert_int_equal(r->current_lesson, 6);
	assert_int_equal(r->reported_time, 90 * MINUTE);
	assert_int_equal(r->reported_average, 85 * POINT);
	assert_int_equal(r->time, 0); /* 1 h apart: reported time never feeds the computed one */
}

/* ---- W19 to W22: attempts and scores ---- */

static void
attempts_are_the_largest_id_or_the_number_of_trials(void **state)
{
	FOLD(state, said(1, 0, VERB_ANSWERED, COURSE, QUIZ), said(2, HOUR, VERB_EVALUATED, COURSE, QUIZ),
	    said(3, 2 * HOUR, VERB_OTHER, COURSE, QUIZ),
	    with_attempt(said(4, 0, VERB_OTHER, COURSE, LESSON), 7),
	    with_attempt(said(5, HOUR, VERB_ANSWERED, COURSE, LESSON), 2),
	    said(6, HOUR, VERB_OTHER, COURSE, 5));
	assert_int_equal(activity_attempts(activity(state, QUIZ)), 2);
	assert_int_equal(activity_attempts(activity(state, LESSON)), 7);
	assert_int_equal(activity_attempts(activity(state, 5)), 0);
}

static void
the_first_verdict_counts(void **state)
{
	/* The first answer has none; a passed is no trial. */
	const struct course_row *r = FOLD(state, said(1, 0, VERB_ANSWERED, COURSE, QUIZ),
	    with_success(said(2, 1, VERB_PASSED, COURSE, QUIZ), true),
	    with_success(said(4, 3, VERB_ANSWERED, COURSE, QUIZ), true),
	    with_success(said(3, 2, VERB_EVALUATED, COURSE, QUIZ), false),
	    with_success(said(5, 4, VERB_ANSWERED, COURSE, LESSON), true));

	assert_int_equal(activity(state, QUIZ)->first_success, 0);
	assert_int_equal(activity(state, LESSON)->first_success, 1);
	assert_int_equal(r->tried, 2);
	assert_int_equal(r->tried_right, 1);
}

static void
scores_best_last_first(void **state)
{
	/* The quiz 40, 90, 70; the lesson 20; the course's own score stays out of the averages (W21). */
	const struct course_row *r = FOLD(state, with_score(said(3, 3, VERB_OTHER, COURSE, QUIZ), 70),
	    with_score(said(1, 1, VERB_OTHER, COURSE, QUIZ), 40),
	    with_score(said(2, 2, VERB_FAILED, COURSE, QUIZ), 90),
	    with_score(said(4, 4, VERB_SCORED, COURSE, LESSON), 20),
	    with_score(said(5, 5, VERB_PASSED, COURSE, COURSE), 100));

	assert_int_equal(activity(state, QUIZ)->best, 90 * POINT);
	assert_int_equal(activity(state, QUIZ)->last, 70 * POINT);
	assert_int_equal(activity(state, QUIZ)->first, 40 * POINT);
	assert_int_equal(activity(state, COURSE)->best, 100 * POINT);
	assert_int_equal(r->scored, 2);
	assert_int_equal(r->best_sum, 110 * POINT);
	assert_int_equal(r->last_sum, 90 * POINT);
	assert_int_equal(r->first_sum, 60 * POINT);
}

static void
the_type_is_the_last_stated(void **state)
{
	struct fact a = said(1, 0, VERB_OTHER, COURSE, LESSON), b = said(2, 1, VERB_OTHER, COURSE, LESSON);

	a.flags |= FACT_TYPE;
	a.type = 77;
	FOLD(state, b, a);
	assert_int_equal(activity(state, LESSON)->type, 77);
	b.flags |= FACT_TYPE;
	b.type = 88;
	FOLD(state, b, a);
	assert_int_equal(activity(state, LESSON)->type, 88);
}

/* ---- W26: certificates ---- */

static void
one_certificate_at_a_time(void **state)
{
	/* Passed opens one, earned finds it open; failed revokes it, earned opens another. */
	const struct course_row *r =
	    FOLD(state, said(1, 1, VERB_PASSED, COURSE, COURSE), said(2, 2, VERB_EARNED, COURSE, COURSE),
		said(3, 3, VERB_FAILED, COURSE, COURSE), said(4, 4, VERB_EARNED, COURSE, COURSE));

	assert_int_equal(certificate(state, 1), CERTIFICATE_REVOKED);
	assert_int_equal(certificate(state, 2), ABSENT);
	assert_int_equal(certificate(state, 4), CERTIFICATE_ISSUED);
	assert_int_equal(r->certificate_state, CERTIFICATE_ISSUED);
	assert_int_equal(r->certificate.b, 4);
}

static void
a_voided_grant_is_a_revoked_certificate(void **state)
{
	/* The next grant opens another one; a voided grant while one is open changes nothing. */
	const struct course_row *r = FOLD(state, voided(said(1, 1, VERB_EARNED, COURSE, COURSE)),
	    said(2, 2, VERB_PASSED, COURSE, COURSE), voided(said(3, 3, VERB_EARNED, COURSE, COURSE)));

	assert_int_equal(certificate(state, 1), CERTIFICATE_REVOKED);
	assert_int_equal(certificate(state, 2), CERTIFICATE_ISSUED);
	assert_int_equal(certificate(state, 3), ABSENT);
	assert_int_equal(r->certificate.b, 2);
	/* All voided: no row of the course, but the certificate shows. */
	assert_null(FOLD(state, voided(said(1, 1, VERB_EARNED, COURSE, COURSE))));
	assert_int_equal(certificate(state, 1), CERTIFICATE_REVOKED);
}

static void
the_certificate_shown_is_the_one_in_force_or_the_last_revoked(void **state)
{
	const struct course_row *r = FOLD(state, said(1, 1, VERB_EARNED, COURSE, COURSE),
	    said(2, 2, VERB_FAILED, COURSE, COURSE), voided(said(3, 3, VERB_EARNED, COURSE, COURSE)));

	assert_int_equal(r->certificate_state, CERTIFICATE_REVOKED);
	assert_int_equal(r->certificate.b, 3);
}

static void
what_grants_nothing(void **state)
{
	struct fact failing = said(1, 1, VERB_EARNED, COURSE, COURSE);
	const struct course_row *r;

	failing.flags |= FACT_FAIL_GRADE;
	r = FOLD(state, failing, with_success(said(2, 2, VERB_PASSED, COURSE, COURSE), false),
	    said(3, 3, VERB_EARNED, COURSE, LESSON), voided(said(4, 4, VERB_FAILED, COURSE, COURSE)));
	assert_int_equal(r->certificate_state, ABSENT);
	assert_int_equal(((struct setup *)*state)->out->certificates.count, 0);
	/* A voided failed revokes nothing. */
	r = FOLD(
	    state, said(1, 1, VERB_EARNED, COURSE, COURSE), voided(said(4, 4, VERB_FAILED, COURSE, COURSE)));
	assert_int_equal(r->certificate_state, CERTIFICATE_ISSUED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(no_facts_no_rows),
	    TEST(voided_statements_count_nowhere),
	    TEST(a_statement_without_course_makes_no_row),
	    TEST(no_activity_no_activity_row),
	    TEST(one_id_counts_once),
	    TEST(access_is_first_and_last),
	    TEST(enrolment_is_what_was_said_last),
	    TEST(registered_on_a_workshop_is_no_enrolment),
	    TEST(days_and_streaks),
	    TEST(days_of_an_activity),
	    TEST(runs_cross_1970),
	    TEST(only_the_last_runs_are_kept),
	    TEST(dates_and_hours_are_the_tenants),
	    TEST(a_clock_set_back_over_midnight),
	    TEST(sessions_end_after_thirty_minutes),
	    TEST(another_course_holds_no_session_open),
	    TEST(regularity_is_entropy),
	    TEST(a_gap_belongs_to_the_earlier),
	    TEST(a_gap_over_the_session_counts_nothing),
	    TEST(a_duration_replaces_the_gap),
	    TEST(the_first_gets_its_whole_duration),
	    TEST(at_one_time_durations_come_first),
	    TEST(one_line_over_all_courses),
	    TEST(a_credit_falls_on_its_statements_date),
	    TEST(what_says_completed),
	    TEST(an_activity_is_done_when_first_completed_or_passed),
	    TEST(the_course_is_done_when_completed),
	    TEST(percent_is_the_last_stated),
	    TEST(what_a_source_reports_is_the_last_stated),
	    TEST(attempts_are_the_largest_id_or_the_number_of_trials),
	    TEST(the_first_verdict_counts),
	    TEST(scores_best_last_first),
	    TEST(the_type_is_the_last_stated),
	    TEST(one_certificate_at_a_time),
	    TEST(a_voided_grant_is_a_revoked_certificate),
	    TEST(the_certificate_shown_is_the_one_in_force_or_the_last_revoked),
	    TEST(what_grants_nothing),
	};

	return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
