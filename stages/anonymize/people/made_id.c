/* See made_id.h. */
#include "stages/anonymize/people/made_id.h"

#include <string.h>

enum { ID_BYTES = 16, BODY_BYTES = 12, VERSION_AT = 6, VARIANT_AT = 8 };

/* What the key makes of these bytes for this purpose; `what` keeps the purposes apart. */
static void
sign(struct pseudonymizer *p, size_t key, struct str what, const uint8_t *bytes, size_t len,
    uint8_t out[PSEUDONYM_BYTES])
{
	char text[32];

	memcpy(text, what.at, what.len);
	memcpy(text + what.len, bytes, len);
	pseudonymizer_sign(p, key, (struct str){text, what.len + len}, out);
}

/* `from` may lie in `out`. */
static void
make_body(struct pseudonymizer *p, size_t key, const uint8_t *from, size_t len, uint8_t out[BODY_BYTES])
{
	uint8_t made[PSEUDONYM_BYTES];

	sign(p, key, STR("made id\n"), from, len, made);
	memcpy(out, made, BODY_BYTES);
	out[VERSION_AT] = (out[VERSION_AT] & 0x0f) | 0x80;
	out[VARIANT_AT] = (out[VARIANT_AT] & 0x3f) | 0x80;
}

static void
make_check(struct pseudonymizer *p, size_t key, const uint8_t body[BODY_BYTES], uint8_t out[PSEUDONYM_BYTES])
{
	sign(p, key, STR("made id check\n"), body, BODY_BYTES, out);
}

/* The rest of the way, from the body that the key before this one made. */
static void
go_on(struct pseudonymizer *p, size_t key, uint8_t id[ID_BYTES])
{
	size_t count = pseudonymizer_keys(p);
	uint8_t check[PSEUDONYM_BYTES];

	for (; key < count; key++)
		make_body(p, key, id, BODY_BYTES, id);
	make_check(p, count - 1, id, check);
	memcpy(id + BODY_BYTES, check, ID_BYTES - BODY_BYTES);
}

void
made_id_key(struct pseudonymizer *p, const uint8_t id[16], uint8_t out[16])
{
	make_body(p, 0, id, ID_BYTES, out);
	go_on(p, 1, out);
}

static bool
has_check(struct pseudonymizer *p, size_t key, const uint8_t id[ID_BYTES])
{
	uint8_t check[PSEUDONYM_BYTES];

	make_check(p, key, id, check);
	return memcmp(check, id + BODY_BYTES, ID_BYTES - BODY_BYTES) == 0;
}

/* How many keys made the id, `most` at most; 0 if it is none of ours. */
static size_t
keys_of(struct pseudonymizer *p, size_t most, const uint8_t id[ID_BYTES])
{
	size_t count = id[VERSION_AT] >> 4 == 8 && id[VARIANT_AT] >> 6 == 2 ? most : 0;

	while (count && !has_check(p, count - 1, id))
		count--;
	return count;
}

bool
made_id_is(struct pseudonymizer *p, const uint8_t id[16])
{
	return keys_of(p, pseudonymizer_keys(p), id) > 0;
}

bool
made_id_renew(struct pseudonymizer *p, const uint8_t id[16], uint8_t out[16])
{
	size_t key = keys_of(p, pseudonymizer_keys(p) - 1, id);

	if (!key)
		return false;
	memcpy(out, id, BODY_BYTES);
	go_on(p, key, out);
	return true;
}
