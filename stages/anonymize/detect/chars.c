/* Sets of characters; see chars.h. */
#include "stages/anonymize/detect/chars.h"

#include <stddef.h>

enum {
	LETTERS = 0x07fffffe, /* A to Z in the second half of ASCII */
	CASES_APART = 'a' - 'A'
};

const struct chars chars_any = {{UINT64_MAX, UINT64_MAX}, ANY_WIDTH, true};

static bool
holds(const struct chars *c, int ascii)
{
	return c->ascii[ascii / 64] >> ascii % 64 & 1;
}

void
chars_add(struct chars *c, uint32_t first, uint32_t last)
{
	for (uint32_t code = first; code <= last && code < 0x80; code++)
		c->ascii[code / 64] |= (uint64_t)1 << code % 64;
	if (last >= 0x80)
		c->widths |= first < last ? ANY_WIDTH : 1u << (last < 0x800 ? 2 : last < 0x10000 ? 3 : 4);
}

struct chars
chars_one(uint32_t code)
{
	struct chars c = {0};

	chars_add(&c, code, code);
	return c;
}

void
chars_join(struct chars *c, struct chars more)
{
	c->ascii[0] |= more.ascii[0];
	c->ascii[1] |= more.ascii[1];
	c->widths |= more.widths;
	c->loose |= more.loose;
}

struct chars
chars_all_but(struct chars c)
{
	if (c.loose)
		return chars_any;
	return (struct chars){{~c.ascii[0], ~c.ascii[1]}, ANY_WIDTH, false};
}

struct chars
chars_in_any_case(struct chars c)
{
	static const char others[] = "kKsS";
	uint64_t letters = (c.ascii[1] | c.ascii[1] >> CASES_APART) & LETTERS;

	c.ascii[1] |= letters | letters << CASES_APART;
	for (size_t i = 0; c.widths && i < sizeof(others) - 1; i++)
		chars_add(&c, (uint32_t)others[i], (uint32_t)others[i]);
	c.loose |= c.widths != 0;
	if (holds(&c, 'k') || holds(&c, 's'))
		c.widths = ANY_WIDTH;
	return c;
}

enum { COMPLEMENTED = 4 };

/* What a backslash and a letter stand for; of the first ones the capital for all others. */
static const struct {
	char name;
	struct chars chars;
} kinds[] = {
    {'d', {{0x03ff000000000000u, 0}, 0, false}},
    {'s', {{0x0000000100003e00u, 0}, 0, false}},
    {'w', {{0x03ff000000000000u, 0x07fffffe87fffffeu}, 0, false}},
    {'h', {{0x0000000100000200u, 0}, ANY_WIDTH, false}},
    {'n', {{1u << '\n', 0}, 0, false}},
    {'r', {{1u << '\r', 0}, 0, false}},
    {'t', {{1u << '\t', 0}, 0, false}},
};

bool
chars_kind(char name, struct chars *c)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		bool others = name == kinds[i].name - 'a' + 'A';

		if (name != kinds[i].name && !(others && i < COMPLEMENTED))
			continue;
		*c = others ? chars_all_but(kinds[i].chars) : kinds[i].chars;
		return true;
	}
	return false;
}
