/* See rekey.h. The walk is that of safe_tree.c, but looks only for what that one made: whatever has not the form of a
 * pseudonym stays. */
#include "stages/anonymize/rekey.h"

#include "pipeline/core/digest.h"
#include "stages/anonymize/made_ids.h"
#include "stages/anonymize/policy/credential_ids.h"
#include "stages/anonymize/people/pseudonym_value.h"
#include "stages/xapi/anatomy.h"
#include "stages/xapi/safe_statement.h"

enum { UUID_TEXT = 36, VERSION_AT = 14, VERSION_DIGIT = '8' };

static void walk_members(struct rekeyer *, struct json *, const struct anatomy *, const struct rule *);
static void walk_free(struct rekeyer *, struct json *, const struct rule *);

/* ---- agents ---- */

/* An erased person's name is no UUID, and stays. */
static void
rekey_account(struct rekeyer *r, const struct json *account)
{
	struct json *name = json_get(account, STR("name"));
	uint8_t pseudonym[PSEUDONYM_BYTES];
	char *text;

	if (!json_equals(json_get(account, STR("homePage")), STR(PSEUDONYM_HOME_PAGE))
	    || !json_is(name, JSON_STRING) || !uuid_parse(json_text(name), pseudonym))
		return;
	pseudonymizer_next(r->keys, (struct str){(const char *)pseudonym, sizeof(pseudonym)}, pseudonym);
	text = arena_take(r->arena, UUID_TEXT);
	uuid_write(pseudonym, text);
	*name = json_string((struct str){text, UUID_TEXT});
}

/* ---- texts ---- */

/* The bytes of the 32 digits at the end of a text; false if there are none. */
static bool
read_digits(struct str text, uint8_t out[PSEUDONYM_BYTES])
{
	const char *at;

	if (text.len < PSEUDONYM_TEXT)
		return false;
	at = text.at + text.len - PSEUDONYM_TEXT;
	for (int i = 0; i < PSEUDONYM_BYTES; i++) {
		int high = hex_digit(at[2 * i]), low = hex_digit(at[2 * i + 1]);

		if (high < 0 || low < 0 || (at[2 * i] >= 'A' && at[2 * i] <= 'F')
		    || (at[2 * i + 1] >= 'A' && at[2 * i + 1] <= 'F'))
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* Puts other digits in the place of those that end at byte `end` of a text, in a copy of it. */
static void
replace_digits(struct rekeyer *r, struct str *text, size_t end, const uint8_t before[PSEUDONYM_BYTES])
{
	uint8_t made[PSEUDONYM_BYTES];
	char *copy = arena_take(r->arena, text->len), *at = copy + end - PSEUDONYM_TEXT;

	pseudonymizer_next(r->keys, (struct str){(const char *)before, PSEUDONYM_BYTES}, made);
	memcpy(copy, text->at, text->len);
	for (int i = 0; i < PSEUDONYM_BYTES; i++) {
		at[2 * i] = "0123456789abcdef"[made[i] >> 4];
		at[2 * i + 1] = "0123456789abcdef"[made[i] & 15];
	}
	text->at = copy;
	r->other = true;
}

/* The ids of the policy's prefixes in a text: cert_ and 32 digits. */
static void
rekey_ids(struct rekeyer *r, struct str *text)
{
	const struct credential_ids *ids = policy_credential_ids(r->policy);
	uint8_t before[PSEUDONYM_BYTES];
	size_t start, end;

	for (size_t from = 0; credential_ids_find(ids, *text, from, &start, &end); from = end)
		if (end - start > PSEUDONYM_TEXT && text->at[end - PSEUDONYM_TEXT - 1] == '_'
		    && read_digits((struct str){text->at, end}, before))
			replace_digits(r, text, end, before);
}

static bool
rekey_uuid(struct rekeyer *r, struct str *text)
{
	uint8_t uuid[PSEUDONYM_BYTES];
	char *made;

	if (text->len != UUID_TEXT || text->at[VERSION_AT] != VERSION_DIGIT || !uuid_parse(*text, uuid))
		return false;
	pseudonymizer_next_uuid(r->keys, uuid, uuid);
	made = arena_take(r->arena, UUID_TEXT);
	uuid_write(uuid, made);
	*text = (struct str){made, UUID_TEXT};
	r->other = true;
	return true;
}

/* A value that is a pseudonym as a whole: see pseudonym_value.h. */
static void
rekey_value(struct rekeyer *r, struct str *text)
{
	size_t iri = str_starts(*text, STR(PSEUDONYM_IRI)) ? sizeof(PSEUDONYM_IRI) - 1 : 0;
	uint8_t before[PSEUDONYM_BYTES];

	if (text->len == iri + PSEUDONYM_TEXT && read_digits(*text, before))
		replace_digits(r, text, text->len, before);
	else if (!rekey_uuid(r, text))
		rekey_ids(r, text);
}

static void
rekey_text(struct rekeyer *r, struct str *text, const struct rule *rule)
{
	if (rule->action == ACTION_PSEUDONYM)
		rekey_value(r, text);
	else if (rule->action == ACTION_SCRUB)
		rekey_ids(r, text);
}

static void
rekey_string(struct rekeyer *r, struct json *v, const struct rule *rule)
{
	struct str before = json_text(v), text = before;

	if (v->flags & JSON_FINAL)
		return; /* it was an id that was made here */
	rekey_text(r, &text, rule);
	if (text.at != before.at)
		*v = json_string(text);
}

/* ---- data of the sender's own: each key and each item has a rule ---- */

static void
walk_free_member(struct rekeyer *r, struct json_member *m, const struct rule *rule)
{
	const struct rule *child = rule_child(rule, m->key);

	if (str_eq(m->key, STR("account")))
		rekey_account(r, &m->value);
	if (child->action != ACTION_KEEP)
		rekey_ids(r, &m->key);
	walk_free(r, &m->value, child);
}

static void
walk_free(struct rekeyer *r, struct json *v, const struct rule *rule)
{
	if (v->type == JSON_STRING)
		rekey_string(r, v, rule);
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		walk_free(r, &v->items[i], rule_any(rule));
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++)
		walk_free_member(r, &v->members[i], rule);
}

/* ---- what xAPI knows: the items of a list have its rule ---- */

/* A text, a list of texts, or a language map. */
static void
walk_leaf(struct rekeyer *r, struct json *v, const struct rule *rule)
{
	if (v->type == JSON_STRING)
		rekey_string(r, v, rule);
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		walk_leaf(r, &v->items[i], rule);
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++)
		walk_leaf(r, &v->members[i].value, rule);
}

