/* How plain values are made: constants, paths, templates, objects and lists; see run.h.
 *
 * A part of the event may go into a statement as it is, but never twice: stages that follow change statements in
 * place. So a container that comes from the event is copied when it is put into something new.
 */
#include "stages/convert/run/run.h"

#include "pipeline/core/digest.h"
#include "stages/convert/run/iri.h"

struct run
run_over(const struct mapping *m, struct arena *arena, struct buf *scratch, const struct json *event)
{
	struct run r = {.arena = arena, .scratch = scratch, .mapping = m, .event = event};

	if (m->let_count)
		r.lets = arena_zero(arena, m->let_count * sizeof(*r.lets));
	return r;
}

struct json
run_made_id(struct run *r, const uint8_t id[16])
{
	enum { UUID_TEXT = 36 };
	char *text = arena_take(r->arena, UUID_TEXT);

	uuid_set_add(r->arena, &r->made, id);
	uuid_write(id, text);
	return plain_string((struct str){text, UUID_TEXT});
}

/* ---- places ---- */

static const struct json *
make_let(struct run *r, uint16_t nth)
{
	struct let_made *made = &r->lets[nth];
	const struct let *let = &r->mapping->lets[nth];

	if (made->state == LET_UNMADE) {
		const struct json_query *outer = r->last;

		made->state = LET_NOTHING;
		r->last = let->value.blame;
		if (run_node(r, &let->value, &made->value) == FOUND)
			made->state = LET_MADE;
		made->from = r->last;
		r->last = outer;
	}
	return made->state == LET_MADE ? &made->value : NULL;
}

static const struct json *
item_key(struct run *r)
{
	struct item *item = r->item;

	if (item->key.type == JSON_NULL)
		item->key = json_string(
		    item->hit->key.at ? item->hit->key : arena_format(r->arena, "%u", item->hit->index));
	return &item->key;
}

const struct json *
run_root(struct run *r, const struct json_query *path)
{
	switch (path->place) {
	case PLACE_EVENT:
		return r->event;
	case PLACE_ITEM:
		return r->item->hit->value;
	case PLACE_KEY:
		return item_key(r);
	default:
		return make_let(r, path->place - PLACE_LET);
	}
}

const struct json *
run_find(struct run *r, const struct json_query *path)
{
	const struct json *root = run_root(r, path);

	return root ? json_query_find(path, root) : NULL;
}

/* Where the item is: in a list by its number; the key of an object is the event's own text and is not told. */
static struct str
item_pointer(struct run *r)
{
	struct item *item = r->item;
	const struct json_query *path = item->path;
	bool told = path->many && !item->hit->key.at && !path->steps[path->count - 1].deep;
	struct str base;

	for (uint32_t i = 0; told && i + 1 < path->count; i++)
		told = path->steps[i].kind <= QUERY_INDEX && !path->steps[i].deep;
	r->item = item->outer;
	base = run_pointer(r, path);
	r->item = item;
	return told ? arena_format(r->arena, "%.*s/%u", STR_ARG(base), item->hit->index) : base;
}

/* Where in the event a path's root is. */
static struct str
root_pointer(struct run *r, const struct json_query *path)
{
	const struct json_query *from;

	switch (path->place) {
	case PLACE_EVENT:
		return STR("");
	case PLACE_ITEM:
	case PLACE_KEY:
		return item_pointer(r);
	default:
		from = r->lets[path->place - PLACE_LET].from;
		return from ? run_pointer(r, from) : STR("");
	}
}

struct str
run_pointer(struct run *r, const struct json_query *path)
{
	return json_query_pointer(r->arena, path, root_pointer(r, path));
}

void
run_forget(struct run *r)
{
	for (uint32_t i = 0; i < r->mapping->let_count; i++)
		r->lets[i] = (struct let_made){.state = LET_UNMADE};
	r->failed = false;
	r->last = NULL;
}

/* ---- refusing ---- */

enum found
run_fail(struct run *r, enum reject_code code)
{
	r->failed = true;
	r->code = code;
	r->pointer = r->last ? run_pointer(r, r->last) : (struct str){0};
	return FAILED;
}

enum found
run_too_large(struct run *r)
{
	r->last = NULL;
	return run_fail(r, REJECT_TOO_LARGE);
}

