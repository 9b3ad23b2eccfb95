/* Checks that a pattern cannot make: check digits and the like, by the names that detector files use.
 *
 * Each gets what matched, as it was written: with blanks, dots and hyphens, in either case.
 */
#ifndef LRSTREAM_CHECKS_H
#define LRSTREAM_CHECKS_H

#include "pipeline/core/str.h"

typedef bool check_match(struct str match);

/* Plain data, to be copied. */
struct check {
	struct str name;
	check_match *holds; /* NULL for national identifiers */
	const char *about;  /* for the table in the README; theirs is their country's and their own name */
	const struct national *kind; /* what they are judged by (checks_national.h) */
};

/* The check of this name; false if there is none. */
bool check_named(struct str name, struct check *out);

/* All of them, for messages and tests; false behind the last. */
bool check_at(size_t i, struct check *out);

bool check_holds(const struct check *, struct str match);

/* ---- for those who write checks ---- */

/* The digits of what matched, at most `most`; how many there are in all. */
size_t check_digits(struct str match, char *out, size_t most);

/* The ASCII letters and digits of what matched, letters in upper case; how many there are in all. */
size_t check_alnum(struct str match, char *out, size_t most);

/* ISO/IEC 7812-1, annex B: the sum with every second digit doubled, from the right, ends in 0. */
bool check_luhn(struct str match);

/* ISO/IEC 7064, MOD 97-10, as in an IBAN (ISO 13616-1): the first four characters go to the end, letters are 10 to 35. */
bool check_mod97(struct str match);

/* RFC 4291, 2.2; a zone (%eth0) and a prefix length (/64) behind it do not count. */
bool check_ipv6(struct str match);

#endif
