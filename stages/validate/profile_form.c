/* The forms that a profile can ask of values; see profile_plan.h. */
#include "stages/validate/profile_plan.h"

#include "pipeline/core/digest.h"
#include "pipeline/core/iso8601.h"
#include "stages/validate/form.h"

static bool
fits_string(const struct json *v)
{
	return v->type == JSON_STRING;
}

static bool
fits_number(const struct json *v)
{
	return v->type == JSON_NUMBER;
}

/* By value: 1.0 and 10e-1 are integers. */
static bool
fits_integer(const struct json *v)
{
	struct json_decimal d;
	int64_t digits = 0;

	if (v->type != JSON_NUMBER)
		return false;
	d = json_decimal(json_text(v));
	for (size_t i = 0; i < d.digits.len; i++)
		digits += d.digits.at[i] != '.';
	return digits <= d.exponent || digits == 0;
}

static bool
fits_object(const struct json *v)
{
	return v->type == JSON_OBJECT;
}

static bool
fits_array(const struct json *v)
{
	return v->type == JSON_ARRAY;
}

static bool
fits_uuid(const struct json *v)
{
	uint8_t ignored[16];

	return v->type == JSON_STRING && uuid_parse(json_text(v), ignored);
}

static bool
fits_iri(const struct json *v)
{
	return v->type == JSON_STRING && is_iri(json_text(v));
}

static bool
fits_duration(const struct json *v)
{
	return v->type == JSON_STRING && duration_is(json_text(v));
}

static bool
fits_timestamp(const struct json *v)
{
	int64_t ignored;

	return v->type == JSON_STRING && time_parse(json_text(v), TIME_ISO8601, &ignored);
}

/* A moment that says that it is in UTC. */
static bool
fits_utc(const struct json *v)
{
	static const struct str zones[] = {STR("Z"), STR("z"), STR("+00:00"), STR("+0000"), STR("+00")};

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (fits_timestamp(v) && str_ends(json_text(v), zones[i]))
			return true;
	return false;
}

static size_t
count_digits(struct str s)
{
	size_t count = 0;

	while (count < s.len && s.at[count] >= '0' && s.at[count] <= '9')
		count++;
	return count;
}

/* The length of the number of seconds that a text starts with, such as 12.000; 0 if it starts with none. */
static size_t
seconds_len(struct str s)
{
	size_t whole = count_digits(s), fraction;

	if (!whole || whole == s.len || s.at[whole] != '.')
		return whole;
	fraction = count_digits(str_from(s, whole + 1));
	return fraction ? whole + 1 + fraction : 0;
}

/* Played segments of the xAPI Video Profile, 2.5.4.5: "0.000[.]12.000[,]14.000[.]21.000"; an empty text is none. */
static bool
fits_segments(const struct json *v)
{
	static const struct str to = STR("[.]"), next = STR("[,]");
	struct str rest;

	if (v->type != JSON_STRING)
		return false;
	rest = json_text(v);
	if (!rest.len)
		return true;
	for (bool start = true;; start = !start) {
		size_t len = seconds_len(rest);

		rest = str_from(rest, len);
		if (!len || !rest.len)
			return len && !start;
		if (!str_starts(rest, start ? to : next))
			return false;
		rest = str_from(rest, to.len);
	}
}

static const struct profile_form forms[] = {
    {STR("string"), fits_string},
    {STR("number"), fits_number},
    {STR("integer"), fits_integer},
    {STR("boolean"), json_is_bool},
    {STR("object"), fits_object},
    {STR("array"), fits_array},
    {STR("uuid"), fits_uuid},
    {STR("iri"), fits_iri},
    {STR("duration"), fits_duration},
    {STR("timestamp"), fits_timestamp},
    {STR("utc"), fits_utc},
    {STR("segments"), fits_segments},
};

const struct profile_form *
profile_forms(size_t *count)
{
	*count = sizeof(forms) / sizeof(forms[0]);
	return forms;
}

const struct profile_form *
profile_form_named(struct str name)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (str_eq(forms[i].name, name))
			return &forms[i];
	return NULL;
}
