/* Packed values: JSON and query strings inside of text, however hostile. */
#include "values.h"

#include "stages/convert/unpack.h"
#include "stages/convert/url.h"

static void
json_in_text(void **state)
{
	(void)state;
	gives("{json: $.a}", "{\"a\":\"{\\\"b\\\":[1.10,\\\"x\\\"]}\"}", "{\"b\":[1.10,\"x\"]}");
	gives("{json: $.a}", "{\"a\":{\"b\":1}}", "{\"b\":1}");
	gives("{json: $.a}", "{\"a\":5}", "5");
	gives("{json: $.a}", "{\"a\":\"5\"}", "5");
	gives("{json: $.a}", "{\"a\":\"null\"}", "nothing");
	gives("{json: $.a}", "{\"a\":\"\"}", "nothing");
	gives("{json: $.a}", "{\"a\":\"{'b':1}\"}", "nothing");
	gives("{json: $.a}", "{\"a\":\"{} x\"}", "nothing");
	gives("{json: $.a}", "{\"a\":\"\\\"\\\\ud800\\\"\"}", "nothing");
	gives("{json: $.a, default: 7}", "{\"a\":\"x\"}", "7");
	gives("{json: {json: $.a}}", "{\"a\":\"\\\"[1]\\\"\"}", "[1]");
	gives("{json: $.a}", "{}", "nothing");
}

static void
json_that_is_too_deep(void **state)
{
	char event[2 * UNPACK_DEPTH + 32] = "{\"a\":\"";

	(void)state;
	memset(event + 6, '[', UNPACK_DEPTH);
	memset(event + 6 + UNPACK_DEPTH, ']', UNPACK_DEPTH);
	strcpy(event + 6 + 2 * UNPACK_DEPTH, "\"}");
	gives("{switch: [{when: {$.a: {is: text}}, value: {write: {json: $.a}, is: text}}]}", event,
	    arena_format(arena, "\"%.*s\"", 2 * UNPACK_DEPTH, event + 6).at);
	memset(event + 6, '[', UNPACK_DEPTH + 1);
	memset(event + 6 + UNPACK_DEPTH + 1, ']', UNPACK_DEPTH + 1);
	strcpy(event + 6 + 2 * UNPACK_DEPTH + 2, "\"}");
	gives("{json: $.a}", event, "nothing");
}

/* A whole statement, or a map of extensions, may come out of text. */
static void
json_where_an_object_stands(void **state)
{
	static const char mapping[] = "source: test\nrules:\n  - when: {$.s: {exists: true}}\n"
				      "    statement: {json: $.s}\n"
				      "  - statement:\n      actor: {mbox: mailto:a@example.com}\n"
				      "      verb: completed\n      object: {id: 'https://example.com/o'}\n"
				      "      result: {extensions: {json: $.e}}\n";
	struct conversion made = convert(mapping, "{\"s\":\"{\\\"id\\\":\\\"x\\\"}\"}");

	(void)state;
	assert_string_equal(as_json(made.statements), "{\"id\":\"x\"}");
	made = convert(mapping, "{\"e\":\"{\\\"urn:x\\\":1}\"}");
	assert_string_equal(
	    as_json(json_get(made.statements, STR("result"))), "{\"extensions\":{\"urn:x\":1}}");
	made = convert(mapping, "{\"e\":\"[]\"}");
	assert_int_equal(made.code, REJECT_TYPE);
	made = convert(mapping, "{\"s\":\"no json\"}");
	assert_int_equal(made.code, REJECT_MISSING);
	assert_string_equal(made.pointer.at, "/s");
}

static void
query_strings(void **state)
{
	static const struct {
		const char *query, *object;
	} cases[] = {
	    {"a=1&b=x+y&c", "{\"a\":\"1\",\"b\":\"x y\",\"c\":\"\"}"},
	    {"a%5B%5D=1&b=2&a[]=3&a[]=", "{\"a[]\":[\"1\",\"3\",\"\"],\"b\":\"2\"}"},
	    {"q=%C3%A4%2B%26", "{\"q\":\"ä+&\"}"},
	    {"a=%FF+b&c=%E4", "{\"a\":\"%FF+b\",\"c\":\"%E4\"}"},
	    {"a=%&b=%4&c=%zz", "{\"a\":\"%\",\"b\":\"%4\",\"c\":\"%zz\"}"},
	    {"&&a=1&&", "{\"a\":\"1\"}"},
	    {"?a=b=c", "{\"a\":\"b=c\"}"},
	    {"=v", "{\"\":\"v\"}"},
	    {"", "{}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		gives("{query: $.a}", arena_format(arena, "{\"a\":\"%s\"}", cases[i].query).at,
		    cases[i].object);
	gives("{query: $.a}", "{\"a\":{\"b\":[1]}}", "{\"b\":[1]}");
	gives("{query: $.a}", "{\"a\":7}", "7");
}

/* Many keys take no time to speak of: neither one after the other nor all the same. */
static void
a_hundred_thousand_keys(void **state)
{
	enum { KEYS = 100000 };
	struct buf query = {0};
	struct json object;

	(void)state;
	for (int i = 0; i < KEYS; i++)
		buf_format(&query, "k%d=%d&same=%d&", i, i, i);
	object = query_read(arena, buf_view(&query));
	assert_int_equal(object.count, KEYS + 1);
	assert_true(str_eq(object.members[1].key, STR("same")));
	assert_int_equal(object.members[1].value.count, KEYS);
	assert_true(str_eq(object.members[KEYS].key, STR("k99999")));
	buf_free(&query);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(json_in_text, setup, teardown),
	    cmocka_unit_test_setup_teardown(json_that_is_too_deep, setup, teardown),
	    cmocka_unit_test_setup_teardown(json_where_an_object_stands, setup, teardown),
	    cmocka_unit_test_setup_teardown(query_strings, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_hundred_thousand_keys, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
