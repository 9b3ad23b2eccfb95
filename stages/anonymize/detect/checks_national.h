/* Check digits of national identifiers: whether a number could have been given out.
 *
 * A detector's pattern knows what a number looks like; a check knows whether its digits agree with each other and
 * whether the day of birth in it is a day. Numbers of nine digits fill every lesson, so it is the check that tells
 * an identifier from a result.
 *
 * Checks are pure and take the text as it was matched: letters of either case, and blanks, dots, dashes and slashes
 * anywhere. They say what the format allows, not who was given the number. The formats are data, by region, in
 * checks_europe.c and checks_world.c.
 */
#ifndef LRSTREAM_ANONYMIZE_CHECKS_NATIONAL_H
#define LRSTREAM_ANONYMIZE_CHECKS_NATIONAL_H

#include "pipeline/core/str.h"

struct national;

/* The i-th kind, or NULL behind the last. Never freed. */
const struct national *national_at(size_t i);

/* "fr_nir", "br_cpf" ... */
struct str national_name(const struct national *);

/* Whether the text is such a number. A kind with several forms (old and new) takes any of them. */
bool national_holds(const struct national *, struct str text);

#endif
