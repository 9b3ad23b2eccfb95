/* Writing YAML; see yaml_write.h.
 *
 * A text is plain only if it consists of bytes that mean nothing to YAML, and if neither YAML 1.1 nor 1.2 would take it
 * for a number, a date, true, false or null. Printable text goes in single quotes, in double ones if it has single ones
 * itself; all else in double ones with escapes. A key that is too long for a simple key of libyaml's (1,024 bytes) is written behind a question mark.
 */
#include "pipeline/core/yaml_write.h"

enum {
	LINE_COLUMNS = 110,
	STEP = 2,
	BLOCK_LEVELS = 1 /* lists and maps nested so far outside are always blocks */,
	SIMPLE_KEY_BYTES = 1000
};

/* ---- texts ---- */

/* Words that some reader takes for true, false or null, in small letters. */
static const struct str words[] = {
    {"true", 4},
    {"false", 5},
    {"null", 4},
    {"yes", 3},
    {"no", 2},
    {"on", 2},
    {"off", 3},
    {"y", 1},
    {"n", 1},
};

static bool
is_word(struct str s)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t k = 0;

		while (k < s.len && k < words[i].len && (s.at[k] | 0x20) == words[i].at[k])
			k++;
		if (k == s.len && k == words[i].len)
			return true;
	}
	return false;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_plain_byte(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || (c && strchr("$_./@-+*()%=;~^ ", c));
}

/* A colon within a word, as IRIs have it, is no sign of a map. */
static bool
is_inner_colon(struct str s, size_t i)
{
	return s.at[i] == ':' && i + 1 < s.len && (is_letter(s.at[i + 1]) || s.at[i + 1] == '/');
}

static bool
is_plain(struct str s)
{
	if (!s.len || !(is_letter(s.at[0]) || s.at[0] == '$' || s.at[0] == '_') || s.at[s.len - 1] == ' ')
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!is_plain_byte(s.at[i]) && !is_inner_colon(s, i))
			return false;
	return !is_word(s);
}

/* True for characters that YAML wants escaped: controls, line ends of Unicode, marks of byte order. */
static bool
is_special(const unsigned char *at, size_t left)
{
	if (*at < 0x20 || *at == 0x7f)
		return true;
	if (left >= 2 && at[0] == 0xc2 && at[1] < 0xa0)
		return true;
	if (left >= 3 && at[0] == 0xe2 && at[1] == 0x80 && (at[2] == 0xa8 || at[2] == 0xa9))
		return true;
	return left >= 3 && at[0] == 0xef
	       && ((at[1] == 0xbb && at[2] == 0xbf) || (at[1] == 0xbf && at[2] >= 0xbe));
}

static uint32_t
code_point(const unsigned char *at, size_t *bytes)
{
	*bytes = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : 3;
	if (*bytes == 1)
		return at[0];
	if (*bytes == 2)
		return (uint32_t)(at[0] & 0x1f) << 6 | (at[1] & 0x3f);
	return (uint32_t)(at[0] & 0x0f) << 12 | (uint32_t)(at[1] & 0x3f) << 6 | (at[2] & 0x3f);
}

static bool
has_special(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (is_special((const unsigned char *)s.at + i, s.len - i))
			return true;
	return false;
}

static void
put_escaped(struct buf *b, struct str s)
{
	size_t bytes = 1;

	buf_char(b, '"');
	for (size_t i = 0; i < s.len; i += bytes) {
		const unsigned char *at = (const unsigned char *)s.at + i;

		bytes = 1;
		if (*at == '"' || *at == '\\')
			buf_format(b, "\\%c", *at);
		else if (*at == '\n')
			buf_str(b, STR("\\n"));
		else if (is_special(at, s.len - i))
			buf_format(b, "\\u%04X", code_point(at, &bytes));
		else
			buf_char(b, (char)*at);
	}
	buf_char(b, '"');
}

/* True if double quotes spare doubled single ones and need no escapes. */
static bool
is_quoting(struct str s)
{
	return s.len && memchr(s.at, '\'', s.len) && !memchr(s.at, '"', s.len) && !memchr(s.at, '\\', s.len);
}

