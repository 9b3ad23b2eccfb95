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
finds_all(const char *text, const char *event, const char *expected)
{
	struct json_query path = path_of(text);
	struct json tree = parse(event);
	struct json list = json_array();

	assert_true(path.many);
	json_query_each(&path, &tree, note, &list);
	assert_string_equal(as_json(&list), expected);
}

/* RFC 9535, 2.5.2.3: the examples' order, a value before what it holds. */
static void
any_depth(void **state)
{
	const char *tree = "{\"o\":{\"j\":1,\"k\":2},\"a\":[5,3,[{\"j\":4},{\"k\":6}]]}";

	(void)state;
	finds_all("$..j", tree, "[1,4]");
	finds_all("$..[0]", tree, "[5,{\"j\":4}]");
	finds_all("$..*", "{\"a\":[1,{\"b\":2}]}", "[[1,{\"b\":2}],1,{\"b\":2},2]");
	finds_all("$.o..k", tree, "[2]");
	finds_all("$..a..j", tree, "[4]");
	finds_all("$..['j']", tree, "[1,4]");
	finds_all("$..none", tree, "[]");
	finds_all("$..j", "7", "[]");
	finds_all("$..a", "{\"a\":{\"a\":1}}", "[{\"a\":1},1]");
}

static void
filters(void **state)
{
	const char *tree = "{\"l\":[{\"t\":\"a\",\"n\":1},{\"t\":\"b\",\"n\":1.0},{\"n\":null},4]}";

	(void)state;
	finds_all("$.l[?@.t == 'b'].n", tree, "[1.0]");
	finds_all("$.l[?@.t=='b'].n", tree, "[1.0]");
	finds_all("$.l[?@.n == 1].t", tree, "[\"a\",\"b\"]");
	finds_all("$.l[?@.n == null]", tree, "[{\"n\":null}]");
	finds_all("$.l[? @.t != \"a\" ]", tree, "[{\"t\":\"b\",\"n\":1.0},{\"n\":null},4]");
	finds_all("$.l[?@.t].t", tree, "[\"a\",\"b\"]");
	finds_all("$.l[?@ == 4]", tree, "[4]");
	finds_all("$..[?@.t == 'a'].n", tree, "[1]");
	finds_all("$.l[?@['t'] == 'a'].n", tree, "[1]");
	finds_all("$.o[?@.x == true]", "{\"o\":{\"p\":{\"x\":true},\"q\":{\"x\":false}}}", "[{\"x\":true}]");
}

static bool
note_name(void *context, const struct json_query_hit *hit)
{
	struct buf *names = context;

	if (hit->key.at)
		buf_str(names, hit->key);
	else
		buf_format(names, "%u", hit->index);
	buf_char(names, ' ');
	return false;
}

static void
names_of_what_is_found(void **state)
{
	struct json tree = parse("{\"l\":[1,2],\"o\":{\"x\":1,\"y\":{\"x\":2}}}");
	struct json_query paths[] = {
	    path_of("$.l[*]"), path_of("$.o.*"), path_of("$..x"), path_of("$.l[-1]")};
	struct buf names = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		json_query_each_hit(&paths[i], &tree, note_name, &names);
	assert_true(str_eq(buf_view(&names), STR("0 1 x y x x 1 ")));
	buf_free(&names);
}

static void
named_roots(void **state)
{
	struct json_query path = path_of("$data.course_id");

	(void)state;
	assert_true(str_eq(path.root, STR("data")));
	assert_int_equal(path.count, 1);
	assert_int_equal(path_of("$.a").root.len, 0);
	path = path_of("$event-name");
	assert_true(str_eq(path.root, STR("event-name")));
	assert_int_equal(path.count, 0);
	assert_true(json_query_is(STR("$data")));
	assert_true(json_query_is(STR("$")));
	assert_false(json_query_is(STR("$5")));
	assert_false(json_query_is(STR("data")));
}

static void
wrong_paths(void **state)
{
	static const char *const wrong[] = {"", "a", "$A", "$.", "$.a.", "$..", "$...a", "$[", "$[a]", "$['a",
	    "$['a'", "$[1", "$.a b", "$[?(@.a)]", "$[-]", "$.a[]", "$.a[?]", "$.a[?@.b == ]", "$.a[?@.b = 1]",
	    "$.a[?@.b == c]", "$.a[?@.b == 'c'", "$.a[?@.b[*] == 1]", "$.a[?@..b]", "$.a[?@[?@.b]]",
	    "$.a[?@.b < 1]", "$.a[?@.b == [1]]"};
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
	assert_string_equal(json_query_pointer(arena, &path, STR("")).at, "/a/b~1c~0d/2/e");
	path = path_of("$.a[*].b");
	assert_string_equal(json_query_pointer(arena, &path, STR("")).at, "/a");
	path = path_of("$");
	assert_string_equal(json_query_pointer(arena, &path, STR("")).at, "");
}

static void
what_blocks_a_path(void **state)
{
	struct json_query path = path_of("$.data.user.id");
	struct json tree = parse("{\"data\":{\"user\":\"ann\"}}");
	struct str pointer;

	(void)state;
	assert_true(json_query_blocked(arena, &path, &tree, STR(""), &pointer));
	assert_string_equal(pointer.at, "/data/user");
	tree = parse("{\"data\":{\"user\":null}}");
	assert_false(json_query_blocked(arena, &path, &tree, STR(""), &pointer));
	tree = parse("{\"data\":{}}");
	assert_false(json_query_blocked(arena, &path, &tree, STR(""), &pointer));
	tree = parse("[]");
	assert_true(json_query_blocked(arena, &path, &tree, STR(""), &pointer));
	assert_string_equal(pointer.at, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(names_and_indexes, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_is_not_there, setup, teardown),
	    cmocka_unit_test_setup_teardown(wildcards_find_all, setup, teardown),
	    cmocka_unit_test_setup_teardown(any_depth, setup, teardown),
	    cmocka_unit_test_setup_teardown(filters, setup, teardown),
	    cmocka_unit_test_setup_teardown(names_of_what_is_found, setup, teardown),
	    cmocka_unit_test_setup_teardown(named_roots, setup, teardown),
	    cmocka_unit_test_setup_teardown(wrong_paths, setup, teardown),
	    cmocka_unit_test_setup_teardown(pointers_name_places, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_blocks_a_path, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
