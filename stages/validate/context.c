/* What gives the statement its meaning (xAPI 1.0.3, 2.4.6; 2.0, 4.2.2.5). */
#include "stages/validate/walk.h"

/* 1.0.3, 2.4.6.2: one Activity or an array of them. */
static bool
check_activities(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (v->type == JSON_ARRAY)
		return walk_array(w, at, v, check_activity, code);
	return check_activity(w, at, v, code);
}

static const struct key activities_keys[] = {
    {STR("parent"), check_activities, REJECT_CONTEXT_ACTIVITIES, 0},
    {STR("grouping"), check_activities, REJECT_CONTEXT_ACTIVITIES, 0},
    {STR("category"), check_activities, REJECT_CONTEXT_ACTIVITIES, 0},
    {STR("other"), check_activities, REJECT_CONTEXT_ACTIVITIES, 0},
};

static const struct shape activities_shape = {.where = "in contextActivities", KEYS(activities_keys)};

static bool
check_context_activities(
    struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_object(w, at, v, &activities_shape, code);
}

/* Optional, but not empty. */
static bool
check_relevant_types(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (v->type == JSON_ARRAY && v->count == 0)
		return walk_report(w, at, code, "it is empty");
	return walk_array(w, at, v, check_iri, code);
}

static const struct key context_agent_keys[] = {
    {STR("objectType"), check_kind, REJECT_CONTEXT_AGENTS, REQUIRED},
    {STR("agent"), check_agent, REJECT_CONTEXT_AGENTS, REQUIRED},
    {STR("relevantTypes"), check_relevant_types, REJECT_RELEVANT_TYPES, 0},
};

static const struct key context_group_keys[] = {
    {STR("objectType"), check_kind, REJECT_CONTEXT_GROUPS, REQUIRED},
    {STR("group"), check_group, REJECT_CONTEXT_GROUPS, REQUIRED},
    {STR("relevantTypes"), check_relevant_types, REJECT_RELEVANT_TYPES, 0},
};

static const struct shape context_agent_shape = {.where = "in a contextAgent", KEYS(context_agent_keys)};
static const struct shape context_group_shape = {.where = "in a contextGroup", KEYS(context_group_keys)};

/* An object of this shape whose objectType, if it has one, says so; if it has none, the shape reports that. */
static bool
check_typed(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code,
    enum kind kind, const struct shape *shape)
{
	enum kind actual = walk_kind(v);

	if (actual != KIND_NONE && actual != kind)
		return walk_wrong_kind(w, at, code);
	return walk_object(w, at, v, shape, code);
}

static bool
check_context_agent(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return check_typed(w, at, v, code, KIND_CONTEXT_AGENT, &context_agent_shape);
}

static bool
check_context_group(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return check_typed(w, at, v, code, KIND_CONTEXT_GROUP, &context_group_shape);
}

static bool
check_context_agents(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_array(w, at, v, check_context_agent, code);
}

static bool
check_context_groups(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_array(w, at, v, check_context_group, code);
}

/* Whether revision and platform may stand here depends on the statement's object: see statement.c. */
static const struct key context_keys[] = {
    {STR("registration"), check_uuid, REJECT_REGISTRATION, 0},
    {STR("instructor"), check_actor, REJECT_INSTRUCTOR, 0},
    {STR("team"), check_group, REJECT_TEAM, 0},
    {STR("contextActivities"), check_context_activities, REJECT_CONTEXT_ACTIVITIES, 0},
    {STR("contextAgents"), check_context_agents, REJECT_CONTEXT_AGENTS, SINCE_2_0},
    {STR("contextGroups"), check_context_groups, REJECT_CONTEXT_GROUPS, SINCE_2_0},
    {STR("revision"), check_string, REJECT_REVISION, 0},
    {STR("platform"), check_string, REJECT_PLATFORM, 0},
    {STR("language"), check_language, REJECT_CONTEXT_LANGUAGE, 0},
    {STR("statement"), check_statement_ref, REJECT_CONTEXT_STATEMENT, 0},
    {STR("extensions"), check_extensions, REJECT_EXTENSIONS, 0},
};

static const struct shape context_shape = {.where = "in a context", KEYS(context_keys)};

bool
check_context(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_object(w, at, v, &context_shape, code);
}

static void
normalize_context(struct json *statement, struct arena *arena)
{
	struct json *activities = json_get(json_get(statement, STR("context")), STR("contextActivities"));

	for (uint32_t i = 0; activities && i < activities->count; i++) {
		struct json *value = &activities->members[i].value;

		if (value->type == JSON_OBJECT) {
			struct json array = json_array();

			json_add(arena, &array, *value);
			*value = array;
		}
	}
}

void
validate_normalize(struct json *statement, struct arena *arena)
{
	struct json *object = json_get(statement, STR("object"));

	normalize_context(statement, arena);
	if (walk_kind(object) == KIND_SUB_STATEMENT)
		normalize_context(object, arena);
}
