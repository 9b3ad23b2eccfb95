/* What the check of one form of a national identifier says, as data; checks_national.c reads it.
 *
 * Almost every check digit in use is the rest of a weighted sum: each character times its weight, the rest by a
 * modulus, and a list of which character stands for which rest. What is not (Verhoeff's, ISO 7064's, sums of two
 * digits) is a function.
 */
#ifndef LRSTREAM_ANONYMIZE_NATIONAL_RULE_H
#define LRSTREAM_ANONYMIZE_NATIONAL_RULE_H

#include <stdint.h>

#include "pipeline/core/str.h"

/* The longest identifier, without separators. */
#define NATIONAL_LEN 24

struct weighing {
	const char *weights; /* one a character: 1-9, A is ten, B eleven ...; NULL: no weighing */
	uint8_t from;        /* where the first weighed character stands */
	uint8_t modulus;
	uint8_t check;     /* where the check character stands */
	const char *rests; /* the check character for each rest; '-' where such numbers are not given out */
};

/* A row is one form; a kind with several has several rows, one after the other, with the same name.
 *
 * In the shape a character stands for itself, but: # a digit, @ a letter, ? either; and in a date of birth y a digit of
 * the year, m and d digits of the month and the day, n and e the same where some people's months are raised
 * (by 20, 40, 50, 60, 70 or 80) or days (by 40 or 60): other centuries, women, numbers for a time.
 */
struct national {
	const char *name;
	const char *shape;
	struct weighing sums[2];
	bool (*also)(struct str code); /* the code: letters in upper case, no separators */
};

/* Both end with a row whose name is NULL. */
extern const struct national national_europe[];
extern const struct national national_world[];

/* What a character counts: 0-9, and 10-35 for letters. */
unsigned national_value(char c);

/* The whole code, taken as digits, by Luhn. */
bool national_luhn(struct str code);

/* ISO 7064 mod 11,10 over all digits, the last of them the check. */
bool national_mod_11_10(struct str code);

/* The digits from..from+count of the code as a number. At most 18 digits. */
uint64_t national_number(struct str code, size_t from, size_t count);

/* Whether the code fits the shape, dates included. */
bool national_fits(struct str code, const char *shape);

/* Whether the sum agrees with its check character. */
bool national_weighs(struct str code, const struct weighing *);

#endif
