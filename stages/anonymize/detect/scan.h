/* The one pass over a text: where words of ours stand, and the few places that could hold something.
 *
 * A place is an anchor with its range of bytes. The pass looks at each byte a bounded number of times, whatever the text.
 */
#ifndef LRSTREAM_DETECT_SCAN_H
#define LRSTREAM_DETECT_SCAN_H

#include "pipeline/core/str.h"
#include "stages/anonymize/detect/words.h"

enum anchor {
	ANCHOR_AT_SIGN,
	ANCHOR_DIGITS,
	ANCHOR_DATE,
	ANCHOR_HEX,
	ANCHOR_DOTS,
	ANCHOR_LETTERS,
	ANCHOR_IRI,
	ANCHOR_TILDE,
	ANCHOR_DEGREE,
	ANCHOR_LABEL, /* no place of the scan: a word is */
	ANCHORS
};

struct place {
	size_t start, end;
	uint32_t digits; /* of a digit cluster */
	bool whole;      /* it is one piece: nothing stands between its digits */
	bool mixed;      /* letters are among its digits or adjoin them */
	enum anchor anchor;
};

/* A word of ours in the text. */
struct hit {
	size_t start, end;
	const struct word *word;
};

/* Filled by scan_text and valid until the next; its memory is used again. */
struct scan {
	struct place *places;
	size_t place_count, place_capacity;
	struct hit *hits;
	size_t hit_count, hit_capacity;
	/* how far what was seen reaches: what lies before it is no news */
	size_t cluster_end, hex_end, dots_end;
	uint32_t digits_least; /* of clusters that anyone wants; set by the caller */
	uint32_t wanted;       /* bits of anchors; set by the caller */
};

/* Words only if `words` is given. Hits and places come in the order of the text (places: of their ends' discovery). */
void scan_text(struct scan *, const struct words *, struct str text);

void scan_free(struct scan *);

#endif
