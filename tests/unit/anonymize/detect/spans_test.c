/* Spans are settled as the contract says, whatever order they came in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "stages/anonymize/detect/detect.h"

static const struct pii email = {.name = STR("EMAIL")}, phone = {.name = STR("PHONE")};

static void
empty_spans_are_none(void **state)
{
	struct spans s = {0};

	(void)state;
	spans_add(&s, 5, 5, &email);
	spans_add(&s, 5, 4, &email);
	assert_int_equal(s.count, 0);
	spans_settle(&s);
	assert_int_equal(s.count, 0);
	spans_free(&s);
}

static void
they_are_sorted_and_neighbours_stay_apart(void **state)
{
	struct spans s = {0};

	(void)state;
	spans_add(&s, 10, 12, &email);
	spans_add(&s, 5, 10, &phone);
	spans_add(&s, 0, 2, &email);
	spans_settle(&s);
	assert_int_equal(s.count, 3);
	assert_int_equal(s.at[0].start, 0);
	assert_int_equal(s.at[1].start, 5);
	assert_ptr_equal(s.at[1].pii, &phone);
	assert_int_equal(s.at[2].start, 10);
	spans_free(&s);
}

static void
of_overlapping_ones_the_longest_names_the_class(void **state)
{
	struct spans s = {0};

	(void)state;
	spans_add(&s, 0, 6, &email);
	spans_add(&s, 4, 14, &phone);
	spans_add(&s, 13, 16, &email);
	spans_settle(&s);
	assert_int_equal(s.count, 1);
	assert_int_equal(s.at[0].start, 0);
	assert_int_equal(s.at[0].end, 16);
	assert_ptr_equal(s.at[0].pii, &phone);
	spans_free(&s);
}

static void
of_equally_long_ones_the_first_added_does(void **state)
{
	struct spans s = {0};

	(void)state;
	spans_add(&s, 3, 9, &phone);
	spans_add(&s, 3, 9, &email);
	spans_settle(&s);
	assert_int_equal(s.count, 1);
	assert_ptr_equal(s.at[0].pii, &phone);
	spans_free(&s);
}

/* What any order of many spans covers is what they cover, in order and apart. */
static void
settling_changes_nothing_of_what_is_covered(void **state)
{
	enum { BYTES = 4000, SPANS = 500 };
	char before[BYTES + 64] = {0}, after[BYTES + 64] = {0};
	struct spans s = {0};
	size_t last = 0;

	(void)state;
	srand(7);
	for (int i = 0; i < SPANS; i++) {
		size_t start = (size_t)rand() % BYTES, end = start + 1 + (size_t)rand() % 12;

		spans_add(&s, start, end, i % 2 ? &email : &phone);
		memset(before + start, 1, end - start);
	}
	spans_settle(&s);
	for (uint32_t i = 0; i < s.count; i++) {
		assert_true(i == 0 || s.at[i].start >= last);
		last = s.at[i].end;
		memset(after + s.at[i].start, 1, last - s.at[i].start);
	}
	assert_memory_equal(before, after, sizeof(before));
	spans_clear(&s);
	assert_int_equal(s.count, 0);
	spans_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(empty_spans_are_none),
	    cmocka_unit_test(they_are_sorted_and_neighbours_stay_apart),
	    cmocka_unit_test(of_overlapping_ones_the_longest_names_the_class),
	    cmocka_unit_test(of_equally_long_ones_the_first_added_does),
	    cmocka_unit_test(settling_changes_nothing_of_what_is_covered),
	};

	return cmocka_run_group_tests_name("spans", tests, NULL, NULL);
}
