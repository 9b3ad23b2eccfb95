/* The one pass; see scan.h.
 *
 * Sixty-four bytes at once become words of bits: which are letters, digits, marks. Where a word, a number or an address
 * could begin is then a matter of shifts, and most words are refused by the filter on their first letters, so ordinary
 * text costs a few cycles a byte. Whatever looks beyond the next byte is either bounded by a
 * constant or remembers how far it got.
 */
#include "stages/anonymize/detect/scan.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/bytes64.h"
#include "pipeline/core/bytes8.h"
#include "pipeline/core/letters.h"
#include "pipeline/core/utf8.h"
#include "stages/anonymize/detect/shapes.h"

enum {
	BLOCK = BYTES64,     /* bytes looked at together: a bit each */
	PREFIX = 8,          /* letters that the filter asks for */
	MOST_JOINERS = 3,    /* between two digits of a cluster */
	MOST_ADJOINING = 32, /* letters right before or behind a digit */
	MOST_LABEL = 64,     /* bytes of [DATE_OF_BIRTH] and the like */
	LONGEST_ALONE = 15,  /* digits of a number that is told at once */
	TOO_LONG = 1 << (LONGEST_ALONE + 1),
	KEPT_PLACES = 1 << 12 /* of memory between texts */
};

/* Which bytes of a block are what, the first in bit 0. */
struct bits {
	uint64_t letters, upper; /* ASCII */
	uint64_t digits;
	uint64_t leads;   /* the first bytes of what is longer than one */
	uint64_t marks;   /* @ : / . - */
	uint64_t camel;   /* capitals right behind a small letter */
	uint64_t starts;  /* where words begin with an ASCII letter */
	uint64_t numbers; /* where digits begin */
};

/* What the block before ended with: 1 or 0. */
struct carry {
	uint64_t letter, lower, digit;
};

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
add_place(struct scan *s, struct place place)
{
	if (!(s->wanted >> place.anchor & 1))
		return;
	if (s->place_count == s->place_capacity)
		s->places = grow(s->places, &s->place_capacity, sizeof(*s->places));
	s->places[s->place_count++] = place;
}

/* ---- words ---- */

static bool
in_capitals(char c)
{
	return ascii_upper(c) || c == '_';
}

/* True inside of [DATE_OF_BIRTH] and the like, where a text has been scrubbed: what stood there tells nothing of what
 * stands beside it now. */
static bool
in_label(struct str text, size_t start, size_t end)
{
	size_t first = start > MOST_LABEL ? start - MOST_LABEL : 0;
	size_t last = text.len - end > MOST_LABEL ? end + MOST_LABEL : text.len;

	for (size_t i = start; i < end; i++)
		if (!in_capitals(text.at[i]))
			return false;
	while (start > first && in_capitals(text.at[start - 1]))
		start--;
	while (end < last && in_capitals(text.at[end]))
		end++;
	return start > 0 && text.at[start - 1] == '[' && end < text.len && text.at[end] == ']';
}

static void
add_hits(struct scan *s, const struct words *words, struct str text, size_t at, uint64_t prefix)
{
	size_t letters = words_letters(prefix, text, at);

	for (const struct word *w = words_bucket(words, words_hash(prefix)); w; w = w->next) {
		size_t end;

		if (w->prefix != prefix || (letters && !words_go_on(w, text, at + letters)))
			continue;
		end = words_match(w, text, at, letters);
		if (!end || in_label(text, at, end))
			continue;
		if (s->hit_count == s->hit_capacity)
			s->hits = grow(s->hits, &s->hit_capacity, sizeof(*s->hits));
		s->hits[s->hit_count++] = (struct hit){at, end, w};
	}
}

static inline void
look_up(struct scan *s, const struct words *words, struct str text, size_t at, uint64_t prefix)
{
	if (words_may_hold(words, words_hash(prefix)))
		add_hits(s, words, text, at, prefix);
}

/* Any word, whatever its letters; where a capital is among them userId may be one word of ours, or two. */
static void
look_up_any(struct scan *s, const struct words *words, struct str text, size_t at, bool camel)
{
	uint64_t whole = words_prefix(words, text, at, false), first = 0;

	look_up(s, words, text, at, whole);
	if (camel)
		first = words_prefix(words, text, at, true);
	if (camel && first != whole)
		look_up(s, words, text, at, first);
}

