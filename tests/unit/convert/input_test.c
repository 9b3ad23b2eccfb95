/* The section `input`: what it may say, and what cells become where xAPI demands more than text. */
#include "tests/unit/convert/fixture.h"

#include "stages/convert/input.h"

#define ROWS(result) \
	"source: x\ninput: csv\nlet: {let: {number: $.points}}\n" \
	"rules:\n" \
	"  - {drop: never, when: {$let: 1}}\n" \
	"  - statement:\n" \
	"      actor: {mbox: mailto:a@example.com}\n" \
	"      verb: scored\n" \
	"      object: {id: 'https://example.com/{$.id}'}\n" \
	"      result: {" result "}\n"

static void
becomes(const char *yaml, const char *row, const char *expected)
{
	struct conversion made = convert(yaml, row);

	assert_int_equal(made.verdict, PASS);
	assert_string_equal(as_json(json_get(made.statements, STR("result"))), expected);
}

static void
refused_at(const char *yaml, const char *row, const char *pointer)
{
	struct conversion made = convert(yaml, row);

	assert_int_equal(made.verdict, REJECT);
	assert_int_equal(made.code, REJECT_TYPE);
	assert_true(str_eq(made.pointer, str_of(pointer)));
}

static void
cells_become_what_xapi_demands(void **state)
{
	static const char row[] = "{\"id\":\"007\",\"points\":\"1.10\",\"done\":\"yes\",\"ok\":\"FALSE\"}";

	(void)state;
	becomes(ROWS("score: {raw: $.points, max: 5}, completion: $.done, success: $.ok"), row,
	    "{\"score\":{\"raw\":1.10,\"max\":5},\"completion\":true,\"success\":false}");
	becomes(ROWS("response: $.points, extensions: {urn:x: $.id, urn:y: $.done}"), row,
	    "{\"response\":\"1.10\",\"extensions\":{\"urn:x\":\"007\",\"urn:y\":\"yes\"}}");
}

static void
constructs_and_modifiers_do_not_hide_a_cell(void **state)
{
	static const char row[] = "{\"id\":\"1\",\"points\":\"3\"}";

	(void)state;
	becomes(ROWS("score: {raw: {first: [$.none, $.points]}, min: {path: $.none, default: 0}}"), row,
	    "{\"score\":{\"raw\":3,\"min\":0}}");
	becomes(ROWS("score: {raw: {switch: [{when: {$.points: '3'}, value: $.points}]}}, success: $.none"),
	    row, "{\"score\":{\"raw\":3}}");
	becomes(ROWS("score: {scaled: {divide: [$.points, 4]}, raw: {number: $.points}}"), row,
	    "{\"score\":{\"scaled\":0.75,\"raw\":3}}");
}

static void
what_is_no_number_is_refused(void **state)
{
	(void)state;
	refused_at(ROWS("score: {raw: $.points}"), "{\"id\":\"1\",\"points\":\"many\"}", "/points");
	refused_at(ROWS("success: $.ok"), "{\"id\":\"1\",\"ok\":\"perhaps\"}", "/ok");
}

static void
other_sources_have_types_of_their_own(void **state)
{
	(void)state;
	refused_at("source: x\nrules:\n  - statement:\n      actor: {mbox: mailto:a@example.com}\n"
		   "      verb: scored\n      object: {id: 'https://example.com/'}\n"
		   "      result: {score: {raw: $.points}}\n",
	    "{\"points\":\"3\"}", "/points");
}

static void
refuses(const char *input, const char *expected)
{
	struct error e = {0};

	assert_null(open_text(arena_format(arena, "source: x\n%s\nrules: [{drop: x}]\n", input).at, &e));
	assert_string_equal(e.text, expected);
}

static void
what_is_wrong_is_told_with_its_line(void **state)
{
	(void)state;
	refuses("input: xml", "m.yaml:2: input: must be json, csv, or {csv: {delimiter: ';', …}}");
	refuses("input: {csv: ';'}", "m.yaml:2: input: must be json, csv, or {csv: {delimiter: ';', …}}");
	refuses("input:\n  csv:\n    delimiter: 7", "m.yaml:4: delimiter: must be text; put it in quotes");
	refuses("input:\n  csv:\n    quote: ab", "m.yaml:4: quote: must be one ASCII character, or none");
	refuses("input:\n  csv: {delimiter: ';', quote: ';'}",
	    "m.yaml:3: quote: delimiter and quote are the same character");
	refuses(
	    "input:\n  csv: {encodin: utf-8}", "m.yaml:3: encodin: there are delimiter, quote and encoding");
	refuses("input:\n  csv: {encoding: utf9}",
	    "m.yaml:3: encoding: there is no encoding \"utf9\"; `iconv -l` lists what this machine knows");
}

static void
whoever_opens_the_input_can_ask_first(void **state)
{
	char path[] = "/tmp/lrstream-mapping-XXXXXX";
	FILE *out = fdopen(mkstemp(path), "w");
	struct mapping_input input;
	struct str source;
	struct error e;

	(void)state;
	fputs("source: x\nrules: none that anybody knew\n"
	      "input: {csv: {delimiter: tab, quote: none, encoding: latin-1}}\n",
	    out);
	fclose(out);
	assert_true(input_peek(arena, path, &source, &input, &e));
	unlink(path);
	assert_true(str_eq(source, STR("x")) && input.csv);
	assert_int_equal(input.form.dialect.delimiter, '\t');
	assert_int_equal(input.form.dialect.quote, CSV_NO_QUOTE);
	assert_string_equal(input.form.encoding.at, "latin-1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(cells_become_what_xapi_demands, setup, teardown),
	    cmocka_unit_test_setup_teardown(constructs_and_modifiers_do_not_hide_a_cell, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_is_no_number_is_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(other_sources_have_types_of_their_own, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_is_wrong_is_told_with_its_line, setup, teardown),
	    cmocka_unit_test_setup_teardown(whoever_opens_the_input_can_ask_first, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
