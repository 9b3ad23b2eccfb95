/* xAPI's objects as tables (xAPI 1.0.3, 2.4; IEEE 9274.1.1, 4.2); see shape.h. */
#include "stages/convert/compile/shape.h"

#include "stages/convert/place.h"

static const struct shape_member statement_members[] = {
    {.key = "id", .shape = SHAPE_TEXT},
    {.key = "actor", .shape = SHAPE_ACTOR, .essential = true},
    {.key = "verb", .shape = SHAPE_VERB, .essential = true},
    {.key = "object", .shape = SHAPE_OBJECT, .essential = true},
    {.key = "result", .shape = SHAPE_RESULT},
    {.key = "context", .shape = SHAPE_CONTEXT},
    {.key = "timestamp", .shape = SHAPE_MOMENT},
    {.key = "version", .shape = SHAPE_TEXT},
    {.key = "authority", .shape = SHAPE_ACTOR},
    {.key = "attachments", .shape = SHAPE_ATTACHMENT, .list = true},
    {0},
};

static const struct shape_member substatement_members[] = {
    {.key = "objectType", .shape = SHAPE_TEXT},
    {.key = "actor", .shape = SHAPE_ACTOR, .essential = true},
    {.key = "verb", .shape = SHAPE_VERB, .essential = true},
    {.key = "object", .shape = SHAPE_OBJECT, .essential = true},
    {.key = "result", .shape = SHAPE_RESULT},
    {.key = "context", .shape = SHAPE_CONTEXT},
    {.key = "timestamp", .shape = SHAPE_MOMENT},
    {.key = "attachments", .shape = SHAPE_ATTACHMENT, .list = true},
    {0},
};

static const struct shape_member actor_members[] = {
    {.key = "objectType", .shape = SHAPE_TEXT},
    {.key = "name", .shape = SHAPE_TEXT},
    {.key = "mbox", .shape = SHAPE_TEXT},
    {.key = "mbox_sha1sum", .shape = SHAPE_TEXT},
    {.key = "openid", .shape = SHAPE_IRI},
    {.key = "account", .shape = SHAPE_ACCOUNT},
    {.key = "member", .shape = SHAPE_ACTOR, .list = true},
    {0},
};

static const struct shape_member account_members[] = {
    {.key = "homePage", .shape = SHAPE_IRI, .essential = true},
    {.key = "name", .shape = SHAPE_TEXT, .essential = true},
    {0},
};

static const struct shape_member verb_members[] = {
    {.key = "id", .shape = SHAPE_IRI, .essential = true},
    {.key = "display", .shape = SHAPE_LANGUAGES},
    {0},
};

static const struct shape_member activity_members[] = {
    {.key = "objectType", .shape = SHAPE_TEXT},
    {.key = "id", .shape = SHAPE_IRI, .essential = true},
    {.key = "definition", .shape = SHAPE_DEFINITION},
    {0},
};

static const struct shape_member reference_members[] = {
    {.key = "objectType", .shape = SHAPE_TEXT, .essential = true},
    {.key = "id", .shape = SHAPE_TEXT, .essential = true},
    {0},
};

static const struct shape_member definition_members[] = {
    {.key = "name", .shape = SHAPE_LANGUAGES},
    {.key = "description", .shape = SHAPE_LANGUAGES},
    {.key = "type", .shape = SHAPE_ACTIVITY_TYPE},
    {.key = "moreInfo", .shape = SHAPE_IRI},
    {.key = "interactionType", .shape = SHAPE_TEXT},
    {.key = "correctResponsesPattern", .shape = SHAPE_TEXT, .list = true},
    {.key = "choices", .shape = SHAPE_COMPONENT, .list = true},
    {.key = "scale", .shape = SHAPE_COMPONENT, .list = true},
    {.key = "source", .shape = SHAPE_COMPONENT, .list = true},
    {.key = "target", .shape = SHAPE_COMPONENT, .list = true},
    {.key = "steps", .shape = SHAPE_COMPONENT, .list = true},
    {.key = "extensions", .shape = SHAPE_EXTENSIONS},
    {0},
};

static const struct shape_member component_members[] = {
    {.key = "id", .shape = SHAPE_TEXT, .essential = true},
    {.key = "description", .shape = SHAPE_LANGUAGES},
    {0},
};

static const struct shape_member result_members[] = {
    {.key = "score", .shape = SHAPE_SCORE},
    {.key = "success", .shape = SHAPE_BOOLEAN},
    {.key = "completion", .shape = SHAPE_BOOLEAN},
    {.key = "response", .shape = SHAPE_TEXT},
    {.key = "duration", .shape = SHAPE_TEXT},
    {.key = "extensions", .shape = SHAPE_EXTENSIONS},
    {0},
};

static const struct shape_member score_members[] = {
    {.key = "scaled", .shape = SHAPE_NUMBER},
    {.key = "raw", .shape = SHAPE_NUMBER},
    {.key = "min", .shape = SHAPE_NUMBER},
    {.key = "max", .shape = SHAPE_NUMBER},
    {0},
};

