/* Profiles: what their files may say, which template is for a statement, and what is said of its rules. */
#include "tests/unit/validate/judge.h"

#include <stdlib.h>
#include <unistd.h>

#include "stages/validate/profile.h"

#define HEAD "title: T\nid: https://example.org/p\n"
#define TEMPLATE "templates:\n  - name: did\n    title: D\n    when: {verb: 'http://example.org/verbs/did'}\n"

/* A profile of the text, open, and the arena of the batch that it judges. */
struct bench {
	char path[64];
	struct profiles *profiles;
	const struct profile_choice *choice;
	struct arena *arena;
	struct error error;
};

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static bool
open_text(struct bench *b, const char *yaml)
{
	int file;
	struct str name;

	*b = (struct bench){.path = "/tmp/lrstream-profile-XXXXXX"};
	file = mkstemp(b->path);
	assert_true(file >= 0);
	close(file);
	write_file(b->path, yaml);
	b->profiles = profiles_open();
	b->arena = arena_open();
	name = str_of(b->path);
	b->choice = profiles_choose(b->profiles, &name, 1, &b->error);
	return b->choice != NULL;
}

static void
close_bench(struct bench *b)
{
	unlink(b->path);
	profiles_close(b->profiles);
	arena_close(b->arena);
}

/* ---- files ---- */

static void
is_wrong(const char *yaml, const char *complaint)
{
	struct bench b;

	if (open_text(&b, yaml))
		fail_msg("read: %s", yaml);
	assert_int_equal(b.error.exit, EXIT_USAGE);
	assert_memory_equal(b.error.text, b.path, strlen(b.path));
	assert_string_equal(b.error.text + strlen(b.path), complaint);
	close_bench(&b);
}

#define RULE(rule) HEAD TEMPLATE "    rules:\n      - " rule "\n"

static void
files_are_refused_with_line_and_key(void **state)
{
	(void)state;
	is_wrong("[]\n", ":1: profile: must be a map of keys and values");
	is_wrong(HEAD, ":1: profile: \"templates\" is missing");
	is_wrong(HEAD "templates: []\n", ":3: templates: must be a list of templates");
	is_wrong("title: 1\n", ":1: title: must be text");
	is_wrong("title: \"a\\nb\"\n", ":1: title: must be one line of text");
	is_wrong("id: here\n", ":1: id: must be an IRI with its scheme");
	is_wrong(HEAD "tempaltes: []\n",
	    ":3: profile: there is no \"tempaltes\" here (did you mean \"templates\"?)");
	is_wrong(HEAD "colour: red\n", ":3: profile: there is no \"colour\" here");
	is_wrong(HEAD TEMPLATE "  - name: did\n    title: D\n    when: {verb: 'http://x'}\n",
	    ":7: name: there is a template \"did\" already");
}

static void
conditions_are_refused(void **state)
{
	(void)state;
#define WHEN(when) HEAD "templates:\n  - name: n\n    title: t\n    when: " when "\n"
	is_wrong(WHEN("{}"), ":6: when: must say for which statements: verb, object_type and so on");
	is_wrong(WHEN("{verb: did}"), ":6: verb: must be an IRI with its scheme");
	is_wrong(WHEN("{vreb: 'http://x'}"), ":6: when: there is no \"vreb\" here (did you mean \"verb\"?)");
	is_wrong(WHEN("{parent_types: 'http://x'}"), ":6: parent_types: must be a list");
	is_wrong(WHEN("{parent_types: ['x']}"), ":6: parent_types: must be an IRI with its scheme");
	is_wrong(WHEN("{values: [{path: $.id}]}"), ":6: values: \"any\" is missing");
	is_wrong(WHEN("{values: [{path: id, any: [1]}]}"), ":6: path: a path starts with $. or is $ alone");
	is_wrong(WHEN("{values: [{path: $.id, any: []}]}"), ":6: any: must be a list of values");
#undef WHEN
}

