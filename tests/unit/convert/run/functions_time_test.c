/* Moments and durations in the forms that sources write. */
#include "tests/unit/convert/values.h"

static void
iso_moments(void **state)
{
	(void)state;
	gives("{time: $.a}", "{\"a\":\"2024-03-14T16:35:00.1234567+02:00\"}",
	    "\"2024-03-14T16:35:00.1234567+02:00\"");
	gives("{time: $.a}", "{\"a\":\"20240314T163500Z\"}", "\"2024-03-14T16:35:00Z\"");
	gives("{time: $.a}", "{\"a\":\"2024-03-14T16:35:00\"}", "\"2024-03-14T16:35:00Z\"");
	gives("{time: $.a}", "{\"a\":\"2024-03-14 16:35:00.5\"}", "\"2024-03-14T16:35:00.5Z\"");
	gives("{time: $.a}", "{\"a\":\"2024-03-14 16:35:00+02:00\"}", "\"2024-03-14T14:35:00Z\"");
	gives("{time: $.a, zone: '+02:00'}", "{\"a\":\"2024-03-14 16:35:00\"}", "\"2024-03-14T14:35:00Z\"");
	gives("{time: $.a}", "{\"a\":\"2024-03-14  16:35:00\"}", "time at /a");
	gives("{time: $.a}", "{\"a\":\"2024-03-14 \"}", "time at /a");
	gives("{time: $.a}", "{\"a\":\"2024-02-30T00:00:00Z\"}", "time at /a");
	gives("{time: $.a}", "{\"a\":\"\"}", "time at /a");
	gives("{time: $.a}", "{\"a\":1710434100}", "type at /a");
	gives("{time: $.a}", "{}", "nothing");
	gives("{time: {first: [$.a, $.b]}}", "{\"b\":\"x\"}", "time at /b");
}

static void
a_zone_for_moments_without_one(void **state)
{
	(void)state;
	gives(
	    "{time: $.a, zone: '+02:00'}", "{\"a\":\"2024-03-14T16:35:00.5\"}", "\"2024-03-14T14:35:00.5Z\"");
	gives("{time: $.a, zone: '+02:00'}", "{\"a\":\"20240314t163500\"}", "\"2024-03-14T14:35:00Z\"");
	gives("{time: $.a, zone: '-0330'}", "{\"a\":\"2024-12-31T23:00:00\"}", "\"2025-01-01T02:30:00Z\"");
	gives("{time: $.a, zone: UTC}", "{\"a\":\"2024-03-14T16:35:00\"}", "\"2024-03-14T16:35:00Z\"");
	gives("{time: $.a, zone: '+02:00'}", "{\"a\":\"2024-03-14T16:35:00Z\"}", "\"2024-03-14T16:35:00Z\"");
	gives("{time: $.a, zone: '+02:00'}", "{\"a\":\"2024-03-14T16:35:00-0500\"}",
	    "\"2024-03-14T21:35:00Z\"");
	gives("{time: $.a, zone: '+02:00'}", "{\"a\":\"2024-03-14\"}", "time at /a");
	gives("{time: $.a, zone: '+02:00'}", "{\"a\":\"2024-03-14T16:35:00\\u0000\"}", "time at /a");
	gives("{time: $.a, zone: '+02:00'}", "{\"a\":5}", "type at /a");
}

static void
counted_seconds(void **state)
{
	(void)state;
	gives("{time: $.a, form: unix}", "{\"a\":1710434100}", "\"2024-03-14T16:35:00Z\"");
	gives("{time: $.a, form: unix}", "{\"a\":\"1710434100.25\"}", "\"2024-03-14T16:35:00.25Z\"");
	gives("{time: $.a, form: unix}", "{\"a\":1.7104341e9}", "\"2024-03-14T16:35:00Z\"");
	gives("{time: $.a, form: unix}", "{\"a\":-1}", "\"1969-12-31T23:59:59Z\"");
	gives("{time: $.a, form: unix-milliseconds}", "{\"a\":1710434100250}", "\"2024-03-14T16:35:00.25Z\"");
	gives("{time: $.a, form: unix}", "{\"a\":1e12}", "time at /a");
	gives("{time: $.a, form: unix}", "{\"a\":1e400}", "time at /a");
	gives("{time: $.a, form: unix}", "{\"a\":\"soon\"}", "time at /a");
	gives("{time: $.a, form: unix}", "{\"a\":true}", "type at /a");
}

