/* Looking up courses, versions and lessons. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/indicators/structures.h"

static void
courses_are_found_by_their_hash(void **state)
{
	const struct structure courses[] = {{.course = 2}, {.course = 5}, {.course = UINT64_MAX}};
	const struct structures all = {courses, 3};

	(void)state;
	assert_ptr_equal(structure_of(&all, 2), &courses[0]);
	assert_ptr_equal(structure_of(&all, 5), &courses[1]);
	assert_ptr_equal(structure_of(&all, UINT64_MAX), &courses[2]);
	assert_null(structure_of(&all, 1));
	assert_null(structure_of(&all, 3));
	assert_null(structure_of(&(struct structures){0}, 3));
	assert_null(structure_of(NULL, 3));
}

static void
a_version_is_in_force_until_the_next(void **state)
{
	const struct structure_version versions[] = {{.from = 10}, {.from = 20}};
	const struct structure s = {1, versions, 2};

	(void)state;
	assert_null(structure_at(&s, 9));
	assert_ptr_equal(structure_at(&s, 10), &versions[0]);
	assert_ptr_equal(structure_at(&s, 19), &versions[0]);
	assert_ptr_equal(structure_at(&s, 20), &versions[1]);
	assert_null(structure_at(NULL, 20));
}

static void
lessons_are_found_with_and_without_an_index(void **state)
{
	static const uint32_t by_activity[] = {1, 2, 0};
	struct structure_version v = VERSION(
	    0, LESSON_OF(9, MOVE_ON_PASSED), LESSON_OF(3, MOVE_ON_PASSED), LESSON_OF(7, MOVE_ON_PASSED));

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_ptr_equal(structure_lesson(&v, 9), &v.lessons[0]);
		assert_ptr_equal(structure_lesson(&v, 3), &v.lessons[1]);
		assert_ptr_equal(structure_lesson(&v, 7), &v.lessons[2]);
		assert_null(structure_lesson(&v, 0));
		assert_null(structure_lesson(&v, 8));
		assert_null(structure_lesson(&v, 10));
		v.by_activity = by_activity;
	}
	v.count = 0;
	assert_null(structure_lesson(&v, 9));
	assert_null(structure_lesson(NULL, 9));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(courses_are_found_by_their_hash),
	    cmocka_unit_test(a_version_is_in_force_until_the_next),
	    cmocka_unit_test(lessons_are_found_with_and_without_an_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
