/* Telephone, card and account numbers; see checks_numbers.h.
 *
 * A match is taken apart into its groups of digits: their lengths and values tell a date, a range of years and an amount
 * from a telephone number better than any pattern.
 */
#include "stages/anonymize/detect/checks_numbers.h"

#include <string.h>

#include "pipeline/core/letters.h"
#include "stages/anonymize/detect/checks.h"

enum {
	MOST_GROUPS = 12,
	MOST_DIGITS = 24,
	FIRST_YEAR = 1500,
	FIRST_RUN_YEAR = 1900, /* of dates that machines write */
	LAST_YEAR = 2040,      /* of what texts tell of; 2041-... is as well a number */
	LARGEST_STEP = 10,     /* of numbers that pupils count in */
};

struct group {
	size_t digits;
	unsigned value; /* of up to nine digits; wraps beyond */
};

struct number {
	char digits[MOST_DIGITS];
	size_t count; /* of digits; more than MOST_DIGITS is no number */
	struct group groups[MOST_GROUPS];
	size_t group_count; /* of those kept */
};

/* ---- taking apart ---- */

/* Up to the first letter or '#': there the extension begins. */
static struct str
without_extension(struct str match)
{
	size_t end = 0;

	while (end < match.len && !ascii_letter(match.at[end]) && match.at[end] != '#')
		end++;
	return (struct str){match.at, end};
}

static struct number
take_apart(struct str match)
{
	struct number n = {.count = 0};
	bool inside = false;

	n.count = check_digits(match, n.digits, MOST_DIGITS);
	for (size_t i = 0; i < match.len; i++) {
		bool digit = ascii_digit(match.at[i]);

		if (digit && !inside && n.group_count == MOST_GROUPS)
			break;
		if (digit && !inside)
			n.group_count++;
		if (digit) {
			struct group *g = &n.groups[n.group_count - 1];

			g->digits++;
			g->value = g->value * 10 + (unsigned)(match.at[i] - '0');
		}
		inside = digit;
	}
	return n;
}

static bool
all_the_same(const struct number *n)
{
	for (size_t i = 1; i < n->count && i < MOST_DIGITS; i++)
		if (n->digits[i] != n->digits[0])
			return false;
	return true;
}

/* ---- dates and amounts ---- */

static struct group
group_of(const char *digits, size_t count)
{
	struct group g = {count, 0};

	for (size_t i = 0; i < count; i++)
		g.value = g.value * 10 + (unsigned)(digits[i] - '0');
	return g;
}

static bool
is_year(const struct group *g)
{
	return g->digits == 4 && g->value >= FIRST_YEAR && g->value <= LAST_YEAR;
}

static bool
is_part(const struct group *g, unsigned most)
{
	return g->digits <= 2 && g->value >= 1 && g->value <= most;
}

/* 20260131, and with a time of day behind it 202601311032 or 20260131103207. */
static bool
is_run_of_date(const struct number *n)
{
	struct group year, month, day, hour, minute;

	if (n->count != 8 && n->count != 12 && n->count != 14)
		return false;
	year = group_of(n->digits, 4);
	month = group_of(n->digits + 4, 2);
	day = group_of(n->digits + 6, 2);
	hour = n->count > 8 ? group_of(n->digits + 8, 2) : (struct group){0};
	minute = n->count > 8 ? group_of(n->digits + 10, 2) : (struct group){0};
	return is_year(&year) && year.value >= FIRST_RUN_YEAR && is_part(&month, 12) && is_part(&day, 31)
	       && hour.value < 24 && minute.value < 60;
}

/* 2026-01-31 ..., 31.01.2026 ..., 1/31/2026; 2026-2027. */
static bool
is_date(const struct number *n)
{
	const struct group *g = n->groups;

	if (n->group_count == 1)
		return is_run_of_date(n);
	if (n->group_count == 2)
		return is_year(&g[0]) && is_year(&g[1]) && g[0].value < g[1].value;
	if (is_year(&g[0]))
		return is_part(&g[1], 12) && is_part(&g[2], 31);
	return is_year(&g[2])
	       && ((is_part(&g[0], 31) && is_part(&g[1], 12)) || (is_part(&g[0], 12) && is_part(&g[1], 31)));
}

