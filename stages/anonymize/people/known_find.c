/* The search for known people in a text; see known.h.
 *
 * One pass over the bytes. Where a word begins as something known does, it is folded and looked up. Ids and logins are
 * found at once. Words of names are gathered into runs, words with nothing but blanks, hyphens, particles or initials
 * between them, and a run is judged when it ends.
 */
#include "stages/anonymize/people/known.h"

#include "pipeline/core/utf8.h"
#include "stages/anonymize/people/known_table.h"
#include "pipeline/core/letters.h"

enum {
	PART_LEAST = 3,     /* letters of a word of a name that counts alone, by a capital */
	LOGIN_PART = 4,     /* of one that counts with an initial tied to it: p.dupont */
	LOGIN_DIGITS = 6,   /* digits behind a login at most */
	JOINERS = 4,        /* signs between two words of a name at most */
	GAP_BYTES = 32,     /* between two words of a name at most, particles included */
	TITLE_BYTES = 24,   /* of a form of address at most */
	WORK_FREE = 4096,   /* comparisons that any text may cost */
	WORK_PER_BYTE = 16, /* and more for each byte of it */
};

/* A word of the text, folded. */
struct token {
	char folded[KNOWN_TOKEN + FOLDED_MOST];
	size_t len;
	size_t end;    /* in the text */
	size_t digits; /* at its beginning: in the text as in the folded word */
	unsigned letters;
	bool capital; /* or of a script without case */
	bool cut;     /* longer than what is looked at */
};

/* Words of names side by side. */
struct run {
	size_t start, end;
	uint64_t seen; /* entries, by number modulo 64 */
	bool strong;   /* one of them is no everyday word */
	bool capitals; /* all begin with one */
	bool alone;    /* one of them counts by itself */
	bool pair;     /* one of them only counts beside another */
	unsigned letters;
};

struct search {
	const struct known *known;
	struct str text;
	struct spans *out;
	struct run run; /* none while end is 0 */
	size_t work;
};

/* ---- characters around a place ---- */

/* The character that ends before `i`, 0 at the start; *start is where it begins. */
static uint32_t
character_before(struct str text, size_t i, size_t *start)
{
	size_t length;

	*start = i;
	if (i == 0)
		return 0;
	do
		i--;
	while (i > 0 && ((unsigned char)text.at[i] & 0xc0) == 0x80);
	*start = i;
	return utf8_character(str_from(text, i), &length);
}

static uint32_t
character_at(struct str text, size_t i, size_t *length)
{
	*length = 0;
	return i < text.len ? utf8_character(str_from(text, i), length) : 0;
}

/* Letters of scripts without spaces border on everything. */
static bool
borders(uint32_t code)
{
	enum letter kind = letter_kind(code);

	return kind == LETTER_NONE || kind == LETTER_SIGN;
}

static bool
word_ends_at(struct str text, size_t i)
{
	size_t length;

	return borders(character_at(text, i, &length));
}

static bool
word_starts_at(struct str text, size_t i)
{
	size_t start;

	return borders(character_before(text, i, &start));
}

/* What may stand between two words of a name. */
static bool
is_joiner(uint32_t code)
{
	return code < 0x80 ? code && strchr(" \t\r\n.,-_+'/(", (int)code) != NULL
			   : code == 0xa0 || code == 0x202f || code == 0x2019 || code == 0x2010
				 || code == 0x2011 || code == 0xb7 || code == 0x30fb || code == 0x3000;
}

/* Where the joiners end that begin at `i`; `i` itself if there are none or too many. */
static size_t
skip_joiners(struct str text, size_t i)
{
	size_t at = i, length;
	int count = 0;

	while (at < text.len && is_joiner(character_at(text, at, &length))) {
		if (++count > JOINERS)
			return i;
		at += length;
	}
	return at;
}

/* ---- words ---- */

