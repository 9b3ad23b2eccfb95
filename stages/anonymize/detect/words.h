/* Words that stand near personal data: "tel", "mot de passe", "user id"; found in one pass, each by its first letters.
 *
 * A word belongs to lists; what uses a list asks for its number. Words are compared without case and accents, whole, and
 * a blank in one stands for any run of blanks, '_', '-' and '.' or for the border in camelCase.
 */
#ifndef LRSTREAM_DETECT_WORDS_H
#define LRSTREAM_DETECT_WORDS_H

#include <stdint.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/str.h"

enum { MOST_LISTS = 256, FILTER = 1 << 11, BUCKETS = 1 << 13, LATIN = 3 * 64 };

/* A set of lists. */
struct word_lists {
	uint64_t bits[MOST_LISTS / 64];
};

struct word {
	uint64_t prefix;
	struct word *next; /* in its bucket */
	uint8_t letters;   /* how many of its first ones the prefix holds */
	char behind[2];    /* what follows them; 0 at its end */
	struct str folded;
	struct word_lists lists;
};

struct words {
	struct arena *arena;
	uint32_t lists; /* how many there are */
	char latin
	    [LATIN]; /* U+00C0 to U+017F as one letter without case and accent; 0 where that is not what it is */
	uint64_t filter[FILTER]; /* a bit for each prefix */
	struct word *buckets[BUCKETS];
};

struct words *words_new(struct arena *);

/* The number of a new list; MOST_LISTS when there are too many. */
uint32_t words_list(struct words *);

/* Adds a word to a list. False if it does not begin with a letter. */
bool words_add(struct words *, struct str word, uint32_t list);

/* Where the run of letters of any script that starts at `at` ends, or, with `camel`, another word begins in camelCase. In
 * scripts without blanks a run is one letter. */
size_t words_run(struct str text, size_t at, bool camel);

/* The first eight bytes of the run of letters at `at`, folded, or all if there are fewer: what the filter is asked for. With
 * `camel` the run ends where another word begins in camelCase. 0 if no letter stands there. */
uint64_t words_prefix(const struct words *, struct str text, size_t at, bool camel);

static inline uint64_t
words_hash(uint64_t prefix)
{
	return prefix * 0x9e3779b97f4a7c15u;
}

/* False for most words of any text: none of ours begins so. */
static inline bool
words_may_hold(const struct words *w, uint64_t hash)
{
	return w->filter[hash >> 53] >> (hash >> 47 & 63) & 1;
}

/* How many letters the prefix holds if they stand at `at` in ASCII; 0 if they are others there. */
size_t words_letters(uint64_t prefix, struct str text, size_t at);

/* False for most words that only begin like what stands before `at`, in ASCII: what follows is another one. */
bool words_go_on(const struct word *, struct str text, size_t at);

/* Where the word ends if it stands at `at`, 0 if it does not; its first `letters` are known to. */
size_t words_match(const struct word *, struct str text, size_t at, size_t letters);

static inline const struct word *
words_bucket(const struct words *w, uint64_t hash)
{
	return w->buckets[hash >> 51];
}

static inline void
lists_add(struct word_lists *set, uint32_t list)
{
	set->bits[list / 64] |= (uint64_t)1 << list % 64;
}

static inline bool
lists_meet(const struct word_lists *a, const struct word_lists *b)
{
	uint64_t met = 0;

	for (int i = 0; i < MOST_LISTS / 64; i++)
		met |= a->bits[i] & b->bits[i];
	return met != 0;
}

static inline void
lists_join(struct word_lists *a, const struct word_lists *b)
{
	for (int i = 0; i < MOST_LISTS / 64; i++)
		a->bits[i] |= b->bits[i];
}

#endif
