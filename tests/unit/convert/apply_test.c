/* Rules: which one fires, what `let` and `each` know, how many statements there are and what each of them is called. */
#include "tests/unit/convert/fixture.h"

#define ACTOR "actor: {account: {homePage: 'https://e.org', name: {path: $.user, default: u}}}"

/* What came of an event: the responses of its statements, the reason of its drop, or its reject. */
static const char *
becomes(const char *yaml, const char *event)
{
	struct conversion made = convert(yaml, event);
	struct buf out = {0};
	struct str text;

	if (made.verdict == REJECT)
		buf_format(&out, "%s at %.*s", reject_info(made.code)->code, STR_ARG(made.pointer));
	else if (made.verdict == DROP)
		buf_format(&out, "dropped: %.*s", STR_ARG(made.reason));
	for (uint32_t i = 0; made.verdict == PASS && i < made.count; i++) {
		struct str response =
		    json_get_text(json_get(&made.statements[i], STR("result")), STR("response"));

		buf_format(&out, "%s%.*s", i ? " " : "", STR_ARG(response));
	}
	text = arena_copy(arena, buf_view(&out));
	buf_free(&out);
	return text.at;
}

#define gives(yaml, event, expected) assert_string_equal(becomes(yaml, event), expected)

/* A rule whose statement responds with `value`. */
#define RULE(when, value) \
	"  - when: {" when "}\n" \
	"    statement: {" ACTOR ", verb: answered, object: {id: 'urn:o'}, result: {response: " value "}}\n"

static void
the_first_rule_that_fits(void **state)
{
	static const char yaml[] = "source: t\nrules:\n" RULE("$.n: a, $.x: 1", "a1")
	    RULE("$.y: {exists: true}", "y") RULE("$.n: {in: [a, b]}", "ab") RULE("$.n: c", "c")
		RULE("$.n: 5", "five") RULE("not: {$.n: {exists: true}}", "none");

	(void)state;
	gives(yaml, "{\"n\":\"a\",\"x\":1}", "a1");
	gives(yaml, "{\"n\":\"a\",\"x\":2}", "ab");
	gives(yaml, "{\"n\":\"a\",\"x\":2,\"y\":null}", "y");
	gives(yaml, "{\"n\":\"b\",\"x\":1}", "ab");
	gives(yaml, "{\"n\":\"c\"}", "c");
	gives(yaml, "{\"n\":5.0}", "five");
	gives(yaml, "{\"n\":\"d\"}", "unknown-event at ");
	gives(yaml, "{\"n\":\"d\",\"y\":1}", "y");
	gives(yaml, "{\"n\":null}", "unknown-event at ");
	gives(yaml, "{\"x\":1}", "none");
	gives(yaml, "[]", "none");
}

static void
hundreds_of_names(void **state)
{
	struct buf yaml = {0};
	char event[64], expected[64];

	(void)state;
	buf_str(&yaml, STR("source: t\nrules:\n"));
	for (int i = 0; i < 300; i++)
		buf_format(&yaml, RULE("$.n: name%d", "r%d"), i, i);
	buf_char(&yaml, '\0');
	for (int i = 0; i < 300; i += 23) {
		snprintf(event, sizeof(event), "{\"n\":\"name%d\"}", i);
		snprintf(expected, sizeof(expected), "r%d", i);
		gives(yaml.at, event, expected);
	}
	gives(yaml.at, "{\"n\":\"name300\"}", "unknown-event at ");
	buf_free(&yaml);
}

static void
lets_are_looked_into(void **state)
{
	static const char yaml[] =
	    "source: t\n"
	    "let: {data: {first: [$.data, $.event]}, answer: $data.a, must: {path: $data.must, is: text}}\n"
	    "rules:\n" RULE("$data.kind: one", "$answer.text")
		RULE("$answer: {is: object}", "'<{$data.kind}>'") RULE("$must: x", "$must");

	(void)state;
	gives(yaml, "{\"data\":{\"kind\":\"one\",\"a\":{\"text\":\"A\"}}}", "A");
	gives(yaml, "{\"event\":{\"kind\":\"one\",\"a\":{\"text\":\"B\"}}}", "B");
	gives(yaml, "{\"event\":{\"kind\":\"two\",\"a\":{}}}", "<two>");
	gives(yaml, "{\"event\":{\"kind\":\"one\",\"a\":{\"text\":5}}}", "type at /event/a/text");
	gives(yaml, "{\"event\":{\"must\":\"x\"}}", "x");
	gives(yaml, "{\"event\":{\"must\":7}}", "type at /event/must");
	gives(yaml, "{}", "unknown-event at ");
}

