/* Constructs that make moments and durations, running; see functions.h. */
#include <math.h>

#include "pipeline/core/iso8601.h"
#include "stages/convert/run/functions.h"
#include "stages/convert/run/moment_form.h"
#include "stages/convert/run/number.h"

enum { TIME_BYTES = 28, DURATION_BYTES = 40, MOST_FIRST_DIGITS = 6, SEXAGESIMAL = 60 };

static const int64_t second_us = 1000000;

static enum found
give_moment(struct run *r, int64_t us, struct json *out)
{
	char text[TIME_BYTES];

	*out = plain_string(arena_copy(r->arena, (struct str){text, (size_t)time_write(us, text)}));
	return FOUND;
}

static enum found
give_duration(struct run *r, int64_t us, struct json *out)
{
	char text[DURATION_BYTES];

	*out = plain_string(arena_copy(r->arena, (struct str){text, (size_t)duration_write(us, text)}));
	return FOUND;
}

/* ---- moments ---- */

enum found
run_time(struct run *r, const struct node *n, struct json *out)
{
	static const struct moment_form iso = {.kind = MOMENT_ISO};
	enum found found = run_text_item(r, n, out);
	int64_t us;

	if (found != FOUND)
		return found;
	if (time_parse(json_text(out), TIME_RFC3339, &us))
		return FOUND;
	if (!moment_form_read(&iso, json_text(out), STR("Z"), &us))
		return run_fail(r, REJECT_TIME);
	return give_moment(r, us, out);
}

/* A number can be nothing but a count of seconds. */
static bool
form_takes(const struct moment_form *form, const struct json *v)
{
	return v->type == JSON_STRING || form->kind == MOMENT_UNIX || form->kind == MOMENT_UNIX_MILLISECONDS;
}

enum found
run_time_form(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);
	bool taken = false;
	int64_t us;

	if (found != FOUND)
		return found;
	if (out->type != JSON_STRING && out->type != JSON_NUMBER)
		return run_fail(r, REJECT_TYPE);
	for (uint32_t i = 0; i < n->forms->count; i++) {
		const struct moment_form *form = &n->forms->list[i];

		if (!form_takes(form, out))
			continue;
		taken = true;
		if (form->kind == MOMENT_ISO && time_parse(json_text(out), TIME_RFC3339, &us))
			return FOUND;
		if (moment_form_read(form, json_text(out), n->forms->zone, &us))
			return give_moment(r, us, out);
	}
	return run_fail(r, taken ? REJECT_TIME : REJECT_TYPE);
}

/* ---- durations ---- */

enum found
run_units(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);
	int64_t units;
	double value;

	if (found == FOUND)
		found = read_number(r, out);
	if (found != FOUND)
		return found;
	if (!json_double(out, &value) || value < 0 || value * (double)n->unit >= (double)INT64_MAX / 2)
		return run_fail(r, REJECT_TYPE);
	return give_duration(
	    r, json_int(out, &units) ? units * n->unit : llround(value * (double)n->unit), out);
}

/* Digits up to the next colon, or the end: at most `most` of them. False if something else stands there. */
static bool
take_part(struct str *rest, size_t most, int64_t *value)
{
	size_t i = 0;

	for (*value = 0; i < rest->len && rest->at[i] >= '0' && rest->at[i] <= '9'; i++) {
		if (i == most)
			return false;
		*value = *value * 10 + (rest->at[i] - '0');
	}
	*rest = str_from(*rest, i);
	return i > 0;
}

static bool
take_colon(struct str *rest)
{
	if (!rest->len || rest->at[0] != ':')
		return false;
	*rest = str_from(*rest, 1);
	return true;
}

/* ".25", cut to microseconds; no fraction is none. */
static bool
take_fraction(struct str *rest, int64_t *us)
{
	size_t i = 1;

	*us = 0;
	if (!rest->len || rest->at[0] != '.')
		return true;
	for (int64_t place = second_us / 10; i < rest->len && rest->at[i] >= '0' && rest->at[i] <= '9';
	     i++, place /= 10)
		*us += (rest->at[i] - '0') * place;
	*rest = str_from(*rest, i);
	return i > 1;
}

/* H:MM:SS or MM:SS, the seconds with a fraction if wanted; only the first part may go beyond 59. */
static bool
read_clock(struct str text, int64_t *us)
{
	int64_t seconds = 0, part, fraction;
	int count = 0;

	do {
		if (!take_part(&text, count ? 2 : MOST_FIRST_DIGITS, &part) || (count && part >= SEXAGESIMAL))
			return false;
		seconds = seconds * SEXAGESIMAL + part;
		count++;
	} while (count < 3 && take_colon(&text));
	if (count < 2 || !take_fraction(&text, &fraction))
		return false;
	*us = seconds * second_us + fraction;
	return text.len == 0;
}

enum found
run_in_seconds(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_text_item(r, n, out);
	struct duration duration;
	char text[NUMBER_BYTES];
	int length;

	if (found != FOUND)
		return found;
	if (!duration_parse(json_text(out), &duration) || duration.calendar)
		return run_fail(r, REJECT_TYPE);
	length = number_write((double)duration.us / (double)second_us, text);
	*out = json_number(arena_copy(r->arena, (struct str){text, (size_t)length}));
	return FOUND;
}

enum found
run_duration(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_text_item(r, n, out);
	int64_t us;

	if (found != FOUND)
		return found;
	if (out->count == 0)
		return NOTHING;
	if (duration_is(json_text(out)))
		return FOUND;
	if (!read_clock(json_text(out), &us))
		return run_fail(r, REJECT_TYPE);
	return give_duration(r, us, out);
}
