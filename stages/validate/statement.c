/* The statement itself, the SubStatement inside one, and the reference to another (xAPI 1.0.3, 2.4 and
 * 2.4.4.3; 2.0, 4.2.2 and 4.2.4). */
#include "stages/validate/walk.h"

#include "stages/validate/form.h"

/* The keys that whole_statement looks at have the same places in both shapes. */
enum {
	ID,
	ACTOR,
	VERB,
	OBJECT,
	RESULT,
	CONTEXT,
	TIMESTAMP,
	STORED,
	AUTHORITY,
	VERSION,
	ATTACHMENTS,
	OBJECT_TYPE
};

static const struct key verb_keys[] = {
    {STR("id"), check_iri, REJECT_VERB_ID, REQUIRED},
    {STR("display"), check_language_map, REJECT_LANGUAGE_MAP, 0},
};

static const struct shape verb_shape = {.where = "in a verb", KEYS(verb_keys)};

static bool
check_verb(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_object(w, at, v, &verb_shape, code);
}

static const struct key reference_keys[] = {
    {STR("objectType"), check_kind, REJECT_STATEMENT_REF, REQUIRED},
    {STR("id"), check_uuid, REJECT_STATEMENT_REF, REQUIRED},
};

static const struct shape reference_shape = {.where = "in a StatementRef", KEYS(reference_keys)};

bool
check_statement_ref(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	enum kind kind = walk_kind(v);

	if (kind != KIND_NONE && kind != KIND_STATEMENT_REF)
		return walk_wrong_kind(w, at, code);
	return walk_object(w, at, v, &reference_shape, code);
}

static bool
check_version(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	bool valid;

	if (v->type != JSON_STRING)
		return walk_wrong_type(w, at, v, code);
	valid = w->version == XAPI_1_0_3 ? is_version_1(json_text(v)) : is_version_2(json_text(v));
	return valid || walk_report(w, at, code, "");
}

/* 1.0.3, 2.4.6: revision and platform describe an Activity. 2.0 lost the sentence, its conformance tests
 * did not. */
static bool
check_activity_only(
    struct walk *w, const struct json_path *at, const struct json *context, const struct json *object)
{
	static const struct str keys[] = {STR("revision"), STR("platform")};
	enum kind kind = walk_kind(object);

	if (kind == KIND_NONE || kind == KIND_ACTIVITY)
		return true;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct json_path up = {.up = at, .key = STR("context")};
		struct json_path here = {.up = &up, .key = keys[i]};

		if (json_get(context, keys[i]) && !walk_report(w, &here, REJECT_ACTIVITY_ONLY, ""))
			return false;
	}
	return true;
}

/* 1.0.3, 2.3.2; 2.0, 4.2.5: only this very IRI voids, and only another statement can be voided. */
static bool
check_voiding(struct walk *w, const struct json_path *at, const struct json *verb, const struct json *object)
{
	static const struct str voided = STR("http://adlnet.gov/expapi/verbs/voided");
	struct json_path here = {.up = at, .key = STR("object")};

	if (!object || walk_kind(object) == KIND_STATEMENT_REF
	    || !json_equals(json_get(verb, STR("id")), voided))
		return true;
	return walk_report(w, &here, REJECT_VOIDING, "");
}

static bool
whole_statement(
    struct walk *w, const struct json_path *at, const struct json *v, const struct json *const *values)
{
	(void)v;
	return check_voiding(w, at, values[VERB], values[OBJECT])
	       && check_activity_only(w, at, values[CONTEXT], values[OBJECT]);
}

static const struct key statement_keys[] = {
    [ACTOR] = {STR("actor"), check_actor, REJECT_ACTOR, REQUIRED},
    [VERB] = {STR("verb"), check_verb, REJECT_VERB, REQUIRED},
    [OBJECT] = {STR("object"), check_object, REJECT_OBJECT, REQUIRED},
    [RESULT] = {STR("result"), check_result, REJECT_RESULT, 0},
    [CONTEXT] = {STR("context"), check_context, REJECT_CONTEXT, 0},
    [TIMESTAMP] = {STR("timestamp"), check_timestamp, REJECT_TIMESTAMP, 0},
    [ATTACHMENTS] = {STR("attachments"), check_attachments, REJECT_ATTACHMENTS, 0},
    [ID] = {STR("id"), check_uuid, REJECT_STATEMENT_ID, 0},
    [STORED] = {STR("stored"), check_stored, REJECT_STORED, 0},
    [AUTHORITY] = {STR("authority"), check_authority, REJECT_AUTHORITY, 0},
    [VERSION] = {STR("version"), check_version, REJECT_VERSION, 0},
};

static const struct key sub_statement_keys[] = {
    [ACTOR] = {STR("actor"), check_actor, REJECT_ACTOR, REQUIRED},
    [VERB] = {STR("verb"), check_verb, REJECT_VERB, REQUIRED},
    [OBJECT] = {STR("object"), check_object_of_sub_statement, REJECT_OBJECT, REQUIRED},
    [RESULT] = {STR("result"), check_result, REJECT_RESULT, 0},
    [CONTEXT] = {STR("context"), check_context, REJECT_CONTEXT, 0},
    [TIMESTAMP] = {STR("timestamp"), check_timestamp, REJECT_TIMESTAMP, 0},
    [ATTACHMENTS] = {STR("attachments"), check_attachments, REJECT_ATTACHMENTS, 0},
    [ID] = {STR("id"), check_forbidden, REJECT_SUB_STATEMENT_KEY, 0},
    [STORED] = {STR("stored"), check_forbidden, REJECT_SUB_STATEMENT_KEY, 0},
    [AUTHORITY] = {STR("authority"), check_forbidden, REJECT_SUB_STATEMENT_KEY, 0},
    [VERSION] = {STR("version"), check_forbidden, REJECT_SUB_STATEMENT_KEY, 0},
    [OBJECT_TYPE] = {STR("objectType"), check_kind, REJECT_OBJECT_TYPE, 0},
};

static const struct shape statement_shape = {
    .where = "in a statement", KEYS(statement_keys), .whole = whole_statement};
static const struct shape sub_statement_shape = {
    .where = "in a SubStatement", KEYS(sub_statement_keys), .whole = whole_statement};

bool
check_statement(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_object(w, at, v, &statement_shape, code);
}

bool
check_sub_statement(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_object(w, at, v, &sub_statement_shape, code);
}
