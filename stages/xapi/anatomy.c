/* The tables behind anatomy.h; sections are those of xAPI 1.0.3, part 2, unless another version is named. */
#include "stages/xapi/anatomy.h"

#define PART(key, kind, flags, inside) \
	{ \
		{key, sizeof(key) - 1}, kind, flags, inside \
	}
#define END \
	{ \
		{NULL, 0}, PART_PLAIN, 0, NULL \
	}

enum {
	FREE = PART_FREE,
	LIST = PART_LIST,
	ONE_OR_LIST = PART_ONE_OR_LIST,
	LRS = PART_LRS,
	TERM = PART_TERM,
	ANSWER = PART_ANSWER
};

/* 2.4.4.1, interaction components */
static const struct part component_parts[] = {
    PART("id", PART_NAME, 0, NULL),
    PART("description", PART_LANGUAGE_MAP, FREE, NULL),
    END,
};
const struct anatomy anatomy_component = {component_parts};

/* 2.4.4.1, tables 2 and 3 */
static const struct part definition_parts[] = {
    PART("name", PART_LANGUAGE_MAP, FREE, NULL),
    PART("description", PART_LANGUAGE_MAP, FREE, NULL),
    PART("type", PART_IRI, FREE | TERM, NULL),
    PART("moreInfo", PART_IRI, FREE, NULL),
    PART("extensions", PART_EXTENSIONS, FREE, NULL),
    PART("interactionType", PART_PLAIN, 0, NULL),
    PART("correctResponsesPattern", PART_TEXT, FREE | LIST, NULL),
    PART("choices", PART_STRUCT, FREE | LIST, &anatomy_component),
    PART("scale", PART_STRUCT, FREE | LIST, &anatomy_component),
    PART("source", PART_STRUCT, FREE | LIST, &anatomy_component),
    PART("target", PART_STRUCT, FREE | LIST, &anatomy_component),
    PART("steps", PART_STRUCT, FREE | LIST, &anatomy_component),
    END,
};
static const struct anatomy definition = {definition_parts};

static const struct part activity_parts[] = {
    PART("objectType", PART_IMPLIED, 0, NULL),
    PART("id", PART_IRI, 0, NULL),
    PART("definition", PART_STRUCT, FREE, &definition),
    END,
};
const struct anatomy anatomy_activity = {activity_parts};

/* 2.4.4.3 */
static const struct part reference_parts[] = {
    PART("objectType", PART_PLAIN, 0, NULL),
    PART("id", PART_UUID, 0, NULL),
    END,
};
static const struct anatomy reference = {reference_parts};

/* 2.4.3 */
static const struct part verb_parts[] = {
    PART("id", PART_IRI, TERM, NULL),
    PART("display", PART_LANGUAGE_MAP, FREE, NULL),
    END,
};
static const struct anatomy verb = {verb_parts};

/* 2.4.5.1 */
static const struct part score_parts[] = {
    PART("scaled", PART_NUMBER, FREE, NULL),
    PART("raw", PART_NUMBER, FREE, NULL),
    PART("min", PART_NUMBER, FREE, NULL),
    PART("max", PART_NUMBER, FREE, NULL),
    END,
};
static const struct anatomy score = {score_parts};

/* 2.4.5 */
static const struct part result_parts[] = {
    PART("score", PART_STRUCT, FREE, &score),
    PART("success", PART_PLAIN, FREE, NULL),
    PART("completion", PART_PLAIN, FREE, NULL),
    PART("response", PART_TEXT, FREE | ANSWER, NULL),
    PART("duration", PART_DURATION, FREE, NULL),
    PART("extensions", PART_EXTENSIONS, FREE, NULL),
    END,
};
static const struct anatomy result = {result_parts};

/* 2.4.6.2 */
static const struct part context_activities_parts[] = {
    PART("parent", PART_STRUCT, FREE | ONE_OR_LIST, &anatomy_activity),
    PART("grouping", PART_STRUCT, FREE | ONE_OR_LIST, &anatomy_activity),
    PART("category", PART_STRUCT, FREE | ONE_OR_LIST, &anatomy_activity),
    PART("other", PART_STRUCT, FREE | ONE_OR_LIST, &anatomy_activity),
    END,
};
static const struct anatomy context_activities = {context_activities_parts};

