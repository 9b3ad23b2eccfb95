/* The one pass; see scan.h.
 *
 * A table says of each byte what it may begin. Most bytes begin nothing and most words are refused by the filter on their
 * first letters, so ordinary text costs a few cycles a byte. Whatever looks beyond the next byte is either bounded by a
 * constant or remembers how far it got.
 */
#include "stages/anonymize/detect/scan.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/letters.h"
#include "pipeline/core/utf8.h"
#include "stages/anonymize/detect/shapes.h"

enum kind { NOTHING, LOWER, UPPER, WIDE, DIGIT, AT_SIGN, COLON, HYPHEN, DOT, SLASH };

enum {
	MOST_JOINERS = 3,     /* between two digits of a cluster */
	MOST_ADJOINING = 32,  /* letters right before or behind a digit */
	KEPT_PLACES = 1 << 12 /* of memory between texts */
};

/* clang-format off */
#define L LOWER
#define U UPPER
#define W WIDE
#define D DIGIT
#define H HYPHEN
#define S SLASH
static const uint8_t kinds[256] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, H, DOT, S, /* - . / */
	D, D, D, D, D, D, D, D, D, D, COLON, 0, 0, 0, 0, 0,
	AT_SIGN, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, 0, 0, 0, 0, 0,
	0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0,
	W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
};
#undef L
#undef U
#undef W
#undef D
#undef H
#undef S
/* clang-format on */

static enum kind
kind_at(struct str text, size_t at)
{
	return at < text.len ? (enum kind)kinds[(unsigned char)text.at[at]] : NOTHING;
}

static void *
grow(void *at, size_t *capacity, size_t size)
{
	*capacity = *capacity ? 2 * *capacity : 64;
	at = realloc(at, *capacity * size);
	if (at)
		return at;
	fputs("lrstream: out of memory\n", stderr);
	abort();
}

static void
add_place(struct scan *s, enum anchor anchor, size_t start, size_t end, uint32_t digits)
{
	if (!(s->wanted >> anchor & 1))
		return;
	if (s->place_count == s->place_capacity)
		s->places = grow(s->places, &s->place_capacity, sizeof(*s->places));
	s->places[s->place_count++] = (struct place){start, end, digits, anchor};
}

/* ---- words ---- */

static void
add_hits(struct scan *s, const struct words *words, struct str text, size_t at, uint32_t hash)
{
	for (const struct word *w = words_bucket(words, hash); w; w = w->next) {
		size_t end = words_match(w, text, at);

		if (!end)
			continue;
		if (s->hit_count == s->hit_capacity)
			s->hits = grow(s->hits, &s->hit_capacity, sizeof(*s->hits));
		s->hits[s->hit_count++] = (struct hit){at, end, w};
	}
}

/* Looks up the word of `letters` ASCII letters at `at`. */
static inline void
look_up(struct scan *s, const struct words *words, struct str text, size_t at, size_t letters)
{
	static const uint32_t parts[] = {0, 0xff, 0xffff, 0xffffff, 0xffffffff};
	const unsigned char *b = (const unsigned char *)text.at + at;
	uint32_t prefix, hash;

	if (at + 4 <= text.len)
		prefix =
		    (b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24 | 0x20202020)
		    & parts[letters < 4 ? letters : 4];
	else
		prefix = words_prefix(text, at, at + letters);
	hash = words_hash(prefix);
	if (words_may_hold(words, hash))
		add_hits(s, words, text, at, hash);
}

static void
look_up_wide(struct scan *s, const struct words *words, struct str text, size_t at, size_t end)
{
	uint32_t hash = words_hash(words_prefix(text, at, end));

	if (words_may_hold(words, hash))
		add_hits(s, words, text, at, hash);
}

/* A word that begins at `at`, up to where it ends or another begins in camelCase. */
static size_t
scan_word(struct scan *s, const struct words *words, struct str text, size_t at)
{
	size_t start = at;

	while (kind_at(text, at) == UPPER)
		at++;
	while (kind_at(text, at) == LOWER)
		at++;
	if (kind_at(text, at) != WIDE) {
		if (words)
			look_up(s, words, text, start, at - start);
		return at;
	}
	at = words_run(text, start);
	if (words)
		look_up_wide(s, words, text, start, at);
	return at;
}

/* A byte beyond ASCII where no word goes on. */
static size_t
scan_wide(struct scan *s, const struct words *words, struct str text, size_t at)
{
	size_t length;
	uint32_t c = utf8_character(str_from(text, at), &length);

	if (c == 0xb0 || c == 0xba || c == 0x2da)
		add_place(s, ANCHOR_DEGREE, at, at + length, 0);
	return letters_is(c) && c != 0xba ? scan_word(s, words, text, at) : at + length;
}

/* ---- digits ---- */

/* Letters and digits that adjoin, in front. */
static size_t
adjoining_before(struct str text, size_t at)
{
	size_t least = at > MOST_ADJOINING ? at - MOST_ADJOINING : 0;

	while (at > least && (ascii_letter(text.at[at - 1]) || ascii_digit(text.at[at - 1])))
		at--;
	return at;
}

