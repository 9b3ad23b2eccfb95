/* See storing.h. Statements that are stored without indicators still pass a stage in their place: it notes that they are
 * missing. */
#include "pipeline/commands/storing.h"

#include "pipeline/io/postgres.h"
#include "pipeline/schema_version.h"
#include "pipeline/tenant.h"
#include "stages/anonymize/anonymize.h"
#include "stages/convert/convert.h"
#include "stages/decode/decode.h"
#include "stages/indicators/indicators.h"
#include "stages/indicators/skipped.h"
#include "stages/indicators/tables/asked.h"
#include "stages/store/store.h"
#include "stages/validate/structure/structure.h"
#include "stages/validate/validate.h"

const struct option storing_options[] = {
    {"statements_only", OPTION_FLAG, IN_FILE, NULL, 0, 0, NULL,
	"store no indicators; `lrstream recompute` computes them later"},
    OPTION_END,
};

const struct stage_type *const storing_stages[] = {&decode_stage, &structure_stage, &convert_stage,
    &validate_stage, &anonymize_stage, &indicators_stage, &store_stage, NULL};

static const struct stage_type *const without_indicators[] = {&decode_stage, &structure_stage, &convert_stage,
    &validate_stage, &anonymize_stage, &indicators_skipped_stage, &store_stage, NULL};

const struct stage_type *const *
storing_stages_asked(const struct settings *s)
{
	return settings_flag(s, "statements_only") ? without_indicators : storing_stages;
}

/* With the tenant taken alone: nobody makes indicators between the question and the answer. */
static bool
settle_alone(const struct asked *asked, struct postgres *db, int16_t tenant, struct error *e)
{
	bool ok = postgres_begin(db, e) && tenant_take(db, tenant, e) && asked_settle(asked, db, tenant, e)
		  && postgres_commit(db, e);

	if (!ok)
		postgres_rollback(db);
	return ok;
}

bool
storing_settle(const struct settings *s, struct error *e)
{
	struct asked asked;
	struct postgres *db;
	int16_t tenant;
	bool ok;

	if (!asked_read(&asked, s, e))
		return false;
	if (!asked_any(&asked))
		return true;
	db = postgres_open(settings_text(s, "database").at, e);
	ok = db && schema_check(db, e) && session_for_writing(db, e) && asked_known(&asked, db, e)
	     && tenant_ensure(db, settings_text(s, "tenant"), &tenant, e)
	     && settle_alone(&asked, db, tenant, e);
	postgres_close(db);
	return ok;
}
