/* What is UTF-8, and which characters it writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "pipeline/core/utf8.h"

static void
shortest_forms_of_characters_and_nothing_else(void **state)
{
	(void)state;
	assert_true(utf8_is(STR("")));
	assert_true(utf8_is(STR("a\0z")));
	assert_true(utf8_is(STR("\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80 \xf4\x8f\xbf\xbf")));
	assert_false(utf8_is(STR("\xc0\x80")));         /* overlong */
	assert_false(utf8_is(STR("\xe0\x9f\xbf")));     /* overlong */
	assert_false(utf8_is(STR("\xed\xa0\x80")));     /* a surrogate */
	assert_false(utf8_is(STR("\xf4\x90\x80\x80"))); /* beyond U+10FFFF */
	assert_false(utf8_is(STR("\xe4\xf6")));         /* Latin-1 */
	assert_false(utf8_is(STR("a\xe2\x82")));        /* cut off */
	assert_false(utf8_is(STR("\x80")));
}

static void
characters_and_their_length(void **state)
{
	struct str rest = STR("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
	static const uint32_t expected[] = {'a', 0xe4, 0x20ac, 0x1f600};
	size_t length;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(utf8_character(rest, &length), expected[i]);
		assert_int_equal(length, i + 1);
		rest = str_from(rest, length);
	}
	assert_int_equal(rest.len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(shortest_forms_of_characters_and_nothing_else),
	    cmocka_unit_test(characters_and_their_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
