/* Values and their hashes; see hashes.h.
 *
 * A course of thousands may stand in one statement, and as many hashes, so both are looked up in tables: values by their
 * text, digests by their first eight bytes, a table for each algorithm that is made when a run of its length comes by.
 */
#include "stages/anonymize/detect/hashes.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/digest.h"

enum {
	MOST_BYTES = 254, /* RFC 5321: the longest address */
	MOST_DIGEST = SHA512_BYTES,
	FORMS = 4, /* as it is, in small letters, and both behind mailto: */
	ALGORITHMS = 4,
	LEAST_SLOTS = 64, /* of a table */
	KEPT_SLOTS = 1024 /* of memory between statements */
};

#define MAILTO "mailto:"

struct algorithm {
	size_t bytes;
	bool (*digest)(struct str bytes, uint8_t *out);
};

struct value {
	size_t at, len; /* in texts */
	const struct pii *pii;
};

struct slot {
	uint64_t key;
	uint32_t value; /* plus one; 0: free */
};

struct table {
	struct slot *slots;
	size_t mask, count;
};

struct hashes {
	struct buf texts;
	struct value *values;
	uint32_t count, capacity;
	struct table known;               /* by hash64 of the text */
	struct table digests[ALGORITHMS]; /* by the digest's first bytes */
	uint32_t done[ALGORITHMS];        /* values whose digests are in there */
	bool missed, grown;
};

static bool
sha1(struct str bytes, uint8_t *out)
{
	digest_sha1(bytes, out);
	return true;
}

static bool
sha256(struct str bytes, uint8_t *out)
{
	digest_sha256(bytes, out);
	return true;
}

static bool
sha512(struct str bytes, uint8_t *out)
{
	digest_sha512(bytes, out);
	return true;
}

static const struct algorithm algorithms[ALGORITHMS] = {
    {MD5_BYTES, digest_md5},
    {SHA1_BYTES, sha1},
    {SHA256_BYTES, sha256},
    {SHA512_BYTES, sha512},
};

/* Which makes digests of so many digits; ALGORITHMS if none does. */
static size_t
algorithm_of(size_t digits)
{
	size_t i = 0;

	while (i < ALGORITHMS && algorithms[i].bytes * 2 != digits)
		i++;
	return i;
}

bool
hashes_length(size_t digits)
{
	return algorithm_of(digits) < ALGORITHMS;
}

/* ---- tables ---- */

static void *
or_abort(void *made)
{
	if (!made) {
		fputs("lrstream: out of memory\n", stderr);
		abort();
	}
	return made;
}

/* The first slot of this key, or the free one where it would go. */
static struct slot *
slot_of(const struct table *t, uint64_t key)
{
	size_t i = key & t->mask;

	while (t->slots[i].value && t->slots[i].key != key)
		i = (i + 1) & t->mask;
	return &t->slots[i];
}

static void
put(struct table *t, uint64_t key, uint32_t value)
{
	size_t i = key & t->mask;

	while (t->slots[i].value)
		i = (i + 1) & t->mask;
	t->slots[i] = (struct slot){key, value};
	t->count++;
}

static void
add(struct table *t, uint64_t key, uint32_t value)
{
	struct table old = *t;

	if (!t->slots || 2 * t->count > t->mask) {
		t->mask = t->slots ? 2 * t->mask + 1 : LEAST_SLOTS - 1;
		t->slots = or_abort(calloc(t->mask + 1, sizeof(*t->slots)));
		t->count = 0;
		for (size_t i = 0; old.slots && i <= old.mask; i++)
			if (old.slots[i].value)
				put(t, old.slots[i].key, old.slots[i].value);
		free(old.slots);
	}
	put(t, key, value);
}

static void
table_clear(struct table *t)
{
	if (t->mask >= KEPT_SLOTS) {
		free(t->slots);
		*t = (struct table){0};
	}
	if (t->count)
		memset(t->slots, 0, (t->mask + 1) * sizeof(*t->slots));
	t->count = 0;
}

/* ---- values ---- */

struct hashes *
hashes_open(void)
{
	return or_abort(calloc(1, sizeof(struct hashes)));
}

static struct str
text_of(const struct hashes *h, const struct value *v)
{
	return (struct str){h->texts.at + v->at, v->len};
}

