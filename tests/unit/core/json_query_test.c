/* Paths: what they may say, what they find, and how a place is named when something is wrong there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pipeline/core/json_query.h"

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
parse(const char *text)
{
	struct json tree;
	enum reject_code code;
	size_t offset;

	if (!json_parse(arena, str_of(text), (struct json_limits){.depth = 100}, &tree, &code, &offset))
		fail_msg("%s at %zu", text, offset);
	return tree;
}

static const char *
as_json(const struct json *tree)
{
	struct buf out = {0};
	struct str text;

	json_write(&out, tree);
	buf_char(&out, '\0');
	text = arena_copy(arena, buf_view(&out));
	buf_free(&out);
	return text.at;
}

static struct json_query
path_of(const char *text)
{
	struct json_query path;
	const char *why = NULL;

	if (!json_query_compile(arena, str_of(text), &path, &why))
		fail_msg("%s: %s", text, why);
	return path;
}

static void
finds(const char *path, const char *event, const char *expected)
{
	struct json_query compiled = path_of(path);
	struct json tree = parse(event);
	const struct json *found = json_query_find(&compiled, &tree);

	assert_string_equal(found ? as_json(found) : "nothing", expected);
}

static void
names_and_indexes(void **state)
{
	(void)state;
	finds("$", "{\"a\":1}", "{\"a\":1}");
	finds("$.a", "{\"a\":1}", "1");
	finds("$.a.b-c", "{\"a\":{\"b-c\":null}}", "null");
	finds("$['a b'].c", "{\"a b\":{\"c\":2}}", "2");
	finds("$[\"x.y\"]", "{\"x.y\":3}", "3");
	finds("$.list[1]", "{\"list\":[1,2,3]}", "2");
	finds("$.list[-1]", "{\"list\":[1,2,3]}", "3");
	finds("$[0].a", "[{\"a\":1.10}]", "1.10");
	finds("$.@context", "{\"@context\":\"c\"}", "\"c\"");
}

static void
what_is_not_there(void **state)
{
	(void)state;
	finds("$.b", "{\"a\":1}", "nothing");
	finds("$.a.b", "{\"a\":1}", "nothing");
	finds("$.a[0]", "{\"a\":{\"0\":1}}", "nothing");
	finds("$.a[3]", "{\"a\":[1,2,3]}", "nothing");
	finds("$.a[-4]", "{\"a\":[1,2,3]}", "nothing");
	finds("$.a", "null", "nothing");
}

static bool
note(void *context, const struct json *v)
{
	struct json *list = context;

	json_add(arena, list, *v);
	return false;
}

static void
wildcards_find_all(void **state)
{
	struct json_query path = path_of("$.items[*].id");
	struct json tree = parse("{\"items\":[{\"id\":1},{\"no\":2},{\"id\":3},4]}");
	struct json list = json_array();

	(void)state;
	assert_true(path.many);
	assert_false(json_query_each(&path, &tree, note, &list));
	assert_string_equal(as_json(&list), "[1,3]");
	path = path_of("$.*.x");
	tree = parse("{\"a\":{\"x\":1},\"b\":{\"x\":2},\"c\":\"x\"}");
	list = json_array();
	json_query_each(&path, &tree, note, &list);
	assert_string_equal(as_json(&list), "[1,2]");
}

static void
wrong_paths(void **state)
{
	static const char *const wrong[] = {"", "a", "$a", "$.", "$.a.", "$..a", "$[", "$[a]", "$['a",
	    "$['a'", "$[1", "$.a b", "$[?(@.a)]", "$[-]", "$.a[]"};
	struct json_query path;
	const char *why;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		why = NULL;
		if (json_query_compile(arena, str_of(wrong[i]), &path, &why))
			fail_msg("%s is no path", wrong[i]);
		assert_non_null(why);
	}
}

static void
pointers_name_places(void **state)
{
	struct json_query path = path_of("$.a['b/c~d'][2].e");

	(void)state;
	assert_string_equal(json_query_pointer(arena, &path).at, "/a/b~1c~0d/2/e");
	path = path_of("$.a[*].b");
	assert_string_equal(json_query_pointer(arena, &path).at, "/a");
	path = path_of("$");
	assert_string_equal(json_query_pointer(arena, &path).at, "");
}

static void
what_blocks_a_path(void **state)
{
	struct json_query path = path_of("$.data.user.id");
	struct json tree = parse("{\"data\":{\"user\":\"ann\"}}");
	struct str pointer;

	(void)state;
	assert_true(json_query_blocked(arena, &path, &tree, &pointer));
	assert_string_equal(pointer.at, "/data/user");
	tree = parse("{\"data\":{\"user\":null}}");
	assert_false(json_query_blocked(arena, &path, &tree, &pointer));
	tree = parse("{\"data\":{}}");
	assert_false(json_query_blocked(arena, &path, &tree, &pointer));
	tree = parse("[]");
	assert_true(json_query_blocked(arena, &path, &tree, &pointer));
	assert_string_equal(pointer.at, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(names_and_indexes, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_is_not_there, setup, teardown),
	    cmocka_unit_test_setup_teardown(wildcards_find_all, setup, teardown),
	    cmocka_unit_test_setup_teardown(wrong_paths, setup, teardown),
	    cmocka_unit_test_setup_teardown(pointers_name_places, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_blocks_a_path, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
