/* Policies are judged when they are opened: what would leave an agent, or no valid statement, is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/core/schemas.h"
#include "stages/anonymize/policy/policy.h"
#include "stages/anonymize/policy/policy_path.h"

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
	assert_int_equal(rule_child(policy_root(p), STR("verb"))->action, ACTION_SCRUB);
	assert_false(policy_keeps_agents(p));
	policy_close(p);
	assert_true(policy_check(schemas_path(arena, "privacy/strict.yaml", &error).at, "strict", &error));
	assert_false(policy_check("/nonexistent.yaml", "nonexistent", &error));
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
	assert_refused("default: keep\npaths: {}\n", "1", "an agent at $.actor would stay");
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
	    {"$.context.plattform: drop", "xAPI has no $.context.plattform; did you mean platform?"},
	    {"$.result.score.scald: keep", "did you mean scaled?"},
	    {"$.object.definiton.name: keep", "did you mean definition?"},
	    {"$.actor.name: drop", "xAPI has no $.actor.name; people are replaced as a whole"},
	    {"$.context.team.member: drop", "people are replaced as a whole"},
	    {"$.object.timestamp: {generalize: day}", "xAPI has no $.object.timestamp; leave out .object"},
	    {"$.object.result.response: drop", "holds for a SubStatement, too"},
	    {"$.object.definition.name.en: drop", "xAPI has no"},
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
	    {"$.context.platform: 7", "an action is keep, drop, pseudonym, scrub or {generalize: …}"},
	    {"$.context.platform: [drop]", "an action is keep, drop, pseudonym, scrub"},
	    {"$.context.platform: {drop: day, keep: day}", "an action is"},
	    {"$.context.platform: scrubb", "did you mean scrub?"},
	    {"$.context.platform: {generalise: day}", "did you mean generalize?"},
	    {"$.context.platform: {drop: all}", "only generalize has something behind it"},
	    {"$.context.platform: generalize", "generalize says to what"},
	    {"$.context.platform: {generalize: dya}", "did you mean day?"},
	    {"$.context.platform: {generalize: [day]}", "values are generalized to minute"},
	    {"$.timestamp: {generalize: network}", "no network can be made of what stands there"},
	    {"$.result.duration: {generalize: week}", "no week can be made of what stands there"},
	    {"$.result.score.raw: {generalize: day}", "no day can be made of what stands there"},
	    {"$.timestamp: {generalize: {day: 2}}", "day takes nothing behind it"},
	    {"$.result.score.raw: {generalize: bands}", "bands have a width above 0"},
	    {"$.result.score.raw: {generalize: {bands: 0}}", "bands have a width above 0"},
	    {"$.result.score.raw: {generalize: {bands: [1]}}", "borders that rise"},
	    {"$.result.score.raw: {generalize: {bands: [0, 50, 50]}}", "borders that rise"},
	    {"$.result.score.raw: {generalize: {bands: [0, x]}}", "borders that rise"},
	    {"$.result.response: {generalize: {network: 25}}", "a network has 8 to 24 bits"},
	    {"$.result.score.min: {generalize: {bands: 10}}", "scale"},
	    {"$.result.score.*: {generalize: {bands: 10}}", "scale"},
	    {"$.verb.id: {generalize: day}", "holds nothing that could be generalized"},
	    {"$.object.id: {generalize: day}", "holds nothing that could be generalized"},
	    {"$.context: pseudonym", "holds nothing that a pseudonym could stand for"},
	    {"$.result.success: pseudonym", "holds nothing that a pseudonym could stand for"},
	    {"$.result.score.raw: pseudonym", "holds nothing that a pseudonym could stand for"},
	    {"$.timestamp: pseudonym", "holds nothing that a pseudonym could stand for"},
	    {"$.id: pseudonym", "by this id statements name each other"},
	    {"$.context.statement.id: pseudonym", "by this id statements name each other"},
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
agents_are_replaced_or_gone(void **state)
{
	(void)state;
	assert_refused("paths:\n  $.context.team: scrub\n", "2", "is the place of an agent");
	assert_refused(
	    "paths:\n  $.context.team: {generalize: day}\n", "2", "holds nothing that could be generalized");
	assert_refused("agents: keep\npaths: {}\n", "1", "agents can be said to cross");
}

static void
sections_are_known(void **state)
{
	(void)state;
	assert_refused("defualt: keep\n" AGENTS, "1", "'defualt' is unknown here; did you mean default?");
	assert_refused("default: drop\n" AGENTS, "1", "the default is scrub or keep");
	assert_refused("default: scrubb\n" AGENTS, "1", "did you mean scrub?");
	assert_refused("title: [a]\n" AGENTS, "1", "title is a text");
	assert_refused(
	    "\npseudonymous-ids: cert_\n" AGENTS, "2", "pseudonymous-ids lists what ids start with");
	assert_refused("pseudonymous-ids: [cert]\n" AGENTS, "1", "small letters and an underscore");
	assert_refused("pseudonymous-ids: [_]\n" AGENTS, "1", "small letters and an underscore");
}

static enum action
action_at(const struct policy *p, const char *const *names)
{
	const struct rule *rule = policy_root(p);

	for (; *names; names++)
		rule = rule_child(rule, str_of(*names));
	return rule->action;
}

#define AT(policy, ...) action_at(policy, (const char *const[]){__VA_ARGS__, NULL})

static void
what_is_said_holds_below(void **state)
{
	struct policy *p = open_good("default: keep\n" AGENTS "  $.result: scrub\n"
				     "  $.result.score: keep\n"
				     "  $.context.extensions: pseudonym\n"
				     "  $.context.extensions['x:1'].a: keep\n"
				     "  $.context.extensions.*.b: {generalize: day}\n"
				     "  $.object.definition: scrub\n");

	(void)state;
	assert_int_equal(AT(p, "verb", "id"), ACTION_KEEP);
	assert_int_equal(AT(p, "result", "response"), ACTION_SCRUB);
	assert_int_equal(AT(p, "result", "extensions", "x:1", "y", "z"), ACTION_SCRUB);
	assert_int_equal(AT(p, "result", "score", "raw"), ACTION_KEEP);
	assert_int_equal(AT(p, "context", "platform"), ACTION_KEEP);
	assert_int_equal(AT(p, "context", "extensions", "x:2", "y"), ACTION_PSEUDONYM);
	assert_int_equal(AT(p, "context", "extensions", "x:1", "a", "z"), ACTION_KEEP);
	assert_int_equal(AT(p, "context", "extensions", "x:1", "b"), ACTION_GENERALIZE);
	/* what is said of an agent's place is for the agent alone */
	assert_int_equal(AT(p, "object", "id"), ACTION_KEEP);
	assert_int_equal(AT(p, "object", "definition", "name"), ACTION_SCRUB);
	assert_true(rule_child(policy_root(p), STR("object"))->agent);
	assert_int_equal(rule_any(rule_any(policy_root(p)))->action, ACTION_KEEP);
	policy_close(p);
}

