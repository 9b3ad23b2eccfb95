/* Numbers of the mapping language: what is one, exact scaling, and how a result is written. */
#ifndef LRSTREAM_CONVERT_NUMBER_H
#define LRSTREAM_CONVERT_NUMBER_H

#include <stdint.h>

#include "pipeline/core/str.h"

enum { NUMBER_BYTES = 48 };

/* True if JSON would write a number like this (RFC 8259, 6). */
bool number_is(struct str text);

/* number · 10^power, its digits behind the point cut off; false beyond 18 digits. `number` is as JSON writes it. */
bool number_scaled(struct str number, int power, int64_t *out);

/* The shortest text that tells 15 digits, whole numbers up to 2^53 in full; with an exponent only from 10^21 on and below
 * 10^-7. `value` is finite. Returns the length; no NUL. */
int number_write(double value, char out[NUMBER_BYTES]);

#endif
