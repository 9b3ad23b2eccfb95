/* The rare parts of facts: each field is found, whatever stands before it, and damage is an end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stages/indicators/facts/more.h"

static const int64_t numbers[] = {0, -1, INT64_MAX, INT64_MIN};

static struct buf
two_fields(void)
{
	struct buf b = {0};

	more_put(&b, MORE_VIDEO_SEGMENTS, numbers, 4);
	more_put(&b, MORE_POST, NULL, 0);
	more_put(&b, MORE_VIDEO_TIME, numbers + 2, 1);
	return b;
}

static void
fields_are_found(void **state)
{
	struct buf b = two_fields();
	struct more m;
	int64_t n;

	(void)state;
	assert_true(more_find(buf_view(&b), MORE_VIDEO_SEGMENTS, &m));
	for (int i = 0; i < 4; i++) {
		assert_true(more_next(&m, &n));
		assert_true(n == numbers[i]);
	}
	assert_false(more_next(&m, &n));
	assert_true(more_find(buf_view(&b), MORE_POST, &m));
	assert_false(more_next(&m, &n));
	assert_true(more_find(buf_view(&b), MORE_VIDEO_TIME, &m));
	assert_true(more_next(&m, &n));
	assert_true(n == INT64_MAX);
	assert_false(more_find(buf_view(&b), MORE_VIDEO_LENGTH, &m));
	buf_free(&b);
}

static void
damage_is_an_end(void **state)
{
	struct buf b = two_fields();
	struct more m;
	int64_t n;

	(void)state;
	for (size_t cut = 0; cut < b.len; cut++) {
		int given = 0;

		if (more_find((struct str){b.at, cut}, MORE_VIDEO_SEGMENTS, &m))
			while (more_next(&m, &n))
				given++;
		assert_in_range(given, 0, 4);
		assert_true(given == 4 || !more_find((struct str){b.at, cut}, MORE_POST, &m));
	}
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fields_are_found),
	    cmocka_unit_test(damage_is_an_end),
	};

	return cmocka_run_group_tests_name("more", tests, NULL, NULL);
}
