/* How plain values are made: constants, paths, templates, objects and lists; see run.h.
 *
 * A part of the event may go into a statement as it is, but never twice: stages that follow change statements in
 * place. So a container that comes from the event is copied when it is put into something new.
 */
#include "stages/convert/run.h"

#include "stages/convert/iri.h"

enum found
run_fail(struct run *r, enum reject_code code)
{
	r->code = code;
	r->pointer = r->last ? json_query_pointer(r->arena, r->last) : (struct str){0};
	return FAILED;
}

enum found
run_missing(struct run *r, const struct node *n)
{
	r->code = REJECT_MISSING;
	r->pointer = (struct str){0};
	if (!n->blame)
		return FAILED;
	if (json_query_blocked(r->arena, n->blame, r->event, &r->pointer))
		r->code = REJECT_TYPE;
	else
		r->pointer = json_query_pointer(r->arena, n->blame);
	return FAILED;
}

enum found
run_constant(struct run *r, const struct node *n, struct json *out)
{
	(void)r;
	*out = n->constant;
	return FOUND;
}

struct gathering {
	struct arena *arena;
	struct json list;
};

static bool
gather(void *context, const struct json *v)
{
	struct gathering *g = context;

	json_add(g->arena, &g->list, *v);
	return false;
}

static enum found
run_wildcard(struct run *r, const struct node *n, struct json *out)
{
	struct gathering g = {.arena = r->arena, .list = json_array()};

	json_query_each(n->path, r->event, gather, &g);
	*out = g.list;
	return g.list.count ? FOUND : NOTHING;
}

enum found
run_path(struct run *r, const struct node *n, struct json *out)
{
	const struct json *v;

	r->last = n->path;
	if (n->path->many)
		return run_wildcard(r, n, out);
	v = json_query_find(n->path, r->event);
	if (!v || v->type == JSON_NULL)
		return NOTHING;
	*out = *v;
	return FOUND;
}

/* The text of a value in a template; at == NULL if it has none. */
static struct str
piece_text(const struct json *v)
{
	switch (v->type) {
	case JSON_TRUE:
		return STR("true");
	case JSON_FALSE:
		return STR("false");
	case JSON_NUMBER:
	case JSON_STRING:
		return json_text(v);
	default:
		return (struct str){0};
	}
}

/* True if event text of this piece is to be escaped. */
static bool
is_escaped(const struct node *n, const struct node *piece)
{
	return n->iri && piece->run != run_constant;
}

/* The pieces are made before the first is written: one may be a template itself and use the same scratch. */
enum found
run_template(struct run *r, const struct node *n, struct json *out)
{
	struct str *texts = arena_take(r->arena, n->count * sizeof(*texts));
	uint8_t flags = JSON_PLAIN;

	for (uint32_t i = 0; i < n->count; i++) {
		struct json v = {0};
		enum found found = run_node(r, &n->items[i], &v);

		if (found != FOUND)
			return found;
		texts[i] = piece_text(&v);
		if (!texts[i].at)
			return run_fail(r, REJECT_TYPE);
		if (!texts[i].len)
			return NOTHING;
		if (!is_escaped(n, &n->items[i]))
			flags &= v.flags;
	}
	buf_clear(r->scratch);
	for (uint32_t i = 0; i < n->count; i++)
		if (is_escaped(n, &n->items[i]))
			iri_escape(r->scratch, texts[i]);
		else
			buf_str(r->scratch, texts[i]);
	*out = json_string(arena_copy(r->arena, buf_view(r->scratch)));
	out->flags = flags;
	return FOUND;
}

/* Makes v something that stands nowhere else. */
static void
unshare(struct run *r, const struct node *n, struct json *v)
{
	if (n->shares && v->type >= JSON_ARRAY)
		*v = json_copy(r->arena, v);
}

enum found
run_object(struct run *r, const struct node *n, struct json *out)
{
	struct json_member *made = arena_take(r->arena, n->count * sizeof(*made));
	uint32_t count = 0;

	for (uint32_t i = 0; i < n->count; i++) {
		const struct member *m = &n->members[i];
		struct json *value = &made[count].value;
		enum found found = run_node(r, &m->value, value);

		if (found == FAILED)
			return FAILED;
		if (m->essential && (found == NOTHING || is_empty(value)))
			return NOTHING;
		if (found == NOTHING)
			continue;
		if (!is_among(value, m->types))
			return run_fail(r, REJECT_TYPE);
		unshare(r, &m->value, value);
		made[count++].key = m->key;
	}
	*out = (struct json){.type = JSON_OBJECT, .count = count, .members = made};
	return count ? FOUND : NOTHING;
}

enum found
run_list(struct run *r, const struct node *n, struct json *out)
{
	struct json *made = arena_take(r->arena, n->count * sizeof(*made));
	uint32_t count = 0;

	for (uint32_t i = 0; i < n->count; i++) {
		enum found found = run_node(r, &n->items[i], &made[count]);

		if (found == FAILED)
			return FAILED;
		if (found == NOTHING)
			continue;
		if (!is_among(&made[count], n->types))
			return run_fail(r, REJECT_TYPE);
		unshare(r, &n->items[i], &made[count++]);
	}
	*out = (struct json){.type = JSON_ARRAY, .count = count, .items = made};
	return count ? FOUND : NOTHING;
}
