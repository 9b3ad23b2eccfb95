/* Values are made coarser, stay of their kind, and what is none of it does not stay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/yaml.h"
#include "stages/anonymize/policy/generalize.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static struct json
yaml_of(const char *text)
{
	struct json tree;
	struct error error;

	if (!yaml_parse(arena, str_of(text), "test", &tree, &error))
		fail_msg("%s", error.text);
	return tree;
}

static const struct generalize *
to(const char *said)
{
	const struct json tree = yaml_of(arena_format(arena, "generalize: %s", said).at);
	struct error error = {0};
	const struct generalize *g =
	    generalize_read(arena, json_get(&tree, STR("generalize")), PART_EXTENSIONS, "test", &error);

	if (!g)
		fail_msg("%s: %s", said, error.text);
	return g;
}

/* As JSON; "gone" where the value must not stay. */
static struct str
coarse(const struct generalize *g, const char *value)
{
	struct json v = yaml_of(arena_format(arena, "v: %s", value).at).members[0].value;
	struct buf out = {0};
	struct str text;

	if (!generalize(g, arena, NULL, &v))
		return STR("gone");
	json_write(&out, &v);
	text = arena_copy(arena, buf_view(&out));
	buf_free(&out);
	return text;
}

struct example {
	const char *to, *value, *made;
};

/* Each example, and that what it made is coarse enough. */
static void
hold(const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct generalize *g = to(examples[i].to);
		struct str made = coarse(g, examples[i].value);
		struct str again = str_eq(made, STR("gone")) ? made : coarse(g, made.at);

		if (!str_eq(made, str_of(examples[i].made)) || !str_eq(again, made))
			fail_msg("%s of %s is %.*s, and again %.*s; not %s", examples[i].to,
			    examples[i].value, STR_ARG(made), STR_ARG(again), examples[i].made);
	}
}

#define HOLD(examples) hold(examples, sizeof(examples) / sizeof(*(examples)))

static void
moments_are_cut(void **state)
{
	static const struct example examples[] = {
	    {"minute", "\"2026-03-14T16:35:59.120Z\"", "\"2026-03-14T16:35:00Z\""},
	    {"hour", "\"2026-03-14T16:35:59.120Z\"", "\"2026-03-14T16:00:00Z\""},
	    {"day", "\"2026-03-14T16:35:59.120Z\"", "\"2026-03-14T00:00:00Z\""},
	    {"week", "\"2026-03-14T16:35:59.120Z\"", "\"2026-03-09T00:00:00Z\""},
	    {"week", "\"2026-03-09T00:00:00Z\"", "\"2026-03-09T00:00:00Z\""},
	    {"week", "\"2026-03-15T23:59:59.999Z\"", "\"2026-03-09T00:00:00Z\""},
	    {"week", "\"2026-01-01T00:00:00Z\"", "\"2025-12-29T00:00:00Z\""},
	    {"week", "\"1969-12-31T23:59:59Z\"", "\"1969-12-29T00:00:00Z\""},
	    {"week", "\"1969-12-28T23:59:59Z\"", "\"1969-12-22T00:00:00Z\""},
	    {"month", "\"2026-03-14T16:35:59.120Z\"", "\"2026-03-01T00:00:00Z\""},
	    {"year", "\"2026-03-14T16:35:59.120Z\"", "\"2026-01-01T00:00:00Z\""},
	    /* the day is that of the moment in UTC */
	    {"day", "\"2026-03-14T23:30:00-05:00\"", "\"2026-03-15T00:00:00Z\""},
	    {"day", "\"2026-03-14T00:30:00+02:00\"", "\"2026-03-13T00:00:00Z\""},
	    {"day", "\"20260314T163500Z\"", "\"2026-03-14T00:00:00Z\""},
	    {"day", "\"2026-03-14T16:35:00\"", "\"2026-03-14T00:00:00Z\""},
	    {"day", "\"0001-01-01T10:00:00Z\"", "\"0001-01-01T00:00:00Z\""},
	    /* a date stays a date */
	    {"month", "\"1999-03-14\"", "\"1999-03-01\""},
	    {"year", "\"1999-03-14\"", "\"1999-01-01\""},
	    {"hour", "\"1999-03-14\"", "\"1999-03-14\""},
	    {"day", "\"1999-02-30\"", "gone"},
	    {"day", "last Tuesday", "gone"},
	    {"day", "true", "gone"},
	    {"day", "{a: \"2026-03-14T16:35:00Z\"}", "gone"},
	    {"day", "[\"2026-03-14T16:35:00Z\", \"ada@example.org\"]", "[\"2026-03-14T00:00:00Z\"]"},
	    {"day", "[\"ada@example.org\"]", "gone"},
	};

	(void)state;
	HOLD(examples);
}

