/* IRIs, URIs and mailboxes.
 *
 * Most of an IRI is bytes that may stand anywhere in it, so the scan runs over these by a table and stops
 * only at what needs a thought: '#', '?', brackets and the first byte of a character beyond ASCII.
 */
#include "stages/validate/form.h"

#include <stdint.h>

enum byte_class {
	ALPHA = 1,
	DIGIT = 2,
	MARK = 4,   /* other bytes that may stand anywhere in path, query and fragment */
	SCHEME = 8, /* may stand in a scheme */
	ATEXT = 16, /* may stand in the local part of an address, '.' included */
	DOMAIN = 32,
};

#define LETTER (ALPHA | SCHEME | ATEXT | DOMAIN)
#define NUMERAL (DIGIT | SCHEME | ATEXT | DOMAIN)

/* In a mailbox, signs of RFC 5322's atext that an IRI excludes, and '/', '?' and '#', must be escaped (RFC
 * 6068, 2). */
/* clang-format off */
static const uint8_t classes[256] = {
    ['A'] = LETTER, ['B'] = LETTER, ['C'] = LETTER, ['D'] = LETTER, ['E'] = LETTER, ['F'] = LETTER,
    ['G'] = LETTER, ['H'] = LETTER, ['I'] = LETTER, ['J'] = LETTER, ['K'] = LETTER, ['L'] = LETTER,
    ['M'] = LETTER, ['N'] = LETTER, ['O'] = LETTER, ['P'] = LETTER, ['Q'] = LETTER, ['R'] = LETTER,
    ['S'] = LETTER, ['T'] = LETTER, ['U'] = LETTER, ['V'] = LETTER, ['W'] = LETTER, ['X'] = LETTER,
    ['Y'] = LETTER, ['Z'] = LETTER, ['a'] = LETTER, ['b'] = LETTER, ['c'] = LETTER, ['d'] = LETTER,
    ['e'] = LETTER, ['f'] = LETTER, ['g'] = LETTER, ['h'] = LETTER, ['i'] = LETTER, ['j'] = LETTER,
    ['k'] = LETTER, ['l'] = LETTER, ['m'] = LETTER, ['n'] = LETTER, ['o'] = LETTER, ['p'] = LETTER,
    ['q'] = LETTER, ['r'] = LETTER, ['s'] = LETTER, ['t'] = LETTER, ['u'] = LETTER, ['v'] = LETTER,
    ['w'] = LETTER, ['x'] = LETTER, ['y'] = LETTER, ['z'] = LETTER, ['0'] = NUMERAL, ['1'] = NUMERAL,
    ['2'] = NUMERAL, ['3'] = NUMERAL, ['4'] = NUMERAL, ['5'] = NUMERAL, ['6'] = NUMERAL, ['7'] = NUMERAL,
    ['8'] = NUMERAL, ['9'] = NUMERAL, ['-'] = MARK | SCHEME | ATEXT | DOMAIN, ['.'] = MARK | SCHEME | ATEXT,
    ['_'] = MARK | ATEXT | DOMAIN, ['~'] = MARK | ATEXT, ['!'] = MARK | ATEXT, ['$'] = MARK | ATEXT,
    ['&'] = MARK | ATEXT, ['\''] = MARK | ATEXT, ['('] = MARK, [')'] = MARK, ['*'] = MARK | ATEXT,
    ['+'] = MARK | SCHEME | ATEXT, [','] = MARK, [';'] = MARK, ['='] = MARK | ATEXT, [':'] = MARK,
    ['@'] = MARK, ['/'] = MARK, ['%'] = MARK | ATEXT | DOMAIN,
};
/* clang-format on */

static bool
is_class(char c, int set)
{
	return classes[(unsigned char)c] & set;
}

/* RFC 3987, 2.2: ucschar and iprivate; *private tells the latter, which only a query may hold. Its 4.1
 * takes out the characters that steer the direction of writing. */
