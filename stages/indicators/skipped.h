/* In place of the indicators stage where only statements are to be stored: `lrstream recompute` computes them later.
 *
 * It notes that the tenant's indicators miss statements, so that nobody goes on from them before that. */
#ifndef LRSTREAM_INDICATORS_SKIPPED_H
#define LRSTREAM_INDICATORS_SKIPPED_H

#include "pipeline/core/stage.h"

extern const struct stage_type indicators_skipped_stage;

#endif