static void
only_a_policy_that_says_so_keeps_agents(void **state)
{
	struct policy *p = open_good("agents: as they are\npaths: {}\n");

	(void)state;
	assert_true(policy_keeps_agents(p));
	assert_int_equal(AT(p, "actor"), ACTION_KEEP);
	assert_int_equal(AT(p, "context", "contextAgents", "agent"), ACTION_KEEP);
	assert_int_equal(AT(p, "result", "response"), ACTION_SCRUB);
	policy_close(p);
	p = open_good("agents: as they are\npaths: {$.actor: pseudonym, $.context.team: keep}\n");
	assert_int_equal(AT(p, "actor"), ACTION_PSEUDONYM);
	assert_int_equal(AT(p, "context", "team"), ACTION_KEEP);
	assert_int_equal(AT(p, "authority"), ACTION_KEEP);
	policy_close(p);
}

static void
the_three_built_in_ones_are_good(void **state)
{
	static const char *const names[] = {"strict", "research", "pass-through"};
	struct error error = {0};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct policy *p = policy_open(str_of(names[i]), &error);

		if (!p)
			fail_msg("%s", error.text);
		assert_int_equal(policy_keeps_agents(p), i == 2);
		assert_int_equal(AT(p, "timestamp"), i == 1 ? ACTION_GENERALIZE : ACTION_KEEP);
		assert_int_equal(AT(p, "result", "response"), i == 0   ? ACTION_SCRUB
							      : i == 1 ? ACTION_DROP
								       : ACTION_KEEP);
		policy_close(p);
	}
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
	assert_int_equal(rule_child(extensions, STR("http://b.example/x"))->action, ACTION_DROP);
	assert_int_equal(rule_child(extensions, STR(""))->action, ACTION_DROP);
	assert_int_equal(rule_any(extensions)->action, ACTION_DROP);
	assert_int_equal(rule_child(rule_child(result, STR("x:2")), STR("name"))->action, ACTION_DROP);
	assert_int_equal(rule_child(rule_child(result, STR("x:2")), STR("y"))->action, ACTION_SCRUB);
	/* what the wildcard says holds for the named one, too, where that says nothing of its own */
	assert_int_equal(rule_child(rule_child(result, STR("x:1")), STR("name"))->action, ACTION_DROP);
	assert_int_equal(rule_child(rule_any(rule_child(result, STR("x:1"))), STR("y"))->action, ACTION_DROP);
	assert_int_equal(
	    rule_child(rule_child(activities, STR("parent")), STR("definition"))->action, ACTION_KEEP);
	assert_int_equal(
	    rule_child(rule_child(activities, STR("other")), STR("definition"))->action, ACTION_DROP);
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
	    cmocka_unit_test(agents_are_replaced_or_gone),
	    cmocka_unit_test(sections_are_known),
	    cmocka_unit_test(what_is_said_holds_below),
	    cmocka_unit_test(only_a_policy_that_says_so_keeps_agents),
	    cmocka_unit_test(the_three_built_in_ones_are_good),
	    cmocka_unit_test(names_go_before_wildcards),
	    cmocka_unit_test(paths_are_read_as_steps),
	};

	return cmocka_run_group_tests_name("policy", tests, setup, teardown);
}
