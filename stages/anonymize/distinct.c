/* See distinct.h. Taken names stand in a hash table; one counter numbers all, so that many of one name cost no more. */
#include "stages/anonymize/distinct.h"

#include <stdint.h>
#include <stdlib.h>

#include "pipeline/core/digest.h"

struct taken {
	struct str *slots;
	size_t mask;
};

/* False if the name is taken already. */
static bool
take(struct taken *t, struct str name)
{
	size_t i = hash64(name) & t->mask;

	for (; t->slots[i].at; i = (i + 1) & t->mask)
		if (str_eq(t->slots[i], name))
			return false;
	t->slots[i] = name;
	return true;
}

static bool
changed(const struct naming *n)
{
	return !str_eq(n->before, n->now);
}

bool
names_changed(const struct naming *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (changed(&names[i]))
			return true;
	return false;
}

static int
by_before(const void *a, const void *b)
{
	const struct naming *const *x = a, *const *y = b;

	return str_cmp((*x)->before, (*y)->before);
}

/* A number right behind the host of an IRI would be a part of it. */
static bool
ends_in_host(struct str name)
{
	const char *at = name.at, *end = name.at + name.len;

	while (at && (at = memchr(at, ':', (size_t)(end - at)))) {
		struct str rest = {at, (size_t)(end - at)};

		if (str_starts(rest, STR("://"))) {
			for (at += 3; at < end && !strchr("/?#", *at); at++)
				continue;
			return at == end;
		}
		at++;
	}
	return false;
}

void
names_differ(struct arena *arena, struct naming *names, size_t count)
{
	struct naming **order = arena_take(arena, count * sizeof(*order));
	size_t size = 4, changes = 0;
	unsigned number = 2;
	struct taken taken;

	while (size < 2 * count)
		size *= 2;
	taken = (struct taken){arena_zero(arena, size * sizeof(struct str)), size - 1};
	for (size_t i = 0; i < count; i++)
		if (changed(&names[i]))
			order[changes++] = &names[i];
		else
			take(&taken, names[i].now);
	qsort(order, changes, sizeof(*order), by_before);
	for (size_t i = 0; i < changes; i++) {
		struct str name = order[i]->now;

		while (!take(&taken, order[i]->now))
			order[i]->now = arena_format(
			    arena, "%.*s%s-%u", STR_ARG(name), ends_in_host(name) ? "/" : "", number++);
	}
}
