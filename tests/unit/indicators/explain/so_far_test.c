/* The rows so far: over random histories, with voided facts, structures and clocks set back over midnight, the rows that
 * each fact gives are those of folding all up to it, but for credits of time.
 */
#include "stages/indicators/explain/so_far.h"

#include "stages/indicators/tables/tables.h"

/* Behind the others: its DAY is a length, that of columns.h a kind. */
#include "tests/unit/indicators/mastery.h"
#include "tests/unit/indicators/structures.h"

enum { HISTORIES = 150, FACTS_MOST = 80 };

/* 2010-02-20, and 2010-03-04 15:00Z, when the clocks of Casey went from two back to eleven the day before. */
#define BEGINNING (INT64_C(1266624000) * SECOND)
#define SET_BACK (INT64_C(1267714800) * SECOND)

struct setup {
	struct zone *zone;
	struct mastery *mastery;
	struct fold_rules rules;
	struct random_structures structures;
	struct fold *folds[2];
	uint64_t seed;
	int anew, gone_on; /* facts */
};

static int
start(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	struct error e;

	s->zone = zone_open(STR("Antarctica/Casey"), &e);
	s->mastery = mastery_of_text("version: \"1\"\n" MASTERY_GROUPS, &e);
	s->rules = (struct fold_rules){
	    .zone = s->zone, .session = 30 * MINUTE, .idle = 10 * MINUTE, .mastery = s->mastery};
	s->folds[0] = fold_open();
	s->folds[1] = fold_open();
	s->seed = 11;
	*state = s;
	return 0;
}

static int
stop(void **state)
{
	struct setup *s = *state;

	fold_close(s->folds[0]);
	fold_close(s->folds[1]);
	mastery_close(s->mastery);
	zone_close(s->zone);
	free(s);
	return 0;
}

static int
by_order(const void *a, const void *b)
{
	return fact_order(a, b);
}

static size_t
random_history(struct setup *s, struct fact facts[FACTS_MOST])
{
	size_t count = 1 + (size_t)below(&s->seed, FACTS_MOST - 1);

	for (size_t i = 0; i < count; i++) {
		facts[i] = random_fact(&s->seed, (uint32_t)i);
		facts[i].t = below(&s->seed, 3) ? facts[i].t + BEGINNING
						: SET_BACK + (below(&s->seed, 40) - 20) * 6 * MINUTE;
		if (below(&s->seed, 5) == 0)
			facts[i] = voided(facts[i]);
	}
	qsort(facts, count, sizeof(*facts), by_order);
	return count;
}

/* ---- the law ---- */

static void
forget_time(enum learner_table t, char *row)
{
	if (t == TABLE_COURSES)
		((struct course_row *)row)->time = 0;
	else if (t == TABLE_ACTIVITIES)
		((struct activity_row *)row)->time = 0;
}

static void
assert_same_row(enum learner_table t, const struct rowset *set, const void *row, const void *other)
{
	_Alignas(max_align_t) char rows[2][sizeof(struct course_row)];

	assert_non_null(row);
	assert_non_null(other);
	assert_true(set->width <= sizeof(rows[0]));
	memcpy(rows[0], row, set->width);
	memcpy(rows[1], other, set->width);
	forget_time(t, rows[0]);
	forget_time(t, rows[1]);
	assert_true(rowset_same(set, rows[0], rows[1]));
}

static const void *
row_of(const struct rowset *set, const void *other)
{
	const struct row_key *key = other;

	return row_at(set, key->a, key->b);
}

static void
assert_all_are_of(const struct contributions *some, const struct contributions *whole)
{
	for (enum learner_table t = 0; t < LEARNER_TABLES; t++) {
		const struct rowset *set = table_set(t, some);

		for (size_t i = 0; i < set->count; i++)
			assert_same_row(
			    t, set, rowset_row(set, i), row_of(table_set(t, whole), rowset_row(set, i)));
	}
}

