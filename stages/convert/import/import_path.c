/* See import_path.h. */
#include "stages/convert/import/import_path.h"

static bool
is_index(struct str s)
{
	for (size_t k = 0; k < s.len; k++)
		if (s.at[k] < '0' || s.at[k] > '9')
			return false;
	return s.len > 0 && s.len < 9;
}

static bool
is_plain_name(struct str s)
{
	for (size_t k = 0; k < s.len; k++) {
		char c = s.at[k] | 0x20;

		if (!((c >= 'a' && c <= 'z') || (s.at[k] >= '0' && s.at[k] <= '9') || s.at[k] == '_'
			|| s.at[k] == '-'))
			return false;
	}
	return s.len > 0;
}

/* Appends a step of a path. False for a name that no path can hold. */
static bool
put_step(struct buf *b, struct str name, bool may_be_index)
{
	char quote = name.len && memchr(name.at, '\'', name.len) ? '"' : '\'';

	if (may_be_index && is_index(name))
		buf_format(b, "[%.*s]", STR_ARG(name));
	else if (is_plain_name(name))
		buf_format(b, ".%.*s", STR_ARG(name));
	else
		buf_format(b, "[%c%.*s%c]", quote, STR_ARG(name), quote);
	return name.len && !memchr(name.at, quote, name.len) && !memchr(name.at, '\\', name.len);
}

/* In a table a dot is part of a column's name. */
static bool
put_path(struct str field, bool csv, struct buf *b)
{
	bool ok = true;

	buf_char(b, '$');
	if (csv)
		return put_step(b, field, false);
	for (size_t start = 0; ok && start <= field.len;) {
		struct str rest = str_from(field, start);
		const char *dot = rest.len ? memchr(rest.at, '.', rest.len) : NULL;
		struct str name = {rest.at, dot ? (size_t)(dot - rest.at) : rest.len};

		ok = put_step(b, name, true);
		start += name.len + 1;
	}
	return ok;
}

bool
import_path(struct arena *arena, struct str field, bool csv, struct str *path)
{
	struct buf b = {0};
	bool ok = put_path(field, csv, &b);

	*path = arena_copy(arena, buf_view(&b));
	buf_free(&b);
	return ok;
}

static bool
text_uses(struct str text, struct str name)
{
	for (size_t i = 0; i < text.len; i++) {
		struct str rest = str_from(text, i + 1);

		if (text.at[i] == '$' && str_starts(rest, name)
		    && (rest.len == name.len || !is_plain_name((struct str){rest.at + name.len, 1})))
			return true;
	}
	return false;
}

bool
import_path_uses(const struct json *v, struct str name)
{
	if (v->type == JSON_STRING)
		return text_uses(json_text(v), name);
	for (uint32_t i = 0; v->type >= JSON_ARRAY && i < v->count; i++) {
		bool object = v->type == JSON_OBJECT;

		if ((object && text_uses(v->members[i].key, name))
		    || import_path_uses(object ? &v->members[i].value : &v->items[i], name))
			return true;
	}
	return false;
}
