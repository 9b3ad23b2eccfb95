/* Values: what constructs, templates, objects and lists make of what an event holds, and what is left out. */
#include "tests/unit/convert/values.h"

static void
absent_null_and_empty(void **state)
{
	(void)state;
	gives("$.a", "{}", "nothing");
	gives("$.a", "{\"a\":null}", "nothing");
	gives("$.a", "{\"a\":\"\"}", "\"\"");
	gives("$.a", "{\"a\":{}}", "{}");
	gives("$.a", "{\"a\":false}", "false");
	gives("$.a", "{\"a\":0}", "0");
	gives("{path: $.a, default: 7}", "{}", "7");
	gives("{path: $.a, default: 7}", "{\"a\":null}", "7");
	gives("{path: $.a, default: 7}", "{\"a\":\"\"}", "\"\"");
	gives("{path: $.a, required: true}", "{\"a\":0}", "0");
	gives("{path: $.a, required: true}", "{}", "missing at /a");
	gives("{path: $.a, required: true}", "{\"a\":null}", "missing at /a");
	gives("{path: $.a, required: true}", "{\"a\":\"\"}", "missing at /a");
	gives("{path: $.a.b, required: true}", "{\"a\":\"x\"}", "type at /a");
	gives("{path: $.a, required: true, default: $.b}", "{\"b\":1}", "1");
}

static void
objects_and_lists_left_empty_vanish(void **state)
{
	(void)state;
	gives("{a: $.a, b: {c: $.c}}", "{}", "nothing");
	gives("{a: $.a, b: {c: $.c}}", "{\"c\":1}", "{\"b\":{\"c\":1}}");
	gives("[$.a, $.b]", "{}", "nothing");
	gives("[$.a, {b: $.b}, text]", "{\"b\":2}", "[{\"b\":2},\"text\"]");
}

static void
texts(void **state)
{
	(void)state;
	gives("{text: $.a}", "{\"a\":1.10}", "\"1.10\"");
	gives("{text: $.a}", "{\"a\":false}", "\"false\"");
	gives("{text: $.a}", "{\"a\":[]}", "type at /a");
}