static const struct shape_member context_members[] = {
    {.key = "registration", .shape = SHAPE_TEXT},
    {.key = "instructor", .shape = SHAPE_ACTOR},
    {.key = "team", .shape = SHAPE_ACTOR},
    {.key = "contextActivities", .shape = SHAPE_CONTEXT_ACTIVITIES},
    {.key = "revision", .shape = SHAPE_TEXT},
    {.key = "platform", .shape = SHAPE_TEXT},
    {.key = "language", .shape = SHAPE_TEXT},
    {.key = "statement", .shape = SHAPE_REFERENCE},
    {.key = "contextAgents", .shape = SHAPE_ANY, .list = true},
    {.key = "contextGroups", .shape = SHAPE_ANY, .list = true},
    {.key = "extensions", .shape = SHAPE_EXTENSIONS},
    {0},
};

static const struct shape_member context_activities_members[] = {
    {.key = "parent", .shape = SHAPE_OBJECT, .list = true},
    {.key = "grouping", .shape = SHAPE_OBJECT, .list = true},
    {.key = "category", .shape = SHAPE_OBJECT, .list = true},
    {.key = "other", .shape = SHAPE_OBJECT, .list = true},
    {0},
};

static const struct shape_member attachment_members[] = {
    {.key = "usageType", .shape = SHAPE_IRI, .essential = true},
    {.key = "display", .shape = SHAPE_LANGUAGES, .essential = true},
    {.key = "description", .shape = SHAPE_LANGUAGES},
    {.key = "contentType", .shape = SHAPE_TEXT, .essential = true},
    {.key = "length", .shape = SHAPE_NUMBER, .essential = true},
    {.key = "sha2", .shape = SHAPE_TEXT, .essential = true},
    {.key = "fileUrl", .shape = SHAPE_IRI},
    {0},
};

static const struct {
	const char *name;
	uint16_t types;
	const struct shape_member *members; /* NULL: any key, or no object */
} shapes[SHAPE_COUNT] = {
    [SHAPE_ANY] = {"a value", IS_ANY, NULL},
    [SHAPE_TEXT] = {"text", IS_TEXT, NULL},
    [SHAPE_NUMBER] = {"a number", IS_NUMBER, NULL},
    [SHAPE_BOOLEAN] = {"true or false", IS_BOOLEAN, NULL},
    [SHAPE_MOMENT] = {"a moment", IS_TEXT, NULL},
    [SHAPE_IRI] = {"an IRI", IS_TEXT, NULL},
    [SHAPE_ACTIVITY_TYPE] = {"an activity type", IS_TEXT, NULL},
    [SHAPE_VERB] = {"a verb", IS_OBJECT, verb_members},
    [SHAPE_LANGUAGES] = {"a map from languages to texts", IS_OBJECT, NULL},
    [SHAPE_EXTENSIONS] = {"a map of extensions", IS_OBJECT, NULL},
    [SHAPE_STATEMENT] = {"a statement", IS_OBJECT, statement_members},
    [SHAPE_SUBSTATEMENT] = {"a sub-statement", IS_OBJECT, substatement_members},
    [SHAPE_ACTOR] = {"an actor", IS_OBJECT, actor_members},
    [SHAPE_ACCOUNT] = {"an account", IS_OBJECT, account_members},
    [SHAPE_OBJECT] = {"an activity", IS_OBJECT, activity_members},
    [SHAPE_REFERENCE] = {"a reference to a statement", IS_OBJECT, reference_members},
    [SHAPE_DEFINITION] = {"a definition", IS_OBJECT, definition_members},
    [SHAPE_COMPONENT] = {"an interaction component", IS_OBJECT, component_members},
    [SHAPE_RESULT] = {"a result", IS_OBJECT, result_members},
    [SHAPE_SCORE] = {"a score", IS_OBJECT, score_members},
    [SHAPE_CONTEXT] = {"a context", IS_OBJECT, context_members},
    [SHAPE_CONTEXT_ACTIVITIES] = {"context activities", IS_OBJECT, context_activities_members},
    [SHAPE_ATTACHMENT] = {"an attachment", IS_OBJECT, attachment_members},
};

uint16_t
shape_types(enum shape shape)
{
	return shapes[shape].types;
}

const char *
shape_name(enum shape shape)
{
	return shapes[shape].name;
}

bool
shape_is_open(enum shape shape)
{
	return (shapes[shape].types & IS_OBJECT) && !shapes[shape].members;
}

const struct shape_member *
shape_members(enum shape shape)
{
	return shapes[shape].members;
}

const struct shape_member *
shape_member(enum shape shape, struct str key)
{
	const struct shape_member *m = shapes[shape].members;

	while (m && m->key && !str_eq(key, str_of(m->key)))
		m++;
	return m && m->key ? m : NULL;
}

static const struct {
	struct str type;
	enum shape shape;
} object_types[] = {
    {{"Activity", 8}, SHAPE_OBJECT},
    {{"Agent", 5}, SHAPE_ACTOR},
    {{"Group", 5}, SHAPE_ACTOR},
    {{"StatementRef", 12}, SHAPE_REFERENCE},
    {{"SubStatement", 12}, SHAPE_SUBSTATEMENT},
};

enum { OBJECT_TYPES = sizeof(object_types) / sizeof(*object_types) };

enum shape
shape_by_type(struct str object_type)
{
	for (size_t i = 0; i < OBJECT_TYPES; i++)
		if (str_eq(object_type, object_types[i].type))
			return object_types[i].shape;
	return SHAPE_OBJECT;
}

struct str
shape_object_type(enum shape shape, size_t nth)
{
	for (size_t i = 0; i < OBJECT_TYPES; i++)
		if ((shape == SHAPE_OBJECT || object_types[i].shape == shape) && nth-- == 0)
			return object_types[i].type;
	return (struct str){0};
}
