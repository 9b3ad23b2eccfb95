/* Progress: what a learner has begun, done and not yet done in a course, with or without a known structure (W15 to W18).
 *
 * What counts as done depends on the version of the structure in force at a moment, and views may be read as of any
 * moment. So each version has a row of its own for each learner who did something in it; without a structure there are
 * none. The moment of completion is the fold's, since it stays when a later version asks for more.
 */
#ifndef LRSTREAM_INDICATORS_PROGRESS_H
#define LRSTREAM_INDICATORS_PROGRESS_H

#include "stages/indicators/facts/facts.h"
#include "stages/indicators/fold/fold.h"

enum { WRONG_RUN_STRUGGLING = 4 }; /* wrong answers in a row at the end (W30) */

/* A learner and a version of a course's structure. A row is there as soon as a lesson is touched or done. */
struct progress_row {
	struct row_key key; /* course, the version's number: its place among the versions, from 1 */
	int64_t done;       /* lessons that are */
	int64_t furthest;   /* the place, from 1, of the furthest lesson touched; 0: none was */
};

/* Takes in the next fact, in order, that is not voided and has a course; the rows of its course and of its activity are
 * there and count it already. */
void progress_step(struct contributions *, const struct fold_rules *, const struct fact *);

/* When an activity was done, or ABSENT (W15). `begun` is the learner's first moment in the course. Whatever moveOn says,
 * the course itself is done when it is completed. */
int64_t activity_done_at(const struct activity_row *, enum move_on, int64_t begun);

#endif
