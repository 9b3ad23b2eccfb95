/* Windows hold their changes and what is around, end at blanks, and keep only what is near. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "stages/anonymize/detect/windows.h"

enum { LONG = 10000 };

/* Words of nine letters and a blank. */
static struct str
long_text(char *bytes)
{
	memset(bytes, 'x', LONG);
	for (size_t i = 9; i < LONG; i += 10)
		bytes[i] = ' ';
	return (struct str){bytes, LONG};
}

static void
a_short_reading_is_one_window(void **state)
{
	struct windows windows = {0};
	struct window w = {0};

	(void)state;
	assert_false(windows_next(&windows, STR("ada@example.org"), &w));
	windows_add(&windows, 3);
	assert_true(windows_next(&windows, STR("ada@example.org"), &w));
	assert_true(w.whole);
	assert_false(windows_next(&windows, STR("ada@example.org"), &w));
	windows_free(&windows);
}

static void
windows_end_at_blanks_and_are_apart(void **state)
{
	static const size_t changes[] = {2005, 2300, 8002, 8004};
	char bytes[LONG];
	struct str text = long_text(bytes);
	struct windows windows = {0};
	struct window w = {0};
	size_t count = 0, end = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		windows_add(&windows, changes[i]);
	for (; windows_next(&windows, text, &w); count++, end = w.end) {
		assert_false(w.whole);
		assert_true(w.start > end && w.end < LONG);
		assert_int_equal(bytes[w.start - 1], ' ');
		assert_int_equal(bytes[w.end], ' ');
		assert_int_equal(w.first, changes[2 * count]);
		assert_int_equal(w.last, changes[2 * count + 1]);
		assert_true(w.start + 500 < w.first && w.last + 500 < w.end);
	}
	assert_int_equal(count, 2);
	windows_free(&windows);
}

static void
without_blanks_nothing_is_cut(void **state)
{
	char bytes[LONG];
	struct windows windows = {0};
	struct window w = {0};

	(void)state;
	memset(bytes, 'x', LONG);
	windows_add(&windows, 5000);
	assert_true(windows_next(&windows, (struct str){bytes, LONG}, &w));
	assert_true(w.whole);
	windows_free(&windows);
}

static void
only_what_is_near_is_kept(void **state)
{
	char bytes[LONG];
	struct windows windows = {0};
	struct window w = {0};
	struct spans spans = {0};

	(void)state;
	windows_add(&windows, 5000);
	assert_true(windows_next(&windows, long_text(bytes), &w));
	spans_add(&spans, 0, 9, NULL); /* found elsewhere before */
	spans_add(&spans, 0, 9, NULL);
	spans_add(&spans, 4990 - w.start, 4999 - w.start, NULL);
	spans_add(&spans, 5500 - w.start, 5509 - w.start, NULL);
	windows_keep(&w, &spans, 1);
	assert_int_equal(spans.count, 2);
	assert_int_equal(spans.at[0].end, 9);
	assert_int_equal(spans.at[1].start, 4990);
	assert_int_equal(spans.at[1].end, 4999);
	spans_free(&spans);
	windows_free(&windows);
}

/* Who writes a reading may take back what was written last. */
static void
changes_may_step_back(void **state)
{
	struct windows windows = {0};

	(void)state;
	windows_add(&windows, 5000);
	windows_add(&windows, 4997);
	assert_int_equal(windows.count, 1);
	assert_int_equal(windows.at[0].first, 4997);
	assert_int_equal(windows.at[0].last, 5000);
	windows_free(&windows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_short_reading_is_one_window),
	    cmocka_unit_test(windows_end_at_blanks_and_are_apart),
	    cmocka_unit_test(without_blanks_nothing_is_cut),
	    cmocka_unit_test(only_what_is_near_is_kept),
	    cmocka_unit_test(changes_may_step_back),
	};

	return cmocka_run_group_tests_name("windows", tests, NULL, NULL);
}
