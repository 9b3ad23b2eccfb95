/* What an Activity is, and what its interaction asks and expects (xAPI 1.0.3, 2.4.4.1; 2.0, 4.2.2.3). */
#include "stages/validate/walk.h"

enum {
	NAME,
	DESCRIPTION,
	TYPE,
	MORE_INFO,
	EXTENSIONS,
	INTERACTION_TYPE,
	CORRECT_RESPONSES,
	CHOICES,
	SCALE,
	SOURCE,
	TARGET,
	STEPS
};

static bool
check_interaction_type(
    struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	static const struct str types[] = {
	    STR("true-false"),
	    STR("choice"),
	    STR("fill-in"),
	    STR("long-fill-in"),
	    STR("matching"),
	    STR("performance"),
	    STR("sequencing"),
	    STR("likert"),
	    STR("numeric"),
	    STR("other"),
	};

	if (v->type != JSON_STRING)
		return walk_wrong_type(w, at, v, code);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (json_equals(v, types[i]))
			return true;
	return walk_report(w, at, code, "");
}

/* Patterns are not read: a learner's answer may look like anything. */
static bool
check_correct_responses(
    struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_array(w, at, v, check_string, code);
}

static const struct key component_keys[] = {
    {STR("id"), check_string, REJECT_COMPONENT_ID, REQUIRED},
    {STR("description"), check_language_map, REJECT_LANGUAGE_MAP, 0},
};

static const struct shape component_shape = {.where = "in an interaction component", KEYS(component_keys)};

static bool
check_component(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_object(w, at, v, &component_shape, code);
}

/* 1.0.3, 2.4.4.1: within an array all ids must be distinct. 2.0 does not say so. */
static bool
check_distinct(struct walk *w, const struct json_path *at, const struct json *v)
{
	struct entry *entries = arena_take(w->arena, v->count * sizeof(*entries));
	size_t count = 0;
	int64_t repeat;

	for (uint32_t i = 0; i < v->count; i++) {
		const struct json *id = json_get(&v->items[i], STR("id"));

		if (json_is(id, JSON_STRING))
			entries[count++] = (struct entry){json_text(id), i};
	}
	repeat = find_repeat(entries, count);
	if (repeat >= 0) {
		struct json_path item = {.up = at, .index = (uint32_t)repeat};
		struct json_path id = {.up = &item, .key = STR("id")};

		return walk_report(w, &id, REJECT_COMPONENT_REPEAT, "");
	}
	return true;
}

static bool
check_components(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (!walk_array(w, at, v, check_component, code))
		return false;
	return w->version != XAPI_1_0_3 || v->type != JSON_ARRAY || check_distinct(w, at, v);
}

/* Any of an interaction's properties makes the Activity an interaction, and that needs its type. */
static bool
whole_definition(
    struct walk *w, const struct json_path *at, const struct json *v, const struct json *const *values)
{
	(void)v;
	if (values[INTERACTION_TYPE])
		return true;
	for (int i = CORRECT_RESPONSES; i <= STEPS; i++)
		if (values[i])
			return walk_report(w, at, REJECT_INTERACTION, "");
	return true;
}

static const struct key definition_keys[] = {
    [NAME] = {STR("name"), check_language_map, REJECT_LANGUAGE_MAP, 0},
    [DESCRIPTION] = {STR("description"), check_language_map, REJECT_LANGUAGE_MAP, 0},
    [TYPE] = {STR("type"), check_iri, REJECT_ACTIVITY_TYPE, 0},
    [MORE_INFO] = {STR("moreInfo"), check_iri, REJECT_MORE_INFO, 0},
    [EXTENSIONS] = {STR("extensions"), check_extensions, REJECT_EXTENSIONS, 0},
    [INTERACTION_TYPE] = {STR("interactionType"), check_interaction_type, REJECT_INTERACTION_TYPE, 0},
    [CORRECT_RESPONSES] = {STR("correctResponsesPattern"), check_correct_responses, REJECT_CORRECT_RESPONSES,
	0},
    [CHOICES] = {STR("choices"), check_components, REJECT_COMPONENTS, 0},
    [SCALE] = {STR("scale"), check_components, REJECT_COMPONENTS, 0},
    [SOURCE] = {STR("source"), check_components, REJECT_COMPONENTS, 0},
    [TARGET] = {STR("target"), check_components, REJECT_COMPONENTS, 0},
    [STEPS] = {STR("steps"), check_components, REJECT_COMPONENTS, 0},
};

static const struct shape definition_shape = {
    .where = "in an Activity's definition", KEYS(definition_keys), .whole = whole_definition};

bool
check_definition(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_object(w, at, v, &definition_shape, code);
}
