/* Digests, media types, versions, and what PostgreSQL's numeric can hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "stages/validate/form.h"

static void
hex_is_of_either_case(void **state)
{
	(void)state;
	assert_true(is_hex(STR("0123456789abcdefABCDEF")));
	assert_false(is_hex(STR("0g")));
	assert_false(is_hex(STR("ab ")));
	assert_false(is_hex(STR("a\0")));
	assert_false(is_hex(STR("a\x11")));
}

static void
a_media_type_has_two_parts(void **state)
{
	static const char *const good[] = {
	    "text/plain", "text/plain; charset=ascii", "application/vnd.a+json", "a/b;c=\"d\"", NULL};
	static const char *const bad[] = {"", "text", "text/", "/plain", "text plain", "te xt/plain",
	    "text/plain charset", "text/pl\xc3\xa9", NULL};

	(void)state;
	for (const char *const *s = good; *s; s++)
		if (!is_media_type(str_of(*s)))
			fail_msg("%s", *s);
	for (const char *const *s = bad; *s; s++)
		if (is_media_type(str_of(*s)))
			fail_msg("%s", *s);
}

static void
version_1_starts_with_1_0(void **state)
{
	(void)state;
	assert_true(is_version_1(STR("1.0.3")));
	assert_true(is_version_1(STR("1.0.9-rc1")));
	assert_true(is_version_1(STR("1.0")));
	assert_false(is_version_1(STR("1.1.0")));
	assert_false(is_version_1(STR("2.0.0")));
	assert_false(is_version_1(STR("1.00")));
	assert_false(is_version_1(STR("")));
}

static void
version_2_takes_later_ones_too(void **state)
{
	static const char *const good[] = {"1.0", "1.0.9", "2.0", "2.0.0", "2.1.0", "3.0", "10.2.1", NULL};
	static const char *const bad[] = {
	    "", "2", "2.", "v2.0", "0.9.9", "1.1.0", "1.2", "text", "2.x", "02.0", "2.0x", NULL};

	(void)state;
	for (const char *const *s = good; *s; s++)
		if (!is_version_2(str_of(*s)))
			fail_msg("%s", *s);
	for (const char *const *s = bad; *s; s++)
		if (is_version_2(str_of(*s)))
			fail_msg("%s", *s);
}

static void
numbers_end_where_numeric_ends(void **state)
{
	static const char *const good[] = {"0", "-1", "1.5", "1e131071", "1E+131071", "9.99e131071",
	    "0.1e131072", "0.001e131074", "12e131070", "1e-16383", "1.5e-16382", "0e5000", "-0.0", NULL};
	static const char *const bad[] = {"1e131072", "10e131071", "0.1e131073", "1e-16384", "1.5e-16383",
	    "0.0e-16383", "1e999999999999999999999", "1e-999999999999999999999", "-1E131072", NULL};

	(void)state;
	for (const char *const *s = good; *s; s++)
		if (!is_storable_number(str_of(*s)))
			fail_msg("%s", *s);
	for (const char *const *s = bad; *s; s++)
		if (is_storable_number(str_of(*s)))
			fail_msg("%s", *s);
}

/* "1" and `before` - 1 zeros, then a point and `after` zeros. */
static bool
long_number_fits(int before, int after)
{
	size_t len = (size_t)(before + after + (after > 0));
	char *text = malloc(len);
	bool fits;

	memset(text, '0', len);
	text[0] = '1';
	if (after)
		text[before] = '.';
	fits = is_storable_number((struct str){text, len});
	free(text);
	return fits;
}

static void
digits_count_without_an_exponent_too(void **state)
{
	(void)state;
	assert_true(long_number_fits(131072, 0));
	assert_false(long_number_fits(131073, 0));
	assert_true(long_number_fits(131072, 16383));
	assert_true(long_number_fits(1, 16383));
	assert_false(long_number_fits(1, 16384));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hex_is_of_either_case),
	    cmocka_unit_test(a_media_type_has_two_parts),
	    cmocka_unit_test(version_1_starts_with_1_0),
	    cmocka_unit_test(version_2_takes_later_ones_too),
	    cmocka_unit_test(numbers_end_where_numeric_ends),
	    cmocka_unit_test(digits_count_without_an_exponent_too),
	};

	return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
