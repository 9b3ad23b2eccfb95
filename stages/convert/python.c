/* json.dumps with its defaults; see python.h. */
#include "stages/convert/python.h"

#include "pipeline/core/utf8.h"

static void
put_unit(struct buf *b, uint32_t unit)
{
	buf_format(b, "\\u%04x", (unsigned)unit);
}

/* A character that does not stand for itself. */
static void
put_escaped(struct buf *b, uint32_t c)
{
	static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (size_t i = 0; i + 1 < sizeof(letters); i += 2)
		if (c == (unsigned char)letters[i]) {
			buf_char(b, '\\');
			buf_char(b, letters[i + 1]);
			return;
		}
	if (c > 0xffff) {
		put_unit(b, 0xd800 + ((c - 0x10000) >> 10));
		put_unit(b, 0xdc00 + ((c - 0x10000) & 0x3ff));
	} else {
		put_unit(b, c);
	}
}

static void
put_string(struct buf *b, struct str s)
{
	size_t length;

	buf_char(b, '"');
	for (; s.len; s = str_from(s, length)) {
		uint32_t c = utf8_character(s, &length);

		if (c >= ' ' && c <= '~' && c != '"' && c != '\\')
			buf_char(b, (char)c);
		else
			put_escaped(b, c);
	}
	buf_char(b, '"');
}

static void
put_object(struct buf *b, const struct json *v)
{
	buf_char(b, '{');
	for (uint32_t i = 0; i < v->count; i++) {
		if (i)
			buf_str(b, STR(", "));
		put_string(b, v->members[i].key);
		buf_str(b, STR(": "));
		python_write(b, &v->members[i].value);
	}
	buf_char(b, '}');
}

void
python_write(struct buf *b, const struct json *v)
{
	switch (v->type) {
	case JSON_STRING:
		put_string(b, json_text(v));
		break;
	case JSON_ARRAY:
		buf_char(b, '[');
		for (uint32_t i = 0; i < v->count; i++) {
			if (i)
				buf_str(b, STR(", "));
			python_write(b, &v->items[i]);
		}
		buf_char(b, ']');
		break;
	case JSON_OBJECT:
		put_object(b, v);
		break;
	default:
		json_write(b, v);
	}
}
