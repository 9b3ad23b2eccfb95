/* Reading moments by a pattern; see moment_form.h.
 *
 * A pattern is followed character by character: each token takes its digits from the text, every other character must
 * stand there as it is. What was taken is put together as ISO 8601, so that only core knows the calendar.
 */
#include "stages/convert/run/moment_form.h"

#include <stdio.h>

#include "pipeline/core/iso8601.h"
#include "stages/convert/run/number.h"

enum { ISO_BYTES = 96, MOST_ZONE = 6, MOST_FRACTION = 9, CENTURY_TURN = 69, DATE_BYTES = 8 };

enum token { YEAR, SHORT_YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, HALF, ZONE, TOKEN_COUNT };

static const struct {
	struct str text;
	enum token token;
	bool digits;
} tokens[] = {
    {{"YYYY", 4}, YEAR, true},
    {{"YY", 2}, SHORT_YEAR, true},
    {{"MM", 2}, MONTH, true},
    {{"DD", 2}, DAY, true},
    {{"hh", 2}, HOUR, true},
    {{"mm", 2}, MINUTE, true},
    {{"ss", 2}, SECOND, true},
    {{"A", 1}, HALF, false},
    {{"Z", 1}, ZONE, false},
};

/* The token at the start of a pattern; -1 if there is none. */
static int
token_at(struct str pattern)
{
	for (int i = 0; i < TOKEN_COUNT; i++)
		if (str_starts(pattern, tokens[i].text))
			return i;
	return -1;
}

static bool
is_digit(struct str s)
{
	return s.len && s.at[0] >= '0' && s.at[0] <= '9';
}

/* ---- what a mapping says ---- */

static bool
check_pattern(struct str pattern, const char **why)
{
	int seen[TOKEN_COUNT] = {0};

	*why = "must be iso, unix, unix-milliseconds, or a pattern with YYYY (or YY), MM and DD";
	for (size_t i = 0; i < pattern.len;) {
		int token = token_at(str_from(pattern, i));

		if (token >= 0 && ++seen[token] > 1) {
			*why = "says a part of the moment twice";
			return false;
		}
		i += token >= 0 ? tokens[token].text.len : 1;
	}
	if (seen[HALF] && !seen[HOUR])
		*why = "has AM and PM (A) without hours (hh)";
	else if (seen[YEAR] + seen[SHORT_YEAR] == 1 && seen[MONTH] && seen[DAY])
		*why = NULL;
	return !*why;
}

bool
moment_form_named(struct str text, struct moment_form *out, const char **why)
{
	*out = (struct moment_form){.kind = MOMENT_PATTERN, .pattern = text};
	if (str_eq(text, STR("iso")))
		out->kind = MOMENT_ISO;
	else if (str_eq(text, STR("unix")))
		out->kind = MOMENT_UNIX;
	else if (str_eq(text, STR("unix-milliseconds")))
		out->kind = MOMENT_UNIX_MILLISECONDS;
	return out->kind != MOMENT_PATTERN || check_pattern(text, why);
}

bool
moment_zone_named(struct str text, struct str *zone)
{
	char moment[ISO_BYTES];
	int64_t us;
	int len;

	*zone = str_eq(text, STR("UTC")) ? STR("Z") : text;
	if (!zone->len || zone->len > MOST_ZONE)
		return false;
	len = snprintf(moment, sizeof(moment), "2000-01-01T00:00:00%.*s", STR_ARG(*zone));
	return zone->at[0] != '.' && zone->at[0] != ','
	       && time_parse((struct str){moment, (size_t)len}, TIME_ISO8601, &us);
}

/* ---- patterns ---- */

struct reading {
	struct str pattern, text; /* what is left of them */
	int fields[TOKEN_COUNT];  /* HALF: 1 for AM, 2 for PM */
	struct str fraction, zone;
};

/* Digits of a token: as many as it has letters, or fewer where a literal character ends them. */
static bool
read_digits(struct reading *r, size_t width, int *value)
{
	int next = token_at(r->pattern);
	bool exact = width > 2 || (next >= 0 && tokens[next].digits);
	size_t taken = 0;

	for (*value = 0; taken < width && is_digit(r->text); taken++) {
		*value = *value * 10 + (r->text.at[0] - '0');
		r->text = str_from(r->text, 1);
	}
	return exact ? taken == width : taken > 0;
}

/* A fraction of the second, which may follow it whether the pattern knows it or not. */
static void
read_fraction(struct reading *r)
{
	char mark = r->text.len ? r->text.at[0] : '\0';
	size_t end = 1;

	if ((mark != '.' && mark != ',') || !is_digit(str_from(r->text, 1))
	    || (r->pattern.len && r->pattern.at[0] == mark))
		return;
	while (is_digit(str_from(r->text, end)))
		end++;
	r->fraction = (struct str){r->text.at + 1, end - 1};
	if (r->fraction.len > MOST_FRACTION)
		r->fraction.len = MOST_FRACTION;
	r->text = str_from(r->text, end);
}

