/* What is a number of a telephone, a card or an account, and what only looks like one. All are made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "stages/anonymize/detect/checks.h"

struct rule {
	const char *check;
	const char *right[12], *wrong[16];
};

static const struct rule rules[] = {
    {"card",
	{"4000000000000002", "4000 0000 0000 0002", "5105-1051-0510-5100", "378282246310005",
	    "5018 0000 0009"},
	{"4000000000000003", "0000000000000000", "40000000002", "40000000000000000008", "", "4"}},
    {"iban",
	{"FR88 1250 6200 1111 1111 1111 103", "BE41-5390-0000-4703", "nl69exmp0300065264",
	    "DE44 500 00000 9123456789"},
	{"FR89 1250 6200 1111 1111 1111 103", "BE41-53-90-0000-47-03", "BE4-1539-0000-4703", "FR88"}},
    {"phone",
	{"06 39 98 01 02", "555-0123", "555-0123 ext. 12345678901234567", "+1 (202) 555-0123#99", "712 508",
	    "06 12 20 26 10", "20411234", "1700 1632", "17001027", "201001234481", "99000000"},
	{"2026-01-31", "31/01/2026", "1/31/2026 10", "31.01.2026 10.30", "20260131", "202601311032",
	    "20260131103207", "1939-1945", "12345", "123456789012345678", "000000", "1876-03-10", "1.234567",
	    "12 000 000", "20000000"}},
    {"phone_alone",
	{"612 34 56 78", "06 39 98 01 02", "0639980102", "01 01 01 02 01", "06 66 66 66 66",
	    "01 23 45 67 89"},
	{"05 10 15 20 25", "09 08 07 06 05", "02 03 05 07 11", "03 06 12 24 48",
	    "02 03 04 05 06 07 08 09 10 11", "600 10 20 30", "01 10 11 00 01", "12 34 56",
	    "01 02 2003 04 05"}},
    {"phone_national", {"07700 900123", "02 123 45 67", "(020) 7946 0123", "030/2312512 ext. 1234567"},
	{"0770 900", "07700 900123 4567", "31.01.2026 1"}},
    {"phone_likely", {"555 0123", "5550123", "612 345 678", "053 915 000", "77600000", "+33639980102"},
	{"1000000", "25000000", "150 000 000", "1 234 567", "12 345 000", "2026-1234567", "712 508",
	    "1939-1945", "1234567890123456"}},
};

static void
judge(const struct rule *rule, const char *const *numbers, size_t most, bool wanted)
{
	struct check check;

	assert_true(check_named(str_of(rule->check), &check));
	for (size_t i = 0; i < most && numbers[i]; i++)
		if (check_holds(&check, str_of(numbers[i])) != wanted)
			fail_msg("%s: \"%s\" %s", rule->check, numbers[i], wanted ? "fails" : "holds");
}

static void
numbers_hold(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		judge(&rules[i], rules[i].right, sizeof(rules[i].right) / sizeof(*rules[i].right), true);
}

static void
dates_amounts_and_rows_do_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		judge(&rules[i], rules[i].wrong, sizeof(rules[i].wrong) / sizeof(*rules[i].wrong), false);
}

/* A match may be as long as a pattern lets it: nothing is written beyond what is kept of it. Several numbers in a row
 * are phone_alone however many they are. */
static void
long_matches_are_no_numbers(void **state)
{
	char digits[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(digits); i++)
		digits[i] = i % 2 ? ' ' : (char)('0' + i % 10);
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		struct check check;

		assert_true(check_named(str_of(rules[i].check), &check));
		for (size_t length = 64; length <= sizeof(digits); length *= 2)
			assert_int_equal(check_holds(&check, (struct str){digits, length}),
			    strcmp(rules[i].check, "phone_alone") == 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_hold),
	    cmocka_unit_test(dates_amounts_and_rows_do_not),
	    cmocka_unit_test(long_matches_are_no_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
