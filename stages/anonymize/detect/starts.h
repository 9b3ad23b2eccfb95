/* Where matches of a pattern could start, told by a few bytes: what makes most tries of patterns needless.
 *
 * Read from the pattern's own text when it is loaded: which bytes may stand right before a match, and which at each of its
 * first places, whatever stands at the others. What the reader of patterns does not know allows any byte, so that nothing
 * that matches is ever refused. Patterns are joined in tables of bits, so that many are asked at once.
 */
#ifndef LRSTREAM_DETECT_STARTS_H
#define LRSTREAM_DETECT_STARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/str.h"

enum { START_BYTES = 8, MOST_STARTS = 64 };

struct byte_set {
	uint64_t bits[4];
};

/* Of one pattern. */
struct start {
	struct byte_set before;          /* where any byte stands before */
	struct byte_set at[START_BYTES]; /* where the text goes on so far */
};

/* Of up to 64 patterns: a bit each. */
struct starts {
	uint64_t before[256];
	uint64_t at[START_BYTES][256];
};

/* What a PCRE2 pattern for UTF-8 allows. */
struct start start_of_pattern(struct str pattern);

/* False if no match starts at byte `at` of the text, whatever stands before. */
static inline bool
start_allows(const struct start *s, struct str text, size_t at)
{
	for (size_t i = 0; i < START_BYTES && at + i < text.len; i++) {
		unsigned char byte = (unsigned char)text.at[at + i];

		if (!(s->at[i].bits[byte / 64] >> byte % 64 & 1))
			return false;
	}
	return true;
}

/* Makes it the pattern of bit `which`. */
void starts_add(struct starts *, unsigned int which, const struct start *);

/* Those of `wanted` that could match from byte `at` of the text on. */
static inline uint64_t
starts_at(const struct starts *s, struct str text, size_t at, uint64_t wanted)
{
	const unsigned char *byte = (const unsigned char *)text.at + at;
	size_t most = text.len - at < START_BYTES ? text.len - at : START_BYTES;

	if (at > 0)
		wanted &= s->before[byte[-1]];
	for (size_t i = 0; wanted && i < most; i++)
		wanted &= s->at[i][byte[i]];
	return wanted;
}

#endif
