/* A set has what was put into it, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pipeline/core/uuid_set.h"

enum { MANY = 1000 };

static void
write_id(unsigned n, uint8_t out[16])
{
	memset(out, 0x5a, 16);
	out[0] = (uint8_t)(n * 37);
	out[15] = (uint8_t)(n >> 8);
	out[14] = (uint8_t)n;
}

static void
it_has_what_was_added(void **state)
{
	struct arena *arena = arena_open();
	struct uuid_set set = {0};
	uint8_t id[16];

	(void)state;
	write_id(0, id);
	assert_false(uuid_set_has(&set, id));
	for (unsigned most = 0; most < MANY; most++) {
		write_id(2 * most, id);
		uuid_set_add(arena, &set, id);
	}
	uuid_set_sort(&set);
	assert_int_equal(set.count, MANY);
	for (unsigned n = 0; n < 2 * MANY; n++) {
		write_id(n, id);
		assert_int_equal(uuid_set_has(&set, id), n % 2 == 0);
	}
	arena_close(arena);
}

static void
of_one_and_the_same(void **state)
{
	struct arena *arena = arena_open();
	struct uuid_set set = {0};
	uint8_t id[16];

	(void)state;
	write_id(1, id);
	for (int i = 0; i < 20; i++)
		uuid_set_add(arena, &set, id);
	uuid_set_sort(&set);
	assert_true(uuid_set_has(&set, id));
	write_id(2, id);
	assert_false(uuid_set_has(&set, id));
	arena_close(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_has_what_was_added),
	    cmocka_unit_test(of_one_and_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
