/* The walk over a statement; see safe_tree.h.
 *
 * An agent is not cleaned but made anew from its pseudonym, so that nothing of the old one can be forgotten in it. The
 * walk goes as deep as decode lets JSON nest.
 */
#include "pipeline/core/digest.h"
#include "stages/anonymize/safe_tree.h"
#include "stages/xapi/anatomy.h"
#include "stages/xapi/safe_statement.h"

enum { UUID_TEXT = 36 };

/* Agents that were made here are known by the address of this text, which no input can have: a tree that shares nodes
 * with one made safe before must not get pseudonyms of pseudonyms. */
static const char home_page[] = PSEUDONYM_HOME_PAGE;

static bool replace_agent(struct safe_tree *, struct json *agent, uint8_t pseudonym[PSEUDONYM_BYTES]);
static void walk_members(struct safe_tree *, struct json *, const struct anatomy *, const struct rule *);
static void walk_free(struct safe_tree *, struct json *, const struct rule *);

/* ---- agents ---- */

static struct json
make_object(struct arena *arena, const struct json_member *members, uint32_t count)
{
	struct json object = json_object();

	object.members = arena_take(arena, count * sizeof(*members));
	memcpy(object.members, members, count * sizeof(*members));
	object.count = count;
	return object;
}

static struct json
make_account(struct arena *arena, const uint8_t pseudonym[PSEUDONYM_BYTES])
{
	char *name = arena_take(arena, UUID_TEXT);

	uuid_write(pseudonym, name);
	return make_object(arena,
	    (struct json_member[]){
		{STR("homePage"), json_string((struct str){home_page, sizeof(home_page) - 1})},
		{STR("name"), json_string((struct str){name, UUID_TEXT})},
	    },
	    2);
}

/* True, with the pseudonym, if the agent was made here. */
static bool
made_here(const struct json *agent, uint8_t pseudonym[PSEUDONYM_BYTES])
{
	const struct json *account = json_get(agent, STR("account"));
	const struct json *page = json_get(account, STR("homePage"));

	return json_is(page, JSON_STRING) && page->text == home_page
	       && uuid_parse(json_get_text(account, STR("name")), pseudonym);
}

/* A Group without objectType is none in xAPI, but may stand so in an extension. */
static bool
is_group(const struct json *agent, bool identified)
{
	const struct json *type = json_get(agent, STR("objectType"));

	if (type)
		return json_equals(type, STR("Group"));
	return !identified && json_is(json_get(agent, STR("member")), JSON_ARRAY);
}

/* The members of a Group, each replaced; whether all of them could be. */
static bool
replace_members(struct safe_tree *t, struct json *members)
{
	uint8_t pseudonym[PSEUDONYM_BYTES];
	bool ok = true;

	for (uint32_t i = 0; i < members->count; i++)
		ok &= replace_agent(t, &members->items[i], pseudonym);
	return ok;
}

/* Makes an agent anew from its pseudonym, a Group also from its members. False if xAPI would not take the result: an
 * Agent without identifier, or a Group with neither identifier nor members. */
static bool
replace_agent(struct safe_tree *t, struct json *agent, uint8_t pseudonym[PSEUDONYM_BYTES])
{
	bool identified =
	    made_here(agent, pseudonym) || pseudonymizer_agent(t->pseudonymizer, agent, pseudonym);
	bool group = is_group(agent, identified);
	struct json *members = group ? json_get(agent, STR("member")) : NULL;
	struct json_member made[3];
	uint32_t count = 0;
	bool ok = true;

	made[count++] =
	    (struct json_member){STR("objectType"), json_string(group ? STR("Group") : STR("Agent"))};
	if (identified)
		made[count++] = (struct json_member){STR("account"), make_account(t->arena, pseudonym)};
	if (json_is(members, JSON_ARRAY)) {
		ok = replace_members(t, members);
		made[count++] = (struct json_member){STR("member"), *members};
	}
	*agent = make_object(t->arena, made, count);
	return ok && count > 1;
}

/* An agent where xAPI wants one; the learner if it is the statement's actor. */
static void
walk_agent(struct safe_tree *t, struct json *agent)
{
	uint8_t pseudonym[PSEUDONYM_BYTES];

	if (!replace_agent(t, agent, pseudonym)) {
		t->unknown = true;
	} else if (agent == t->actor && !json_equals(json_get(agent, STR("objectType")), STR("Group"))) {
		t->has_learner = true;
		memcpy(t->learner, pseudonym, sizeof(pseudonym));
	}
}

