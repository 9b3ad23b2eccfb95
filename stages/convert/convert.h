/* The stage convert: events of any source to xAPI statements; see mapping.h for how. */
#ifndef LRSTREAM_CONVERT_H
#define LRSTREAM_CONVERT_H

#include "pipeline/core/stage.h"
#include "stages/convert/mapping.h"

/* In: record.event and origin.source. Out: record.statement, record.source, record.made_by; forks for further
 * statements and for the entries of lists. */
extern const struct stage_type convert_stage;

/* The mappings that its options name. */
struct mappings_setup convert_setup(const struct settings *);

#endif
