/* Reading and writing moments and durations by hand; see iso8601.h.
 *
 * libc's functions know locales, time zones and a two-digit century, and accept what the standards refuse: here is
 * nothing but the proleptic Gregorian calendar and the few forms that count. Each take_ function steps over what it
 * read and returns -1, or false, where the text has something else.
 */
#include "pipeline/core/iso8601.h"

#include <assert.h>

enum {
	MINUTES_A_DAY = 24 * 60,
	DAYS_TO_1970 = 719162, /* from 0001-01-01 */
	DAYS_4_YEARS = 1461,
	DAYS_100_YEARS = 36524,
	DAYS_400_YEARS = 146097,
	FRACTION_DIGITS = 6
};

static const int64_t second_us = 1000000;
static const int64_t minute_us = 60 * 1000000;
static const int64_t hour_us = 3600 * (int64_t)1000000;
static const int64_t day_us = 86400 * (int64_t)1000000;

/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z. */
static const int64_t first_us = -62135596800000000, last_us = 253402300799999999;

static const short days_before[2][13] = {
    {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
    {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366},
};

struct cursor {
	const char *at, *end;
};

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
month_length(int year, int month)
{
	return days_before[is_leap(year)][month] - days_before[is_leap(year)][month - 1];
}

static bool
take(struct cursor *c, char wanted)
{
	if (c->at == c->end || *c->at != wanted)
		return false;
	c->at++;
	return true;
}

static bool
at_digit(const struct cursor *c)
{
	return c->at < c->end && *c->at >= '0' && *c->at <= '9';
}

/* Exactly `count` digits. */
static int
take_number(struct cursor *c, int count)
{
	int value = 0;

	for (; count > 0; count--) {
		if (!at_digit(c))
			return -1;
		value = value * 10 + (*c->at++ - '0');
	}
	return value;
}

/* ---- moments ---- */

struct moment {
	int year, month, day, hour, minute, second;
	int64_t us; /* of the second */
	int offset; /* minutes east of UTC */
	bool basic; /* without '-' and ':' */
};

static bool
take_date(struct cursor *c, enum time_form form, struct moment *m)
{
	m->year = take_number(c, 4);
	m->basic = !take(c, '-');
	if (m->basic && form == TIME_RFC3339)
		return false;
	m->month = take_number(c, 2);
	if (!m->basic && !take(c, '-'))
		return false;
	m->day = take_number(c, 2);
	return m->year >= 1 && m->month >= 1 && m->month <= 12 && m->day >= 1
	       && m->day <= month_length(m->year, m->month);
}

/* Digits after the mark, cut to microseconds. */
static bool
take_fraction(struct cursor *c, int64_t *us)
{
	int taken = 0;

	if (!at_digit(c))
		return false;
	for (*us = 0; at_digit(c); c->at++)
		if (taken < FRACTION_DIGITS) {
			*us = *us * 10 + (*c->at - '0');
			taken++;
		}
	for (; taken < FRACTION_DIGITS; taken++)
		*us *= 10;
	return true;
}

static bool
take_time(struct cursor *c, enum time_form form, struct moment *m)
{
	m->hour = take_number(c, 2);
	if (!m->basic && !take(c, ':'))
		return false;
	m->minute = take_number(c, 2);
	if (!m->basic && !take(c, ':'))
		return false;
	m->second = take_number(c, 2);
	if (m->hour < 0 || m->hour > 23 || m->minute < 0 || m->minute > 59 || m->second < 0 || m->second > 60)
		return false;
	if (take(c, '.') || (form == TIME_ISO8601 && take(c, ',')))
		return take_fraction(c, &m->us);
	return true;
}

/* RFC 3339, 5.6: T and Z may be small letters. */
static bool
take_letter(struct cursor *c, char capital)
{
	return take(c, capital) || take(c, (char)(capital | 0x20));
}

/* Z, +hh:mm, and in the wider form +hhmm, +hh and nothing. ISO 8601 wants +hhmm with the basic form only, but programs
 * in great number write it behind the extended one, and nothing else could be meant. */
static bool
take_zone(struct cursor *c, enum time_form form, struct moment *m)
{
	bool east, west;
	int hours, minutes = 0;

	if (take_letter(c, 'Z'))
		return true;
	east = take(c, '+');
	west = !east && take(c, '-');
	if (!east && !west)
		return form == TIME_ISO8601;
	hours = take_number(c, 2);
	if (take(c, ':') || (form == TIME_ISO8601 && at_digit(c)))
		minutes = take_number(c, 2);
	else if (form == TIME_RFC3339)
		return false;
	m->offset = hours * 60 + minutes;
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || (west && m->offset == 0))
		return false;
	if (west)
		m->offset = -m->offset;
	return true;
}

