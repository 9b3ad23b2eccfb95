/* What a flush writes: the rows of learners that change, and by how much the sums over learners do.
 *
 * Gathered learner by learner from the fold before and after; everything lives in the batch's arena or in sets that are
 * cleared for the next flush.
 */
#ifndef LRSTREAM_INDICATORS_CHANGES_H
#define LRSTREAM_INDICATORS_CHANGES_H

#include "pipeline/core/arena.h"
#include "pipeline/core/str.h"
#include "stages/indicators/facts/history.h"
#include "stages/indicators/fold/fold.h"
#include "stages/indicators/tables/sums.h"

/* A row and whose it is; sums have no learner. */
struct change {
	const uint8_t *learner;
	const void *row;
	const uint8_t *tid; /* where the row stands that it takes the place of, if that is known */
};

struct change_list {
	struct change *at;
	size_t count, capacity;
};

/* The tables with a row for each row of a set of the fold. */
enum learner_table {
	TABLE_COURSES,
	TABLE_ACTIVITIES,
	TABLE_PROGRESS,
	TABLE_SKILLS,
	TABLE_CERTIFICATES,
	TABLE_VIDEOS,
	TABLE_SOCIAL,
	LEARNER_TABLES
};

enum change_kind {
	CHANGE_ADDED,
	CHANGE_MOVED,    /* changed; where the row stands is known */
	CHANGE_REPLACED, /* changed; it is found by its key */
	CHANGE_GONE,     /* a key */
	CHANGE_KINDS
};

struct row_changes {
	struct change_list kinds[CHANGE_KINDS];
};

/* Where the rows of each table stand: a tid for each row of its set. */
struct row_places {
	const uint8_t *const *tids[LEARNER_TABLES];
};

/* Rows of the tables that hold packed facts. */
struct state_row {
	int64_t version; /* that it takes the place of */
	int64_t facts, chunks;
	struct line_end end;
	struct str recent;
};
struct chunk_row {
	int64_t seq;
	struct str events;
};

struct changes {
	struct arena *arena;
	struct change_list states, new_states, chunks;
	struct row_changes rows[LEARNER_TABLES];
	struct rowset course_sums, day_sums, activity_day_sums, activity_sums, progress_sums, segment_sums;
};

void changes_open(struct changes *);

/* Forgets everything; what is gathered next lives in this arena. */
void changes_clear(struct changes *, struct arena *);

/* Notes how a learner's contributions change. `learner` must outlive the changes, and so must `places`, which tells
 * where the rows before stand, NULL if that is not known. */
void changes_fold(struct changes *, const uint8_t *learner, const struct contributions *before,
    const struct row_places *places, const struct contributions *after);

/* Notes a learner's state: `state` has all but what the bytes tell. tid: where it stands, NULL for a new one. */
void changes_history(struct changes *, const uint8_t *learner, const uint8_t *tid,
    const struct state_row *state, const struct history_bytes *);

/* The set of a table's rows. */
const struct rowset *table_set(enum learner_table, const struct contributions *);

void changes_close(struct changes *);

#endif
