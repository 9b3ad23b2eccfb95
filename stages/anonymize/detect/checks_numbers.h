/* Checks of telephone, card and account numbers: what people write in groups, and what only looks like it.
 *
 * An extension behind a telephone number ("x12", "ext. 12") is part of the match but not of the number: what is judged
 * ends before the first letter or '#'.
 */
#ifndef LRSTREAM_CHECKS_NUMBERS_H
#define LRSTREAM_CHECKS_NUMBERS_H

#include "pipeline/core/str.h"

/* 12 to 19 digits, not all the same, with a right Luhn digit (ISO/IEC 7812-1, 4.1 and annex B). */
bool check_card(struct str match);

/* As check_mod97, and if there are hyphens or dots, they stand after each four characters. */
bool check_iban(struct str match);

/* 6 to 17 digits, neither all the same nor a round number, and no date, range of years or decimal. */
bool check_phone(struct str match);

/* 9 digits and more that are no date and no row of a lesson: a sequence (05 10 15 20 25; 02 03 05 07 11; 03 06 12 24 48), all
 * tens behind the first (600 10 20 30), zeros and ones. */
bool check_phone_alone(struct str match);

/* 9 to 12 digits, not all the same, and no date: a number with its leading 0 but without its country. */
bool check_phone_national(struct str match);

/* As check_phone, of 7 to 15 digits that are no amount (thousands of less than eight digits, or round ones) and no
 * reference (2026-123456). */
bool check_phone_likely(struct str match);

#endif
