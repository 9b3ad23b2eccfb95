/* What a learner saw of a video (W23): a family of the fold.
 *
 * A video is any activity that statements tell of in the words of the video profile: a length, played, or lists of played
 * segments. A row's state holds whatever a later statement may still need, uncut, since the length may change:
 *
 *   - where there are only played, paused, terminated and seeked, the segments that they make, and the played that waits
 *     for its end;
 *   - from the first list of segments on, the union of all lists, and the last list of each session.
 *
 * Exact up to EDGES_MOST edges (segments.h), and for the SESSIONS_MOST sessions with a list that told last: a session
 * that comes back after so many others counts as a new one.
 */
#ifndef LRSTREAM_INDICATORS_VIDEO_H
#define LRSTREAM_INDICATORS_VIDEO_H

#include "stages/indicators/facts/facts.h"
#include "stages/indicators/facts/segments.h"
#include "stages/indicators/fold/rowset.h"

enum { SESSIONS_MOST = 100 };

struct video_row {
	struct row_key key;          /* course, activity */
	int64_t length;              /* µs, or ABSENT */
	int64_t coverage;            /* nano shares of the length, or ABSENT */
	int64_t rewatched, furthest; /* µs, or ABSENT */
	uint64_t state_hash;
	struct str state;
};

/* The videos of one learner while folding. */
struct videos;
struct arena;

struct videos *videos_open(void);
void videos_close(struct videos *);

/* True if the fact may change what was seen of a video. */
bool video_touches(const struct fact *);

/* Takes facts, in order, that are not voided. `rows` has the rows to go on from. */
void videos_step(struct videos *, const struct rowset *rows, const struct fact *);

/* Writes the rows of all videos that were touched, their state into the arena, and forgets them. */
void videos_finish(struct videos *, struct rowset *rows, struct arena *);

/* The segments of a row that count as watched again, cut, in whole seconds: for the heat map. */
void video_seconds(const struct video_row *, struct segments *);

#endif
