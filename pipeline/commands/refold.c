/* See refold.h. */
#include "pipeline/commands/refold.h"

#include "stages/indicators/indicators.h"

enum { DEPTH_MOST = 4096 };

bool
refold_open(struct refold *r, const struct settings *settings, struct error *e)
{
	*r = (struct refold){.batch.arena = arena_open()};
	r->vocabulary = vocabulary_open(e);
	r->stage = r->vocabulary ? indicators_stage.open(settings, e) : NULL;
	return r->stage != NULL;
}

struct json *
refold_parse(struct refold *r, struct str payload, struct error *e)
{
	struct json *tree = arena_take(r->batch.arena, sizeof(*tree));
	enum reject_code code;
	size_t offset;

	if (json_parse(r->batch.arena, payload, (struct json_limits){DEPTH_MOST}, tree, &code, &offset))
		return tree;
	error_world(e, "a stored statement is no JSON (%s)", reject_info(code)->code);
	return NULL;
}

struct safe_statement *
refold_read(struct refold *r, const struct json *tree, const uint8_t *learner, int64_t occurred_at)
{
	static const struct origin nowhere = {.source = STR("recompute")};
	struct safe_statement *s =
	    safe_statement_make(r->batch.arena, tree, learner, &nowhere, r->vocabulary);

	s->occurred_at = occurred_at;
	return s;
}

void
refold_add(struct refold *r, struct safe_statement *s, bool voided)
{
	s->outcome = voided ? OUTCOME_STORED_VOIDED : OUTCOME_STORED;
	safe_batch_add(&r->batch, s);
	indicators_stage.process_safe(r->stage, s);
	r->statements++;
}

bool
refold_flush(struct refold *r, struct error *e)
{
	bool ok = indicators_stage.flush(r->stage, &r->batch, r->db, e);

	indicators_stage.settled(r->stage, ok);
	r->batch = (struct safe_batch){.tenant = r->batch.tenant, .arena = r->batch.arena};
	arena_reset(r->batch.arena);
	return ok;
}

void
refold_close(struct refold *r)
{
	if (r->stage)
		indicators_stage.close(r->stage);
	vocabulary_close(r->vocabulary);
	arena_close(r->batch.arena);
}
