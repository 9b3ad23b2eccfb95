/* The story of an event: which source and rule, why not the others, and nothing of the event but types and lengths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "stages/convert/trace/familiar.h"
#include "stages/convert/trace/trace.h"

static struct arena *arena;
static struct buf out, scratch;

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
	buf_free(&scratch);
	return 0;
}

static const char mapping[] = "source: demo\n"
			      "lists: [$.items]\n"
			      "detect:\n"
			      "  - $.kind: {is: text}\n"
			      "  - any: [{$.user.id: {is: [text, number]}}, {'$.users[*]': {exists: true}}]\n"
			      "let: {points: {number: $.points}}\n"
			      "rules:\n"
			      "  - when: {$.kind: a, $points: {above: 5}}\n"
			      "    drop: it is an a\n"
			      "  - when: {not: {$.kind: b}, '$.list[*]': {in: [1, 2]}}\n"
			      "    drop: it is no b\n"
			      "  - when: {$.kind: b, $.a: {same-as: $.b}}\n"
			      "    statement: {actor: $.actor, verb: completed, object: {id: $.url}}\n";

/* What is told of the event; `named`: as one of the source, else it has to be recognised. */
static const char *
story(const char *event, bool named)
{
	struct json_limits limits = {.depth = 32};
	struct error e;
	struct mappings *all = mappings_open_text(str_of(mapping), "m.yaml", &e);
	struct tracing t = {.mappings = all, .arena = arena, .scratch = &scratch, .out = &out};
	enum reject_code code;
	struct json tree;
	size_t offset;

	if (!all)
		fail_msg("%s", e.text);
	t.named = named ? mappings_at(all, 0) : NULL;
	assert_true(json_parse(arena, str_of(event), limits, &tree, &code, &offset));
	buf_clear(&out);
	trace_event(&t, &tree);
	buf_char(&out, '\0');
	mappings_close(all);
	return out.at;
}

static void
tells(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("%s\nis not in\n%s", part, text);
}

static void
an_unknown_event_names_the_nearest_source(void **state)
{
	const char *text = story("{\"kind\":\"a\"}", false);

	(void)state;
	assert_string_equal(text,
	    "source\n"
	    "  demo: no\n"
	    "    m.yaml:5: any of 2, and none holds:\n"
	    "      m.yaml:5: $.user.id: {is: [text, number]}; here: absent\n"
	    "      m.yaml:5: '$.users[*]': {exists: true}; here: absent\n"
	    "refused: unknown-event\n"
	    "  No mapping, or no rule of the source's mapping, knows events like this one.\n"
	    "nearest source: demo, 1 of its 2 conditions hold\n");
	tells(story("{}", false), "nearest source: none");
}

/* Counted by members, lists by their first item; not by what they hold. */
static void
an_example_that_looks_alike(void **state)
{
	static const char with_examples[] =
	    "source: demo\ndetect: [{$.kind: a}]\nrules: [{drop: x}]\n"
	    "examples:\n  - {event: {kind: a}, drop: x}\n"
	    "  - {event: {kind: a, user: {id: 1, mail: m}, list: [{x: 1}]}, drop: x}\n";
	struct error e;
	struct json event;
	enum reject_code code;
	size_t offset;
	struct likeness found;
	struct mappings *all = mappings_open_text(str_of(with_examples), "m.yaml", &e);

	(void)state;
	assert_non_null(all);
	assert_true(json_parse(arena,
	    STR("{\"user\":{\"id\":2,\"mail\":{}},\"list\":[{\"x\":[]},{\"kind\":1}],\"other\":1}"),
	    (struct json_limits){.depth = 32}, &event, &code, &offset));
	found = familiar_find(mappings_at(all, 0), &event);
	assert_int_equal(found.common, 5);
	assert_int_equal(found.foreign, 1);
	assert_int_equal(found.line, 6);
	mappings_close(all);
}

static void
rules_in_their_order_up_to_the_one_that_fires(void **state)
{
	(void)state;
	assert_string_equal(story("{\"kind\":\"c\",\"user\":{\"id\":1},\"list\":[7,2]}", false),
	    "source\n"
	    "  demo: yes\n"
	    "rules\n"
	    "  m.yaml:8: no\n"
	    "    m.yaml:8: $.kind: a; here: a text of 1 character\n"
	    "  m.yaml:10: fires\n"
	    "dropped: it is no b (m.yaml:10)\n");
}

