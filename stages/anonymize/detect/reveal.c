/* One layer of encodings undone; see reveal.h.
 *
 * Bytes that may start something are found sixty-four at a time, a table says what. The first pass only looks for a
 * reason to write the reading at all: what tells. The second writes it.
 */
#include "stages/anonymize/detect/reveal.h"

#include "pipeline/core/bytes64.h"
#include "pipeline/core/utf8.h"
#include "stages/anonymize/detect/escape.h"
#include "stages/anonymize/detect/lookalike.h"
#include "stages/anonymize/detect/spelled.h"

enum kind { PLAIN, PERCENT, BACKSLASH, ENTITY, BRACKET, LETTER_B, BLANK, LOOKALIKE };

/* Blanks matter only where addresses are spelled out. Bytes beyond ASCII are those that lookalikes start with. */
static const uint8_t kinds[256] = {
    ['%'] = PERCENT,
    ['\\'] = BACKSLASH,
    ['&'] = ENTITY,
    ['['] = BRACKET,
    ['('] = BRACKET,
    ['{'] = BRACKET,
    ['<'] = BRACKET,
    ['b'] = LETTER_B,
    ['B'] = LETTER_B,
    [0xc2] = LOOKALIKE,
    [0xc5] = LOOKALIKE,
    [0xca] = LOOKALIKE,
    [0xcb] = LOOKALIKE,
    [0xcd] = LOOKALIKE,
    [0xd9] = LOOKALIKE,
    [0xdb] = LOOKALIKE,
    [0xdf] = LOOKALIKE,
    [0xe0] = LOOKALIKE,
    [0xe1] = LOOKALIKE,
    [0xe2] = LOOKALIKE,
    [0xe3] = LOOKALIKE,
    [0xea] = LOOKALIKE,
    [0xef] = LOOKALIKE,
    [0xf0] = LOOKALIKE,
};

/* Something undone: bytes [start, start + escape.len) of the text. */
struct find {
	size_t start;
	struct escape escape;
	bool tells;   /* a reason to read the text again */
	bool spelled; /* takes the blanks around it */
};

/* ---- lookalikes ---- */

static bool
is_visible_ascii(struct str text, size_t at)
{
	return at < text.len && text.at[at] > ' ' && text.at[at] < 0x7f;
}

static bool
is_visible(struct str text, size_t at)
{
	return at < text.len && (unsigned char)text.at[at] > ' ' && text.at[at] != 0x7f;
}

/* What cannot be seen tells inside of words; where it is part of everyday typography (the look of emoji), and so wide
 * punctuation and the ideographic full stop, only inside of what could be an address or a number. Blanks and dashes stand
 * there every day. */
static bool
tells(const struct lookalike *l, struct str text, size_t at, size_t len)
{
	bool before = at > 0 && is_visible_ascii(text, at - 1), behind = is_visible_ascii(text, at + len);

	if (l->len == 0)
		return before || behind
		       || (l->telling && at > 0 && is_visible(text, at - 1) && is_visible(text, at + len));
	if (l->text[0] == '.')
		return before && behind;
	return l->telling || (before && behind && l->text[0] != ' ' && l->text[0] != '-');
}

static bool
find_lookalike(struct str text, size_t at, struct find *out)
{
	struct lookalike l;
	size_t len;

	if (!lookalike(utf8_character(str_from(text, at), &len), &l))
		return false;
	out->escape = (struct escape){.len = len, .size = l.len};
	memcpy(out->escape.bytes, l.text, sizeof(l.text));
	out->tells = tells(&l, text, at, len);
	return true;
}

/* ---- finding ---- */

static bool
find_spelled(struct str text, size_t at, enum kind kind, struct find *out)
{
	switch (kind) {
	case BRACKET:
		out->escape = spelled_bracketed(str_from(text, at));
		break;
	case LETTER_B:
		out->escape = spelled_word(text, at, &out->start);
		break;
	default:
		out->escape = spelled_dot(str_from(text, at));
		break;
	}
	out->spelled = true;
	return out->escape.len != 0;
}

static bool
find_at(struct str text, size_t at, enum kind kind, struct find *out)
{
	*out = (struct find){.start = at, .tells = true};
	switch (kind) {
	case PERCENT:
		out->escape = escape_percent(str_from(text, at));
		return out->escape.len != 0;
	case BACKSLASH:
		out->escape = escape_backslash(str_from(text, at));
		return out->escape.len != 0;
	case ENTITY:
		out->escape = escape_entity(str_from(text, at));
		return out->escape.len != 0;
	case LOOKALIKE:
		return find_lookalike(text, at, out);
	default:
		return find_spelled(text, at, kind, out);
	}
}

/* How long the character is that stands for itself though it might not have. */
static size_t
itself(struct str text, size_t at)
{
	size_t len;

	utf8_character(str_from(text, at), &len);
	return len;
}

static enum kind
kind_at(struct str text, size_t at, bool spelled)
{
	if (spelled && spelled_is_blank(text.at[at]))
		return BLANK;
	return kinds[(unsigned char)text.at[at]];
}