/* A word that begins with an ASCII letter; `next` is the block behind. */
static inline void
scan_word(struct scan *s, const struct words *words, struct str text, size_t at, unsigned int bit,
    const struct bits *b, const struct bits *next)
{
	uint64_t letters = ~b->letters >> bit | ~next->letters << 1 << (BLOCK - 1 - bit);
	uint64_t camel = b->camel >> bit | next->camel << 1 << (BLOCK - 1 - bit);
	uint64_t leads = b->leads >> bit | next->leads << 1 << (BLOCK - 1 - bit);
	unsigned int run = (unsigned int)__builtin_ctzll(letters | 1u << PREFIX);

	/* Where an accent or a capital comes early, more has to be looked at. */
	if ((camel | leads) & ((2u << run) - 2))
		look_up_any(s, words, text, at, (camel & ((2u << PREFIX) - 2)) != 0);
	else
		look_up(s, words, text, at,
		    (bytes8_load_from(text.at, text.len, at) | 0x2020202020202020u)
			& UINT64_MAX >> (BLOCK - 8 * run));
}

/* A character beyond ASCII: a word may begin with it. *letter is how far the letters go that end with it. */
static void
scan_wide(struct scan *s, const struct words *words, struct str text, size_t at, size_t *letter)
{
	size_t length;
	uint32_t c = utf8_character(str_from(text, at), &length);
	bool goes_on = *letter == at || (at > 0 && ascii_letter(text.at[at - 1]));

	if (c == 0xb0 || c == 0xba || c == 0x2da)
		add_place(s, (struct place){.start = at, .end = at + length, .anchor = ANCHOR_DEGREE});
	if (!letters_is(c))
		return;
	if (!letters_unspaced(c))
		*letter = at + length;
	if (words && !goes_on)
		look_up_any(s, words, text, at, false);
}

/* A block of ASCII without camelCase, and some of the text behind it: only the length of words is to be told. */
static void
scan_plain_words(struct scan *s, const struct words *words, struct str text, size_t base,
    const struct bits *b, const struct bits *next)
{
	for (uint64_t todo = b->starts; todo; todo &= todo - 1) {
		unsigned int bit = (unsigned int)__builtin_ctzll(todo);
		uint64_t others = ~b->letters >> bit | ~next->letters << 1 << (BLOCK - 1 - bit);
		unsigned int run = (unsigned int)__builtin_ctzll(others | 1u << PREFIX);
		uint64_t letters = bytes8_load(text.at + base + bit) | 0x2020202020202020u;

		look_up(s, words, text, base + bit, letters & UINT64_MAX >> (BLOCK - 8 * run));
	}
}

/* Words begin where letters do, and where a capital follows a small letter. */
static void
scan_words(struct scan *s, const struct words *words, struct str text, size_t base, const struct bits *b,
    const struct bits *next, size_t *letter)
{
	for (uint64_t todo = b->starts | b->leads; todo; todo &= todo - 1) {
		unsigned int bit = (unsigned int)__builtin_ctzll(todo);

		if (b->leads >> bit & 1)
			scan_wide(s, words, text, base + bit, letter);
		else if (words && *letter != base + bit)
			scan_word(s, words, text, base + bit, bit, b, next);
	}
}

/* ---- digits ---- */

static bool
is_digit_at(struct str text, size_t at)
{
	return at < text.len && ascii_digit(text.at[at]);
}

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
end_cluster(struct scan *s, struct str text, struct place cluster, size_t first)
{
	cluster.whole = cluster.end - first == cluster.digits;
	cluster.mixed |= cluster.start < first;
	if (cluster.digits && cluster.digits >= s->digits_least)
		add_place(s, cluster);
	cluster.anchor = ANCHOR_LETTERS;
	if (cluster.digits > 1 && first == cluster.start + 2 && ascii_digit(text.at[first + 1])
	    && ascii_letter(text.at[cluster.start]) && ascii_letter(text.at[cluster.start + 1]))
		add_place(s, cluster);
}

/* Takes the piece at *at into the cluster and moves on to the next; false if there is none. */
static bool
take_piece(struct place *cluster, struct str text, size_t *at)
{
	size_t end = *at;

	while (is_digit_at(text, end))
		end++;
	cluster->digits += (uint32_t)(end - *at);
	cluster->end = adjoining_behind(text, end);
	cluster->mixed |= cluster->end > end;
	*at = cluster->end;
	if (!is_digit_at(text, *at))
		*at += shape_joiners(text, *at, MOST_JOINERS);
	return is_digit_at(text, *at);
}

