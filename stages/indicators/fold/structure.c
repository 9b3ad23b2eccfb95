/* See structure.h. */
#include "stages/indicators/fold/structure.h"

const struct structure *
structure_of(const struct structures *all, uint64_t course)
{
	size_t low = 0, high = all ? all->count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (all->courses[middle].course < course)
			low = middle + 1;
		else
			high = middle;
	}
	return all && low < all->count && all->courses[low].course == course ? &all->courses[low] : NULL;
}

const struct structure_version *
structure_at(const struct structure *s, int64_t t)
{
	const struct structure_version *in_force = NULL;

	for (size_t i = 0; s && i < s->count && s->versions[i].from <= t; i++)
		in_force = &s->versions[i];
	return in_force;
}

static const struct lesson *
search(const struct structure_version *v, uint64_t activity)
{
	size_t low = 0, high = v->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (v->lessons[v->by_activity[middle]].activity < activity)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == v->count || v->lessons[v->by_activity[low]].activity != activity)
		return NULL;
	return &v->lessons[v->by_activity[low]];
}

const struct lesson *
structure_lesson(const struct structure_version *v, uint64_t activity)
{
	if (v && v->by_activity)
		return search(v, activity);
	for (size_t i = 0; v && i < v->count; i++)
		if (v->lessons[i].activity == activity)
			return &v->lessons[i];
	return NULL;
}
