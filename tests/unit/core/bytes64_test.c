/* Bytes looked at together give what looking at each gives, eight at a time and sixty-four. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/bytes64.h"

static void
fill(char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		at[i] = (char)(rand() >> 4);
}

static bool
is_within(char c, int low, int high)
{
	return (unsigned char)c >= low && (unsigned char)c <= high;
}

static void
eight_are_loaded_in_their_order(void **state)
{
	(void)state;
	assert_true(bytes8_load("\x01\x02\x03\x04\x05\x06\x07\xff") == 0xff07060504030201u);
}

static void
bits_of_eight_are_those_of_each(void **state)
{
	(void)state;
	srand(1);
	for (int round = 0; round < 20000; round++) {
		int low = rand() % 128, high = low + rand() % (128 - low);
		char bytes[8];
		uint64_t bits = 0;

		fill(bytes, sizeof(bytes));
		for (int i = 0; i < 8; i++)
			bits |= (uint64_t)is_within(bytes[i], low, high) << i;
		assert_int_equal(
		    bytes8_bits(bytes8_within(bytes8_load(bytes), (uint64_t)low, (uint64_t)high)), bits);
	}
}

static void
bits_of_sixty_four_are_those_of_each(void **state)
{
	static const char ranges[][2] = {
	    {'a', 'z'}, {'0', '9'}, {'@', '@'}, {'-', ':'}, {1, 0x7f}, {0x7f, 0x7f}};

	(void)state;
	srand(2);
	for (int round = 0; round < 20000; round++) {
		const char *range = ranges[round % 6];
		char bytes[BYTES64];
		uint64_t within = 0, letters = 0, leads = 0;

		fill(bytes, sizeof(bytes));
		for (int i = 0; i < BYTES64; i++) {
			within |= (uint64_t)is_within(bytes[i], range[0], range[1]) << i;
			letters |= (uint64_t)is_within(bytes[i] | 0x20, 'a', 'z') << i;
			leads |= (uint64_t)is_within(bytes[i], 0xc0, 0xff) << i;
		}
		assert_true(bytes64_within(bytes64_load(bytes), range[0], range[1]) == within);
		assert_true(bytes64_within(bytes64_lower(bytes64_load(bytes)), 'a', 'z') == letters);
		assert_true(bytes64_leads(bytes64_load(bytes)) == leads);
		assert_true(bytes64_are(bytes64_load(bytes), range[1])
			    == bytes64_within(bytes64_load(bytes), range[1], range[1]));
	}
}

static void
behind_a_text_are_zeros(void **state)
{
	char bytes[2 * BYTES64];

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	assert_true(bytes64_are(bytes64_load_from(bytes, sizeof(bytes), 3), 'x') == UINT64_MAX);
	assert_true(bytes64_are(bytes64_load_from(bytes, 5, 3), 'x') == 3);
	assert_true(bytes64_are(bytes64_load_from(bytes, 5, 3), '\0') == ~(uint64_t)3);
	assert_true(bytes64_are(bytes64_load_from(bytes, 5, 5), '\0') == UINT64_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(eight_are_loaded_in_their_order),
	    cmocka_unit_test(bits_of_eight_are_those_of_each),
	    cmocka_unit_test(bits_of_sixty_four_are_those_of_each),
	    cmocka_unit_test(behind_a_text_are_zeros),
	};

	return cmocka_run_group_tests_name("bytes64", tests, NULL, NULL);
}
