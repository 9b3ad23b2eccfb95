/* Steps: by hand, and over random histories: what the last one says is what the fold of all says, whatever the order of
 * arrival, and credits come to the time spent.
 */
#include "stages/indicators/explain/steps.h"

#include <time.h>

#include "pipeline/core/arena.h"

/* Behind the others: its DAY is a length, that of columns.h a kind. */
#include "tests/unit/indicators/histories.h"

enum { HISTORIES = 12, FACTS_MOST = 120, LESSON = 7 };

struct setup {
	struct zone *zone;
	struct fold_rules rules;
	struct fold *fold;
	struct arena *arena;
	uint64_t seed;
};

static int
start(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	struct error e;

	s->zone = zone_open(STR("UTC"), &e);
	s->rules = (struct fold_rules){.zone = s->zone, .session = 30 * MINUTE, .idle = 10 * MINUTE};
	s->fold = fold_open();
	s->arena = arena_open();
	s->seed = 7;
	*state = s;
	return 0;
}

static int
stop(void **state)
{
	struct setup *s = *state;

	fold_close(s->fold);
	zone_close(s->zone);
	arena_close(s->arena);
	free(s);
	return 0;
}

static struct watched
watch(const char *table, const char *column, double divisor, const char *nothing)
{
	struct watched w = {.divisor = divisor, .nothing = str_of(nothing)};

	assert_true(watched_find(&w, str_of(table), str_of(column)));
	return w;
}

static struct steps
steps_of(struct setup *s, const struct scope *scope, const struct watched *w, const struct fact *facts,
    size_t count)
{
	return steps_make(s->arena, &s->rules, scope, w, 1, facts, count);
}

static void
assert_step(const struct step *step, uint8_t id, const char *before, const char *then)
{
	assert_int_equal(step->fact->id[15], id);
	assert_true(str_eq(step->before[0], str_of(before)));
	assert_true(str_eq(step->then[0], str_of(then)));
}

static void
test_scores_given_in_any_order(void **state)
{
	struct setup *s = *state;
	const struct watched best = watch("learner_activity", "best", 1e9, "none");
	const struct scope scope = {
	    .has_course = true, .course = COURSE, .has_activity = true, .activity = LESSON};
	const struct fact facts[] = {
	    with_score(said(3, 3 * HOUR, VERB_PASSED, COURSE, LESSON), 80),
	    with_score(said(1, 1 * HOUR, VERB_PASSED, COURSE, LESSON), 50),
	    voided(with_score(said(4, 4 * HOUR, VERB_PASSED, COURSE, LESSON), 100)),
	    with_score(said(2, 2 * HOUR, VERB_PASSED, COURSE, LESSON), 40), /* no better */
	    with_score(said(5, 5 * HOUR, VERB_PASSED, OTHER_COURSE, LESSON), 90),
	};
	struct steps steps = steps_of(s, &scope, &best, facts, 5);

	assert_int_equal(steps.facts, 4); /* of the course */
	assert_int_equal(steps.count, 3);
	assert_step(&steps.at[0], 1, "none", "50");
	assert_step(&steps.at[1], 3, "50", "80");
	assert_step(&steps.at[2], 4, "80", "100"); /* would have been */
	assert_true(fact_is(steps.at[2].fact, FACT_VOIDED));
	assert_false(steps.at[2].counts_voided);
}

static void
test_a_voided_grant_counts_as_revoked(void **state)
{
	static const struct str states[] = {STR("issued"), STR("revoked")};
	struct setup *s = *state;
	struct watched certificate = watch("learner_course", "certificate_state", 1, "none");
	const struct scope scope = {.has_course = true, .course = COURSE};
	const struct fact facts[] = {
	    said(1, 1 * HOUR, VERB_REGISTERED, COURSE, COURSE),
	    voided(said(2, 2 * HOUR, VERB_EARNED, COURSE, COURSE)),
	    said(3, 3 * HOUR, VERB_EARNED, COURSE, COURSE),
	};
	struct steps steps;

	certificate.meanings = states;
	certificate.meaning_count = 2;
	steps = steps_of(s, &scope, &certificate, facts, 3);
	assert_int_equal(steps.count, 2);
	assert_step(&steps.at[0], 2, "none", "revoked");
	assert_true(steps.at[0].counts_voided);
	assert_step(&steps.at[1], 3, "revoked", "issued");
}

static void
test_time_is_credited(void **state)
{
	struct setup *s = *state;
	const struct watched time = watch("learner_course", "time_us", 60e6, "0");
	const struct scope scope = {.has_course = true, .course = COURSE};
	/* 4 minutes to the first; to the second 2 of its own and 10 of the 20 behind it; the voided one is not there. */
	const struct fact facts[] = {
	    said(1, 0, VERB_INITIALIZED, COURSE, COURSE),
	    said(2, 4 * MINUTE, VERB_ANSWERED, OTHER_COURSE, LESSON),
	    with_duration(said(3, 10 * MINUTE, VERB_ANSWERED, COURSE, LESSON), 2 * MINUTE),
	    voided(said(4, 12 * MINUTE, VERB_ANSWERED, COURSE, LESSON)),
	    said(5, 30 * MINUTE, VERB_TERMINATED, COURSE, COURSE),
	};
	struct steps steps = steps_of(s, &scope, &time, facts, 5);

	assert_int_equal(steps.count, 3);
	assert_step(&steps.at[0], 1, "0", "4");
	assert_int_equal(steps.at[0].after, 4 * MINUTE);
	assert_int_equal(steps.at[0].next->id[15], 2);
	assert_step(&steps.at[1], 3, "4", "16");
	assert_int_equal(steps.at[1].own, 2 * MINUTE);
	assert_int_equal(steps.at[1].after, 10 * MINUTE);
	assert_int_equal(steps.at[1].next->id[15], 5);
	assert_step(&steps.at[2], 4, "16", "16");
}

