/* Walking queries; see json_query.h. */
#include "pipeline/core/json_query.h"

#include "pipeline/core/json_filter.h"
#include "pipeline/core/json_path.h"

/* One walk: what is looked for and who is told. */
struct walk {
	const struct json_query *path;
	bool (*visit)(void *context, const struct json_query_hit *);
	void *context;
};

static const struct json *
item_at(const struct json *v, int64_t index)
{
	if (v->type != JSON_ARRAY)
		return NULL;
	if (index < 0)
		index += v->count;
	return index >= 0 && index < v->count ? &v->items[index] : NULL;
}

/* One step that finds at most one value; NULL if it finds nothing. */
static const struct json *
single_step(const struct json_query_step *step, const struct json *v)
{
	return step->kind == QUERY_NAME ? json_get(v, step->name) : item_at(v, step->index);
}

const struct json *
json_query_find(const struct json_query *path, const struct json *root)
{
	const struct json *v = root;

	for (uint32_t i = 0; v && i < path->count; i++)
		v = single_step(&path->steps[i], v);
	return v;
}

/* RFC 9535, 2.3.5.2.2: what is not there equals nothing, so it is unequal to every constant. */
static bool
passes(const struct json_query_filter *f, const struct json *child)
{
	const struct json *v = json_query_find(&f->path, child);

	if (f->kind == FILTER_EXISTS)
		return v != NULL;
	return (v && json_same(v, &f->value)) == (f->kind == FILTER_EQUAL);
}

static uint32_t
child_count(const struct json *v)
{
	return v->type == JSON_ARRAY || v->type == JSON_OBJECT ? v->count : 0;
}

static struct json_query_hit
child(const struct json *v, uint32_t i)
{
	if (v->type == JSON_ARRAY)
		return (struct json_query_hit){.value = &v->items[i], .index = i};
	return (struct json_query_hit){.value = &v->members[i].value, .key = v->members[i].key, .index = i};
}

static bool walk_from(const struct walk *, uint32_t from, struct json_query_hit);

/* What one step selects of one value, and on from there. */
static bool
select_from(const struct walk *w, uint32_t at, const struct json *v)
{
	const struct json_query_step *step = &w->path->steps[at];

	if (step->kind <= QUERY_INDEX) {
		const struct json *found = single_step(step, v);
		struct json_query_hit hit = {.value = found, .key = step->name};

		if (found && step->kind == QUERY_INDEX)
			hit.index = (uint32_t)(found - v->items);
		return found && walk_from(w, at + 1, hit);
	}
	for (uint32_t i = 0; i < child_count(v); i++) {
		struct json_query_hit hit = child(v, i);

		if ((step->kind == QUERY_EVERY || passes(step->filter, hit.value))
		    && walk_from(w, at + 1, hit))
			return true;
	}
	return false;
}

/* A step at any depth: of the value, then of all that it holds. */
static bool
select_deep(const struct walk *w, uint32_t at, const struct json *v)
{
	if (select_from(w, at, v))
		return true;
	for (uint32_t i = 0; i < child_count(v); i++) {
		const struct json *inner = child(v, i).value;

		if (inner->type >= JSON_ARRAY && select_deep(w, at, inner))
			return true;
	}
	return false;
}

static bool
walk_from(const struct walk *w, uint32_t from, struct json_query_hit hit)
{
	if (from == w->path->count)
		return w->visit(w->context, &hit);
	return w->path->steps[from].deep ? select_deep(w, from, hit.value) : select_from(w, from, hit.value);
}

bool
json_query_each_hit(const struct json_query *path, const struct json *root,
    bool (*visit)(void *, const struct json_query_hit *), void *context)
{
	struct walk w = {.path = path, .visit = visit, .context = context};

	return walk_from(&w, 0, (struct json_query_hit){.value = root});
}

/* For those who do not ask for names. */
struct plain_visit {
	bool (*visit)(void *, const struct json *);
	void *context;
};

static bool
visit_value(void *context, const struct json_query_hit *hit)
{
	const struct plain_visit *plain = context;

	return plain->visit(plain->context, hit->value);
}

bool
json_query_each(const struct json_query *path, const struct json *root,
    bool (*visit)(void *, const struct json *), void *context)
{
	struct plain_visit plain = {visit, context};

	return json_query_each_hit(path, root, visit_value, &plain);
}

/* ---- pointers ---- */

static bool
is_single(const struct json_query_step *step)
{
	return step->kind <= QUERY_INDEX && !step->deep;
}

/* The pointer of the first `count` steps. */
static struct str
steps_pointer(struct arena *arena, const struct json_query *path, uint32_t count, struct str base)
{
	struct json_path *frames = arena_zero(arena, (count + 1) * sizeof(*frames));
	const struct json_path *last = NULL;
	struct str behind;

	for (uint32_t i = 0; i < count && is_single(&path->steps[i]); i++) {
		const struct json_query_step *step = &path->steps[i];

		if (step->kind == QUERY_INDEX && step->index < 0)
			break;
		frames[i] = (struct json_path){.up = last, .key = step->name, .index = (uint32_t)step->index};
		last = &frames[i];
	}
	behind = json_pointer(arena, last);
	return base.len ? arena_format(arena, "%.*s%.*s", STR_ARG(base), STR_ARG(behind)) : behind;
}

bool
json_query_blocked(struct arena *arena, const struct json_query *path, const struct json *root,
    struct str base, struct str *pointer)
{
	const struct json *v = root;

	for (uint32_t i = 0; v && i < path->count && is_single(&path->steps[i]); i++) {
		enum json_type needed = path->steps[i].kind == QUERY_NAME ? JSON_OBJECT : JSON_ARRAY;

		if (v->type != needed && v->type != JSON_NULL) {
			*pointer = steps_pointer(arena, path, i, base);
			return true;
		}
		v = single_step(&path->steps[i], v);
	}
	return false;
}

struct str
json_query_pointer(struct arena *arena, const struct json_query *path, struct str base)
{
	return steps_pointer(arena, path, path->count, base);
}