static size_t
adjoining_behind(struct str text, size_t at)
{
	size_t most = text.len - at > MOST_ADJOINING ? at + MOST_ADJOINING : text.len;

	while (at < most && ascii_letter(text.at[at]))
		at++;
	return at;
}

static void
end_cluster(struct scan *s, struct str text, size_t start, size_t first, size_t end, uint32_t digits)
{
	if (digits && digits >= s->digits_least)
		add_place(s, ANCHOR_DIGITS, start, end, digits);
	if (digits > 1 && first == start + 2 && ascii_digit(text.at[first + 1])
	    && ascii_letter(text.at[start]) && ascii_letter(text.at[start + 1]))
		add_place(s, ANCHOR_LETTERS, start, end, digits);
}

/* The cluster of digits whose first stands at `first`. A date, a time or an UUID ends it, and is no part of it. */
static void
scan_cluster(struct scan *s, struct str text, size_t first)
{
	size_t start = adjoining_before(text, first), at = first, end = first, length;
	uint32_t digits = 0;

	if (start < s->cluster_end)
		start = first;
	for (;;) {
		length = shape_uuid(text, digits ? at : start);
		if (!length && (at == start || !ascii_letter(text.at[at - 1])))
			length = shape_moment(text, at);
		if (length)
			break;
		while (kind_at(text, at) == DIGIT)
			digits++, at++;
		at = end = adjoining_behind(text, at);
		if (kind_at(text, at) != DIGIT)
			at += shape_joiners(text, at, MOST_JOINERS);
		if (kind_at(text, at) != DIGIT)
			break;
	}
	end_cluster(s, text, start, first, end, digits);
	s->cluster_end = end;
	if (!length)
		return;
	at = digits ? at : start;
	s->cluster_end = at + length;
	if (shape_uuid(text, at) == 0)
		add_place(s, ANCHOR_DATE, at, at + length, 0);
}

/* ---- marks ---- */

static void
scan_hex(struct scan *s, struct str text, size_t at)
{
	size_t start, end;

	if (at < s->hex_end || !(s->wanted >> ANCHOR_HEX & 1))
		return;
	if (shape_hex(text, at, &start, &end))
		add_place(s, ANCHOR_HEX, start, end, 0);
	s->hex_end = end;
}

static void
scan_dot(struct scan *s, struct str text, size_t at)
{
	size_t start, end;

	if (at == 0 || at + 1 >= text.len)
		return;
	if (at >= s->dots_end && ascii_digit(text.at[at - 1]) && ascii_digit(text.at[at + 1])) {
		if (shape_dots(text, at, &start, &end))
			add_place(s, ANCHOR_DOTS, start, end, 0);
		s->dots_end = end;
	}
	if (hex_digit(text.at[at - 1]) >= 0 && hex_digit(text.at[at + 1]) >= 0)
		scan_hex(s, text, at);
}

static void
scan_mark(struct scan *s, struct str text, size_t at)
{
	struct str rest = str_from(text, at);

	switch (text.at[at]) {
	case '@':
		add_place(s, ANCHOR_AT_SIGN, at, at + 1, 0);
		break;
	case ':':
		if (str_starts(rest, STR("://")))
			add_place(s, ANCHOR_IRI, at, at + 3, 0);
		else
			scan_hex(s, text, at);
		break;
	case '-':
		if (rest.len > 2 && at > 1 && hex_digit(text.at[at - 1]) >= 0
		    && hex_digit(text.at[at + 1]) >= 0)
			scan_hex(s, text, at);
		break;
	case '.':
		scan_dot(s, text, at);
		break;
	case '/':
		if (rest.len > 1 && text.at[at + 1] == '~')
			add_place(s, ANCHOR_TILDE, at, at + 2, 0);
		break;
	}
}

/* ---- the pass ---- */

static void
forget(struct scan *s)
{
	if (s->place_capacity > KEPT_PLACES || s->hit_capacity > KEPT_PLACES)
		scan_free(s);
	s->place_count = 0;
	s->hit_count = 0;
	s->cluster_end = 0;
	s->hex_end = 0;
	s->dots_end = 0;
}

void
scan_text(struct scan *s, const struct words *words, struct str text)
{
	size_t at = 0;

	forget(s);
	while (at < text.len) {
		enum kind kind = (enum kind)kinds[(unsigned char)text.at[at]];

		switch (kind) {
		case NOTHING:
			at++;
			break;
		case LOWER:
		case UPPER:
			at = scan_word(s, words, text, at);
			break;
		case WIDE:
			at = scan_wide(s, words, text, at);
			break;
		case DIGIT:
			if (at >= s->cluster_end)
				scan_cluster(s, text, at);
			while (kind_at(text, at) == DIGIT)
				at++;
			break;
		default:
			scan_mark(s, text, at);
			at++;
		}
	}
}

void
scan_free(struct scan *s)
{
	free(s->places);
	free(s->hits);
	s->places = NULL;
	s->hits = NULL;
	s->place_capacity = 0;
	s->hit_capacity = 0;
}
