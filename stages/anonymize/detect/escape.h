/* Escapes: single characters written as several, each undone by itself.
 *
 * An escape of an escape counts as one, however deep: %252540 and %40 are both '@', so that it costs one look.
 */
#ifndef LRSTREAM_ESCAPE_H
#define LRSTREAM_ESCAPE_H

#include <stdint.h>

#include "pipeline/core/str.h"

/* So many bytes of a text that stand for others. */
struct escape {
	size_t len;   /* bytes in the text; 0: none is here */
	uint8_t size; /* bytes it stands for: one character of UTF-8, or none where it cannot be seen */
	char bytes[4];
};

/* Each looks at the start of `text`, which is not empty and valid UTF-8, and returns what is there. */

/* '%': %C3%A9 as one character, bytes that are no UTF-8 as Latin-1; %u00E9, as old JavaScript writes it. */
struct escape escape_percent(struct str text);

/* '\': as in JSON, JavaScript, Python and PHP: \u0040, pairs of surrogates, \u{40}, \x40, \n, \/, \", \\. */
struct escape escape_backslash(struct str text);

/* '&': named and numbered characters of HTML, with the semicolon or, where browsers forgive it, without. */
struct escape escape_entity(struct str text);

/* Hexadecimal digits at the start of text, `most` at most; *value is what they say, capped beyond Unicode. */
size_t escape_hex(struct str text, size_t most, uint32_t *value);

/* The escape of `len` bytes that stands for the character; what is none becomes U+FFFD. */
struct escape escape_of(size_t len, uint32_t character);

#endif