static int64_t
days_since_1970(const struct moment *m)
{
	int64_t past = m->year - 1;

	return past * 365 + past / 4 - past / 100 + past / 400 + days_before[is_leap(m->year)][m->month - 1]
	       + m->day - 1 - DAYS_TO_1970;
}

/* RFC 3339, 5.7: a leap second is the last one of a month, in UTC; utc_minute counts from the start of the written day. */
static bool
ends_month(const struct moment *m, int utc_minute)
{
	if (utc_minute == -1)
		return m->day == 1;
	return utc_minute == MINUTES_A_DAY - 1 && m->day == month_length(m->year, m->month);
}

/* A leap second is the last microsecond before it: it stays in its day, and order stays. */
static bool
resolve(const struct moment *m, int64_t *us)
{
	int minute = m->hour * 60 + m->minute;
	int64_t start = days_since_1970(m) * day_us + (minute - m->offset) * minute_us;

	if (m->second == 60) {
		if (!ends_month(m, minute - m->offset))
			return false;
		*us = start + minute_us - 1;
	} else {
		*us = start + m->second * second_us + m->us;
	}
	return *us >= first_us && *us <= last_us;
}

bool
time_parse(struct str text, enum time_form form, int64_t *us)
{
	struct cursor c = {text.at, text.at + text.len};
	struct moment m = {0};

	return take_date(&c, form, &m) && take_letter(&c, 'T') && take_time(&c, form, &m)
	       && take_zone(&c, form, &m) && c.at == c.end && resolve(&m, us);
}

/* ---- writing ---- */