static bool
is_ucschar(uint32_t c, bool *private)
{
	*private = (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
	if (c < 0xa0 || (c & 0xffff) >= 0xfffe || (c >= 0xfdd0 && c <= 0xfdef) || (c >= 0xfff0 && c <= 0xffff)
	    || (c >= 0xe0000 && c < 0xe1000))
		return false;
	return c != 0x200e && c != 0x200f && !(c >= 0x202a && c <= 0x202e);
}

/* The code point at *i, which moves past it. */
static uint32_t
next_code_point(struct str s, size_t *i)
{
	unsigned char lead = (unsigned char)s.at[(*i)++];
	int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
	uint32_t c = lead & (0x3fu >> more);

	while (more-- > 0 && *i < s.len)
		c = c << 6 | ((unsigned char)s.at[(*i)++] & 0x3f);
	return c;
}

/* Length of the scheme and its colon, 0 if there is none. */
static size_t
scheme_length(struct str s)
{
	size_t i = 1;

	if (!s.len || !is_class(s.at[0], ALPHA))
		return 0;
	while (i < s.len && is_class(s.at[i], SCHEME))
		i++;
	return i < s.len && s.at[i] == ':' ? i + 1 : 0;
}

/* Four numbers up to 255, without leading zeros. */
static bool
is_ipv4(struct str s)
{
	size_t i = 0;

	for (int part = 0; part < 4; part++) {
		size_t start = i;
		int value = 0;

		if (part && (i == s.len || s.at[i] != '.'))
			return false;
		start = i += part > 0;
		for (; i < s.len && i - start < 3 && is_class(s.at[i], DIGIT); i++)
			value = value * 10 + (s.at[i] - '0');
		if (i == start || value > 255 || (s.at[start] == '0' && i - start > 1))
			return false;
	}
	return i == s.len;
}

/* Eight groups of up to four hexadecimal digits, of which "::" stands for at least one; the last two may be an
 * IPv4 address. */
static bool
is_ipv6(struct str s)
{
	size_t i = 0;
	int groups = 0;
	bool gap = false;

	while (i < s.len) {
		size_t start = i;

		while (i < s.len && i - start < 4 && hex_digit(s.at[i]) >= 0)
			i++;
		if (i < s.len && s.at[i] == '.')
			return is_ipv4(str_from(s, start)) && (gap ? groups <= 5 : groups == 6);
		groups += i > start;
		if (i == s.len)
			break;
		if (s.at[i++] != ':' || (i == 1 && (i == s.len || s.at[i] != ':')))
			return false;
		if (i < s.len && s.at[i] == ':') {
			if (gap)
				return false;
			gap = true;
			i++;
		} else if (i == s.len || i - 1 == start) {
			return false;
		}
	}
	return gap ? groups <= 7 : groups == 8;
}

/* RFC 3986, 3.2.2: what may stand in brackets, an IPv6 address or "v", hexadecimal digits and a dot before
 * something later; RFC 6874, 2: "%25" and a zone behind the address. */
static bool
is_ip_literal(struct str s)
{
	size_t i = 1;

	if (s.len && (s.at[0] | 0x20) == 'v') {
		while (i < s.len && hex_digit(s.at[i]) >= 0)
			i++;
		if (i == 1 || i + 1 >= s.len || s.at[i] != '.')
			return false;
		for (i++; i < s.len; i++)
			if (!is_class(s.at[i], ALPHA | DIGIT | MARK) || strchr("/@%", s.at[i]))
				return false;
		return true;
	}
	for (i = 0; i < s.len && s.at[i] != '%'; i++)
		;
	if (i < s.len && (!str_starts(str_from(s, i), STR("%25")) || i + 3 == s.len))
		return false;
	return is_ipv6((struct str){s.at, i});
}

/* Length of an authority with its two slashes: 0 if there is none, SIZE_MAX if it is wrong. Brackets may
 * only hold an address as the host, a port is digits (RFC 3986, 3.2). Other bytes are judged with the rest. */
static size_t
authority_length(struct str s)
{
	size_t end = 2, host = 2, i;
	bool bracket = false;

	if (!str_starts(s, STR("//")))
		return 0;
	for (; end < s.len && s.at[end] != '/' && s.at[end] != '?' && s.at[end] != '#'; end++) {
		bracket |= s.at[end] == '[' || s.at[end] == ']';
		if (s.at[end] == '@') {
			if (host != 2 || bracket)
				return SIZE_MAX;
			host = end + 1;
		}
	}
	i = host;
	if (host < end && s.at[host] == '[') {
		while (i < end && s.at[i] != ']')
			i++;
		if (i == end || !is_ip_literal((struct str){s.at + host + 1, i - host - 1}))
			return SIZE_MAX;
		i++;
	} else {
		while (i < end && s.at[i] != ':' && s.at[i] != '[' && s.at[i] != ']')
			i++;
	}
	if (i < end && s.at[i] == ':')
		for (i++; i < end && is_class(s.at[i], DIGIT); i++)
			;
	return i == end ? end : SIZE_MAX;
}

/* In each byte's highest bit: whether it is from `low` to `high`. All are ASCII. */
static uint64_t
bytes_within(uint64_t word, unsigned char low, unsigned char high)
{
	const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;

	return (word + ones * (0x80u - low)) & ~(word + ones * (0x7fu - high)) & tops;
}

/* True if eight bytes are letters, digits or one of - . / : which is what IRIs mostly are. */
static bool
usual8(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return !(word & 0x8080808080808080u)
	       && (bytes_within(word, '-', ':') | bytes_within(word | 0x2020202020202020u, 'a', 'z'))
		      == 0x8080808080808080u;
}

/* Path, query and fragment, or an authority: what may stand where, byte by byte. */
static bool
is_rest(struct str s, size_t i, size_t authority_end, bool ascii)
{
	bool query = false, fragment = false, private;

	for (;;) {
		char c;

		while (i + 8 <= s.len && usual8(s.at + i))
			i += 8;
		while (i < s.len && is_class(s.at[i], ALPHA | DIGIT | MARK))
			i++;
		if (i == s.len)
			return true;
		c = s.at[i];
		if ((unsigned char)c >= 0x80) {
			if (ascii || !is_ucschar(next_code_point(s, &i), &private))
				return false;
			if (private && (!query || fragment))
				return false;
		} else if (c == '?') {
			query = true;
			i++;
		} else if (c == '#' && !fragment) {
			fragment = true;
			i++;
		} else if ((c == '[' || c == ']') && i < authority_end) {
			i++;
		} else {
			return false;
		}
	}
}

/* Length of an authority that is a host of letters, digits, hyphens and dots, as most are, with its two slashes; 0 for
 * any other, and where there is none. */
static size_t
plain_authority(struct str s)
{
	size_t i = 2;

	if (!str_starts(s, STR("//")))
		return 0;
	while (i < s.len && (is_class(s.at[i], ALPHA | DIGIT) || s.at[i] == '-' || s.at[i] == '.'))
		i++;
	return i == s.len || s.at[i] == '/' || s.at[i] == '?' || s.at[i] == '#' ? i : 0;
}

static bool
is_identifier(struct str s, bool ascii)
{
	size_t scheme = scheme_length(s);
	size_t authority;

	if (!scheme)
		return false;
	authority = plain_authority(str_from(s, scheme));
	if (authority)
		return is_rest(s, scheme + authority, 0, ascii);
	authority = authority_length(str_from(s, scheme));
	return authority != SIZE_MAX && is_rest(s, scheme, scheme + authority, ascii);
}

bool
is_iri(struct str s)
{
	return is_identifier(s, false);
}

bool
is_uri(struct str s)
{
	return is_identifier(s, true);
}

/* Length of the run from `i` on of bytes of a class and characters beyond ASCII that are no controls. */
static size_t
run(struct str s, size_t i, int set)
{
	size_t start = i;
	bool private;

	while (i < s.len) {
		size_t next = i + 1;

		if ((unsigned char)s.at[i] >= 0x80) {
			next = i;
			if (!is_ucschar(next_code_point(s, &next), &private))
				break;
		} else if (!is_class(s.at[i], set)) {
			break;
		}
		i = next;
	}
	return i - start;
}

/* Labels with dots between them, or an address in brackets. */
static bool
is_domain(struct str s)
{
	size_t i = 0;

	if (s.len > 2 && s.at[0] == '[' && s.at[s.len - 1] == ']') {
		for (i = 1; i < s.len - 1; i++)
			if (!is_class(s.at[i], ALPHA | DIGIT) && s.at[i] != '.' && s.at[i] != ':')
				return false;
		return true;
	}
	for (;;) {
		size_t length = run(s, i, DOMAIN);

		if (!length)
			return false;
		i += length;
		if (i == s.len)
			return true;
		if (s.at[i++] != '.')
			return false;
	}
}

bool
is_mbox(struct str s)
{
	size_t start = STR("mailto:").len, length;

	if (!str_starts(s, STR("mailto:")))
		return false;
	length = run(s, start, ATEXT);
	return length && start + length < s.len && s.at[start + length] == '@'
	       && is_domain(str_from(s, start + length + 1));
}
