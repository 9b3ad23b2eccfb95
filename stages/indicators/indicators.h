/* The indicators stage: statements that were really stored become facts, and facts change the indicators.
 *
 * It stands before store and flushes after it, in the same transaction. It counts the statements of the batch that
 * store marked as stored, and takes back those that it lists as voided.
 */
#ifndef LRSTREAM_INDICATORS_H
#define LRSTREAM_INDICATORS_H

#include "pipeline/core/stage.h"

/* `open` takes settings that may ask for rules of the tenant (tables/asked.h), or NULL: those stay as they are. */
extern const struct stage_type indicators_stage;

struct arena;

/* Takes a learner out of the indicators, inside a transaction that has taken the tenant alone (tenant.h) and in which
 * the learner's statements have been deleted: the rows go, and sums, names and types become what they would be without.
 * `state` is what indicators_stage.open gave. */
bool indicators_erase(void *state, struct postgres *, int16_t tenant, const uint8_t learner[16],
    struct arena *, struct error *);

#endif