static char *
put_number(char *out, int64_t value, int digits)
{
	for (int i = digits - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
	return out + digits;
}

/* ".25": nothing for nothing, no zeros at the end. */
static char *
put_fraction(char *out, int64_t us)
{
	if (us == 0)
		return out;
	*out++ = '.';
	out = put_number(out, us, FRACTION_DIGITS);
	while (out[-1] == '0')
		out--;
	return out;
}

/* Years are counted off in cycles; the last year of a cycle is the longer one, hence the bounds of 3. */
static char *
put_date(char *out, int64_t days)
{
	int64_t year = 1, hundreds, ones;
	int month = 1;

	days += DAYS_TO_1970;
	year += days / DAYS_400_YEARS * 400;
	days %= DAYS_400_YEARS;
	hundreds = days / DAYS_100_YEARS < 3 ? days / DAYS_100_YEARS : 3;
	year += hundreds * 100;
	days -= hundreds * DAYS_100_YEARS;
	year += days / DAYS_4_YEARS * 4;
	days %= DAYS_4_YEARS;
	ones = days / 365 < 3 ? days / 365 : 3;
	year += ones;
	days -= ones * 365;
	while (days >= days_before[is_leap((int)year)][month])
		month++;
	out = put_number(out, year, 4);
	*out++ = '-';
	out = put_number(out, month, 2);
	*out++ = '-';
	return put_number(out, days - days_before[is_leap((int)year)][month - 1] + 1, 2);
}

int
time_write(int64_t us, char out[28])
{
	char *at = out;
	int64_t days, rest;

	if (us < first_us)
		us = first_us;
	if (us > last_us)
		us = last_us;
	days = us / day_us - (us % day_us < 0);
	rest = us - days * day_us;
	at = put_date(at, days);
	*at++ = 'T';
	at = put_number(at, rest / hour_us, 2);
	*at++ = ':';
	at = put_number(at, rest / minute_us % 60, 2);
	*at++ = ':';
	at = put_number(at, rest / second_us % 60, 2);
	at = put_fraction(at, rest % second_us);
	*at++ = 'Z';
	return (int)(at - out);
}

/* ---- durations ---- */

struct number {
	uint64_t whole;
	bool too_large; /* whole does not hold it */
	bool zero;
	struct str fraction; /* its digits; at == NULL for none */
};

static struct str
take_digits(struct cursor *c, struct number *n)
{
	const char *start = c->at;

	for (; at_digit(c); c->at++)
		n->zero &= *c->at == '0';
	return (struct str){start, (size_t)(c->at - start)};
}

static bool
take_decimal(struct cursor *c, struct number *n)
{
	struct str whole;

	*n = (struct number){.zero = true};
	whole = take_digits(c, n);
	for (size_t i = 0; i < whole.len; i++)
		n->too_large |= __builtin_mul_overflow(n->whole, 10, &n->whole)
				|| __builtin_add_overflow(n->whole, (uint64_t)(whole.at[i] - '0'), &n->whole);
	if (take(c, '.') || take(c, ','))
		n->fraction = take_digits(c, n);
	return whole.len && (!n->fraction.at || n->fraction.len);
}

/* The parts in their order. */
static const struct part {
	char designator;
	bool after_t;
	int64_t seconds; /* 0 for what has no fixed length */
} parts[] = {
    {'W', false, 7 * 86400},
    {'Y', false, 0},
    {'M', false, 0},
    {'D', false, 86400},
    {'H', true, 3600},
    {'M', true, 60},
    {'S', true, 1},
};

enum { PARTS = sizeof(parts) / sizeof(*parts) };

/* The part whose designator comes next, from *next on; NULL if none does. */
static const struct part *
take_designator(struct cursor *c, bool after_t, int *next)
{
	while (*next < PARTS) {
		const struct part *p = &parts[(*next)++];

		if (p->after_t == after_t && take(c, p->designator))
			return p;
	}
	return NULL;
}

/* 0.digits of `unit` microseconds, cut. From the last digit to the first each cut is exact, for any number of digits:
 * what is cut off is less than one and cannot reach the digits before. */
static int64_t
fraction_us(struct str digits, int64_t unit)
{
	int64_t us = 0;

	for (size_t i = digits.len; i > 0; i--)
		us = ((digits.at[i - 1] - '0') * unit + us) / 10;
	return us;
}

/* False if the length does not fit any more. */
static bool
add_part(struct duration *d, const struct part *part, const struct number *n)
{
	int64_t unit = part->seconds * second_us;
	int64_t whole;

	if (unit == 0) {
		d->calendar |= !n->zero;
		return true;
	}
	return !n->too_large && !__builtin_mul_overflow(n->whole, unit, &whole)
	       && !__builtin_add_overflow(d->us, whole, &d->us)
	       && !__builtin_add_overflow(d->us, fraction_us(n->fraction, unit), &d->us);
}

/* *fits tells whether the length does. */
static bool
read_duration(struct str text, struct duration *out, bool *fits)
{
	struct cursor c = {text.at, text.at + text.len};
	bool after_t = false, wants_part = true;
	struct number n = {0};
	int next = 0;

	*out = (struct duration){0};
	*fits = true;
	if (!take(&c, 'P'))
		return false;
	while (c.at < c.end) {
		const struct part *part;

		if (!after_t && take(&c, 'T')) {
			after_t = wants_part = true;
			continue;
		}
		/* A fraction or weeks came before: nothing may follow. */
		if (n.fraction.at || next == 1 || !take_decimal(&c, &n))
			return false;
		part = take_designator(&c, after_t, &next);
		if (!part)
			return false;
		*fits = *fits && add_part(out, part, &n);
		wants_part = false;
	}
	return !wants_part;
}

bool
duration_parse(struct str text, struct duration *out)
{
	bool fits;

	return read_duration(text, out, &fits) && fits;
}

bool
duration_is(struct str text)
{
	struct duration ignored;
	bool fits;

	return read_duration(text, &ignored, &fits);
}

int
duration_write(int64_t us, char out[40])
{
	const struct {
		int64_t count;
		char designator;
	} whole[] = {{us / hour_us, 'H'}, {us / minute_us % 60, 'M'}};
	char *at = out;

	assert(us >= 0);
	*at++ = 'P';
	*at++ = 'T';
	for (int i = 0; i < 2; i++) {
		int digits = 1;

		if (whole[i].count == 0)
			continue;
		for (int64_t rest = whole[i].count; rest >= 10; rest /= 10)
			digits++;
		at = put_number(at, whole[i].count, digits);
		*at++ = whole[i].designator;
	}
	if (us % minute_us || us == 0) {
		int64_t seconds = us / second_us % 60;

		at = put_number(at, seconds, seconds < 10 ? 1 : 2);
		at = put_fraction(at, us % second_us);
		*at++ = 'S';
	}
	return (int)(at - out);
}
