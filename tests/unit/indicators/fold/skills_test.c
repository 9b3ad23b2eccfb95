/* Skills, worked by hand: what counts as evidence, and what follows from it. The parameters are those of
 * tests/unit/indicators/mastery.h: 2 of 3; beta -0.5, gamma 0.4, rho -0.1; prior 0.3, learn 0.1, slip 0.1, guess 0.2;
 * half-life 2^(sqrt(1 + right) - sqrt(1 + wrong) + 0.5) days from 0.25 to 100, of which one passes until recall is 0.5.
 */
#include "tests/unit/indicators/structures.h"

#include <math.h>

#include "stages/indicators/fold/skills.h"
#include "tests/unit/indicators/mastery.h"

enum { A = 1, B = 2, C = 3, ADDING = 501, CARRYING = 502 };

struct setup {
	struct zone *zone;
	struct mastery *mastery;
	struct fold_rules rules;
	struct fold *fold, *steps;
	const struct contributions *out;
	struct structure courses[2];
	struct structures structures;
	uint64_t seed;
};

static const uint64_t adding[] = {ADDING}, both[] = {ADDING, CARRYING};

#define TAGGED(activity, skills) \
	{ \
		(activity), MOVE_ON_COMPLETED, ABSENT, (skills), sizeof(skills) / sizeof *(skills) \
	}

/* A is of adding, B of adding and carrying, C of nothing. In the other course, only C is of adding; from 10 h on nothing
 * is. */
static const struct structure_version versions[] = {
    VERSION(INT64_MIN, TAGGED(A, adding), TAGGED(B, both), LESSON_OF(C, MOVE_ON_COMPLETED)),
};
static const struct structure_version other_versions[] = {
    VERSION(INT64_MIN, TAGGED(C, adding)),
    VERSION(10 * HOUR, LESSON_OF(C, MOVE_ON_COMPLETED)),
};

static int
start(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	struct error e;

	s->zone = zone_open(STR("UTC"), &e);
	s->mastery = mastery_of_text("version: \"7\"\n" MASTERY_GROUPS, &e);
	assert_non_null(s->mastery);
	s->courses[0] = (struct structure){COURSE, versions, 1};
	s->courses[1] = (struct structure){OTHER_COURSE, other_versions, 2};
	s->structures = (struct structures){s->courses, 2};
	s->rules = (struct fold_rules){s->zone, 30 * MINUTE, 10 * MINUTE, &s->structures, s->mastery};
	s->fold = fold_open();
	s->steps = fold_open();
	s->seed = 99;
	*state = s;
	return 0;
}

static int
stop(void **state)
{
	struct setup *s = *state;

	fold_close(s->fold);
	fold_close(s->steps);
	mastery_close(s->mastery);
	zone_close(s->zone);
	free(s);
	return 0;
}

static struct fact
answered(uint8_t id, int64_t t, uint64_t activity, bool right)
{
	return with_success(said(id, t, VERB_ANSWERED, COURSE, activity), right);
}

/* Folds facts and returns the row of a skill. */
#define FOLD(state, skill, ...) \
	fold_of(*(state), skill, (const struct fact[]){__VA_ARGS__}, \
	    sizeof((struct fact[]){__VA_ARGS__}) / sizeof(struct fact))

static const struct skill_row *
fold_of(struct setup *s, uint64_t skill, const struct fact *facts, size_t count)
{
	s->out = fold_run(s->fold, &s->rules, facts, count);
	return row_at(&s->out->skills, skill, 0);
}

static void
assert_near(double a, double b)
{
	if (fabs(a - b) > 1e-12)
		fail_msg("%.15g is not %.15g", a, b);
}

/* ---- evidence ---- */

