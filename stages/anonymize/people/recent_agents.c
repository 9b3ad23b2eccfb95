/* A table of sets, each for the agents of one hash; see recent_agents.h. In a set the oldest goes first. */
#include "stages/anonymize/people/recent_agents.h"

#include <stddef.h>
#include <stdlib.h>

#include "pipeline/core/digest.h"

enum { SETS = 1024, WAYS = 4, TEXT_BYTES = 108 };

struct slot {
	bool used;
	uint8_t first_len, second_len;
	uint8_t pseudonym[RECENT_BYTES];
	char text[TEXT_BYTES]; /* the mbox; or the homePage, then the name */
};

struct set {
	struct slot slots[WAYS];
	unsigned next; /* the slot that a new agent takes */
};

struct recent_agents {
	struct set sets[SETS];
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

static bool
holds(const struct slot *s, struct str first, struct str second)
{
	return s->used && s->first_len == first.len && s->second_len == second.len
	       && memcmp(s->text, first.at, first.len) == 0
	       && memcmp(s->text + first.len, second.at, second.len) == 0;
}

static void
fill(struct slot *s, struct str first, struct str second)
{
	s->used = true;
	s->first_len = (uint8_t)first.len;
	s->second_len = (uint8_t)second.len;
	memcpy(s->text, first.at, first.len);
	memcpy(s->text + first.len, second.at, second.len);
}

uint8_t *
recent_agent(struct recent_agents *r, const struct json *agent, bool *known)
{
	struct str first, second;
	struct slot *s;
	struct set *set;

	*known = false;
	if (!texts_of(agent, &first, &second))
		return NULL;
	set = &r->sets[hash64_pair(hash64(first), hash64(second)) % SETS];
	for (s = set->slots; s < set->slots + WAYS; s++)
		if ((*known = holds(s, first, second)))
			return s->pseudonym;
	s = &set->slots[set->next++ % WAYS];
	fill(s, first, second);
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