/* Bytes of the UUID, date or time where a piece of digits begins. */
static size_t
apart_at(struct str text, size_t at)
{
	size_t length = shape_uuid(text, at);

	return length || (at > 0 && ascii_letter(text.at[at - 1])) ? length : shape_moment(text, at);
}

/* The cluster of digits whose first stands at `first`. A date, a time or an UUID ends it, and is no part of it. */
static void
scan_cluster(struct scan *s, struct str text, size_t first)
{
	size_t start = adjoining_before(text, first), at = first, apart;
	struct place cluster = {.end = first, .anchor = ANCHOR_DIGITS};

	cluster.start = start < s->cluster_end ? first : start;
	apart = shape_uuid(text, cluster.start);
	if (apart) {
		s->cluster_end = cluster.start + apart;
		return;
	}
	do
		apart = apart_at(text, at);
	while (!apart && take_piece(&cluster, text, &at));
	end_cluster(s, text, cluster, first);
	s->cluster_end = apart ? at + apart : cluster.end;
	if (apart)
		add_place(s, (struct place){.start = at, .end = at + apart, .anchor = ANCHOR_DATE});
}

/* Bytes of the number of `run` digits at `at` if it is nothing else, whatever its neighbours: no letter adjoins, and the
 * next one is not tied to it, nor does a mark of dates follow. Most numbers of a text are told here. */
static bool
stands_alone(struct str text, size_t at, size_t run)
{
	size_t end = at + run, next = end;

	if (at > 0 && ascii_letter(text.at[at - 1]))
		return false;
	while (next < text.len && next < end + MOST_JOINERS
	       && (text.at[next] == ' ' || text.at[next] == ',' || text.at[next] == '.'))
		next++;
	if (next == text.len || next == end + MOST_JOINERS)
		return !is_digit_at(text, next);
	if (ascii_letter(text.at[next]))
		return next > end;
	return shape_joiners(text, next, 1) == 0 && !ascii_digit(text.at[next]);
}

static void
scan_number(struct scan *s, struct str text, size_t at, unsigned int run)
{
	if (run > LONGEST_ALONE || !stands_alone(text, at, run)) {
		scan_cluster(s, text, at);
		return;
	}
	s->cluster_end = at + run;
	if (run >= s->digits_least)
		add_place(s,
		    (struct place){
			.start = at, .end = at + run, .digits = run, .whole = true, .anchor = ANCHOR_DIGITS});
}

/* ---- marks ---- */

/* A chain of hex groups has a second mark behind each of its first: right behind it or behind a group. */
static bool
goes_on(struct str text, size_t at)
{
	static const uint8_t nearest[] = {[':'] = 1, ['-'] = 3, ['.'] = 5};
	static const uint8_t farthest[] = {[':'] = 5, ['-'] = 3, ['.'] = 5};
	uint8_t mark = (uint8_t)text.at[at];

	for (size_t i = nearest[mark]; i <= farthest[mark] && at + i < text.len; i++)
		if (text.at[at + i] == text.at[at])
			return true;
	return false;
}

static void
scan_hex(struct scan *s, struct str text, size_t at)
{
	size_t start, end;

	if (at < s->hex_end || !(s->wanted >> ANCHOR_HEX & 1) || !goes_on(text, at))
		return;
	if (shape_hex(text, at, &start, &end))
		add_place(s, (struct place){.start = start, .end = end, .anchor = ANCHOR_HEX});
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
			add_place(s, (struct place){.start = start, .end = end, .anchor = ANCHOR_DOTS});
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
		add_place(s, (struct place){.start = at, .end = at + 1, .anchor = ANCHOR_AT_SIGN});
		break;
	case ':':
		if (str_starts(rest, STR("://")))
			add_place(s, (struct place){.start = at, .end = at + 3, .anchor = ANCHOR_IRI});
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
			add_place(s, (struct place){.start = at, .end = at + 2, .anchor = ANCHOR_TILDE});
		break;
	}
}

/* Bit i of the result is bit i + by; of what is behind the block nothing is known, which is 1. */
static uint64_t
ahead(uint64_t bits, unsigned int by)
{
	return ~(~bits >> by);
}

/* More than two, of which it pays to refuse most together. */
static bool
are_many(uint64_t bits)
{
	bits &= bits - 1;
	return (bits & (bits - 1)) != 0;
}