static void
take_ascii(struct token *t, char c)
{
	t->folded[t->len++] = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* The word at `i`; of a script without spaces one character. */
static void
take_token(struct str text, size_t i, struct token *t)
{
	size_t start = i, length;
	enum letter kind;
	uint32_t code = character_at(text, i, &length);

	kind = letter_kind(code);
	t->len = t->digits = t->letters = 0;
	t->cut = false;
	t->capital = kind != LETTER_DIGIT && (letter_is_capital(code) || !letter_has_case(code));
	do {
		if (t->len >= KNOWN_TOKEN)
			t->cut = true;
		else if (code < 0x80)
			take_ascii(t, (char)code);
		else
			t->len += letter_fold(code, t->folded + t->len);
		t->letters += kind != LETTER_MARK;
		if (kind == LETTER_DIGIT && t->digits == i - start)
			t->digits++;
		i += length;
		if (kind == LETTER_SIGN || kind == LETTER_SYLLABLE)
			break;
		code = character_at(text, i, &length);
		kind = letter_kind(code);
	} while (kind != LETTER_NONE && kind != LETTER_SIGN && kind != LETTER_SYLLABLE);
	t->end = i;
}

/* Where a folded text ends that stands at `i`, without case and accents; 0 if it does not stand there. */
static size_t
match(struct search *s, const struct known_entry *e, size_t i)
{
	struct str folded = known_text(s->known, e);
	char bytes[FOLDED_MOST];
	size_t length, put;

	for (size_t at = 0; at < folded.len; at += put) {
		s->work++;
		if (folded.at[at] == ' ') {
			size_t next = skip_joiners(s->text, i);

			if (next == i && !(e->flags & KNOWN_FREE))
				return 0;
			i = next;
			put = 1;
			continue;
		}
		if (i >= s->text.len)
			return 0;
		put = letter_fold(character_at(s->text, i, &length), bytes);
		if (put > folded.len - at || memcmp(bytes, folded.at + at, put) != 0)
			return 0;
		i += length;
	}
	while (i < s->text.len && letter_kind(character_at(s->text, i, &length)) == LETTER_MARK)
		i += length;
	return (e->flags & KNOWN_FREE) || word_ends_at(s->text, i) ? i : 0;
}

/* ---- runs of parts of a name ---- */

/* A form of address that ends before `i`: "Mme ", "M. ". */
static bool
title_before(const struct search *s, size_t i)
{
	size_t end, start = i, before;
	uint32_t code = character_before(s->text, i, &before);
	int blanks = 0;

	for (; code && (code == '.' || code == ' ' || code == 0xa0 || code == 0x202f) && blanks < 3; blanks++)
		code = character_before(s->text, start = before, &before);
	end = start;
	while (code && letter_kind(code) == LETTER_WORD && i - before < TITLE_BYTES)
		code = character_before(s->text, start = before, &before);
	return blanks && start < end
	       && (word_sets_find_plain(s->known->words, (struct str){s->text.at + start, end - start})
		   & WORD_TITLE);
}

static bool
is_initial(const struct search *s, size_t i)
{
	unsigned char c = i < s->text.len ? (unsigned char)s->text.at[i] : 0;

	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' && (s->known->initials >> (c & 31) & 1);
}

static bool
is_tie(char c)
{
	return c == '.' || c == '_' || c == '-';
}

/* p.dupont, dupont_p: a login of an initial and one word. Widens the run if it is one. */
static bool
tie_initial(const struct search *s, struct run *r)
{
	if (r->start >= 2 && is_tie(s->text.at[r->start - 1]) && is_initial(s, r->start - 2)
	    && word_starts_at(s->text, r->start - 2)) {
		r->start -= 2;
		return true;
	}
	if (r->end + 1 < s->text.len && is_tie(s->text.at[r->end]) && is_initial(s, r->end + 1)
	    && word_ends_at(s->text, r->end + 2)) {
		r->end += 2;
		return true;
	}
	return false;
}

/* Takes "P. " before the run into it. */
static void
take_initial(const struct search *s, struct run *r)
{
	size_t i = r->start;

	while (i > 0 && r->start - i < 2 && s->text.at[i - 1] == ' ')
		i--;
	if (i < r->start && i >= 2 && s->text.at[i - 1] == '.' && is_initial(s, i - 2)
	    && !(s->text.at[i - 2] & 0x20) && word_starts_at(s->text, i - 2))
		r->start = i - 2;
}

static bool
counts(const struct search *s, struct run *r)
{
	bool several = (r->seen & (r->seen - 1)) != 0;

	if (several)
		return r->strong || r->capitals;
	if (r->alone)
		return true;
	if (title_before(s, r->start))
		return r->capitals || r->strong;
	return r->strong && !r->pair && r->letters >= LOGIN_PART && tie_initial(s, r);
}

static void
end_run(struct search *s)
{
	struct run *r = &s->run;

	if (r->end && counts(s, r)) {
		take_initial(s, r);
		spans_add(s->out, r->start, r->end, s->known->person);
	}
	r->end = 0;
}

/* True if the text between two words of names leaves them side by side: joiners, and between these particles or
 * initials. A full stop and a blank end a sentence, unless behind an initial. */
static bool
is_gap(const struct search *s, size_t from, size_t to)
{
	struct str text = {s->text.at, to};
	bool initial = false;

	if (to - from > GAP_BYTES || from == to)
		return false;
	while (from < to) {
		size_t i = skip_joiners(text, from), word = i, length;

		if (i == from || (text.at[from] == '.' && i > from + 1 && !initial))
			return false;
		while (i < to && letter_kind(character_at(text, i, &length)) != LETTER_NONE)
			i += length;
		initial = i - word == 1 && is_initial(s, word);
		if (i > word && !initial
		    && !(word_sets_find_plain(s->known->words, (struct str){text.at + word, i - word})
			 & WORD_PARTICLE))
			return false;
		from = i;
		if (i == word && i < to)
			return false;
	}
	return true;
}

static void
add_to_run(struct search *s, const struct known_entry *e, const struct token *t, size_t i)
{
	struct run *r = &s->run;
	uint64_t bit = 1ull << ((size_t)(e - s->known->entries) % 64);

	if (r->end && ((r->seen & bit) || i < r->end || !is_gap(s, r->end, i)))
		end_run(s);
	if (!r->end)
		*r = (struct run){.start = i, .capitals = true};
	r->end = t->end;
	r->seen |= bit;
	r->letters = t->letters;
	r->strong |= !(e->flags & KNOWN_WEAK);
	r->capitals &= t->capital;
	r->pair |= (e->flags & KNOWN_PAIR) != 0;
	r->alone |= !(e->flags & (KNOWN_WEAK | KNOWN_PAIR)) && t->capital && t->letters >= PART_LEAST;
}

/* ---- one place ---- */

static bool
is_login(const struct search *s, const struct known_entry *e, const struct token *t)
{
	struct str stem = known_text(s->known, e);
	size_t letters = t->len, digits;

	while (letters > 0 && t->folded[letters - 1] >= '0' && t->folded[letters - 1] <= '9')
		letters--;
	digits = t->len - letters;
	if (t->cut || letters > stem.len || memcmp(t->folded, stem.at, letters) != 0)
		return false;
	if (digits)
		return letters >= e->least && digits <= LOGIN_DIGITS;
	return !(e->flags & KNOWN_NUMBERED) && letters >= e->whole;
}

/* Whatever is known under this key; what stands there at `i` is judged by its kind. */
static void
try_entries(struct search *s, uint32_t first, const struct token *t, size_t i)
{
	const struct known *k = s->known;
	size_t end;

	for (uint32_t n = first; n; n = k->entries[n - 1].next) {
		const struct known_entry *e = &k->entries[n - 1];

		s->work++;
		switch ((enum known_kind)e->kind) {
		case KNOWN_PART:
			add_to_run(s, e, t, i);
			break;
		case KNOWN_ID:
			if ((end = match(s, e, i)))
				spans_add(s->out, i, end, e->pii);
			break;
		case KNOWN_NUMBER:
			spans_add(s->out, i, t->end, e->pii);
			break;
		case KNOWN_LOGIN:
			if (is_login(s, e, t))
				spans_add(s->out, i, t->end, e->pii);
			break;
		}
	}
}

/* A run of digits, letters beside it or not. A decimal fraction is none. */
static void
try_number(struct search *s, size_t i)
{
	struct token t = {.end = i};

	while (t.end < s->text.len && s->text.at[t.end] >= '0' && s->text.at[t.end] <= '9')
		t.end++;
	for (uint32_t n = known_lookup(s->known, KNOWN_NUMBER, (struct str){s->text.at + i, t.end - i}); n;
	     n = s->known->entries[n - 1].next, s->work++)
		if (s->known->entries[n - 1].kind == KNOWN_NUMBER)
			spans_add(s->out, i, t.end, s->known->entries[n - 1].pii);
}

static void
try_word(struct search *s, size_t i)
{
	struct token t;
	uint32_t first;

	take_token(s->text, i, &t);
	first = known_lookup(s->known, KNOWN_PART, (struct str){t.folded, t.len});
	if (first)
		try_entries(s, first, &t, i);
	if (t.digits && t.digits < t.len)
		try_number(s, i);
	if (t.len >= KNOWN_STEM && !t.digits
	    && (first = known_lookup(s->known, KNOWN_LOGIN, (struct str){t.folded, KNOWN_STEM})))
		try_entries(s, first, &t, i);
}

/* Whether the place is one where something may begin, seen closely. */
static void
try_place(struct search *s, size_t i, unsigned can)
{
	size_t before, length;
	uint32_t last = character_before(s->text, i, &before);
	enum letter kind = letter_kind(character_at(s->text, i, &length));
	bool starts = borders(last) || kind == LETTER_SIGN;

	if (starts && (can & KNOWN_STARTS_WORD))
		try_word(s, i);
	else if (kind == LETTER_DIGIT && letter_kind(last) != LETTER_DIGIT && (can & KNOWN_STARTS_DIGITS))
		try_number(s, i);
}

/* ---- the pass ---- */

/* What may begin behind a byte. Beyond ASCII it takes a closer look. */
static const uint8_t behind[256] = {
#define BOTH KNOWN_STARTS_WORD | KNOWN_STARTS_DIGITS
    [0 ... '/'] = BOTH,
    [':' ... '@'] = BOTH,
    ['A' ... 'Z'] = KNOWN_STARTS_DIGITS,
    ['[' ... '`'] = BOTH,
    ['a' ... 'z'] = KNOWN_STARTS_DIGITS,
    ['{' ... 255] = BOTH,
#undef BOTH
};

/* The second byte of an ASCII word is one that some entry has there; beyond ASCII it may be anything. */
static bool
second_fits(const struct known *k, struct str text, size_t i)
{
	unsigned char a = (unsigned char)text.at[i], b = i + 1 < text.len ? (unsigned char)text.at[i + 1] : 0;

	return a >= 0x80 || b >= 0x80 || (k->second[a & 31] >> (b & 31) & 1);
}

/* Looks closely at a place if it may be one where something begins. */
static inline void
look(struct search *s, size_t i)
{
	unsigned char last = i ? (unsigned char)s->text.at[i - 1] : ' ';
	unsigned can = s->known->first[(unsigned char)s->text.at[i]] & behind[last];

	if (can && second_fits(s->known, s->text, i))
		try_place(s, i, can);
}

typedef uint8_t bytes16 __attribute__((vector_size(16)));

static inline bytes16
load16(const char *at)
{
	bytes16 bytes;

	memcpy(&bytes, at, sizeof(bytes));
	return bytes;
}

/* Looks at those of eight places that a mask has, a byte each, the first lowest; at none before `from`. */
static void
look_where(struct search *s, uint64_t mask, size_t i, unsigned from)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	mask = __builtin_bswap64(mask);
#endif
	if (from >= 8)
		return;
	mask &= 0x0101010101010101u;
	for (mask = mask >> 8 * from << 8 * from; mask; mask &= mask - 1)
		look(s, i + (unsigned)__builtin_ctzll(mask) / 8);
}

