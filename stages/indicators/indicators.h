/* The indicators stage: statements that were really stored become facts, and facts change the indicators.
 *
 * It stands before store and flushes after it, in the same transaction. It counts the statements of the batch that
 * store marked as stored, and takes back those that it lists as voided.
 */
#ifndef LRSTREAM_INDICATORS_H
#define LRSTREAM_INDICATORS_H

#include "pipeline/core/stage.h"

extern const struct stage_type indicators_stage;

#endif
