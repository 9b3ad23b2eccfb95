/* When progress is told, and what it says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pipeline/progress.h"

static const uint64_t second = UINT64_C(1000000000), start = UINT64_C(7000000000);

static void
it_is_told_every_ten_seconds_at_most(void **state)
{
	struct progress p = {.told_at = start};
	int told = 0;

	(void)state;
	for (uint64_t i = 1; i <= 300; i++) /* a batch every tenth of a second */
		told += progress_note(&p, start + i * second / 10, 50);
	assert_int_equal(told, 3);
	assert_int_equal(p.records, 15000);
	assert_int_equal(p.rate, 500);
}

static void
the_rate_is_since_it_was_told_last(void **state)
{
	struct progress p = {.told_at = start};

	(void)state;
	assert_true(progress_note(&p, start + 10 * second, 1000));
	assert_int_equal(p.rate, 100);
	assert_false(progress_note(&p, start + 15 * second, 3000));
	assert_true(progress_note(&p, start + 30 * second, 1000));
	assert_int_equal(p.rate, 200);
	assert_int_equal(p.records, 5000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_is_told_every_ten_seconds_at_most),
	    cmocka_unit_test(the_rate_is_since_it_was_told_last),
	};

	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
