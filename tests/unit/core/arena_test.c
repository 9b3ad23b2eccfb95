/* An arena gives memory that is aligned, apart and whole, and keeps only so much of it over a reset. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <malloc.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/arena.h"

static void
pieces_are_aligned_and_apart(void **state)
{
	enum { PIECES = 20000 };
	struct arena *a = arena_open();
	unsigned char **pieces = malloc(PIECES * sizeof(*pieces));
	size_t *sizes = malloc(PIECES * sizeof(*sizes));

	(void)state;
	srand(1);
	for (int i = 0; i < PIECES; i++) {
		sizes[i] = (size_t)(i % 1000 == 999 ? 300000 + rand() % 300000 : rand() % 300);
		pieces[i] = arena_take(a, sizes[i]);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		memset(pieces[i], i % 251, sizes[i]);
	}
	for (int i = 0; i < PIECES; i++)
		for (size_t k = 0; k < sizes[i]; k++)
			if (pieces[i][k] != i % 251)
				fail_msg("piece %d was written over", i);
	arena_close(a);
	free(pieces);
	free(sizes);
}

static void
zeroed_memory_is_zero_even_when_used_before(void **state)
{
	struct arena *a = arena_open();

	(void)state;
	memset(arena_take(a, 200000), 'x', 200000);
	arena_reset(a);
	for (int i = 0; i < 200; i++) {
		static const char zeros[1000];

		assert_memory_equal(arena_zero(a, sizeof(zeros)), zeros, sizeof(zeros));
	}
	arena_close(a);
}

static void
copies_are_their_own_and_end_with_nul(void **state)
{
	struct arena *a = arena_open();
	char text[] = "a\0b";
	struct str copy = arena_copy(a, (struct str){text, 3}), empty = arena_copy(a, (struct str){0});

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(copy.len, 3);
	assert_memory_equal(copy.at, "a\0b", 4);
	assert_non_null(empty.at);
	assert_int_equal(empty.len, 0);
	assert_int_equal(empty.at[0], '\0');
	arena_close(a);
}

static void
formatted_text_has_its_length(void **state)
{
	struct arena *a = arena_open();
	struct str s = arena_format(a, "%s-%d", "x", 42), empty = arena_format(a, "%s", "");
	struct str wide = arena_format(a, "%300000d", 7);

	(void)state;
	assert_string_equal(s.at, "x-42");
	assert_int_equal(s.len, 4);
	assert_int_equal(empty.len, 0);
	assert_int_equal(wide.len, 300000);
	assert_int_equal(wide.at[299999], '7');
	assert_int_equal(wide.at[300000], '\0');
	arena_close(a);
}

static void
what_is_used_is_known_until_the_reset(void **state)
{
	struct arena *a = arena_open();

	(void)state;
	assert_int_equal(arena_used(a), 0);
	arena_take(a, 1000);
	arena_take(a, 1000000);
	assert_in_range(arena_used(a), 1001000, 1001100);
	arena_reset(a);
	assert_int_equal(arena_used(a), 0);
	arena_close(a);
}

static void
a_reset_gives_the_same_memory_again(void **state)
{
	struct arena *a = arena_open();
	void *first = arena_take(a, 100), *second;

	(void)state;
	for (int i = 0; i < 100; i++)
		arena_take(a, 10000);
	second = arena_take(a, 100);
	arena_reset(a);
	assert_ptr_equal(arena_take(a, 100), first);
	for (int i = 0; i < 100; i++)
		arena_take(a, 10000);
	assert_ptr_equal(arena_take(a, 100), second);
	arena_close(a);
}

/* Bytes that malloc has given out. */
static size_t
held(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

static void
a_busy_hour_is_not_held_for_ever(void **state)
{
	enum { MIB = 1024 * 1024 };
	struct arena *a = arena_open();
	size_t before = held(), busy;

	(void)state;
	for (int i = 0; i < 64; i++)
		arena_take(a, MIB);
	busy = held();
	arena_reset(a);
	if (busy == before) {
		arena_close(a);
		skip(); /* a sanitizer's or valgrind's malloc does not tell */
	}
	assert_true(busy > before + (size_t)60 * MIB);
	assert_true(held() < before + (size_t)10 * MIB);
	arena_take(a, (size_t)64 * MIB);
	arena_reset(a);
	assert_true(held() < before + (size_t)10 * MIB);
	arena_close(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pieces_are_aligned_and_apart),
	    cmocka_unit_test(zeroed_memory_is_zero_even_when_used_before),
	    cmocka_unit_test(copies_are_their_own_and_end_with_nul),
	    cmocka_unit_test(formatted_text_has_its_length),
	    cmocka_unit_test(what_is_used_is_known_until_the_reset),
	    cmocka_unit_test(a_reset_gives_the_same_memory_again),
	    cmocka_unit_test(a_busy_hour_is_not_held_for_ever),
	};

	arena_close(NULL);
	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
