/* Played segments; see segments.h. */
#include "stages/indicators/facts/segments.h"

#include <stdlib.h>

enum { SECOND = 1000000 };

void
segments_clear(struct segments *s)
{
	s->count = 0;
}

void
segments_free(struct segments *s)
{
	free(s->edges);
	*s = (struct segments){0};
}

static void
make_room(struct segments *s, size_t more)
{
	if (s->count + more <= s->capacity)
		return;
	s->capacity = 2 * s->capacity > s->count + more ? 2 * s->capacity : s->count + more;
	s->edges = realloc(s->edges, s->capacity * sizeof(*s->edges));
	if (!s->edges)
		abort();
}

void
segments_copy(struct segments *s, const struct segments *from)
{
	s->count = 0;
	make_room(s, from->count);
	if (from->count)
		memcpy(s->edges, from->edges, from->count * sizeof(*s->edges));
	s->count = from->count;
}

static int64_t
within(int64_t place)
{
	return place < 0 ? 0 : place > PLACE_MOST ? PLACE_MOST : place;
}

void
segments_add(struct segments *s, int64_t from, int64_t to)
{
	from = within(from);
	to = within(to);
	if (from >= to)
		return;
	make_room(s, 2);
	s->edges[s->count++] = (struct edge){from, 1};
	s->edges[s->count++] = (struct edge){to, -1};
}

/* ---- settling ---- */

static int
edge_order(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* Sorted edges, each place once. */
static void
merge_places(struct segments *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count;) {
		struct edge e = s->edges[i];

		while (++i < s->count && s->edges[i].at == e.at)
			e.by += s->edges[i].by;
		if (e.by)
			s->edges[kept++] = e;
	}
	s->count = kept;
}

void
segments_round(struct segments *s, int64_t unit)
{
	for (size_t i = 0; i < s->count; i++)
		s->edges[i].at = (s->edges[i].at + unit / 2) / unit * unit;
	merge_places(s);
}

void
segments_limit(struct segments *s)
{
	for (int64_t unit = SECOND; s->count > EDGES_MOST; unit *= 2)
		segments_round(s, unit);
}

void
segments_settle(struct segments *s)
{
	if (s->count > 1)
		qsort(s->edges, s->count, sizeof(*s->edges), edge_order);
	merge_places(s);
}

/* ---- together ---- */

/* Both are sorted: they are merged from behind, in place. */
void
segments_join(struct segments *s, const struct segments *more)
{
	size_t a = s->count, b = more->count, to = a + b;

	make_room(s, b);
	s->count = to;
	while (b > 0) {
		if (a > 0 && s->edges[a - 1].at > more->edges[b - 1].at)
			s->edges[--to] = s->edges[--a];
		else
			s->edges[--to] = more->edges[--b];
	}
	merge_places(s);
}

void
segments_flatten(struct segments *s)
{
	int64_t over = 0;
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		int64_t now = over + s->edges[i].by;

		if ((over > 0) != (now > 0))
			s->edges[kept++] = (struct edge){s->edges[i].at, now > 0 ? 1 : -1};
		over = now;
	}
	s->count = kept;
}

void
segments_cut(struct segments *s, int64_t end)
{
	size_t kept = 0;
	int64_t over = 0;

	while (kept < s->count && s->edges[kept].at < end)
		over += s->edges[kept++].by;
	if (kept < s->count)
		s->edges[kept++] = (struct edge){end, -over};
	s->count = kept;
	merge_places(s);
}

/* ---- adding up ---- */

int64_t
segments_total(const struct segments *s)
{
	int64_t over = 0, total = 0, area;

	for (size_t i = 0; i + 1 < s->count; i++) {
		over += s->edges[i].by;
		if (__builtin_mul_overflow(over, s->edges[i + 1].at - s->edges[i].at, &area)
		    || __builtin_add_overflow(total, area, &total))
			return INT64_MAX;
	}
	return total;
}

int64_t
segments_covered(const struct segments *s)
{
	int64_t over = 0, covered = 0;

	for (size_t i = 0; i + 1 < s->count; i++) {
		over += s->edges[i].by;
		if (over > 0)
			covered += s->edges[i + 1].at - s->edges[i].at;
	}
	return covered;
}

int64_t
segments_end(const struct segments *s)
{
	return s->count ? s->edges[s->count - 1].at : -1;
}

/* ---- as bytes ---- */

void
segments_pack(struct buf *b, const struct segments *s)
{
	int64_t before = 0;

	pack_number(b, 2 * (int64_t)s->count);
	for (size_t i = 0; i < s->count; i++) {
		pack_number(b, s->edges[i].at - before);
		pack_number(b, s->edges[i].by);
		before = s->edges[i].at;
	}
}

void
segments_unpack(struct unpacking *u, size_t numbers, struct segments *s)
{
	int64_t at = 0;

	for (s->count = 0; numbers > 1 && !u->bad; numbers -= 2) {
		make_room(s, 1);
		at += unpack_number(u);
		s->edges[s->count++] = (struct edge){at, unpack_number(u)};
	}
}