static void
only_verdicts_on_tagged_activities_count(void **state)
{
	const struct skill_row *r = FOLD(state, ADDING, answered(1, HOUR, A, true),
	    with_success(said(2, 2 * HOUR, VERB_EVALUATED, COURSE, A), false),      /* counts as well */
	    said(3, 3 * HOUR, VERB_ANSWERED, COURSE, A),                            /* no verdict */
	    with_success(said(4, 3 * HOUR, VERB_PASSED, COURSE, A), true),          /* no answer */
	    answered(5, 3 * HOUR, C, true),                                         /* no skill */
	    voided(answered(6, 3 * HOUR, A, true)), answered(7, 3 * HOUR, 9, true), /* no lesson */
	    with_success(said(8, 3 * HOUR, VERB_ANSWERED, 0, A), true),             /* no course */
	    with_success(said(9, 3 * HOUR, VERB_ANSWERED, 3000, A), true));         /* no structure */

	assert_int_equal(r->right, 1);
	assert_int_equal(r->wrong, 1);
	assert_int_equal(r->last_at, 2 * HOUR);
	assert_int_equal(((struct setup *)*state)->out->skills.count, 1);
}

static void
without_evidence_there_is_no_row(void **state)
{
	struct setup *s = *state;

	assert_null(FOLD(state, ADDING, answered(1, HOUR, C, true)));
	s->rules.structures = NULL;
	assert_null(FOLD(state, ADDING, answered(1, HOUR, A, true)));
	s->rules.structures = &s->structures;
	s->rules.mastery = NULL;
	assert_null(FOLD(state, ADDING, answered(1, HOUR, A, true)));
}

static void
an_answer_tells_of_all_skills_of_its_item(void **state)
{
	const struct skill_row *r =
	    FOLD(state, CARRYING, answered(1, HOUR, A, true), answered(2, 2 * HOUR, B, false));

	assert_int_equal(r->right, 0);
	assert_int_equal(r->wrong, 1);
	r = row_at(&((struct setup *)*state)->out->skills, ADDING, 0);
	assert_int_equal(r->right, 1);
	assert_int_equal(r->wrong, 1);
}

/* One row over both courses, each by its structure in force at the answer: from 10 h on C has no skill. */
static void
skills_are_those_in_force_of_any_course(void **state)
{
	struct fact before = with_success(said(1, 10 * HOUR - 1, VERB_ANSWERED, OTHER_COURSE, C), true),
		    after = with_success(said(2, 10 * HOUR, VERB_ANSWERED, OTHER_COURSE, C), true);
	const struct skill_row *r = FOLD(state, ADDING, before, after, answered(3, HOUR, A, false));

	assert_int_equal(r->right, 1);
	assert_int_equal(r->wrong, 1);
	assert_int_equal(r->last_at, 10 * HOUR - 1);
	/* The wrong one came first, though it was given last: .03/(.03 + .56) = 3/59, learnt 8.6/59; then right. */
	assert_int_equal(r->window, 1);
}

/* ---- BKT ---- */

/* Right: .27/(.27 + .14) = 27/41, and a tenth of the rest is learnt: 28.4/41.
 * Wrong: 2.84/(2.84 + 12.6 x .8) = 2.84/12.92, then 3.848/12.92.
 * Right: 3.848 x .9/(3.848 x .9 + 9.072 x .2) = 3.4632/5.2776, then 3.64464/5.2776. */
static void
bkt_by_hand(void **state)
{
	struct fact facts[] = {
	    answered(1, HOUR, A, true), answered(2, 2 * HOUR, A, false), answered(3, 3 * HOUR, A, true)};
	static const double known[] = {28.4 / 41, 3.848 / 12.92, 3.64464 / 5.2776};

	for (size_t i = 0; i < 3; i++)
		assert_near(fold_of(*state, ADDING, facts, i + 1)->known, known[i]);
}

/* Wrong at first: .03/(.03 + .56) = 3/59, then (3 + 5.6)/59. */
static void
bkt_of_a_wrong_answer(void **state)
{
	assert_near(FOLD(state, ADDING, answered(1, HOUR, A, false))->known, 8.6 / 59);
}

/* Right answers in a row: 28.4/41 = .69, then 25.56/28.08, learnt 25.812/28.08 = .92, then 23.2308/23.6844, learnt
 * 23.27616/23.6844 = .983, which is mastered. A wrong one takes it back:
 * 2.327616/(2.327616 + .40824 x .8) = .877, learnt .889. */
