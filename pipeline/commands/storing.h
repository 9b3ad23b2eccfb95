/* The way of a record into the database, the same for run and for backfill. */
#ifndef LRSTREAM_STORING_H
#define LRSTREAM_STORING_H

#include "pipeline/core/settings.h"
#include "pipeline/core/stage.h"

/* Whether indicators are stored too: statements_only. */
extern const struct option storing_options[];

/* All stages on it; a command's options are theirs whether or not indicators are stored. */
extern const struct stage_type *const storing_stages[];

/* Those that the settings ask for. */
const struct stage_type *const *storing_stages_asked(const struct settings *);

#endif