/* The last step that counts. */
static struct str
outcome(const struct steps *steps, struct str nothing)
{
	for (size_t i = steps->count; i-- > 0;)
		if (!fact_is(steps->at[i].fact, FACT_VOIDED) || steps->at[i].counts_voided)
			return steps->at[i].then[0];
	return nothing;
}

static void
test_the_last_step_is_the_value(void **state)
{
	static const struct {
		const char *table, *column, *nothing;
	} all[] = {
	    {"learner_course", "statements", "0"},
	    {"learner_course", "first_at", "none"},
	    {"learner_course", "percent", "none"},
	    {"learner_course", "sessions", "0"},
	    {"learner_course", "time_us", "0"},
	    {"learner_course", "best_sum", "0"},
	    {"learner_course", "certificate", "none"},
	    {"learner_course", "recent_runs", "none"},
	    {"learner_course", "completed_at", "none"},
	};
	struct setup *s = *state;
	const struct scope scope = {.has_course = true, .course = COURSE};
	struct fact facts[FACTS_MOST];

	for (int n = 0; n < HISTORIES; n++) {
		size_t count = (size_t)below(&s->seed, FACTS_MOST);

		for (size_t i = 0; i < count; i++)
			facts[i] = random_fact(&s->seed, (uint32_t)i);
		for (size_t k = 0; k < sizeof(all) / sizeof(*all); k++) {
			const struct watched w = watch(all[k].table, all[k].column, 1, all[k].nothing);
			struct steps steps;

			shuffle(&s->seed, facts, count);
			steps = steps_of(s, &scope, &w, facts, count);
			assert_true(str_eq(
			    outcome(&steps, w.nothing), watched_text(s->arena, &w, &scope, NULL,
							    fold_run(s->fold, &s->rules, facts, count))));
		}
		arena_reset(s->arena);
	}
}

/* Of random facts of one course. */
static double
seconds_for(struct setup *s, const char *column, size_t count)
{
	const struct watched w = watch("learner_course", column, 1, "0");
	const struct scope scope = {.has_course = true, .course = COURSE};
	struct fact *facts = calloc(count, sizeof(*facts));
	clock_t before;

	for (size_t i = 0; i < count; i++) {
		facts[i] = random_fact(&s->seed, (uint32_t)i);
		facts[i].course = COURSE;
		facts[i].flags |= FACT_COURSE;
	}
	before = clock();
	assert_true(steps_of(s, &scope, &w, facts, count).count > 0);
	arena_reset(s->arena);
	free(facts);
	return (double)(clock() - before) / CLOCKS_PER_SEC;
}

/* Eight times as many facts take about eight times as long, not sixty-four times. */
static void
test_a_long_history_takes_time_in_proportion(void **state)
{
	struct setup *s = *state;
	static const char *const columns[] = {"statements", "time_us"};

	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		double few = seconds_for(s, columns[i], 2000), many = seconds_for(s, columns[i], 16000);

		assert_true(many < 20 * few + 0.2);
	}
}

static void
test_columns_are_found(void **state)
{
	struct watched w = {0};
	const struct scope course = {.has_course = true, .course = COURSE},
			   skill = {.has_skill = true, .skill = 5};

	(void)state;
	assert_false(watched_find(&w, STR("learner_course"), STR("nothing")));
	assert_false(watched_find(&w, STR("course_sum"), STR("learners")));
	w = watch("learner_progress", "done", 1, "0");
	assert_false(watched_followed(&w, &course)); /* no version is in force */
	w = watch("learner_activity", "best", 1, "none");
	assert_true(watched_followed(&w, &course)); /* each statement's own activity */
	assert_false(watched_followed(&w, &skill));
	w = watch("learner_skill", "known", 1, "none");
	assert_true(watched_followed(&w, &skill));
	w = watch("certificate", "state", 1, "none");
	assert_false(watched_followed(&w, &course));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_scores_given_in_any_order, start, stop),
	    cmocka_unit_test_setup_teardown(test_a_voided_grant_counts_as_revoked, start, stop),
	    cmocka_unit_test_setup_teardown(test_time_is_credited, start, stop),
	    cmocka_unit_test_setup_teardown(test_the_last_step_is_the_value, start, stop),
	    cmocka_unit_test_setup_teardown(test_a_long_history_takes_time_in_proportion, start, stop),
	    cmocka_unit_test(test_columns_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