/* 2.0 (IEEE 9274.1.1), context agents and groups */
static const struct part context_agent_parts[] = {
    PART("objectType", PART_PLAIN, 0, NULL),
    PART("agent", PART_AGENT, 0, NULL),
    PART("relevantTypes", PART_IRI, FREE | LIST | TERM, NULL),
    END,
};
static const struct anatomy context_agent = {context_agent_parts};

static const struct part context_group_parts[] = {
    PART("objectType", PART_PLAIN, 0, NULL),
    PART("group", PART_AGENT, 0, NULL),
    PART("relevantTypes", PART_IRI, FREE | LIST | TERM, NULL),
    END,
};
static const struct anatomy context_group = {context_group_parts};

/* 2.4.6 */
static const struct part context_parts[] = {
    PART("registration", PART_UUID, FREE, NULL),
    PART("contextActivities", PART_STRUCT, FREE, &context_activities),
    PART("extensions", PART_EXTENSIONS, FREE, NULL),
    PART("instructor", PART_AGENT, FREE, NULL),
    PART("team", PART_AGENT, FREE, NULL),
    PART("contextAgents", PART_STRUCT, FREE | LIST, &context_agent),
    PART("contextGroups", PART_STRUCT, FREE | LIST, &context_group),
    PART("platform", PART_TEXT, FREE, NULL),
    PART("language", PART_LANGUAGE, FREE, NULL),
    PART("revision", PART_TEXT, FREE, NULL),
    PART("statement", PART_STRUCT, FREE, &reference),
    END,
};
static const struct anatomy context = {context_parts};

/* 2.4.11 */
static const struct part attachment_parts[] = {
    PART("usageType", PART_IRI, TERM, NULL),
    PART("display", PART_LANGUAGE_MAP, 0, NULL),
    PART("description", PART_LANGUAGE_MAP, FREE, NULL),
    PART("contentType", PART_MEDIA_TYPE, 0, NULL),
    PART("length", PART_PLAIN, 0, NULL),
    PART("sha2", PART_PLAIN, 0, NULL),
    PART("fileUrl", PART_IRI, FREE, NULL),
    END,
};
static const struct anatomy attachment = {attachment_parts};

/* 2.4 */
static const struct part statement_parts[] = {
    PART("actor", PART_AGENT, 0, NULL),
    PART("verb", PART_STRUCT, 0, &verb),
    PART("object", PART_OBJECT, 0, NULL),
    PART("result", PART_STRUCT, FREE, &result),
    PART("context", PART_STRUCT, FREE, &context),
    PART("timestamp", PART_TIME, 0, NULL),
    PART("id", PART_UUID, 0, NULL),
    PART("stored", PART_TIME, LRS, NULL),
    PART("authority", PART_AGENT, FREE | LRS, NULL),
    PART("version", PART_PLAIN, LRS, NULL),
    PART("attachments", PART_STRUCT, FREE | LIST, &attachment),
    END,
};
const struct anatomy anatomy_statement = {statement_parts};

/* 2.4.4.3: as a statement, without what only a stored one has */
static const struct part substatement_parts[] = {
    PART("objectType", PART_PLAIN, 0, NULL),
    PART("actor", PART_AGENT, 0, NULL),
    PART("verb", PART_STRUCT, 0, &verb),
    PART("object", PART_OBJECT, 0, NULL),
    PART("result", PART_STRUCT, FREE, &result),
    PART("context", PART_STRUCT, FREE, &context),
    PART("timestamp", PART_TIME, 0, NULL),
    PART("attachments", PART_STRUCT, FREE | LIST, &attachment),
    END,
};
const struct anatomy anatomy_substatement = {substatement_parts};

const struct anatomy *
anatomy_object(const struct json *object)
{
	const struct json *type = json_get(object, STR("objectType"));

	if (json_equals(type, STR("Agent")) || json_equals(type, STR("Group")))
		return NULL;
	if (json_equals(type, STR("SubStatement")))
		return &anatomy_substatement;
	if (json_equals(type, STR("StatementRef")))
		return &reference;
	return &anatomy_activity;
}
