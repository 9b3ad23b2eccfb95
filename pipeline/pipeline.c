/* The driver of stages; see pipeline.h. */
#include "pipeline/pipeline.h"

#include <assert.h>
#include <stdlib.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/clock.h"
#include "stages/xapi/safe_statement.h"

/* The reason of statements that store drops. */
#define PIPELINE_ERASED STR("erased")

enum { MOST_STAGES = 8, SAMPLE = 64, MOST_REJECTS = 1000, MOST_REASONS = 64 };

struct running {
	const struct stage_type *type;
	void *state;
	struct stage_stats stats;
};

struct pipeline {
	struct running stages[MOST_STAGES];
	size_t count;
	size_t line; /* the first stage beyond the privacy line */
	struct safe_batch safe;
	struct drop_count drops[MOST_REASONS]; /* reasons live as long as the stage that gives them */
	size_t drop_count;
};

struct pipeline *
pipeline_open(const struct stage_type *const *types, const struct settings *settings, struct error *e)
{
	struct pipeline *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	for (; types[p->count]; p->count++) {
		struct running *s = &p->stages[p->count];

		assert(p->count < MOST_STAGES);
		s->type = types[p->count];
		s->state = s->type->open(settings, e);
		if (!s->state) {
			pipeline_close(p);
			return NULL;
		}
		if (s->type->process)
			p->line = p->count + 1;
	}
	return p;
}

/* One record through one stage. One call in SAMPLE is timed and stands for all. */
static void
run_stage(struct running *s, struct record *r)
{
	uint64_t start = s->stats.in++ % SAMPLE ? 0 : clock_ns();

	r->verdict = s->type->process(s->state, r);
	if (start)
		s->stats.nanoseconds += (clock_ns() - start) * SAMPLE;
}

/* Reasons beyond the first MOST_REASONS are counted in the stage's sum only. */
static void
count_drop(struct pipeline *p, const struct stage_type *stage, struct str reason)
{
	size_t i = 0;

	while (i < p->drop_count && (p->drops[i].stage != stage || !str_eq(p->drops[i].reason, reason)))
		i++;
	if (i == MOST_REASONS)
		return;
	if (i == p->drop_count)
		p->drops[p->drop_count++] = (struct drop_count){.stage = stage, .reason = reason};
	p->drops[i].count++;
}

static void
count_verdict(struct pipeline *p, struct running *s, struct record *r)
{
	switch (r->verdict) {
	case PASS:
		s->stats.passed++;
		break;
	case DROP:
		s->stats.dropped++;
		count_drop(p, s->type, r->drop_reason);
		break;
	case REJECT:
		s->stats.rejected++;
		if (!r->reject.stage)
			r->reject.stage = s->type->name;
		break;
	case SPLIT:
		break;
	}
}

/* Beyond the line, while the statement is still in the processor's caches. */
static void
run_safe(struct running *s, struct safe_statement *safe)
{
	uint64_t start = s->stats.in++ % SAMPLE ? 0 : clock_ns();

	s->type->process_safe(s->state, safe);
	s->stats.passed++;
	if (start)
		s->stats.nanoseconds += (clock_ns() - start) * SAMPLE;
}

static void
run_record(struct pipeline *p, struct record *r)
{
	if (r->verdict != PASS) { /* a fork that was made with its verdict */
		count_verdict(p, &p->stages[r->stage - 1], r);
		return;
	}
	for (; r->stage < p->line; r->stage++) {
		struct running *s = &p->stages[r->stage];

		if (r->structure && !s->type->structures)
			continue;
		run_stage(s, r);
		count_verdict(p, s, r);
		if (r->verdict != PASS)
			return;
	}
	if (r->safe) {
		safe_batch_add(&p->safe, r->safe);
		for (size_t i = p->line; i < p->count; i++)
			run_safe(&p->stages[i], r->safe);
	}
	if (r->safe_structure)
		safe_batch_add_structure(&p->safe, r->safe_structure);
}

/* The record behind r and its forks. */
static struct record *
past_forks(const struct record *r)
{
	struct record *next = r->next;

	while (next && next->raw.at == r->raw.at)
		next = next->next;
	return next;
}