enum found
run_missing(struct run *r, const struct node *n)
{
	const struct json *root = n->blame ? run_root(r, n->blame) : NULL;

	if (r->failed)
		return FAILED;
	r->failed = true;
	r->code = REJECT_MISSING;
	r->pointer = (struct str){0};
	if (!n->blame)
		return FAILED;
	if (root && json_query_blocked(r->arena, n->blame, root, root_pointer(r, n->blame), &r->pointer))
		r->code = REJECT_TYPE;
	else
		r->pointer = run_pointer(r, n->blame);
	return FAILED;
}

/* ---- each ---- */

struct visiting {
	struct run *run;
	const struct json_query *path;
	enum found (*visit)(struct run *, void *);
	void *context;
	enum found found;
};

static bool
visit_item(void *context, const struct json_query_hit *hit)
{
	struct visiting *v = context;
	struct run *r = v->run;
	struct item item = {.outer = r->item, .hit = hit, .path = v->path};
	enum found found;

	r->item = &item;
	found = v->visit(r, v->context);
	r->item = item.outer;
	if (found != NOTHING)
		v->found = found;
	return found == FAILED;
}

enum found
run_each(
    struct run *r, const struct json_query *path, enum found (*visit)(struct run *, void *), void *context)
{
	struct visiting v = {.run = r, .path = path, .visit = visit, .context = context, .found = NOTHING};
	const struct json *root = run_root(r, path);

	if (r->failed)
		return FAILED;
	if (root)
		json_query_each_hit(path, root, visit_item, &v);
	return v.found;
}

/* ---- plain values ---- */

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

enum found
run_wildcard(struct run *r, const struct node *n, struct json *out)
{
	struct gathering g = {.arena = r->arena, .list = json_array()};
	const struct json *root = run_root(r, n->path);

	if (root)
		json_query_each(n->path, root, gather, &g);
	r->last = n->path;
	*out = g.list;
	return r->failed ? FAILED : g.list.count ? FOUND : NOTHING;
}

enum found
run_path(struct run *r, const struct node *n, struct json *out)
{
	const struct json *v = run_find(r, n->path);

	if (r->failed)
		return FAILED;
	r->last = n->path;
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

/* A text that nobody wrote: what a statement says of a learner is shorter, and indexes and analysts live on it. */
enum { MOST_TEXT_BYTES = 256 * 1024 };

/* More items and members than this are no event of a learner, however often a mapping takes them. */
enum { MOST_OWNED = 1 << 20 };

static enum found
own_elements(struct run *r, struct json *v)
{
	bool list = v->type == JSON_ARRAY;
	size_t size = list ? sizeof(*v->items) : sizeof(*v->members);
	enum found found = FOUND;
	void *own;

	if (v->count > MOST_OWNED - r->owned)
		return run_too_large(r);
	r->owned += v->count;
	own = arena_take(r->arena, v->count * size);
	memcpy(own, list ? (const void *)v->items : (const void *)v->members, v->count * size);
	if (list)
		v->items = own;
	else
		v->members = own;
	v->flags &= (uint8_t)~JSON_GROWN;
	for (uint32_t i = 0; i < v->count && found == FOUND; i++)
		found = run_own(r, list ? &v->items[i] : &v->members[i].value);
	return found;
}

enum found
run_own(struct run *r, struct json *v)
{
	if (v->type == JSON_STRING && v->count > MOST_TEXT_BYTES)
		return run_fail(r, REJECT_TOO_LARGE);
	return v->type >= JSON_ARRAY && v->count ? own_elements(r, v) : FOUND;
}

/* A value comes to its place: it must be of one of the types and no longer than a text may be, and becomes something
 * that stands nowhere else. */
static enum found
settle(struct run *r, const struct node *n, uint16_t types, struct json *v)
{
	if (!is_among(v, types))
		return run_fail(r, REJECT_TYPE);
	return v->type == JSON_STRING || n->shares ? run_own(r, v) : FOUND;
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
		if (settle(r, &m->value, m->types, value) == FAILED)
			return FAILED;
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
		if (settle(r, &n->items[i], n->types, &made[count]) == FAILED)
			return FAILED;
		count++;
	}
	*out = (struct json){.type = JSON_ARRAY, .count = count, .items = made};
	return count ? FOUND : NOTHING;
}