static void
walk_struct(struct rekeyer *r, struct json *v, const struct anatomy *anatomy, const struct rule *rule)
{
	if (v->type == JSON_OBJECT)
		walk_members(r, v, anatomy, rule);
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		walk_struct(r, &v->items[i], anatomy, rule);
}

/* In an agent there is nothing but accounts. */
static void
walk_agent(struct rekeyer *r, struct json *v)
{
	const struct json *account = json_get(v, STR("account"));
	struct json *members = json_get(v, STR("member"));

	if (account)
		rekey_account(r, account);
	for (uint32_t i = 0; json_is(members, JSON_ARRAY) && i < members->count; i++)
		walk_agent(r, &members->items[i]);
}

static void
walk_object(struct rekeyer *r, struct json *v, const struct rule *rule)
{
	const struct anatomy *anatomy = anatomy_object(v);

	if (!anatomy)
		walk_agent(r, v);
	else
		walk_struct(r, v, anatomy, anatomy == &anatomy_substatement ? policy_root(r->policy) : rule);
}

static void
walk_part(struct rekeyer *r, struct json *v, const struct part *part, const struct rule *rule)
{
	switch (part->kind) {
	case PART_AGENT:
		walk_agent(r, v);
		break;
	case PART_STRUCT:
		walk_struct(r, v, part->inside, rule);
		break;
	case PART_OBJECT:
		walk_object(r, v, rule);
		break;
	case PART_EXTENSIONS:
		walk_free(r, v, rule);
		break;
	default:
		if (!part_is_statement_id(part))
			walk_leaf(r, v, rule);
	}
}

static void
walk_members(struct rekeyer *r, struct json *object, const struct anatomy *anatomy, const struct rule *rule)
{
	for (uint32_t i = 0; i < object->count; i++) {
		struct json_member *m = &object->members[i];
		const struct part *part = anatomy_part(anatomy, m->key);

		if (part)
			walk_part(r, &m->value, part, rule_child(rule, m->key));
		else
			walk_free_member(r, m, rule);
	}
}

void
rekey_statement(struct rekeyer *r, struct json *statement)
{
	struct made_ids ids = {.arena = r->arena, .keys = r->keys};

	r->other = made_ids_key(&ids, statement);
	if (statement->type == JSON_OBJECT)
		walk_members(r, statement, &anatomy_statement, policy_root(r->policy));
}