/* What the fact did not give is as it was. */
static void
assert_rest_is_unchanged(
    const struct contributions *after, const struct contributions *was, const struct contributions *whole)
{
	for (enum learner_table t = 0; t < LEARNER_TABLES; t++) {
		const struct rowset *set = table_set(t, whole);

		for (size_t i = 0; i < set->count; i++) {
			const void *row = rowset_row(set, i);

			if (!row_of(table_set(t, after), row))
				assert_same_row(t, set, row, row_of(table_set(t, was), row));
		}
	}
}

static void
run_history(struct setup *s, const struct fact *facts, size_t count)
{
	struct so_far *so_far = so_far_open(&s->rules);
	const struct contributions *was = fold_run(s->folds[1], &s->rules, NULL, 0);

	for (size_t n = 0; n < count; n++) {
		const struct contributions *whole = fold_run(s->folds[n % 2], &s->rules, facts, n + 1);
		struct rows_changed rows = so_far_try(so_far, facts, n);

		assert_all_are_of(rows.before, was);
		assert_all_are_of(rows.after, whole);
		assert_rest_is_unchanged(rows.after, was, whole);
		s->anew += rows.after->activities.count > 1;
		s->gone_on += rows.after->activities.count <= 1 && whole->activities.count > 1;
		so_far_keep(so_far);
		was = whole;
	}
	so_far_close(so_far);
}

static void
each_fact_gives_what_folding_all_up_to_it_gives(void **state)
{
	struct setup *s = *state;
	struct fact facts[FACTS_MOST];

	for (int i = 0; i < HISTORIES; i++) {
		randomize_structures(&s->seed, &s->structures, BEGINNING);
		s->rules.structures = below(&s->seed, 4) ? &s->structures.all : NULL;
		run_history(s, facts, random_history(s, facts));
	}
	assert_true(s->anew > HISTORIES);
	assert_true(s->gone_on > 10 * HISTORIES);
}

static void
what_is_only_tried_is_not_kept(void **state)
{
	struct setup *s = *state;
	struct fact facts[] = {said(1, 1 * HOUR, VERB_ANSWERED, COURSE, COURSE + 1),
	    said(2, 2 * HOUR, VERB_ANSWERED, COURSE, COURSE + 1)};
	struct so_far *so_far = so_far_open(&s->rules);
	struct rows_changed rows;

	so_far_try(so_far, facts, 0);
	so_far_keep(so_far);
	so_far_try(so_far, facts, 1);
	rows = so_far_try(so_far, facts, 1);
	assert_int_equal(
	    ((const struct course_row *)row_at(&rows.before->courses, COURSE, 0))->statements, 1);
	assert_int_equal(((const struct course_row *)row_at(&rows.after->courses, COURSE, 0))->statements, 2);
	so_far_close(so_far);
}

/* The grant makes a certificate and no row of its course; what comes then shows it. */
static void
a_voided_grant_that_comes_first_is_not_forgotten(void **state)
{
	struct setup *s = *state;
	const struct fact facts[] = {voided(said(1, 1 * HOUR, VERB_EARNED, COURSE, COURSE)),
	    said(2, 2 * HOUR, VERB_ANSWERED, OTHER_COURSE, OTHER_COURSE + 1),
	    said(3, 3 * HOUR, VERB_ANSWERED, COURSE, COURSE + 1)};
	struct so_far *so_far = so_far_open(&s->rules);
	struct rows_changed rows;

	for (size_t n = 0; n < 3; n++) {
		rows = so_far_try(so_far, facts, n);
		so_far_keep(so_far);
	}
	assert_int_equal(
	    ((const struct course_row *)row_at(&rows.after->courses, COURSE, 0))->certificate_state,
	    CERTIFICATE_REVOKED);
	so_far_close(so_far);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(each_fact_gives_what_folding_all_up_to_it_gives),
	    TEST(what_is_only_tried_is_not_kept),
	    TEST(a_voided_grant_that_comes_first_is_not_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