static void
seconds_since_1970_are_moments(void **state)
{
	static const struct example examples[] = {
	    {"day", "1773506100", "1773446400"},
	    {"day", "1773506100123", "1773446400000"},
	    {"hour", "\"1773506100\"", "\"1773504000\""},
	    {"day", "1773506100.75", "1773446400"},
	    {"day", "42", "gone"},
	    {"day", "1e300", "gone"},
	};

	(void)state;
	HOLD(examples);
}

static void
durations_are_cut(void **state)
{
	static const struct example examples[] = {
	    {"minute", "PT1H12M59.9S", "\"PT1H12M\""},
	    {"minute", "PT59S", "\"PT0S\""},
	    {"hour", "PT90M", "\"PT1H\""},
	    {"day", "PT47H", "\"PT24H\""},
	    {"day", "P1M", "gone"},
	    {"week", "PT12H", "gone"},
	};

	(void)state;
	HOLD(examples);
}

static void
addresses_become_networks(void **state)
{
	static const struct example examples[] = {
	    {"network", "192.0.2.77", "\"192.0.2.0/24\""},
	    {"network", "192.0.2.77:443", "\"192.0.2.0/24\""},
	    {"{network: 16}", "192.0.2.77", "\"192.0.0.0/16\""},
	    {"{network: 20}", "198.51.177.77", "\"198.51.176.0/20\""},
	    {"network", "\"2001:db8:1ac0:2d40::90c0\"", "\"2001:db8:1ac0::/48\""},
	    {"network", "\"[2001:db8:1ac0:2d40::90c0]:443\"", "\"2001:db8:1ac0::/48\""},
	    {"{network: 16}", "\"2001:db8:1ac0:2d40::90c0\"", "\"2001:db8::/32\""},
	    {"network", "\"::ffff:192.0.2.77\"", "\"192.0.2.0/24\""},
	    {"network", "192.0.0.0/16", "\"192.0.0.0/16\""},
	    {"network", "\"192.0.2.77, 198.51.100.9\"", "\"192.0.2.0/24, 198.51.100.0/24\""},
	    {"network", "192.0.2.777", "gone"},
	    {"network", "192.0.2.77/33", "gone"},
	    {"network", "192.0.2.77/x", "gone"},
	    {"network", "192.0.2.77/", "gone"},
	    {"network", "\"192.0.2.77, ada\"", "gone"},
	    {"network", "\"[\"", "gone"},
	    {"network", "\"fe80::1%eth0\"", "gone"},
	    {"network", "\"\"", "gone"},
	    {"network", "192", "gone"},
	};

	(void)state;
	HOLD(examples);
}

static void
numbers_fall_into_bands(void **state)
{
	static const struct example examples[] = {
	    {"{bands: 10}", "77", "70"},
	    {"{bands: 10}", "-3.5", "-10"},
	    {"{bands: 10}", "\"77\"", "\"70\""},
	    {"{bands: 0.1}", "0.3", "0.3"},
	    {"{bands: 0.1}", "0.78", "0.7"},
	    {"{bands: 0.1}", "-0.05", "-0.1"},
	    {"{bands: 5}", "0", "0"},
	    {"{bands: 5}", "-0", "0"},
	    {"{bands: 7}", "1e20", "1e+20"},
	    {"{bands: [0, 50, 80, 100]}", "79.9", "50"},
	    {"{bands: [0, 50, 80, 100]}", "80", "80"},
	    {"{bands: [0, 50, 80, 100]}", "-1", "0"},
	    {"{bands: [0, 50, 80, 100]}", "1000", "100"},
	    {"{bands: [0, 0.50]}", "\"0.7\"", "\"0.50\""},
	    {"{bands: 10}", "seventy", "gone"},
	    {"{bands: 10}", "\"\"", "gone"},
	    {"{bands: 10}", "\"7 7\"", "gone"},
	    {"{bands: 10}", "\"1-2\"", "gone"},
	    {"{bands: 10}", "null", "gone"},
	};

	(void)state;
	HOLD(examples);
}

