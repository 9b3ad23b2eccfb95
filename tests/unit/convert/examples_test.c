/* Examples: those of the built-in mappings hold, and one that does not is told. */
#include "tests/unit/convert/fixture.h"
#include "tests/unit/convert/judge.h"

static struct buf told;

static void
note(void *context, struct str line)
{
	(void)context;
	buf_str(&told, line);
	buf_char(&told, '\n');
}

static void
those_of_the_built_in_mappings_hold(void **state)
{
	struct error e;

	(void)state;
	open_mappings = mappings_open(STR("auto"), NULL, 0, &e);
	assert_non_null(open_mappings);
	assert_true(mappings_count(open_mappings) >= 2);
	for (size_t i = 0; i < mappings_count(open_mappings); i++) {
		struct example_report report;

		buf_clear(&told);
		report = examples_run(mappings_at(open_mappings, i), &judge, note, NULL);
		buf_char(&told, '\0');
		if (report.wrong)
			fail_msg("%s", told.at);
		assert_true(report.examples >= report.rules);
	}
}

/* What is told about a mapping that drops events with a `no` and makes a statement of the others. */
static void
tells(const char *example, const char *expected)
{
	struct str yaml = arena_format(arena,
	    "source: t\nrules:\n  - {when: {$.no: {exists: true}}, drop: no}\n"
	    "  - statement: {actor: $.a, verb: completed, object: {id: 'urn:{$.o}'}, result: $.r}\n"
	    "examples:\n  - {event: {no: 1}, drop: no}\n"
	    "  - {event: {a: {mbox: mailto:a@b.c}, o: x}, statements: [{object: {id: urn:x}}]}\n  - %s\n",
	    example);
	struct error e;
	struct example_report report;

	mappings_close(open_mappings);
	open_mappings = open_text(yaml.at, &e);
	if (!open_mappings)
		fail_msg("%s", e.text);
	buf_clear(&told);
	report = examples_run(mappings_at(open_mappings, 0), &judge, note, NULL);
	buf_char(&told, '\0');
	assert_string_equal(told.at, expected);
	assert_int_equal(report.wrong, expected[0] != '\0');
}

#define GOOD "event: {a: {mbox: mailto:a@b.c}, o: x, r: {score: {raw: 1.50}}}"

static void
what_fits(void **state)
{
	(void)state;
	tells("{" GOOD ", statements: [{}]}", "");
	tells("{" GOOD ", statements: [{result: {score: {raw: 1.50}, success: null}, context: null}]}", "");
	tells("{event: {no: 2}, drop: no}", "");
	tells("{event: {o: x}, reject: {code: missing, pointer: /a}}", "");
	tells("{event: {o: x}, reject: {code: missing}}", "");
}

static void
what_does_not(void **state)
{
	(void)state;
	tells("{title: T, " GOOD ", statements: [{result: {score: {raw: 1.5}}}]}",
	    "m.yaml:8: T: /statements/0/result/score/raw: the example says 1.5, the mapping makes 1.50\n");
	tells("{" GOOD ", statements: [{result: null}]}",
	    "m.yaml:8: /statements/0/result: the example says nothing, the mapping makes {\"score\":{\"raw\":1.50}}\n");
	tells("{" GOOD ", statements: [{timestamp: x}]}",
	    "m.yaml:8: /statements/0/timestamp: the example says \"x\", the mapping makes nothing\n");
	tells("{" GOOD ", statements: []}", "m.yaml:8: the example has 0 statements, the mapping makes 1\n");
	tells("{" GOOD ", drop: no}",
	    "m.yaml:8: the example expects a drop, but the mapping makes 1 statements\n");
	tells("{event: {no: 2}, drop: yes it is}",
	    "m.yaml:8: the example gives another reason for the drop, but the event is dropped: no\n");
	tells("{event: {no: 2}, reject: {code: missing}}",
	    "m.yaml:8: the example expects a reject, but the event is dropped: no\n");
	tells("{event: {o: x}, statements: [{}]}",
	    "m.yaml:8: the example expects statements, but the event is refused with missing at \"/a\"\n");
	tells("{event: {o: x}, reject: {code: type}}",
	    "m.yaml:8: the example is refused with missing at \"/a\", not as it says\n");
	tells("{event: {a: {mbox: nobody}, o: x}, statements: [{}]}",
	    "m.yaml:8: the statement is not valid xAPI: mbox-form\n");
}

