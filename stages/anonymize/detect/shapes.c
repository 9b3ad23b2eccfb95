/* Shapes; see shapes.h. */
#include "stages/anonymize/detect/shapes.h"

#include "pipeline/core/letters.h"

enum { UUID_BYTES = 36, MOST_CHAIN = 48, MOST_FRACTION = 12, MOST_IRI = 512 };

static char
byte_at(struct str text, size_t at)
{
	return at < text.len ? text.at[at] : '\0';
}

/* How many of the bytes at `at` are digits; at most `most` + 1. */
static size_t
digits_at(struct str text, size_t at, size_t most)
{
	size_t count = 0;

	while (count <= most && ascii_digit(byte_at(text, at + count)))
		count++;
	return count;
}

/* ---- identifiers ---- */

size_t
shape_uuid(struct str text, size_t at)
{
	const char *uuid = text.at + at;

	if (text.len - at < UUID_BYTES || uuid[8] != '-' || uuid[13] != '-' || uuid[18] != '-'
	    || uuid[23] != '-')
		return 0;
	for (size_t i = 0; i < UUID_BYTES; i++)
		if (uuid[i] != '-' && hex_digit(uuid[i]) < 0)
			return 0;
	return UUID_BYTES;
}

/* ---- dates and times ---- */

static int
number_at(struct str text, size_t at, size_t digits)
{
	int number = 0;

	for (size_t i = 0; i < digits; i++)
		number = number * 10 + (text.at[at + i] - '0');
	return number;
}

/* A separator of dates at `at` and the same again where the next number ends. */
static bool
is_between(struct str text, size_t first, size_t second)
{
	char mark = byte_at(text, first);

	return (mark == '-' || mark == '/' || mark == '.') && byte_at(text, second) == mark;
}

static bool
is_year(int year)
{
	return year >= 1800 && year <= 2199;
}

