/* The outcome (xAPI 1.0.3, 2.4.5; 2.0, 4.2.2.4). Numbers are compared as doubles. */
#include "stages/validate/walk.h"

#include <math.h>

#include "pipeline/core/iso8601.h"

enum { SCALED, RAW, MIN, MAX };

/* A number's value, infinite where it is too large for a double; NAN, which compares as neither, if it is
 * none. */
static double
value_of(const struct json *v)
{
	double value;

	if (!json_is(v, JSON_NUMBER))
		return NAN;
	if (json_double(v, &value))
		return value;
	return v->text[0] == '-' ? -INFINITY : INFINITY;
}

static bool
check_scaled(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	double scaled = value_of(v);

	if (scaled < -1 || scaled > 1)
		return walk_report(w, at, code, "");
	return check_number(w, at, v, code);
}

static bool
whole_score(
    struct walk *w, const struct json_path *at, const struct json *v, const struct json *const *values)
{
	double raw = value_of(values[RAW]), min = value_of(values[MIN]), max = value_of(values[MAX]);
	const char *wrong = NULL;

	(void)v;
	if (min > max || (min == max && !w->flat_score))
		wrong = "min is not less than max";
	else if (raw < min)
		wrong = "raw is less than min";
	else if (raw > max)
		wrong = "raw is greater than max";
	return !wrong || walk_report(w, at, REJECT_SCORE_RANGE, wrong);
}

static const struct key score_keys[] = {
    [SCALED] = {STR("scaled"), check_scaled, REJECT_SCORE_SCALED, 0},
    [RAW] = {STR("raw"), check_number, REJECT_SCORE_NUMBER, 0},
    [MIN] = {STR("min"), check_number, REJECT_SCORE_NUMBER, 0},
    [MAX] = {STR("max"), check_number, REJECT_SCORE_NUMBER, 0},
};

static const struct shape score_shape = {.where = "in a score", KEYS(score_keys), .whole = whole_score};

static bool
check_score(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_object(w, at, v, &score_shape, code);
}

static bool
check_duration(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (v->type != JSON_STRING)
		return walk_wrong_type(w, at, v, code);
	return duration_is(json_text(v)) || walk_report(w, at, code, "");
}

static const struct key result_keys[] = {
    {STR("score"), check_score, REJECT_SCORE, 0},
    {STR("success"), check_boolean, REJECT_SUCCESS, 0},
    {STR("completion"), check_boolean, REJECT_COMPLETION, 0},
    {STR("response"), check_string, REJECT_RESPONSE, 0},
    {STR("duration"), check_duration, REJECT_DURATION, 0},
    {STR("extensions"), check_extensions, REJECT_EXTENSIONS, 0},
};

static const struct shape result_shape = {.where = "in a result", KEYS(result_keys)};

bool
check_result(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_object(w, at, v, &result_shape, code);
}
