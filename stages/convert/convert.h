/* The stage convert: events of any source to xAPI statements.
 *
 * A mapping (mapping.h; its language is described in schemas/mappings/README.md) becomes a plan (plan.h): that is the
 * folder compile. The plan is run over each event (apply.c): that is the folder run. The folder trace tells how an event
 * is converted, and import makes mappings of those of another program.
 */
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