static void
ids_in_a_namespace(void **state)
{
	static const char dns[] = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

	(void)state;
	/* RFC 9562, A.4 */
	gives("{uuid5: www.example.com, in: 6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "{}",
	    "\"2ed6657d-e927-568b-95e1-2665a8aea6a2\"");
	gives("{uuid5: '{$.a}', in: $.b}",
	    arena_format(arena, "{\"a\":\"www.example.com\",\"b\":\"%s\"}", dns).at,
	    "\"2ed6657d-e927-568b-95e1-2665a8aea6a2\"");
	gives("{uuid5: 7, in: {uuid5: ä, in: 6ba7b810-9dad-11d1-80b4-00c04fd430c8}}", "{}",
	    "\"8e32427a-a928-5b36-926c-89714acd9cb6\"");
	gives("{uuid5: $.a, in: 6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "{}", "missing at /a");
	gives("{uuid5: $.a, in: 6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "{\"a\":\"\"}", "missing at /a");
	gives("{uuid5: $.a, in: 6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "{\"a\":true}", "type at /a");
	gives("{uuid5: x, in: $.b}", "{\"b\":\"x\"}", "type at /b");
	gives("{uuid5: x, in: $.b}", "{}", "missing at /b");
}

static void
json_text_of_values(void **state)
{
	(void)state;
	gives("{write: $.a}", "{\"a\":{\"z\":[1.10,null],\"b\":\"ä\"}}",
	    "\"{\\\"z\\\":[1.10,null],\\\"b\\\":\\\"ä\\\"}\"");
	gives("{write: $.a, as: canonical}", "{\"a\":{\"z\":1.0,\"b\":2}}", "\"{\\\"b\\\":2,\\\"z\\\":1}\"");
	gives("{write: $.a, as: python}", "{\"a\":{\"z\":[1.10,true],\"b\":\"ä\"}}",
	    "\"{\\\"z\\\": [1.10, true], \\\"b\\\": \\\"\\\\u00e4\\\"}\"");
	gives("{write: $.a}", "{\"a\":\"\"}", "\"\\\"\\\"\"");
	gives("{write: $.a}", "{}", "nothing");
}

static void
the_first_that_is_not_empty(void **state)
{
	(void)state;
	gives("{first: [$.a, $.b, c]}", "{\"a\":\"\",\"b\":2}", "2");
	gives("{first: [$.a, $.b, c]}", "{\"a\":null,\"b\":[]}", "\"c\"");
	gives("{first: [$.a, $.b], required: true}", "{}", "missing at /a");
	gives("{first: [$.a, $.b], is: text}", "{\"b\":5}", "type at /b");
	gives("{path: $.a, is: [text, whole]}", "{\"a\":5.0}", "5.0");
	gives("{path: $.a, is: [text, whole]}", "{\"a\":5.5}", "type at /a");
}

static void
switches(void **state)
{
	(void)state;
	gives("{switch: [{when: {$.s: done}, value: 1}]}", "{\"s\":\"open\"}", "nothing");
	gives("{switch: [{when: {$.s: done}, value: 1}, {value: 2}]}", "{\"s\":\"done\"}", "1");
	gives(
	    "{switch: [{when: {$.s: done}, value: 1}, {when: {$.n: {in: [1, 2]}}, value: $.n}, {value: other}]}",
	    "{\"n\":2.0}", "2.0");
	gives(
	    "{switch: [{when: {$.s: done}, value: 1}, {when: {$.n: {in: [1, 2]}}, value: $.n}, {value: other}]}",
	    "{\"n\":\"2\"}", "\"other\"");
}

static void
templates(void **state)
{
	(void)state;
	gives("'{$.a}-{$.b}'", "{\"a\":\"x\",\"b\":1.10}", "\"x-1.10\"");
	gives("'{$.a}-{$.b}'", "{\"a\":\"x\"}", "nothing");
	gives("'{$.a}-{$.b}'", "{\"a\":\"x\",\"b\":\"\"}", "nothing");
	gives("'{$.a}-{$.b}'", "{\"a\":\"x\",\"b\":[]}", "type at /b");
	gives("'{{{$.a}}}'", "{\"a\":true}", "\"{true}\"");
	gives("'{root}/{size}'", "{}", "\"https://example.com/a/3\"");
	gives("{constant: $.a}", "{}", "\"$.a\"");
	gives("'{$.a} {$.a}'", "{\"a\":\"\\u0000 ä\\\"\"}", "\"\\u0000 ä\\\" \\u0000 ä\\\"\"");
}

static void
wildcards_make_lists(void **state)
{
	(void)state;
	gives("'$.a[*].n'", "{\"a\":[{\"n\":1},{},{\"n\":\"x\"}]}", "[1,\"x\"]");
	gives("'$.a[*].n'", "{\"a\":[]}", "nothing");
}

static void
the_place_decides_types(void **state)
{
	static const char mapping[] =
	    "source: test\n"
	    "rules:\n"
	    "  - statement:\n"
	    "      actor: {account: {homePage: 'https://example.com', name: $.user}, name: $.name}\n"
	    "      verb: completed\n"
	    "      object: {id: 'https://example.com/{$.course}'}\n"
	    "      result: {success: $.ok, score: {scaled: $.score}}\n"
	    "      timestamp: $.at\n";
	static const struct {
		const char *event, *pointer;
		enum reject_code code;
	} cases[] = {
	    {"{\"user\":5,\"course\":\"c\"}", "/user", REJECT_TYPE},
	    {"{\"user\":\"\",\"course\":\"c\"}", "/user", REJECT_MISSING},
	    {"{\"course\":\"c\"}", "/user", REJECT_MISSING},
	    {"{\"user\":\"u\"}", "/course", REJECT_MISSING},
	    {"{\"user\":\"u\",\"course\":{}}", "/course", REJECT_TYPE},
	    {"{\"user\":\"u\",\"course\":\"c\",\"ok\":1}", "/ok", REJECT_TYPE},
	    {"{\"user\":\"u\",\"course\":\"c\",\"score\":\"1\"}", "/score", REJECT_TYPE},
	    {"{\"user\":\"u\",\"course\":\"c\",\"name\":{}}", "/name", REJECT_TYPE},
	    {"{\"user\":\"u\",\"course\":\"c\",\"at\":\"soon\"}", "/at", REJECT_TIME},
	};
	struct conversion made;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		made = convert(mapping, cases[i].event);
		assert_int_equal(made.verdict, REJECT);
		assert_int_equal(made.code, cases[i].code);
		assert_string_equal(made.pointer.at, cases[i].pointer);
		assert_string_equal(made.made_by.at, "m.yaml:3");
	}
}

/* Of the moments that could be, only the one that is chosen must be one. */
static void
an_empty_moment_is_passed_over(void **state)
{
	static const char mapping[] = "source: test\n"
				      "rules:\n"
				      "  - statement:\n"
				      "      actor: {mbox: mailto:a@example.com}\n"
				      "      verb: completed\n"
				      "      object: {id: 'https://example.com/o'}\n"
				      "      timestamp: {first: [$.at, '$..late', $.sent]}\n";
	struct conversion made = convert(mapping, "{\"at\":\"\",\"sent\":\"2026-03-14T16:35:00Z\"}");

	(void)state;
	assert_int_equal(made.verdict, PASS);
	assert_string_equal(as_json(json_get(made.statements, STR("timestamp"))), "\"2026-03-14T16:35:00Z\"");
	made = convert(mapping, "{\"at\":null,\"in\":{\"late\":\"2026-03-15T00:00:00\"}}");
	assert_string_equal(as_json(json_get(made.statements, STR("timestamp"))), "\"2026-03-15T00:00:00Z\"");
	made = convert(mapping, "{\"at\":\"\"}");
	assert_null(json_get(made.statements, STR("timestamp")));
	made = convert(mapping, "{\"at\":\"\",\"sent\":\"soon\"}");
	assert_int_equal(made.code, REJECT_TIME);
	assert_string_equal(made.pointer.at, "/sent");
}

/* Also where it comes inside of something else; what the mapping leaves aside may be as long as it likes. */
static void
a_text_of_a_statement_has_a_bound(void **state)
{
	enum { BOUND = 256 * 1024 };
	static const char *const values[] = {"$.a", "'{$.a}'", "$.b", "[$.b]", "{c: $.b.c}"};
	char *text = test_malloc(BOUND + 2);

	(void)state;
	memset(text, 'x', BOUND + 1);
	text[BOUND + 1] = '\0';
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		const char *mapping = arena_format(arena,
		    "source: test\nrules: [{statement: {actor: {mbox: mailto:a@example.com}, "
		    "verb: completed, object: {id: 'urn:o'}, "
		    "result: {extensions: {urn:x: %s}}}}]\n",
		    values[i])
					  .at;
		const char *longer =
		    arena_format(arena, "{\"a\":\"%s\",\"b\":{\"c\":\"%s\"}}", text, text).at;
		const char *fits = arena_format(
		    arena, "{\"a\":\"%s\",\"b\":{\"c\":\"%s\"},\"d\":\"%s\"}", text + 1, text + 1, text)
				       .at;

		assert_int_equal(convert(mapping, longer).code, REJECT_TOO_LARGE);
		assert_int_equal(convert(mapping, fits).verdict, PASS);
	}
	test_free(text);
}

static void
event_text_is_escaped_in_iris_only(void **state)
{
	static const char mapping[] =
	    "source: test\n"
	    "parts: {who: {path: $.user, is: text}}\n"
	    "rules:\n"
	    "  - statement:\n"
	    "      actor: {account: {homePage: 'https://example.com', name: '{who}!'}}\n"
	    "      verb: {id: $.verb}\n"
	    "      object: {id: 'https://example.com/{who}/{$.n}'}\n";
	struct conversion made =
	    convert(mapping, "{\"user\":\"a b%41<\",\"verb\":\"http://v/ä x\",\"n\":1.50}");
	const struct json *s = made.statements;

	(void)state;
	assert_int_equal(made.verdict, PASS);
	assert_true(str_eq(json_get_text(json_get(json_get(s, STR("actor")), STR("account")), STR("name")),
	    STR("a b%41<!")));
	assert_true(str_eq(json_get_text(json_get(s, STR("verb")), STR("id")), STR("http://v/ä%20x")));
	assert_true(str_eq(json_get_text(json_get(s, STR("object")), STR("id")),
	    STR("https://example.com/a%20b%41%3C/1.50")));
}

static void
several_statements_share_nothing(void **state)
{
	static const char mapping[] = "source: test\n"
				      "rules:\n"
				      "  - statements:\n"
				      "      - {actor: $.actor, verb: completed, object: $.object}\n"
				      "      - when: {$.score: {exists: true}}\n"
				      "        actor: $.actor\n"
				      "        verb: scored\n"
				      "        object: $.object\n";
	struct conversion made = convert(
	    mapping, "{\"actor\":{\"mbox\":\"mailto:a@b.c\"},\"object\":{\"id\":\"urn:o\"},\"score\":1}");
	struct json *first = json_get(&made.statements[0], STR("actor"));

	(void)state;
	assert_int_equal(made.count, 2);
	assert_true(json_remove(first, STR("mbox")));
	assert_string_equal(
	    as_json(json_get(&made.statements[1], STR("actor"))), "{\"mbox\":\"mailto:a@b.c\"}");
	assert_false(str_eq(
	    json_get_text(&made.statements[0], STR("id")), json_get_text(&made.statements[1], STR("id"))));
	made = convert(mapping, "{\"actor\":{\"mbox\":\"mailto:a@b.c\"},\"object\":{\"id\":\"urn:o\"}}");
	assert_int_equal(made.count, 1);
}

static void
a_statement_inside_an_event(void **state)
{
	static const char mapping[] = "source: test\nrules:\n  - statement: $.payload\n";
	struct conversion made = convert(mapping, "{\"payload\":{\"id\":\"x\"}}");

	(void)state;
	assert_int_equal(made.verdict, PASS);
	assert_string_equal(as_json(made.statements), "{\"id\":\"x\"}");
	assert_string_equal(made.made_by.at, "m.yaml:3");
	made = convert(mapping, "{\"payload\":\"x\"}");
	assert_int_equal(made.code, REJECT_TYPE);
	assert_string_equal(made.pointer.at, "/payload");
	made = convert(mapping, "{}");
	assert_int_equal(made.code, REJECT_MISSING);
	made = convert("source: test\nrules:\n  - statement: $\n", "null");
	assert_int_equal(made.verdict, PASS);
	assert_null(made.made_by.at);
}

static void
conditions(void **state)
{
	static const struct {
		const char *when, *event;
		bool holds;
	} cases[] = {
	    {"{$.a: x}", "{\"a\":\"x\"}", true},
	    {"{$.a: 1}", "{\"a\":1.0}", true},
	    {"{$.a: 1}", "{\"a\":\"1\"}", false},
	    {"{$.a: null}", "{\"a\":null}", true},
	    {"{$.a: null}", "{}", false},
	    {"{$.a: true}", "{\"a\":true}", true},
	    {"{$.a: {exists: true}}", "{\"a\":null}", true},
	    {"{$.a: {exists: false}}", "{}", true},
	    {"{$.a: {is: [absent, null]}}", "{\"a\":null}", true},
	    {"{$.a: {is: absent}}", "{\"a\":null}", false},
	    {"{$.a: {is: absent}}", "{}", true},
	    {"{$.a: {is: empty}}", "{\"a\":\"\"}", true},
	    {"{$.a: {is: empty}}", "{\"a\":\"x\"}", false},
	    {"{$.a: {is: list}}", "{\"a\":[]}", true},
	    {"{$.a: {is: text, matches: '^x\\.[0-9]+$'}}", "{\"a\":\"x.12\"}", true},
	    {"{$.a: {matches: '^x$'}}", "{\"a\":\"x\\n\"}", false},
	    {"{$.a: {matches: .}}", "{\"a\":5}", false},
	    {"{$.a: {in: [x, 2]}}", "{\"a\":2}", true},
	    {"{$.a: {in: [x, 2]}}", "{\"a\":\"y\"}", false},
	    {"{$.a: x, $.b: y}", "{\"a\":\"x\"}", false},
	    {"{any: [{$.a: x}, {$.b: y}]}", "{\"b\":\"y\"}", true},
	    {"{all: [{$.a: x}, {$.b: y}]}", "{\"b\":\"y\"}", false},
	    {"{not: {$.a: x}}", "{}", true},
	    {"{not: {$.a: x}}", "{\"a\":\"x\"}", false},
	    {"{'$.a[*]': 2}", "{\"a\":[1,2]}", true},
	    {"{'$.a[*]': {is: absent}}", "{\"a\":[]}", true},
	    {"{'$.a[*]': {exists: false}}", "{\"a\":[1]}", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct str yaml = arena_format(
		    arena, "source: x\nrules:\n  - drop: it holds\n    when: %s\n", cases[i].when);
		struct conversion made = convert(yaml.at, cases[i].event);

		if ((made.verdict == DROP) != cases[i].holds)
			fail_msg("%s of %s", cases[i].when, cases[i].event);
		if (made.verdict != DROP)
			assert_int_equal(made.code, REJECT_UNKNOWN_EVENT);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(absent_null_and_empty, setup, teardown),
	    cmocka_unit_test_setup_teardown(objects_and_lists_left_empty_vanish, setup, teardown),
	    cmocka_unit_test_setup_teardown(texts, setup, teardown),
	    cmocka_unit_test_setup_teardown(ids_in_a_namespace, setup, teardown),
	    cmocka_unit_test_setup_teardown(json_text_of_values, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_first_that_is_not_empty, setup, teardown),
	    cmocka_unit_test_setup_teardown(switches, setup, teardown),
	    cmocka_unit_test_setup_teardown(templates, setup, teardown),
	    cmocka_unit_test_setup_teardown(wildcards_make_lists, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_place_decides_types, setup, teardown),
	    cmocka_unit_test_setup_teardown(an_empty_moment_is_passed_over, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_text_of_a_statement_has_a_bound, setup, teardown),
	    cmocka_unit_test_setup_teardown(event_text_is_escaped_in_iris_only, setup, teardown),
	    cmocka_unit_test_setup_teardown(several_statements_share_nothing, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_statement_inside_an_event, setup, teardown),
	    cmocka_unit_test_setup_teardown(conditions, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
