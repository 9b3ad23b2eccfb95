/* A law: whatever a policy that is accepted says, a valid statement stays a valid statement.
 *
 * Policies are made at random from paths and actions. Most of those do not fit each other and are refused, with file and
 * line; what is accepted is tried. Statements are made at random from valid parts, with people in every one of them. The seed is fixed.
 */
#include "tests/unit/anonymize/fixture.h"
#include "pipeline/core/log.h"
#include "pipeline/core/yaml.h"
#include "stages/anonymize/policy/policy.h"
#include "stages/validate/validate.h"

enum { POLICIES = 250, STATEMENTS = 20, RULES = 10 };

static uint32_t seed = 20260314;

static uint32_t
next(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

/* ---- policies ---- */

static const char agents[] = "  $.actor: pseudonym\n"
			     "  $.object: pseudonym\n"
			     "  $.authority: pseudonym\n"
			     "  $.context.instructor: pseudonym\n"
			     "  $.context.team: pseudonym\n"
			     "  $.context.contextAgents[*].agent: pseudonym\n"
			     "  $.context.contextGroups[*].group: pseudonym\n";

static const char *const heads[] = {"", "default: scrub\n", "default: keep\n",
    "agents: as they are\ndefault: keep\n", "pseudonymous-ids: [cert_, enr_]\n"};

static const char *const paths[] = {"$.id", "$.verb.id", "$.verb.display", "$.object.id",
    "$.object.definition", "$.object.definition.*", "$.object.definition.name", "$.object.definition.type",
    "$.object.definition.moreInfo", "$.object.definition.extensions", "$.object.definition.extensions.*",
    "$.object.definition.choices", "$.object.definition.choices[*].id",
    "$.object.definition.correctResponsesPattern", "$.object.definition.interactionType", "$.result",
    "$.result.score", "$.result.score.raw", "$.result.score.scaled", "$.result.score.min",
    "$.result.score.max", "$.result.response", "$.result.duration", "$.result.success", "$.result.extensions",
    "$.result.extensions.*", "$.result.extensions.*.*", "$.result.extensions['https://x.example/1']",
    "$.context", "$.context.registration", "$.context.platform", "$.context.revision", "$.context.language",
    "$.context.statement.id", "$.context.contextActivities", "$.context.contextActivities.parent",
    "$.context.contextActivities.*[*].id", "$.context.contextActivities.*[*].definition",
    "$.context.contextAgents", "$.context.contextGroups[*].relevantTypes", "$.context.extensions.*",
    "$.timestamp", "$.stored", "$.version", "$.authority", "$.context.team", "$.attachments",
    "$.attachments[*].usageType", "$.attachments[*].display", "$.attachments[*].description",
    "$.attachments[*].contentType", "$.attachments[*].fileUrl", "$.attachments[*].sha2"};

static const char *const actions[] = {"keep", "drop", "pseudonym", "scrub", "{generalize: minute}",
    "{generalize: hour}", "{generalize: day}", "{generalize: week}", "{generalize: month}",
    "{generalize: year}", "{generalize: network}", "{generalize: {network: 16}}", "{generalize: {bands: 10}}",
    "{generalize: {bands: 0.3}}", "{generalize: {bands: [0, 50, 80, 100]}}", "{generalize: region}",
    "{generalize: language}"};

#define ANY(array) (array)[next(sizeof(array) / sizeof(*(array)))]

/* Adds a rule if the policy is accepted with it; a refusal tells file and line. */
static bool
add_rule(struct buf *policy)
{
	const char *path = ANY(paths), *action = ANY(actions);
	size_t len = policy->len;
	struct error error = {0};

	buf_format(policy, "  %s: %s\n", path, action);
	buf_char(policy, '\0');
	write_file(policy_file, policy->at);
	policy->len--;
	if (policy_check(policy_file, policy_file, &error))
		return true;
	policy->len = len;
	assert_int_equal(error.exit, EXIT_USAGE);
	assert_non_null(strstr(error.text, arena_format(batch->arena, "%s:", policy_file).at));
	return false;
}

/* A policy that is accepted, in policy_file too. Returns how many rules were refused. */
static uint32_t
make_policy(struct buf *policy)
{
	uint32_t rules = next(RULES), refused = 0;

	buf_clear(policy);
	buf_format(policy, "%spaths:\n%s", ANY(heads), agents);
	while (rules)
		if (add_rule(policy))
			rules--;
		else
			refused++;
	buf_char(policy, '\0');
	write_file(policy_file, policy->at);
	return refused;
}

/* ---- statements ---- */

/* For each member of a statement what it may be; null is its absence. */
static const char menu_text[] =
    "parts:\n"
    "  - &ada {name: Ada of Example, mbox: 'mailto:ada@example.org'}\n"
    "  - &team {objectType: Group, member: [*ada, {openid: 'https://example.org/u/ada'}]}\n"
    "  - &anything\n"
    "    https://x.example/1: {at: '2026-03-14T16:35:00Z', ip: 192.0.2.7, who: *ada, n: [1, 2.5, null, true]}\n"
    "    https://x.example/u?of=ada@example.org: 48.85,2.35\n"
    "    https://x.example/u?of=bob@example.org: 1773506100\n"
    "    https://x.example/3: PT1M2S\n"
    "    https://x.example/4: {lat: 48.85, ada@example.org: 1, bob@example.org: [ada@example.org, 06 12 34 56 78]}\n"
    "  - &activity\n"
    "    id: https://example.org/u/ada@example.org?certificate=cert_8kLm2\n"
    "    definition:\n"
    "      name: {en: Ada of Example, fr-FR: 06 12 34 56 78}\n"
    "      description: {en: ''}\n"
    "      type: https://example.org/t\n"
    "      moreInfo: https://ada:secret@example.org/\n"
    "      extensions: *anything\n"
    "  - &question\n"
    "    id: urn:x:1\n"
    "    definition:\n"
    "      interactionType: choice\n"
    "      correctResponsesPattern: ['ada@example.org[,]cert_8kLm2', x]\n"
    "      choices:\n"
    "        - {id: ada@example.org, description: {en: Ada of Example}}\n"
    "        - {id: bob@example.org}\n"
    "        - {id: cert_8kLm2}\n"
    "  - &result\n"
    "    score: {scaled: -0.4, raw: 17, min: 5, max: 20}\n"
    "    success: true\n"
    "    completion: false\n"
    "    response: ada@example.org\n"
    "    duration: PT1H2M3.5S\n"
    "    extensions: *anything\n"
    "menu:\n"
    "  id: [12345678-1234-4234-8234-567812345678]\n"
    "  actor: [*ada, *team, {account: {homePage: 'https://example.org', name: ada}}]\n"
    "  verb:\n"
    "    - {id: 'https://example.org/v/ada@example.org', display: {en: Ada of Example}}\n"
    "    - {id: 'a:b'}\n"
    "  object:\n"
    "    - *activity\n"
    "    - *question\n"
    "    - {objectType: Agent, openid: 'https://example.org/u/ada'}\n"
    "    - {objectType: StatementRef, id: 12345678-1234-4234-8234-567812345679}\n"
    "    - objectType: SubStatement\n"
    "      actor: *team\n"
    "      verb: {id: 'a:b'}\n"
    "      object: *question\n"
    "      result: *result\n"
    "      timestamp: '2026-03-14T16:35:00+02:00'\n"
    "  result:\n"
    "    - null\n"
    "    - *result\n"
    "    - {score: {raw: -3}}\n"
    "    - {score: {scaled: 0.99}, duration: P1Y2M, response: '77'}\n"
    "  context:\n"
    "    - null\n"
    "    - registration: 6b1f5e0e-61e5-4e54-9b60-3c7a1a2c7f10\n"
    "      instructor: *ada\n"
    "      team: *team\n"
    "      language: fr-FR\n"
    "      extensions: *anything\n"
    "      statement: {objectType: StatementRef, id: 6b1f5e0e-61e5-4e54-9b60-3c7a1a2c7f11}\n"
    "      contextActivities:\n"
    "        parent: [*activity]\n"
    "        grouping: {id: 'mailto:ada@example.org'}\n"
    "        category: [{id: 'https://[2001:db8::7]:8080/x'}, {id: 'http://192.0.2.7/#ada@example.org'}]\n"
    "        other: [*question, {id: 'tag:ada@example.org,2026:x'}, {id: 'urn:x:ada@example.org'}]\n"
    "    - {language: i-klingon, extensions: {}}\n"
    "    - contextAgents: [{objectType: contextAgent, agent: *ada, relevantTypes: ['https://ada@example.org/']}]\n"
    "      contextGroups: [{objectType: contextGroup, group: *team, relevantTypes: ['a:b']}]\n"
    "  timestamp: [null, '2026-03-14T16:35:00.123456Z', '2026-03-14T16:35:00-05:00', '0001-01-01T00:00:00Z']\n"
    "  stored: [null, '2026-03-14T16:35:00Z']\n"
    "  authority: [null, *ada, *team]\n"
    "  attachments:\n"
    "    - null\n"
    "    - - usageType: https://example.org/ada@example.org\n"
    "        display: {en: Ada of Example}\n"
    "        description: {de: 06 12 34 56 78}\n"
    "        contentType: text/plain; name=\"ada@example.org\"\n"
    "        length: 12\n"
    "        sha2: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
    "        fileUrl: https://example.org/f?sig=ada@example.org\n"
    "  version: [null, 1.0.3, 2.0.0]\n";

static struct json
random_statement(const struct json *menu)
{
	struct json statement = json_object();

	for (uint32_t i = 0; i < menu->count; i++) {
		const struct json *choices = &menu->members[i].value;
		const struct json *value = &choices->items[next(choices->count)];

		if (value->type != JSON_NULL)
			json_set(
			    batch->arena, &statement, menu->members[i].key, json_copy(batch->arena, value));
	}
	return statement;
}

/* ---- the law ---- */

/* The ids by which statements name each other. */
static void
assert_same_ids(const struct json *before, const struct json *after)
{
	static const struct str holders[] = {{"object", 6}, {"context", 7}};

	assert_true(str_eq(json_get_text(before, STR("id")), json_get_text(after, STR("id"))));
	for (size_t i = 0; i < 2; i++) {
		const struct json *was = json_get(before, holders[i]), *is = json_get(after, holders[i]);

		if (i == 1) {
			was = json_get(was, STR("statement"));
			is = json_get(is, STR("statement"));
		}
		if (is && json_equals(json_get(was, STR("objectType")), STR("StatementRef")))
			assert_true(str_eq(json_get_text(was, STR("id")), json_get_text(is, STR("id"))));
	}
}

/* Sends a statement through the stage; true if it was a valid one to start with. */
static bool
stays_valid(void *opened, const struct json *menu, struct str policy)
{
	struct json statement = random_statement(menu);
	struct finding f;
	struct record *r;

	if (!validate_made(&statement, XAPI_AUTO, batch->arena, false, &f))
		return false;
	r = record_of(write_tree(&statement));
	if (anonymize_stage.process(opened, r) != PASS)
		fail_msg("a valid statement is rejected under\n%s", policy.at);
	if (!validate_made(r->safe->tree, XAPI_AUTO, batch->arena, false, &f))
		fail_msg("%s at %.*s of what was made of\n%.*s\nunder\n%s:\n%.*s", reject_info(f.code)->code,
		    STR_ARG(f.pointer), STR_ARG(write_tree(&statement)), policy.at,
		    STR_ARG(write_tree(r->safe->tree)));
	assert_same_ids(&statement, r->safe->tree);
	return true;
}

static uint32_t
try_policy(const struct json *menu, struct str policy)
{
	struct error error = {0};
	void *opened = open_stage(policy_file, key_file, "", &error);
	uint32_t valid = 0;

	if (!opened)
		fail_msg("%s", error.text);
	for (int i = 0; i < STATEMENTS; i++)
		valid += stays_valid(opened, menu, policy);
	anonymize_stage.close(opened);
	return valid;
}

static void
an_accepted_policy_leaves_valid_statements(void **state)
{
	struct arena *arena = arena_open();
	struct buf policy = {0};
	uint32_t refused = 0, valid = 0;
	struct error error;
	struct json tree;

	(void)state;
	if (!yaml_parse(arena, str_of(menu_text), "menu", &tree, &error))
		fail_msg("%s", error.text);
	log_set_level(LOG_ERROR);
	for (int i = 0; i < POLICIES; i++) {
		refused += make_policy(&policy);
		valid += try_policy(json_get(&tree, STR("menu")), buf_view(&policy));
		batch_reset(batch);
	}
	assert_in_range(refused, POLICIES, POLICIES * RULES * 10);
	assert_in_range(valid, POLICIES * STATEMENTS / 4, POLICIES * STATEMENTS);
	buf_free(&policy);
	arena_close(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_accepted_policy_leaves_valid_statements),
	};

	return cmocka_run_group_tests_name("policy_property", tests, setup, teardown);
}
