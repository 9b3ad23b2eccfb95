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
