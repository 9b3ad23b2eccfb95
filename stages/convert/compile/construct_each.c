/* Constructs over everything that a path finds: `each` and `count`. */
#include "stages/convert/compile/construct.h"

/* ---- running ---- */

struct gathered {
	const struct node *value;
	uint16_t types; /* that an item may have */
	struct json list;
};

static enum found
gather_item(struct run *r, void *context)
{
	struct gathered *g = context;
	struct json made;
	enum found found = run_node(r, g->value, &made);

	if (found != FOUND)
		return found;
	if (!is_among(&made, g->types))
		return run_fail(r, REJECT_TYPE);
	if (g->value->shares && run_own(r, &made) == FAILED)
		return FAILED;
	json_add(r->arena, &g->list, made);
	return FOUND;
}

/* items[0] finds, items[1] is what each becomes. */
static enum found
run_each_value(struct run *r, const struct node *n, struct json *out)
{
	struct gathered g = {.value = &n->items[1], .types = n->types, .list = json_array()};
	enum found found = run_each(r, n->items[0].path, gather_item, &g);

	*out = g.list;
	return found;
}

static enum found
count_item(struct run *r, void *context)
{
	uint32_t *count = context;

	(void)r;
	++*count;
	return FOUND;
}

static enum found
run_count(struct run *r, const struct node *n, struct json *out)
{
	uint32_t count = 0;

	if (run_each(r, n->items[0].path, count_item, &count) == FAILED)
		return FAILED;
	*out = json_number(arena_format(r->arena, "%u", count));
	return FOUND;
}

/* ---- compiling ---- */

/* A node of `count` items, the first of which holds the path. */
static struct node *
over_path(struct compiler *c, const struct json *argument, const struct json *yaml, uint32_t count,
    struct node *out)
{
	struct node *items = arena_zero(c->arena, count * sizeof(*items));
	struct json_query *path = arena_zero(c->arena, sizeof(*path));

	items[0] = (struct node){.path = path, .line = argument->line};
	*out = (struct node){.items = items, .count = count, .line = yaml->line, .blame = path};
	return compile_path(c, argument, path) ? items : NULL;
}

bool
compile_each(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	const struct json *value = json_get(yaml, STR("value"));
	struct node *items = over_path(c, argument, yaml, 2, out);
	bool ok;

	if (!items)
		return false;
	if (!value)
		return compile_fail(c, yaml, "{each: …} needs a \"value\"");
	out->run = run_each_value;
	out->types = shape_types(shape);
	out->list = true;
	c->each_depth++;
	ok = compile_value(c, value, shape, &items[1]);
	c->each_depth--;
	return ok;
}

bool
compile_count(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	(void)shape;
	if (!over_path(c, argument, yaml, 1, out))
		return false;
	out->run = run_count;
	return true;
}