/* Sixteen places at once, those from `from` on: where two bytes begin something known, and beside bytes beyond ASCII.
 * `at` has the bytes of the text from place `i` on, and one more. */
static void
look16(struct search *s, const char *at, size_t i, unsigned from)
{
	const struct known *k = s->known;
	bytes16 here = load16(at), next = load16(at + 1);
	bytes16 small = here | 0x20, small_next = next | 0x20;
	bytes16 hits = (bytes16)((here | next) >= 0x80);
	uint64_t halves[2];

	for (unsigned p = 0; p < k->pair_count; p++)
		hits |= (bytes16)(small == load16(k->pairs[p].first))
			& (bytes16)(small_next == load16(k->pairs[p].second));
	memcpy(halves, &hits, sizeof(halves));
	if (halves[0] | halves[1]) {
		look_where(s, halves[0], i, from);
		look_where(s, halves[1], i + 8, from > 8 ? from - 8 : 0);
	}
}

/* The whole text, sixteen places after the other; what is left at the end together with some that were looked at. */
static void
look_by_sixteen(struct search *s, size_t most)
{
	size_t len = s->text.len, i = 0;

	for (; i + sizeof(bytes16) < len && s->work <= most; i += sizeof(bytes16))
		look16(s, s->text.at + i, i, 0);
	if (i == len || s->work > most)
		return;
	if (len > sizeof(bytes16)) {
		size_t last = len - sizeof(bytes16) - 1;

		look16(s, s->text.at + last, last, (unsigned)(i - last));
		look(s, len - 1);
	} else {
		char padded[2 * sizeof(bytes16)] = {0};

		memcpy(padded, s->text.at, len);
		look16(s, padded, 0, 0);
	}
}

void
known_find(const struct known *k, struct str text, struct spans *out)
{
	struct search s = {.known = k, .text = text, .out = out};
	size_t most = WORK_FREE + WORK_PER_BYTE * text.len;
	uint32_t found = out->count;

	if (k->count == 0 || text.len == 0)
		return;
	if (k->pair_count <= KNOWN_PAIRS)
		look_by_sixteen(&s, most);
	else
		for (size_t i = 0; i < text.len && s.work <= most; i++)
			look(&s, i);
	end_run(&s);
	if (s.work > most) {
		out->count = found;
		spans_add(out, 0, text.len, k->redacted);
	}
}