static void
patterns(void **state)
{
	(void)state;
	gives("{time: $.a, form: 'DD.MM.YYYY hh:mm:ss'}", "{\"a\":\"14.03.2024 16:35:07\"}",
	    "\"2024-03-14T16:35:07Z\"");
	gives("{time: $.a, form: 'DD.MM.YYYY hh:mm', zone: '+01:00'}", "{\"a\":\"1.3.2024 0:05\"}",
	    "\"2024-02-29T23:05:00Z\"");
	gives("{time: $.a, form: 'YYYY-MM-DD'}", "{\"a\":\"2024-03-14\"}", "\"2024-03-14T00:00:00Z\"");
	gives(
	    "{time: $.a, form: 'YYYYMMDDhhmmss'}", "{\"a\":\"20240314163507\"}", "\"2024-03-14T16:35:07Z\"");
	gives("{time: $.a, form: 'MM/DD/YY hh:mm A'}", "{\"a\":\"3/14/24 4:35 pm\"}",
	    "\"2024-03-14T16:35:00Z\"");
	gives("{time: $.a, form: 'MM/DD/YY hh:mm A'}", "{\"a\":\"3/14/69 12:05 AM\"}",
	    "\"1969-03-14T00:05:00Z\"");
	gives("{time: $.a, form: 'YYYY-MM-DD hh:mm:ssZ'}", "{\"a\":\"2024-03-14 16:35:07.123456+02:00\"}",
	    "\"2024-03-14T14:35:07.123456Z\"");
	gives("{time: $.a, form: 'YYYY-MM-DD hh:mm:ss'}", "{\"a\":\"2024-03-14 16:35:07,5\"}",
	    "\"2024-03-14T16:35:07.5Z\"");
	gives("{time: $.a, form: 'YYYY-MM-DD hh:mm:ss.Z'}", "{\"a\":\"2024-03-14 16:35:07.Z\"}",
	    "\"2024-03-14T16:35:07Z\"");
}

