/* Comparing events by their members' names; see familiar.h. */
#include "stages/convert/trace/familiar.h"

/* An event may be large and hostile: so many members of an object are looked at, to such a depth. */
enum { MOST_MEMBERS = 200, MOST_DEPTH = 8 };

/* Members that stand in both; of lists, the first item stands for all. */
static uint32_t
common(const struct json *a, const struct json *b, int depth)
{
	uint32_t count = 0;

	if (depth == MOST_DEPTH || a->type != b->type)
		return 0;
	if (a->type == JSON_ARRAY)
		return a->count && b->count ? common(&a->items[0], &b->items[0], depth + 1) : 0;
	if (a->type != JSON_OBJECT)
		return 0;
	for (uint32_t i = 0; i < a->count && i < MOST_MEMBERS; i++) {
		const struct json *other = json_get(b, a->members[i].key);

		if (other)
			count += 1 + common(&a->members[i].value, other, depth + 1);
	}
	return count;
}

/* Members of all objects, counted as above. */
static uint32_t
members(const struct json *v, int depth)
{
	uint32_t count = 0;

	if (depth == MOST_DEPTH || v->count == 0)
		return 0;
	if (v->type == JSON_ARRAY)
		return members(&v->items[0], depth + 1);
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count && i < MOST_MEMBERS; i++)
		count += 1 + members(&v->members[i].value, depth + 1);
	return count;
}

bool
familiar_is_nearer(struct likeness a, struct likeness b)
{
	return a.common > b.common || (a.common && a.common == b.common && a.foreign < b.foreign);
}

struct likeness
familiar_find(const struct mapping *m, const struct json *event)
{
	struct likeness best = {0};

	for (uint32_t i = 0; m->examples && i < m->examples->count; i++) {
		const struct json *example = json_get(&m->examples->items[i], STR("event"));
		struct likeness l = {.line = m->examples->items[i].line};

		if (!example)
			continue;
		l.common = common(example, event, 0);
		l.foreign = members(example, 0) - l.common;
		if (familiar_is_nearer(l, best))
			best = l;
	}
	return best;
}