static void
put_text(struct buf *b, struct str s)
{
	if (is_plain(s)) {
		buf_str(b, s);
		return;
	}
	if (has_special(s) || is_quoting(s)) {
		put_escaped(b, s);
		return;
	}
	buf_char(b, '\'');
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\'')
			buf_char(b, '\'');
		buf_char(b, s.at[i]);
	}
	buf_char(b, '\'');
}

static void
put_scalar(struct buf *b, const struct json *v)
{
	if (v->type == JSON_STRING)
		put_text(b, json_text(v));
	else
		json_write(b, v);
}

/* ---- one line ---- */

static bool
is_scalar(const struct json *v)
{
	return v->type < JSON_ARRAY || v->count == 0;
}

/* Writes v on one line; false, with some of it written, once that does not end before `limit`. */
static bool
put_line(struct buf *b, const struct json *v, size_t limit)
{
	bool object = v->type == JSON_OBJECT;

	if (is_scalar(v)) {
		put_scalar(b, v);
		return b->len <= limit;
	}
	buf_char(b, object ? '{' : '[');
	for (uint32_t i = 0; i < v->count; i++) {
		if (i)
			buf_str(b, STR(", "));
		if (object) {
			put_text(b, v->members[i].key);
			buf_str(b, STR(": "));
		}
		if (b->len > limit || !put_line(b, object ? &v->members[i].value : &v->items[i], limit))
			return false;
	}
	buf_char(b, object ? '}' : ']');
	return b->len <= limit;
}

/* ---- blocks ---- */

struct writer {
	struct buf *out;
	size_t line; /* where the line at hand starts */
};

static void put_block(struct writer *, const struct json *, size_t indent, size_t level);

static void
new_line(struct writer *w, size_t indent)
{
	buf_char(w->out, '\n');
	w->line = w->out->len;
	for (size_t i = 0; i < indent; i++)
		buf_char(w->out, ' ');
}

/* Behind a key or a dash: on the same line if it fits, else false, and a block must follow. */
static bool
put_beside(struct writer *w, const struct json *v, size_t level)
{
	size_t start = w->out->len;

	if (is_scalar(v) || level > BLOCK_LEVELS) {
		buf_char(w->out, ' ');
		if (put_line(w->out, v, is_scalar(v) ? SIZE_MAX : w->line + LINE_COLUMNS))
			return true;
		w->out->len = start;
	}
	return false;
}

static void
put_key(struct writer *w, struct str key, size_t indent)
{
	size_t start = w->out->len;

	put_text(w->out, key);
	if (w->out->len - start > SIMPLE_KEY_BYTES) {
		w->out->len = start;
		buf_str(w->out, STR("? "));
		put_text(w->out, key);
		new_line(w, indent);
	}
	buf_char(w->out, ':');
}

static void
put_members(struct writer *w, const struct json *v, size_t indent, size_t level)
{
	for (uint32_t i = 0; i < v->count; i++) {
		const struct json_member *m = &v->members[i];

		if (i)
			new_line(w, indent);
		put_key(w, m->key, indent);
		if (!put_beside(w, &m->value, level + 1)) {
			new_line(w, indent + STEP);
			put_block(w, &m->value, indent + STEP, level + 1);
		}
	}
}

static void
put_items(struct writer *w, const struct json *v, size_t indent, size_t level)
{
	for (uint32_t i = 0; i < v->count; i++) {
		if (i)
			new_line(w, indent);
		buf_char(w->out, '-');
		if (!put_beside(w, &v->items[i], level)) {
			buf_char(w->out, ' ');
			put_block(w, &v->items[i], indent + STEP, level + 1);
		}
	}
}

/* The first line of the block starts where the writer stands, which is column `indent`. */
static void
put_block(struct writer *w, const struct json *v, size_t indent, size_t level)
{
	if (is_scalar(v))
		put_scalar(w->out, v);
	else if (v->type == JSON_OBJECT)
		put_members(w, v, indent, level);
	else
		put_items(w, v, indent, level);
}

void
yaml_write(struct buf *out, const struct json *v)
{
	struct writer w = {.out = out, .line = out->len};

	put_block(&w, v, 0, 0);
	buf_char(out, '\n');
}

void
yaml_write_line(struct buf *out, const struct json *v)
{
	put_line(out, v, SIZE_MAX);
}

void
yaml_write_member(struct buf *out, const struct json_member *m)
{
	put_text(out, m->key);
	buf_str(out, STR(": "));
	put_line(out, &m->value, SIZE_MAX);
}
