/* A tenant's rules; see rules.h. */
#include "stages/indicators/tables/rules.h"

#include <stdio.h>

#include "stages/indicators/tables/indicators.sql.h"

enum { SKIPPED_VERSION = 0 }; /* indicators_skipped_stage was there */

/* Opens the zone unless it is open already. */
static bool
use_zone(struct rules *r, struct str name, struct error *e)
{
	if (r->zone && str_eq(str_of(r->zone_name), name))
		return true;
	zone_close(r->zone);
	r->zone = zone_open(name, e);
	if (!r->zone)
		return false;
	snprintf(r->zone_name, sizeof(r->zone_name), "%.*s", STR_ARG(name));
	return true;
}

/* Skills were judged by the parameters that this program has. */
static bool
same_mastery(const struct rules *r, const struct rows *rows, struct error *e)
{
	struct str was = rows_text(rows, 0, 5), is = mastery_version(r->mastery);

	if ((uint64_t)rows_int(rows, 0, 6) == mastery_digest(r->mastery))
		return true;
	if (str_eq(was, is))
		return error_world(e,
		    "schemas/xapi/mastery.yaml says something else than when the indicators were computed, under the "
		    "same version \"%.*s\": give it another one and run `lrstream recompute`",
		    STR_ARG(is));
	return error_world(e,
	    "skills were computed with version \"%.*s\" of schemas/xapi/mastery.yaml, which now has version "
	    "\"%.*s\": run `lrstream recompute`",
	    STR_ARG(was), STR_ARG(is));
}

static bool
use(struct rules *r, struct postgres *db, int16_t tenant, const struct rows *rows, struct error *e)
{
	int64_t version = rows_int(rows, 0, 3);

	if (version == SKIPPED_VERSION)
		return error_world(
		    e, "statements were stored without their indicators: run `lrstream recompute` first");
	if (version != FOLD_VERSION) {
		error_world(e,
		    "the indicators were computed by definitions of version %d, this program has version %d: "
		    "run `lrstream recompute`",
		    (int)version, FOLD_VERSION);
		return false;
	}
	if (!same_mastery(r, rows, e) || !asked_agrees(&r->asked, rows, 7, e)
	    || !use_zone(r, rows_text(rows, 0, 0), e)
	    || !structures_refresh(&r->structures, db, tenant, rows_int(rows, 0, 4), e))
		return false;
	r->fold = (struct fold_rules){
	    r->zone, rows_int(rows, 0, 1), rows_int(rows, 0, 2), &r->structures.now, r->mastery};
	return true;
}

static bool
find(struct rules *r, struct postgres *db, int16_t tenant, bool *found, struct error *e)
{
	struct params p = {0};
	struct rows *rows = NULL;
	bool ok;

	param_int2(&p, tenant);
	ok = postgres_run(db, "ind_read_rules", SQL_READ_RULES, &p, &rows, NULL, e);
	params_free(&p);
	*found = ok && rows_count(rows) == 1;
	if (*found)
		ok = use(r, db, tenant, rows, e);
	rows_free(rows);
	return ok;
}

/* A tenant's first statement: another worker may have one at the same moment. */
static bool
make(const struct rules *r, struct postgres *db, int16_t tenant, struct error *e)
{
	struct params p = {0};
	bool ok;

	param_int2(&p, tenant);
	param_int4(&p, FOLD_VERSION);
	param_text(&p, mastery_version(r->mastery));
	param_int8(&p, (int64_t)mastery_digest(r->mastery));
	ok = postgres_run(db, "ind_make_rules", SQL_MAKE_RULES, &p, NULL, NULL, e);
	params_free(&p);
	return ok;
}

bool
rules_open(struct rules *r, const struct settings *settings, struct error *e)
{
	if (!asked_read(&r->asked, settings, e))
		return false;
	r->mastery = mastery_open(e);
	return r->mastery != NULL;
}

bool
rules_read(struct rules *r, struct postgres *db, int16_t tenant, struct error *e)
{
	struct params p = {0};
	bool found = false, ok;

	param_int2(&p, tenant);
	ok = postgres_run(db, "ind_share_rules", SQL_SHARE_RULES, &p, NULL, NULL, e)
	     && find(r, db, tenant, &found, e);
	if (ok && !found)
		ok = make(r, db, tenant, e) && find(r, db, tenant, &found, e);
	if (ok && !found)
		ok = error_world(e, "the table tenant has no row %d", (int)tenant);
	params_free(&p);
	return ok;
}

void
rules_close(struct rules *r)
{
	zone_close(r->zone);
	structures_forget(&r->structures);
	mastery_close(r->mastery);
	*r = (struct rules){0};
}
