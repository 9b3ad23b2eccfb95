/* See plan.h. The rules of the outcomes:
 *
 *   the id is stored, same content              a duplicate
 *   the id is stored, other content             a conflict, refused (xAPI 1.0.3, Part 3, 2.1.1)
 *   not stored, first of the batch              inserted
 *   not stored, not the first                   compared with the first in the same way
 *
 * What is inserted is void if a stub waits for it, or if a new voiding statement of the batch names it, unless it is a
 * voiding statement itself (W2).
 */
#include "stages/store/plan.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/core/digest.h"

bool
plan_leaves_out(const struct safe_statement *s)
{
	return s->outcome == OUTCOME_ERASED
	       || (s->outcome == OUTCOME_REFUSED && s->reject.code == REJECT_STORE_DATA);
}

static uint32_t *
place_of(const struct plan *p, const uint8_t id[16])
{
	uint64_t halves[2];
	uint32_t i;

	memcpy(halves, id, sizeof(halves));
	i = (uint32_t)hash64_pair(halves[0], halves[1]) & p->mask;
	while (p->table[i] && memcmp(p->ids[p->table[i] - 1].id, id, 16) != 0)
		i = (i + 1) & p->mask;
	return p->table + i;
}

struct known_id *
plan_find(const struct plan *p, const uint8_t id[16])
{
	uint32_t place = *place_of(p, id);

	return place ? p->ids + place - 1 : NULL;
}

struct plan *
plan_make(const struct safe_batch *batch)
{
	struct plan *p = arena_zero(batch->arena, sizeof(*p));
	uint32_t capacity = 16;

	while (capacity < batch->count * 2)
		capacity *= 2;
	p->arena = batch->arena;
	p->mask = capacity - 1;
	p->table = arena_zero(p->arena, capacity * sizeof(*p->table));
	p->ids = arena_take(p->arena, (batch->count + 1) * sizeof(*p->ids));
	for (struct safe_statement *s = batch->first; s; s = s->next) {
		uint32_t *place = place_of(p, s->id);

		if (*place == 0 && !plan_leaves_out(s)) {
			p->ids[p->id_count++] = (struct known_id){.id = s->id, .first = s};
			*place = p->id_count;
		}
	}
	return p;
}

static int
by_bytes(const void *a, const void *b)
{
	const uint8_t *const *x = a, *const *y = b;

	return memcmp(*x, *y, 16);
}

const uint8_t **
plan_sorted_ids(const struct plan *p)
{
	const uint8_t **ids = arena_take(p->arena, (p->id_count + 1) * sizeof(*ids));

	for (uint32_t i = 0; i < p->id_count; i++)
		ids[i] = p->ids[i].id;
	qsort(ids, p->id_count, sizeof(*ids), by_bytes);
	return ids;
}

static void
refuse_conflict(struct safe_statement *s)
{
	s->outcome = OUTCOME_REFUSED;
	s->reject = (struct reject){.code = REJECT_CONFLICT, .stage = "store", .pointer = STR("")};
}

static void
decide_one(struct plan *p, struct safe_statement *s)
{
	const struct known_id *known = plan_find(p, s->id);

	if (!known->stored && known->first == s) {
		s->outcome = OUTCOME_STORED;
		p->fresh[p->fresh_count++] = s;
		if (known->stub)
			p->stubs[p->stub_count++] = s->id;
	} else if (s->content == (known->stored ? known->content : known->first->content)) {
		s->outcome = OUTCOME_DUPLICATE;
	} else {
		refuse_conflict(s);
	}
}

/* A void reaches its target in the batch, or goes to the database. */
static void
aim(struct plan *p, const struct safe_statement *voiding)
{
	struct known_id *target = plan_find(p, voiding->target);

	if (target && !target->stored)
		target->voided = true;
	else
		p->targets[p->target_count++] = voiding->target;
}

static int
by_id(const void *a, const void *b)
{
	const struct safe_statement *const *x = a, *const *y = b;

	return memcmp((*x)->id, (*y)->id, 16);
}

static void
sort_targets(struct plan *p)
{
	uint32_t kept = 0;

	qsort(p->targets, p->target_count, sizeof(*p->targets), by_bytes);
	for (uint32_t i = 0; i < p->target_count; i++)
		if (kept == 0 || memcmp(p->targets[kept - 1], p->targets[i], 16) != 0)
			p->targets[kept++] = p->targets[i];
	p->target_count = kept;
}

void
plan_decide(struct plan *p, const struct safe_batch *batch, bool sorted)
{
	size_t size = (batch->count + 1) * sizeof(void *);

	p->fresh = arena_take(p->arena, size);
	p->stubs = arena_take(p->arena, size);
	p->targets = arena_take(p->arena, size);
	for (struct safe_statement *s = batch->first; s; s = s->next)
		if (!plan_leaves_out(s))
			decide_one(p, s);
	for (struct safe_statement *s = batch->first; s; s = s->next)
		if (s->voiding && (s->outcome == OUTCOME_STORED || s->outcome == OUTCOME_ERASED))
			aim(p, s);
	for (uint32_t i = 0; i < p->fresh_count; i++) {
		const struct known_id *known = plan_find(p, p->fresh[i]->id);

		if ((known->stub || known->voided) && !p->fresh[i]->voiding)
			p->fresh[i]->outcome = OUTCOME_STORED_VOIDED;
	}
	sort_targets(p);
	if (sorted)
		qsort(p->fresh, p->fresh_count, sizeof(*p->fresh), by_id);
}