static void
rules_are_refused(void **state)
{
	(void)state;
	is_wrong(RULE("{presence: included}"), ":8: rule: \"path\" is missing");
	is_wrong(RULE("{path: $.result}"),
	    ":8: rule: asks nothing: it needs one of presence, any, all, none, form, range");
	is_wrong(RULE("{path: $.result, presence: must}"),
	    ":8: presence: must be included, recommended or excluded");
	is_wrong(RULE("{path: $.result, presence: excluded, any: [1]}"),
	    ":8: rule: what is excluded has no values to judge: leave them out");
	is_wrong(RULE("{path: $.reslut.success, presence: included}"),
	    ":8: path: there is no \"reslut\" here (did you mean \"result\"?)");
	is_wrong(RULE("{path: $.result, if: $.verbs, presence: included}"),
	    ":8: if: there is no \"verbs\" here (did you mean \"verb\"?)");
	is_wrong(RULE("{path: $, presence: included}"),
	    ":8: path: a path starts with a key of the statement, such as $.result");
	is_wrong(RULE("{path: '$.result[', presence: included}"),
	    ":8: path: a bracket of the path holds an index, a quoted name, * or a filter [?@.…]");
	is_wrong(RULE("{path: $.result, form: durration}"),
	    ":8: form: there is no \"durration\" here (did you mean \"duration\"?)");
	is_wrong(RULE("{path: $.result, range: [1]}"), ":8: range: must be [LOW, HIGH]; null is an open end");
	is_wrong(RULE("{path: $.result, range: [a, 1]}"),
	    ":8: range: its ends are numbers, or null for an open one");
	is_wrong(RULE("{path: $.result, range: [2, 1]}"), ":8: range: the low end is above the high one");
	is_wrong(RULE("{path: $.result, none: [null]}"), ":8: none: null counts as nothing and is no value");
	is_wrong(RULE("{path: $.result, presence: included, whhy: x}"),
	    ":8: rule: there is no \"whhy\" here (did you mean \"why\"?)");
}

/* ---- matching ---- */

/* The name of the template that is for the usual statement with one change; NULL for none. */
static void
expect_template(struct bench *b, const char *pointer, const char *value, const char *expected)
{
	struct json tree = parsed(b->arena, usual), written;
	struct profile_report report;
	struct buf out = {0};

	if (pointer)
		change(b->arena, &tree, pointer, value);
	validate_normalize(&tree, b->arena);
	profile_judge(b->choice, &tree, b->arena, &report);
	assert_int_equal(report.profile != NULL, expected != NULL);
	profile_write(&out, &report, &tree);
	buf_char(&out, '\0');
	written = parsed(b->arena, out.at);
	if (expected)
		assert_true(json_equals(json_get(&written, STR("template")), str_of(expected)));
	else
		assert_string_equal(out.at, "null");
	buf_free(&out);
}

static void
all_that_is_said_must_hold(void **state)
{
	struct bench b;

	(void)state;
	assert_true(open_text(&b, HEAD
	    "templates:\n"
	    "  - {name: type, title: t, when: {object_type: 'http://x/type'}}\n"
	    "  - {name: parents, title: t, when: {parent_types: ['http://x/a', 'http://x/b']}}\n"
	    "  - {name: signed, title: t, when: {attachment_usage_types: ['http://x/use']}}\n"
	    "  - {name: category, title: t, when: {values: [{path: '$.context.contextActivities.category[*].id',"
	    " any: ['http://x/c', 'http://x/d']}]}}\n"
	    "  - {name: both, title: t, when: {verb: 'http://x/verb', object_type: 'http://x/type'}}\n"));
	expect_template(&b, NULL, NULL, NULL);
	expect_template(&b, "/object/definition/type", "'http://x/type'", "type");
	expect_template(
	    &b, "/context/contextActivities/parent", "{'id':'x:1','definition':{'type':'http://x/a'}}", NULL);
	expect_template(&b, "/context/contextActivities/parent",
	    "[{'id':'x:1'},{'id':'x:2','definition':{'type':'http://x/b'}},{'id':'x:3','definition':{'type':'http://x/a'}}]",
	    "parents");
	expect_template(
	    &b, "/attachments", "[{'usageType':'http://x/other'},{'usageType':'http://x/use'}]", "signed");
	expect_template(&b, "/context/contextActivities/category", "{'id':'http://x/d'}", "category");
	expect_template(&b, "/context/contextActivities/category", "{'id':'http://x/e'}", NULL);
	expect_template(&b, "/verb/id", "'http://x/verb'", NULL);
	close_bench(&b);
}

static void
the_template_that_says_most_wins_then_the_first(void **state)
{
	struct bench b;

	(void)state;
	assert_true(open_text(&b, HEAD
	    "templates:\n"
	    "  - {name: second, title: t, when: {verb: 'http://example.org/verbs/did'}}\n"
	    "  - {name: third, title: t, when: {verb: 'http://example.org/verbs/did'}}\n"
	    "  - {name: first, title: t, when: {verb: 'http://example.org/verbs/did', object_type: 'http://x/t'}}\n"));
	expect_template(&b, NULL, NULL, "second");
	expect_template(&b, "/object/definition/type", "'http://x/t'", "first");
	expect_template(&b, "/verb/id", "'http://x/verb'", NULL);
	close_bench(&b);
}

