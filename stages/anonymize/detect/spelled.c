/* Words for '@' and '.', in the languages learners write; see spelled.h. */
#include "stages/anonymize/detect/spelled.h"

struct word {
	struct str word;
	enum spelled meaning;
};

static const struct word words[] = {
    {STR("at"), SPELLED_AT},
    {STR("@"), SPELLED_AT},
    {STR("arobase"), SPELLED_AT},
    {STR("arobas"), SPELLED_AT},
    {STR("arrobase"), SPELLED_AT},
    {STR("arroba"), SPELLED_AT},
    {STR("chiocciola"), SPELLED_AT},
    {STR("\xc3\xa4t"), SPELLED_AT},
    {STR("dot"), SPELLED_DOT},
    {STR("."), SPELLED_DOT},
    {STR("point"), SPELLED_DOT},
    {STR("punto"), SPELLED_DOT},
    {STR("ponto"), SPELLED_DOT},
    {STR("punkt"), SPELLED_DOT},
};

/* Those that nobody writes between blanks but for an address, and how far into the word its b stands. */
static const struct bare {
	struct str word;
	size_t b;
} bare[] = {
    {STR("arobase"), 3},
    {STR("arobas"), 3},
    {STR("arrobase"), 4},
    {STR("arroba"), 4},
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static bool
is_letter(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80;
}

/* `word` is in small letters. */
static bool
starts_with_word(struct str text, struct str word)
{
	if (text.len < word.len)
		return false;
	for (size_t i = 0; i < word.len; i++)
		if (text.at[i] != word.at[i] && (text.at[i] | 0x20) != word.at[i])
			return false;
	return text.len == word.len || !is_letter(word.at[0]) || !is_letter(text.at[word.len]);
}

static const struct word *
word_at(struct str text)
{
	static const char starts[] = "aAcCdDpP@.\xc3";

	if (text.len == 0 || !memchr(starts, text.at[0], sizeof(starts) - 1))
		return NULL;
	for (size_t i = 0; i < COUNT(words); i++)
		if (starts_with_word(text, words[i].word))
			return &words[i];
	return NULL;
}

static size_t
blanks(struct str text, size_t at)
{
	while (at < text.len && spelled_is_blank(text.at[at]))
		at++;
	return at;
}

static struct escape
spelled(size_t len, enum spelled meaning)
{
	return (struct escape){.len = len, .size = 1, .bytes = {(char)meaning}};
}

struct escape
spelled_bracketed(struct str text)
{
	static const char open[] = "[({<", close[] = "])}>";
	size_t at = blanks(text, 1);
	const struct word *w = word_at(str_from(text, at));
	const char *pair = memchr(open, text.at[0], sizeof(open) - 1);

	if (!w || !pair)
		return (struct escape){0};
	at = blanks(text, at + w->word.len);
	if (at >= text.len || text.at[at] != close[pair - open])
		return (struct escape){0};
	/* "0[.]12" is a list of numbers, as xAPI's video profile writes them. */
	if (w->word.at[0] == '.' && (at + 1 == text.len || !is_letter(text.at[at + 1])))
		return (struct escape){0};
	return spelled(at + 1, w->meaning);
}

struct escape
spelled_word(struct str text, size_t at, size_t *start)
{
	for (size_t i = 0; i < COUNT(bare); i++) {
		struct str from;

		if (at < bare[i].b + 1 || !spelled_is_blank(text.at[at - bare[i].b - 1]))
			continue;
		*start = at - bare[i].b;
		from = str_from(text, *start);
		if (starts_with_word(from, bare[i].word) && from.len > bare[i].word.len
		    && spelled_is_blank(from.at[bare[i].word.len]))
			return spelled(bare[i].word.len, SPELLED_AT);
	}
	return (struct escape){0};
}

struct escape
spelled_dot(struct str text)
{
	size_t at = blanks(text, 0);
	const struct word *w = at ? word_at(str_from(text, at)) : NULL;

	if (!w || w->meaning != SPELLED_DOT || !is_letter(w->word.at[0]))
		return (struct escape){0};
	at += w->word.len;
	if (blanks(text, at) == at)
		return (struct escape){0};
	return spelled(at, SPELLED_DOT);
}
