/* The store stage: safe statements into the table lrstream.statement.
 *
 * It stands last and flushes first: it finds out which statements of the batch are new and marks each one's outcome;
 * the indicators count only what it marked OUTCOME_STORED, and undo what it lists as voided.
 */
#ifndef LRSTREAM_STORE_H
#define LRSTREAM_STORE_H

#include <stdint.h>

#include "pipeline/core/stage.h"

extern const struct stage_type store_stage;

/* What a worker's store has counted since it was opened; only what was committed. */
struct store_counters {
	uint64_t stored, duplicates, refused;
	uint64_t voided;       /* statements that a voiding statement reached, stored before or after it */
	uint64_t nul_replaced; /* U+0000 in texts, stored as U+FFFD since jsonb cannot hold it */
	uint64_t erased;       /* statements dropped since their learner was erased */
	uint64_t erased_named; /* pseudonyms of erased people taken out of other statements */
	uint64_t collisions; /* batches begun again since another worker stored one of their ids meanwhile */
};

/* `state` is what store_stage.open gave. */
const struct store_counters *store_counters(const void *state);

#endif