static void
between_profiles_the_first_by_name_wins(void **state)
{
	static const char one[] = "/tmp/lrstream-profile-b.yaml", two[] = "/tmp/lrstream-profile-a.yaml";
	struct bench b = {.profiles = profiles_open(), .arena = arena_open()};
	struct str names[] = {STR("/tmp/lrstream-profile-b.yaml,/tmp/lrstream-profile-a.yaml"),
	    STR("/tmp/lrstream-profile-b.yaml")};

	(void)state;
	write_file(
	    one, HEAD "templates: [{name: of-b, title: t, when: {verb: 'http://example.org/verbs/did'}}]\n");
	write_file(
	    two, HEAD "templates: [{name: of-a, title: t, when: {verb: 'http://example.org/verbs/did'}}]\n");
	b.choice = profiles_choose(b.profiles, names, 2, &b.error);
	assert_non_null(b.choice);
	expect_template(&b, NULL, NULL, "of-a");
	unlink(one);
	unlink(two);
	profiles_close(b.profiles);
	arena_close(b.arena);
}

/* ---- rules ---- */

/* What a single rule says of the usual statement whose result is `result`: "RULE EXPECTED ACTUAL" of each finding, with
 * a '?' before what is only recommended; "" if it is met. */
static void
expect_found(const char *rule, const char *result, const char *expected)
{
	struct bench b;
	char yaml[1024];
	struct json tree, written;
	struct profile_report report;
	struct buf out = {0}, got = {0};

	snprintf(yaml, sizeof(yaml), HEAD TEMPLATE "    rules:\n      - %s\n", rule);
	if (!open_text(&b, yaml))
		fail_msg("%s", b.error.text);
	tree = parsed(b.arena, usual);
	change(b.arena, &tree, "/result", result);
	profile_judge(b.choice, &tree, b.arena, &report);
	profile_write(&out, &report, &tree);
	assert_true(json_parse(b.arena, buf_view(&out), (struct json_limits){.depth = 64}, &written,
	    &(enum reject_code){0}, &(size_t){0}));
	assert_int_equal(json_get(&written, STR("fulfilled"))->type, report.unmet ? JSON_FALSE : JSON_TRUE);
	for (int i = 0; i < 2; i++) {
		const struct json *list = json_get(&written, i ? STR("recommendations") : STR("unmet"));

		for (uint32_t k = 0; k < list->count; k++) {
			buf_format(&got, "%s%s%.*s ", got.len ? "; " : "", i ? "?" : "",
			    STR_ARG(json_get_text(&list->items[k], STR("rule"))));
			json_write(&got, json_get(&list->items[k], STR("expected")));
			buf_char(&got, ' ');
			json_write(&got, json_get(&list->items[k], STR("actual")));
		}
	}
	buf_char(&got, '\0');
	assert_string_equal(got.at, expected);
	buf_free(&got);
	buf_free(&out);
	close_bench(&b);
}

static void
presence(void **state)
{
	(void)state;
	expect_found("{path: $.result.success, presence: included}", "{'success':false}", "");
	expect_found(
	    "{path: $.result.success, presence: included}", "{}", "presence \"included\" \"missing\"");
	expect_found("{path: $.result.extensions.*, presence: included}", "{'extensions':{'x:y':null}}",
	    "presence \"included\" \"missing\"");
	expect_found("{path: $.result.success, presence: excluded}", "{}", "");
	expect_found("{path: $.result.success, presence: excluded}", "{'success':true}",
	    "presence \"excluded\" [true]");
	expect_found("{path: $.result.success, presence: recommended}", "{'success':true}", "");
	expect_found(
	    "{path: $.result.success, presence: recommended}", "{}", "?presence \"included\" \"missing\"");
}

