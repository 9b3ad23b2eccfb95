/* What a text says to whoever decodes it: one layer of encodings undone, with a map back to the bytes it came from.
 *
 * A layer is percent-encoding, backslash escapes, HTML entities, lookalikes and what cannot be seen (lookalike.h), and
 * addresses spelled out, all undone in one pass. Reveal the result again for the layer below. Most texts hide nothing:
 * finding that out costs a look at each byte and no memory.
 */
#ifndef LRSTREAM_REVEAL_H
#define LRSTREAM_REVEAL_H

#include <stdint.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/str.h"
#include "stages/anonymize/detect/windows.h"

/* More layers of different encodings than anyone wraps a text in. */
enum { REVEAL_LAYERS = 8 };

/* Zero-initialised it is empty and may be used again and again; its owner frees it.
 *
 * `from` has text.len + 1 places in what the reading was made of, ascending: where the character starts that became this
 * byte, and at last the end. All bytes that one escape stands for have one place. */
struct reading {
	struct str text; /* valid UTF-8; in bytes */
	uint32_t *from;
	size_t capacity; /* of from */
	bool spelled;    /* an '@' was spelled out in this layer or in one above */
	struct buf bytes;
	struct windows windows; /* of a form's reading: its blanks only */
};

/* Undoes one layer of `text`, which is valid UTF-8 and shorter than 4 GB; false if there is none. `spelled` is that of
 * the reading the text is of. */
bool reveal(struct reading *, struct str text, bool spelled);

/* The bytes of what the reading was made of that became [*start, *end) of it: whole escapes. The end is behind what
 * cannot be seen there. */
void reading_back(const struct reading *, size_t *start, size_t *end);

/* Where the escape starts or ends that byte `at` of what the reading was made of is inside of; else `at`. */
size_t reading_floor(const struct reading *, size_t at);
size_t reading_ceiling(const struct reading *, size_t at);

/* True if an escape ends at byte `at` of what the reading was made of and stands for a mark that parts words: a blank,
 * a quote, a bracket, but no dot, hyphen or plus. */
bool reading_parts(const struct reading *, struct str made_of, size_t at);

/* Forms write blanks as '+': the same reading of `text` so; false if that is nothing new. `plain` is what reveal made of
 * the text, NULL if it had nothing to do. */
bool reveal_form(struct reading *, struct str text, const struct reading *plain);

/* Empties it and makes room for a text of `len` bytes, for those who write one. */
void reading_room(struct reading *, size_t len);

/* Writes the places of `count` bytes that stand as they are, from byte `first` on. */
void reading_count(uint32_t *from, size_t first, size_t count);

void reading_free(struct reading *);

#endif
