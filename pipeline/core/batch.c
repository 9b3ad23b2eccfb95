/* Batches and the life of records; see record.h. */
#include <assert.h>
#include <stdlib.h>

#include "pipeline/core/record.h"

struct batch *
batch_open(void)
{
	struct batch *b = calloc(1, sizeof(*b));

	if (!b)
		abort();
	b->arena = arena_open();
	return b;
}

struct record *
batch_add(struct batch *b, const struct origin *origin, struct str raw)
{
	struct record *r = arena_zero(b->arena, sizeof(*r));

	r->batch = b;
	r->arena = b->arena;
	r->origin = *origin;
	r->raw = raw;
	if (b->last)
		b->last->next = r;
	else
		b->first = r;
	b->last = r;
	b->count++;
	return r;
}

struct record *
record_fork(struct record *r)
{
	struct batch *b = r->batch;
	struct record *before = r;
	struct record *fork = arena_take(b->arena, sizeof(*fork));

	while (before->next && before->next->raw.at == r->raw.at)
		before = before->next;
	*fork = *r;
	fork->nth = before->nth + 1;
	fork->verdict = PASS;
	fork->stage = r->stage + 1;
	fork->next = before->next;
	before->next = fork;
	if (b->last == before)
		b->last = fork;
	b->count++;
	return fork;
}

struct record *
record_fork_entry(const struct record *whole, struct record *last, uint32_t nth)
{
	struct record *fork = record_fork(last);
	struct record *next = fork->next;

	*fork = *whole;
	fork->next = next;
	fork->verdict = PASS;
	fork->stage = (uint8_t)(whole->stage + 1);
	fork->nth = nth;
	return fork;
}

enum verdict
reject_because(struct record *r, enum reject_code code, struct str pointer, struct str detail)
{
	if (r->pointer.len)
		pointer = arena_format(r->arena, "%.*s%.*s", STR_ARG(r->pointer), STR_ARG(pointer));
	r->reject = (struct reject){.code = code, .pointer = pointer, .detail = detail};
	return REJECT;
}

enum verdict
reject(struct record *r, enum reject_code code, struct str pointer)
{
	return reject_because(r, code, pointer, (struct str){0});
}

enum verdict
drop(struct record *r, struct str reason)
{
	r->drop_reason = reason;
	return DROP;
}

void
batch_reset(struct batch *b)
{
	arena_reset(b->arena);
	b->first = b->last = NULL;
	b->count = 0;
}

void
batch_close(struct batch *b)
{
	if (!b)
		return;
	arena_close(b->arena);
	free(b);
}
