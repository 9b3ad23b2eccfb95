/* The anonymize stage: a valid statement becomes a safe one. Beyond it nothing identifies a learner. */
#ifndef LRSTREAM_ANONYMIZE_H
#define LRSTREAM_ANONYMIZE_H

#include "pipeline/core/stage.h"

extern const struct stage_type anonymize_stage;

/* The same where all records are course structures: it can do without a key. */
extern const struct stage_type anonymize_structures_stage;

#endif
