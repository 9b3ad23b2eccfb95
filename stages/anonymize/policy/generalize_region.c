/* Coordinates to whole degrees; see generalize_to.h.
 *
 * Of an object only members whose meaning is known stay: what else a sender tells of a place (a street, an altitude, an
 * accuracy) would say more than the region does.
 */
#include <math.h>
#include <strings.h>

#include "stages/anonymize/policy/generalize_to.h"

enum { DEGREES_MOST = 360, AXES = 2 };

static bool coarse_number(const struct generalize *, struct arena *, struct json *);
static bool coarse_code(const struct generalize *, struct arena *, struct json *);
static bool coarse_type(const struct generalize *, struct arena *, struct json *);
static bool coarse_shape(const struct generalize *, struct arena *, struct json *);

/* The members that stay, by name in any case; RFC 7946 and what is usual. */
static const struct {
	struct str name;
	bool (*to)(const struct generalize *, struct arena *, struct json *);
} members[] = {
    {{"lat", 3}, coarse_number},
    {{"latitude", 8}, coarse_number},
    {{"lon", 3}, coarse_number},
    {{"lng", 3}, coarse_number},
    {{"long", 4}, coarse_number},
    {{"longitude", 9}, coarse_number},
    {{"type", 4}, coarse_type},
    {{"coordinates", 11}, coarse_shape},
    {{"bbox", 4}, coarse_shape},
    {{"geometry", 8}, to_region},
    {{"geometries", 10}, coarse_shape},
    {{"features", 8}, coarse_shape},
    {{"location", 8}, to_region},
    {{"coords", 6}, to_region},
    {{"country", 7}, coarse_code},
    {{"countryCode", 11}, coarse_code},
    {{"country_code", 12}, coarse_code},
};

static const struct str shapes[] = {{"Point", 5}, {"MultiPoint", 10}, {"LineString", 10},
    {"MultiLineString", 15}, {"Polygon", 7}, {"MultiPolygon", 12}, {"GeometryCollection", 18}, {"Feature", 7},
    {"FeatureCollection", 17}};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static bool
coarse_number(const struct generalize *g, struct arena *arena, struct json *v)
{
	double degrees;
	struct str text;

	(void)g;
	if (!number_of(v, &degrees) || fabs(degrees) > DEGREES_MOST)
		return false;
	text = arena_format(arena, "%d", (int)floor(degrees));
	*v = v->type == JSON_STRING ? json_string(text) : json_number(text);
	return true;
}

/* FR, FRA: an address would not fit. */
static bool
coarse_code(const struct generalize *g, struct arena *arena, struct json *v)
{
	(void)g;
	(void)arena;
	if (v->type != JSON_STRING || v->count < 2 || v->count > 3)
		return false;
	for (uint32_t i = 0; i < v->count; i++)
		if ((v->text[i] | 0x20) < 'a' || (v->text[i] | 0x20) > 'z')
			return false;
	return true;
}

static bool
coarse_type(const struct generalize *g, struct arena *arena, struct json *v)
{
	(void)g;
	(void)arena;
	for (size_t i = 0; i < COUNT(shapes); i++)
		if (json_equals(v, shapes[i]))
			return true;
	return false;
}

/* A position, or any nesting of them; a position's third number, the altitude (RFC 7946, 3.1.1), goes. */
static bool
coarse_shape(const struct generalize *g, struct arena *arena, struct json *v)
{
	uint32_t kept = 0;

	if (v->type != JSON_ARRAY)
		return to_region(g, arena, v);
	if (v->count == AXES + 1 && v->items[AXES].type == JSON_NUMBER)
		v->count = AXES;
	for (uint32_t i = 0; i < v->count; i++)
		if (coarse_shape(g, arena, &v->items[i]))
			v->items[kept++] = v->items[i];
	v->flags &= (uint8_t)~JSON_GROWN; /* what it says of the capacity no longer holds */
	v->count = kept;
	return kept > 0;
}

static bool
coarse_member(const struct generalize *g, struct arena *arena, struct json_member *m)
{
	for (size_t i = 0; i < COUNT(members); i++)
		if (members[i].name.len == m->key.len
		    && strncasecmp(members[i].name.at, m->key.at, m->key.len) == 0)
			return members[i].to(g, arena, &m->value);
	return false;
}

static bool
coarse_object(const struct generalize *g, struct arena *arena, struct json *v)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < v->count; i++)
		if (coarse_member(g, arena, &v->members[i]))
			v->members[kept++] = v->members[i];
	v->flags &= (uint8_t)~JSON_GROWN;
	v->count = kept;
	return kept > 0;
}

/* "48.8566, 2.3522" and "geo:48.8566,2.3522;u=35" (RFC 5870). */
static bool
coarse_pair(struct arena *arena, struct json *v)
{
	struct str text = json_text(v), scheme = STR("geo:");
	bool uri = str_starts(text, scheme);
	struct json axes[AXES];
	size_t end = 0;

	if (uri)
		text = str_from(text, scheme.len);
	for (int i = 0; i < AXES; i++) {
		end = 0;
		while (text.len && text.at[0] == ' ')
			text = str_from(text, 1);
		while (end < text.len && !strchr(",; ", text.at[end]))
			end++;
		axes[i] = json_string((struct str){text.at, end});
		if (!coarse_number(NULL, arena, &axes[i]) || (i == 0 && end == text.len))
			return false;
		text = str_from(text, i == 0 ? end + 1 : end);
	}
	if (!uri && text.len)
		return false;
	*v = json_string(arena_format(arena, "%s%.*s,%.*s", uri ? scheme.at : "",
	    STR_ARG(json_text(&axes[0])), STR_ARG(json_text(&axes[1]))));
	return true;
}

bool
to_region(const struct generalize *g, struct arena *arena, struct json *v)
{
	switch ((enum json_type)v->type) {
	case JSON_OBJECT:
		return coarse_object(g, arena, v);
	case JSON_ARRAY:
		return coarse_shape(g, arena, v);
	case JSON_STRING:
		return coarse_number(g, arena, v) || coarse_pair(arena, v);
	case JSON_NUMBER:
		return coarse_number(g, arena, v);
	case JSON_NULL:
	case JSON_FALSE:
	case JSON_TRUE:
		break;
	}
	return false;
}