static void
settings_and_parts_as_conditions(void **state)
{
	static const char yaml[] =
	    "source: t\nsettings: {form: new, on: true}\n"
	    "parts: {grade: {first: [$.grade, $.score]}}\nrules:\n" RULE("'{form}': old", "old")
		RULE("'{on}': true, '{grade}': {at-least: 5}", "passed")
		    RULE("'{grade}': {above: 4, below: 5}", "nearly")
			RULE("'{grade}': {at-most: 4}", "failed")
			    RULE("'{grade}': {is: absent}, $.a: {same-as: $.b}", "same")
				RULE("'{grade}': {is: absent}", "ungraded");

	(void)state;
	gives(yaml, "{\"grade\":5}", "passed");
	gives(yaml, "{\"score\":50e-1}", "passed");
	gives(yaml, "{\"grade\":4.5}", "nearly");
	gives(yaml, "{\"grade\":4}", "failed");
	gives(yaml, "{\"grade\":\"9\"}", "unknown-event at ");
	gives(yaml, "{}", "ungraded");
	gives(yaml, "{\"a\":1}", "ungraded");
	gives(yaml, "{\"a\":1,\"b\":1.0}", "same");
}

/* One statement for the whole, and one for each answer that has a text. */
static const char each[] =
    "source: t\nrules:\n  - statements:\n"
    "      - {" ACTOR ", verb: answered, object: {id: 'urn:o'}, result: {response: all}}\n"
    "      - {each: $.answers.*, when: {$item: {is: object}}, " ACTOR
    ", verb: answered, object: {id: 'urn:o:{$key}'}, result: {response: {path: $item.t, is: text, required: true}}}\n";

static void
each_makes_one_of_each(void **state)
{
	(void)state;
	gives(each, "{\"answers\":[{\"t\":\"a\"},7,{\"t\":\"b\"}]}", "all a b");
	gives(each, "{\"answers\":{\"x\":{\"t\":\"a\"},\"y\":{\"t\":\"b\"}}}", "all a b");
	gives(each, "{\"answers\":[]}", "all");
	gives(each, "{}", "all");
	gives(each, "{\"answers\":[{\"t\":\"a\"},{\"t\":5}]}", "type at /answers/1/t");
	gives(each, "{\"answers\":[{\"t\":\"a\"},{}]}", "missing at /answers/1/t");
	/* keys are the event's own text, and no message repeats it */
	gives(each, "{\"answers\":{\"ann@example.com\":{}}}", "missing at /answers/t");
}

static void
items_have_ids_of_their_own(void **state)
{
	struct conversion made = convert(each, "{\"answers\":[{\"t\":\"a\"},{\"t\":\"a\"}]}");
	struct conversion fewer;
	struct str ids[3];

	(void)state;
	assert_int_equal(made.count, 3);
	for (int i = 0; i < 3; i++)
		ids[i] = json_get_text(&made.statements[i], STR("id"));
	assert_false(str_eq(ids[0], ids[1]) || str_eq(ids[1], ids[2]) || str_eq(ids[0], ids[2]));
	fewer = convert(each, "{\"answers\":[{\"t\":\"a\"},{\"t\":\"a\"}]}");
	assert_true(str_eq(json_get_text(&fewer.statements[2], STR("id")), ids[2]));
}

static void
each_in_a_value(void **state)
{
	static const char yaml[] =
	    "source: t\nrules:\n  - statement: {" ACTOR
	    ", verb: answered, object: {id: 'urn:o'}, result: {response: '{n}', extensions: {urn:x: "
	    "{each: $.a.*, value: {k: $key, inner: {each: '$item[*]', value: '{$key}{$item}'}}}}}}\n"
	    "parts: {n: {count: $.a..*}}\n";
	struct conversion made = convert(yaml, "{\"a\":{\"p\":[1,2],\"q\":[],\"r\":[3]}}");
	const struct json *result = json_get(made.statements, STR("result"));

	(void)state;
	assert_string_equal(as_json(result),
	    "{\"response\":\"6\",\"extensions\":{\"urn:x\":[{\"k\":\"p\",\"inner\":[\"01\",\"12\"]},"
	    "{\"k\":\"q\"},{\"k\":\"r\",\"inner\":[\"03\"]}]}}");
}

static void
too_many_statements_are_one_reject(void **state)
{
	struct buf event = {0};

	(void)state;
	buf_str(&event, STR("{\"answers\":[{\"t\":\"a\"}"));
	for (int i = 0; i < 10000; i++)
		buf_str(&event, STR(",{\"t\":\"a\"}"));
	buf_str(&event, STR("]}"));
	buf_char(&event, '\0');
	gives(each, event.at, "too-large at ");
	buf_free(&event);
}

