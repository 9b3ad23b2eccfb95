/* The stage structure: records of the source `structure` are read and judged; all others pass by. */
#ifndef LRSTREAM_STRUCTURE_H
#define LRSTREAM_STRUCTURE_H

#include "pipeline/core/stage.h"

/* In: record.event and origin.source. Out: record.structure; forks for the entries of lists. Stands behind decode. */
extern const struct stage_type structure_stage;

#endif
