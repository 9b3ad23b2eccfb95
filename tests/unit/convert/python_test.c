/* Text that Python's json.dumps would have written. */
#include "fixture.h"

#include "stages/convert/python.h"

static void
writes(const char *value, const char *expected)
{
	struct json v = parse(value);

	buf_clear(&scratch);
	python_write(&scratch, &v);
	buf_char(&scratch, '\0');
	assert_string_equal(scratch.at, expected);
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
	    cmocka_unit_test_setup_teardown(as_json_dumps_does, setup, teardown),
	};

	(void)as_json;
	(void)convert;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
