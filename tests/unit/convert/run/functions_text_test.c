/* What constructs find in texts. */
#include "tests/unit/convert/values.h"

static void
groups_of_a_match(void **state)
{
	(void)state;
	gives("{match: '/courses/([^/]+)', of: $.a}", "{\"a\":\"/courses/x:y+z/home\"}", "\"x:y+z\"");
	gives("{match: '(a)(b)?', of: $.a, group: 2}", "{\"a\":\"a\"}", "nothing");
	gives("{match: '(a)(b*)', of: $.a, group: 2}", "{\"a\":\"a\"}", "\"\"");
	gives("{match: 'a.c', of: $.a, group: 0}", "{\"a\":\"xabcx\"}", "\"abc\"");
	gives("{match: '(a)', of: $.a, default: none}", "{\"a\":\"b\"}", "\"none\"");
	gives("{match: '(.)$', of: $.a}", "{\"a\":\"xä\"}", "\"ä\"");
	gives("{match: '(a)', of: $.a}", "{}", "nothing");
	gives("{match: '(a)', of: $.a}", "{\"a\":5}", "type at /a");
	gives("{match: '(5)', of: {text: $.a}}", "{\"a\":5}", "\"5\"");
}

/* A pattern that runs away refuses the event, and so does a text of any size. */
static void
a_match_is_bounded(void **state)
{
	struct buf event = {0};

	(void)state;
	gives("{match: '^((a|b|ab)*)*[cd]$', of: $.a}",
	    "{\"a\":\"abababababababababababababababababababababababababababababababababababababababababx\"}",
	    "type at /a");
	buf_str(&event, STR("{\"a\":\""));
	for (int i = 0; i < 40000; i++)
		buf_char(&event, '<');
	buf_str(&event, STR("\"}"));
	buf_char(&event, '\0');
	gives("{match: '<([^>]*)>', of: $.a}", event.at, "type at /a");
	buf_free(&event);
}

/* Made from an event's text, an IRI has what it cannot hold escaped. */
static void
a_match_where_an_iri_stands(void **state)
{
	static const char mapping[] =
	    "source: test\nrules:\n  - statement:\n      actor: {mbox: mailto:a@example.com}\n"
	    "      verb: completed\n      object: {id: {match: '<(.*)>', of: $.a}}\n";
	struct conversion made = convert(mapping, "{\"a\":\"<https://example.com/a b%20c>\"}");

	(void)state;
	assert_int_equal(made.verdict, PASS);
	assert_string_equal(
	    as_json(json_get(made.statements, STR("object"))), "{\"id\":\"https://example.com/a%20b%20c\"}");
	made = convert(mapping, "{\"a\":\"<>\"}");
	assert_int_equal(made.code, REJECT_MISSING);
	assert_string_equal(made.pointer.at, "/a");
}

static void
without_another(void **state)
{
	(void)state;
	gives("{without: $.b, of: $.a}", "{\"a\":\"/x/12/y/12\",\"b\":\"/12\"}", "\"/x/y\"");
	gives("{without: $.b, of: $.a}", "{\"a\":\"aaa\",\"b\":\"aa\"}", "\"a\"");
	gives("{without: $.b, of: $.a}", "{\"a\":\"aaa\",\"b\":\"\"}", "\"aaa\"");
	gives("{without: $.b, of: $.a}", "{\"a\":\"aaa\"}", "\"aaa\"");
	gives("{without: $.b, of: $.a}", "{\"b\":\"aaa\"}", "nothing");
	gives("{without: $.b, of: $.a}", "{\"a\":\"aaa\",\"b\":\"aaa\"}", "\"\"");
	gives("{without: $.b, of: $.a}", "{\"a\":\"aaa\",\"b\":7}", "type at /b");
	gives("{without: $.b, of: $.a}", "{\"a\":7,\"b\":\"7\"}", "type at /a");
}

