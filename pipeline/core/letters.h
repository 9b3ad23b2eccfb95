/* Letters of the world's scripts: which are one when case and accents do not matter, and where words begin and end.
 *
 * Folding is made for comparing names: Latin letters become a to z ('ß' ss, 'œ' oe, 'ø' o, 'ł' l), Greek and Cyrillic
 * ones lose accents, Arabic and Hebrew ones their points, full-width forms become ASCII. It is no Unicode
 * normalization: what it does not know stays, and two texts that differ there stay different.
 */
#ifndef LRSTREAM_LETTERS_H
#define LRSTREAM_LETTERS_H

#include <stdint.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/str.h"
#include "pipeline/core/utf8.h"

/* In this order: letters are more than digits, scripts without spaces more than others. */
enum letter {
	LETTER_NONE,     /* punctuation, blanks, symbols */
	LETTER_DIGIT,    /* 0 to 9 */
	LETTER_WORD,     /* words of such letters have spaces around them */
	LETTER_MARK,     /* an accent or point that stands with the letter before it */
	LETTER_SYLLABLE, /* Hangul: a word begins behind a space, but endings grow on it */
	LETTER_SIGN,     /* Han, Kana, Thai, Khmer ...: written without spaces */
};

enum { FOLDED_MOST = 4 };

enum letter letter_kind_beyond_ascii(uint32_t code);

static inline enum letter
letter_kind(uint32_t code)
{
	if (code >= 0x80)
		return letter_kind_beyond_ascii(code);
	if (code - '0' < 10)
		return LETTER_DIGIT;
	return (code | 0x20) - 'a' < 26 ? LETTER_WORD : LETTER_NONE;
}

/* True for letters of any script and the marks on them, no digits. */
static inline bool
letters_is(uint32_t code)
{
	return letter_kind(code) > LETTER_DIGIT;
}

/* True for scripts that write words without blanks between, and for Korean, whose endings grow on words. */
static inline bool
letters_unspaced(uint32_t code)
{
	return letter_kind(code) >= LETTER_SYLLABLE;
}

/* The small letter of a capital of Latin, Greek or Cyrillic script; any other code as it is. Both take the same number
 * of bytes in UTF-8: letters whose small form is longer or depends on the language (the dotted I) stay. */
uint32_t letter_small_beyond_ascii(uint32_t code);

static inline uint32_t
letter_small(uint32_t code)
{
	if (code < 0x80)
		return code >= 'A' && code <= 'Z' ? code | 0x20 : code;
	return letter_small_beyond_ascii(code);
}

/* False also for letters of scripts without case. */
bool letter_is_capital(uint32_t code);
bool letter_has_case(uint32_t code);

/* Writes what the character is without case and accents, as UTF-8, and returns its length: 0 for a mark. */
size_t letter_fold_beyond_ascii(uint32_t code, char out[FOLDED_MOST]);

static inline size_t
letter_fold(uint32_t code, char out[FOLDED_MOST])
{
	if (code >= 0x80)
		return letter_fold_beyond_ascii(code, out);
	out[0] = (char)letter_small(code);
	return 1;
}

/* The same for the character at the start of s, which is not empty and valid UTF-8; *length is how many bytes of s it
 * takes. */
static inline size_t
letters_fold(struct str s, char out[FOLDED_MOST], size_t *length)
{
	return letter_fold(utf8_character(s, length), out);
}

/* Appends the text folded; it is valid UTF-8. */
void letters_fold_text(struct buf *, struct str text);

/* The text folded into `room`; empty if it does not fit, with FOLDED_MOST bytes to spare. */
struct str letters_fold_short(struct str text, char *room, size_t size);

static inline bool
ascii_letter(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline bool
ascii_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

static inline bool
ascii_upper(char c)
{
	return (unsigned char)(c - 'A') < 26;
}

static inline bool
ascii_lower(char c)
{
	return (unsigned char)(c - 'a') < 26;
}

#endif
