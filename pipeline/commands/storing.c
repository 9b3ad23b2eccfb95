/* See storing.h. Statements that are stored without indicators still pass a stage in their place: it notes that they are
 * missing. */
#include "pipeline/commands/storing.h"

#include "stages/anonymize/anonymize.h"
#include "stages/convert/convert.h"
#include "stages/decode/decode.h"
#include "stages/indicators/indicators.h"
#include "stages/indicators/skipped.h"
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
