/* Policies are judged when they are opened: what would leave an agent, or no valid statement, is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/core/schemas.h"
#include "stages/anonymize/policy.h"
#include "stages/anonymize/policy_path.h"

#define AGENTS \
	"paths:\n" \
	"  $.actor: pseudonym\n" \
	"  $.object: pseudonym\n" \
	"  $.authority: pseudonym\n" \
	"  $.context.instructor: pseudonym\n" \
	"  $.context.team: pseudonym\n" \
	"  $.context.contextAgents[*].agent: pseudonym\n" \
	"  $.context.contextGroups[*].group: pseudonym\n"

static char path[] = "/tmp/lrstream-policy-XXXXXX";

static int
setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(path);
}

static struct policy *
open_text(const char *text, struct error *error)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	return policy_open(str_of(path), error);
}

static struct policy *
open_good(const char *text)
{
	struct error error = {0};
	struct policy *p = open_text(text, &error);

	if (!p)
		fail_msg("%s", error.text);
	return p;
}

static void
assert_refused(const char *text, const char *line, const char *why)
{
	struct error error = {0};
	char place[64];

	assert_null(open_text(text, &error));
	assert_int_equal(error.exit, EXIT_USAGE);
	snprintf(place, sizeof(place), "%s:%s: ", path, line);
	if (!strstr(error.text, place) || !strstr(error.text, why))
		fail_msg("'%s' does not say '%s' and '%s'", error.text, place, why);
}

static void
strict_is_good(void **state)
{
	struct error error = {0};
	struct arena *arena = arena_open();
	struct policy *p = policy_open(STR("strict"), &error);

	(void)state;
	assert_non_null(p);
	assert_int_equal(rule_child(policy_root(p), STR("actor"))->action, ACTION_PSEUDONYM);
	assert_null(rule_child(policy_root(p), STR("verb")));
	policy_close(p);
	assert_true(policy_check(schemas_path(arena, "privacy/strict.yaml", &error).at, &error));
	assert_false(policy_check("/nonexistent.yaml", &error));
	assert_non_null(strstr(error.text, "/nonexistent.yaml"));
	assert_null(policy_open(STR("no-such-policy"), &error));
	assert_non_null(strstr(error.text, "no policy \"no-such-policy\""));
	arena_close(arena);
}

static void
a_place_that_nothing_is_said_of_is_refused(void **state)
{
	(void)state;
	assert_refused("paths:\n  $.actor: pseudonym\n", "1", "an agent at $.object would stay");
	assert_refused("paths:\n"
		       "  $.actor: pseudonym\n"
		       "  $.object: pseudonym\n"
		       "  $.authority: pseudonym\n"
		       "  $.context.instructor: pseudonym\n"
		       "  $.context.team: pseudonym\n"
		       "  $.context.contextAgents[*].agent: pseudonym\n",
	    "1", "an agent at $.context.contextGroups[*].group would stay");
}

static void
what_is_dropped_need_not_be_replaced(void **state)
{
	struct policy *p = open_good("paths:\n"
				     "  $.actor: pseudonym\n"
				     "  $.object: pseudonym\n"
				     "  $.authority: drop\n"
				     "  $.context: drop\n");

	(void)state;
	assert_int_equal(rule_child(policy_root(p), STR("context"))->action, ACTION_DROP);
	policy_close(p);
}

static void
an_agent_cannot_be_kept(void **state)
{
	(void)state;
	assert_refused("paths:\n  $.actor: keep\n", "2", "would leave an agent as it is");
	assert_refused("paths:\n\n  $.context.team: keep\n", "3", "would leave an agent as it is");
}

static void
what_a_statement_needs_cannot_be_dropped(void **state)
{
	static const char *const needed[] = {"$.actor", "$.object", "$.verb", "$.id", "$.timestamp",
	    "$.verb.id", "$.object.id", "$.object.definition.interactionType",
	    "$.context.contextAgents[*].agent", "$.context.contextActivities.parent[*].id",
	    "$.context.statement.id"};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		snprintf(text, sizeof(text), "title: T\npaths:\n  %s: drop\n", needed[i]);
		assert_refused(text, "3", "there is no valid statement");
	}
}

static void
what_cannot_be_read_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *rule, *why;
	} cases[] = {
	    {"$.context.plattform: drop", "xAPI has no $.context.plattform"},
	    {"$.actor.name: drop", "xAPI has no $.actor.name"},
	    {"$.result.response.x: drop", "xAPI has no"},
	    {"$.context.contextAgents.agent: drop", "xAPI has no"},
	    {"$.*: drop", "xAPI has no"},
	    {"actor: drop", "a path starts with $"},
	    {"$: drop", "the whole statement"},
	    {"$.: drop", "a name is expected"},
	    {"$.context..team: drop", "a name is expected"},
	    {"$.context.9: drop", "a name is expected"},
	    {"$context: drop", "a dot or a bracket"},
	    {"\"$['context'\": drop", "a bracket is not closed"},
	    {"\"$['context\": drop", "a quote is not closed"},
	    {"\"$['']\": drop", "a name is empty"},
	    {"$.context.contextAgents[0]: drop", "brackets hold"},
	    {"$.context.platform: scrub", "an action is keep, drop or pseudonym"},
	    {"$.context.platform: [drop]", "an action is keep, drop or pseudonym"},
	    {"$.context.platform: pseudonym", "no place for an agent"},
	    {"$.context.extensions.*: pseudonym", "no place for an agent"},
	    {"\"$['actor']\": pseudonym", "is said in line 2 already"},
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(text, sizeof(text), AGENTS "  %s\n", cases[i].rule);
		assert_refused(text, "9", cases[i].why);
	}
	assert_refused("paths: []\n", "1", "a map of paths");
	assert_refused("title: T\n", "1", "paths");
	assert_refused("- a\n", "1", "a map with title and paths");
	assert_refused("\npath: {}\n", "2", "'path' is unknown here");
	assert_refused(AGENTS "  $.context.platform: drop\n  $.context: drop\n", "10", "rules of its own");
}

static void
names_go_before_wildcards(void **state)
{
	struct policy *p = open_good(AGENTS "  $.context.extensions.*: drop\n"
					    "  $.context.extensions['http://a.example/x']: keep\n"
					    "  $.result.extensions.*.name: drop\n"
					    "  $.result.extensions['x:1'].*.y: drop\n"
					    "  $.context.contextActivities.*[*].definition: drop\n"
					    "  $.context.contextActivities.parent[*].definition: keep\n");
	const struct rule *context = rule_child(policy_root(p), STR("context"));
	const struct rule *extensions = rule_child(context, STR("extensions"));
	const struct rule *result = rule_child(rule_child(policy_root(p), STR("result")), STR("extensions"));
	const struct rule *activities = rule_child(context, STR("contextActivities"));

	(void)state;
	assert_int_equal(rule_child(extensions, STR("http://a.example/x"))->action, ACTION_KEEP);
	assert_int_equal(rule_child(extensions, STR("http://a.example/y"))->action, ACTION_DROP);
	assert_int_equal(rule_any(extensions)->action, ACTION_DROP);
	assert_int_equal(rule_child(rule_child(result, STR("x:2")), STR("name"))->action, ACTION_DROP);
	assert_null(rule_child(rule_child(result, STR("x:2")), STR("y")));
	/* what the wildcard says holds for the named one, too, where that says nothing of its own */
	assert_int_equal(rule_child(rule_child(result, STR("x:1")), STR("name"))->action, ACTION_DROP);
	assert_int_equal(rule_child(rule_any(rule_child(result, STR("x:1"))), STR("y"))->action, ACTION_DROP);
	assert_int_equal(
	    rule_child(rule_child(activities, STR("parent")), STR("definition"))->action, ACTION_KEEP);
	assert_int_equal(
	    rule_child(rule_child(activities, STR("other")), STR("definition"))->action, ACTION_DROP);
	assert_null(rule_child(NULL, STR("x")));
	policy_close(p);
}

static void
paths_are_read_as_steps(void **state)
{
	struct arena *arena = arena_open();
	const char *why;
	size_t count;
	struct step *steps =
	    policy_path_parse(arena, STR("$.a['b.c'][\"d'\"].*[*]['it\\'s'].é_1"), &count, &why);
	static const char *const names[] = {"a", "b.c", "d'", NULL, NULL, "it's", "é_1"};

	(void)state;
	assert_non_null(steps);
	assert_int_equal(count, 7);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(steps[i].name.at != NULL, names[i] != NULL);
		assert_true(str_eq(steps[i].name, str_of(names[i])));
	}
	arena_close(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(strict_is_good),
	    cmocka_unit_test(a_place_that_nothing_is_said_of_is_refused),
	    cmocka_unit_test(what_is_dropped_need_not_be_replaced),
	    cmocka_unit_test(an_agent_cannot_be_kept),
	    cmocka_unit_test(what_a_statement_needs_cannot_be_dropped),
	    cmocka_unit_test(what_cannot_be_read_is_refused_with_its_line),
	    cmocka_unit_test(names_go_before_wildcards),
	    cmocka_unit_test(paths_are_read_as_steps),
	};

	return cmocka_run_group_tests_name("policy", tests, setup, teardown);
}
