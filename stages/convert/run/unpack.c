/* Unpacking constructs, running; see unpack.h. */
#include "stages/convert/run/unpack.h"

#include "stages/convert/run/url.h"

/* The text of the only item in *text. *found says FOUND also for what is no text: then *out is it, and false comes back. */
static bool
packed_text(struct run *r, const struct node *n, struct json *out, enum found *found, struct str *text)
{
	*found = run_node(r, n->items, out);
	if (*found != FOUND || out->type != JSON_STRING)
		return false;
	*text = json_text(out);
	return true;
}

enum found
run_json(struct run *r, const struct node *n, struct json *out)
{
	enum reject_code code;
	enum found found;
	struct str text;
	size_t offset;

	if (!packed_text(r, n, out, &found, &text))
		return found;
	if (!json_parse(r->arena, text, (struct json_limits){.depth = UNPACK_DEPTH}, out, &code, &offset)
	    || out->type == JSON_NULL)
		return NOTHING;
	return FOUND;
}

enum found
run_query(struct run *r, const struct node *n, struct json *out)
{
	enum found found;
	struct str text;

	if (packed_text(r, n, out, &found, &text))
		*out = query_read(r->arena, str_starts(text, STR("?")) ? str_from(text, 1) : text);
	return found;
}

enum found
run_php(struct run *r, const struct node *n, struct json *out)
{
	enum found found;
	struct str text;

	if (!packed_text(r, n, out, &found, &text))
		return found;
	return php_read(r->arena, text, out) && out->type != JSON_NULL ? FOUND : NOTHING;
}

enum found
run_nested(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);

	if (found == FOUND)
		*out = nested_read(r->arena, out);
	return found;
}
