/* Which characters an IRI may hold, and escapes for the others; see iri.h. */
#include "stages/convert/run/iri.h"

#include "pipeline/core/utf8.h"

/* RFC 3987, 2.2: unreserved and reserved characters. Brackets are left out: they may stand only around an IP address,
 * which no event text is; and '#', which may stand only once. */
static bool
is_iri_ascii(unsigned char c)
{
	/* a bit for each: - . _ ~ : / ? @ ! $ & ' ( ) * + , ; = digits and letters */
	static const uint64_t bits[2] = {0xafffffd200000000, 0x47fffffe87ffffff};

	return c < 0x80 && (bits[c >> 6] >> (c & 63) & 1);
}

/* RFC 3987, 2.2: ucschar. Private use is for queries only, so it is left out; 4.1 takes out the characters that steer
 * the direction of writing. */
static bool
is_iri_unicode(uint32_t c)
{
	if (c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e))
		return false;
	if (c < 0xa0 || (c >= 0xd800 && c < 0xf900) || (c >= 0xfdd0 && c < 0xfdf0)
	    || (c >= 0xfff0 && c < 0x10000))
		return false;
	return (c & 0xfffe) != 0xfffe && (c < 0xe0000 || c >= 0xe1000) && c < 0xf0000;
}

static bool
is_escape(struct str s)
{
	return s.len >= 3 && s.at[0] == '%' && hex_digit(s.at[1]) >= 0 && hex_digit(s.at[2]) >= 0;
}

/* How many bytes at the start of s are ASCII that may stand in an IRI: mostly all of them. */
static size_t
plain_length(struct str s)
{
	size_t i = 0;

	while (i < s.len && is_iri_ascii((unsigned char)s.at[i]))
		i++;
	return i;
}

/* True if what stands at the start of s may stand in an IRI; *length is how much that is. *fragment: behind a '#'. */
static bool
allowed(struct str s, bool *fragment, size_t *length)
{
	uint32_t c = utf8_character(s, length);

	if (c == '#') {
		bool first = !*fragment;

		*fragment = true;
		return first;
	}
	if (c == '%') {
		*length = is_escape(s) ? 3 : 1;
		return *length == 3;
	}
	return c < 0x80 ? is_iri_ascii((unsigned char)c) : is_iri_unicode(c);
}

void
iri_escape(struct buf *b, struct str text)
{
	static const char hex[] = "0123456789ABCDEF";
	bool fragment = b->len && memchr(b->at, '#', b->len);
	size_t length;

	for (struct str rest = text; rest.len; rest = str_from(rest, length)) {
		length = plain_length(rest);
		if (length || allowed(rest, &fragment, &length)) {
			buf_put(b, rest.at, length);
			continue;
		}
		for (size_t i = 0; i < length; i++) {
			unsigned char byte = (unsigned char)rest.at[i];

			buf_char(b, '%');
			buf_char(b, hex[byte >> 4]);
			buf_char(b, hex[byte & 15]);
		}
	}
}

/* RFC 3986, 3.1. */
bool
iri_has_scheme(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (c == ':' && i > 0)
			return true;
		if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')))
			return false;
	}
	return false;
}

bool
iri_is(struct str text)
{
	bool fragment = false;
	size_t length;

	if (!iri_has_scheme(text))
		return false;
	for (struct str rest = text; rest.len; rest = str_from(rest, length))
		if (!allowed(rest, &fragment, &length))
			return false;
	return true;
}
