/* The checks that belong to no country, and the table of all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stages/anonymize/detect/checks.h"

static void
luhn_holds_for_card_numbers(void **state)
{
	(void)state;
	assert_true(check_luhn(STR("4111 1111 1111 1111")));
	assert_true(check_luhn(STR("5555-5555-5555-4444")));
	assert_false(check_luhn(STR("4111 1111 1111 1112")));
	assert_false(check_luhn(STR("1411 1111 1111 1111")));
	assert_false(check_luhn(STR("0")));
	assert_false(check_luhn(STR("00000000000000000000000000000000000000000")));
}

static void
mod97_holds_for_ibans(void **state)
{
	(void)state;
	assert_true(check_mod97(STR("GB82 WEST 1234 5698 7654 32")));
	assert_true(check_mod97(STR("fr7630006000011234567890189")));
	assert_false(check_mod97(STR("GB82 WEST 1234 5698 7654 33")));
	assert_false(check_mod97(STR("GB82 WEST 1234 5698 7645 32")));
	assert_false(check_mod97(STR("GB8")));
}

static void
an_ipv6_address_is_one_with_its_zone_and_prefix(void **state)
{
	(void)state;
	assert_true(check_ipv6(STR("2001:db8::1")));
	assert_true(check_ipv6(STR("fe80::1%eth0")));
	assert_true(check_ipv6(STR("2001:db8::/32")));
	assert_true(check_ipv6(STR("::ffff:192.0.2.1")));
	assert_false(check_ipv6(STR("1:2:3:4:5:6:7:8:9")));
	assert_false(check_ipv6(STR("1::2::3")));
	assert_false(check_ipv6(STR("12345::1")));
	assert_false(check_ipv6(STR("0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000")));
}

static void
digits_and_letters_are_taken_out(void **state)
{
	char out[4];

	(void)state;
	assert_int_equal(check_digits(STR("1 2-34.5x6"), out, sizeof(out)), 6);
	assert_memory_equal(out, "1234", 4);
	assert_int_equal(check_alnum(STR("a-B 1é2"), out, sizeof(out)), 4);
	assert_memory_equal(out, "AB12", 4);
}

static void
every_check_is_found_by_its_name(void **state)
{
	struct check one, found;
	size_t count = 0;

	(void)state;
	for (; check_at(count, &one); count++) {
		assert_true(check_named(one.name, &found));
		assert_true(str_eq(found.name, one.name));
		assert_false(check_holds(&one, STR("")));
	}
	assert_true(count >= 3);
	assert_false(check_named(STR("no such check"), &found));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(luhn_holds_for_card_numbers),
	    cmocka_unit_test(mod97_holds_for_ibans),
	    cmocka_unit_test(an_ipv6_address_is_one_with_its_zone_and_prefix),
	    cmocka_unit_test(digits_and_letters_are_taken_out),
	    cmocka_unit_test(every_check_is_found_by_its_name),
	};

	return cmocka_run_group_tests_name("checks", tests, NULL, NULL);
}
