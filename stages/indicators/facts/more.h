/* What few facts have: lists, and what only some indicators ask for. Packed behind a fact, field after field.
 *
 * A field is its number, how many numbers it has, and these (packing.h). Field numbers are stored for years and never
 * given a new meaning; who does not know one passes over it.
 */
#ifndef LRSTREAM_INDICATORS_MORE_H
#define LRSTREAM_INDICATORS_MORE_H

#include "stages/indicators/facts/packing.h"

enum more_field {
	MORE_VIDEO_LENGTH = 1,   /* µs */
	MORE_VIDEO_TIME = 2,     /* µs into the video: of played, paused, terminated */
	MORE_VIDEO_FROM = 3,     /* µs: where a seek started; of seeked */
	MORE_VIDEO_SEGMENTS = 4, /* a list of played segments, as segments.h packs it; may be none */
	MORE_VIDEO_SESSION = 5,  /* of a list: a hash */
	MORE_POST = 6,           /* W24: a posting without discussions; no numbers */
	MORE_REPLY = 7,          /* W24: the discussions it replies to, as hashes; may be none */
};

void more_put(struct buf *, enum more_field, const int64_t *numbers, size_t count);

/* The numbers of a field. */
struct more {
	struct unpacking bytes;
	size_t count;
};

/* Finds a field; false if the bytes have none. Of a field that stands twice: the first. */
bool more_find(struct str bytes, enum more_field, struct more *);

/* Its next number; false behind the last, and if bytes are missing. */
bool more_next(struct more *, int64_t *);

#endif