/* What stands in itself many times over would be copied as often. */
static void
too_much_is_one_reject(void **state)
{
	static const char yaml[] =
	    "source: t\nrules: [{statement: {" ACTOR
	    ", verb: answered, object: {id: 'urn:o'}, result: {extensions: {urn:x: $..x}}}}]\n";
	enum { LEVELS = 90, ZEROS = 20000 };
	struct buf event = {0};

	(void)state;
	for (int i = 0; i < LEVELS; i++)
		buf_str(&event, STR("{\"x\":"));
	buf_str(&event, STR("[0"));
	for (int i = 0; i < ZEROS; i++)
		buf_str(&event, STR(",0"));
	buf_char(&event, ']');
	for (int i = 0; i < LEVELS; i++)
		buf_char(&event, '}');
	buf_char(&event, '\0');
	gives(yaml, event.at, "too-large at ");
	buf_free(&event);
	gives(yaml, "{\"x\":{\"x\":[0]}}", "");
}

static void
the_first_of_many(void **state)
{
	static const char yaml[] = "source: t\nrules:\n" RULE("$..a: {exists: true}",
	    "{first: [$.none, $..a, $.b]}") RULE("$.b: {exists: true}", "{first: [$..a, $.b]}");

	(void)state;
	gives(yaml, "{\"x\":[{\"a\":null},{\"a\":\"\"},{\"y\":{\"a\":\"deep\"}}],\"b\":\"b\"}", "deep");
	gives(yaml, "{\"x\":{\"a\":\"\"},\"b\":\"b\"}", "b");
	gives(yaml, "{\"b\":\"b\"}", "b");
}

/* Where the place makes something of each text: a moment, an IRI, a cell's number. */
static void
the_first_of_many_at_any_place(void **state)
{
	static const char yaml[] =
	    "source: t\ninput: csv\nrules:\n"
	    "  - statement: {id: x, timestamp: {first: [$..at]}, actor: {mbox: 'mailto:a@b.c'}, verb: answered, "
	    "object: {id: {first: [$..url]}}, result: {score: {raw: {first: [$..points]}}}}\n";
	struct conversion made =
	    convert(yaml, "{\"x\":[{\"at\":\"20260314T163500Z\",\"url\":\"urn:a b\",\"points\":\"1.50\"}]}");

	(void)state;
	assert_string_equal(as_json(made.statements),
	    "{\"id\":\"x\",\"timestamp\":\"2026-03-14T16:35:00Z\",\"actor\":{\"mbox\":\"mailto:a@b.c\"},"
	    "\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/answered\",\"display\":{\"en\":\"answered\"}},"
	    "\"object\":{\"id\":\"urn:a%20b\"},\"result\":{\"score\":{\"raw\":1.50}}}");
}

/* What a let names is no event that came. */
static void
a_statement_in_a_text(void **state)
{
	static const char yaml[] = "source: t\nlet: {data: {json: $.data}}\nrules: [{statement: $data}]\n";
	struct conversion made = convert(yaml, "{\"data\":\"{\\\"id\\\":\\\"x\\\",\\\"verb\\\":{}}\"}");

	(void)state;
	assert_int_equal(made.verdict, PASS);
	assert_string_equal(as_json(made.statements), "{\"id\":\"x\",\"verb\":{}}");
	assert_true(str_eq(made.made_by, STR("m.yaml:3")));
	gives(yaml, "{\"data\":\"no\"}", "missing at /data");
	gives(yaml, "{\"data\":\"5\"}", "type at /data");
}

/* Rules are found by a text, but a let of no use refuses only an event that comes as far as a rule that asks for it. */
static void
a_let_fails_where_it_is_asked_for(void **state)
{
	static const char yaml[] = "source: t\nlet: {kind: {path: $.kind, is: text}}\nrules:\n" RULE(
	    "$.ping: true", "pong") RULE("$kind: a", "a") RULE("$kind: b", "b");

	(void)state;
	gives(yaml, "{\"kind\":5,\"ping\":true}", "pong");
	gives(yaml, "{\"kind\":5}", "type at /kind");
	gives(yaml, "{\"kind\":\"b\"}", "b");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(the_first_rule_that_fits, setup, teardown),
	    cmocka_unit_test_setup_teardown(hundreds_of_names, setup, teardown),
	    cmocka_unit_test_setup_teardown(lets_are_looked_into, setup, teardown),
	    cmocka_unit_test_setup_teardown(settings_and_parts_as_conditions, setup, teardown),
	    cmocka_unit_test_setup_teardown(each_makes_one_of_each, setup, teardown),
	    cmocka_unit_test_setup_teardown(items_have_ids_of_their_own, setup, teardown),
	    cmocka_unit_test_setup_teardown(each_in_a_value, setup, teardown),
	    cmocka_unit_test_setup_teardown(too_many_statements_are_one_reject, setup, teardown),
	    cmocka_unit_test_setup_teardown(too_much_is_one_reject, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_first_of_many, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_first_of_many_at_any_place, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_statement_in_a_text, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_let_fails_where_it_is_asked_for, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