static bool
is_day(int month, int day)
{
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static size_t
year_first(struct str text, size_t at)
{
	size_t month = digits_at(text, at + 5, 2);
	size_t day = month && month <= 2 ? digits_at(text, at + 6 + month, 2) : 0;

	if (!day || day > 2 || !is_between(text, at + 4, at + 5 + month))
		return 0;
	return is_year(number_at(text, at, 4))
		       && is_day(number_at(text, at + 5, month), number_at(text, at + 6 + month, day))
		   ? 6 + month + day
		   : 0;
}

static size_t
year_last(struct str text, size_t at, size_t first)
{
	size_t second = digits_at(text, at + first + 1, 2);
	size_t year = at + first + second + 2;
	int a, b;

	if (!second || second > 2 || !is_between(text, at + first, year - 1) || digits_at(text, year, 4) != 4)
		return 0;
	a = number_at(text, at, first);
	b = number_at(text, at + first + 1, second);
	return is_year(number_at(text, year, 4)) && (is_day(a, b) || is_day(b, a)) ? year + 4 - at : 0;
}

static size_t
date_at(struct str text, size_t at)
{
	size_t digits = digits_at(text, at, 4);

	if (digits == 4)
		return year_first(text, at);
	return digits == 1 || digits == 2 ? year_last(text, at, digits) : 0;
}

/* A fraction of a second and an offset from UTC. */
static size_t
time_tail(struct str text, size_t at)
{
	size_t start = at, digits;

	if ((byte_at(text, at) == '.' || byte_at(text, at) == ',')
	    && (digits = digits_at(text, at + 1, MOST_FRACTION)) <= MOST_FRACTION && digits)
		at += 1 + digits;
	if ((byte_at(text, at) == '+' || byte_at(text, at) == '-') && digits_at(text, at + 1, 4) == 2
	    && byte_at(text, at + 3) == ':' && digits_at(text, at + 4, 2) == 2)
		at += 6;
	return at - start;
}

static size_t
time_at(struct str text, size_t at)
{
	size_t hour = digits_at(text, at, 2), minute = at + hour + 1;

	if (!hour || hour > 2 || byte_at(text, at + hour) != ':' || number_at(text, at, hour) > 24
	    || digits_at(text, minute, 2) != 2 || number_at(text, minute, 2) > 59)
		return 0;
	if (byte_at(text, minute + 2) != ':')
		return hour + 3;
	if (digits_at(text, minute + 3, 2) != 2 || number_at(text, minute + 3, 2) > 60)
		return 0;
	return hour + 6 + time_tail(text, minute + 5);
}

/* What holds the parts of one number together. */
static bool
is_joint(char c)
{
	return (c >= '-' && c <= '/') || c == ':' || c == '_';
}

/* True if a longer number could go on at `at`. */
static bool
goes_on(struct str text, size_t at)
{
	char next = byte_at(text, at);

	if (ascii_digit(next))
		return true;
	return is_joint(next) && ascii_digit(byte_at(text, at + 1));
}

/* Most numbers are none: their digits are not one, two or four, or no mark of dates and times follows. */
static bool
begins_moment(struct str text, size_t at)
{
	size_t digits = digits_at(text, at, 4);
	char mark = byte_at(text, at + digits);

	return (mark == ':' || (mark >= '-' && mark <= '/')) && digits != 3 && digits <= 4;
}

size_t
shape_moment(struct str text, size_t at)
{
	size_t date, time, gap;

	if (!begins_moment(text, at))
		return 0;
	if (at > 1 && (is_joint(text.at[at - 1]) || text.at[at - 1] == '+') && ascii_digit(text.at[at - 2]))
		return 0;
	date = date_at(text, at);
	gap = date && (byte_at(text, at + date) == 'T' || byte_at(text, at + date) == ' ') ? 1 : 0;
	time = !date || gap ? time_at(text, at + date + gap) : 0;
	if (time && !goes_on(text, at + date + gap + time))
		return date + gap + time;
	return date && !goes_on(text, at + date) ? date : 0;
}

/* ---- numbers ---- */

/* Bytes of the joiner at `at`. Beyond ASCII: U+00A0, U+202F, U+2009, hyphens and dashes from U+2010 to U+2013. */
static size_t
joiner(struct str text, size_t at)
{
	unsigned char c = (unsigned char)text.at[at];
	unsigned char last = (unsigned char)byte_at(text, at + 2);

	if (c < 0x80)
		return c == ' ' || (c >= '(' && c <= '/' && c != '*') || c == ':' || c == '_';
	if (c == 0xc2)
		return text.at[at + 1] == '\xa0' ? 2 : 0;
	return c == 0xe2 && text.at[at + 1] == '\x80'
		       && (last == 0xaf || last == 0x89 || (last >= 0x90 && last <= 0x93))
		   ? 3
		   : 0;
}

size_t
shape_joiners(struct str text, size_t at, int most)
{
	size_t start = at, length;

	for (int count = 0; count < most && at < text.len && (length = joiner(text, at)); count++)
		at += length;
	return at - start;
}

/* ---- chains ---- */

static bool
in_chain(char c, char mark)
{
	return c == mark || hex_digit(c) >= 0;
}

/* What groups and marks between them a chain is made of. */
struct chain {
	size_t marks, twice; /* how many; how many of them right behind another */
	size_t shortest, longest;
};

static struct chain
measure(struct str chain, char mark)
{
	struct chain c = {.shortest = chain.len};
	size_t group = 0;

	for (size_t i = 0; i <= chain.len; i++) {
		if (i < chain.len && chain.at[i] != mark) {
			group++;
			continue;
		}
		c.twice += i > 0 && i < chain.len && chain.at[i - 1] == mark;
		c.marks += i < chain.len;
		if (group > c.longest)
			c.longest = group;
		if (group < c.shortest)
			c.shortest = group;
		group = 0;
	}
	return c;
}

static bool
is_address(struct chain c, char mark)
{
	if (mark == '.')
		return c.marks >= 2 && c.marks <= 4 && c.longest == 4;
	if (mark == ':' && c.twice == 1)
		return c.longest > 0 && c.longest <= 4;
	if (c.twice || !c.longest)
		return false;
	return c.longest > 2 ? mark == ':' && c.marks >= 6 && c.longest <= 4 : c.marks >= 5;
}

bool
shape_hex(struct str text, size_t at, size_t *start, size_t *end)
{
	size_t least = at > MOST_CHAIN ? at - MOST_CHAIN : 0;
	size_t most = text.len - at > MOST_CHAIN ? at + MOST_CHAIN : text.len;
	char mark = text.at[at];

	*start = *end = at;
	while (*start > least && in_chain(text.at[*start - 1], mark))
		--*start;
	while (*end < most && in_chain(text.at[*end], mark))
		++*end;
	/* What a word goes on with is no group: mac:00:1A..., std::abs. */
	if (*start > 0 && ascii_letter(text.at[*start - 1]))
		while (*start < at && text.at[(*start)++] != mark)
			;
	if (*start + 1 < *end && text.at[*start] == mark && text.at[*start + 1] != mark)
		++*start;
	if (*end < text.len && ascii_letter(text.at[*end]))
		return false;
	return is_address(measure((struct str){text.at + *start, *end - *start}, mark), mark);
}

bool
shape_dots(struct str text, size_t at, size_t *start, size_t *end)
{
	size_t groups = 0, digits;

	*start = *end = at;
	while (*start > 0 && at - *start < 4 && ascii_digit(text.at[*start - 1]))
		--*start;
	for (size_t i = *start; groups < 8 && (digits = digits_at(text, i, 3)) >= 1 && digits <= 3;
	     groups++) {
		*end = i + digits;
		if (byte_at(text, *end) != '.')
			return groups + 1 >= 4;
		i = *end + 1;
	}
	return groups >= 4;
}

/* ---- addresses ---- */

static const bool ends_iri[256] = {
    [0 ... ' '] = true,
    ['"'] = true,
    ['\''] = true,
    ['<'] = true,
    ['>'] = true,
    ['('] = true,
    [')'] = true,
    ['['] = true,
    [']'] = true,
    ['{'] = true,
    ['}'] = true,
    ['|'] = true,
    ['`'] = true,
    ['\\'] = true,
};

/* example.org/..., but not either/or. */
static bool
has_host(struct str run)
{
	const char *slash = memchr(run.at, '/', run.len);
	const char *dot = memchr(run.at, '.', run.len);

	return slash && dot && dot < slash && dot > run.at;
}

bool
shape_in_iri(struct str text, size_t at, size_t inside)
{
	size_t least = at > MOST_IRI ? at - MOST_IRI : 0, start = at;

	while (start > least && !ends_iri[(unsigned char)text.at[start - 1]]) {
		start--;
		if (start < inside && inside < at)
			return true;
		if (text.at[start] == ':' && str_starts(str_from(text, start), STR("://")))
			return true;
	}
	return start < at && (text.at[start] == '/' || has_host((struct str){text.at + start, at - start}));
}
