/* What the statement is about (xAPI 1.0.3, 2.4.4; 2.0, 4.2.2.3). Without objectType it is an Activity,
 * whatever it looks like: an Agent or StatementRef that does not say so fails as a bad Activity. */
#include "stages/validate/walk.h"

static const struct key activity_keys[] = {
    {STR("objectType"), check_kind, REJECT_OBJECT_TYPE, 0},
    {STR("id"), check_iri, REJECT_ACTIVITY_ID, REQUIRED},
    {STR("definition"), check_definition, REJECT_DEFINITION, 0},
};

static const struct shape activity_shape = {
    .where = "in an Activity, which an object without objectType is", KEYS(activity_keys)};

static const struct {
	enum kind kind;
	checker *check;
} kinds[] = {
    {KIND_AGENT, check_agent},
    {KIND_GROUP, check_group},
    {KIND_STATEMENT_REF, check_statement_ref},
    {KIND_SUB_STATEMENT, check_sub_statement},
};

bool
check_activity(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	enum kind kind = walk_kind(v);

	if (kind == KIND_NONE || kind == KIND_ACTIVITY)
		return walk_object(w, at, v, &activity_shape, code);
	return walk_wrong_kind(w, at, code);
}

bool
check_object(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	enum kind kind = walk_kind(v);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].kind == kind)
			return kinds[i].check(w, at, v, code);
	if (kind == KIND_NONE || kind == KIND_ACTIVITY)
		return walk_object(w, at, v, &activity_shape, code);
	return walk_wrong_kind(w, at, REJECT_OBJECT_TYPE);
}

/* 1.0.3, 2.4.4.3: no SubStatement inside a SubStatement. */
bool
check_object_of_sub_statement(
    struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (walk_kind(v) == KIND_SUB_STATEMENT)
		return walk_report(w, at, REJECT_SUB_STATEMENT_NESTED, "");
	return check_object(w, at, v, code);
}
