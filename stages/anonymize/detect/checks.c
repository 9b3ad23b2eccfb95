/* The table of checks, and the two that belong to no country; see checks.h. */
#include "stages/anonymize/detect/checks.h"

#include "pipeline/core/letters.h"
#include "stages/anonymize/detect/checks_national.h"

enum { MOST_DIGITS = 40 };

static const struct check checks[] = {
    {STR("luhn"), check_luhn, "sum with every second digit doubled ends in 0 (ISO/IEC 7812-1)", NULL},
    {STR("mod97"), check_mod97, "remainder by 97 is 1, the first four characters at the end (ISO 13616-1)",
	NULL},
};

enum { CHECKS = sizeof(checks) / sizeof(checks[0]) };

bool
check_at(size_t i, struct check *out)
{
	const struct national *kind = i < CHECKS ? NULL : national_at(i - CHECKS);

	if (i < CHECKS)
		*out = checks[i];
	else if (kind)
		*out = (struct check){national_name(kind), NULL, "", kind};
	return i < CHECKS || kind;
}

bool
check_named(struct str name, struct check *out)
{
	for (size_t i = 0; check_at(i, out); i++)
		if (str_eq(out->name, name))
			return true;
	return false;
}

bool
check_holds(const struct check *c, struct str match)
{
	return c->kind ? national_holds(c->kind, match) : c->holds(match);
}

size_t
check_digits(struct str match, char *out, size_t most)
{
	size_t count = 0;

	for (size_t i = 0; i < match.len; i++)
		if (ascii_digit(match.at[i])) {
			if (count < most)
				out[count] = match.at[i];
			count++;
		}
	return count;
}

size_t
check_alnum(struct str match, char *out, size_t most)
{
	size_t count = 0;

	for (size_t i = 0; i < match.len; i++) {
		char c = match.at[i];

		if (!ascii_digit(c) && !ascii_letter(c))
			continue;
		if (count < most)
			out[count] = (char)(ascii_lower(c) ? c - 0x20 : c);
		count++;
	}
	return count;
}

bool
check_luhn(struct str match)
{
	static const char doubled[] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
	char digits[MOST_DIGITS];
	size_t count = check_digits(match, digits, MOST_DIGITS);
	int sum = 0;

	if (count < 2 || count > MOST_DIGITS)
		return false;
	for (size_t i = 0; i < count; i++) {
		int digit = digits[count - 1 - i] - '0';

		sum += i % 2 ? doubled[digit] : digit;
	}
	return sum % 10 == 0;
}

bool
check_mod97(struct str match)
{
	char text[MOST_DIGITS];
	size_t count = check_alnum(match, text, MOST_DIGITS);
	unsigned int rest = 0;

	if (count < 5 || count > MOST_DIGITS)
		return false;
	for (size_t i = 0; i < count; i++) {
		char c = text[(i + 4) % count];

		rest = ascii_digit(c) ? (rest * 10 + (unsigned int)(c - '0')) % 97
				      : (rest * 100 + (unsigned int)(c - 'A' + 10)) % 97;
	}
	return rest == 1;
}
