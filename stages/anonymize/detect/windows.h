/* Where a reading says something else than what it was made of, and how much around that must be looked at again.
 *
 * What a detector finds hangs on a bounded neighbourhood: its match, the words before and behind. Whatever stands farther
 * from every change was found in the text as it stands. So a reading is searched in windows around its changes, whose ends
 * are cut at blanks; of what is found there only what is near a change counts, since the ends of a window are no ends of
 * the text.
 */
#ifndef LRSTREAM_DETECT_WINDOWS_H
#define LRSTREAM_DETECT_WINDOWS_H

#include <stdint.h>

#include "pipeline/core/str.h"
#include "stages/anonymize/detect/detect.h"

/* Bytes of the reading from the first changed one to the last, with all between that one window holds. */
struct altered {
	size_t first, last;
};

/* Ascending. Zero-initialised it is empty; its owner frees it. */
struct windows {
	struct altered *at;
	size_t count, capacity;
};

/* Bytes [start, end) of a reading, to be looked at. */
struct window {
	size_t start, end;
	size_t first, last; /* changes: spans must be near them */
	bool whole;         /* all of the reading: nothing is cut off, and all spans count */
	size_t next;        /* change to come */
};

/* Byte `at` of the reading is new, or stands beside something that is gone. */
void windows_add(struct windows *, size_t at);

/* The next window; starts with a zeroed one. False if there is none. */
bool windows_next(const struct windows *, struct str reading, struct window *);

/* Spans from the `from`-th on were found in the window's text: drops those that are far from its changes and tells the
 * others in bytes of the reading. */
void windows_keep(const struct window *, struct spans *, uint32_t from);

void windows_clear(struct windows *);
void windows_free(struct windows *);

#endif
