/* JSON for people is the same JSON, with lines and spaces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/json_pretty.h"

static void
becomes(const char *json, const char *pretty)
{
	struct json_limits limits = {.depth = 32};
	struct arena *arena = arena_open();
	struct buf out = {0};
	enum reject_code code;
	struct json tree;
	size_t offset;

	assert_true(json_parse(arena, str_of(json), limits, &tree, &code, &offset));
	json_pretty(&out, &tree, 1);
	buf_char(&out, '\0');
	assert_string_equal(out.at, pretty);
	buf_free(&out);
	arena_close(arena);
}

static void
a_member_a_line(void **state)
{
	(void)state;
	becomes("{\"a\":{\"b\":1.10,\"c\\n\":\"x\"},\"d\":[]}",
	    " {\n   \"a\": {\n     \"b\": 1.10,\n     \"c\\n\": \"x\"\n   },\n   \"d\": []\n }\n");
}

static void
lists_of_scalars_stay_on_a_line(void **state)
{
	(void)state;
	becomes("[1,\"a\",null]", " [1,\"a\",null]\n");
	becomes("[{\"a\":1},{}]", " [\n   {\n     \"a\": 1\n   },\n   {}\n ]\n");
	becomes("true", " true\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_member_a_line),
	    cmocka_unit_test(lists_of_scalars_stay_on_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
