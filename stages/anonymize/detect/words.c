/* The table of words; see words.h. A filter of one bit per first eight letters spares most words of a text the rest. */
#include "stages/anonymize/detect/words.h"

#include "pipeline/core/bytes8.h"
#include "pipeline/core/letters.h"
#include "pipeline/core/utf8.h"

enum { PREFIX = 8, MOST_FOLDED = 128 };

struct words *
words_new(struct arena *arena)
{
	struct words *w = arena_zero(arena, sizeof(*w));

	w->arena = arena;
	for (int i = 0; i < LATIN; i++) {
		const char letter[] = {(char)(0xc3 + i / 64), (char)(0x80 + i % 64)};
		char folded[FOLDED_MOST];
		size_t length;

		if (letters_fold((struct str){letter, sizeof(letter)}, folded, &length) == 1
		    && ascii_letter(folded[0]))
			w->latin[i] = folded[0];
	}
	return w;
}

uint32_t
words_list(struct words *w)
{
	return w->lists < MOST_LISTS ? w->lists++ : MOST_LISTS;
}

/* ---- letters ---- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '-' || c == '.' || c == '_' || c == '\n' || c == '\t' || c == '\r';
}

static bool
is_camel(struct str text, size_t at)
{
	return at > 0 && at < text.len && ascii_upper(text.at[at])
	       && (ascii_lower(text.at[at - 1]) || ascii_digit(text.at[at - 1]));
}

size_t
words_run(struct str text, size_t at, bool camel)
{
	size_t start = at, length;

	while (at < text.len && !(camel && at > start && is_camel(text, at))) {
		uint32_t c = utf8_character(str_from(text, at), &length);

		if (!letters_is(c))
			break;
		if (letters_unspaced(c))
			return at > start ? at : at + length;
		at += length;
	}
	return at;
}

static uint64_t
prefix_of_any(struct str text, size_t at, bool camel)
{
	char folded[PREFIX + FOLDED_MOST] = {0};
	size_t count = 0, length, end = words_run(text, at, camel);

	for (; count < PREFIX && at < end; at += length)
		count += letters_fold(str_from(text, at), folded + count, &length);
	memset(folded + count, 0, sizeof(folded) - count);
	return bytes8_load(folded);
}

/* Most accents are on Latin letters of two bytes: they need no more than a table. */
uint64_t
words_prefix(const struct words *w, struct str text, size_t at, bool camel)
{
	char folded[PREFIX] = {0};
	size_t start = at;

	for (size_t count = 0; count < PREFIX && at < text.len; at++) {
		unsigned char c = (unsigned char)text.at[at];

		if (c < 0x80) {
			if (!ascii_letter((char)c) || (camel && at > start && is_camel(text, at)))
				break;
			folded[count++] = (char)(c | 0x20);
		} else if (c >= 0xc3 && c <= 0xc5) {
			char letter = w->latin[(c - 0xc3) * 64 + (text.at[++at] & 0x3f)];

			if (!letter)
				return prefix_of_any(text, start, camel);
			folded[count++] = letter;
		} else {
			return prefix_of_any(text, start, camel);
		}
	}
	return bytes8_load(folded);
}

/* ---- making ---- */

/* Accents, case and the ways to write a blank go. */
static struct str
fold_word(struct arena *arena, struct str word)
{
	char folded[MOST_FOLDED];
	size_t count = 0, length;

	for (size_t i = 0; i < word.len && count + FOLDED_MOST <= sizeof(folded); i += length) {
		if (is_blank(word.at[i])) {
			length = 1;
			if (count && folded[count - 1] != ' ')
				folded[count++] = ' ';
		} else {
			count += letters_fold(str_from(word, i), folded + count, &length);
		}
	}
	while (count && folded[count - 1] == ' ')
		count--;
	return arena_copy(arena, (struct str){folded, count});
}

static struct word *
find_word(struct words *w, uint64_t hash, struct str folded)
{
	const struct word *known = words_bucket(w, hash);

	while (known && !str_eq(known->folded, folded))
		known = known->next;
	return (struct word *)known;
}