static void
envelopes(void **state)
{
	static const char yaml[] =
	    "source: t\nlists: [$.rows, {path: $.row, single: true}]\nrules:\n"
	    "  - {when: {$.no: {exists: true}}, drop: no}\n"
	    "  - statement: {actor: {mbox: 'mailto:a@b.c'}, verb: completed, object: {id: 'urn:{$.o}'}}\n"
	    "examples:\n"
	    "  - event: {rows: [{o: x}, {no: 1}, {o: y}]}\n"
	    "    statements: [{object: {id: 'urn:x'}}, {object: {id: 'urn:y'}}]\n"
	    "  - {event: [{o: x}], statements: [{object: {id: 'urn:x'}}]}\n"
	    "  - {event: {rows: []}, statements: []}\n"
	    "  - {event: {rows: [{no: 1}]}, drop: no}\n"
	    "  - {event: {rows: [{o: x}, {}]}, reject: {code: missing, pointer: /rows/1/o}}\n"
	    "  - {event: {row: {p: x}}, reject: {code: missing, pointer: /row/o}}\n";
	struct error e;

	(void)state;
	open_mappings = open_text(yaml, &e);
	if (!open_mappings)
		fail_msg("%s", e.text);
	buf_clear(&told);
	examples_run(mappings_at(open_mappings, 0), &judge, note, NULL);
	buf_char(&told, '\0');
	assert_string_equal(told.at, "");
}

/* "tolerates" lets min and max be equal, and nothing more. */
static void
flat_scores(void **state)
{
	static const char yaml[] =
	    "source: t\n%srules:\n"
	    "  - statement: {actor: {mbox: 'mailto:a@b.c'}, verb: scored, object: {id: 'urn:o'}, result: {score: $.s}}\n"
	    "examples:\n"
	    "  - {event: {s: {raw: 0, min: 0, max: 0}}, statements: [{}]}\n"
	    "  - {event: {s: {raw: 2, min: 0, max: 1}}, statements: [{}]}\n"
	    "  - {event: {s: {min: 2, max: 1}}, statements: [{}]}\n";
	struct error e;

	(void)state;
	open_mappings = open_text(arena_format(arena, yaml, "tolerates: flat-score\n").at, &e);
	assert_int_equal(examples_run(mappings_at(open_mappings, 0), &judge, note, NULL).wrong, 2);
	mappings_close(open_mappings);
	open_mappings = open_text(arena_format(arena, yaml, "").at, &e);
	assert_int_equal(examples_run(mappings_at(open_mappings, 0), &judge, note, NULL).wrong, 3);
}

static void
a_rule_without_example(void **state)
{
	struct error e;

	(void)state;
	open_mappings = open_text("source: t\nrules:\n  - drop: x\n", &e);
	assert_int_equal(examples_run(mappings_at(open_mappings, 0), NULL, note, NULL).wrong, 1);
	buf_clear(&told);
	examples_run(mappings_at(open_mappings, 0), NULL, note, NULL);
	assert_memory_equal(told.at, "m.yaml:3: no example reaches this rule\n", told.len);
}

static int
free_told(void **state)
{
	(void)state;
	buf_free(&told);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(those_of_the_built_in_mappings_hold, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_fits, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_does_not, setup, teardown),
	    cmocka_unit_test_setup_teardown(envelopes, setup, teardown),
	    cmocka_unit_test_setup_teardown(flat_scores, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_rule_without_example, setup, teardown),
	};

	(void)convert;
	(void)as_json;
	return cmocka_run_group_tests(tests, NULL, free_told);
}
