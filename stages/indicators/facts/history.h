/* A learner's facts as they are kept: packed into chunks that are full and stay, and the newest ones apart.
 *
 * A history is filled from what is stored, changed by new facts and voids, and then says which bytes are to be written.
 * It is used for one learner after the other; its memory stays.
 */
#ifndef LRSTREAM_INDICATORS_HISTORY_H
#define LRSTREAM_INDICATORS_HISTORY_H

#include "pipeline/core/arena.h"
#include "stages/indicators/facts/facts.h"

/* Bytes: a row of either kind fits a quarter of a page, so that updates stay within it. A fact that is larger has a chunk
 * of its own. */
enum { RECENT_MOST = 1800, CHUNK_MOST = 1900 };

struct history {
	struct fact *facts; /* chunk by chunk, then the recent ones, then new ones */
	size_t count, capacity;
	size_t *starts;  /* where each stored chunk begins in facts, and last where the recent ones do */
	bool *rewritten; /* chunks that a void has changed */
	size_t chunks, chunk_capacity;
	struct buf bytes; /* scratch */
};

/* What is to be written; in the arena. */
struct chunk {
	int32_t seq;
	struct str events;
};
struct history_bytes {
	struct str recent;
	struct chunk *chunks; /* changed and new ones */
	size_t chunk_count;
	size_t chunks_in_all;
};

/* Forgets all facts. */
void history_clear(struct history *);

/* Adds the stored facts: every chunk in order, then the recent ones; they borrow from the bytes. False if the bytes are
 * damaged. */
bool history_read_chunk(struct history *, struct str events);
bool history_read_recent(struct history *, struct str events);

/* Marks a stored fact as voided; false if it is already. */
bool history_void(struct history *, size_t index);

/* Adds a new fact; its `more` is borrowed. */
void history_add(struct history *, const struct fact *);

/* Packs what changed. */
struct history_bytes history_write(struct history *, struct arena *);

/* Packs new facts behind what is stored, `chunks` of them and the recent facts' bytes, without reading it. */
struct history_bytes history_append(struct history *, size_t chunks, struct str recent,
    const struct fact *facts, size_t count, struct arena *);

void history_free(struct history *);

#endif