static void
kinds_of_what_stands_there(void **state)
{
	(void)state;
	tells(story("{\"kind\":null}", true), "$.kind: a; here: null\n");
	tells(story("{\"kind\":true}", true), "$.kind: a; here: true or false\n");
	tells(story("{\"kind\":17}", true), "$.kind: a; here: a number\n");
	tells(story("{\"kind\":\"\"}", true), "$.kind: a; here: an empty text\n");
	tells(story("{\"kind\":\"\xc3\xa9\xc3\xa9\"}", true), "$.kind: a; here: a text of 2 characters\n");
	tells(story("{\"kind\":[]}", true), "$.kind: a; here: an empty list\n");
	tells(story("{\"kind\":[1,2]}", true), "$.kind: a; here: a list of 2 items\n");
	tells(story("{\"kind\":{\"a\":1}}", true), "$.kind: a; here: an object of 1 member\n");
	tells(story("{\"list\":[3,4]}", true), "'$.list[*]': {in: [1, 2]}; here: 2 values, and none fits\n");
	tells(story("{\"kind\":\"b\"}", true), "not: {$.kind: b}; here: what must not hold does\n");
	tells(story("{\"kind\":\"a\",\"points\":\"4\"}", true), "$points: {above: 5}; here: a number\n");
}

static void
refusals_and_the_nearest_rule(void **state)
{
	const char *text = story("{\"kind\":\"b\",\"a\":1,\"b\":1,\"url\":\"https://x.example/1\"}", true);

	(void)state;
	tells(text, "  m.yaml:12: fires\nrefused: missing at /actor (m.yaml:12)\n  A field that");
	tells(story("{\"kind\":\"a\",\"points\":\"4\"}", true),
	    "nearest rule: m.yaml:8, 1 of its 2 conditions hold\n");
	tells(story("{\"kind\":\"a\",\"points\":\"many\"}", true),
	    "  m.yaml:8: a value that it asks for refuses the event\nrefused: type at /points\n");
}

static void
statements_as_they_are(void **state)
{
	tells(
	    story(
		"{\"kind\":\"b\",\"a\":1,\"b\":1.0,\"url\":\"https://x.example/1\",\"actor\":{\"mbox\":\"mailto:a@x.example\"}}",
		true),
	    "statement 1 of 1 (m.yaml:12)\n"
	    "  {\n"
	    "    \"actor\": {\n"
	    "      \"mbox\": \"mailto:a@x.example\"\n"
	    "    },\n");
	(void)state;
}

static void
lists_entry_by_entry(void **state)
{
	struct buf many = {0};
	const char *text;

	(void)state;
	text = story(
	    "{\"items\":[{\"kind\":\"c\",\"list\":[1]},{\"items\":[{\"kind\":\"d\",\"list\":[1]}]}]}", false);
	tells(text, "a list of source demo with 2 entries\n\nentry /items/0\nsource\n  demo: as the list\n");
	tells(text, "\nentry /items/1\na list of source demo with 1 entry\n\nentry /items/1/items/0\n");
	buf_char(&many, '[');
	for (int i = 0; i < 12; i++)
		buf_format(&many, "%s{}", i ? "," : "");
	buf_str(&many, STR("]\0"));
	text = story(many.at, false);
	tells(text, "a list with 12 entries\n");
	tells(text, "\nentry /9\n");
	tells(text, "\n2 further entries are not told\n");
	assert_null(strstr(text, "\nentry /10\n"));
	buf_free(&many);
}

static void
nothing_of_the_event_is_told(void **state)
{
	static const char *const events[] = {
	    "{\"kind\":\"SECRET\",\"points\":\"SECRET\",\"user\":{\"id\":\"SECRET\"},\"a\":\"SECRET\",\"SECRET\":1}",
	    "{\"kind\":\"a\",\"points\":\"SECRET\"}",
	    "{\"kind\":\"b\",\"a\":\"SECRET\",\"b\":\"SECRET2\",\"users\":{\"SECRET\":1}}",
	    "{\"kind\":\"b\",\"a\":1,\"b\":1,\"url\":\"SECRET\",\"actor\":null}",
	    "{\"items\":[\"SECRET\",{\"kind\":\"SECRET\"}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		assert_null(strstr(story(events[i], true), "SECRET"));
		assert_null(strstr(story(events[i], false), "SECRET"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_example_that_looks_alike),
	    cmocka_unit_test(an_unknown_event_names_the_nearest_source),
	    cmocka_unit_test(rules_in_their_order_up_to_the_one_that_fires),
	    cmocka_unit_test(kinds_of_what_stands_there),
	    cmocka_unit_test(refusals_and_the_nearest_rule),
	    cmocka_unit_test(statements_as_they_are),
	    cmocka_unit_test(lists_entry_by_entry),
	    cmocka_unit_test(nothing_of_the_event_is_told),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
