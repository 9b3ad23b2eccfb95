/* The rules that the configuration asks for: the tenant's time zone and cut-offs.
 *
 * What it does not say stays as the tenant's row has it. Indicators that were computed with other rules are not gone on
 * with, since stored rows and new ones must follow the same: only a recomputation changes them.
 */
#ifndef LRSTREAM_INDICATORS_ASKED_H
#define LRSTREAM_INDICATORS_ASKED_H

#include "pipeline/core/settings.h"
#include "pipeline/io/postgres.h"

enum { ASKED_ZONE, ASKED_SESSION, ASKED_IDLE, ASKED_COUNT };

struct asked {
	struct {
		char value[104];   /* as text; "" if it was not said */
		const char *where; /* it was said; the settings' own */
	} rules[ASKED_COUNT];
};

extern const struct option asked_options[];

/* Reads what was said; of settings without these options, or NULL, nothing. False with a usage error, naming the place,
 * if this machine does not know the zone. */
bool asked_read(struct asked *, const struct settings *, struct error *);

/* True if anything was said. */
bool asked_any(const struct asked *);

/* Holds what was said against the rules that the indicators were computed with: three columns of a row from `column` on,
 * all text: zone, session and idle cut-off in seconds. False with an error that tells the first that differs. */
bool asked_agrees(const struct asked *, const struct rows *, int column, struct error *);

/* ---- the tenant's row ---- */

/* False with a usage error if PostgreSQL does not know the zone. */
bool asked_known(const struct asked *, struct postgres *, struct error *);

/* Writes what was said into the tenant's row, inside a transaction that has taken the tenant alone, or into a temporary
 * table of that name if there is one. */
bool asked_set(const struct asked *, struct postgres *, int16_t tenant, struct error *);

/* The same, unless there are indicators of other rules, as asked_agrees says. */
bool asked_settle(const struct asked *, struct postgres *, int16_t tenant, struct error *);

#endif