static void
mastered_from_the_threshold_on(void **state)
{
	struct fact facts[] = {answered(1, 1 * HOUR, A, true), answered(2, 2 * HOUR, A, true),
	    answered(3, 3 * HOUR, A, true), answered(4, 4 * HOUR, A, false)};
	static const double known[] = {
	    28.4 / 41, 25.812 / 28.08, 23.27616 / 23.6844, (2.327616 + 0.0326592) / (2.327616 + 0.326592)};

	for (size_t i = 0; i < 4; i++) {
		const struct skill_row *r = fold_of(*state, ADDING, facts, i + 1);

		assert_near(r->known, known[i]);
		assert_int_equal(r->mastered, i == 2);
	}
}

/* Chances that the next answer is right: .3 x .9 + .7 x .2 = .41 before any, 28.4/41 x .9 + 12.6/41 x .2 after one. */
static void
chances_of_the_next_answer(void **state)
{
	struct setup *s = *state;
	const struct mastery_model *m = mastery_of(s->mastery, ADDING);
	struct skill_row r = {.key = {ADDING, 0}};

	assert_near(skill_bkt(&r, m), 0.41);
	assert_near(skill_pfa(&r, m), 1 / (1 + exp(0.5)));
	skill_answer(&r, m, true, HOUR);
	assert_near(skill_bkt(&r, m), (28.4 * 0.9 + 12.6 * 0.2) / 41);
	assert_near(skill_pfa(&r, m), 1 / (1 + exp(0.1)));
}

/* ---- PFA, m of n ---- */

/* Logit of two right and one wrong: -0.5 + 2 x 0.4 - 0.1 = 0.2; the chance is 1/(1 + e^-0.2) = 0.549833997... */
static void
pfa_by_hand(void **state)
{
	const struct skill_row *r = FOLD(state, ADDING, answered(1, HOUR, A, true),
	    answered(2, 2 * HOUR, A, false), answered(3, 3 * HOUR, A, true));

	assert_int_equal(r->pfa, 549833997);
}

/* 2 of 3: after right, wrong, right, right, wrong, wrong. */
static void
m_of_n_looks_at_the_last_n(void **state)
{
	struct fact facts[] = {answered(1, 1 * HOUR, A, true), answered(2, 2 * HOUR, A, false),
	    answered(3, 3 * HOUR, A, true), answered(4, 4 * HOUR, A, true), answered(5, 5 * HOUR, A, false),
	    answered(6, 6 * HOUR, A, false)};
	static const int right[] = {1, 1, 2, 2, 2, 1};

	for (size_t i = 0; i < 6; i++) {
		const struct skill_row *r = fold_of(*state, ADDING, facts, i + 1);

		assert_int_equal(r->window_right, right[i]);
		assert_int_equal(r->window_size, 3);
		assert_int_equal(r->window_mastered, right[i] >= 2);
	}
}

/* ---- the next review ---- */

/* Three right, none wrong: 2^(2 - 1 + .5) = 2.828427 days = 244376.1 s.
 * One right, one wrong: 2^(.5) days = 122188.05 s. Eight wrong: 2^(1 - 3 + .5) = .353553 days = 30547.01 s.
 * Fifteen wrong: 2^(1 - 4 + .5) = .18 days, but at least .25 = 21600 s. */
static void
half_life_by_hand(void **state)
{
	static const struct {
		int right, wrong;
		int64_t seconds;
	} cases[] = {{3, 0, 244376}, {1, 1, 122188}, {0, 8, 30547}, {0, 15, 21600}, {200, 0, 8640000}};

	for (size_t i = 0; i < sizeof(cases) / sizeof *cases; i++) {
		struct fact facts[256];
		size_t count = 0;
		const struct skill_row *r;

		while (count < (size_t)(cases[i].right + cases[i].wrong)) {
			facts[count] =
			    answered((uint8_t)count, (int64_t)count * HOUR, A, (int)count < cases[i].right);
			count++;
		}
		r = fold_of(*state, ADDING, facts, count);
		assert_int_equal(r->review_at - (int64_t)(count - 1) * HOUR, cases[i].seconds * SECOND);
	}
}

