/* Constructs that change a value, running: texts, numbers, moments, durations and ids; see functions.h. */
#include "stages/convert/functions.h"

#include <math.h>
#include <stdio.h>

#include "pipeline/core/iso8601.h"
#include "stages/convert/id.h"

enum { TEXT_OF_NUMBER = 64, TIME_BYTES = 28, DURATION_BYTES = 40 };

enum found
run_text(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);

	if (found != FOUND || out->type == JSON_STRING)
		return found;
	if (out->type == JSON_NUMBER)
		*out = json_string(json_text(out));
	else if (json_is_bool(out))
		*out = json_string(out->type == JSON_TRUE ? STR("true") : STR("false"));
	else
		return run_fail(r, REJECT_TYPE);
	return FOUND;
}

enum found
run_number(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);
	struct json parsed;
	enum reject_code code;
	size_t offset;

	if (found != FOUND || out->type == JSON_NUMBER)
		return found;
	if (out->type != JSON_STRING)
		return run_fail(r, REJECT_TYPE);
	if (out->count == 0)
		return NOTHING;
	if (!json_parse(r->arena, json_text(out), (struct json_limits){.depth = 1}, &parsed, &code, &offset)
	    || parsed.type != JSON_NUMBER)
		return run_fail(r, REJECT_TYPE);
	*out = parsed;
	return FOUND;
}

enum found
run_round(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);
	char text[TEXT_OF_NUMBER];
	double value;
	int len;

	if (found != FOUND)
		return found;
	if (!json_double(out, &value))
		return run_fail(r, REJECT_TYPE);
	len = snprintf(text, sizeof(text), "%.*f", (int)n->places, value);
	if (len < 0 || len >= (int)sizeof(text))
		return FOUND; /* too large to have digits worth rounding */
	if (n->places > 0) {
		while (text[len - 1] == '0')
			len--;
		len -= text[len - 1] == '.';
	}
	*out = json_number(arena_copy(r->arena, (struct str){text, (size_t)len}));
	return FOUND;
}

enum found
run_time(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);
	char text[TIME_BYTES];
	int64_t us;

	if (found != FOUND)
		return found;
	if (out->type != JSON_STRING)
		return run_fail(r, REJECT_TYPE);
	if (time_parse(json_text(out), TIME_RFC3339, &us))
		return FOUND;
	if (!time_parse(json_text(out), TIME_ISO8601, &us))
		return run_fail(r, REJECT_TIME);
	*out = plain_string(arena_copy(r->arena, (struct str){text, (size_t)time_write(us, text)}));
	return FOUND;
}

enum found
run_duration(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);
	char text[DURATION_BYTES];
	int64_t units, us;
	double value;

	if (found != FOUND)
		return found;
	if (!json_double(out, &value) || value < 0 || value * (double)n->unit >= (double)INT64_MAX / 2)
		return run_fail(r, REJECT_TYPE);
	us = json_int(out, &units) ? units * n->unit : llround(value * (double)n->unit);
	*out = plain_string(arena_copy(r->arena, (struct str){text, (size_t)duration_write(us, text)}));
	return FOUND;
}

/* Its first item must be there: without it the id would not be the event's own. */
enum found
run_uuid5(struct run *r, const struct node *n, struct json *out)
{
	struct json parts = {.type = JSON_ARRAY, .count = n->count};

	parts.items = arena_take(r->arena, n->count * sizeof(*parts.items));
	for (uint32_t i = 0; i < n->count; i++) {
		enum found found = run_node(r, &n->items[i], &parts.items[i]);

		if (found == FAILED)
			return FAILED;
		if (i == 0 && (found == NOTHING || is_empty(&parts.items[i])))
			return run_missing(r, &n->items[i]);
		if (found == NOTHING)
			parts.items[i] = (struct json){.type = JSON_NULL};
	}
	*out = plain_string(id_make(r->arena, r->scratch, r->mapping->space, &parts));
	return FOUND;
}
