/* Constructs that make texts and ids of any value, running; see functions.h. */
#include "stages/convert/run/functions.h"

#include "pipeline/core/digest.h"
#include "stages/convert/run/id.h"
#include "stages/convert/run/python.h"

enum found
run_text(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);

	if (found != FOUND || out->type == JSON_STRING)
		return found;
	if (out->type == JSON_NUMBER)
		*out = json_string(json_text(out));
	else if (json_is_bool(out))
		*out = json_string(out->type == JSON_TRUE ? STR("true") : STR("false"));
	else
		return run_fail(r, REJECT_TYPE);
	return FOUND;
}

/* Its first item must be there: without it the id would not be the event's own. */
enum found
run_uuid5(struct run *r, const struct node *n, struct json *out)
{
	struct json parts = {.type = JSON_ARRAY, .count = n->count};
	uint8_t id[16];

	parts.items = arena_take(r->arena, n->count * sizeof(*parts.items));
	for (uint32_t i = 0; i < n->count; i++) {
		enum found found = run_node(r, &n->items[i], &parts.items[i]);

		if (found == FAILED)
			return FAILED;
		if (i == 0 && (found == NOTHING || is_empty(&parts.items[i])))
			return run_missing(r, &n->items[i]);
		if (found == NOTHING)
			parts.items[i] = (struct json){.type = JSON_NULL};
	}
	id_make(r->arena, r->scratch, r->mapping->space, &parts, id);
	*out = run_made_id(r, id);
	return FOUND;
}

/* A text, or a number's text, that must be there. */
static enum found
needed_text(struct run *r, const struct node *n, struct str *out)
{
	struct json v;
	enum found found = run_node(r, n, &v);

	if (found == FAILED)
		return FAILED;
	if (found == NOTHING || is_empty(&v))
		return run_missing(r, n);
	if (v.type != JSON_STRING && v.type != JSON_NUMBER)
		return run_fail(r, REJECT_TYPE);
	*out = json_text(&v);
	return FOUND;
}

enum found
run_uuid5_in(struct run *r, const struct node *n, struct json *out)
{
	struct str name, space;
	uint8_t uuid[16];

	if (needed_text(r, &n->items[1], &space) != FOUND)
		return FAILED;
	if (!uuid_parse(space, uuid))
		return run_fail(r, REJECT_TYPE);
	if (needed_text(r, &n->items[0], &name) != FOUND)
		return FAILED;
	uuid5(uuid, name, uuid);
	*out = run_made_id(r, uuid);
	return FOUND;
}

enum found
run_write(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);

	if (found != FOUND)
		return found;
	buf_clear(r->scratch);
	if (n->choice == WRITE_CANONICAL)
		canonical_write(r->arena, r->scratch, out);
	else if (n->choice >= WRITE_PYTHON)
		python_write(r->scratch, out, (enum python_style)(n->choice - WRITE_PYTHON));
	else
		json_write(r->scratch, out);
	*out = json_string(arena_copy(r->arena, buf_view(r->scratch)));
	return FOUND;
}
