/* Patterns read for what they begin with; see starts.h.
 *
 * The reader goes through a pattern once, with the set of distances from the start of a match at which it may be, and
 * notes at each of them the bytes that may come next. An item that repeats is read again for each time, until all
 * distances are too far to matter. Assertions are passed over, which allows more, but for what a match may not follow.
 */
#include "stages/anonymize/detect/starts.h"

#include <string.h>

#include "pipeline/core/letters.h"
#include "pipeline/core/utf8.h"
#include "stages/anonymize/detect/chars.h"

enum {
	FAR = 1 << START_BYTES, /* of the distances: beyond what is noted */
	WIDEST = 4,             /* bytes of a character */
	MOST_TIMES = 1 << 16,
	NO_CODE = 0x110000, /* it is no single character */
	MOST_DEPTH = 32
};

struct pattern {
	struct str text;
	size_t at;
	bool extended, caseless;
	bool unknown; /* something that is not read here */
	bool choice;  /* there are alternatives at the top */
	int depth;
	struct start start;
};

static uint32_t read_choice(struct pattern *, uint32_t from);

/* ---- what may come ---- */

/* Notes a character at one distance. */
static void
put_at(struct pattern *p, unsigned int at, const struct chars *c)
{
	p->start.at[at].bits[0] |= c->ascii[0];
	p->start.at[at].bits[1] |= c->ascii[1];
	if (!c->widths)
		return;
	p->start.at[at].bits[3] = UINT64_MAX; /* 0xc0 to 0xff begin a character, 0x80 to 0xbf go on */
	for (unsigned int i = at + 1; i < at + WIDEST && i < START_BYTES; i++)
		p->start.at[i].bits[2] = UINT64_MAX;
}

/* The distances `width` bytes farther. */
static uint32_t
farther(uint32_t from, unsigned int width)
{
	uint32_t behind = from << width;

	return behind < FAR ? behind : (behind & (FAR - 1)) | FAR;
}

/* Notes a character at all of the distances; returns where it ends. */
static uint32_t
put(struct pattern *p, uint32_t from, struct chars c)
{
	uint32_t behind;

	if (!(from & (FAR - 1)))
		return from;
	if (p->caseless)
		c = chars_in_any_case(c);
	behind = c.ascii[0] | c.ascii[1] ? farther(from, 1) : 0;
	for (unsigned int i = 0; i < START_BYTES; i++)
		if (from >> i & 1)
			put_at(p, i, &c);
	for (unsigned int width = 2; width <= WIDEST; width++)
		if (c.widths >> width & 1)
			behind |= farther(from, width);
	return behind;
}

/* Whatever comes is allowed from here on. */
static uint32_t
put_anything(struct pattern *p, uint32_t from)
{
	for (unsigned int i = 0; i < START_BYTES; i++)
		if (from & ((2u << i) - 1))
			memset(&p->start.at[i], 0xff, sizeof(p->start.at[i]));
	return 0;
}

/* ---- reading ---- */

static bool
more(const struct pattern *p)
{
	return p->at < p->text.len && !p->unknown;
}

static bool
is_next(const struct pattern *p, char c)
{
	return more(p) && p->text.at[p->at] == c;
}

static bool
skip(struct pattern *p, struct str expected)
{
	if (!str_starts(str_from(p->text, p->at), expected))
		return false;
	p->at += expected.len;
	return true;
}

static bool
take(struct pattern *p, char c)
{
	bool found = p->at < p->text.len && p->text.at[p->at] == c;

	p->at += found;
	return found;
}

static void
skip_to(struct pattern *p, char end)
{
	const char *found = memchr(p->text.at + p->at, end, p->text.len - p->at);

	p->unknown |= !found;
	p->at = found ? (size_t)(found - p->text.at) + 1 : p->text.len;
}

/* Blanks and comments of (?x). */
static void
skip_blanks(struct pattern *p)
{
	while (p->extended && more(p)) {
		char c = p->text.at[p->at];

		if (c == '#')
			skip_to(p, '\n');
		else if (c == ' ' || (c >= '\t' && c <= '\r'))
			p->at++;
		else
			break;
	}
}

static uint32_t
read_number(struct pattern *p, int base, size_t most)
{
	size_t end = p->text.len - p->at > most ? p->at + most : p->text.len;
	uint32_t number = 0;
	int digit;

	for (; p->at < end && (digit = hex_digit(p->text.at[p->at])) >= 0 && digit < base; p->at++)
		number = number * (uint32_t)base + (uint32_t)digit;
	return number;
}

/* ---- characters read ---- */

/* One that stands for itself. */
static uint32_t
read_literal(struct pattern *p)
{
	size_t length;
	uint32_t code = utf8_character(str_from(p->text, p->at), &length);

	p->at += length;
	return code;
}

