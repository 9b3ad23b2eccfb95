/* Whatever is written as YAML reads back equal, and reads well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/yaml.h"
#include "pipeline/core/yaml_write.h"

enum { TREES = 3000, TEXTS = 6000, MOST_PIECES = 12 };

static struct arena *arena;
static struct buf out;

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
	buf_free(&out);
	return 0;
}

static struct json
parse_json(const char *text)
{
	struct json_limits limits = {.depth = 64};
	enum reject_code code;
	struct json tree;
	size_t offset;

	assert_true(json_parse(arena, str_of(text), limits, &tree, &code, &offset));
	return tree;
}

static struct str
written(const struct json *tree)
{
	buf_clear(&out);
	yaml_write(&out, tree);
	return buf_view(&out);
}

static void
writes(const char *json, const char *yaml)
{
	struct json tree = parse_json(json);
	struct str text = written(&tree);

	buf_char(&out, '\0');
	assert_string_equal(out.at, yaml);
	assert_int_equal(text.len, strlen(yaml));
}

/* Numbers must keep their digits, and text must stay text. */
static bool
same(const struct json *a, const struct json *b)
{
	struct buf one = {0}, other = {0};
	bool equal;

	json_write(&one, a);
	json_write(&other, b);
	equal = str_eq(buf_view(&one), buf_view(&other));
	buf_free(&one);
	buf_free(&other);
	return equal;
}

static void
reads_back(const struct json *tree)
{
	struct str text = arena_copy(arena, written(tree));
	struct error e;
	struct json again;

	if (!yaml_parse(arena, text, "written", &again, &e))
		fail_msg("%s\n%.*s", e.text, STR_ARG(text));
	if (!same(tree, &again))
		fail_msg("reads back otherwise:\n%.*s", STR_ARG(text));
}

static void
blocks_outside_and_lines_inside(void **state)
{
	(void)state;
	writes("{\"source\":\"x\",\"rules\":[{\"when\":{\"$.a\":1},\"drop\":\"no\"}]}",
	    "source: x\nrules:\n  - when: {$.a: 1}\n    drop: 'no'\n");
	writes("[]", "[]\n");
	writes("{}", "{}\n");
	writes("[[1,2],[]]", "- - 1\n  - 2\n- []\n");
	writes("\"a\"", "a\n");
}

static void
texts_that_mean_something_else_are_quoted(void **state)
{
	(void)state;
	writes(
	    "[\"true\",\"Null\",\"\",\"1\",\"0x1f\",\"~\",\"yes\",\"2024-01-02\",\"- a\",\"a: b\",\"a #b\",\" a\",\"a \"]",
	    "- 'true'\n- 'Null'\n- ''\n- '1'\n- '0x1f'\n- '~'\n- 'yes'\n- '2024-01-02'\n- '- a'\n- 'a: b'\n- 'a #b'\n"
	    "- ' a'\n- 'a '\n");
	writes(
	    "[\"$.a.b\",\"http://x.example/a?b=c\",\"it's\",\"\\\"it's\\\"\",\"a\\nb\",\"{$.a}\",\"$.a[0]\"]",
	    "- $.a.b\n- 'http://x.example/a?b=c'\n- \"it's\"\n- '\"it''s\"'\n- \"a\\nb\"\n- '{$.a}'\n- '$.a[0]'\n");
}

static void
long_keys_and_long_lines(void **state)
{
	struct json tree = json_object(), inner = json_object(), list = json_array();
	char key[3000];

	(void)state;
	memset(key, 'k', sizeof(key));
	json_append(
	    arena, &inner, (struct str){key, sizeof(key)}, json_string((struct str){key, sizeof(key)}));
	json_append(arena, &inner, (struct str){key, 1020}, json_number(STR("1.10")));
	json_add(arena, &list, inner);
	json_append(arena, &tree, (struct str){key, 1500}, list);
	json_append(arena, &tree, STR("deep"), inner);
	reads_back(&tree);
}

/* Pieces of text that YAML is touchy about. */
static const char *const pieces[] = {"a", "Z", "0", "7", "-", "+", ".", ",", ":", ": ", " #", "#", "[", "]",
    "{", "}", "'", "\"", "\\", "\n", "\r", "\t", " ", "  ", "!", "&", "*", "|", ">", "%", "@", "`", "?", "? ",
    "=", "<<", "~", "_", "true", "null", "no", "...", "---", "\x01", "\x7f", "\xc2\x85", "\xc2\xa0",
    "\xe2\x80\xa8", "\xe2\x80\xa9", "\xef\xbb\xbf", "\xc3\xa9", "\xf0\x9f\x98\x80", "$", "$.", "/", "e",
    "1e5", "0x", "\xef\xbf\xbd"};

static struct str
random_text(void)
{
	struct buf b = {0};
	struct str text;

	for (int left = rand() % MOST_PIECES; left > 0; left--)
		buf_str(&b, str_of(pieces[(size_t)rand() % (sizeof(pieces) / sizeof(*pieces))]));
	if (rand() % 10 == 0)
		buf_char(&b, '\0');
	text = arena_copy(arena, buf_view(&b));
	buf_free(&b);
	return text;
}

static struct json
random_scalar(void)
{
	static const char *const numbers[] = {"0", "-1", "1.10", "1e400", "-0.5E-3"};

	switch (rand() % 6) {
	case 0:
		return (struct json){.type = JSON_NULL};
	case 1:
		return json_bool(rand() % 2);
	case 2:
		return json_number(str_of(numbers[rand() % 5]));
	default:
		return json_string(random_text());
	}
}

static struct json
random_tree(int depth)
{
	struct json tree = rand() % 2 ? json_object() : json_array();

	if (depth == 0 || rand() % 4 == 0)
		return random_scalar();
	for (int left = rand() % 5; left > 0; left--)
		if (tree.type == JSON_OBJECT)
			json_set(arena, &tree, random_text(), random_tree(depth - 1));
		else
			json_add(arena, &tree, random_tree(depth - 1));
	return tree;
}

static void
any_text_reads_back_equal(void **state)
{
	(void)state;
	srand(1);
	for (int i = 0; i < TEXTS; i++) {
		struct json text = json_string(random_text());
		struct json list = json_array(), outer = json_array();

		json_add(arena, &list, text);
		json_add(arena, &list, text);
		json_add(arena, &outer, list);
		reads_back(&text);
		reads_back(&outer);
		arena_reset(arena);
	}
}

static void
any_tree_reads_back_equal(void **state)
{
	(void)state;
	srand(2);
	for (int i = 0; i < TREES; i++) {
		struct json tree = random_tree(rand() % 7);

		reads_back(&tree);
		arena_reset(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(blocks_outside_and_lines_inside),
	    cmocka_unit_test(texts_that_mean_something_else_are_quoted),
	    cmocka_unit_test(long_keys_and_long_lines),
	    cmocka_unit_test(any_text_reads_back_equal),
	    cmocka_unit_test(any_tree_reads_back_equal),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
