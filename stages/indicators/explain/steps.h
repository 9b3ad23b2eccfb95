/* Steps: what each statement of a learner did to a number.
 *
 * The learner's facts are folded in order, one more each time (so_far.h); a step is a fact after which a watched column of
 * the fold's rows says something else. The fold itself needs to know nothing of it. Time spent is told differently: a
 * fact is credited with time (W12), and its step says how much.
 */
#ifndef LRSTREAM_INDICATORS_STEPS_H
#define LRSTREAM_INDICATORS_STEPS_H

#include "pipeline/core/arena.h"
#include "stages/indicators/fold/fold.h"
#include "stages/indicators/tables/tables.h"

/* A column of a learner's rows, and how its numbers are written: divided, or as the first, second, ... of meanings. */
struct watched {
	enum learner_table table;
	const struct column *column;
	double divisor;
	const struct str *meanings;
	size_t meaning_count;
	struct str nothing; /* what it says while there is no row: "none", or "0" */
};

/* Which rows and facts are meant; zero is any. Without an activity, the one of each fact is looked at. */
struct scope {
	bool has_course, has_activity, has_skill, has_day;
	uint64_t course, activity, skill;
	int64_t version; /* of the course's structure, from 1; 0: none is in force */
	int64_t day;     /* since 1970 */
};

/* False if no table of learners' rows has that column. Fills in table and column. */
bool watched_find(struct watched *, struct str table, struct str column);

/* True if the scope tells which row is meant, for each fact at least. */
bool watched_followed(const struct watched *, const struct scope *);

/* True if it is time spent. */
bool watched_is_time(const struct watched *);

struct step {
	const struct fact *fact;
	const struct str *before,
	    *then; /* of each that is watched; of a voided fact that changed nothing, what it would have done */
	bool counts_voided; /* it is voided and changed something all the same: a grant */
	int64_t gap;        /* µs since the fact in the scope before it; ABSENT: it is the first */
	int64_t own, after; /* of time spent, µs: credited for its own duration, and for the gap behind it */
	const struct fact *next; /* where that gap ends, if it is credited */
};

struct steps {
	struct step *at;
	size_t count, facts; /* facts: in the scope, voided ones included */
};

/* Everything lives in the arena, but facts are borrowed. `watched` are all time spent, or none is. */
struct steps steps_make(struct arena *, const struct fold_rules *, const struct scope *,
    const struct watched *, size_t watched_count, const struct fact *facts, size_t count);

/* What a watched column says in these rows; "none" if it says nothing. `activity` counts if the scope
 * has none. at == NULL if the scope does not tell which row is meant. */
struct str watched_text(struct arena *, const struct watched *, const struct scope *,
    const uint64_t *activity, const struct contributions *);

#endif