/* 1.234567: two groups with nothing but a point between, the first no zero. */
static bool
is_decimal(struct str match, const struct number *n)
{
	return n->group_count == 2 && n->digits[0] != '0' && match.len == n->count + 1
	       && memchr(match.at, '.', match.len);
}

/* 2026-123456: what is counted anew each year. */
static bool
is_reference(const struct number *n)
{
	return n->group_count == 2 && is_year(&n->groups[0]) && n->groups[1].digits != 4;
}

/* 12 345 678 */
static bool
is_thousands(const struct number *n)
{
	if (n->group_count < 2 || n->groups[0].digits > 3 || n->digits[0] == '0')
		return false;
	for (size_t i = 1; i < n->group_count; i++)
		if (n->groups[i].digits != 3)
			return false;
	return true;
}

/* 05 10 15 20 25, 09 08 07 06 05, 02 03 05 07 11 and 03 06 12 24 48; but 01 23 45 67 89 is what people write for a
 * telephone number that is none. */
static bool
is_sequence(const struct number *n)
{
	const struct group *g = n->groups;
	bool up = true, down = true, doubled = true;

	for (size_t i = 1; i < n->group_count; i++) {
		up = up && g[i].value > g[i - 1].value && g[i].value - g[i - 1].value <= LARGEST_STEP;
		down = down && g[i].value < g[i - 1].value && g[i - 1].value - g[i].value <= LARGEST_STEP;
		doubled = doubled && g[i].value == 2 * g[i - 1].value;
	}
	return n->group_count > 2 && (up || down || doubled);
}

/* 600 10 20 30 */
static bool
all_tens(const struct number *n)
{
	for (size_t i = 1; i < n->group_count; i++)
		if (n->groups[i].value % 10)
			return false;
	return true;
}

static bool
is_binary(const struct number *n)
{
	for (size_t i = 0; i < n->count && i < MOST_DIGITS; i++)
		if (n->digits[i] > '1')
			return false;
	return true;
}

/* At most `most` digits, then zeros. */
static bool
is_round(const struct number *n, size_t most)
{
	size_t count = n->count;

	while (count && n->digits[count - 1] == '0')
		count--;
	return count <= most;
}

/* 6 000 000, 15 000 000, 10000000: nobody's number, or a very easy one. */
static bool
is_amount(const struct number *n)
{
	return is_round(n, is_thousands(n) ? 2 : 1);
}

/* ---- the checks ---- */

bool
check_card(struct str match)
{
	struct number n = take_apart(match);

	return n.count >= 12 && n.count <= 19 && !all_the_same(&n) && check_luhn(match);
}

bool
check_iban(struct str match)
{
	size_t since = 0;

	for (size_t i = 0; i < match.len; i++) {
		char c = match.at[i];

		if ((c == '-' || c == '.') && since != 4)
			return false;
		since = ascii_letter(c) || ascii_digit(c) ? since + 1 : 0;
	}
	return check_mod97(match);
}

static bool
is_phone(const struct number *n, size_t least, size_t most)
{
	return n->count >= least && n->count <= most && !all_the_same(n) && !is_date(n);
}

bool
check_phone(struct str match)
{
	struct str number = without_extension(match);
	struct number n = take_apart(number);

	return is_phone(&n, 6, 17) && !is_amount(&n) && !is_decimal(number, &n);
}

bool
check_phone_alone(struct str match)
{
	struct number n = take_apart(match);

	return n.count >= 9 && !all_the_same(&n) && !is_date(&n) && !is_sequence(&n) && !is_binary(&n)
	       && (n.group_count == 1 || !all_tens(&n));
}

bool
check_phone_national(struct str match)
{
	struct number n = take_apart(without_extension(match));

	return is_phone(&n, 9, 12);
}

bool
check_phone_likely(struct str match)
{
	struct number n = take_apart(without_extension(match));

	if (!check_phone(match) || !is_phone(&n, 7, 15) || is_round(&n, 2) || is_reference(&n))
		return false;
	return !is_thousands(&n) || (n.count >= 8 && n.groups[n.group_count - 1].value != 0);
}
