/* The rules that a tenant's indicators are computed with, as the database keeps them.
 *
 * They are copied from the table tenant when the tenant's first statement comes, and stay until the indicators are
 * computed anew: stored rows and new ones must follow the same rules. Each worker owns one of these.
 */
#ifndef LRSTREAM_INDICATORS_RULES_H
#define LRSTREAM_INDICATORS_RULES_H

#include "pipeline/io/postgres.h"
#include "stages/indicators/fold/fold.h"
#include "stages/indicators/tables/asked.h"
#include "stages/indicators/tables/structures.h"
#include "stages/xapi/mastery.h"

struct rules {
	struct fold_rules fold;
	struct zone *zone; /* open, named: */
	char zone_name[104];
	struct loaded_structures structures;
	struct mastery *mastery;
	struct asked asked;
};

/* Reads what is the same for all tenants: how skills are judged, and what the settings ask for; settings may be NULL:
 * nothing. False with a usage error. */
bool rules_open(struct rules *, const struct settings *, struct error *);

/* Reads the tenant's rules, and what its courses consist of, inside the transaction, which then holds them until it ends.
 * False with an error, which is not transient if the rows were computed by other definitions or parameters than this
 * program's, or by other rules than those asked for, or the zone is not known here. */
bool rules_read(struct rules *, struct postgres *, int16_t tenant, struct error *);

void rules_close(struct rules *);

#endif
