/* Dotted keys as objects in objects; see unpack.h.
 *
 * All members of one object are cut at their first dot and sorted, so that those which belong together stand together;
 * each group becomes an object, built in the same way of what is left of their keys. So the time grows with the text,
 * however many keys there are.
 */
#include <stdlib.h>

#include "stages/convert/run/unpack.h"

enum { MOST_INDEX_DIGITS = 9 };

/* A member to be placed: the first part of its key, and what is left. */
struct piece {
	struct str key;
	struct str rest; /* at == NULL: nothing is left */
	const struct json *value;
	uint32_t at; /* its place among all, for equal keys */
};

/* Pieces with one key. */
struct group {
	const struct piece *pieces;
	uint32_t count;
	int64_t index; /* the number that the key is, or -1 */
};

static struct json expand(struct arena *, const struct json *, uint32_t depth);

/* ---- keys ---- */

/* False if a part of the key is empty. */
static bool
has_parts(struct str key)
{
	for (size_t i = 0; i < key.len; i++)
		if (key.at[i] == '.' && (i == 0 || i + 1 == key.len || key.at[i + 1] == '.'))
			return false;
	return true;
}

/* A key of an object inside of `depth` others. */
static struct piece
cut(struct str key, const struct json *value, uint32_t depth)
{
	struct piece p = {.key = key, .value = value};
	const char *dot = key.len ? memchr(key.at, '.', key.len) : NULL;

	if (!dot || depth + 1 >= UNPACK_DEPTH || !has_parts(key))
		return p;
	p.key.len = (size_t)(dot - key.at);
	p.rest = str_from(key, p.key.len + 1);
	return p;
}

static int64_t
index_of(struct str key)
{
	int64_t value = 0;

	if (!key.len || key.len > MOST_INDEX_DIGITS || (key.at[0] == '0' && key.len > 1))
		return -1;
	for (size_t i = 0; i < key.len; i++) {
		if (key.at[i] < '0' || key.at[i] > '9')
			return -1;
		value = value * 10 + (key.at[i] - '0');
	}
	return value;
}

/* ---- groups ---- */

static int
compare_pieces(const void *a, const void *b)
{
	const struct piece *one = a, *two = b;
	int order = str_cmp(one->key, two->key);

	return order ? order : (one->at > two->at) - (one->at < two->at);
}

/* Names in the order they came in, numbers behind them in theirs. */
static int
compare_groups(const void *a, const void *b)
{
	const struct group *one = a, *two = b;

	if (one->index != two->index)
		return one->index < two->index ? -1 : 1;
	return (one->pieces->at > two->pieces->at) - (one->pieces->at < two->pieces->at);
}

static uint32_t
make_groups(const struct piece *pieces, uint32_t count, struct group *groups)
{
	uint32_t made = 0;

	for (uint32_t i = 0, next; i < count; i = next) {
		for (next = i + 1; next < count && str_eq(pieces[next].key, pieces[i].key); next++)
			;
		groups[made++] = (struct group){&pieces[i], next - i, index_of(pieces[i].key)};
	}
	qsort(groups, made, sizeof(*groups), compare_groups);
	return made;
}

/* ---- values ---- */

/* Pieces that are being gathered for one object. */
struct gathering {
	struct piece *pieces;
	uint32_t count;
	uint32_t depth;
};

static void
gather(struct gathering *g, struct str key, const struct json *value)
{
	g->pieces[g->count] = cut(key, value, g->depth);
	g->pieces[g->count].at = g->count;
	g->count++;
}

static void
gather_content(struct arena *arena, struct gathering *g, const struct json *v)
{
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++)
		gather(g, v->members[i].key, &v->members[i].value);
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		gather(g, arena_format(arena, "%u", i), &v->items[i]);
}

static struct json build(struct arena *, struct gathering *);

/* True if the group has parts, and how many members they make at most. */
static bool
is_object(const struct group *group, uint32_t *members)
{
	bool object = false;

	*members = 0;
	for (uint32_t i = 0; i < group->count; i++) {
		const struct piece *p = &group->pieces[i];

		object |= p->rest.at || p->value->type == JSON_OBJECT;
		*members += p->rest.at ? 1 : p->value->type >= JSON_ARRAY ? p->value->count : 0;
	}
	return object;
}

/* What a group stands for, inside of `depth` objects and lists. */
static struct json
group_value(struct arena *arena, const struct group *group, uint32_t depth)
{
	struct gathering g = {.depth = depth};
	uint32_t members;

	if (depth >= UNPACK_DEPTH || !is_object(group, &members))
		return expand(arena, group->pieces[group->count - 1].value, depth);
	g.pieces = arena_take(arena, (members + (size_t)1) * sizeof(*g.pieces));
	for (uint32_t i = 0; i < group->count; i++) {
		const struct piece *p = &group->pieces[i];

		if (p->rest.at)
			gather(&g, p->rest, p->value);
		else
			gather_content(arena, &g, p->value);
	}
	return build(arena, &g);
}

static struct json
build(struct arena *arena, struct gathering *g)
{
	struct group *groups = arena_take(arena, (g->count + (size_t)1) * sizeof(*groups));
	struct json object = json_object();

	qsort(g->pieces, g->count, sizeof(*g->pieces), compare_pieces);
	object.count = make_groups(g->pieces, g->count, groups);
	object.members = arena_take(arena, (object.count + (size_t)1) * sizeof(*object.members));
	for (uint32_t i = 0; i < object.count; i++)
		object.members[i] =
		    (struct json_member){groups[i].pieces->key, group_value(arena, &groups[i], g->depth + 1)};
	return object;
}

static struct json
expand_list(struct arena *arena, const struct json *v, uint32_t depth)
{
	struct json list = {.type = JSON_ARRAY, .count = v->count};

	list.items = arena_take(arena, (v->count + (size_t)1) * sizeof(*list.items));
	for (uint32_t i = 0; i < v->count; i++)
		list.items[i] = expand(arena, &v->items[i], depth + 1);
	return list;
}

/* A value inside of `depth` objects and lists. */
static struct json
expand(struct arena *arena, const struct json *v, uint32_t depth)
{
	struct gathering g = {.depth = depth};

	if (v->type < JSON_ARRAY || depth >= UNPACK_DEPTH)
		return *v;
	if (v->type == JSON_ARRAY)
		return expand_list(arena, v, depth);
	g.pieces = arena_take(arena, (v->count + (size_t)1) * sizeof(*g.pieces));
	gather_content(arena, &g, v);
	return build(arena, &g);
}

struct json
nested_read(struct arena *arena, const struct json *v)
{
	return expand(arena, v, 0);
}
