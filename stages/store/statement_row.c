/* See statement_row.h. The statement's text is written straight into the COPY buffer: no copy of it is ever made. */
#include "stages/store/statement_row.h"

#include "pipeline/core/digest.h"
#include "stages/store/replacement.h"

enum { COLUMNS = 22 };

static const double us_per_second = 1e6;

/* The key of an IRI in the dictionary. */
static void
put_iri(struct copy *c, struct str iri)
{
	if (iri.at)
		copy_int8(c, (int64_t)hash64(iri));
	else
		copy_null(c);
}

static void
put_tristate(struct copy *c, enum tristate v)
{
	if (v == UNKNOWN)
		copy_null(c);
	else
		copy_bool(c, v == YES);
}

static void
put_maybe(struct copy *c, struct maybe number)
{
	if (number.known)
		copy_float8(c, number.value);
	else
		copy_null(c);
}

static void
put_result(struct copy *c, const struct safe_statement *s)
{
	put_tristate(c, s->success);
	put_tristate(c, s->completion);
	put_maybe(c, s->score_scaled);
	put_maybe(c, s->score_raw);
	put_maybe(c, s->score_min);
	put_maybe(c, s->score_max);
	put_maybe(c, (struct maybe){s->has_duration, (double)s->duration_us / us_per_second});
}

static void
put_payload(struct copy *c, const struct json *tree, const struct erased *erased, struct replaced *replaced)
{
	size_t begun = copy_text_begin(c);

	json_write(&c->bytes, tree);
	replaced->nul += replacement_in_json(&c->bytes, begun);
	replaced->erased += erased_in_json(erased, &c->bytes, begun);
	copy_text_end(c, begun);
}

void
statement_row(struct copy *c, int16_t tenant, const struct safe_statement *s, const struct erased *erased,
    struct replaced *replaced)
{
	copy_row(c, COLUMNS);
	copy_int2(c, tenant);
	copy_uuid(c, s->id);
	copy_uuid(c, s->has_learner ? s->learner : NULL);
	put_iri(c, s->verb);
	put_iri(c, s->activity);
	put_iri(c, s->activity_type);
	put_iri(c, s->course);
	copy_uuid(c, s->has_registration ? s->registration : NULL);
	copy_time(c, s->occurred_at);
	copy_time(c, s->stored_at);
	put_result(c, s);
	copy_int8(c, (int64_t)s->content);
	put_iri(c, s->origin.source);
	copy_bool(c, s->outcome == OUTCOME_STORED_VOIDED);
	copy_bool(c, s->voiding);
	put_payload(c, s->tree, erased, replaced);
}
