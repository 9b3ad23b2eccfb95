/* YAML files give the tree that their author meant, or one message that names the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/core/yaml.h"

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
	struct error error = {0};
	struct json tree;

	if (!yaml_parse(arena, str_of(text), "f.yaml", &tree, &error))
		fail_msg("%s", error.text);
	return tree;
}

static const char *
as_json(const struct json *tree)
{
	struct buf out = {0};
	struct str text;

	json_write(&out, tree);
	text = arena_copy(arena, buf_view(&out));
	buf_free(&out);
	return text.at;
}

static void
gives(const char *yaml, const char *json)
{
	struct json tree = parse(yaml);

	assert_string_equal(as_json(&tree), json);
}

static void
refuses_text(struct str yaml, const char *message)
{
	struct error error = {0};
	struct json tree;

	assert_false(yaml_parse(arena, yaml, "f.yaml", &tree, &error));
	assert_int_equal(error.exit, EXIT_USAGE);
	assert_string_equal(error.text, message);
}

static void
refuses(const char *yaml, const char *message)
{
	refuses_text(str_of(yaml), message);
}

static void
plain_words_of_the_core_schema_are_typed(void **state)
{
	(void)state;
	gives("[true, True, TRUE, false, False, FALSE]", "[true,true,true,false,false,false]");
	gives("[null, Null, NULL, ~]", "[null,null,null,null]");
	gives("a:\nb: ", "{\"a\":null,\"b\":null}");
}

static void
words_of_yaml_1_1_are_text(void **state)
{
	(void)state;
	gives("[yes, no, on, off, y, n, tRue]", "[\"yes\",\"no\",\"on\",\"off\",\"y\",\"n\",\"tRue\"]");
}

static void
numbers_keep_the_text_they_came_in(void **state)
{
	(void)state;
	gives("[0, -0, 7, -12, 1.10, 1e3, 1E+05, 2.50e-10]", "[0,-0,7,-12,1.10,1e3,1E+05,2.50e-10]");
	gives("[123456789012345678901234567890]", "[123456789012345678901234567890]");
}

static void
numbers_that_json_would_not_write_are_text(void **state)
{
	(void)state;
	gives("[0x1f, 0o17, 1_000, .5, +1, 01, -01, 1., 1.e3, 1e, 1e+, -, '', 5x]",
	    "[\"0x1f\",\"0o17\",\"1_000\",\".5\",\"+1\",\"01\",\"-01\",\"1.\",\"1.e3\",\"1e\",\"1e+\",\"-\","
	    "\"\","
	    "\"5x\"]");
	gives("[.inf, -.inf, .nan, .NaN]", "[\".inf\",\"-.inf\",\".nan\",\".NaN\"]");
}

static void
what_is_quoted_is_text(void **state)
{
	(void)state;
	gives("['true', \"null\", '12', \"~\", !!str 12, !!str true]",
	    "[\"true\",\"null\",\"12\",\"~\",\"12\",\"true\"]");
	gives("a: |\n  12\nb: >-\n  true\n", "{\"a\":\"12\\n\",\"b\":\"true\"}");
}

static void
moments_and_versions_are_text(void **state)
{
	(void)state;
	gives("[2026-03-14T16:35:00Z, 2026-03-14, 1.0.3, 12:30]",
	    "[\"2026-03-14T16:35:00Z\",\"2026-03-14\",\"1.0.3\",\"12:30\"]");
}

static void
text_may_hold_any_character_and_nul(void **state)
{
	struct json tree = parse("\"a\\0b\\u00e9\\U0001F600\"");

	(void)state;
	assert_int_equal(tree.type, JSON_STRING);
	assert_true(json_equals(&tree, STR("a\0b\xc3\xa9\xf0\x9f\x98\x80")));
}

static void
trees_keep_order_and_shape(void **state)
{
	(void)state;
	gives("z: 1\na:\n  - x\n  - {k: v, l: [1, []]}\n  - {}\nm: {}\n",
	    "{\"z\":1,\"a\":[\"x\",{\"k\":\"v\",\"l\":[1,[]]},{}],\"m\":{}}");
	gives("- - 1\n  - 2\n- # a comment\n  three\n", "[[1,2],\"three\"]");
}

static void
an_empty_file_is_null(void **state)
{
	(void)state;
	gives("", "null");
	gives("# nothing\n", "null");
	gives("---\n...\n", "null");
}

static void
a_byte_order_mark_and_windows_newlines_are_accepted(void **state)
{
	(void)state;
	gives("\xef\xbb\xbf"
	      "a: 1\r\nb: x\r\n",
	    "{\"a\":1,\"b\":\"x\"}");
}

static void
each_node_knows_its_line(void **state)
{
	struct json tree = parse("# comment\n"
				 "first: 1\n"
				 "\n"
				 "map:\n"
				 "  inner:\n"
				 "    value\n"
				 "list:\n"
				 "  - one\n"
				 "  - {k: v}\n");
	struct json *map = json_get(&tree, STR("map"));
	struct json *list = json_get(&tree, STR("list"));

	(void)state;
	assert_int_equal(tree.line, 2);
	assert_int_equal(json_get(&tree, STR("first"))->line, 2);
	assert_int_equal(map->line, 4);
	assert_int_equal(json_get(map, STR("inner"))->line, 5);
	assert_int_equal(list->items[0].line, 8);
	assert_int_equal(list->items[1].line, 9);
}

static void
lines_beyond_what_a_node_can_hold_are_unknown(void **state)
{
	struct buf text = {0};
	struct json tree;

	(void)state;
	for (int i = 0; i < 65534; i++)
		buf_char(&text, '\n');
	buf_str(&text, STR("a: 1\nb: 2\n\0"));
	tree = parse(text.at);
	assert_int_equal(json_get(&tree, STR("a"))->line, 65535);
	assert_int_equal(json_get(&tree, STR("b"))->line, 0);
	buf_free(&text);
}

static void
aliases_copy_what_they_stand_for(void **state)
{
	struct json tree = parse("a: &x {k: [1, 2]}\nb: *x\nc: &x 5\nd: *x\n&key e: *key\n");
	struct json *a = json_get(&tree, STR("a"));
	struct json *b = json_get(&tree, STR("b"));

	(void)state;
	assert_string_equal(
	    as_json(&tree), "{\"a\":{\"k\":[1,2]},\"b\":{\"k\":[1,2]},\"c\":5,\"d\":5,\"e\":\"e\"}");
	assert_ptr_not_equal(a->members, b->members);
	assert_int_equal(b->line, 2);
}

static void
bad_aliases_are_refused(void **state)
{
	(void)state;
	refuses("a: 1\nb: *x\n", "f.yaml:2: an alias to an anchor that is not complete above it");
	refuses("a: &x\n  - *x\n", "f.yaml:2: an alias to an anchor that is not complete above it");
}

static void
growth_by_aliases_is_bounded(void **state)
{
	struct buf text = {0};

	(void)state;
	buf_format(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 30; i++)
		buf_format(&text, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n",
		    i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	refuses_text(buf_view(&text), "f.yaml:6: too large: aliases included, more than 200,000 values");
	assert_true(arena_used(arena) < 64 * 1024 * 1024);
	buf_free(&text);
}

static void
a_large_document_is_bounded(void **state)
{
	struct buf text = {0};

	(void)state;
	buf_char(&text, '[');
	for (int i = 0; i < 200000; i++)
		buf_str(&text, STR("1,\n"));
	buf_char(&text, ']');
	refuses_text(buf_view(&text), "f.yaml:200000: too large: more than 200,000 values");
	buf_free(&text);
}

static void
depth_is_bounded(void **state)
{
	struct buf text = {0};
	struct error error;
	struct json tree;

	(void)state;
	for (int i = 0; i < 127; i++)
		buf_char(&text, '[');
	for (int i = 0; i < 127; i++)
		buf_char(&text, ']');
	assert_true(yaml_parse(arena, buf_view(&text), "f.yaml", &tree, &error));
	buf_clear(&text);
	for (int i = 0; i < 5000; i++)
		buf_char(&text, '[');
	refuses_text(buf_view(&text), "f.yaml:1: nested too deep: more than 128 levels");
	buf_free(&text);
}

static void
duplicate_keys_are_refused_at_the_second(void **state)
{
	(void)state;
	refuses("a: 1\nb: 2\na: 3\n", "f.yaml:3: the key \"a\" stands here a second time");
	refuses("x:\n  k: 1\n  \"\\u006b\": 2\n", "f.yaml:3: the key \"k\" stands here a second time");
	refuses("{b: 1, a: 1,\n b: 2,\n a: 2}", "f.yaml:2: the key \"b\" stands here a second time");
	gives("a: {k: 1}\nb: {k: 1}\n", "{\"a\":{\"k\":1},\"b\":{\"k\":1}}");
}

static void
keys_are_text(void **state)
{
	(void)state;
	refuses("a: 1\n12: x\n", "f.yaml:2: a key must be text: put it in quotes");
	refuses("true: x\n", "f.yaml:1: a key must be text: put it in quotes");
	refuses("~: x\n", "f.yaml:1: a key must be text: put it in quotes");
	refuses("? [a]\n: x\n", "f.yaml:1: a key must be text");
	refuses("? {a: b}\n: x\n", "f.yaml:1: a key must be text");
	refuses("a: &n 5\n*n : x\n", "f.yaml:2: a key must be text: put it in quotes");
	gives("'12': x\n", "{\"12\":\"x\"}");
}

static void
merge_keys_are_refused(void **state)
{
	(void)state;
	refuses("a: &x {k: 1}\nb:\n  <<: *x\n",
	    "f.yaml:3: merge keys (<<) are not supported: write the members out");
	gives("'<<': 1\n", "{\"<<\":1}");
}

static void
several_documents_are_refused(void **state)
{
	(void)state;
	refuses("a: 1\n---\nb: 2\n", "f.yaml:2: a second document starts here");
	gives("---\na: 1\n...\n", "{\"a\":1}");
}

static void
tags_are_refused(void **state)
{
	(void)state;
	refuses("a: !!int 5\n", "f.yaml:1: tags other than !!str are not supported");
	refuses("a: 1\nb: !own x\n", "f.yaml:2: tags other than !!str are not supported");
	refuses("a: !!str [x]\n", "f.yaml:1: tags other than !!str are not supported");
	refuses("a: !!map {x: 1}\n", "f.yaml:1: tags other than !!str are not supported");
}

static void
broken_yaml_is_refused_with_its_line(void **state)
{
	(void)state;
	refuses("a: 1\nb: [1, 2\nc: 3\n",
	    "f.yaml:3: did not find expected ',' or ']' (while parsing a flow sequence)");
	refuses("a: b: c\n", "f.yaml:1: mapping values are not allowed in this context");
	refuses("a:\n\t- x\n",
	    "f.yaml:2: found character that cannot start any token (while scanning for the next token)");
}

static void
bytes_that_are_no_text_are_refused_with_their_line(void **state)
{
	(void)state;
	refuses("a: 1\nb: \xff\n", "f.yaml:2: invalid leading UTF-8 octet");
	refuses("a: 1\n\nb: \xc0\xaf\n", "f.yaml:3: invalid length of a UTF-8 sequence");
	refuses("a: \xed\xa0\x80\n", "f.yaml:1: invalid Unicode character");
	refuses_text(STR("a: 1\nb: \0\n"), "f.yaml:2: control characters are not allowed");
}

static void
files_are_read(void **state)
{
	char path[] = "/tmp/yaml_test_XXXXXX";
	struct error error = {0};
	struct json tree;
	int file = mkstemp(path);

	(void)state;
	assert_int_equal(write(file, "a: [1, x]\n", 10), 10);
	close(file);
	assert_true(yaml_read(arena, path, &tree, &error));
	assert_string_equal(as_json(&tree), "{\"a\":[1,\"x\"]}");
	unlink(path);
	assert_false(yaml_read(arena, path, &tree, &error));
	assert_int_equal(error.exit, EXIT_USAGE);
	assert_non_null(strstr(error.text, ": No such file or directory"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(plain_words_of_the_core_schema_are_typed),
	    TEST(words_of_yaml_1_1_are_text),
	    TEST(numbers_keep_the_text_they_came_in),
	    TEST(numbers_that_json_would_not_write_are_text),
	    TEST(what_is_quoted_is_text),
	    TEST(moments_and_versions_are_text),
	    TEST(text_may_hold_any_character_and_nul),
	    TEST(trees_keep_order_and_shape),
	    TEST(an_empty_file_is_null),
	    TEST(a_byte_order_mark_and_windows_newlines_are_accepted),
	    TEST(each_node_knows_its_line),
	    TEST(lines_beyond_what_a_node_can_hold_are_unknown),
	    TEST(aliases_copy_what_they_stand_for),
	    TEST(bad_aliases_are_refused),
	    TEST(growth_by_aliases_is_bounded),
	    TEST(a_large_document_is_bounded),
	    TEST(depth_is_bounded),
	    TEST(duplicate_keys_are_refused_at_the_second),
	    TEST(keys_are_text),
	    TEST(merge_keys_are_refused),
	    TEST(several_documents_are_refused),
	    TEST(tags_are_refused),
	    TEST(broken_yaml_is_refused_with_its_line),
	    TEST(bytes_that_are_no_text_are_refused_with_their_line),
	    TEST(files_are_read),
	};

	return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