static bool
is_known(const struct hashes *h, struct str value, uint64_t key)
{
	const struct table *t = &h->known;

	for (size_t i = key & t->mask; t->slots && t->slots[i].value; i = (i + 1) & t->mask)
		if (t->slots[i].key == key && str_eq(text_of(h, &h->values[t->slots[i].value - 1]), value))
			return true;
	return false;
}

void
hashes_add(struct hashes *h, struct str value, const struct pii *pii)
{
	uint64_t key;

	if (str_starts(value, STR(MAILTO)))
		value = str_from(value, sizeof(MAILTO) - 1);
	key = hash64(value);
	if (value.len == 0 || value.len > MOST_BYTES || is_known(h, value, key))
		return;
	if (h->count == h->capacity) {
		h->capacity = h->capacity ? 2 * h->capacity : LEAST_SLOTS / 2;
		h->values = or_abort(realloc(h->values, h->capacity * sizeof(*h->values)));
	}
	h->values[h->count++] = (struct value){h->texts.len, value.len, pii};
	buf_str(&h->texts, value);
	add(&h->known, key, h->count);
	h->grown |= h->missed;
}

/* ---- digests ---- */

static uint64_t
first_bytes(const uint8_t *digest)
{
	uint64_t key;

	memcpy(&key, digest, sizeof(key));
	return key;
}

static void
add_digest(struct hashes *h, size_t algorithm, struct str form, uint32_t value)
{
	struct table *t = &h->digests[algorithm];
	uint8_t digest[MOST_DIGEST];
	uint64_t key;

	if (!algorithms[algorithm].digest(form, digest))
		return;
	key = first_bytes(digest);
	if (!t->slots || !slot_of(t, key)->value)
		add(t, key, value);
}

/* The forms of a value: mailto: and twice the value lie in one piece of memory. */
static void
compute(struct hashes *h, size_t algorithm, uint32_t i)
{
	struct str said = text_of(h, &h->values[i]);
	char text[sizeof(MAILTO) - 1 + MOST_BYTES] = MAILTO;
	char *value = text + sizeof(MAILTO) - 1;

	memcpy(value, said.at, said.len);
	for (int form = 0; form < FORMS; form += 2) {
		add_digest(h, algorithm, (struct str){value, said.len}, i + 1);
		add_digest(h, algorithm, (struct str){text, sizeof(MAILTO) - 1 + said.len}, i + 1);
		for (size_t c = 0; c < said.len; c++)
			if (value[c] >= 'A' && value[c] <= 'Z')
				value[c] |= 0x20;
	}
}

static void
read_hex(struct str hex, uint8_t *out)
{
	for (size_t i = 0; i + 1 < hex.len; i += 2)
		*out++ = (uint8_t)(hex_digit(hex.at[i]) << 4 | hex_digit(hex.at[i + 1]));
}

const struct pii *
hashes_find(struct hashes *h, struct str hex)
{
	size_t algorithm = algorithm_of(hex.len);
	uint8_t digest[MOST_DIGEST];
	const struct slot *slot;

	if (algorithm == ALGORITHMS)
		return NULL;
	for (; h->done[algorithm] < h->count; h->done[algorithm]++)
		compute(h, algorithm, h->done[algorithm]);
	read_hex(hex, digest);
	slot = h->digests[algorithm].slots ? slot_of(&h->digests[algorithm], first_bytes(digest)) : NULL;
	if (slot && slot->value)
		return h->values[slot->value - 1].pii;
	h->missed = true;
	return NULL;
}

void
hashes_watch(struct hashes *h)
{
	h->missed = h->grown = false;
}

bool
hashes_grown(const struct hashes *h)
{
	return h->grown;
}

void
hashes_clear(struct hashes *h)
{
	if (h->count == 0)
		return;
	table_clear(&h->known);
	for (size_t i = 0; i < ALGORITHMS; i++)
		table_clear(&h->digests[i]);
	memset(h->done, 0, sizeof(h->done));
	buf_clear(&h->texts);
	h->count = 0;
}

void
hashes_close(struct hashes *h)
{
	free(h->known.slots);
	for (size_t i = 0; i < ALGORITHMS; i++)
		free(h->digests[i].slots);
	free(h->values);
	buf_free(&h->texts);
	free(h);
}
