/* Borrowed slices of bytes.
 *
 * Text in lrstream is a pointer and a length: it may hold NUL, it need not end with one, and taking a part of it
 * copies nothing. A slice never owns its bytes; whoever hands it out says how long they live.
 */
#ifndef LRSTREAM_STR_H
#define LRSTREAM_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "pipeline/core/bytes_same.h"

struct str {
	const char *at;
	size_t len;
};

/* A slice over a string literal. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})

/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).len, (s).at

/* A slice over a C string, or an empty one for NULL. */
static inline struct str
str_of(const char *text)
{
	return (struct str){text, text ? strlen(text) : 0};
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && bytes_same(a.at, b.at, a.len);
}

static inline bool
str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.at, prefix.at, prefix.len) == 0);
}

static inline bool
str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len
	       && (suffix.len == 0 || memcmp(s.at + s.len - suffix.len, suffix.at, suffix.len) == 0);
}

/* The rest of s from byte `from` on; empty when from is past the end. */
static inline struct str
str_from(struct str s, size_t from)
{
	if (from > s.len)
		from = s.len;
	return (struct str){s.at + from, s.len - from};
}

/* What JSON takes for white space (RFC 8259, 2). */
static inline bool
char_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* True if there is nothing but white space. */
static inline bool
str_is_blank(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!char_is_blank(s.at[i]))
			return false;
	return true;
}

static inline bool
str_has_digit(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] >= '0' && s.at[i] <= '9')
			return true;
	return false;
}

/* Without the spaces in front and behind. */
static inline struct str
str_trimmed(struct str s)
{
	while (s.len && s.at[0] == ' ')
		s = str_from(s, 1);
	while (s.len && s.at[s.len - 1] == ' ')
		s.len--;
	return s;
}

/* What a hexadecimal digit stands for; -1 for any other character. */
static inline int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Byte order, shorter first where one is the other's prefix: -1, 0 or 1. */
static inline int
str_cmp(struct str a, struct str b)
{
	size_t least = a.len < b.len ? a.len : b.len;
	int order = least ? memcmp(a.at, b.at, least) : 0;

	if (order == 0)
		order = (a.len > b.len) - (a.len < b.len);
	return (order > 0) - (order < 0);
}

#endif