static bool
read_half(struct reading *r)
{
	char first = r->text.len >= 2 ? (char)(r->text.at[0] | 0x20) : '\0';

	if ((first != 'a' && first != 'p') || (r->text.at[1] | 0x20) != 'm')
		return false;
	r->fields[HALF] = first == 'a' ? 1 : 2;
	r->text = str_from(r->text, 2);
	return true;
}

static bool
read_zone(struct reading *r)
{
	size_t end = 1;

	if (!r->text.len)
		return false;
	if (r->text.at[0] == '+' || r->text.at[0] == '-')
		while (end < r->text.len && end < MOST_ZONE
		       && (is_digit(str_from(r->text, end)) || r->text.at[end] == ':'))
			end++;
	r->zone = (struct str){r->text.at, end};
	r->text = str_from(r->text, end);
	return moment_zone_named(r->zone, &r->zone);
}

static bool
read_token(struct reading *r, int token)
{
	r->pattern = str_from(r->pattern, tokens[token].text.len);
	if (token == HALF)
		return read_half(r);
	if (token == ZONE)
		return read_zone(r);
	if (!read_digits(r, tokens[token].text.len, &r->fields[token]))
		return false;
	if (token == SECOND)
		read_fraction(r);
	return true;
}

static bool
read_all(struct reading *r)
{
	while (r->pattern.len) {
		int token = token_at(r->pattern);

		if (token >= 0) {
			if (!read_token(r, token))
				return false;
			continue;
		}
		if (!r->text.len || r->text.at[0] != r->pattern.at[0])
			return false;
		r->pattern = str_from(r->pattern, 1);
		r->text = str_from(r->text, 1);
	}
	return r->text.len == 0;
}

/* 12 AM is midnight, 12 PM noon. */
static bool
settle_hour(struct reading *r)
{
	int *hour = &r->fields[HOUR];

	if (!r->fields[HALF])
		return true;
	if (*hour < 1 || *hour > 12)
		return false;
	*hour = *hour % 12 + (r->fields[HALF] == 2 ? 12 : 0);
	return true;
}

static bool
read_pattern(struct str pattern, struct str text, struct str zone, int64_t *us)
{
	struct reading r = {.pattern = pattern, .text = text, .zone = zone, .fields = {[SHORT_YEAR] = -1}};
	char moment[ISO_BYTES];
	int len;

	if (!read_all(&r) || !settle_hour(&r))
		return false;
	/* POSIX: two digits are of 1969 to 2068 */
	if (r.fields[SHORT_YEAR] >= 0)
		r.fields[YEAR] = r.fields[SHORT_YEAR] + (r.fields[SHORT_YEAR] < CENTURY_TURN ? 2000 : 1900);
	len = snprintf(moment, sizeof(moment), "%04d-%02d-%02dT%02d:%02d:%02d%s%.*s%.*s", r.fields[YEAR],
	    r.fields[MONTH], r.fields[DAY], r.fields[HOUR], r.fields[MINUTE], r.fields[SECOND],
	    r.fraction.len ? "." : "", STR_ARG(r.fraction), STR_ARG(r.zone));
	return time_parse((struct str){moment, (size_t)len}, TIME_ISO8601, us);
}

/* ---- the other forms ---- */

/* True if a zone follows the time; the date's own hyphens stand before byte DATE_BYTES in any form. */
static bool
has_zone(struct str text)
{
	for (size_t i = DATE_BYTES; i < text.len; i++)
		if (text.at[i] == 'Z' || text.at[i] == 'z' || text.at[i] == '+' || text.at[i] == '-')
			return true;
	return false;
}

/* A blank may stand for the T, as RFC 3339, 5.6 has it and databases write it. */
static bool
read_iso(struct str text, struct str zone, int64_t *us)
{
	enum { BLANK = 10 };
	char moment[ISO_BYTES];
	size_t len = text.len;

	if (!text.len || text.len + zone.len > sizeof(moment))
		return time_parse(text, TIME_ISO8601, us);
	memcpy(moment, text.at, text.len);
	if (len > BLANK && moment[BLANK] == ' ')
		moment[BLANK] = 'T';
	if (!has_zone(text)) {
		memcpy(moment + len, zone.at, zone.len);
		len += zone.len;
	}
	return time_parse((struct str){moment, len}, TIME_ISO8601, us);
}

static bool
read_unix(struct str text, int power, int64_t *us)
{
	static const int64_t first = -62135596800000000, last = 253402300799999999; /* years 1 to 9999 */

	return number_is(text) && number_scaled(text, power, us) && *us >= first && *us <= last;
}

bool
moment_form_read(const struct moment_form *form, struct str text, struct str zone, int64_t *us)
{
	switch (form->kind) {
	case MOMENT_UNIX:
		return read_unix(text, 6, us);
	case MOMENT_UNIX_MILLISECONDS:
		return read_unix(text, 3, us);
	case MOMENT_PATTERN:
		return read_pattern(form->pattern, text, zone, us);
	default:
		return read_iso(text, zone, us);
	}
}
