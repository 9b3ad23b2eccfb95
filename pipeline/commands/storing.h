/* The way of a record into the database, the same for run and for backfill. */
#ifndef LRSTREAM_STORING_H
#define LRSTREAM_STORING_H

#include "pipeline/core/error.h"
#include "pipeline/core/settings.h"
#include "pipeline/core/stage.h"

/* Whether indicators are stored too: statements_only. */
extern const struct option storing_options[];

/* All stages on it; a command's options are theirs whether or not indicators are stored. */
extern const struct stage_type *const storing_stages[];

/* Those that the settings ask for. */
const struct stage_type *const *storing_stages_asked(const struct settings *);

/* Before the workers begin: what is said of the tenant's time zone and cut-offs goes into its row. Connects for itself,
 * and only if something is said. False with an error: transient if the database is away; lasting if the tenant has
 * indicators that were computed with others. */
bool storing_settle(const struct settings *, struct error *);

#endif