static void
replacements(void **state)
{
	(void)state;
	gives("{replace: '[0-9]+', of: $.a, by: '#'}", "{\"a\":\"a1b22\"}", "\"a#b#\"");
	gives("{replace: '(\\w+)@(\\w+)', of: $.a, by: '\\2 at \\1, \\0'}", "{\"a\":\"x@y!\"}",
	    "\"y at x, x@y!\"");
	gives("{replace: 'b*', of: $.a, by: '-'}", "{\"a\":\"äbbc\"}", "\"-ä--c-\"");
	gives("{replace: '^', of: $.a, by: '{root}/'}", "{\"a\":\"x\"}", "\"https://example.com/a/x\"");
	gives("{replace: '(x)|y', of: $.a, by: '[\\1]'}", "{\"a\":\"xy\"}", "\"[x][]\"");
	gives("{replace: '/', of: $.a, by: '\\\\'}", "{\"a\":\"a/b\"}", "\"a\\\\b\"");
	gives("{replace: 'x', of: $.a, by: ''}", "{\"a\":\"x\"}", "\"\"");
	gives("{replace: 'x', of: $.a, by: y}", "{\"a\":\"\"}", "\"\"");
	gives("{replace: 'x', of: $.a, by: y}", "{\"a\":1}", "type at /a");
	gives("{replace: 'x', of: $.a, by: y}", "{}", "nothing");
	gives("{replace: '^((a|b|ab)*)*[cd]$', of: $.a, by: x}",
	    "{\"a\":\"abababababababababababababababababababababababababababababababababababababababababababx\"}",
	    "type at /a");
}

static void
letters_and_space(void **state)
{
	(void)state;
	gives("{lower: $.a}", "{\"a\":\"AZaz09ÄÖ@[\"}", "\"azaz09ÄÖ@[\"");
	gives("{upper: $.a}", "{\"a\":\"AZaz09äö`{\"}", "\"AZAZ09äö`{\"");
	gives("{trim: $.a}", "{\"a\":\" \\t\\r\\n a b \"}", "\"a b\"");
	gives("{trim: $.a}", "{\"a\":\"  \"}", "\"\"");
	gives("{lower: $.a}", "{\"a\":\"\"}", "\"\"");
	gives("{lower: $.a}", "{\"a\":[]}", "type at /a");
	gives("{lower: {trim: $.a}}", "{\"a\":\" A \"}", "\"a\"");
}

static void
lists_to_text_and_back(void **state)
{
	(void)state;
	gives("{join: $.a, with: '[,]'}", "{\"a\":[\"x\",1.50,null,\"\"]}", "\"x[,]1.50[,]\"");
	gives("{join: '$.a[*].t', with: ' '}", "{\"a\":[{\"t\":\"x\"},{\"t\":\"y\"}]}", "\"x y\"");
	gives("{join: [$.a, $.b], with: '-'}", "{\"b\":2}", "\"2\"");
	gives("{join: $.a, with: ','}", "{\"a\":\"x\"}", "\"x\"");
	gives("{join: $.a, with: ','}", "{\"a\":7}", "\"7\"");
	gives("{join: $.a, with: ','}", "{\"a\":[]}", "nothing");
	gives("{join: $.a, with: ','}", "{\"a\":[{}]}", "type at /a");
	gives("{join: $.a, with: ','}", "{\"a\":true}", "type at /a");
	gives("{split: $.a, at: ','}", "{\"a\":\"x,,y,\"}", "[\"x\",\"\",\"y\",\"\"]");
	gives("{split: $.a, at: '[,]'}", "{\"a\":\"x[,]y[,\"}", "[\"x\",\"y[,\"]");
	gives("{split: $.a, at: ','}", "{\"a\":\"\"}", "nothing");
	gives("{split: $.a, at: ','}", "{\"a\":5}", "type at /a");
	gives("{join: {split: $.a, at: ','}, with: ', '}", "{\"a\":\"x,y\"}", "\"x, y\"");
}

static void
a_split_where_a_list_stands(void **state)
{
	static const char mapping[] =
	    "source: test\nrules:\n  - statement:\n      actor: {mbox: mailto:a@example.com}\n"
	    "      verb: completed\n      object:\n        id: 'https://example.com/o'\n"
	    "        definition: {interactionType: choice, correctResponsesPattern: {split: $.a, at: ;}}\n";
	struct conversion made = convert(mapping, "{\"a\":\"x;y\"}");
	const struct json *definition = json_get(json_get(made.statements, STR("object")), STR("definition"));

	(void)state;
	assert_string_equal(as_json(json_get(definition, STR("correctResponsesPattern"))), "[\"x\",\"y\"]");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(groups_of_a_match, setup, teardown),
	    cmocka_unit_test_setup_teardown(without_another, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_match_is_bounded, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_match_where_an_iri_stands, setup, teardown),
	    cmocka_unit_test_setup_teardown(replacements, setup, teardown),
	    cmocka_unit_test_setup_teardown(letters_and_space, setup, teardown),
	    cmocka_unit_test_setup_teardown(lists_to_text_and_back, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_split_where_a_list_stands, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
