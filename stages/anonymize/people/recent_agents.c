/* A table of slots, each for the agents of one hash; see recent_agents.h. */
#include "stages/anonymize/people/recent_agents.h"

#include <stddef.h>
#include <stdlib.h>

#include "pipeline/core/digest.h"

enum { SLOTS = 1024, TEXT_BYTES = 108 };

struct slot {
	bool used;
	uint8_t first_len, second_len;
	uint8_t pseudonym[RECENT_BYTES];
	char text[TEXT_BYTES]; /* the mbox; or the homePage, then the name */
};

struct recent_agents {
	struct slot slots[SLOTS];
};

struct recent_agents *
recent_agents_open(void)
{
	struct recent_agents *r = calloc(1, sizeof(*r));

	if (!r)
		abort();
	return r;
}

/* What the pseudonym is made of: identifier.h takes an mbox before all else, and an account if there is nothing but
 * one. An account has a second text. */
static bool
texts_of(const struct json *agent, struct str *first, struct str *second)
{
	const struct json *mbox = json_get(agent, STR("mbox")), *account = json_get(agent, STR("account"));

	*second = STR("");
	if (mbox) {
		*first = json_is(mbox, JSON_STRING) ? json_text(mbox) : STR("");
	} else if (!json_get(agent, STR("mbox_sha1sum")) && !json_get(agent, STR("openid"))) {
		*first = json_get_text(account, STR("homePage"));
		*second = json_get_text(account, STR("name"));
		if (second->len == 0)
			return false;
	} else {
		return false;
	}
	return first->len > 0 && first->len + second->len <= TEXT_BYTES;
}

uint8_t *
recent_agent(struct recent_agents *r, const struct json *agent, bool *known)
{
	struct str first, second;
	struct slot *s;

	*known = false;
	if (!texts_of(agent, &first, &second))
		return NULL;
	s = &r->slots[hash64_pair(hash64(first), hash64(second)) % SLOTS];
	*known = s->used && s->first_len == first.len && s->second_len == second.len
		 && memcmp(s->text, first.at, first.len) == 0
		 && memcmp(s->text + first.len, second.at, second.len) == 0;
	if (!*known) {
		s->used = true;
		s->first_len = (uint8_t)first.len;
		s->second_len = (uint8_t)second.len;
		memcpy(s->text, first.at, first.len);
		memcpy(s->text + first.len, second.at, second.len);
	}
	return s->pseudonym;
}

void
recent_agent_drop(uint8_t *pseudonym)
{
	struct slot *s = (struct slot *)(void *)(pseudonym - offsetof(struct slot, pseudonym));

	s->used = false;
}

/* memset would be optimized away before free. */
void
recent_agents_forget(struct recent_agents *r)
{
	volatile unsigned char *byte = (volatile unsigned char *)r;

	for (size_t i = 0; i < sizeof(*r); i++)
		byte[i] = 0;
}

void
recent_agents_close(struct recent_agents *r)
{
	if (!r)
		return;
	recent_agents_forget(r);
	free(r);
}
