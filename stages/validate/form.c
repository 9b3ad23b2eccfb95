/* The small forms: digests, media types, versions, and numbers as PostgreSQL can hold them. */
#include "stages/validate/form.h"

#include <stdint.h>

/* The bounds of PostgreSQL's numeric: its weight is 16 bits of four digits each, its scale 14 bits. */
enum { NUMERIC_BEFORE = 131072, NUMERIC_AFTER = 16383, EXPONENT_MOST = 1000000000, SHORT_NUMBER = 100 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	c |= 0x20;
	return c >= 'a' && c <= 'z';
}

bool
is_hex(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		int c = s.at[i] | 0x20;

		if (!is_digit(s.at[i]) && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

/* Length of the token at the start of s (RFC 2045, 5.1). */
static size_t
token_length(struct str s)
{
	size_t i = 0;

	while (i < s.len && s.at[i] > ' ' && s.at[i] < 0x7f && !strchr("()<>@,;:\\\"/[]?=", s.at[i]))
		i++;
	return i;
}

/* Length of the quoted string at the start of s, 0 if it is none. */
static size_t
quoted_length(struct str s)
{
	size_t i = 1;

	if (!s.len || s.at[0] != '"')
		return 0;
	for (; i < s.len && s.at[i] != '"'; i++) {
		if (s.at[i] == '\\' && i + 1 < s.len)
			i++;
		if (((unsigned char)s.at[i] < ' ' && s.at[i] != '\t') || s.at[i] == 0x7f)
			return 0;
	}
	return i < s.len ? i + 1 : 0;
}

static struct str
skip_blanks(struct str s)
{
	while (s.len && (s.at[0] == ' ' || s.at[0] == '\t'))
		s = str_from(s, 1);
	return s;
}

/* RFC 2045, 5.1, and like RFC 9110, 5.6.6, patient with a semicolon that nothing follows. */
static bool
are_parameters(struct str s)
{
	while ((s = skip_blanks(s)).len) {
		size_t name, value;

		if (s.at[0] != ';')
			return false;
		s = skip_blanks(str_from(s, 1));
		name = token_length(s);
		if (!name)
			continue;
		s = skip_blanks(str_from(s, name));
		if (!s.len || s.at[0] != '=')
			return false;
		s = skip_blanks(str_from(s, 1));
		value = token_length(s);
		if (!value)
			value = quoted_length(s);
		if (!value)
			return false;
		s = str_from(s, value);
	}
	return true;
}

bool
is_media_type(struct str s)
{
	size_t type = token_length(s), subtype;

	if (!type || type == s.len || s.at[type] != '/')
		return false;
	s = str_from(s, type + 1);
	subtype = token_length(s);
	return subtype && are_parameters(str_from(s, subtype));
}

/* Semantic Versioning 1.0.0 has no other characters. */
static bool
is_version_text(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_digit(s.at[i]) && !is_letter(s.at[i]) && s.at[i] != '.' && s.at[i] != '-'
		    && s.at[i] != '+')
			return false;
	return true;
}

/* 1.0.3, 2.4.10: all that start with "1.0." must be accepted; "1.0" is taken, too, as ADL's conformance
 * tests ask. */
bool
is_version_1(struct str s)
{
	return str_eq(s, STR("1.0")) || (str_starts(s, STR("1.0.")) && is_version_text(s));
}

/* 2.0, 4.2.4.3: the version alone is no reason to reject. So whatever reads as a later version is taken;
 * what never was one (text, 0.9, 1.1) is not. */
bool
is_version_2(struct str s)
{
	size_t major = 0, minor;

	if (is_version_1(s))
		return true;
	while (major < s.len && is_digit(s.at[major]))
		major++;
	if (!major || s.at[0] == '0' || (major == 1 && s.at[0] == '1') || major == s.len
	    || s.at[major] != '.')
		return false;
	for (minor = major + 1; minor < s.len && is_digit(s.at[minor]); minor++)
		;
	return minor > major + 1 && (minor == s.len || s.at[minor] == '.') && is_version_text(s);
}

/* The exponent's value, cut to ±EXPONENT_MOST. */
static int64_t
read_exponent(struct str s)
{
	bool negative = s.len && s.at[0] == '-';
	int64_t value = 0;

	for (size_t i = 0; i < s.len; i++)
		if (is_digit(s.at[i]) && value < EXPONENT_MOST)
			value = value * 10 + (s.at[i] - '0');
	return negative ? -value : value;
}

/* Reads -?digits[.digits][e[+-]digits] once; short numbers without an exponent cannot be too long. */
bool
is_storable_number(struct str s)
{
	int64_t before = 0, after = 0, exponent = 0, leading = -1;
	size_t i = s.len && s.at[0] == '-';
	bool point = false;

	if (s.len <= SHORT_NUMBER && !memchr(s.at, 'e', s.len) && !memchr(s.at, 'E', s.len))
		return true;
	for (; i < s.len && (s.at[i] | 0x20) != 'e'; i++) {
		if (s.at[i] == '.') {
			point = true;
			continue;
		}
		if (s.at[i] != '0' && leading < 0)
			leading = before + after; /* digits before the first that counts */
		if (point)
			after++;
		else
			before++;
	}
	if (i < s.len)
		exponent = read_exponent(str_from(s, i + 1));
	if (exponent >= EXPONENT_MOST || exponent <= -EXPONENT_MOST || after - exponent > NUMERIC_AFTER)
		return false;
	return leading < 0 || before + exponent - leading <= NUMERIC_BEFORE;
}
