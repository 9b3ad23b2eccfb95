/* A learner's rows so far, while the facts come one after the other in order (W4).
 *
 * Each fact is gone on with from the rows that it can change, as new facts of a learner are; so it costs the same after
 * twenty thousand facts as after twenty. Only where going on needs more than rows are all facts so far folded anew: where
 * the clock was set back over midnight, and in a course of which nothing is known but a voided grant.
 *
 * Credits of time are not to be had here: they depend on the facts of all courses, in another order (W12).
 */
#ifndef LRSTREAM_INDICATORS_SO_FAR_H
#define LRSTREAM_INDICATORS_SO_FAR_H

#include "stages/indicators/fold/fold.h"

struct so_far;

struct so_far *so_far_open(const struct fold_rules *);

/* What a fact does: the rows that it can change, or all. */
struct rows_changed {
	const struct contributions *before, *after;
};

/* facts[n] comes behind those that stand before it. Valid until the next call of any of these. */
struct rows_changed so_far_try(struct so_far *, const struct fact *facts, size_t n);

/* The fact that was tried last is one of those so far. */
void so_far_keep(struct so_far *);

void so_far_close(struct so_far *);

#endif
