/* Check digits of national identifiers; see checks_national.h and, for what a rule says, national_rule.h. */
#include "pipeline/core/letters.h"
#include "stages/anonymize/detect/checks_national.h"
#include "stages/anonymize/detect/national_rule.h"

/* ---- what rules are made of ---- */

unsigned
national_value(char c)
{
	return ascii_digit(c) ? (unsigned)(c - '0') : (unsigned)(c - 'A') + 10;
}

bool
national_luhn(struct str code)
{
	unsigned sum = 0;

	for (size_t i = 0; i < code.len; i++) {
		unsigned doubled = national_value(code.at[code.len - 1 - i]) << (i & 1);

		sum += doubled > 9 ? doubled - 9 : doubled;
	}
	return code.len > 0 && sum % 10 == 0;
}

bool
national_mod_11_10(struct str code)
{
	unsigned rest = 10;

	for (size_t i = 0; i + 1 < code.len; i++) {
		rest = (rest + national_value(code.at[i])) % 10;
		rest = (rest ? rest : 10) * 2 % 11;
	}
	return code.len > 0 && (rest + national_value(code.at[code.len - 1])) % 10 == 1;
}

uint64_t
national_number(struct str code, size_t from, size_t count)
{
	uint64_t number = 0;

	for (size_t i = from; i < from + count; i++)
		number = number * 10 + national_value(code.at[i]);
	return number;
}

/* ---- dates of birth ---- */

/* What some countries add to the month or the day of some people; 0 ends the list. */
static const uint8_t raised_months[] = {20, 40, 50, 60, 70, 80, 0};
static const uint8_t raised_days[] = {40, 60, 0};
static const uint8_t never_raised[] = {0};

static bool
in_range(unsigned value, unsigned last, const uint8_t *raised)
{
	if (value >= 1 && value <= last)
		return true;
	for (; *raised; raised++)
		if (value > *raised && value <= *raised + last)
			return true;
	return false;
}

/* Two digits of a month or day, at the first of them. True for whatever is neither. */
static bool
date_part_fits(struct str code, size_t i, const char *shape)
{
	static const struct {
		char mark;
		uint8_t last;
		const uint8_t *raised;
	} parts[] = {{'m', 12, never_raised}, {'n', 12, raised_months}, {'d', 31, never_raised},
	    {'e', 31, raised_days}};

	for (size_t k = 0; k < sizeof(parts) / sizeof(*parts); k++)
		if (shape[i] == parts[k].mark && (i == 0 || shape[i - 1] != shape[i]))
			return in_range(
			    (unsigned)national_number(code, i, 2), parts[k].last, parts[k].raised);
	return true;
}

/* ---- a rule ---- */

static bool
character_fits(char c, char mark)
{
	if (mark == '@')
		return ascii_upper(c);
	if (mark == '?')
		return ascii_digit(c) || ascii_upper(c);
	if (mark == '#' || (mark >= 'a' && mark <= 'z'))
		return ascii_digit(c);
	return c == mark;
}

bool
national_fits(struct str code, const char *shape)
{
	if (code.len != strlen(shape))
		return false;
	for (size_t i = 0; i < code.len; i++)
		if (!character_fits(code.at[i], shape[i]))
			return false;
	for (size_t i = 0; i < code.len; i++)
		if (!date_part_fits(code, i, shape))
			return false;
	return true;
}

bool
national_weighs(struct str code, const struct weighing *w)
{
	unsigned sum = 0;

	for (size_t i = 0; w->weights[i]; i++)
		sum += national_value(code.at[w->from + i]) * national_value(w->weights[i]);
	return code.at[w->check] == w->rests[sum % w->modulus];
}

static bool
row_holds(const struct national *row, struct str code)
{
	if (!national_fits(code, row->shape))
		return false;
	for (size_t i = 0; i < 2 && row->sums[i].weights; i++)
		if (!national_weighs(code, &row->sums[i]))
			return false;
	return !row->also || row->also(code);
}

/* The text's letters, in upper case, and digits; empty if there are more of them than any identifier has. */
static struct str
code_of(struct str text, char code[NATIONAL_LEN])
{
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i] >= 'a' && text.at[i] <= 'z' ? text.at[i] & ~0x20 : text.at[i];

		if (!ascii_digit(c) && !ascii_upper(c))
			continue;
		if (len == NATIONAL_LEN)
			return (struct str){code, 0};
		code[len++] = c;
	}
	return (struct str){code, len};
}

static bool
same_kind(const struct national *a, const struct national *b)
{
	return a->name && b->name && strcmp(a->name, b->name) == 0;
}

const struct national *
national_at(size_t i)
{
	const struct national *const tables[] = {national_europe, national_world};

	for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++)
		for (const struct national *row = tables[t]; row->name; row++)
			if ((row == tables[t] || !same_kind(row, row - 1)) && i-- == 0)
				return row;
	return NULL;
}

struct str
national_name(const struct national *kind)
{
	return str_of(kind->name);
}

bool
national_holds(const struct national *kind, struct str text)
{
	char bytes[NATIONAL_LEN];
	struct str code = code_of(text, bytes);

	for (const struct national *row = kind; same_kind(row, kind); row++)
		if (row_holds(row, code))
			return true;
	return false;
}
