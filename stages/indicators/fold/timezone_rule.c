/* The rule at the end of a TZif file; see timezone_rule.h. */
#include "stages/indicators/fold/timezone_rule.h"

enum { DAY = 86400, HOUR = 3600, DEFAULT_TIME = 2 * HOUR, HOURS_MOST = 167 };

/* ---- reading ---- */

/* Takes one character if it is next. */
static bool
take_char(struct str *s, char c)
{
	if (s->len == 0 || s->at[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

/* Takes up to three digits. */
static bool
take_int(struct str *s, int most, int *out)
{
	size_t digits = 0;

	for (*out = 0; digits < s->len && digits < 3 && s->at[digits] >= '0' && s->at[digits] <= '9';
	     digits++)
		*out = *out * 10 + (s->at[digits] - '0');
	*s = str_from(*s, digits);
	return digits > 0 && *out <= most;
}

/* A zone's abbreviation: letters, or anything in angle brackets. */
static bool
take_name(struct str *s)
{
	bool quoted = take_char(s, '<');
	size_t len = 0;

	while (len < s->len
	       && (quoted ? s->at[len] != '>'
			  : (s->at[len] >= 'A' && s->at[len] <= 'Z')
				|| (s->at[len] >= 'a' && s->at[len] <= 'z')))
		len++;
	*s = str_from(*s, len);
	return len > 0 && (!quoted || take_char(s, '>'));
}

/* [+-]hh[:mm[:ss]] as seconds. */
static bool
take_time(struct str *s, int32_t *out)
{
	bool negative = take_char(s, '-');
	int hours, minutes = 0, seconds = 0;

	if (!negative)
		take_char(s, '+');
	if (!take_int(s, HOURS_MOST, &hours))
		return false;
	if (take_char(s, ':')
	    && (!take_int(s, 59, &minutes) || (take_char(s, ':') && !take_int(s, 59, &seconds))))
		return false;
	*out = hours * HOUR + minutes * 60 + seconds;
	if (negative)
		*out = -*out;
	return true;
}

static bool
take_weekday(struct str *s, struct zone_change *c)
{
	return take_int(s, 12, &c->month) && c->month > 0 && take_char(s, '.') && take_int(s, 5, &c->week)
	       && c->week > 0 && take_char(s, '.') && take_int(s, 6, &c->day);
}

static bool
take_change(struct str *s, struct zone_change *c)
{
	bool ok;

	*c = (struct zone_change){.form = CHANGE_DAY, .time = DEFAULT_TIME};
	if (!take_char(s, ','))
		return false;
	if (take_char(s, 'M')) {
		c->form = CHANGE_WEEKDAY;
		ok = take_weekday(s, c);
	} else if (take_char(s, 'J')) {
		c->form = CHANGE_JULIAN;
		ok = take_int(s, 365, &c->day) && c->day > 0;
	} else {
		ok = take_int(s, 365, &c->day);
	}
	return ok && (!take_char(s, '/') || take_time(s, &c->time));
}

bool
zone_rule_parse(struct str text, struct zone_rule *r)
{
	*r = (struct zone_rule){0};
	if (!take_name(&text) || !take_time(&text, &r->standard))
		return false;
	r->standard = -r->standard; /* POSIX counts westwards */
	if (text.len == 0)
		return true;
	r->changes = true;
	r->summer = r->standard + HOUR;
	if (!take_name(&text))
		return false;
	if (text.len && text.at[0] != ',') {
		if (!take_time(&text, &r->summer))
			return false;
		r->summer = -r->summer;
	}
	return take_change(&text, &r->start) && take_change(&text, &r->end) && text.len == 0;
}

/* ---- the calendar ---- */

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int64_t
zone_year_start(int year)
{
	int64_t before = (int64_t)year - 1; /* whole years since year 1 */

	return before * 365 + before / 4 - before / 100 + before / 400 - 719162;
}

static int
month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* The week-th such weekday (Sunday is 0) of a month, as days since 1970. */
static int64_t
weekday_of_month(int year, const struct zone_change *c)
{
	int64_t first = zone_year_start(year);
	int day;

	for (int m = 1; m < c->month; m++)
		first += month_days(year, m);
	day = (int)((c->day - (first + 4) % 7 + 7)
		    % 7); /* 1970-01-01 was a Thursday; no year before 1970 comes here */
	day += 7 * (c->week - 1);
	while (day >= month_days(year, c->month))
		day -= 7;
	return first + day;
}

int64_t
zone_change_at(const struct zone_change *c, int year, int32_t offset)
{
	int64_t day = zone_year_start(year);

	if (c->form == CHANGE_WEEKDAY)
		day = weekday_of_month(year, c);
	else if (c->form == CHANGE_DAY)
		day += c->day;
	else
		day += c->day - 1 + (c->day >= 60 && is_leap(year)); /* Jn passes over 29 February */
	return day * DAY + c->time - offset;
}
