/* Numbers of the mapping language; see number.h. */
#include "stages/convert/run/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/json_decimal.h"

enum { MOST_SCALED = 18, DIGITS = 15, MOST_PLAIN = 21, LEAST_PLAIN = -7 };

static const double whole_most = 9007199254740992; /* 2^53: up to here a double holds each whole number */

static size_t
skip_digits(struct str s, size_t at)
{
	while (at < s.len && s.at[at] >= '0' && s.at[at] <= '9')
		at++;
	return at;
}

/* Steps over one of two characters. */
static size_t
skip_either(struct str s, size_t at, char one, char other)
{
	return at < s.len && (s.at[at] == one || s.at[at] == other) ? at + 1 : at;
}

bool
number_is(struct str s)
{
	size_t start = skip_either(s, 0, '-', '-'), end = skip_digits(s, start), mark;

	if (end == start || (s.at[start] == '0' && end > start + 1))
		return false;
	mark = skip_either(s, end, '.', '.');
	if (mark > end) {
		end = skip_digits(s, mark);
		if (end == mark)
			return false;
	}
	mark = skip_either(s, end, 'e', 'E');
	if (mark > end) {
		mark = skip_either(s, mark, '+', '-');
		end = skip_digits(s, mark);
		if (end == mark)
			return false;
	}
	return end == s.len;
}

bool
number_scaled(struct str number, int power, int64_t *out)
{
	struct json_decimal d = json_decimal(number);
	int64_t wanted = d.exponent + power, taken = 0, value = 0;

	*out = 0;
	if (!d.digits.len || wanted <= 0)
		return true;
	if (wanted > MOST_SCALED)
		return false;
	for (size_t i = 0; i < d.digits.len && taken < wanted; i++)
		if (d.digits.at[i] != '.') {
			value = value * 10 + (d.digits.at[i] - '0');
			taken++;
		}
	for (; taken < wanted; taken++)
		value *= 10;
	*out = d.negative ? -value : value;
	return true;
}

static char *
put_zeros(char *out, int count)
{
	for (; count > 0; count--)
		*out++ = '0';
	return out;
}

static char *
put_digits(char *out, const char *digits, int count)
{
	for (int i = 0; i < count; i++)
		*out++ = digits[i];
	return out;
}

/* d.ddd · 10^exponent without an exponent. */
static char *
put_plain(char *out, const char *digits, int count, int exponent)
{
	int before = exponent + 1; /* the point */

	if (before <= 0) {
		out = put_digits(out, "0.", 2);
		return put_digits(put_zeros(out, -before), digits, count);
	}
	if (count <= before)
		return put_zeros(put_digits(out, digits, count), before - count);
	out = put_digits(out, digits, before);
	*out++ = '.';
	return put_digits(out, digits + before, count - before);
}

static char *
put_exponent(char *out, const char *digits, int count, int exponent)
{
	*out++ = digits[0];
	if (count > 1) {
		*out++ = '.';
		out = put_digits(out, digits + 1, count - 1);
	}
	return out + snprintf(out, sizeof("e-999"), "e%d", exponent);
}

int
number_write(double value, char out[NUMBER_BYTES])
{
	char text[NUMBER_BYTES], digits[DIGITS];
	char *end = out;
	int count = DIGITS, exponent;

	if (value == trunc(value) && fabs(value) <= whole_most)
		return snprintf(out, NUMBER_BYTES, "%.0f", value == 0 ? 0.0 : value);
	/* "1.23456789012345e+05": a digit, a point, 14 digits, the exponent */
	snprintf(text, sizeof(text), "%.*e", DIGITS - 1, fabs(value));
	digits[0] = text[0];
	put_digits(digits + 1, text + 2, DIGITS - 1);
	exponent = (int)strtol(text + DIGITS + 2, NULL, 10);
	while (count > 1 && digits[count - 1] == '0')
		count--;
	if (value < 0)
		*end++ = '-';
	end = exponent >= LEAST_PLAIN && exponent < MOST_PLAIN ? put_plain(end, digits, count, exponent)
							       : put_exponent(end, digits, count, exponent);
	return (int)(end - out);
}