/* A walk along the bytes that may start something, sixty-four at a time. Zeroed but for the text at first. */
struct places {
	struct str text;
	bool spelled;
	size_t end;    /* of the bytes looked at together */
	uint64_t bits; /* which of them */
};

/* What the table of kinds tells but for bytes beyond ASCII; a b, as in arobase and arroba, stands behind an o. */
static uint64_t
places_at(struct str text, size_t at, bool spelled)
{
	struct bytes64 b = bytes64_load_from(text.at, text.len, at), small = bytes64_lower(b);
	uint64_t bits = bytes64_within(b, '%', '&') | bytes64_within(b, '[', '\\') | bytes64_are(b, '(')
			| bytes64_are(b, '<') | bytes64_are(b, '{') | bytes64_leads(b);

	bits |= bytes64_are(small, 'b') & (bytes64_are(small, 'o') << 1 | 1);
	return spelled ? bits | bytes64_are(b, ' ') | bytes64_within(b, '\t', '\r') : bits;
}

/* The first place at or behind `i`, which grows from call to call. */
static size_t
next_place(struct places *p, size_t i)
{
	for (;;) {
		if (i >= p->end) {
			p->bits = places_at(p->text, i, p->spelled);
			p->end = i + BYTES64;
		}
		p->bits &= UINT64_MAX << (BYTES64 - (p->end - i));
		if (p->bits) {
			i = p->end - BYTES64 + (unsigned int)__builtin_ctzll(p->bits);
			if (kind_at(p->text, i, p->spelled) != PLAIN)
				return i;
			p->bits &= p->bits - 1;
		} else if (p->end >= p->text.len) {
			return p->text.len;
		} else {
			i = p->end;
		}
	}
}

static bool
hides(struct str text, bool spelled)
{
	struct places p = {.text = text, .spelled = spelled};
	struct find found;

	for (size_t i = next_place(&p, 0); i < text.len; i = next_place(&p, i)) {
		if (!find_at(text, i, kind_at(text, i, spelled), &found))
			i += itself(text, i);
		else if (found.tells)
			return true;
		else
			i = found.start + found.escape.len;
	}
	return false;
}

/* ---- writing ---- */

static void
put_plain(struct reading *r, struct str text, size_t start, size_t end)
{
	reading_count(r->from + r->bytes.len, start, end - start);
	buf_put(&r->bytes, text.at + start, end - start);
}

static void
put_escape(struct reading *r, size_t start, const struct escape *e)
{
	windows_add(&r->windows, r->bytes.len);
	for (size_t i = 0; i < e->size; i++)
		r->from[r->bytes.len + i] = (uint32_t)start;
	buf_put(&r->bytes, e->bytes, e->size);
}

/* The word stands where its first letter or the first blank before it stood. */
static void
put_spelled(struct reading *r, struct find *f)
{
	while (r->bytes.len && r->from[r->bytes.len - 1] >= f->start)
		r->bytes.len--;
	while (r->bytes.len && spelled_is_blank(r->bytes.at[r->bytes.len - 1]))
		f->start = r->from[--r->bytes.len];
	put_escape(r, f->start, &f->escape);
	r->spelled |= f->escape.bytes[0] == SPELLED_AT;
}

struct writer {
	struct reading *reading;
	struct str text;
	bool swallow; /* blanks: they belong to the spelled word before */
};

static void
write_plain(struct writer *w, size_t start, size_t end)
{
	while (w->swallow && start < end && spelled_is_blank(w->text.at[start]))
		start++;
	if (start == end)
		return;
	w->swallow = false;
	put_plain(w->reading, w->text, start, end);
}

static void
write_found(struct writer *w, struct find *f)
{
	if (f->spelled) {
		put_spelled(w->reading, f);
		w->swallow = true;
		return;
	}
	if (w->swallow && (f->escape.size == 0 || spelled_is_blank(f->escape.bytes[0])))
		return;
	w->swallow = false;
	put_escape(w->reading, f->start, &f->escape);
}

static void
write_reading(struct writer *w, bool spelled)
{
	struct places p = {.text = w->text, .spelled = spelled};
	struct find found;
	size_t i = 0;

	while (i < w->text.len) {
		size_t next = next_place(&p, i);

		write_plain(w, i, next);
		if (next == w->text.len)
			break;
		if (find_at(w->text, next, kind_at(w->text, next, spelled), &found)) {
			i = found.start + found.escape.len;
			write_found(w, &found);
		} else {
			i = next + itself(w->text, next);
			write_plain(w, next, i);
		}
	}
}

static void
finish(struct reading *r, struct str text)
{
	r->from[r->bytes.len] = (uint32_t)text.len;
	r->text = buf_view(&r->bytes);
}

bool
reveal(struct reading *r, struct str text, bool spelled)
{
	struct writer w = {.reading = r, .text = text};

	if (!hides(text, spelled))
		return false;
	reading_room(r, text.len); /* no escape stands for more bytes than it has */
	r->spelled = spelled;
	write_reading(&w, spelled);
	finish(r, text);
	return true;
}
