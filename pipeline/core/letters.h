/* Letters without case and accents, as words and names are compared: "É" is "e", "Ω" is "ω", "ß" is "ss".
 *
 * Latin, Greek and Cyrillic; every other character stands for itself. What Unicode's compatibility decomposition takes
 * apart loses its marks, composed or not; letters with a stroke lose it too, and full-width forms are ASCII.
 */
#ifndef LRSTREAM_LETTERS_H
#define LRSTREAM_LETTERS_H

#include <stdint.h>

#include "pipeline/core/str.h"

enum { FOLDED_MOST = 4 }; /* bytes that one character becomes at most */

/* Folds the character at the start of s, which is not empty and valid UTF-8, into `out`; returns how many bytes that
 * are: 0 for a combining mark. *length is how many bytes of s the character takes. */
size_t letters_fold(struct str s, char out[FOLDED_MOST], size_t *length);

/* True for what words are made of: letters of any script and the marks on them, no digits. */
bool letters_is(uint32_t character);

/* True for scripts that write words without blanks between: Thai, Chinese, Japanese, Korean and their neighbours. */
bool letters_unspaced(uint32_t character);

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
