/* Copies of a statement have one content, and any other statement has another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "stages/xapi/anatomy.h"
#include "stages/xapi/safe_statement.h"

#define AGENT(pseudonym) \
	"{\"objectType\":\"Agent\",\"account\":{\"homePage\":\"" PSEUDONYM_HOME_PAGE \
	"\",\"name\":\"" pseudonym "\"}}"
#define ANN "11111111-1111-1111-1111-111111111111"
#define BOB "22222222-2222-2222-2222-222222222222"

/* A statement with something everywhere; the arguments are the pseudonyms of its agents. */
#define FULL(one, two) \
	"{\"id\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\",\"actor\":" AGENT( \
	    one) "," \
		 "\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/answered\",\"display\":{\"en\":\"answered\",\"fr\":\"a r\"}}," \
		 "\"object\":{\"objectType\":\"SubStatement\",\"actor\":{\"objectType\":\"Group\",\"member\":[" AGENT(one) "," AGENT( \
		     two) "]}," \
			  "\"verb\":{\"id\":\"http://a.example/v\"},\"timestamp\":\"2026-01-02T03:04:05Z\"," \
			  "\"object\":{\"objectType\":\"StatementRef\",\"id\":\"e05aa883-acaf-40ad-bf54-02c8ce485fb0\"}}," \
			  "\"result\":{\"score\":{\"scaled\":0.75,\"raw\":7.5,\"min\":0,\"max\":10},\"success\":true,\"completion\":false," \
			  "\"response\":\"a[,]b\",\"duration\":\"PT1M\",\"extensions\":{\"http://a.example/x\":[1,\"1\",null,{\"a\":1,\"b\":[]}]," \
			  "\"http://a.example/y\":{\"stored\":\"2026\",\"version\":1,\"authority\":{}}}}," \
			  "\"context\":{\"registration\":\"a05aa883-acaf-40ad-bf54-02c8ce485fb0\",\"instructor\":" AGENT( \
			      two) "," \
				   "\"contextActivities\":{\"parent\":[{\"id\":\"c:1\",\"definition\":{\"name\":{\"en\":\"A\"}}},{\"id\":\"c:2\"}]," \
				   "\"grouping\":[{\"id\":\"c:3\"}]},\"platform\":\"p\",\"revision\":\"r\",\"language\":\"en\"," \
				   "\"statement\":{\"objectType\":\"StatementRef\",\"id\":\"b05aa883-acaf-40ad-bf54-02c8ce485fb0\"}," \
				   "\"contextAgents\":[{\"objectType\":\"contextAgent\",\"agent\":" AGENT( \
				       two) ",\"relevantTypes\":[\"t:1\"]}]}," \
					    "\"timestamp\":\"2026-03-14T16:35:00.5Z\",\"stored\":\"2026-03-14T16:36:00Z\",\"version\":\"1.0.3\"," \
					    "\"authority\":" AGENT( \
						two) ",\"attachments\":[{\"usageType\":\"u:1\",\"length\":3}]}"

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

static struct json *
parse(const char *text)
{
	struct json *tree = arena_take(arena, sizeof(*tree));
	enum reject_code code;
	size_t offset;

	if (!json_parse(arena, str_of(text), (struct json_limits){512}, tree, &code, &offset))
		fail_msg("no JSON at byte %zu: %s", offset, text);
	return tree;
}

static uint64_t
content(const char *text)
{
	return statement_content(parse(text));
}

static void
assert_same(const char *a, const char *b)
{
	if (content(a) != content(b))
		fail_msg("%s and %s differ", a, b);
}

static void
assert_differ(const char *a, const char *b)
{
	if (content(a) == content(b))
		fail_msg("%s and %s are the same", a, b);
}

/* ---- laws over a whole statement ---- */

static void
shuffle(struct json *v)
{
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		shuffle(&v->items[i]);
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++) {
		uint32_t k = (uint32_t)rand() % (i + 1);
		struct json_member moved = v->members[i];

		v->members[i] = v->members[k];
		v->members[k] = moved;
	}
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++)
		shuffle(&v->members[i].value);
}

static void
order_of_members_changes_nothing(void **state)
{
	struct json *tree = parse(FULL(ANN, BOB));
	uint64_t before = statement_content(tree);

	(void)state;
	srand(7);
	for (int i = 0; i < 200; i++) {
		shuffle(tree);
		assert_int_equal(statement_content(tree), before);
	}
}

