/* A table of slots, each for the texts of one hash; see clean_texts.h. A slot holds its text itself, so that looking it
 * up touches one or two lines of cache. */
#include <stdint.h>
#include <stdlib.h>

#include "pipeline/core/digest.h"
#include "stages/anonymize/scrub/clean_texts.h"

enum { SLOTS = 8192, SLOT_BYTES = 126 };

struct slot {
	uint8_t text_len; /* 0: free */
	uint8_t label_len;
	char bytes[SLOT_BYTES]; /* the text, then the label */
};

struct clean_texts {
	struct slot slots[SLOTS];
};

struct clean_texts *
clean_texts_open(void)
{
	struct clean_texts *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	return c;
}

static bool
fits(struct str text, struct str label)
{
	return text.len > 0 && text.len + label.len <= SLOT_BYTES;
}

static uint64_t
word_at(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

/* Of the length, both ends and the middle: all bytes are compared anyhow, and few texts differ elsewhere. */
static uint64_t
sketch(struct str text)
{
	uint64_t hash;

	if (text.len < 3 * sizeof(hash))
		return hash64(text);
	hash = hash64_pair(word_at(text.at), word_at(text.at + text.len - sizeof(hash)));
	return hash64_pair(hash, word_at(text.at + text.len / 2) ^ text.len);
}

static size_t
slot_of(struct str text, struct str label)
{
	uint64_t hash = sketch(text);

	if (label.len)
		hash = hash64_pair(hash, sketch(label));
	return hash % SLOTS;
}

bool
clean_texts_hold(const struct clean_texts *c, struct str text, struct str label)
{
	const struct slot *s;

	if (!fits(text, label))
		return false;
	s = &c->slots[slot_of(text, label)];
	return s->text_len == text.len && s->label_len == label.len
	       && memcmp(s->bytes, text.at, text.len) == 0
	       && (label.len == 0 || memcmp(s->bytes + text.len, label.at, label.len) == 0);
}

void
clean_texts_keep(struct clean_texts *c, struct str text, struct str label)
{
	struct slot *s;

	if (!fits(text, label))
		return;
	s = &c->slots[slot_of(text, label)];
	s->text_len = (uint8_t)text.len;
	s->label_len = (uint8_t)label.len;
	memcpy(s->bytes, text.at, text.len);
	if (label.len)
		memcpy(s->bytes + text.len, label.at, label.len);
}

void
clean_texts_close(struct clean_texts *c)
{
	free(c);
}
