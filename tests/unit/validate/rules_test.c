/* schemas/xapi/rules.yaml: every rule of validation has an example, and each example is what it says. */
#include "tests/unit/validate/judge.h"

#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "stages/validate/profile.h"

/* A valid statement with one of everything that an example may stand in. */
static const char whole[] =
    "{'id':'f81d4fae-7dec-11d0-a765-00a0c91e6bf6','actor':{'mbox':'mailto:n@example.org'},"
    "'verb':{'id':'http://example.org/verbs/did'},'object':{'id':'http://example.org/a','definition':{}},"
    "'result':{'score':{}},'context':{},'attachments':[{'usageType':'http://example.org/u','display':{},"
    "'contentType':'text/plain','length':0,"
    "'sha2':'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'}]}";

static const struct str place = STR("<here>");

static struct json
read_rules(struct arena *arena)
{
	struct json rules;
	struct error e;
	struct str path = schemas_path(arena, "xapi/rules.yaml", &e);

	if (!path.at || !yaml_read(arena, path.at, &rules, &e))
		fail_msg("%s", e.text);
	return rules;
}

/* One step of a pointer into an object or array. */
static struct json *
step_into(struct arena *arena, struct json *tree, struct str step, bool last)
{
	struct json *next;

	if (tree->type == JSON_ARRAY) {
		assert_true(step.len == 1 && (uint32_t)(step.at[0] - '0') < tree->count);
		return &tree->items[step.at[0] - '0'];
	}
	next = json_get(tree, step);
	if (!next && !last)
		fail_msg("the test's statement has no \"%.*s\"", STR_ARG(step));
	return next ? next : json_set(arena, tree, step, json_object());
}

/* The whole statement as text with the fragment at the pointer, byte for byte. */
static struct str
with_fragment(struct arena *arena, struct str at, struct str fragment)
{
	struct json tree = parsed(arena, whole), *here = &tree;
	struct buf text = {0};
	struct str made;
	char *mark;

	if (!at.len)
		return fragment;
	while (at.len) {
		struct str step = str_from(at, 1);
		const char *slash = memchr(step.at, '/', step.len);

		at = slash ? str_from(step, (size_t)(slash - step.at)) : (struct str){0};
		step.len -= at.len;
		here = step_into(arena, here, step, !at.len);
	}
	*here = json_string(place);
	json_write(&text, &tree);
	buf_char(&text, '\0');
	mark = strstr(text.at, place.at);
	assert_non_null(mark);
	mark[-1] = '\0';
	made = arena_format(arena, "%s%.*s%s", text.at, STR_ARG(fragment), mark + place.len + 1);
	buf_free(&text);
	return made;
}

/* True if a template of the profile is for the statement, and fulfilled where it is to be. */
static bool
fulfils(struct arena *arena, struct json *statement, struct str name)
{
	struct profiles *profiles = profiles_open();
	struct error e;
	const struct profile_choice *choice = profiles_choose(profiles, &name, 1, &e);
	struct profile_report report;
	bool fulfilled;

	assert_non_null(choice);
	validate_normalize(statement, arena);
	profile_judge(choice, statement, arena, &report);
	assert_non_null(report.template);
	fulfilled = report.unmet == 0;
	profiles_close(profiles);
	return fulfilled;
}

/* The code that a text is refused with; REJECT_NONE if it passes. */
static enum reject_code
judged(struct arena *arena, struct str text, enum xapi_version version, struct str profile)
{
	struct json tree;
	enum reject_code code;
	struct finding f = {0};
	size_t offset;

	if (!json_parse(arena, text, (struct json_limits){.depth = 64}, &tree, &code, &offset))
		return code;
	if (!validate_document(&tree, version, arena, &f))
		return f.code;
	return !profile.len || fulfils(arena, &tree, profile) ? REJECT_NONE : REJECT_PROFILE;
}

static const char *
name_of(enum reject_code code)
{
	return code == REJECT_NONE ? "valid" : reject_info(code)->code;
}

static void
check_rule(struct arena *arena, struct str name, const struct json *rule, enum xapi_version version)
{
	enum reject_code code = reject_by_name(name);
	struct str at = json_get_text(rule, STR("at")), profile = json_get_text(rule, STR("profile"));
	enum reject_code passes =
	    judged(arena, with_fragment(arena, at, json_get_text(rule, STR("passes"))), version, profile);
	enum reject_code refused =
	    judged(arena, with_fragment(arena, at, json_get_text(rule, STR("refused"))), version, profile);

	if (passes != REJECT_NONE)
		fail_msg("%.*s, line %u: what passes is %s", STR_ARG(name), rule->line, name_of(passes));
	if (refused != code)
		fail_msg("%.*s, line %u: what is refused is %s", STR_ARG(name), rule->line, name_of(refused));
}

static void
each_example_is_what_it_says(void **state)
{
	struct arena *arena = arena_open();
	struct json rules = read_rules(arena);

	(void)state;
	for (uint32_t i = 0; i < rules.count; i++) {
		const struct json_member *m = &rules.members[i];
		struct str xapi = json_get_text(&m->value, STR("xapi"));
		enum xapi_version only = XAPI_AUTO;

		assert_true(!xapi.len || xapi_version_by_name(xapi, &only));
		for (int version = XAPI_1_0_3; version <= XAPI_2_0_0; version++)
			if (only == XAPI_AUTO || only == (enum xapi_version)version)
				check_rule(arena, m->key, &m->value, (enum xapi_version)version);
	}
	arena_close(arena);
}

static void
each_code_of_validation_has_an_example(void **state)
{
	struct arena *arena = arena_open();
	struct json rules = read_rules(arena);

	(void)state;
	for (int code = REJECT_NONE + 1; code < REJECT_COUNT; code++) {
		const char *name = reject_info((enum reject_code)code)->code;

		if (strcmp(reject_stage((enum reject_code)code), "validate") == 0
		    && !json_get(&rules, str_of(name)))
			fail_msg("schemas/xapi/rules.yaml has no example for %s", name);
	}
	arena_close(arena);
}

static void
examples_hold_nothing_else(void **state)
{
	static const struct str known[] = {
	    STR("at"), STR("passes"), STR("refused"), STR("xapi"), STR("profile")};
	struct arena *arena = arena_open();
	struct json rules = read_rules(arena);

	(void)state;
	for (uint32_t i = 0; i < rules.count; i++) {
		const struct json *rule = &rules.members[i].value;
		uint32_t found = 0;

		for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
			const struct json *value = json_get(rule, known[k]);

			if (value)
				assert_int_equal(value->type, JSON_STRING);
			found += value != NULL;
		}
		assert_int_equal(found, rule->count);
		assert_in_range(found, 3, 4);
		assert_int_not_equal(reject_by_name(rules.members[i].key), REJECT_NONE);
	}
	arena_close(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_example_is_what_it_says),
	    cmocka_unit_test(each_code_of_validation_has_an_example),
	    cmocka_unit_test(examples_hold_nothing_else),
	};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