bool
words_add(struct words *w, struct str text, uint32_t list)
{
	struct str folded = fold_word(w->arena, text);
	uint64_t prefix = words_prefix(w, folded, 0, false);
	uint64_t hash = words_hash(prefix);
	struct word *word = find_word(w, hash, folded);

	if (!prefix)
		return false;
	if (!word) {
		word = arena_zero(w->arena, sizeof(*word));
		word->folded = folded;
		word->prefix = prefix;
		word->letters = (uint8_t)(PREFIX - __builtin_clzll(prefix) / 8);
		for (size_t i = 0; i < sizeof(word->behind) && word->letters + i < folded.len; i++)
			word->behind[i] = folded.at[word->letters + i];
		word->next = w->buckets[hash >> 51];
		w->buckets[hash >> 51] = word;
		w->filter[hash >> 53] |= (uint64_t)1 << (hash >> 47 & 63);
	}
	lists_add(&word->lists, list);
	return true;
}

/* ---- looking ---- */

/* How many bytes of what may stand for a blank. */
static size_t
blanks(struct str text, size_t at)
{
	static const struct str wide[] = {STR("\xc2\xa0"), STR("\xe2\x80\xaf")};
	size_t start = at;

	while (at < text.len) {
		size_t length = is_blank(text.at[at]);

		for (size_t i = 0; !length && i < sizeof(wide) / sizeof(*wide); i++)
			length = str_starts(str_from(text, at), wide[i]) ? wide[i].len : 0;
		if (!length)
			break;
		at += length;
	}
	return at - start;
}

/* No letter follows, or one that starts another word. */
static bool
ends_at(struct str text, size_t at)
{
	size_t length;
	uint32_t next, last;

	if (at >= text.len || is_camel(text, at))
		return true;
	next = utf8_character(str_from(text, at), &length);
	if (!letters_is(next))
		return true;
	for (at--; ((unsigned char)text.at[at] & 0xc0) == 0x80;)
		at--;
	last = utf8_character(str_from(text, at), &length);
	return letters_unspaced(last) || letters_unspaced(next);
}

static char
small(char c)
{
	return ascii_upper(c) ? (char)(c | 0x20) : c;
}

bool
words_go_on(const struct word *word, struct str text, size_t at)
{
	char next = at < text.len ? text.at[at] : '\0', second = at + 1 < text.len ? text.at[at + 1] : '\0';

	if ((next | word->behind[0]) & 0x80)
		return true;
	if (word->behind[0] != ' ')
		return word->behind[0] ? small(next) == word->behind[0]
				       : !ascii_lower(next) || (text.at[at - 1] & 0x80);
	if (ascii_upper(next))
		return true;
	return is_blank(next)
	       && (((second | word->behind[1]) & 0x80) || is_blank(second)
		   || small(second) == word->behind[1]);
}

size_t
words_letters(uint64_t prefix, struct str text, size_t at)
{
	unsigned int unused = prefix ? (unsigned int)__builtin_clzll(prefix) & ~7u : 0;
	uint64_t first = bytes8_load_from(text.at, text.len, at) | 0x2020202020202020u;

	return (first & UINT64_MAX >> unused) == prefix ? PREFIX - unused / 8 : 0;
}

size_t
words_match(const struct word *word, struct str text, size_t at, size_t letters)
{
	struct str want = str_from(word->folded, letters);
	char folded[FOLDED_MOST];
	size_t length;

	at += letters;
	while (want.len) {
		size_t count;

		if (want.at[0] == ' ') {
			size_t skipped = blanks(text, at);

			if (!skipped && !is_camel(text, at))
				return 0;
			at += skipped;
			want = str_from(want, 1);
			continue;
		}
		if (at >= text.len)
			return 0;
		if (!(text.at[at] & 0x80)) {
			if ((ascii_upper(text.at[at]) ? text.at[at] | 0x20 : text.at[at]) != want.at[0])
				return 0;
			want = str_from(want, 1);
			at++;
			continue;
		}
		count = letters_fold(str_from(text, at), folded, &length);
		if (count > want.len || memcmp(folded, want.at, count) != 0)
			return 0;
		want = str_from(want, count);
		at += length;
	}
	return ends_at(text, at) ? at : 0;
}
