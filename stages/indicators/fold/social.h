/* Posts and replies of a learner (W24): a family of the fold.
 *
 * Whom one replies to depends on what others wrote, so the fold cannot tell. It counts, and gives each post and reply a
 * row of its own; views find the author of a discussion among the rows of all learners.
 */
#ifndef LRSTREAM_INDICATORS_SOCIAL_H
#define LRSTREAM_INDICATORS_SOCIAL_H

#include "pipeline/core/arena.h"
#include "stages/indicators/facts/facts.h"
#include "stages/indicators/fold/fold.h"

/* A post or reply. It says the same as long as it is there: nothing ever goes on from it. */
struct social_row {
	struct row_key key; /* id of the statement */
	int64_t course;     /* hash */
	int64_t activity;   /* hash, or ABSENT */
	int64_t t;
	int64_t reply; /* 1: a reply, 0: a post */
	uint64_t discussions_hash;
	struct str discussions; /* what it replies to: hashes, each once, in rising order */
};

/* Takes in the next fact, in order, that is not voided and has a course; the row of its course is there. What the row
 * borrows lives in the arena. */
void social_step(struct contributions *, struct arena *, const struct fact *);

#endif
