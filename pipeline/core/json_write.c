/* From the tree to compact text; see json.h. A string that came without escapes goes back without being looked at. */
#include "pipeline/core/bytes8.h"
#include "pipeline/core/json.h"

/* What stands behind the backslash for bytes that JSON escapes: 'u' for controls without a short form, 0 for none. */
static const char escapes[256] = {'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u',
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
    'u', ['"'] = '"', ['\\'] = '\\'};

static void
put_escape(struct buf *b, unsigned char c, char escape)
{
	static const char hex[] = "0123456789abcdef";

	buf_char(b, '\\');
	buf_char(b, escape);
	if (escape == 'u') {
		buf_put(b, "00", 2);
		buf_char(b, hex[c >> 4]);
		buf_char(b, hex[c & 15]);
	}
}

/* True if none of eight bytes needs an escape: a control, a quote or a backslash. */
static bool
clean8(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return (bytes8_below(word, ' ') | bytes8_hold(word, '"') | bytes8_hold(word, '\\')) == 0;
}

/* True if a text needs no escape at all, as most do not. */
static bool
is_clean(struct str s)
{
	size_t i = 0;

	if (s.len >= 8) {
		for (; i + 8 < s.len; i += 8)
			if (!clean8(s.at + i))
				return false;
		return clean8(s.at + s.len - 8);
	}
	while (i < s.len && !escapes[(unsigned char)s.at[i]])
		i++;
	return i == s.len;
}

static void
write_clean(struct buf *b, struct str s)
{
	char *at = buf_room(b, s.len + 2);

	at[0] = '"';
	if (s.len)
		memcpy(at + 1, s.at, s.len);
	at[s.len + 1] = '"';
	b->len += s.len + 2;
}

void
json_write_string(struct buf *b, struct str s)
{
	size_t written = 0;

	if (is_clean(s)) {
		write_clean(b, s);
		return;
	}
	buf_char(b, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if (escapes[c]) {
			buf_put(b, s.at + written, i - written);
			put_escape(b, c, escapes[c]);
			written = i + 1;
		}
	}
	buf_put(b, s.at + written, s.len - written);
	buf_char(b, '"');
}

static void
write_array(struct buf *b, const struct json *v)
{
	buf_char(b, '[');
	for (uint32_t i = 0; i < v->count; i++) {
		if (i)
			buf_char(b, ',');
		json_write(b, &v->items[i]);
	}
	buf_char(b, ']');
}

static void
write_object(struct buf *b, const struct json *v)
{
	buf_char(b, '{');
	for (uint32_t i = 0; i < v->count; i++) {
		if (i)
			buf_char(b, ',');
		json_write_string(b, v->members[i].key);
		buf_char(b, ':');
		json_write(b, &v->members[i].value);
	}
	buf_char(b, '}');
}

void
json_write(struct buf *b, const struct json *v)
{
	switch (v->type) {
	case JSON_NULL:
		buf_put(b, "null", 4);
		break;
	case JSON_FALSE:
		buf_put(b, "false", 5);
		break;
	case JSON_TRUE:
		buf_put(b, "true", 4);
		break;
	case JSON_NUMBER:
		buf_str(b, json_text(v));
		break;
	case JSON_STRING:
		if (v->flags & JSON_PLAIN)
			write_clean(b, json_text(v));
		else
			json_write_string(b, json_text(v));
		break;
	case JSON_ARRAY:
		write_array(b, v);
		break;
	default:
		write_object(b, v);
	}
}