static void
patterns_that_do_not_fit(void **state)
{
	static const char *const wrong[] = {"14.03.2024", "14.03.2024 16:35:07 ", "14.03.24 16:35:07",
	    "14-03-2024 16:35:07", "30.02.2024 16:35:07", "14.13.2024 16:35:07", "14.03.2024 24:35:07",
	    "14.03.2024 16:60:07", "014.03.2024 16:35:07", "14.03.2024 16:35:", "14.03.2024 16:35:07.", "",
	    "..  ::"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		gives("{time: $.a, form: 'DD.MM.YYYY hh:mm:ss'}",
		    arena_format(arena, "{\"a\":\"%s\"}", wrong[i]).at, "time at /a");
	gives("{time: $.a, form: 'DD.MM.YYYY'}", "{\"a\":20240314}", "type at /a");
	gives("{time: $.a, form: 'YYYYMMDD'}", "{\"a\":\"2024314\"}", "time at /a");
	gives("{time: $.a, form: 'DD.MM.YYYY hh A'}", "{\"a\":\"14.03.2024 0 AM\"}", "time at /a");
	gives("{time: $.a, form: 'DD.MM.YYYY hh A'}", "{\"a\":\"14.03.2024 13 PM\"}", "time at /a");
	gives("{time: $.a, form: 'DD.MM.YYYY hh A'}", "{\"a\":\"14.03.2024 3 XM\"}", "time at /a");
	gives("{time: $.a, form: 'DD.MM.YYYYZ'}", "{\"a\":\"14.03.2024.\"}", "time at /a");
	gives("{time: $.a, form: 'DD.MM.YYYYZ'}", "{\"a\":\"14.03.2024+99\"}", "time at /a");
}

static void
the_first_form_that_fits(void **state)
{
	static const char forms[] = "{time: $.a, form: [iso, unix, 'DD.MM.YYYY'], zone: '+01:00'}";
	static const struct {
		const char *value, *expected;
	} cases[] = {
	    {"\"2024-03-14T16:35:00+05:00\"", "\"2024-03-14T16:35:00+05:00\""},
	    {"\"2024-03-14T16:35:00\"", "\"2024-03-14T15:35:00Z\""},
	    {"1710434100", "\"2024-03-14T16:35:00Z\""},
	    {"\"14.03.2024\"", "\"2024-03-13T23:00:00Z\""},
	    {"\"14/03/2024\"", "time at /a"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct str mapping = arena_format(arena, CARRIES("%s"), forms);
		struct str event = arena_format(arena, "{\"a\":%s}", cases[i].value);

		assert_string_equal(makes(mapping.at, event.at), cases[i].expected);
	}
}

static void
durations_from_numbers(void **state)
{
	(void)state;
	gives("{minutes: $.a}", "{\"a\":90}", "\"PT1H30M\"");
	gives("{minutes: $.a}", "{\"a\":2520}", "\"PT42H\"");
	gives("{minutes: $.a}", "{\"a\":12.5}", "\"PT12M30S\"");
	gives("{minutes: $.a}", "{\"a\":0}", "\"PT0S\"");
	gives("{seconds: $.a}", "{\"a\":195}", "\"PT3M15S\"");
	gives("{hours: $.a}", "{\"a\":1.5}", "\"PT1H30M\"");
	gives("{milliseconds: $.a}", "{\"a\":1500}", "\"PT1.5S\"");
	gives("{minutes: $.a}", "{\"a\":-1}", "type at /a");
	gives("{minutes: $.a}", "{\"a\":1e30}", "type at /a");
	gives("{minutes: $.a}", "{\"a\":\"90\"}", "\"PT1H30M\"");
	gives("{seconds: $.a}", "{\"a\":\"195.5\"}", "\"PT3M15.5S\"");
	gives("{minutes: $.a}", "{\"a\":\"\"}", "nothing");
	gives("{minutes: $.a}", "{\"a\":\"soon\"}", "type at /a");
	gives("{minutes: {number: $.a}}", "{\"a\":\"90\"}", "\"PT1H30M\"");
}

static void
durations_from_text(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
	    {"\"P1Y2M\"", "\"P1Y2M\""},
	    {"\"PT90M\"", "\"PT90M\""},
	    {"\"1:30:00\"", "\"PT1H30M\""},
	    {"\"0000:12:30.5\"", "\"PT12M30.5S\""},
	    {"\"00:00:00\"", "\"PT0S\""},
	    {"\"90:00\"", "\"PT1H30M\""},
	    {"\"02:03.1234567\"", "\"PT2M3.123456S\""},
	    {"\"120:00:00\"", "\"PT120H\""},
	    {"\"\"", "nothing"},
	    {"\"90\"", "type at /a"},
	    {"\"1:60:00\"", "type at /a"},
	    {"\"1:00:60\"", "type at /a"},
	    {"\"1:00:00:00\"", "type at /a"},
	    {"\"-1:00:00\"", "type at /a"},
	    {"\"1:00:\"", "type at /a"},
	    {"\":00:00\"", "type at /a"},
	    {"\"1:00:00.\"", "type at /a"},
	    {"\"1:00:00 \"", "type at /a"},
	    {"\"99999999999:00:00\"", "type at /a"},
	    {"\"P\"", "type at /a"},
	    {"90", "type at /a"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		gives("{duration: $.a}", arena_format(arena, "{\"a\":%s}", cases[i].text).at,
		    cases[i].expected);
}

static void
seconds_from_durations(void **state)
{
	(void)state;
	gives("{in-seconds: $.a}", "{\"a\":\"PT20M20S\"}", "1220");
	gives("{in-seconds: $.a}", "{\"a\":\"PT0.026738S\"}", "0.026738");
	gives("{in-seconds: $.a}", "{\"a\":\"P1DT1H\"}", "90000");
	gives("{in-seconds: $.a}", "{\"a\":\"P1M\"}", "type at /a");
	gives("{in-seconds: $.a}", "{\"a\":\"90\"}", "type at /a");
	gives("{in-seconds: $.a}", "{\"a\":90}", "type at /a");
	gives("{in-seconds: $.a}", "{}", "nothing");
}

/* In a result, `duration` is a key and no construct. */
static void
a_results_own_duration(void **state)
{
	static const char mapping[] =
	    "source: test\nrules:\n  - statement:\n      actor: {mbox: mailto:a@example.com}\n"
	    "      verb: completed\n      object: {id: 'https://example.com/o'}\n"
	    "      result: {duration: {duration: $.t}}\n";
	struct conversion made = convert(mapping, "{\"t\":\"0:05:00\"}");

	(void)state;
	assert_int_equal(made.verdict, PASS);
	assert_string_equal(as_json(json_get(made.statements, STR("result"))), "{\"duration\":\"PT5M\"}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(iso_moments, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_zone_for_moments_without_one, setup, teardown),
	    cmocka_unit_test_setup_teardown(counted_seconds, setup, teardown),
	    cmocka_unit_test_setup_teardown(patterns, setup, teardown),
	    cmocka_unit_test_setup_teardown(patterns_that_do_not_fit, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_first_form_that_fits, setup, teardown),
	    cmocka_unit_test_setup_teardown(durations_from_numbers, setup, teardown),
	    cmocka_unit_test_setup_teardown(seconds_from_durations, setup, teardown),
	    cmocka_unit_test_setup_teardown(durations_from_text, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_results_own_duration, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
