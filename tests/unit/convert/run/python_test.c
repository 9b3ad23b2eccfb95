/* Text that Python's json.dumps would have written. */
#include "tests/unit/convert/fixture.h"

#include "stages/convert/run/python.h"

static void
writes_as(const char *value, enum python_style style, const char *expected)
{
	struct json v = parse(value);

	buf_clear(&scratch);
	python_write(&scratch, &v, style);
	buf_char(&scratch, '\0');
	assert_string_equal(scratch.at, expected);
}

static void
writes(const char *value, const char *expected)
{
	writes_as(value, PYTHON_ASCII, expected);
}

static void
without_escapes_for_letters(void **state)
{
	(void)state;
	writes_as("[\"\\u00e4\\ud83d\\ude00\\\"\\n\\u001f\",true]", PYTHON_TEXT,
	    "[\"\xc3\xa4\xf0\x9f\x98\x80\\\"\\n\\u001f\", true]");
}

static void
as_str_does(void **state)
{
	(void)state;
	writes_as("{\"a\":[null,true,false,1.5,\"it's\"]}", PYTHON_REPR,
	    "{'a': [None, True, False, 1.5, \"it's\"]}");
	writes_as("[\"it's \\\"x\\\"\",\"\\\\\\n\\u0001\\u00e4\",\"\"]", PYTHON_REPR,
	    "['it\\'s \"x\"', '\\\\\\n\\x01\xc3\xa4', '']");
}

static void
as_json_dumps_does(void **state)
{
	(void)state;
	writes("{\"b\":[1,2.50,-3e5],\"a\":{}}", "{\"b\": [1, 2.50, -3e5], \"a\": {}}");
	writes("[true,false,null,[],\"\"]", "[true, false, null, [], \"\"]");
	writes("\"\\u00e4\\u20ac\\ud83d\\ude00\"", "\"\\u00e4\\u20ac\\ud83d\\ude00\"");
	writes("\"\\\"\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\"");
	writes("\"\\u0000\\u001f\\u007f~ \"", "\"\\u0000\\u001f\\u007f~ \"");
	writes("{\"\\u00fc\":1}", "{\"\\u00fc\": 1}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(without_escapes_for_letters, setup, teardown),
	    cmocka_unit_test_setup_teardown(as_str_does, setup, teardown),
	    cmocka_unit_test_setup_teardown(as_json_dumps_does, setup, teardown),
	};

	(void)as_json;
	(void)convert;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
