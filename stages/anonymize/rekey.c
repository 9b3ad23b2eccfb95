/* See rekey.h. */
#include "stages/anonymize/rekey.h"

#include "pipeline/core/digest.h"
#include "stages/xapi/safe_statement.h"

enum { UUID_TEXT = 36 };

struct rekeying {
	struct arena *arena;
	struct pseudonymizer *keys;
	bool other;
};

static void walk(struct rekeying *, struct json *);

/* An erased person's name is no UUID, and stays. */
static void
rekey_account(struct rekeying *r, const struct json *account)
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

static void
walk(struct rekeying *r, struct json *v)
{
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		walk(r, &v->items[i]);
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++) {
		struct json_member *m = &v->members[i];

		if (str_eq(m->key, STR("account")))
			rekey_account(r, &m->value);
		walk(r, &m->value);
	}
}

void
rekey_statement(struct arena *arena, struct pseudonymizer *keys, struct json *statement, bool *other)
{
	struct rekeying r = {.arena = arena, .keys = keys};

	walk(&r, statement);
	*other = r.other;
}
