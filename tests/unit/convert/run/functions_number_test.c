/* Numbers keep their digits, sums are short, and what is no number or boolean is refused. */
#include "tests/unit/convert/values.h"

#include "stages/convert/run/number.h"

static void
numbers_keep_their_text(void **state)
{
	(void)state;
	gives("$.a", "{\"a\":92.50}", "92.50");
	gives("{number: $.a}", "{\"a\":\"1.10\"}", "1.10");
	gives("{number: $.a}", "{\"a\":\" -3 \"}", "-3");
	gives("{number: $.a}", "{\"a\":1E2}", "1E2");
	gives("{number: $.a}", "{\"a\":\"\"}", "nothing");
	gives("{number: $.a}", "{\"a\":\".50\"}", "0.50");
	gives("{number: $.a}", "{\"a\":\"-.5\"}", "-0.5");
	gives("{number: $.a}", "{\"a\":\"+5\"}", "5");
	gives("{number: $.a}", "{\"a\":\"+-5\"}", "type at /a");
	gives("{number: $.a}", "{\"a\":\".\"}", "type at /a");
	gives("{number: $.a}", "{\"a\":\"007\"}", "type at /a");
	gives("{number: $.a}", "{\"a\":\"5 apples\"}", "type at /a");
	gives("{number: $.a}", "{\"a\":true}", "type at /a");
}

static void
rounding(void **state)
{
	(void)state;
	gives("{round: $.a, places: 2}", "{\"a\":1.235}", "1.24");
	gives("{round: $.a, places: 3}", "{\"a\":0.5000}", "0.5");
	gives("{round: $.a, places: 2}", "{\"a\":3.999}", "4");
	gives("{round: $.a}", "{\"a\":10}", "10");
	gives("{round: $.a}", "{\"a\":1e300}", "1e300");
	gives("{round: $.a}", "{\"a\":\"1\"}", "1");
	gives("{round: $.a}", "{\"a\":\"x\"}", "type at /a");
}

static void
booleans(void **state)
{
	static const char *const yes[] = {"true", "1", "1.0", "\"true\"", "\"TRUE\"", "\"Yes\"", "\" 1 \""};
	static const char *const no[] = {"false", "0", "\"False\"", "\"no\"", "\"0\""};
	static const char *const neither[] = {"2", "-1", "0.5", "\"on\"", "\"y\"", "\" \"", "[]", "{}"};

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		gives("{boolean: $.a}", arena_format(arena, "{\"a\":%s}", yes[i]).at, "true");
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		gives("{boolean: $.a}", arena_format(arena, "{\"a\":%s}", no[i]).at, "false");
	for (size_t i = 0; i < sizeof(neither) / sizeof(*neither); i++)
		gives("{boolean: $.a}", arena_format(arena, "{\"a\":%s}", neither[i]).at, "type at /a");
	gives("{boolean: $.a}", "{\"a\":\"\"}", "nothing");
	gives("{boolean: $.a, default: false}", "{}", "false");
}

static void
arithmetic(void **state)
{
	(void)state;
	gives("{add: [0.1, 0.2]}", "{}", "0.3");
	gives("{add: [$.a, $.b, 1]}", "{\"a\":1,\"b\":\"2.5\"}", "4.5");
	gives("{subtract: [$.a, $.b]}", "{\"a\":1,\"b\":0.9}", "0.1");
	gives("{multiply: [$.a, 100]}", "{\"a\":0.07}", "7");
	gives("{multiply: [9007199254740992, 1]}", "{}", "9007199254740992");
	gives("{divide: [$.a, $.b]}", "{\"a\":2,\"b\":3}", "0.666666666666667");
	gives("{divide: [$.a, 100]}", "{\"a\":85}", "0.85");
	gives("{round: {divide: [$.a, 3]}, places: 2}", "{\"a\":2}", "0.67");
	gives("{divide: [$.a, $.b]}", "{\"a\":2,\"b\":0}", "nothing");
	gives("{divide: [$.a, $.b]}", "{\"a\":2}", "nothing");
	gives("{divide: [$.a, $.b]}", "{\"a\":2,\"b\":\"\"}", "nothing");
	gives("{divide: [$.a, $.b]}", "{\"a\":2,\"b\":\"x\"}", "type at /b");
	gives("{multiply: [$.a, $.a]}", "{\"a\":1e200}", "type at /a");
	gives("{add: [$.a, 1]}", "{\"a\":1e999}", "type at /a");
	gives("{add: [$.a, 1]}", "{\"a\":true}", "type at /a");
}

static void
written_without_needless_digits(void **state)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
	    {0, "0"},
	    {-0.0, "0"},
	    {-1.5, "-1.5"},
	    {100, "100"},
	    {1e15, "1000000000000000"},
	    {-9007199254740992.0, "-9007199254740992"},
	    {0.1 + 0.2, "0.3"},
	    {1.0 / 3, "0.333333333333333"},
	    {0.00001, "0.00001"},
	    {1.5e-7, "0.00000015"},
	    {1.5e-8, "1.5e-8"},
	    {1234567.125, "1234567.125"},
	    {123456789012345678.0, "123456789012346000"},
	    {1e20, "100000000000000000000"},
	    {1e21, "1e21"},
	    {-2.5e300, "-2.5e300"},
	    {1.7976931348623157e308, "1.79769313486232e308"},
	    {5e-324, "4.94065645841247e-324"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char text[NUMBER_BYTES];
		int len = number_write(cases[i].value, text);

		if (!str_eq((struct str){text, (size_t)len}, str_of(cases[i].text)))
			fail_msg("%.*s, not %s", len, text, cases[i].text);
		assert_true(number_is((struct str){text, (size_t)len}));
	}
}

static void
what_json_takes_for_a_number(void **state)
{
	static const char *const good[] = {"0", "-0", "10", "1.10", "1e5", "1E+5", "-0.5e-10"};
	static const char *const bad[] = {
	    "", "-", "+1", "01", ".5", "1.", "1e", "1e+", "0x1", "1 ", "--1", "NaN", "INF", "1.5.2"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(number_is(str_of(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(number_is(str_of(bad[i])));
}

static void
scaling_cuts_and_never_rounds(void **state)
{
	static const struct {
		const char *number;
		int power;
		int64_t expected;
	} cases[] = {
	    {"1710434100.1234569", 6, 1710434100123456},
	    {"1.5e3", 0, 1500},
	    {"-2.55", 1, -25},
	    {"0.00", 6, 0},
	    {"1e-9", 6, 0},
	    {"999999999999999999", 0, 999999999999999999},
	};
	int64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_true(number_scaled(str_of(cases[i].number), cases[i].power, &value));
		assert_int_equal(value, cases[i].expected);
	}
	assert_false(number_scaled(STR("1e18"), 0, &value));
	assert_false(number_scaled(STR("1e999999999999"), 6, &value));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(numbers_keep_their_text, setup, teardown),
	    cmocka_unit_test_setup_teardown(rounding, setup, teardown),
	    cmocka_unit_test_setup_teardown(booleans, setup, teardown),
	    cmocka_unit_test_setup_teardown(arithmetic, setup, teardown),
	    cmocka_unit_test(written_without_needless_digits),
	    cmocka_unit_test(what_json_takes_for_a_number),
	    cmocka_unit_test(scaling_cuts_and_never_rounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
