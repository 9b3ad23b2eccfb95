/* Numbers as they are written: their value without going through a double, unless a double is asked for. */
#include <stdlib.h>

#include "pipeline/core/json.h"
#include "pipeline/core/json_decimal.h"

enum { SHORT_NUMBER = 63, MOST_INT_DIGITS = 19, EXACT_DIGITS = 15 };

static const int64_t EXPONENT_MOST = (int64_t)1 << 40;

/* The exponent behind 'e' or 'E', cut to ±2^40. */
static int64_t
read_exponent(struct str s)
{
	int64_t value = 0;
	bool negative = s.len && s.at[0] == '-';

	for (size_t i = s.len && (s.at[0] == '-' || s.at[0] == '+') ? 1 : 0; i < s.len; i++)
		if (value < EXPONENT_MOST)
			value = value * 10 + (s.at[i] - '0');
	if (value > EXPONENT_MOST)
		value = EXPONENT_MOST;
	return negative ? -value : value;
}

struct json_decimal
json_decimal(struct str number)
{
	struct json_decimal d = {.negative = number.len && number.at[0] == '-'};
	size_t start = d.negative, end = start, point;

	while (end < number.len && number.at[end] != 'e' && number.at[end] != 'E')
		end++;
	if (end < number.len)
		d.exponent = read_exponent(str_from(number, end + 1));
	for (point = start; point < end && number.at[point] != '.'; point++)
		;
	while (start < end && (number.at[start] == '0' || number.at[start] == '.'))
		start++;
	while (end > start && (number.at[end - 1] == '0' || number.at[end - 1] == '.'))
		end--;
	if (start == end)
		return (struct json_decimal){0};
	d.digits = (struct str){number.at + start, end - start};
	d.exponent += start < point ? (int64_t)(point - start) : -(int64_t)(start - point - 1);
	return d;
}

/* The next digit's place, past a point. */
static size_t
skip_point(struct str digits, size_t at)
{
	return at < digits.len && digits.at[at] == '.' ? at + 1 : at;
}

/* Without their signs. */
static int
compare_sizes(struct json_decimal a, struct json_decimal b)
{
	size_t i = 0, k = 0;

	if (!a.digits.len || !b.digits.len)
		return (a.digits.len > 0) - (b.digits.len > 0);
	if (a.exponent != b.exponent)
		return a.exponent < b.exponent ? -1 : 1;
	for (;;) {
		i = skip_point(a.digits, i);
		k = skip_point(b.digits, k);
		if (i == a.digits.len || k == b.digits.len)
			return (i < a.digits.len) - (k < b.digits.len);
		if (a.digits.at[i] != b.digits.at[k])
			return a.digits.at[i] < b.digits.at[k] ? -1 : 1;
		i++, k++;
	}
}

int
json_decimal_compare(struct json_decimal a, struct json_decimal b)
{
	if (a.negative != b.negative)
		return a.negative ? -1 : 1;
	return a.negative ? compare_sizes(b, a) : compare_sizes(a, b);
}

bool
json_decimal_same(struct json_decimal a, struct json_decimal b)
{
	return json_decimal_compare(a, b) == 0;
}

bool
json_int(const struct json *v, int64_t *out)
{
	struct json_decimal d;
	uint64_t value = 0;
	int64_t digits = 0;

	if (!json_is(v, JSON_NUMBER))
		return false;
	d = json_decimal(json_text(v));
	if (d.exponent < 0 || d.exponent > MOST_INT_DIGITS)
		return false;
	for (size_t i = 0; i < d.digits.len; i++)
		if (d.digits.at[i] != '.') {
			if (++digits > d.exponent)
				return false;
			value = value * 10 + (uint64_t)(d.digits.at[i] - '0');
		}
	for (; digits < d.exponent; digits++)
		value *= 10; /* at most 10^19 - 1: no overflow */
	if (value > (uint64_t)INT64_MAX + d.negative)
		return false;
	*out = d.negative ? (int64_t)(0 - value) : (int64_t)value;
	return true;
}

/* A number of few digits without an exponent: its digits and the power of ten they are divided by are both doubles
 * exactly, so the quotient is the nearest one. False for others. */
static bool
read_short(struct str number, double *out)
{
	static const double tens[EXACT_DIGITS + 1] = {
	    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
	bool negative = number.len && number.at[0] == '-';
	size_t point = number.len;
	int64_t digits = 0;

	if (number.len > EXACT_DIGITS)
		return false;
	for (size_t i = negative; i < number.len; i++) {
		if (number.at[i] == '.')
			point = i + 1;
		else if (number.at[i] >= '0' && number.at[i] <= '9')
			digits = digits * 10 + (number.at[i] - '0');
		else
			return false;
	}
	*out = (negative ? -(double)digits : (double)digits) / tens[number.len - point];
	return true;
}

bool
json_double(const struct json *v, double *out)
{
	char local[SHORT_NUMBER + 1];
	char *copy = local;

	if (!json_is(v, JSON_NUMBER))
		return false;
	if (read_short(json_text(v), out))
		return true;
	if (v->count > SHORT_NUMBER && !(copy = malloc(v->count + (size_t)1)))
		abort();
	memcpy(copy, v->text, v->count);
	copy[v->count] = '\0';
	*out = strtod(copy, NULL);
	if (copy != local)
		free(copy);
	return *out - *out == 0; /* neither infinite nor NaN */
}
