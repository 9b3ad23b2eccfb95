/* Agents; see safe_agent.h. An agent is not cleaned but made anew from its pseudonym, so that nothing of the old one can
 * be forgotten in it. */
#include "stages/anonymize/safe_agent.h"

#include "pipeline/core/digest.h"
#include "stages/xapi/safe_statement.h"

enum { UUID_TEXT = 36 };

/* Agents that were made here are known by the address of this text, which no input can have: a tree that shares nodes
 * with one made safe before must not get pseudonyms of pseudonyms. */
static const char home_page[] = PSEUDONYM_HOME_PAGE;

static struct json
make_object(struct arena *arena, uint32_t most)
{
	struct json object = json_object();

	object.members = arena_take(arena, most * sizeof(*object.members));
	return object;
}

static void
put_member(struct json *object, struct str key, struct json value)
{
	object->members[object->count++] = (struct json_member){key, value};
}

static struct json
make_account(struct arena *arena, const uint8_t pseudonym[PSEUDONYM_BYTES])
{
	struct json account = make_object(arena, 2);
	char *name = arena_take(arena, UUID_TEXT);

	uuid_write(pseudonym, name);
	put_member(&account, STR("homePage"), json_string((struct str){home_page, sizeof(home_page) - 1}));
	put_member(&account, STR("name"), json_string((struct str){name, UUID_TEXT}));
	return account;
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

bool
safe_agent_pseudonym(
    struct pseudonymizer *pseudonymizer, const struct json *agent, uint8_t pseudonym[PSEUDONYM_BYTES])
{
	return made_here(agent, pseudonym) || pseudonymizer_agent(pseudonymizer, agent, pseudonym);
}

/* A Group without objectType is none in xAPI, but may stand so in an extension. */
static bool
is_group(const struct json *agent, bool known)
{
	const struct json *type = json_get(agent, STR("objectType"));

	if (type)
		return json_equals(type, STR("Group"));
	return !known && json_is(json_get(agent, STR("member")), JSON_ARRAY);
}

/* The members of a Group, each replaced; whether all of them could be. */
static bool
replace_members(struct arena *arena, struct pseudonymizer *pseudonymizer, struct json *members)
{
	uint8_t pseudonym[PSEUDONYM_BYTES];
	bool ok = true, known;

	for (uint32_t i = 0; i < members->count; i++)
		ok &= safe_agent(arena, pseudonymizer, &members->items[i], &known, pseudonym);
	return ok;
}

bool
safe_agent(struct arena *arena, struct pseudonymizer *pseudonymizer, struct json *agent, bool *known,
    uint8_t pseudonym[PSEUDONYM_BYTES])
{
	struct json made = make_object(arena, 3), *members;
	bool group, ok = true;

	*known = safe_agent_pseudonym(pseudonymizer, agent, pseudonym);
	group = is_group(agent, *known);
	members = group ? json_get(agent, STR("member")) : NULL;
	put_member(&made, STR("objectType"), json_string(group ? STR("Group") : STR("Agent")));
	if (*known)
		put_member(&made, STR("account"), make_account(arena, pseudonym));
	if (json_is(members, JSON_ARRAY)) {
		ok = replace_members(arena, pseudonymizer, members);
		put_member(&made, STR("member"), *members);
	}
	*agent = made;
	return ok && made.count > 1;
}

/* True if the object has a member with this key that can say anything of a person. */
static bool
tells(const struct json *object, struct str key)
{
	const struct json *v = json_get(object, key);

	return v && v->type != JSON_NULL && !json_is_bool(v);
}

bool
looks_like_agent(const struct json *object)
{
	const struct json *account = json_get(object, STR("account"));
	const struct json *type = json_get(object, STR("objectType"));

	return tells(object, STR("mbox")) || tells(object, STR("mbox_sha1sum"))
	       || tells(object, STR("openid"))
	       || (tells(account, STR("homePage")) && tells(account, STR("name")))
	       || json_equals(type, STR("Agent")) || json_equals(type, STR("Group"));
}
