/* UTF-8 (RFC 3629): what is valid, and which characters stand there. */
#ifndef LRSTREAM_UTF8_H
#define LRSTREAM_UTF8_H

#include <stdint.h>

#include "pipeline/core/str.h"

/* Length of the UTF-8 sequence at `at`, 0 if it is none (RFC 3629, 4: no overlong forms, no surrogates). */
static inline size_t
utf8_length(const unsigned char *at, size_t left)
{
	unsigned char lead = at[0];
	unsigned char low = 0x80, high = 0xbf;
	size_t length;

	if (lead >= 0xc2 && lead <= 0xdf)
		length = 2;
	else if ((lead & 0xf0) == 0xe0)
		length = 3;
	else if (lead >= 0xf0 && lead <= 0xf4)
		length = 4;
	else
		return 0;
	if (left < length)
		return 0;
	if (lead == 0xe0)
		low = 0xa0;
	else if (lead == 0xed)
		high = 0x9f;
	else if (lead == 0xf0)
		low = 0x90;
	else if (lead == 0xf4)
		high = 0x8f;
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

/* True if all of s is UTF-8. */
static inline bool
utf8_is(struct str s)
{
	size_t length;

	for (size_t i = 0; i < s.len; i += length) {
		length = (unsigned char)s.at[i] < 0x80
			     ? 1
			     : utf8_length((const unsigned char *)s.at + i, s.len - i);
		if (length == 0)
			return false;
	}
	return true;
}

/* The character at the start of s, which is not empty and valid UTF-8, and its length. */
static inline uint32_t
utf8_character(struct str s, size_t *length)
{
	unsigned char lead = (unsigned char)s.at[0];
	uint32_t c;

	*length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	c = lead < 0x80 ? lead : lead & (0x7fu >> *length);
	for (size_t i = 1; i < *length; i++)
		c = c << 6 | ((unsigned char)s.at[i] & 0x3f);
	return c;
}

/* Writes the character, which is none of the surrogates and not beyond U+10FFFF; returns its length. */
static inline size_t
utf8_write(uint32_t c, char out[4])
{
	size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = length; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(length == 1 ? c : c | (0xf00u >> length & 0xff));
	return length;
}

#endif
