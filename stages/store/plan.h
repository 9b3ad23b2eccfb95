/* The plan of a batch: which of its statements are new, decided before anything is written.
 *
 * Statements are gathered by id; what the database holds of these ids is told to the plan; then each statement gets
 * its outcome. Pure: no database here.
 */
#ifndef LRSTREAM_STORE_PLAN_H
#define LRSTREAM_STORE_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "stages/xapi/safe_statement.h"

/* What is known of one id. */
struct known_id {
	const uint8_t *id;
	struct safe_statement *first; /* of the batch's statements with this id */
	bool stored;                  /* the database has it, with this content */
	uint64_t content;
	bool stub;   /* the database has a stub: a voiding statement came before it */
	bool voided; /* a voiding statement of this batch names it */
};

struct plan {
	struct arena *arena;
	struct known_id *ids;
	uint32_t id_count;
	uint32_t *table; /* open-addressed: places of ids, from 1; 0 is free */
	uint32_t mask;

	struct safe_statement **fresh; /* those to insert */
	uint32_t fresh_count;
	const uint8_t *
	    *targets; /* ids that voiding statements name and that are not among `fresh`, in order */
	uint32_t target_count;
	const uint8_t **stubs; /* ids of `fresh` that stand in the way as stubs */
	uint32_t stub_count;
};

/* Gathers the ids of a batch, leaving out the statements that the database has refused before and those of erased
 * people. In the arena. */
struct plan *plan_make(const struct safe_batch *);

/* The place of an id, or NULL. */
struct known_id *plan_find(const struct plan *, const uint8_t id[16]);

/* All ids, `id_count` of them, in the order of the index: looked up so, they meet each of its pages once. In the arena. */
const uint8_t **plan_sorted_ids(const struct plan *);

/* Gives each statement its outcome and fills fresh, targets and stubs. What an erased person's statement voids is void,
 * though the statement is dropped: it would be so had it come before the erasure. sorted: fresh in the order of ids, which
 * is the order in which workers lock; else as they came. */
void plan_decide(struct plan *, const struct safe_batch *, bool sorted);

/* True for one that PostgreSQL refused in an earlier attempt at this batch, or whose learner was erased. */
bool plan_leaves_out(const struct safe_statement *);

#endif
