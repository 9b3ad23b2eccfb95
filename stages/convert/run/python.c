/* json.dumps and repr; see python.h. */
#include "stages/convert/run/python.h"

#include "pipeline/core/utf8.h"

static void
put_unit(struct buf *b, uint32_t unit)
{
	buf_format(b, "\\u%04x", (unsigned)unit);
}

/* A character that has an escape of one letter; false for others. */
static bool
put_letter(struct buf *b, uint32_t c, const char *letters)
{
	for (size_t i = 0; letters[i]; i += 2)
		if (c == (unsigned char)letters[i]) {
			buf_char(b, '\\');
			buf_char(b, letters[i + 1]);
			return true;
		}
	return false;
}

static void
put_escaped(struct buf *b, uint32_t c)
{
	if (put_letter(b, c, "\"\"\\\\\bb\ff\nn\rr\tt"))
		return;
	if (c > 0xffff) {
		put_unit(b, 0xd800 + ((c - 0x10000) >> 10));
		put_unit(b, 0xdc00 + ((c - 0x10000) & 0x3ff));
	} else {
		put_unit(b, c);
	}
}

/* The quotes of repr are single, unless the text holds such and no double ones. */
static char
repr_quote(struct str s)
{
	return s.len && memchr(s.at, '\'', s.len) && !memchr(s.at, '"', s.len) ? '"' : '\'';
}

static void
put_repr_character(struct buf *b, struct str character, uint32_t c, char quote)
{
	if (c == (unsigned char)quote || c == '\\') {
		buf_char(b, '\\');
		buf_char(b, (char)c);
	} else if (c < ' ' || c == 0x7f) {
		if (!put_letter(b, c, "\nn\rr\tt"))
			buf_format(b, "\\x%02x", (unsigned)c);
	} else {
		buf_str(b, character);
	}
}

static void
put_string(struct buf *b, struct str s, enum python_style style)
{
	char quote = style == PYTHON_REPR ? repr_quote(s) : '"';
	size_t length;

	buf_char(b, quote);
	for (; s.len; s = str_from(s, length)) {
		uint32_t c = utf8_character(s, &length);
		struct str character = {s.at, length};

		if (style == PYTHON_REPR)
			put_repr_character(b, character, c, quote);
		else if (c >= ' ' && c != '"' && c != '\\' && (c <= '~' || style == PYTHON_TEXT))
			buf_str(b, character);
		else
			put_escaped(b, c);
	}
	buf_char(b, quote);
}

static void
put_object(struct buf *b, const struct json *v, enum python_style style)
{
	buf_char(b, '{');
	for (uint32_t i = 0; i < v->count; i++) {
		if (i)
			buf_str(b, STR(", "));
		put_string(b, v->members[i].key, style);
		buf_str(b, STR(": "));
		python_write(b, &v->members[i].value, style);
	}
	buf_char(b, '}');
}

static void
put_list(struct buf *b, const struct json *v, enum python_style style)
{
	buf_char(b, '[');
	for (uint32_t i = 0; i < v->count; i++) {
		if (i)
			buf_str(b, STR(", "));
		python_write(b, &v->items[i], style);
	}
	buf_char(b, ']');
}

/* null, false and true, in the order of their types. */
static struct str
repr_word(uint8_t type)
{
	return type == JSON_NULL ? STR("None") : type == JSON_FALSE ? STR("False") : STR("True");
}

void
python_write(struct buf *b, const struct json *v, enum python_style style)
{
	if (v->type == JSON_STRING)
		put_string(b, json_text(v), style);
	else if (v->type == JSON_ARRAY)
		put_list(b, v, style);
	else if (v->type == JSON_OBJECT)
		put_object(b, v, style);
	else if (v->type < JSON_NUMBER && style == PYTHON_REPR)
		buf_str(b, repr_word(v->type));
	else
		json_write(b, v);
}
