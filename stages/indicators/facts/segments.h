/* Played segments: any number of half-open pieces of a video, which may overlap.
 *
 * They are kept as the places where the number of segments over them changes, so that pieces that touch are one, equal
 * lists are equal bytes, and joining, cutting and adding up are each one walk. Places are µs from the start of the video.
 */
#ifndef LRSTREAM_INDICATORS_SEGMENTS_H
#define LRSTREAM_INDICATORS_SEGMENTS_H

#include "stages/indicators/facts/packing.h"

/* The farthest place, 10^9 seconds: whatever lies beyond counts as there. */
#define PLACE_MOST INT64_C(1000000000000000)

/* Edges that limited segments keep exactly. */
enum { EDGES_MOST = 50000 };

struct edge {
	int64_t at;
	int64_t by; /* so many more segments are over what follows; never 0 */
};

/* Zero is none. The owner clears and uses them again. */
struct segments {
	struct edge *edges; /* by place */
	size_t count, capacity;
};

void segments_clear(struct segments *);
void segments_free(struct segments *);
void segments_copy(struct segments *, const struct segments *from);

/* Notes a segment, cut at 0 and PLACE_MOST; what is empty then changes nothing. To be settled before any other use. */
void segments_add(struct segments *, int64_t from, int64_t to);
void segments_settle(struct segments *);

/* Adds all segments of another. */
void segments_join(struct segments *, const struct segments *more);

/* Leaves one segment where there are several: the union. */
void segments_flatten(struct segments *);

/* Cuts off what lies behind a place. */
void segments_cut(struct segments *, int64_t end);

/* Rounds all places to the nearest multiple of a unit. */
void segments_round(struct segments *, int64_t unit);

/* Rounds them to whole seconds while there are more than EDGES_MOST edges, then to 2, 4, 8 ... */
void segments_limit(struct segments *);

/* Sum of all lengths, at most INT64_MAX; length of the union; the largest end, -1 without any segment. */
int64_t segments_total(const struct segments *);
int64_t segments_covered(const struct segments *);
int64_t segments_end(const struct segments *);

/* As numbers, two an edge: how far it is from the one before, and by how much. In front stands how many numbers there
 * are, which has been read already when they are unpacked. */
void segments_pack(struct buf *, const struct segments *);
void segments_unpack(struct unpacking *, size_t numbers, struct segments *);

#endif
