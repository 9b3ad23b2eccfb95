/* Values and their hashes, in a ring; see hashes.h. */
#include "stages/anonymize/detect/hashes.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/digest.h"

enum {
	MOST_VALUES = 64,
	MOST_BYTES = 254, /* RFC 5321: the longest address */
	MOST_DIGEST = SHA512_BYTES,
	FORMS = 4, /* as it is, in small letters, and both behind mailto: */
	ALGORITHMS = 4
};

#define MAILTO "mailto:"

struct algorithm {
	size_t bytes;
	bool (*digest)(struct str bytes, uint8_t *out);
};

struct value {
	char text[MOST_BYTES];
	size_t len;
	const struct pii *pii;
	bool done[ALGORITHMS];
	uint8_t digests[ALGORITHMS][FORMS][MOST_DIGEST];
};

struct hashes {
	struct value values[MOST_VALUES];
	size_t count, next; /* where the next one goes */
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

struct hashes *
hashes_open(void)
{
	struct hashes *h = calloc(1, sizeof(*h));

	if (!h) {
		fputs("lrstream: out of memory\n", stderr);
		abort();
	}
	return h;
}

static bool
is_known(const struct hashes *h, struct str value)
{
	for (size_t i = 0; i < h->count; i++)
		if (str_eq((struct str){h->values[i].text, h->values[i].len}, value))
			return true;
	return false;
}

void
hashes_add(struct hashes *h, struct str value, const struct pii *pii)
{
	struct value *v;

	if (str_starts(value, STR(MAILTO)))
		value = str_from(value, sizeof(MAILTO) - 1);
	if (value.len == 0 || value.len > MOST_BYTES || is_known(h, value))
		return;
	v = &h->values[h->next];
	h->next = (h->next + 1) % MOST_VALUES;
	if (h->count < MOST_VALUES)
		h->count++;
	memcpy(v->text, value.at, value.len);
	v->len = value.len;
	v->pii = pii;
	memset(v->done, 0, sizeof(v->done));
	h->grown |= h->missed;
}

/* The forms of a value: mailto: and twice the value lie in one piece of memory. */
static void
compute(struct value *v, size_t algorithm)
{
	char text[sizeof(MAILTO) - 1 + MOST_BYTES] = MAILTO;
	char *value = text + sizeof(MAILTO) - 1;

	memcpy(value, v->text, v->len);
	for (size_t form = 0; form < FORMS; form += 2) {
		algorithms[algorithm].digest((struct str){value, v->len}, v->digests[algorithm][form]);
		algorithms[algorithm].digest(
		    (struct str){text, sizeof(MAILTO) - 1 + v->len}, v->digests[algorithm][form + 1]);
		for (size_t i = 0; i < v->len; i++)
			if (value[i] >= 'A' && value[i] <= 'Z')
				value[i] |= 0x20;
	}
	v->done[algorithm] = true;
}

static void
read_hex(struct str hex, uint8_t *out)
{
	for (size_t i = 0; i + 1 < hex.len; i += 2)
		*out++ = (uint8_t)(hex_digit(hex.at[i]) << 4 | hex_digit(hex.at[i + 1]));
}

static bool
is_hash_of(struct value *v, size_t algorithm, const uint8_t *digest)
{
	if (!v->done[algorithm])
		compute(v, algorithm);
	for (size_t form = 0; form < FORMS; form++)
		if (memcmp(v->digests[algorithm][form], digest, algorithms[algorithm].bytes) == 0)
			return true;
	return false;
}

const struct pii *
hashes_find(struct hashes *h, struct str hex)
{
	size_t algorithm = algorithm_of(hex.len);
	uint8_t digest[MOST_DIGEST];

	if (algorithm == ALGORITHMS)
		return NULL;
	read_hex(hex, digest);
	for (size_t i = 0; i < h->count; i++)
		if (is_hash_of(&h->values[i], algorithm, digest))
			return h->values[i].pii;
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
	h->count = h->next = 0;
}

void
hashes_close(struct hashes *h)
{
	free(h);
}
