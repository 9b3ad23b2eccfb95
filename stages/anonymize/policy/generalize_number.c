/* Numbers into bands; see generalize_to.h. */
#include <math.h>
#include <stdlib.h>

#include "stages/anonymize/policy/generalize_to.h"

enum { MOST_DIGITS = 40 };

/* So much, in shares of a quotient, may be lost by reckoning with doubles: 0.3 is three times 0.1. */
static const double LOST = 1e-9;

bool
number_of(const struct json *v, double *value)
{
	char copy[MOST_DIGITS + 1], *end;
	struct str text;

	if (v->type != JSON_STRING)
		return json_double(v, value);
	text = json_text(v);
	if (text.len == 0 || text.len > MOST_DIGITS)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!strchr("+-.0123456789", text.at[i]) || text.at[i] == '\0')
			return false;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	*value = strtod(copy, &end);
	return *end == '\0';
}

static void
set_number(struct json *v, struct str text)
{
	*v = v->type == JSON_STRING ? json_string(text) : json_number(text);
}

bool
to_band(const struct generalize *g, struct arena *arena, struct json *v)
{
	double value, times;

	if (!number_of(v, &value))
		return false;
	times = round(value / g->width);
	if (fabs(value / g->width - times) > LOST * fmax(1, fabs(times)))
		times = floor(value / g->width);
	if (!isfinite(times * g->width))
		return false;
	/* adding nothing makes -0 a 0 */
	set_number(v, arena_format(arena, "%.15g", times * g->width + 0.0));
	return true;
}

bool
to_border(const struct generalize *g, struct arena *arena, struct json *v)
{
	const struct json *borders = g->borders;
	uint32_t i = 0;
	double value, border;

	(void)arena;
	if (!number_of(v, &value))
		return false;
	while (i + 1 < borders->count && json_double(&borders->items[i + 1], &border) && border <= value)
		i++;
	set_number(v, json_text(&borders->items[i]));
	return true;
}
