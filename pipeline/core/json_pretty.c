/* See json_pretty.h. */
#include "pipeline/core/json_pretty.h"

enum { STEP = 2 };

static void
new_line(struct buf *b, size_t indent)
{
	buf_char(b, '\n');
	for (size_t i = 0; i < indent; i++)
		buf_char(b, ' ');
}

static bool
is_flat(const struct json *v)
{
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		if (v->items[i].type >= JSON_ARRAY)
			return false;
	return v->type != JSON_OBJECT || v->count == 0;
}

static void
put(struct buf *b, const struct json *v, size_t indent)
{
	bool object = v->type == JSON_OBJECT;

	if (is_flat(v)) {
		json_write(b, v);
		return;
	}
	buf_char(b, object ? '{' : '[');
	for (uint32_t i = 0; i < v->count; i++) {
		if (i)
			buf_char(b, ',');
		new_line(b, indent + STEP);
		if (object) {
			json_write_string(b, v->members[i].key);
			buf_str(b, STR(": "));
		}
		put(b, object ? &v->members[i].value : &v->items[i], indent + STEP);
	}
	new_line(b, indent);
	buf_char(b, object ? '}' : ']');
}

void
json_pretty(struct buf *b, const struct json *v, size_t indent)
{
	for (size_t i = 0; i < indent; i++)
		buf_char(b, ' ');
	put(b, v, indent);
	buf_char(b, '\n');
}
