/* Progress, worked by hand: what is done and when (W15), completion with a structure (W17), what risk is judged by (W30)
 * and where learners stop.
 */
#include "tests/unit/indicators/structures.h"

enum { A = 1, B = 2, C = 3 };

struct setup {
	struct zone *zone;
	struct fold_rules rules;
	struct fold *fold;
	const struct contributions *out;
	struct structure course;
	struct structures structures;
};

static int
start_in(void **state, const char *zone)
{
	struct setup *s = calloc(1, sizeof(*s));
	struct error e;

	s->zone = zone_open(str_of(zone), &e);
	assert_non_null(s->zone);
	s->rules = (struct fold_rules){.zone = s->zone, .session = 30 * MINUTE, .idle = 10 * MINUTE};
	s->fold = fold_open();
	s->structures = (struct structures){&s->course, 1};
	*state = s;
	return 0;
}

static int
start(void **state)
{
	return start_in(state, "UTC");
}

static int
start_in_tokyo(void **state)
{
	return start_in(state, "Asia/Tokyo");
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

/* From now on COURSE consists of these versions. */
#define STRUCTURE(state, ...) \
	know(*(state), (const struct structure_version[]){__VA_ARGS__}, \
	    sizeof((const struct structure_version[]){__VA_ARGS__}) / sizeof(struct structure_version))

static void
know(struct setup *s, const struct structure_version *versions, size_t count)
{
	s->course = (struct structure){COURSE, versions, count};
	s->rules.structures = &s->structures;
}

/* Folds facts and returns the row of COURSE. */
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

/* Lessons done of a version, counted from 1, and the furthest one touched; -1: no row. */
static int64_t
done(void **state, uint64_t version)
{
	const struct progress_row *r = row_at(&((struct setup *)*state)->out->progress, COURSE, version);

	return r ? r->done : -1;
}

static int64_t
furthest(void **state, uint64_t version)
{
	const struct progress_row *r = row_at(&((struct setup *)*state)->out->progress, COURSE, version);

	return r ? r->furthest : -1;
}

static int64_t
completions(void **state, int64_t day)
{
	const struct day_row *r =
	    row_at(&((struct setup *)*state)->out->days, COURSE, (uint64_t)(day + DAY_BIAS));

	return r ? r->completions : 0;
}

/* ---- W15: an activity ---- */

/* The course begins at 1 h; each line is what was said of A at which hour, 0: not, and when it is then done. */
static void
every_move_on_asks_for_something_else(void **state)
{
	static const struct {
		int completed, passed, waived;
		int done[5]; /* by enum move_on: either, Completed, Passed, both, NotApplicable */
	} cases[] = {
	    {5, 2, 0, {2, 5, 2, 5, 1}}, /* both: the later of both firsts */
	    {2, 5, 0, {2, 2, 5, 5, 1}},
	    {3, 0, 0, {3, 3, 0, 0, 1}},
	    {0, 3, 0, {3, 0, 3, 0, 1}},
	    {0, 0, 4, {4, 4, 4, 4, 1}}, /* satisfied and waived meet any */
	    {2, 0, 4, {2, 2, 4, 4, 1}},
	    {0, 2, 4, {2, 4, 2, 4, 1}},
	    {5, 6, 4, {4, 4, 4, 4, 1}},
	    {0, 0, 0, {0, 0, 0, 0, 1}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof *cases; i++) {
		struct fact facts[4] = {said(1, HOUR, VERB_REGISTERED, COURSE, COURSE)};
		size_t count = 1;

		if (cases[i].completed)
			facts[count++] = said(2, cases[i].completed * HOUR, VERB_COMPLETED, COURSE, A);
		if (cases[i].passed)
			facts[count++] = said(3, cases[i].passed * HOUR, VERB_PASSED, COURSE, A);
		if (cases[i].waived)
			facts[count++] =
			    said(4, cases[i].waived * HOUR, i % 2 ? VERB_WAIVED : VERB_SATISFIED, COURSE, A);
		for (int m = 0; m < 5; m++) {
			int64_t want = cases[i].done[m] ? cases[i].done[m] * HOUR : ABSENT;

			STRUCTURE(state, VERSION(INT64_MIN, LESSON_OF(A, (enum move_on)m)));
			assert_int_equal(fold_of(*state, facts, count)->completed_at, want);
			if (count > 1)
				assert_int_equal(
				    activity_done_at(activity(state, A), (enum move_on)m, HOUR), want);
		}
	}
}

static void
what_is_said_again_changes_nothing(void **state)
{
	STRUCTURE(state,
	    VERSION(INT64_MIN, LESSON_OF(A, MOVE_ON_COMPLETED_OR_PASSED), LESSON_OF(B, MOVE_ON_COMPLETED)));
	FOLD(state, said(1, 0, VERB_COMPLETED, COURSE, A), said(2, HOUR, VERB_PASSED, COURSE, A),
	    said(3, HOUR, VERB_COMPLETED, COURSE, A), said(4, 2 * HOUR, VERB_WAIVED, COURSE, A));
	assert_int_equal(done(state, 1), 1);
}

static void
a_completion_denied_is_none(void **state)
{
	STRUCTURE(state, VERSION(INT64_MIN, LESSON_OF(A, MOVE_ON_COMPLETED)));
	assert_int_equal(
	    FOLD(state, with_completion(said(1, 0, VERB_COMPLETED, COURSE, A), false))->completed_at, ABSENT);
	assert_int_equal(
	    FOLD(state, with_completion(said(1, 0, VERB_PROGRESSED, COURSE, A), true))->completed_at, 0);
	assert_int_equal(
	    FOLD(state, with_completion(said(1, 0, VERB_WAIVED, COURSE, A), false))->completed_at, 0);
}

/* ---- W17: the course ---- */

static void
a_course_is_completed_when_all_its_lessons_are_done(void **state)
{
	const struct course_row *r;

	STRUCTURE(state,
	    VERSION(INT64_MIN, LESSON_OF(A, MOVE_ON_COMPLETED_OR_PASSED), LESSON_OF(B, MOVE_ON_PASSED)));
	r = FOLD(state, said(1, DAY, VERB_COMPLETED, COURSE, A), said(2, 2 * DAY, VERB_COMPLETED, COURSE, B));
	assert_int_equal(r->completed_at, ABSENT); /* B asks for passed */
	assert_int_equal(done(state, 1), 1);
	r = FOLD(state, said(1, DAY, VERB_COMPLETED, COURSE, A), said(2, 2 * DAY, VERB_COMPLETED, COURSE, B),
	    said(3, 3 * DAY, VERB_PASSED, COURSE, B), said(4, 9 * DAY, VERB_PASSED, COURSE, B));
	assert_int_equal(r->completed_at, 3 * DAY);
	assert_int_equal(done(state, 1), 2);
	assert_int_equal(completions(state, 3), 1);
	/* A void undoes it. */
	r = FOLD(state, said(1, DAY, VERB_COMPLETED, COURSE, A),
	    voided(said(3, 3 * DAY, VERB_PASSED, COURSE, B)), said(4, 9 * DAY, VERB_PASSED, COURSE, B));
	assert_int_equal(r->completed_at, 9 * DAY);
	assert_int_equal(completions(state, 3) + 10 * completions(state, 9), 10);
}

static void
other_activities_and_courses_play_no_part(void **state)
{
	STRUCTURE(state, VERSION(INT64_MIN, LESSON_OF(A, MOVE_ON_COMPLETED)));
	assert_int_equal(FOLD(state, said(1, 0, VERB_COMPLETED, COURSE, C),
			     said(2, 1, VERB_COMPLETED, OTHER_COURSE, A), said(3, 2, VERB_COMPLETED, 0, A))
			     ->completed_at,
	    ABSENT);
	assert_int_equal(done(state, 1), -1);
	assert_null(row_at(&((struct setup *)*state)->out->progress, OTHER_COURSE, 1));
}

static void
with_a_structure_what_the_source_says_of_the_course_is_ignored(void **state)
{
	struct fact said_so = said(1, 0, VERB_COMPLETED, COURSE, COURSE);

	STRUCTURE(state, VERSION(INT64_MIN, LESSON_OF(A, MOVE_ON_COMPLETED)));
	assert_int_equal(FOLD(state, said_so)->completed_at, ABSENT);
	/* A structure that was withdrawn is none. */
	know(*state, NULL, 0);
	assert_int_equal(FOLD(state, said_so)->completed_at, 0);
}

static void
no_lessons_complete_nobody(void **state)
{
	static const struct structure_version empty = {.from = INT64_MIN};

	know(*state, &empty, 1);
	assert_int_equal(FOLD(state, said(1, 0, VERB_COMPLETED, COURSE, COURSE))->completed_at, ABSENT);
}

static void
what_asks_for_nothing_is_done_at_the_first_statement(void **state)
{
	STRUCTURE(
	    state, VERSION(INT64_MIN, LESSON_OF(B, MOVE_ON_NOT_APPLICABLE), LESSON_OF(A, MOVE_ON_COMPLETED)));
	assert_int_equal(FOLD(state, said(1, HOUR, VERB_REGISTERED, COURSE, COURSE))->completed_at, ABSENT);
	assert_int_equal(done(state, 1), 1);
	assert_int_equal(furthest(state, 1), 0); /* done, though never touched */
	assert_int_equal(
	    FOLD(state, said(1, HOUR, VERB_REGISTERED, COURSE, COURSE),
		said(2, 3 * HOUR, VERB_WAIVED, COURSE, B), said(3, 5 * HOUR, VERB_COMPLETED, COURSE, A))
		->completed_at,
	    5 * HOUR);
	STRUCTURE(state, VERSION(INT64_MIN, LESSON_OF(B, MOVE_ON_NOT_APPLICABLE)));
	assert_int_equal(FOLD(state, said(1, HOUR, VERB_REGISTERED, COURSE, COURSE))->completed_at, HOUR);
}

static void
completed_stays_when_a_later_version_asks_for_more(void **state)
{
	STRUCTURE(state, VERSION(INT64_MIN, LESSON_OF(A, MOVE_ON_COMPLETED)),
	    VERSION(10 * DAY, LESSON_OF(A, MOVE_ON_COMPLETED), LESSON_OF(B, MOVE_ON_COMPLETED)));
	assert_int_equal(FOLD(state, said(1, 5 * DAY, VERB_COMPLETED, COURSE, A))->completed_at, 5 * DAY);
	/* 1 of 1 before, 1 of 2 now: the percent falls from 100 to 50. */
	assert_int_equal(done(state, 1), 1);
	assert_int_equal(done(state, 2), 1);
	/* Who did A too late for the first version needs B as well. */
	assert_int_equal(FOLD(state, said(1, 12 * DAY, VERB_COMPLETED, COURSE, A),
			     said(2, 15 * DAY, VERB_COMPLETED, COURSE, B))
			     ->completed_at,
	    15 * DAY);
	/* The first version is in force until before the tenth day. */
	assert_int_equal(FOLD(state, said(1, 10 * DAY, VERB_COMPLETED, COURSE, A))->completed_at, ABSENT);
	assert_int_equal(
	    FOLD(state, said(1, 10 * DAY - 1, VERB_COMPLETED, COURSE, A))->completed_at, 10 * DAY - 1);
}

static void
a_version_that_asks_for_less_completes_when_it_comes_into_force(void **state)
{
	const struct course_row *r;

	STRUCTURE(state, VERSION(INT64_MIN, LESSON_OF(A, MOVE_ON_COMPLETED), LESSON_OF(B, MOVE_ON_COMPLETED)),
	    VERSION(10 * DAY, LESSON_OF(A, MOVE_ON_COMPLETED)));
	r = FOLD(state, said(1, 3 * DAY, VERB_COMPLETED, COURSE, A));
	assert_int_equal(r->completed_at, 10 * DAY);
	assert_int_equal(r->active_days, 1);
	assert_int_equal(completions(state, 10), 1); /* on a day without a statement */
	assert_int_equal(FOLD(state, said(1, 3 * DAY, VERB_COMPLETED, COURSE, A),
			     said(2, 7 * DAY, VERB_COMPLETED, COURSE, B))
			     ->completed_at,
	    7 * DAY);
	/* Before the first version there is nothing to complete. */
	STRUCTURE(state, VERSION(4 * DAY, LESSON_OF(A, MOVE_ON_COMPLETED)));
	assert_int_equal(FOLD(state, said(1, 3 * DAY, VERB_COMPLETED, COURSE, A))->completed_at, 4 * DAY);
}

static void
of_versions_from_one_moment_on_the_last_is_in_force(void **state)
{
	STRUCTURE(state, VERSION(2 * DAY, LESSON_OF(A, MOVE_ON_COMPLETED)),
	    VERSION(2 * DAY, LESSON_OF(B, MOVE_ON_COMPLETED)));
	assert_int_equal(FOLD(state, said(1, 3 * DAY, VERB_COMPLETED, COURSE, A))->completed_at, ABSENT);
	assert_int_equal(FOLD(state, said(1, 3 * DAY, VERB_COMPLETED, COURSE, B))->completed_at, 3 * DAY);
}

static void
the_course_as_its_own_lesson_asks_for_completed(void **state)
{
	STRUCTURE(
	    state, VERSION(INT64_MIN, LESSON_OF(COURSE, MOVE_ON_PASSED), LESSON_OF(A, MOVE_ON_COMPLETED)));
	assert_int_equal(
	    FOLD(state, said(1, 0, VERB_PASSED, COURSE, COURSE), said(2, HOUR, VERB_COMPLETED, COURSE, A),
		said(3, DAY, VERB_COMPLETED, COURSE, COURSE))
		->completed_at,
	    DAY);
	STRUCTURE(state, VERSION(INT64_MIN, LESSON_OF(COURSE, MOVE_ON_NOT_APPLICABLE)));
	assert_int_equal(FOLD(state, said(1, 0, VERB_PASSED, COURSE, COURSE))->completed_at, ABSENT);
}

static void
the_day_of_completion_is_the_tenants(void **state)
{
	/* 1970-01-01 20:00 UTC is 05:00 of the next day in Tokyo. */
	STRUCTURE(state, VERSION(INT64_MIN, LESSON_OF(A, MOVE_ON_COMPLETED)));
	FOLD(state, said(1, 20 * HOUR, VERB_COMPLETED, COURSE, A));
	assert_int_equal(completions(state, 0) + 10 * completions(state, 1), 10);
}

/* ---- W30: risk and due dates ---- */

static void
risk_is_judged_by_what_else_was_said(void **state)
{
	const struct course_row *r = FOLD(state, said(1, 0, VERB_REGISTERED, COURSE, COURSE),
	    said(2, 1, VERB_UNREGISTERED, COURSE, COURSE), said(3, 2, VERB_REGISTERED, COURSE, COURSE));

	assert_int_equal(r->others, 0);
	assert_int_equal(r->passed_at, ABSENT);
	r = FOLD(state, said(1, 0, VERB_REGISTERED, COURSE, COURSE), said(2, 5, VERB_PASSED, COURSE, A),
	    said(3, 7, VERB_PASSED, COURSE, COURSE), said(4, 9, VERB_PASSED, COURSE, COURSE));
	assert_int_equal(r->others, 3);
	assert_int_equal(r->passed_at, 7);
}

/* Answers to an item, one an hour: r right, w wrong, - without a verdict. */
static const struct course_row *
answer(void **state, const char *answers)
{
	struct fact facts[20];
	size_t count = strlen(answers);

	for (size_t i = 0; i < count; i++) {
		facts[i] = said(
		    (uint8_t)(i + 1), (int64_t)i * HOUR, i % 2 ? VERB_EVALUATED : VERB_ANSWERED, COURSE, A);
		if (answers[i] != '-')
			facts[i] = with_success(facts[i], answers[i] == 'r');
	}
	return fold_of(*state, facts, count);
}

static void
four_wrong_answers_at_the_end_are_a_struggle(void **state)
{
	assert_int_equal(answer(state, "www")->struggling, 0);
	assert_int_equal(answer(state, "wwww")->struggling, 1);
	assert_int_equal(activity(state, A)->wrong_run, 4);
	assert_int_equal(answer(state, "wwwwww")->struggling, 1);
	assert_int_equal(answer(state, "wwwwr")->struggling, 0);
	assert_int_equal(activity(state, A)->wrong_run, 0);
	assert_int_equal(answer(state, "ww-ww-")->struggling, 1); /* no verdict says nothing */
	assert_int_equal(answer(state, "wwwwrwww")->struggling, 0);
	assert_int_equal(answer(state, "wwwwrwwww")->struggling, 1);
	/* Failed is no answer. */
	assert_int_equal(FOLD(state, with_success(said(1, 1, VERB_FAILED, COURSE, A), false),
			     with_success(said(2, 2, VERB_FAILED, COURSE, A), false),
			     with_success(said(3, 3, VERB_FAILED, COURSE, A), false),
			     with_success(said(4, 4, VERB_FAILED, COURSE, A), false))
			     ->struggling,
	    0);
}

static void
the_first_try_is_one_of_six_verbs(void **state)
{
	static const struct {
		enum verb_code verb;
		bool tries;
	} verbs[] = {{VERB_ATTEMPTED, true}, {VERB_ANSWERED, true}, {VERB_EVALUATED, true},
	    {VERB_COMPLETED, true}, {VERB_PASSED, true}, {VERB_FAILED, true}, {VERB_INITIALIZED, false},
	    {VERB_EXPERIENCED, false}, {VERB_PROGRESSED, false}, {VERB_WAIVED, false}, {VERB_OTHER, false}};

	for (size_t i = 0; i < sizeof(verbs) / sizeof *verbs; i++) {
		FOLD(state, said(1, HOUR, VERB_EXPERIENCED, COURSE, A),
		    said(2, 2 * HOUR, verbs[i].verb, COURSE, A), said(3, 3 * HOUR, VERB_FAILED, COURSE, A));
		assert_int_equal(activity(state, A)->first_try_at, (verbs[i].tries ? 2 : 3) * HOUR);
	}
	FOLD(state, said(1, HOUR, VERB_EXPERIENCED, COURSE, A));
	assert_int_equal(activity(state, A)->first_try_at, ABSENT);
}

static void
touched_last_is_by_time_then_id(void **state)
{
	FOLD(state, said(9, HOUR, VERB_OTHER, COURSE, A), said(7, 2 * HOUR, VERB_OTHER, COURSE, A),
	    said(8, 2 * HOUR, VERB_OTHER, COURSE, A));
	assert_int_equal(activity(state, A)->last_at, 2 * HOUR);
	assert_int_equal(activity(state, A)->last_by.b, 8);
}

/* ---- where learners stop ---- */

static void
the_furthest_lesson_is_that_of_the_largest_place(void **state)
{
	STRUCTURE(state,
	    VERSION(INT64_MIN, LESSON_OF(A, MOVE_ON_COMPLETED), LESSON_OF(B, MOVE_ON_COMPLETED),
		LESSON_OF(C, MOVE_ON_COMPLETED)),
	    VERSION(10 * DAY, LESSON_OF(B, MOVE_ON_COMPLETED), LESSON_OF(A, MOVE_ON_COMPLETED)));
	FOLD(state, said(1, 0, VERB_OTHER, COURSE, B), said(2, HOUR, VERB_COMPLETED, COURSE, A),
	    said(3, 2 * HOUR, VERB_OTHER, COURSE, 9));
	assert_int_equal(furthest(state, 1), 2);
	assert_int_equal(furthest(state, 2), 2); /* there A is the second */
	FOLD(state, said(1, 0, VERB_OTHER, COURSE, C));
	assert_int_equal(furthest(state, 1), 3);
	assert_int_equal(furthest(state, 2), -1);
}

static void
without_a_structure_it_is_the_activity_begun_last(void **state)
{
	const struct course_row *r =
	    FOLD(state, said(1, 0, VERB_OTHER, COURSE, A), said(2, HOUR, VERB_OTHER, COURSE, B),
		said(3, 2 * HOUR, VERB_OTHER, COURSE, A), said(4, 3 * HOUR, VERB_OTHER, COURSE, COURSE));

	assert_int_equal(r->furthest, B);
	r = FOLD(state, said(1, 0, VERB_OTHER, COURSE, COURSE));
	assert_int_equal(r->furthest, ABSENT);
	/* At one moment the statement's id decides. */
	r = FOLD(state, said(2, 0, VERB_OTHER, COURSE, A), said(1, 0, VERB_OTHER, COURSE, B));
	assert_int_equal(r->furthest, A);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(every_move_on_asks_for_something_else),
	    TEST(what_is_said_again_changes_nothing),
	    TEST(a_completion_denied_is_none),
	    TEST(a_course_is_completed_when_all_its_lessons_are_done),
	    TEST(other_activities_and_courses_play_no_part),
	    TEST(with_a_structure_what_the_source_says_of_the_course_is_ignored),
	    TEST(no_lessons_complete_nobody),
	    TEST(what_asks_for_nothing_is_done_at_the_first_statement),
	    TEST(completed_stays_when_a_later_version_asks_for_more),
	    TEST(a_version_that_asks_for_less_completes_when_it_comes_into_force),
	    TEST(of_versions_from_one_moment_on_the_last_is_in_force),
	    TEST(the_course_as_its_own_lesson_asks_for_completed),
	    cmocka_unit_test_setup_teardown(the_day_of_completion_is_the_tenants, start_in_tokyo, stop),
	    TEST(risk_is_judged_by_what_else_was_said),
	    TEST(four_wrong_answers_at_the_end_are_a_struggle),
	    TEST(the_first_try_is_one_of_six_verbs),
	    TEST(touched_last_is_by_time_then_id),
	    TEST(the_furthest_lesson_is_that_of_the_largest_place),
	    TEST(without_a_structure_it_is_the_activity_begun_last),
	};

	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
