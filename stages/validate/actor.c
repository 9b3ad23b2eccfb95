/* Who: Agents and Groups, wherever a statement names them (xAPI 1.0.3, 2.4.2; 2.0, 4.2.2.1). */
#include "stages/validate/walk.h"

#include "stages/validate/form.h"

enum { SHA1_DIGITS = 40, AUTHORITY_MEMBERS = 2 };

/* Agent and Group have the same keys in the same places. */
enum { OBJECT_TYPE, NAME, MBOX, MBOX_SHA1SUM, OPENID, ACCOUNT, MEMBER };

static const struct key account_keys[] = {
    {STR("homePage"), check_iri, REJECT_ACCOUNT_HOME_PAGE, REQUIRED},
    {STR("name"), check_string, REJECT_ACCOUNT_NAME, REQUIRED},
};

static const struct shape account_shape = {.where = "in an account", KEYS(account_keys)};

static bool
check_account(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_object(w, at, v, &account_shape, code);
}

static bool
check_mbox(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (v->type != JSON_STRING)
		return walk_wrong_type(w, at, v, code);
	return is_mbox(json_text(v)) || walk_report(w, at, code, "");
}

static bool
check_sha1(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (v->type != JSON_STRING)
		return walk_wrong_type(w, at, v, code);
	return (v->count == SHA1_DIGITS && is_hex(json_text(v))) || walk_report(w, at, code, "");
}

static int
count_identifiers(const struct json *const *values)
{
	return !!values[MBOX] + !!values[MBOX_SHA1SUM] + !!values[OPENID] + !!values[ACCOUNT];
}

/* 1.0.3, 2.4.2.1: an Agent must have exactly one identifier; a null one is one, too. */
static bool
whole_agent(
    struct walk *w, const struct json_path *at, const struct json *v, const struct json *const *values)
{
	int identifiers = count_identifiers(values);

	(void)v;
	return identifiers == 1
	       || walk_report(w, at, REJECT_IFI_COUNT, identifiers ? "it has more than one" : "it has none");
}

/* 1.0.3, 2.4.2.2: a Group without identifier is anonymous and must name its members. */
static bool
whole_group(
    struct walk *w, const struct json_path *at, const struct json *v, const struct json *const *values)
{
	int identifiers = count_identifiers(values);

	(void)v;
	if (identifiers > 1)
		return walk_report(w, at, REJECT_IFI_COUNT, "it has more than one");
	return identifiers == 1 || values[MEMBER]
	       || walk_report(w, at, REJECT_GROUP_MEMBER, "it has neither an identifier nor member");
}

/* 1.0.3, 2.4.9: with OAuth, an anonymous Group of the application, which has an account, and the user. */
static bool
whole_authority(
    struct walk *w, const struct json_path *at, const struct json *v, const struct json *const *values)
{
	const struct json *member = values[MEMBER];
	bool account = false;

	(void)v;
	if (count_identifiers(values))
		return walk_report(w, at, REJECT_AUTHORITY, "the Group has an identifier");
	if (!json_is(member, JSON_ARRAY) || member->count != AUTHORITY_MEMBERS)
		return walk_report(w, at, REJECT_AUTHORITY, "the Group has not exactly two members");
	for (uint32_t i = 0; i < member->count; i++)
		account |= json_get(&member->items[i], STR("account")) != NULL;
	return account || walk_report(w, at, REJECT_AUTHORITY, "no member of the Group has an account");
}

static bool
check_members(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_array(w, at, v, check_agent, code);
}

static const struct key agent_keys[] = {
    [OBJECT_TYPE] = {STR("objectType"), check_kind, REJECT_OBJECT_TYPE, 0},
    [NAME] = {STR("name"), check_string, REJECT_AGENT_NAME, 0},
    [MBOX] = {STR("mbox"), check_mbox, REJECT_MBOX_FORM, 0},
    [MBOX_SHA1SUM] = {STR("mbox_sha1sum"), check_sha1, REJECT_MBOX_SHA1SUM, 0},
    [OPENID] = {STR("openid"), check_uri, REJECT_OPENID, 0},
    [ACCOUNT] = {STR("account"), check_account, REJECT_ACCOUNT, 0},
    [MEMBER] = {STR("member"), check_forbidden, REJECT_AGENT_MEMBER, 0},
};

static const struct key group_keys[] = {
    [OBJECT_TYPE] = {STR("objectType"), check_kind, REJECT_OBJECT_TYPE, 0},
    [NAME] = {STR("name"), check_string, REJECT_AGENT_NAME, 0},
    [MBOX] = {STR("mbox"), check_mbox, REJECT_MBOX_FORM, 0},
    [MBOX_SHA1SUM] = {STR("mbox_sha1sum"), check_sha1, REJECT_MBOX_SHA1SUM, 0},
    [OPENID] = {STR("openid"), check_uri, REJECT_OPENID, 0},
    [ACCOUNT] = {STR("account"), check_account, REJECT_ACCOUNT, 0},
    [MEMBER] = {STR("member"), check_members, REJECT_GROUP_MEMBER, 0},
};

static const struct shape agent_shape = {.where = "in an Agent", KEYS(agent_keys), .whole = whole_agent};
static const struct shape group_shape = {.where = "in a Group", KEYS(group_keys), .whole = whole_group};
static const struct shape authority_shape = {
    .where = "in a Group", KEYS(group_keys), .whole = whole_authority};

bool
check_agent(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	enum kind kind = walk_kind(v);

	if (kind == KIND_NONE || kind == KIND_AGENT)
		return walk_object(w, at, v, &agent_shape, code);
	return walk_wrong_kind(w, at, code);
}

/* 1.0.3, 2.4.2.2: the objectType of a Group is required. */
bool
check_group(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (v->type != JSON_OBJECT)
		return walk_wrong_type(w, at, v, code);
	if (walk_kind(v) == KIND_GROUP)
		return walk_object(w, at, v, &group_shape, code);
	return walk_wrong_kind(w, at, code);
}

bool
check_actor(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	switch (walk_kind(v)) {
	case KIND_NONE:
	case KIND_AGENT:
		return walk_object(w, at, v, &agent_shape, code);
	case KIND_GROUP:
		return walk_object(w, at, v, &group_shape, code);
	default:
		return walk_wrong_kind(w, at, REJECT_OBJECT_TYPE);
	}
}

bool
check_authority(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (walk_kind(v) == KIND_GROUP)
		return walk_object(w, at, v, &authority_shape, code);
	return check_actor(w, at, v, code);
}
