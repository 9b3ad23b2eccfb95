/* Packed values: JSON, query strings, PHP's serialize and dotted keys, however hostile. */
#include "tests/unit/convert/values.h"

#include "stages/convert/run/unpack.h"
#include "stages/convert/run/url.h"

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

/* ---- PHP ---- */

/* The value that PHP's text stands for; "refused" for none. Quotes are written as ' here. */
static const char *
unserialized(const char *text)
{
	struct str copy = arena_copy(arena, str_of(text));
	struct json v;

	for (char *c = (char *)(uintptr_t)copy.at; c < copy.at + copy.len; c++)
		if (*c == '\'')
			*c = '"';
	return php_read(arena, copy, &v) ? as_json(&v) : "refused";
}

static void
what_php_serializes(void **state)
{
	static const struct {
		const char *text, *value;
	} cases[] = {
	    {"N;", "null"},
	    {"b:1;", "true"},
	    {"b:0;", "false"},
	    {"i:-5;", "-5"},
	    {"d:0.10;", "0.10"},
	    {"d:1.0E+25;", "1.0E+25"},
	    {"s:0:'';", "\"\""},
	    {"s:5:'a\";s:';", "\"a\\\";s:\""},
	    {"s:2:'ä';", "\"ä\""},
	    {"a:0:{}", "[]"},
	    {"a:2:{i:0;s:1:'x';i:1;N;}", "[\"x\",null]"},
	    {"a:2:{i:1;b:1;i:0;b:0;}", "{\"1\":true,\"0\":false}"},
	    {"a:2:{s:8:'courseid';i:7;s:5:'other';a:1:{i:0;i:1;}}", "{\"courseid\":7,\"other\":[1]}"},
	    {"a:1:{s:1:'0';i:1;}", "{\"0\":1}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(unserialized(cases[i].text), cases[i].value);
}

static void
what_php_never_writes(void **state)
{
	static const char *const wrong[] = {
	    "",
	    "N",
	    "n;",
	    "b:2;",
	    "b:1",
	    "i:;",
	    "i:1.5;",
	    "i:+1;",
	    "i:007;",
	    "i:1e5;",
	    "d:INF;",
	    "d:NAN;",
	    "d:0x1;",
	    "s:3:'ab';",
	    "s:1:'ab';",
	    "s:-1:'';",
	    "s:1:'ä';",
	    "s:999999999:'a';",
	    "s:99999999999999999999:'a';",
	    "s:2:'ab'",
	    "s:2:ab;",
	    "a:1:{}",
	    "a:0:{i:0;N;}",
	    "a:1:{i:0;N;",
	    "a:1:{N;N;}",
	    "a:1:{i:0;}",
	    "a:-1:{}",
	    "a:999999999:{i:0;N;}",
	    "a:2:{i:5;N;i:5;N;}",
	    "a:2:{s:1:'a';N;s:1:'a';N;}",
	    "i:1;i:2;",
	    "i:1; ",
	    "O:8:'stdClass':0:{}",
	    "C:1:'A':0:{}",
	    "E:3:'A:B';",
	    "a:2:{i:0;i:1;i:1;R:2;}",
	    "a:2:{i:0;i:1;i:1;r:2;}",
	    "a:1:{i:0;O:8:'stdClass':0:{}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_string_equal(unserialized(wrong[i]), "refused");
}

/* Cut off anywhere, a text is none, and no byte behind it is read. */
static void
php_cut_off(void **state)
{
	static const char whole[] =
	    "a:3:{s:1:\"a\";d:0.5;i:7;a:2:{i:0;b:1;i:1;N;}s:2:\"bb\";s:5:\"ab\";c\";}";
	struct json v;

	(void)state;
	for (size_t len = 0; len < sizeof(whole) - 1; len++) {
		char *exact = malloc(len ? len : 1);

		assert_non_null(exact);
		memcpy(exact, whole, len);
		assert_false(php_read(arena, (struct str){exact, len}, &v));
		free(exact);
	}
	assert_true(php_read(arena, str_of(whole), &v));
}

/* Depth ends at a bound; lengths that are promised on each level take no memory. */
static void
php_too_deep(void **state)
{
	for (uint32_t depth = UNPACK_DEPTH - 1; depth <= UNPACK_DEPTH + 1; depth++) {
		struct buf text = {0};
		struct json v;

		for (uint32_t i = 0; i < depth; i++)
			buf_str(&text, STR("a:1:{i:0;"));
		buf_str(&text, STR("N;"));
		for (uint32_t i = 0; i < depth; i++)
			buf_char(&text, '}');
		assert_int_equal(php_read(arena, buf_view(&text), &v), depth <= UNPACK_DEPTH);
		buf_free(&text);
	}
	(void)state;
}

static void
php_promises_take_no_memory(void **state)
{
	struct buf text = {0};
	size_t before = arena_used(arena);
	struct json v;

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_str(&text, STR("a:900000000:{i:0;"));
	assert_false(php_read(arena, buf_view(&text), &v));
	assert_true(arena_used(arena) - before < (1 << 20));
	buf_free(&text);
}

static void
php_with_a_hundred_thousand_keys(void **state)
{
	enum { KEYS = 100000 };
	struct buf text = {0};
	struct json v;

	(void)state;
	buf_format(&text, "a:%d:{", KEYS);
	for (int i = 0; i < KEYS; i++)
		buf_format(&text, "i:%d;i:1;", KEYS - i);
	buf_char(&text, '}');
	assert_true(php_read(arena, buf_view(&text), &v));
	assert_int_equal(v.type, JSON_OBJECT);
	assert_int_equal(v.count, KEYS);
	buf_free(&text);
}

static void
php_as_a_construct(void **state)
{
	(void)state;
	gives("{php: $.a}", "{\"a\":\"a:1:{s:2:\\\"id\\\";i:7;}\"}", "{\"id\":7}");
	gives("{php: $.a}", "{\"a\":\"N;\"}", "nothing");
	gives("{php: $.a}", "{\"a\":\"{}\"}", "nothing");
	gives("{php: $.a, default: none}", "{\"a\":\"x\"}", "\"none\"");
	gives("{php: $.a}", "{\"a\":[1]}", "[1]");
}

/* ---- dotted keys ---- */

static const char *
nested(const char *text)
{
	struct json v = parse(text), made = nested_read(arena, &v);

	return as_json(&made);
}

static void
dotted_keys(void **state)
{
	static const struct {
		const char *flat, *nested;
	} cases[] = {
	    {"{\"a.b.c\":1,\"x\":2,\"a.b.d\":3,\"a.e\":4}",
		"{\"a\":{\"b\":{\"c\":1,\"d\":3},\"e\":4},\"x\":2}"},
	    {"{\"i.10.id\":\"k\",\"i._count\":2,\"i.9.id\":\"j\"}",
		"{\"i\":{\"_count\":2,\"9\":{\"id\":\"j\"},\"10\":{\"id\":\"k\"}}}"},
	    {"{\"a\":{\"b.c\":1},\"a.b.d\":2}", "{\"a\":{\"b\":{\"c\":1,\"d\":2}}}"},
	    {"{\"a.b\":{\"c.d\":1}}", "{\"a\":{\"b\":{\"c\":{\"d\":1}}}}"},
	    {"{\"a\":[{\"b.c\":1},2],\"d\":[]}", "{\"a\":[{\"b\":{\"c\":1}},2],\"d\":[]}"},
	    {"{\"a\":[{\"b\":1}],\"a.0.c\":2,\"a.1.b\":3}",
		"{\"a\":{\"0\":{\"b\":1,\"c\":2},\"1\":{\"b\":3}}}"},
	    {"{\"a\":\"\",\"a.b\":1}", "{\"a\":{\"b\":1}}"},
	    {"{\"a.b\":1,\"a\":5}", "{\"a\":{\"b\":1}}"},
	    {"{\"a.b\":1,\"a\":{\"b\":2}}", "{\"a\":{\"b\":2}}"},
	    {"{\"a\":{}}", "{\"a\":{}}"},
	    {"{\".a\":1,\"a.\":2,\"a..b\":3,\".\":4,\"\":5}",
		"{\".a\":1,\"a.\":2,\"a..b\":3,\".\":4,\"\":5}"},
	    {"{\"a.007\":1,\"a.7\":2,\"a.x\":3}", "{\"a\":{\"007\":1,\"x\":3,\"7\":2}}"},
	    {"5", "5"},
	    {"[{\"a.b\":1}]", "[{\"a\":{\"b\":1}}]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(nested(cases[i].flat), cases[i].nested);
	gives("{nested: $.a}", "{\"a\":{\"b.c\":1}}", "{\"b\":{\"c\":1}}");
	gives("{nested: $.a}", "{\"a\":\"b.c\"}", "\"b.c\"");
}

static uint32_t
depth_of(const struct json *v)
{
	uint32_t most = 0;

	for (uint32_t i = 0; v->type >= JSON_ARRAY && i < v->count; i++) {
		uint32_t depth = depth_of(v->type == JSON_ARRAY ? &v->items[i] : &v->members[i].value);

		most = depth > most ? depth : most;
	}
	return v->type >= JSON_ARRAY ? most + 1 : 0;
}

/* A key of nothing but dots and letters nests no deeper than text may. */
static void
dots_without_end(void **state)
{
	struct json v = json_object(), made;
	struct buf key = {0};

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_str(&key, STR("a."));
	buf_char(&key, 'a');
	json_append(arena, &v, buf_view(&key), json_bool(true));
	made = nested_read(arena, &v);
	assert_int_equal(depth_of(&made), UNPACK_DEPTH);
	buf_free(&key);
}

static void
a_hundred_thousand_dotted_keys(void **state)
{
	enum { KEYS = 100000 };
	struct json v = json_object(), made;

	(void)state;
	for (int i = 0; i < KEYS; i++)
		json_append(
		    arena, &v, arena_format(arena, "cmi.interactions.%d.id", KEYS - 1 - i), json_bool(true));
	made = nested_read(arena, &v);
	made = made.members[0].value.members[0].value;
	assert_int_equal(made.count, KEYS);
	assert_true(str_eq(made.members[2].key, STR("2")));
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
	    cmocka_unit_test_setup_teardown(what_php_serializes, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_php_never_writes, setup, teardown),
	    cmocka_unit_test_setup_teardown(php_cut_off, setup, teardown),
	    cmocka_unit_test_setup_teardown(php_too_deep, setup, teardown),
	    cmocka_unit_test_setup_teardown(php_promises_take_no_memory, setup, teardown),
	    cmocka_unit_test_setup_teardown(php_with_a_hundred_thousand_keys, setup, teardown),
	    cmocka_unit_test_setup_teardown(php_as_a_construct, setup, teardown),
	    cmocka_unit_test_setup_teardown(dotted_keys, setup, teardown),
	    cmocka_unit_test_setup_teardown(dots_without_end, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_hundred_thousand_dotted_keys, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
