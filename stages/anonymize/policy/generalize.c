/* See generalize.h: lists, languages and scores. What is of one kind alone stands in a file of its own. */
#include <string.h>

#include "pipeline/core/letters.h"
#include "stages/anonymize/policy/generalize_to.h"

bool
to_language(const struct generalize *g, struct arena *arena, struct json *v)
{
	struct str tag = v->type == JSON_STRING ? json_text(v) : (struct str){0};
	size_t len = 0;
	char *language;

	(void)g;
	while (len < tag.len && ascii_letter(tag.at[len]))
		len++;
	/* RFC 5646, 2.1: two or three letters are a language; i and x are none */
	if (len < 2 || len > 3 || (len < tag.len && tag.at[len] != '-' && tag.at[len] != '_'))
		return false;
	language = arena_take(arena, len);
	for (size_t i = 0; i < len; i++)
		language[i] = (char)(tag.at[i] | 0x20);
	*v = json_string((struct str){language, len});
	return true;
}

/* Puts a score's number back on its scale, where the coarser one would be beside it (1.0.3, 2.4.5.1). */
static void
keep_on_scale(const struct json *score, struct json *v)
{
	const struct json *min = json_get(score, STR("min")), *max = json_get(score, STR("max"));
	static const struct json one = {.type = JSON_NUMBER, .count = 1, .text = "1"},
				 minus_one = {.type = JSON_NUMBER, .count = 2, .text = "-1"};
	double value, border;

	if (v == json_get(score, STR("scaled"))) {
		min = &minus_one;
		max = &one;
	}
	if (json_double(v, &value) && json_double(min, &border) && value < border)
		*v = *min;
	if (json_double(v, &value) && json_double(max, &border) && value > border)
		*v = *max;
}

static bool
make_coarse(const struct generalize *g, struct arena *arena, struct json *v)
{
	uint32_t kept = 0;

	/* an array may be a place */
	if (v->type != JSON_ARRAY || g->to == to_region)
		return g->to(g, arena, v);
	for (uint32_t i = 0; i < v->count; i++)
		if (make_coarse(g, arena, &v->items[i]))
			v->items[kept++] = v->items[i];
	if (kept != v->count)
		v->flags &= (uint8_t)~JSON_GROWN; /* what it says of the capacity no longer holds */
	v->count = kept;
	return kept > 0;
}

bool
generalize(const struct generalize *g, struct arena *arena, const struct json *object, struct json *value)
{
	if (!make_coarse(g, arena, value))
		return false;
	if (g->score && object)
		keep_on_scale(object, value);
	return true;
}
