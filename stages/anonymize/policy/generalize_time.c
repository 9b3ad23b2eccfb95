/* Moments, dates and durations made coarser; see generalize_to.h.
 *
 * A moment is written out in UTC, and then cut by its text: what is left of it, and what stands for the rest.
 */
#include <string.h>

#include "pipeline/core/iso8601.h"
#include "stages/anonymize/policy/generalize_to.h"

const struct str time_unit_names[UNIT_COUNT] = {
    {"minute", 6}, {"hour", 4}, {"day", 3}, {"week", 4}, {"month", 5}, {"year", 4}};

static const struct {
	size_t kept; /* characters of 2026-03-14T16:35:00Z */
	const char *rest;
} cuts[UNIT_COUNT] = {
    [UNIT_MINUTE] = {16, ":00Z"},
    [UNIT_HOUR] = {13, ":00:00Z"},
    [UNIT_DAY] = {10, "T00:00:00Z"},
    [UNIT_WEEK] = {10, "T00:00:00Z"},
    [UNIT_MONTH] = {7, "-01T00:00:00Z"},
    [UNIT_YEAR] = {4, "-01-01T00:00:00Z"},
};

enum { DATE_TEXT = 10, MOMENT_TEXT = 20, WEEK_DAYS = 7, THURSDAY = 3 };

static const int64_t second_us = 1000000, minute_us = 60 * 1000000, hour_us = 3600 * (int64_t)1000000,
		     day_us = 86400 * (int64_t)1000000;

/* The least time since 1970 that is taken for seconds, and for milliseconds: 1973 either way. */
static const double SECONDS_LEAST = 1e8, MILLISECONDS_LEAST = 1e11, MILLISECONDS_MOST = 1e14;

/* Rounds down, below zero too. */
static int64_t
floor_to(int64_t value, int64_t step)
{
	int64_t over = value % step;

	return value - (over < 0 ? over + step : over);
}

static void
write_cut(int64_t us, enum time_unit unit, char out[MOMENT_TEXT])
{
	char text[28];

	/* 1970-01-01 was a Thursday */
	if (unit == UNIT_WEEK)
		us = floor_to(us + THURSDAY * day_us, WEEK_DAYS * day_us) - THURSDAY * day_us;
	time_write(us, text);
	memcpy(out, text, cuts[unit].kept);
	memcpy(out + cuts[unit].kept, cuts[unit].rest, MOMENT_TEXT - cuts[unit].kept);
}

int64_t
generalize_moment(const struct generalize *g, int64_t us)
{
	char text[MOMENT_TEXT];
	int64_t cut = us;

	write_cut(us, g->unit, text);
	time_parse((struct str){text, MOMENT_TEXT}, TIME_RFC3339, &cut);
	return cut;
}

/* Only the date of it if there was no more. */
static void
set_moment(struct arena *arena, struct json *v, int64_t us, enum time_unit unit, size_t len)
{
	char *text = arena_take(arena, MOMENT_TEXT);

	write_cut(us, unit, text);
	*v = json_string((struct str){text, len});
}

static bool
cut_date(struct arena *arena, struct json *v, enum time_unit unit)
{
	char text[MOMENT_TEXT];
	int64_t us;

	if (v->count != DATE_TEXT)
		return false;
	memcpy(text, v->text, DATE_TEXT);
	memcpy(text + DATE_TEXT, cuts[UNIT_DAY].rest, MOMENT_TEXT - DATE_TEXT);
	if (!time_parse((struct str){text, MOMENT_TEXT}, TIME_RFC3339, &us))
		return false;
	set_moment(arena, v, us, unit, DATE_TEXT);
	return true;
}

static bool
cut_duration(struct arena *arena, struct json *v, enum time_unit unit)
{
	int64_t step = unit == UNIT_MINUTE ? minute_us : unit == UNIT_HOUR ? hour_us : day_us;
	struct duration d;
	char *text;

	if (unit > UNIT_DAY || !duration_parse(json_text(v), &d) || d.calendar)
		return false;
	text = arena_take(arena, 40);
	*v = json_string((struct str){text, (size_t)duration_write(floor_to(d.us, step), text)});
	return true;
}

static bool
cut_number(struct arena *arena, struct json *v, enum time_unit unit)
{
	char text[MOMENT_TEXT];
	bool quoted = v->type == JSON_STRING;
	struct str made;
	double value;
	int64_t us, scale;

	if (!number_of(v, &value) || value < SECONDS_LEAST || value >= MILLISECONDS_MOST)
		return false;
	scale = value < MILLISECONDS_LEAST ? second_us : second_us / 1000;
	write_cut((int64_t)(value * (double)scale), unit, text);
	if (!time_parse((struct str){text, MOMENT_TEXT}, TIME_RFC3339, &us))
		return false;
	made = arena_format(arena, "%lld", (long long)(us / scale));
	*v = quoted ? json_string(made) : json_number(made);
	return true;
}

bool
to_unit(const struct generalize *g, struct arena *arena, struct json *v)
{
	int64_t us;

	if (v->type == JSON_NUMBER)
		return cut_number(arena, v, g->unit);
	if (v->type != JSON_STRING)
		return false;
	if (time_parse(json_text(v), TIME_ISO8601, &us)) {
		set_moment(arena, v, us, g->unit, MOMENT_TEXT);
		return true;
	}
	return cut_date(arena, v, g->unit) || cut_duration(arena, v, g->unit)
	       || cut_number(arena, v, g->unit);
}