static void
places_become_regions(void **state)
{
	static const struct example examples[] = {
	    {"region", "48.8566", "48"},
	    {"region", "-1.5", "-2"},
	    {"region", "75001", "gone"},
	    {"region", "\"48.8566, 2.3522\"", "\"48,2\""},
	    {"region", "\"geo:48.8566,2.3522;u=35\"", "\"geo:48,2\""},
	    {"region", "\"geo:48.8566,2.3522,35\"", "\"geo:48,2\""},
	    {"region", "\"48.8566, 2.3522, ada\"", "gone"},
	    {"region", "\"12 Example Street\"", "gone"},
	    {"region", "[2.3522, 48.8566, 35.5]", "[2,48]"},
	    {"region", "{latitude: 48.8566, longitude: \"2.3522\", accuracy: 12, city: Exampleville}",
		"{\"latitude\":48,\"longitude\":\"2\"}"},
	    {"region", "{country: FR, Lat: 48.9, street: 12 Example Street}",
		"{\"country\":\"FR\",\"Lat\":48}"},
	    {"region", "{country: Ada of Example}", "gone"},
	    {"region",
		"{type: Feature, geometry: {type: Point, coordinates: [2.35, 48.85, 35]}, properties: {name: Ada}}",
		"{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[2,48]}}"},
	    {"region", "{type: Polygon, coordinates: [[[2.3, 48.8], [2.4, 48.9]]]}",
		"{\"type\":\"Polygon\",\"coordinates\":[[[2,48],[2,48]]]}"},
	    {"region", "false", "gone"},
	};

	(void)state;
	HOLD(examples);
}

static void
languages_lose_their_country(void **state)
{
	static const struct example examples[] = {
	    {"language", "fr-FR", "\"fr\""},
	    {"language", "FR_ca", "\"fr\""},
	    {"language", "gsw-Latn-CH", "\"gsw\""},
	    {"language", "de", "\"de\""},
	    {"language", "i-klingon", "gone"},
	    {"language", "x-ada", "gone"},
	    {"language", "ada@example.org", "gone"},
	    {"language", "french", "gone"},
	};

	(void)state;
	HOLD(examples);
}

/* A score with its raw, or scaled, made coarser. */
static struct str
coarse_score(const char *said, const char *score, struct str key)
{
	const struct json parameter = yaml_of(arena_format(arena, "generalize: %s", said).at);
	struct error error;
	const struct generalize *g =
	    generalize_read(arena, &parameter.members[0].value, PART_NUMBER, "test", &error);
	struct json tree = yaml_of(score);
	struct buf out = {0};
	struct str text;

	assert_non_null(g);
	assert_true(generalize(g, arena, &tree, json_get(&tree, key)));
	json_write(&out, &tree);
	text = arena_copy(arena, buf_view(&out));
	buf_free(&out);
	return text;
}

static void
scores_stay_on_their_scale(void **state)
{
	(void)state;
	assert_string_equal(coarse_score("{bands: 10}", "{raw: 17, min: 5, max: 20}", STR("raw")).at,
	    "{\"raw\":10,\"min\":5,\"max\":20}");
	assert_string_equal(coarse_score("{bands: 10}", "{raw: 7, min: 5, max: 20}", STR("raw")).at,
	    "{\"raw\":5,\"min\":5,\"max\":20}");
	assert_string_equal(
	    coarse_score("{bands: [10, 20]}", "{raw: 3, max: 4}", STR("raw")).at, "{\"raw\":4,\"max\":4}");
	assert_string_equal(
	    coarse_score("{bands: 0.75}", "{scaled: -0.9}", STR("scaled")).at, "{\"scaled\":-1}");
	assert_string_equal(coarse_score("{bands: [2, 3]}", "{scaled: 0.5, max: 9}", STR("scaled")).at,
	    "{\"scaled\":1,\"max\":9}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(moments_are_cut),
	    cmocka_unit_test(seconds_since_1970_are_moments),
	    cmocka_unit_test(durations_are_cut),
	    cmocka_unit_test(addresses_become_networks),
	    cmocka_unit_test(numbers_fall_into_bands),
	    cmocka_unit_test(places_become_regions),
	    cmocka_unit_test(languages_lose_their_country),
	    cmocka_unit_test(scores_stay_on_their_scale),
	};

	return cmocka_run_group_tests_name("generalize", tests, setup, teardown);
}