static void
another_key_changes_nothing(void **state)
{
	(void)state;
	assert_same(FULL(ANN, BOB), FULL("33333333-3333-3333-3333-333333333333", ANN));
}

/* Whether a copy may differ here, and nothing below needs to be tried. */
static bool
is_exception(struct str key, const struct json *value, bool top)
{
	return (str_eq(key, STR("account")) && json_get(value, STR("homePage")))
	       || (top
		   && (str_eq(key, STR("stored")) || str_eq(key, STR("version"))
		       || str_eq(key, STR("authority"))));
}

static int tried;

/* Changes one value after the other, everywhere below v, and looks whether the content notices. */
static void
change_each(const struct json *tree, struct json *v, uint64_t before)
{
	struct json saved = *v;

	*v = json_string(STR("changed"));
	assert_int_not_equal(statement_content(tree), before);
	*v = saved;
	tried++;
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		change_each(tree, &v->items[i], before);
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++) {
		struct json_member *m = &v->members[i];
		struct str key = m->key;

		if (is_exception(key, &m->value, v == tree))
			continue;
		m->key = STR("other");
		assert_int_not_equal(statement_content(tree), before);
		m->key = key;
		change_each(tree, &m->value, before);
	}
}

static void
any_other_change_is_noticed(void **state)
{
	struct json *tree = parse(FULL(ANN, BOB));

	(void)state;
	tried = 0;
	change_each(tree, tree, statement_content(tree));
	assert_true(tried > 60);
	assert_int_equal(statement_content(tree), content(FULL(ANN, BOB)));
}

/* ---- one rule after the other ---- */

#define RESULT(value) "{\"result\":{\"extensions\":{\"x:1\":" value "}}}"

static void
numbers_are_the_same_by_value(void **state)
{
	static const char *const same[][2] = {
	    {RESULT("1.10"), RESULT("1.1")},
	    {RESULT("1.1"), RESULT("11e-1")},
	    {RESULT("100"), RESULT("1E+2")},
	    {RESULT("0"), RESULT("-0.00e5")},
	    {RESULT("0.00123"), RESULT("1.23e-3")},
	    {RESULT("1e400"), RESULT("10e399")},
	    {RESULT("0e99999999999999999999"), RESULT("0")},
	    {RESULT("12345678901234567890123456789"), RESULT("1234567890123456789012345678.9e1")},
	};
	static const char *const different[][2] = {
	    {RESULT("1"), RESULT("-1")},
	    {RESULT("1"), RESULT("10")},
	    {RESULT("0.1"), RESULT("0.10000000000000001")},
	    {RESULT("1e400"), RESULT("1e401")},
	    {RESULT("1e400"), RESULT("1e-400")},
	    {RESULT("9007199254740992"), RESULT("9007199254740993")},
	    {RESULT("1"), RESULT("\"1\"")},
	    {RESULT("1"), RESULT("true")},
	    {RESULT("1"), RESULT("[1]")},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		assert_same(same[i][0], same[i][1]);
	for (size_t i = 0; i < sizeof(different) / sizeof(*different); i++)
		assert_differ(different[i][0], different[i][1]);
	content(RESULT("1e99999999999999999999999999"));
	content(RESULT("1e-99999999999999999999999999"));
}

static void
values_of_other_shapes_differ(void **state)
{
	static const char *const values[] = {"null", "true", "false", "0", "1", "\"\"", "\"0\"", "\"null\"",
	    "[]", "{}", "[null]", "[[]]", "[{}]", "[0,1]", "[1,0]", "[0,1,1]", "{\"a\":0}", "{\"a\":1}",
	    "{\"b\":0}", "{\"a\":0,\"b\":1}", "{\"a\":1,\"b\":0}", "{\"a\":{\"b\":0}}"};
	char a[128], b[128];

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		for (size_t k = 0; k < i; k++) {
			snprintf(a, sizeof(a), RESULT("%s"), values[i]);
			snprintf(b, sizeof(b), RESULT("%s"), values[k]);
			assert_differ(a, b);
		}
}

static void
moments_are_instants_where_moments_stand(void **state)
{
	(void)state;
	assert_same(
	    "{\"timestamp\":\"2026-03-14T16:35:00Z\"}", "{\"timestamp\":\"2026-03-14T18:35:00.000+02:00\"}");
	assert_same("{\"object\":{\"objectType\":\"SubStatement\",\"timestamp\":\"2026-03-14T16:35:00Z\"}}",
	    "{\"object\":{\"objectType\":\"SubStatement\",\"timestamp\":\"2026-03-14T16:35:00+00:00\"}}");
	assert_differ("{\"timestamp\":\"2026-03-14T16:35:00Z\"}", "{\"timestamp\":\"2026-03-14T16:35:01Z\"}");
	assert_differ("{\"timestamp\":\"2026-03-14T16:35:00Z\"}", "{}");
	assert_differ(RESULT("{\"timestamp\":\"2026-03-14T16:35:00Z\"}"),
	    RESULT("{\"timestamp\":\"2026-03-14T16:35:00+00:00\"}"));
}

static void
ids_have_no_case_but_iris_do(void **state)
{
	(void)state;
	assert_same("{\"id\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"}",
	    "{\"id\":\"F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6\"}");
	assert_same("{\"context\":{\"registration\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"}}",
	    "{\"context\":{\"registration\":\"F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6\"}}");
	assert_same(
	    "{\"object\":{\"objectType\":\"StatementRef\",\"id\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"}}",
	    "{\"object\":{\"objectType\":\"StatementRef\",\"id\":\"F81D4FAE-7dec-11d0-a765-00a0c91e6bf6\"}}");
	assert_differ("{\"object\":{\"id\":\"c:a\"}}", "{\"object\":{\"id\":\"c:A\"}}");
	assert_differ(RESULT("\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\""),
	    RESULT("\"F81D4FAE-7dec-11d0-a765-00a0c91e6bf6\""));
}

