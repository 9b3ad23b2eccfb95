/* Constructs that make numbers, moments, ids and JSON text, compiled; see construct.h. */
#include "pipeline/core/digest.h"
#include "stages/convert/compile/construct.h"
#include "stages/convert/run/functions.h"
#include "stages/convert/run/moment_form.h"

/* ---- numbers ---- */

bool
compile_round(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	const struct json *said = json_get(yaml, STR("places"));
	int64_t places = 0;

	(void)shape;
	if (!compile_over(c, argument, yaml, out))
		return false;
	if (said && (!json_int(said, &places) || places < 0 || places > MOST_PLACES))
		return compile_fail(c, said, "places: must be a whole number from 0 to 15");
	out->run = run_round;
	out->places = places;
	return true;
}

bool
compile_numbers(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	(void)shape;
	*out = (struct node){.line = yaml->line};
	return compile_items(c, argument, SHAPE_ANY, out);
}

bool
compile_pair(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	if (argument->type != JSON_ARRAY || argument->count != 2)
		return compile_fail(c, argument, "must be a list of two values");
	return compile_numbers(c, argument, yaml, shape, out);
}

/* ---- moments ---- */

static bool
read_form(struct compiler *c, const struct json *yaml, struct moment_form *out)
{
	const char *why;
	struct str text;

	if (yaml->type != JSON_STRING)
		return compile_fail(
		    c, yaml, "form: must be iso, unix, unix-milliseconds, a pattern, or a list of those");
	if (!compile_fixed_text(c, yaml, json_text(yaml), &text))
		return false;
	return moment_form_named(text, out, &why) || compile_fail(c, yaml, "form: %s", why);
}

static bool
read_forms(struct compiler *c, const struct json *yaml, struct moment_forms *out)
{
	const struct json *items = yaml->type == JSON_ARRAY ? yaml->items : yaml;
	struct moment_form *list;

	out->count = yaml->type == JSON_ARRAY ? yaml->count : 1;
	if (out->count == 0)
		return compile_fail(c, yaml, "form: the list is empty");
	out->list = list = arena_zero(c->arena, out->count * sizeof(*list));
	for (uint32_t i = 0; i < out->count; i++)
		if (!read_form(c, &items[i], &list[i]))
			return false;
	return true;
}

/* Without form and zone: ISO 8601, in UTC where it says no zone. */
bool
compile_time(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	const struct json *form = json_get(yaml, STR("form")), *zone = json_get(yaml, STR("zone"));
	const struct json iso = json_string(STR("iso"));
	struct moment_forms *forms = arena_zero(c->arena, sizeof(*forms));
	struct str said = STR("Z");

	(void)shape;
	if (!compile_over(c, argument, yaml, out))
		return false;
	out->run = run_time;
	if (!form && !zone)
		return true;
	if (!compile_text_key(c, yaml, STR("zone"), &said))
		return false;
	if (!moment_zone_named(said, &forms->zone))
		return compile_fail(c, zone, "zone: must be an offset such as +02:00, or UTC");
	out->run = run_time_form;
	out->forms = forms;
	return read_forms(c, form ? form : &iso, forms);
}

/* ---- ids and texts ---- */

static bool
compile_uuid5_in(struct compiler *c, const struct json *argument, const struct json *yaml, struct node *out)
{
	const struct json *space = json_get(yaml, STR("in"));
	struct node *items = arena_zero(c->arena, 2 * sizeof(*items));
	uint8_t uuid[16];

	if (argument->type == JSON_ARRAY)
		return compile_fail(c, argument, "a name in a namespace of its own is text, not a list");
	if (!compile_value(c, argument, SHAPE_ANY, &items[0])
	    || !compile_value(c, space, SHAPE_ANY, &items[1]))
		return false;
	if (items[1].run == run_constant
	    && (items[1].constant.type != JSON_STRING || !uuid_parse(json_text(&items[1].constant), uuid)))
		return compile_fail(c, space, "in: must be a UUID");
	*out = (struct node){
	    .run = run_uuid5_in, .items = items, .count = 2, .line = yaml->line, .blame = items[0].blame};
	return true;
}

bool
compile_uuid5(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	(void)shape;
	if (json_get(yaml, STR("in")))
		return compile_uuid5_in(c, argument, yaml, out);
	*out = (struct node){.run = run_uuid5, .line = yaml->line};
	return compile_items(c, argument, SHAPE_ANY, out);
}

bool
compile_write(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	static const struct str forms[] = {
	    {"json", 4}, {"canonical", 9}, {"python", 6}, {"python-text", 11}, {"python-repr", 11}};
	struct str form = forms[WRITE_JSON];

	(void)shape;
	if (!compile_over(c, argument, yaml, out) || !compile_text_key(c, yaml, STR("as"), &form))
		return false;
	out->run = run_write;
	for (uint32_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (str_eq(form, forms[i])) {
			out->choice = i;
			return true;
		}
	return compile_fail(
	    c, json_get(yaml, STR("as")), "as: must be json, canonical, python, python-text or python-repr");
}
