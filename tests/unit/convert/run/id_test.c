/* Ids and canonical JSON: the same event has the same id, however it is written. */
#include "tests/unit/convert/fixture.h"

#include "pipeline/core/digest.h"
#include "stages/convert/run/id.h"
#include "stages/convert/run/iri.h"

static void
canonical_is(const char *json, const char *expected)
{
	struct json tree = parse(json);

	buf_clear(&scratch);
	canonical_write(arena, &scratch, &tree);
	buf_char(&scratch, '\0');
	assert_string_equal(scratch.at, expected);
}

static void
canonical_json(void **state)
{
	(void)state;
	canonical_is("{ \"b\": [1, {\"z\":null,\"a\":true}], \"a\": \"x\" }",
	    "{\"a\":\"x\",\"b\":[1,{\"a\":true,\"z\":null}]}");
	canonical_is("[1.0,10e-1,100E-2,1]", "[1,1,1,1]");
	canonical_is("[0,-0,0.0,0e9]", "[0,0,0,0]");
	canonical_is("[1.50,15e-1,-0.0150,1e400]", "[0.15e1,0.15e1,-0.15e-1,0.1e401]");
	canonical_is("[12345678901234567890.5]", "[0.123456789012345678905e20]");
	canonical_is("[{},[],\"\",\"\\u00e4\\u0000\"]", "[{},[],\"\",\"ä\\u0000\"]");
}

static const char *
id_of(const char *parts)
{
	struct json tree = parse(parts);
	uint8_t space[16], id[16];
	char text[36];

	id_space(STR("learnflow"), space);
	id_make(arena, &scratch, space, &tree, id);
	uuid_write(id, text);
	return arena_copy(arena, (struct str){text, sizeof(text)}).at;
}

/* Expected values by Python's uuid: uuid5(uuid5(NAMESPACE_URL, "urn:lrstream:source:learnflow"), '["evt_1","registered"]') */
static void
ids_are_uuid5(void **state)
{
	(void)state;
	assert_string_equal(id_of("[\"evt_1\",\"registered\"]"), "954b9e18-b4bc-5fad-92d3-a361d9838a50");
	assert_string_equal(id_of("[\"cert_3dEf6gHiJ\",\"earned\"]"), "477675e1-4dd1-5ab8-9ad7-1acf32f3b601");
}

static void
order_and_form_change_no_id(void **state)
{
	(void)state;
	assert_string_equal(id_of("[{\"a\":1,\"b\":2.0}]"), id_of("[ {\"b\":20e-1, \"a\":1.00} ]"));
	assert_string_not_equal(id_of("[\"1\"]"), id_of("[1]"));
	assert_string_not_equal(id_of("[\"a\",\"b\"]"), id_of("[\"a\\\",\\\"b\"]"));
}

static void
escapes(const char *text, const char *expected)
{
	buf_clear(&scratch);
	iri_escape(&scratch, str_of(text));
	buf_char(&scratch, '\0');
	assert_string_equal(scratch.at, expected);
}

static void
what_an_iri_cannot_hold(void **state)
{
	struct str nul = {"a\0b", 3};

	(void)state;
	escapes("course-v1:edX+Demo@x/y?z=1&b#c", "course-v1:edX+Demo@x/y?z=1&b#c");
	escapes("a b\"<>\\^`{|}[]", "a%20b%22%3C%3E%5C%5E%60%7B%7C%7D%5B%5D");
	escapes("%41%4g%", "%41%254g%25");
	escapes("ä日🎓", "ä日🎓");
	escapes("\x7f\xc2\x85\xee\x80\x80\xef\xbf\xbf", "%7F%C2%85%EE%80%80%EF%BF%BF");
	escapes("a\xe2\x80\x8e\xe2\x80\x8f\xe2\x80\xaa\xe2\x80\xae", "a%E2%80%8E%E2%80%8F%E2%80%AA%E2%80%AE");
	escapes("a#b#c#", "a#b%23c%23");
	iri_escape(&scratch, STR("#d"));
	buf_char(&scratch, '\0');
	assert_non_null(strstr(scratch.at + strlen(scratch.at) + 1, "%23d"));
	buf_clear(&scratch);
	iri_escape(&scratch, nul);
	assert_memory_equal(scratch.at, "a%00b", 5);
}

static void
schemes(void **state)
{
	(void)state;
	assert_true(iri_is(STR("urn:x")));
	assert_true(iri_is(STR("https://example.com/ä")));
	assert_false(iri_is(STR("example.com/a")));
	assert_false(iri_is(STR(":a")));
	assert_false(iri_is(STR("1a:b")));
	assert_false(iri_is(STR("a:b c")));
	assert_true(iri_is(STR("a:b#c")));
	assert_false(iri_is(STR("a:b#c#d")));
	assert_false(iri_is(STR("a:b\xe2\x80\xae")));
	assert_false(iri_is(STR("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(canonical_json, setup, teardown),
	    cmocka_unit_test_setup_teardown(ids_are_uuid5, setup, teardown),
	    cmocka_unit_test_setup_teardown(order_and_form_change_no_id, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_an_iri_cannot_hold, setup, teardown),
	    cmocka_unit_test_setup_teardown(schemes, setup, teardown),
	};

	(void)convert;
	(void)as_json;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