/* With another target: recall is 2^(-d/h) = 0.9 after h x log2(1/0.9) = 0.152003 h; h = 2^.5 days for one and one. */
static void
the_target_moves_the_review(void **state)
{
	struct mastery_model m = *mastery_of(((struct setup *)*state)->mastery, ADDING);
	const struct skill_row r = {.right = 1, .wrong = 1};

	m.half_life.target_recall = 0.9;
	assert_int_equal(skill_review_after(&r, &m), 18573 * SECOND);
}

/* ---- laws ---- */

static size_t
dense_history(struct setup *s, struct fact *facts, size_t most)
{
	size_t count = 1 + (size_t)below(&s->seed, (int64_t)most);

	for (size_t i = 0; i < count; i++) {
		uint64_t course = below(&s->seed, 2) ? COURSE : OTHER_COURSE;
		int64_t t = below(&s->seed, 30) * HOUR;

		facts[i] = said(0, t, below(&s->seed, 5) ? VERB_ANSWERED : VERB_OTHER, course,
		    (uint64_t)(1 + below(&s->seed, 3)));
		memcpy(facts[i].id, &i, sizeof(uint32_t));
		facts[i] = with_success(facts[i], below(&s->seed, 2));
	}
	return count;
}

static void
any_order_gives_the_same(void **state)
{
	struct setup *s = *state;
	struct fact facts[100];

	for (int i = 0; i < 200; i++) {
		size_t count = dense_history(s, facts, 100);
		const struct contributions *one = fold_run(s->fold, &s->rules, facts, count);

		shuffle(&s->seed, facts, count);
		assert_same_rows(&one->skills, &fold_run(s->steps, &s->rules, facts, count)->skills);
	}
}

static int
by_time(const void *a, const void *b)
{
	return fact_order(a, b);
}

/* Bit by bit, from all rows there are: those of skills that are not touched stay as they were. */
static void
going_on_is_the_whole(void **state)
{
	struct setup *s = *state;
	struct fact facts[100];
	int gone_on = 0;

	for (int i = 0; i < 200; i++) {
		size_t count = dense_history(s, facts, 100), half = (size_t)below(&s->seed, (int64_t)count);
		struct contributions from;
		const struct contributions *first;

		qsort(facts, count, sizeof(*facts), by_time);
		first = fold_run(s->fold, &s->rules, facts, half);
		if (!fold_may_go_on(&first->end, facts + half, count - half))
			continue;
		contributions_open(&from);
		rowset_copy(&from.courses, &first->courses);
		rowset_copy(&from.activities, &first->activities);
		rowset_copy(&from.skills, &first->skills);
		rowset_copy(&from.progress, &first->progress);
		from.end = first->end;
		s->out = fold_go_on(s->steps, &s->rules, &from, facts + half, count - half);
		assert_same_rows(&s->out->skills, &fold_run(s->fold, &s->rules, facts, count)->skills);
		contributions_close(&from);
		gone_on++;
	}
	assert_true(gone_on > 30);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(only_verdicts_on_tagged_activities_count),
	    TEST(without_evidence_there_is_no_row),
	    TEST(an_answer_tells_of_all_skills_of_its_item),
	    TEST(skills_are_those_in_force_of_any_course),
	    TEST(bkt_by_hand),
	    TEST(bkt_of_a_wrong_answer),
	    TEST(mastered_from_the_threshold_on),
	    TEST(chances_of_the_next_answer),
	    TEST(pfa_by_hand),
	    TEST(m_of_n_looks_at_the_last_n),
	    TEST(half_life_by_hand),
	    TEST(the_target_moves_the_review),
	    TEST(any_order_gives_the_same),
	    TEST(going_on_is_the_whole),
	};

	return cmocka_run_group_tests_name("skills", tests, NULL, NULL);
}