static void
values(void **state)
{
	(void)state;
	expect_found("{path: $.result.response, any: [a, b]}", "{'response':'b'}", "");
	expect_found(
	    "{path: $.result.response, any: [a, b]}", "{'response':'c'}", "any [\"a\",\"b\"] [\"c\"]");
	expect_found("{path: $.result.response, any: [a, b]}", "{}", "any [\"a\",\"b\"] []");
	expect_found("{path: $.result.response, presence: included, any: [a]}", "{}",
	    "presence \"included\" \"missing\"");
	expect_found("{path: $.result.response, presence: recommended, any: [a]}", "{'response':'c'}",
	    "?any [\"a\"] [\"c\"]");
	expect_found("{path: $.result.extensions.*, any: [1]}", "{'extensions':{'x:y':2,'x:z':1}}", "");
	expect_found("{path: $.result.extensions.*, all: [1, 2]}", "{'extensions':{'x:y':2,'x:z':1}}", "");
	expect_found(
	    "{path: $.result.extensions.*, all: [1]}", "{'extensions':{'x:y':2,'x:z':1}}", "all [1] [2,1]");
	expect_found("{path: $.result.extensions.*, all: [1]}", "{}", "");
	expect_found("{path: $.result.extensions.*, none: [1]}", "{'extensions':{'x:y':2,'x:z':3}}", "");
	expect_found("{path: $.result.extensions.*, none: [3]}", "{'extensions':{'x:y':2,'x:z':3}}",
	    "none \"no values from [3]\" [2,3]");
	expect_found("{path: $.result.extensions.*, none: [3]}", "{}", "");
}

static void
values_are_compared_as_data(void **state)
{
	(void)state;
	expect_found("{path: $.result.score.raw, any: [1]}", "{'score':{'raw':1.0}}", "");
	expect_found("{path: $.result.score.raw, any: [10]}", "{'score':{'raw':1e1}}", "");
	expect_found("{path: $.result.score.raw, any: [9007199254740992]}",
	    "{'score':{'raw':9007199254740993}}", "any [9007199254740992] [9007199254740993]");
	expect_found("{path: $.result.response, any: [\"1\"]}", "{'response':1}", "any [\"1\"] [1]");
	expect_found("{path: $.result.score, any: [{min: 0, max: 1}]}", "{'score':{'max':1,'min':0.0}}", "");
}

static void
ranges(void **state)
{
	static const char rule[] = "{path: $.result.score.raw, range: [-1, 0.5]}";

	(void)state;
	expect_found(rule, "{'score':{'raw':-1.0}}", "");
	expect_found(rule, "{'score':{'raw':5e-1}}", "");
	expect_found(rule, "{'score':{'raw':0}}", "");
	expect_found(rule, "{}", "");
	expect_found(
	    rule, "{'score':{'raw':0.5000000000000000000001}}", "range [-1,0.5] [0.5000000000000000000001]");
	expect_found(rule, "{'score':{'raw':-1.01}}", "range [-1,0.5] [-1.01]");
	expect_found(rule, "{'score':{'raw':1e400}}", "range [-1,0.5] [1e400]");
	expect_found(rule, "{'score':{'raw':'0'}}", "range [-1,0.5] [\"0\"]");
	expect_found("{path: $.result.score.raw, range: [0, null]}", "{'score':{'raw':1e400}}", "");
	expect_found("{path: $.result.score.raw, range: [0, null]}", "{'score':{'raw':-0.1}}",
	    "range [0,null] [-0.1]");
	expect_found("{path: $.result.score.raw, range: [null, 0]}", "{'score':{'raw':-7}}", "");
}

