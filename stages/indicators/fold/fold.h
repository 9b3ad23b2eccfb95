/* The fold: a learner's facts in, every stored indicator of that learner out.
 *
 * This is the one place that knows how indicators are computed; what each means is worded in the documentation, the
 * numbers W1 to W32 are its paragraphs. It is a pure function of the facts and the tenant's rules: no database, no
 * clock, and the order in which facts are given does not matter. The stored state of a learner is always the fold of
 * the learner's facts; tables of many learners hold sums of such contributions.
 *
 * Facts that are later than all others need not wait for them to be read: the fold goes on from the rows they touch,
 * and gives what folding all would have given.
 *
 * A change of what the fold computes needs a new FOLD_VERSION: stored rows are then recomputed.
 */
#ifndef LRSTREAM_INDICATORS_FOLD_H
#define LRSTREAM_INDICATORS_FOLD_H

#include "stages/indicators/facts/facts.h"
#include "stages/indicators/fold/rows.h"
#include "stages/indicators/fold/structure.h"
#include "stages/indicators/fold/timezone.h"
#include "stages/indicators/fold/video.h"

enum { FOLD_VERSION = 2 };

struct mastery;

/* What a tenant decides. */
struct fold_rules {
	const struct zone *zone;
	int64_t session;                     /* µs: a longer gap begins a new session (W13) */
	int64_t idle;                        /* µs: most that a gap counts as time spent (W12) */
	const struct structures *structures; /* NULL: none is known */
	const struct mastery *mastery;       /* how skills are judged; NULL: not at all */
};

/* Where a learner's line ends (W12). ABSENT where there is nothing. */
struct line_end {
	int64_t last_at; /* the latest t of all facts, voided ones too */
	int64_t tail_at; /* of the last fact that is not voided: what comes next may credit it with time */
	int64_t tail_course, tail_activity; /* hashes */
	int64_t detached; /* 1: there is a certificate of a course that has no row: its grant is voided */
};

/* What a learner contributes: each set sorted by key. */
struct contributions {
	struct rowset courses, activities, days, activity_days, certificates;
	struct rowset progress; /* struct progress_row */
	struct rowset skills;   /* struct skill_row */
	struct rowset videos;   /* struct video_row */
	struct rowset social;   /* struct social_row; going on: those of the new facts alone */
	struct line_end end;
};

void contributions_open(struct contributions *);
void contributions_clear(struct contributions *); /* no row, no end */
void contributions_close(struct contributions *);

struct fold;

struct fold *fold_open(void);

/* Folds facts in any order; one with the id of another counts once. The result is valid until the next run. */
const struct contributions *fold_run(
    struct fold *, const struct fold_rules *, const struct fact *facts, size_t count);

/* True if facts, none of them seen before, can be later than all that `end` tells of: each is, by its t. */
bool fold_may_go_on(const struct line_end *end, const struct fact *facts, size_t count);

/* True if the tail gets a credit from these facts, so that its rows are touched. */
bool fold_credits_tail(
    const struct fold_rules *, const struct line_end *end, const struct fact *facts, size_t count);

/* Goes on with later facts (fold_may_go_on) from what earlier ones gave. `from` holds the rows that may be touched, as
 * far as they exist, and no days: courses and activities of the facts, and of the tail if it is credited; the progress
 * in the facts' courses, as far as their structure is known, and the certificate in force of each; the skills that they
 * are evidence of. Returns these rows as they are now, and what was added to days; NULL if only all facts can tell (the
 * clock was set back over midnight). */
const struct contributions *fold_go_on(struct fold *, const struct fold_rules *,
    const struct contributions *from, const struct fact *facts, size_t count);

void fold_close(struct fold *);

#endif
