/* The table of checks, and those of no country that several kinds of numbers share; see checks.h. */
#include "stages/anonymize/detect/checks.h"

#include <arpa/inet.h>

#include "pipeline/core/letters.h"
#include "stages/anonymize/detect/checks_national.h"
#include "stages/anonymize/detect/checks_numbers.h"

enum { MOST_DIGITS = 40 };

static const struct check checks[] = {
    {STR("ipv6"), check_ipv6, "an IPv6 address (RFC 4291, 2.2), its zone and prefix length apart", NULL},
    {STR("luhn"), check_luhn, "sum with every second digit doubled ends in 0 (ISO/IEC 7812-1)", NULL},
    {STR("mod97"), check_mod97, "remainder by 97 is 1, the first four characters at the end (ISO 13616-1)",
	NULL},
    {STR("card"), check_card, "12 to 19 digits, not all the same, with a right Luhn digit", NULL},
    {STR("iban"), check_iban, "mod97; hyphens and dots only after each four characters", NULL},
    {STR("phone"), check_phone, "6 to 17 digits; no date, range of years, decimal or round number", NULL},
    {STR("phone_alone"), check_phone_alone, "9 digits and more; no date and no row of a lesson", NULL},
    {STR("phone_national"), check_phone_national, "9 to 12 digits and no date", NULL},
    {STR("phone_likely"), check_phone_likely, "7 to 15 digits, and nothing else that is counted", NULL},
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

bool
check_ipv6(struct str match)
{
	char address[INET6_ADDRSTRLEN + 1];
	struct in6_addr bytes;
	size_t len = 0;

	while (len < match.len && match.at[len] != '%' && match.at[len] != '/')
		len++;
	if (len >= sizeof(address))
		return false;
	memcpy(address, match.at, len);
	address[len] = '\0';
	return inet_pton(AF_INET6, address, &bytes) == 1;
}
