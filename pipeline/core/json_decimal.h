/* Numbers as decimals: compared and hashed by value, without going through a double. */
#ifndef LRSTREAM_JSON_DECIMAL_H
#define LRSTREAM_JSON_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/str.h"

/* A number's value, for comparing and hashing: 0.d₁d₂…dₙ · 10^exponent without leading or trailing zeros. `digits` are
 * a part of the number's text and may hold its '.', to be skipped; zero has none and exponent 0, and no sign.
 * Exponents beyond ±2^40 are cut to that. */
struct json_decimal {
	bool negative;
	struct str digits;
	int64_t exponent;
};
struct json_decimal json_decimal(struct str number);
bool json_decimal_same(struct json_decimal, struct json_decimal);

/* Below 0, 0 or above 0, as a is less than, the same as or greater than b. */
int json_decimal_compare(struct json_decimal a, struct json_decimal b);

#endif