/* The marks of a block that scan_mark would look at twice, and some more at its end: most are a dot behind a word, a slash
 * of an address, a single hyphen. */
static uint64_t
telling_marks(const char *at, uint64_t digits)
{
	struct bytes64 bytes = bytes64_load(at);
	uint64_t hex = digits | bytes64_within(bytes64_lower(bytes), 'a', 'f');
	uint64_t between = (hex << 1 | 1) & ahead(hex, 1);
	uint64_t dots = bytes64_are(bytes, '.'), dashes = bytes64_are(bytes, '-');
	uint64_t colons = bytes64_are(bytes, ':'), slashes = bytes64_are(bytes, '/');
	uint64_t near =
	    ahead(colons, 1) | ahead(colons, 2) | ahead(colons, 3) | ahead(colons, 4) | ahead(colons, 5);

	dots &= between & (ahead(dots, 2) | ahead(dots, 3) | ahead(dots, 4) | ahead(dots, 5));
	dashes &= between & ahead(dashes, 3);
	colons &= near | (ahead(slashes, 1) & ahead(slashes, 2));
	slashes &= ahead(bytes64_are(bytes, '~'), 1);
	return dots | dashes | colons | slashes | bytes64_are(bytes, '@');
}

/* ---- the pass ---- */

static struct bits
classify(const char *at)
{
	struct bytes64 bytes = bytes64_load(at);
	struct bits b = {
	    .letters = bytes64_within(bytes64_lower(bytes), 'a', 'z'),
	    .upper = bytes64_within(bytes, 'A', 'Z'),
	    .digits = bytes64_within(bytes, '0', '9'),
	    .leads = bytes64_leads(bytes),
	    .marks = bytes64_within(bytes, '-', ':') | bytes64_within(bytes, '@', '@'),
	};

	b.marks &= ~b.digits;
	return b;
}

/* The block at `base`; nothing is behind the text. */
static struct bits
bits_at(struct str text, size_t base, struct carry *before)
{
	char last[BLOCK] = {0};
	struct bits b = {0};
	uint64_t lower;

	if (base >= text.len)
		return b;
	if (text.len - base >= BLOCK) {
		b = classify(text.at + base);
	} else {
		memcpy(last, text.at + base, text.len - base);
		b = classify(last);
	}
	lower = b.letters & ~b.upper;
	b.camel = b.upper & (lower << 1 | before->lower);
	b.starts = (b.letters & ~(b.letters << 1 | before->letter)) | b.camel;
	b.numbers = b.digits & ~(b.digits << 1 | before->digit);
	*before = (struct carry){b.letters >> (BLOCK - 1), lower >> (BLOCK - 1), b.digits >> (BLOCK - 1)};
	return b;
}

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

static void
scan_block(struct scan *s, const struct words *words, struct str text, size_t base, const struct bits *b,
    const struct bits *next, size_t *letter)
{
	/* SIZE_MAX, which is before all, is 0 here. */
	uint64_t marks = b->marks;
	bool plain = !(b->camel | b->leads | next->camel | next->leads) && *letter + 1 <= base;

	if (words && plain && text.len - base >= BLOCK + PREFIX)
		scan_plain_words(s, words, text, base, b, next);
	else
		scan_words(s, words, text, base, b, next, letter);
	for (uint64_t todo = b->numbers; todo; todo &= todo - 1) {
		unsigned int bit = (unsigned int)__builtin_ctzll(todo);
		uint64_t others = ~b->digits >> bit | ~next->digits << 1 << (BLOCK - 1 - bit);

		if (base + bit >= s->cluster_end)
			scan_number(s, text, base + bit, (unsigned int)__builtin_ctzll(others | TOO_LONG));
	}
	if (are_many(marks) && text.len - base >= BLOCK)
		marks = telling_marks(text.at + base, b->digits);
	for (uint64_t todo = marks; todo; todo &= todo - 1)
		scan_mark(s, text, base + (unsigned int)__builtin_ctzll(todo));
}

void
scan_text(struct scan *s, const struct words *words, struct str text)
{
	struct carry before = {0};
	struct bits b = bits_at(text, 0, &before);
	size_t letter = SIZE_MAX;

	forget(s);
	for (size_t base = 0; base < text.len; base += BLOCK) {
		struct bits next = bits_at(text, base + BLOCK, &before);

		scan_block(s, words, text, base, &b, &next, &letter);
		b = next;
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