static void
what_an_lrs_sets_is_left_out(void **state)
{
	(void)state;
	assert_same("{\"verb\":{\"id\":\"v:1\"}}",
	    "{\"verb\":{\"id\":\"v:1\"},\"stored\":\"2026-03-14T16:35:00Z\",\"version\":\"1.0.0\",\"authority\":" AGENT(
		ANN) "}");
	assert_same(
	    "{\"object\":{\"id\":\"c:1\"}}", "{\"object\":{\"objectType\":\"Activity\",\"id\":\"c:1\"}}");
	assert_same("{\"context\":{\"contextActivities\":{\"parent\":{\"id\":\"c:1\"}}}}",
	    "{\"context\":{\"contextActivities\":{\"parent\":[{\"objectType\":\"Activity\",\"id\":\"c:1\"}]}}}");
	assert_differ("{\"context\":{\"contextActivities\":{\"parent\":{\"id\":\"c:1\"}}}}",
	    "{\"context\":{\"contextActivities\":{\"grouping\":{\"id\":\"c:1\"}}}}");
}

static void
only_accounts_of_pseudonyms_are_left_out(void **state)
{
	(void)state;
	assert_differ("{\"actor\":{\"account\":{\"homePage\":\"http://a.example\",\"name\":\"1\"}}}",
	    "{\"actor\":{\"account\":{\"homePage\":\"http://a.example\",\"name\":\"2\"}}}");
	assert_differ("{\"actor\":" AGENT(ANN) "}",
	    "{\"actor\":{\"objectType\":\"Group\",\"account\":{\"homePage\":\"" PSEUDONYM_HOME_PAGE
	    "\",\"name\":\"" ANN "\"}}}");
	assert_same(RESULT("{\"who\":" AGENT(ANN) "}"), RESULT("{\"who\":" AGENT(BOB) "}"));
}

/* Contents are stored: the same statement must give the same number in every release. */
static void
content_never_changes(void **state)
{
	(void)state;
	assert_int_equal(content(FULL(ANN, BOB)), 0xd2e369e565579114u);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(order_of_members_changes_nothing),
	    cmocka_unit_test(another_key_changes_nothing),
	    cmocka_unit_test(any_other_change_is_noticed),
	    cmocka_unit_test(numbers_are_the_same_by_value),
	    cmocka_unit_test(values_of_other_shapes_differ),
	    cmocka_unit_test(moments_are_instants_where_moments_stand),
	    cmocka_unit_test(ids_have_no_case_but_iris_do),
	    cmocka_unit_test(what_an_lrs_sets_is_left_out),
	    cmocka_unit_test(only_accounts_of_pseudonyms_are_left_out),
	    cmocka_unit_test(content_never_changes),
	};

	return cmocka_run_group_tests_name("statement_content", tests, setup, teardown);
}