/* More bad entries of one line than are told one by one become one reject, which stands for all: a list of nothing
 * else must not flood the dead letters. Convert says so itself where it did not even fork them all. */
static void
gather_rejects(const struct pipeline *p, struct record *whole, const struct record *end)
{
	bool too_many = whole->verdict == REJECT && whole->reject.code == REJECT_TOO_LARGE;
	uint32_t rejects = 0;

	if (whole->verdict != SPLIT && !too_many)
		return;
	for (struct record *r = whole->next; r != end; r = r->next)
		rejects += r->verdict == REJECT;
	if (!too_many && rejects <= MOST_REJECTS)
		return;
	if (!too_many) {
		whole->verdict =
		    reject_because(whole, REJECT_TOO_LARGE, STR(""), STR("more than 1,000 bad entries"));
		whole->reject.stage = p->stages[whole->stage].type->name; /* that split it */
	}
	for (struct record *r = whole->next; r != end; r = r->next)
		if (r->verdict == REJECT)
			r->verdict = SPLIT;
}

void
pipeline_process(struct pipeline *p, struct batch *b)
{
	int16_t tenant = p->safe.tenant, shard = p->safe.shard;

	p->safe = (struct safe_batch){.tenant = tenant, .shard = shard, .arena = b->arena};
	for (struct record *r = b->first; r; r = r->next)
		run_record(p, r);
	for (struct record *r = b->first, *end; r; r = end) {
		end = past_forks(r);
		gather_rejects(p, r, end);
	}
}

struct safe_batch *
pipeline_safe(struct pipeline *p)
{
	return &p->safe;
}

bool
pipeline_flush(struct pipeline *p, struct postgres *db, struct error *e)
{
	for (size_t i = p->count; i-- > p->line;) {
		struct running *s = &p->stages[i];
		uint64_t start = clock_ns();
		bool ok = !s->type->flush || s->type->flush(s->state, &p->safe, db, e);

		s->stats.nanoseconds += clock_ns() - start;
		if (!ok)
			return false;
	}
	return true;
}

/* What store dropped: people may be erased between the line and the database. */
static void
count_erased(struct pipeline *p)
{
	struct running *store = &p->stages[p->count - 1];

	for (const struct safe_statement *s = p->safe.first; s; s = s->next) {
		if (s->outcome != OUTCOME_ERASED)
			continue;
		store->stats.passed--;
		store->stats.dropped++;
		count_drop(p, store->type, PIPELINE_ERASED);
	}
}

void
pipeline_settled(struct pipeline *p, bool committed)
{
	if (committed)
		count_erased(p);
	for (size_t i = p->line; i < p->count; i++)
		if (p->stages[i].type->settled)
			p->stages[i].type->settled(p->stages[i].state, committed);
}

size_t
pipeline_count(const struct pipeline *p)
{
	return p->count;
}

const struct stage_type *
pipeline_stage(const struct pipeline *p, size_t index)
{
	return p->stages[index].type;
}

struct stage_stats
pipeline_stats(const struct pipeline *p, size_t index)
{
	return p->stages[index].stats;
}

void
pipeline_describe(const struct pipeline *p, size_t index, struct buf *out)
{
	const struct running *s = &p->stages[index];

	if (s->type->describe)
		s->type->describe(s->state, out);
}

const struct drop_count *
pipeline_drops(const struct pipeline *p, size_t *count)
{
	*count = p->drop_count;
	return p->drops;
}

const struct reject *
pipeline_refusal(struct record *r)
{
	const struct reject *refused;

	if (r->verdict == REJECT)
		return &r->reject;
	if (r->verdict != PASS || !r->safe || r->safe->outcome != OUTCOME_REFUSED)
		return NULL;
	refused = &r->safe->reject;
	reject_because(r, refused->code, refused->pointer, refused->detail);
	r->reject.stage = refused->stage;
	return &r->reject;
}

void
pipeline_settle_record(struct record *r)
{
	if (pipeline_refusal(r))
		r->verdict = REJECT;
	else if (r->verdict == PASS && r->safe && r->safe->outcome == OUTCOME_ERASED)
		r->verdict = drop(r, PIPELINE_ERASED);
}

void
pipeline_close(struct pipeline *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++)
		p->stages[i].type->close(p->stages[i].state);
	free(p);
}