static void
forms(void **state)
{
	static const struct {
		const char *form, *fits, *does_not;
	} all[] = {
	    {"string", "'x'", "1"},
	    {"number", "1.5", "'1.5'"},
	    {"integer", "1.50e1", "1.5"},
	    {"integer", "0.0", "1e-1"},
	    {"integer", "-120", "true"},
	    {"boolean", "false", "0"},
	    {"object", "{}", "[]"},
	    {"array", "[1]", "{}"},
	    {"uuid", "'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'", "'f81d4fae'"},
	    {"iri", "'https://x/y'", "'/y'"},
	    {"duration", "'PT1H'", "'1H'"},
	    {"timestamp", "'2026-03-14T16:35:00Z'", "'2026-03-14'"},
	    {"utc", "'2026-03-14T16:35:00Z'", "'2026-03-14T16:35:00+01:00'"},
	    {"utc", "'2026-03-14T16:35:00.5+00:00'", "'2026-03-14T16:35:00'"},
	    {"utc", "'20260314T163500+0000'", "'Z'"},
	    {"segments", "'0.000[.]12.000[,]14[.]21.5'", "'0.000[.]12.000[,]14.000'"},
	    {"segments", "''", "'0[.]'"},
	    {"segments", "'0[.]1'", "'0[,]1'"},
	    {"segments", "'00[.]1.25'", "'0[.]1.'"},
	    {"segments", "'7.5[.]8'", "'7.5[.]8[,]'"},
	    {"segments", "'1[.]2[,]3[.]4[,]5[.]6'", "'1[.]2[.]3'"},
	    {"segments", "'3[.]3'", "12.5"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		char rule[128], result[128], expected[256];

		snprintf(rule, sizeof(rule), "{path: $.result.response, form: %s}", all[i].form);
		snprintf(result, sizeof(result), "{'response':%s}", all[i].fits);
		expect_found(rule, result, "");
		snprintf(result, sizeof(result), "{'response':%s}", all[i].does_not);
		snprintf(expected, sizeof(expected), "form \"%s\" [%s]", all[i].form, all[i].does_not);
		for (char *c = expected; *c; c++)
			if (*c == '\'')
				*c = '"';
		expect_found(rule, result, expected);
	}
}

static void
a_rule_may_depend_on_another_place(void **state)
{
	static const char rule[] = "{path: $.result.score.min, if: $.result.score.raw, presence: included}";

	(void)state;
	expect_found(rule, "{}", "");
	expect_found(rule, "{'score':{'max':1}}", "");
	expect_found(rule, "{'score':{'raw':1,'min':0}}", "");
	expect_found(rule, "{'score':{'raw':1}}", "presence \"included\" \"missing\"");
}

static void
common_rules_hold_in_each_template(void **state)
{
	struct bench b;
	struct json tree;
	struct profile_report report;

	(void)state;
	assert_true(open_text(&b, HEAD "common: [{path: $.result.success, presence: included}]\n" TEMPLATE
				       "    rules: [{path: $.context.team, presence: included}]\n"));
	tree = parsed(b.arena, usual);
	profile_judge(b.choice, &tree, b.arena, &report);
	assert_int_equal(report.count, 2);
	assert_int_equal(report.unmet, 2);
	close_bench(&b);
}

static void
judging_what_is_met_takes_no_memory(void **state)
{
	struct bench b;
	struct json tree;
	struct profile_report report;
	size_t used;

	(void)state;
	assert_true(open_text(&b, RULE("{path: $.actor.mbox, presence: included, form: iri}")));
	tree = parsed(b.arena, usual);
	used = arena_used(b.arena);
	profile_judge(b.choice, &tree, b.arena, &report);
	assert_non_null(report.profile);
	assert_int_equal(report.unmet, 0);
	assert_int_equal(arena_used(b.arena), used);
	close_bench(&b);
}

static void
a_reject_repeats_no_value(void **state)
{
	struct bench b;
	struct json tree;
	struct profile_report report;
	struct finding f;
	char expected[256];

	(void)state;
	assert_true(open_text(&b, RULE("{path: \"$.result.extensions['x:y'][*]\", all: [1], why: T 3}")));
	tree = parsed(b.arena, usual);
	change(b.arena, &tree, "/result", "{'extensions':{'x:y':['secret']}}");
	profile_judge(b.choice, &tree, b.arena, &report);
	assert_int_equal(report.count, 1);
	f = profile_reject(b.arena, &report, &report.findings[0]);
	assert_int_equal(f.code, REJECT_PROFILE);
	assert_true(str_eq(f.pointer, STR("/result/extensions/x:y")));
	snprintf(expected, sizeof(expected),
	    "%s, template did: $.result.extensions['x:y'][*] has a value that is none of those it may have; T 3",
	    strrchr(b.path, '/') + 1);
	assert_true(str_eq(f.detail, str_of(expected)));
	close_bench(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(files_are_refused_with_line_and_key),
	    cmocka_unit_test(conditions_are_refused),
	    cmocka_unit_test(rules_are_refused),
	    cmocka_unit_test(all_that_is_said_must_hold),
	    cmocka_unit_test(the_template_that_says_most_wins_then_the_first),
	    cmocka_unit_test(between_profiles_the_first_by_name_wins),
	    cmocka_unit_test(presence),
	    cmocka_unit_test(values),
	    cmocka_unit_test(values_are_compared_as_data),
	    cmocka_unit_test(ranges),
	    cmocka_unit_test(forms),
	    cmocka_unit_test(a_rule_may_depend_on_another_place),
	    cmocka_unit_test(common_rules_hold_in_each_template),
	    cmocka_unit_test(judging_what_is_met_takes_no_memory),
	    cmocka_unit_test(a_reject_repeats_no_value),
	};

	return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
