/* The decode stage: bytes to a tree. */
#ifndef LRSTREAM_DECODE_H
#define LRSTREAM_DECODE_H

#include "pipeline/core/stage.h"

/* Fills record.event. Drops an empty record: in a compacted topic it is a tombstone. */
extern const struct stage_type decode_stage;

#endif