/* \p{L} and its like; of most any character is thought. */
static struct chars
read_property(struct pattern *p)
{
	struct chars letters = {{0, 0x07fffffe07fffffeu}, ANY_WIDTH, false};

	if (skip(p, STR("{L}")))
		return letters;
	if (skip(p, STR("{N}")))
		return (struct chars){{0x03ff000000000000u, 0}, ANY_WIDTH, false};
	if (skip(p, STR("{M}")))
		return (struct chars){{0, 0}, ANY_WIDTH, false};
	letters.loose = true;
	if (skip(p, STR("{Ll}")) || skip(p, STR("{Lu}")))
		return letters;
	p->unknown |= !is_next(p, '{');
	skip_to(p, '}');
	return chars_any;
}

static uint32_t
read_hex(struct pattern *p)
{
	bool braces = take(p, '{');
	uint32_t code = read_number(p, 16, braces ? 6 : 2);

	p->unknown |= braces && !take(p, '}');
	return code;
}

/* Behind a backslash: a character, which is returned, or a kind of characters. */
static uint32_t
read_escaped(struct pattern *p, struct chars *c)
{
	char name = p->text.at[p->at];

	if (!ascii_letter(name) && !ascii_digit(name))
		return read_literal(p);
	p->at++;
	if (name == 'x')
		return read_hex(p);
	if (name == 'p')
		*c = read_property(p);
	else if (!chars_kind(name, c))
		p->unknown = true;
	return NO_CODE;
}

static uint32_t
read_member(struct pattern *p, struct chars *c)
{
	return take(p, '\\') ? read_escaped(p, c) : read_literal(p);
}

/* Behind the bracket that opens a class. */
static struct chars
read_class(struct pattern *p)
{
	struct chars all = {0};
	bool others = take(p, '^'), first = true;

	for (; more(p) && (first || !is_next(p, ']')); first = false) {
		struct chars c = {0};
		uint32_t code, last;

		p->unknown |= is_next(p, '['); /* of POSIX */
		code = last = read_member(p, &c);
		if (code != NO_CODE && is_next(p, '-') && p->text.at[p->at + 1] != ']') {
			p->at++;
			last = read_member(p, &c);
		}
		if (code != NO_CODE && last != NO_CODE)
			chars_add(&c, code, last);
		else
			p->unknown |= code != last;
		chars_join(&all, c);
	}
	p->unknown |= !take(p, ']');
	if (p->caseless)
		all = chars_in_any_case(all);
	return others ? chars_all_but(all) : all;
}

/* ---- items ---- */

/* (?xi) for the rest of a group, (?xi: for a group: true if it is one. */
static bool
read_flags(struct pattern *p)
{
	bool on = true;

	for (; more(p) && !is_next(p, ')') && !is_next(p, ':'); p->at++) {
		char flag = p->text.at[p->at];

		if (flag == '-')
			on = false;
		else if (flag == 'x')
			p->extended = on;
		else if (flag == 'i')
			p->caseless = on;
		else
			p->unknown = true;
	}
	return is_next(p, ':');
}

static uint32_t
read_group(struct pattern *p, uint32_t from)
{
	p->depth++;
	p->unknown |= p->depth > MOST_DEPTH;
	from = read_choice(p, from);
	p->depth--;
	p->unknown |= !take(p, ')');
	return from;
}

/* At the top and at the start, what stands before is no character of these. */
static void
read_not_before(struct pattern *p, uint32_t from)
{
	size_t start = p->at;
	struct chars c = {0};

	if (p->depth == 0 && from == 1 && (take(p, '[') || take(p, '\\'))) {
		uint32_t code = NO_CODE;

		if (p->text.at[start] == '[')
			c = read_class(p);
		else
			code = read_escaped(p, &c);
		if (code == NO_CODE && is_next(p, ')') && !c.loose)
			for (int i = 0; i < 2; i++)
				p->start.before.bits[i] &= ~c.ascii[i];
	}
	p->at = start;
	read_group(p, 0);
}

/* Behind "(?" or "(": a group, an assertion, flags. Assertions are read from nowhere, which notes nothing. */
static uint32_t
read_parens(struct pattern *p, uint32_t from)
{
	static const struct str asserted[] = {
	    STR("?="),
	    STR("?!"),
	    STR("?<="),
	    STR("?(DEFINE)"),
	};
	bool extended = p->extended, caseless = p->caseless;

	if (skip(p, STR("?<!"))) {
		read_not_before(p, from);
		return from;
	}
	for (size_t i = 0; i < sizeof(asserted) / sizeof(*asserted); i++)
		if (skip(p, asserted[i])) {
			read_group(p, 0);
			return from;
		}
	if (skip(p, STR("?&"))) {
		skip_to(p, ')');
		return put_anything(p, from);
	}
	if (skip(p, STR("?<"))) {
		skip_to(p, '>');
	} else if (!skip(p, STR("?>")) && take(p, '?')) {
		if (!read_flags(p)) {
			p->unknown |= !take(p, ')');
			return from;
		}
		p->at++;
	} else {
		p->unknown |= is_next(p, '*');
	}
	from = read_group(p, from);
	p->extended = extended;
	p->caseless = caseless;
	return from;
}

