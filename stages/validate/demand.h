/* What is asked of the statements of a source: the version of xAPI, profiles, and what follows if one is not met.
 *
 * The options xapi, profile and unmet hold for all; an entry of `sources` says otherwise for one source. Read once when
 * a worker starts, with every profile that is named.
 */
#ifndef LRSTREAM_VALIDATE_DEMAND_H
#define LRSTREAM_VALIDATE_DEMAND_H

#include "pipeline/core/settings.h"
#include "stages/validate/profile.h"

struct demand {
	struct str source; /* empty for all others */
	enum xapi_version version;
	const struct profile_choice *profiles; /* NULL: none */
	bool reject_unmet;                     /* else it is only counted or told */
};

struct demands;

/* NULL with a usage error that names file, line and key. */
struct demands *demands_open(const struct settings *, struct error *);

/* Never NULL. */
const struct demand *demands_of(const struct demands *, struct str source);

void demands_close(struct demands *);

#endif