/* ---- data of the sender's own ---- */

/* True if the object has a member with this key that can say anything of a person. */
static bool
tells(const struct json *object, struct str key)
{
	const struct json *v = json_get(object, key);

	return v && v->type != JSON_NULL && !json_is_bool(v);
}

static bool
looks_like_agent(const struct json *object)
{
	const struct json *account = json_get(object, STR("account"));
	const struct json *type = json_get(object, STR("objectType"));

	return tells(object, STR("mbox")) || tells(object, STR("mbox_sha1sum"))
	       || tells(object, STR("openid"))
	       || (tells(account, STR("homePage")) && tells(account, STR("name")))
	       || json_equals(type, STR("Agent")) || json_equals(type, STR("Group"));
}

/* The items of an array, those that are dropped left out. */
static void
walk_items(struct safe_tree *t, struct json *array, const struct rule *rule)
{
	const struct rule *any = rule_any(rule);

	if (any && any->action == ACTION_DROP)
		*array = json_array();
	for (uint32_t i = 0; i < array->count; i++)
		walk_free(t, &array->items[i], any);
}

/* Any JSON: the value of an extension, and everything in it. */
static void
walk_free(struct safe_tree *t, struct json *v, const struct rule *rule)
{
	uint8_t pseudonym[PSEUDONYM_BYTES];

	if (v->type == JSON_ARRAY)
		walk_items(t, v, rule);
	else if (v->type == JSON_OBJECT && looks_like_agent(v))
		replace_agent(t, v, pseudonym);
	else if (v->type == JSON_OBJECT)
		walk_members(t, v, NULL, rule);
}

/* ---- what xAPI knows ---- */

/* A structure, or each of a list of them. */
static void
walk_struct(struct safe_tree *t, struct json *v, const struct anatomy *anatomy, const struct rule *rule)
{
	if (v->type == JSON_OBJECT)
		walk_members(t, v, anatomy, rule);
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		walk_struct(t, &v->items[i], anatomy, rule);
}

/* The object of a statement. In a SubStatement the rules of the statement hold. */
static void
walk_statement_object(struct safe_tree *t, struct json *v, const struct rule *rule)
{
	const struct anatomy *anatomy = anatomy_object(v);

	if (!anatomy)
		walk_agent(t, v);
	else
		walk_struct(t, v, anatomy, anatomy == &anatomy_substatement ? policy_root(t->policy) : rule);
}

static void
walk_part(struct safe_tree *t, struct json *v, const struct part *part, const struct rule *rule)
{
	switch (part->kind) {
	case PART_PLAIN:
	case PART_TEXT:
	case PART_IRI:
	case PART_LANGUAGE_MAP:
	case PART_NAME:
	case PART_MEDIA_TYPE:
	case PART_LANGUAGE:
	case PART_NUMBER:
	case PART_DURATION:
	case PART_IMPLIED:
	case PART_TIME:
	case PART_UUID:
		break;
	case PART_AGENT:
		walk_agent(t, v);
		break;
	case PART_STRUCT:
		walk_struct(t, v, part->inside, rule);
		break;
	case PART_OBJECT:
		walk_statement_object(t, v, rule);
		break;
	case PART_EXTENSIONS:
		if (v->type == JSON_OBJECT)
			walk_members(t, v, NULL, rule);
		break;
	}
}

/* The members of an object that stay; `anatomy` is NULL in data of the sender's own. */
static void
walk_members(struct safe_tree *t, struct json *object, const struct anatomy *anatomy, const struct rule *rule)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < object->count; i++) {
		struct json_member *m = &object->members[i];
		const struct rule *child = rule ? rule_child(rule, m->key) : NULL;
		const struct part *part = anatomy ? anatomy_part(anatomy, m->key) : NULL;

		if (child && child->action == ACTION_DROP)
			continue;
		if (part)
			walk_part(t, &m->value, part, child);
		else
			walk_free(t, &m->value, child);
		if (kept != i)
			object->members[kept] = *m;
		kept++;
	}
	if (kept != object->count)
		object->flags &= (uint8_t)~JSON_GROWN; /* what it says of the capacity no longer holds */
	object->count = kept;
}

bool
safe_tree_make(struct safe_tree *t, struct json *statement)
{
	t->actor = json_get(statement, STR("actor"));
	t->has_learner = t->unknown = false;
	walk_struct(t, statement, &anatomy_statement, policy_root(t->policy));
	return !t->unknown;
}
