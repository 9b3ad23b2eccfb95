/* Slices are compared by their bytes, whatever their length and whatever stands around them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pipeline/core/str.h"

enum { LENGTH_MOST = 40 };

static void
one_byte_makes_a_difference(void **state)
{
	char a[LENGTH_MOST + 2] = {0}, b[LENGTH_MOST + 2] = {0};

	(void)state;
	for (size_t len = 0; len <= LENGTH_MOST; len++) {
		struct str one = {a + 1, len}, two = {b + 1, len};

		for (size_t i = 0; i < sizeof(a); i++)
			a[i] = b[i] = (char)(i * 37);
		b[0] = b[len + 1] = 'x'; /* beside the slice */
		assert_true(str_eq(one, two));
		for (size_t i = 1; i <= len; i++) {
			b[i] ^= 1;
			assert_false(str_eq(one, two));
			b[i] ^= 1;
		}
		two.len++;
		assert_false(str_eq(one, two));
	}
}

static void
nothing_is_the_same_as_nothing(void **state)
{
	(void)state;
	assert_true(str_eq((struct str){NULL, 0}, STR("")));
	assert_false(str_eq((struct str){NULL, 0}, STR("a")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_byte_makes_a_difference),
	    cmocka_unit_test(nothing_is_the_same_as_nothing),
	};

	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
