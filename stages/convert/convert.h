/* The stage convert: events of any source to xAPI statements; see mapping.h for how. */
#ifndef LRSTREAM_CONVERT_H
#define LRSTREAM_CONVERT_H

#include "pipeline/core/stage.h"

/* In: record.event and origin.source. Out: record.statement, record.source, record.made_by; forks for further
 * statements and for the entries of lists. */
extern const struct stage_type convert_stage;

#endif