/* Behind a backslash: a place in the text, what a group matched, or a character. */
static uint32_t
read_backslash(struct pattern *p, uint32_t from)
{
	char name = p->text.at[p->at];
	struct chars c = {0};
	uint32_t code;

	if (memchr("bBAzZGK", name, 7)) {
		p->at++;
		return from;
	}
	if (ascii_digit(name) && name != '0') {
		p->at++;
		return put_anything(p, from);
	}
	code = read_escaped(p, &c);
	return put(p, from, code == NO_CODE ? c : chars_one(code));
}

static uint32_t
read_item(struct pattern *p, uint32_t from)
{
	if (take(p, '('))
		return read_parens(p, from);
	if (take(p, '['))
		return put(p, from, read_class(p));
	if (take(p, '\\'))
		return read_backslash(p, from);
	if (take(p, '^') || take(p, '$'))
		return from;
	if (take(p, '.'))
		return put(p, from, chars_any);
	return put(p, from, chars_one(read_literal(p)));
}

/* How often the item before is there; once if nothing is said. */
static void
read_times(struct pattern *p, uint32_t *least, uint32_t *most)
{
	*least = *most = 1;
	if (take(p, '?'))
		*least = 0;
	else if (take(p, '*'))
		*least = 0, *most = MOST_TIMES;
	else if (take(p, '+'))
		*most = MOST_TIMES;
	else if (take(p, '{')) {
		*least = *most = read_number(p, 10, 5);
		if (take(p, ','))
			*most = is_next(p, '}') ? MOST_TIMES : read_number(p, 10, 5);
		p->unknown |= !take(p, '}');
	} else
		return;
	if (!take(p, '+'))
		take(p, '?');
}

/* Farther than this many times no distance changes. */
static uint32_t
read_repeated(struct pattern *p, uint32_t from)
{
	size_t item = p->at, end;
	uint32_t reached = read_item(p, from), least, most, all;

	skip_blanks(p);
	read_times(p, &least, &most);
	end = p->at;
	all = least > 1 ? 0 : least == 0 ? from | reached : reached;
	for (uint32_t times = 2; times <= most && times <= START_BYTES + 1 && !p->unknown; times++) {
		uint32_t before = reached;

		p->at = item;
		reached = read_item(p, before);
		if (times >= least || reached == before || times > START_BYTES)
			all |= reached;
		if (reached == before)
			break;
	}
	p->at = end;
	return all;
}

/* What stands up to the end of a class, behind the bracket that opens it. */
static void
pass_class(struct pattern *p)
{
	take(p, '^');
	for (bool first = true; more(p) && (first || !is_next(p, ']')); first = false)
		p->at += is_next(p, '\\') ? 2 : 1;
	p->at++;
}

/* (?i) and its like hold for what follows, the next alternatives included. */
static bool
flags_follow(const struct pattern *p)
{
	struct str rest = str_from(p->text, p->at);

	return str_starts(rest, STR("(?")) && rest.len > 2 && memchr("ix-", rest.at[2], 3);
}

/* What notes nothing, as it is too far or an assertion: up to flags, to the next alternative or to the end of the group. */
static void
pass_over(struct pattern *p)
{
	int depth = 0;

	for (skip_blanks(p); more(p); skip_blanks(p)) {
		char c = p->text.at[p->at];

		if (depth == 0 && (c == ')' || c == '|' || flags_follow(p)))
			break;
		p->at += c == '\\' ? 2 : 1;
		depth += (c == '(') - (c == ')');
		if (c == '[')
			pass_class(p);
	}
	p->unknown |= p->at > p->text.len;
}

/* Up to the end of the group or pattern; flags end with it. */
static uint32_t
read_choice(struct pattern *p, uint32_t from)
{
	bool extended = p->extended, caseless = p->caseless;
	uint32_t all = 0, at = from;

	for (skip_blanks(p); more(p) && !is_next(p, ')'); skip_blanks(p)) {
		if (take(p, '|')) {
			p->choice |= p->depth == 0;
			all |= at;
			at = from;
		} else if (at & (FAR - 1) || flags_follow(p)) {
			at = read_repeated(p, at);
		} else {
			pass_over(p);
		}
	}
	p->extended = extended;
	p->caseless = caseless;
	return all | at;
}

struct start
start_of_pattern(struct str text)
{
	struct pattern p = {.text = text};
	uint32_t end;

	memset(&p.start.before, 0xff, sizeof(p.start.before));
	end = read_choice(&p, 1);
	put_anything(&p, end);
	if (p.choice)
		memset(&p.start.before, 0xff, sizeof(p.start.before));
	if (p.unknown || p.at < text.len)
		memset(&p.start, 0xff, sizeof(p.start));
	return p.start;
}

void
starts_add(struct starts *s, unsigned int which, const struct start *one)
{
	for (unsigned int byte = 0; byte < 256; byte++) {
		s->before[byte] |= (one->before.bits[byte / 64] >> byte % 64 & 1) << which;
		for (unsigned int i = 0; i < START_BYTES; i++)
			s->at[i][byte] |= (one->at[i].bits[byte / 64] >> byte % 64 & 1) << which;
	}
}
