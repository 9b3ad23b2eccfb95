/* See input.h. */
#include "stages/convert/input.h"

#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "stages/convert/compile/compile.h"

static bool
say(struct compiler *c, const struct json_member *said, struct csv_form *form)
{
	struct error e;

	c->key = said->key;
	if (said->value.type != JSON_STRING)
		return compile_fail(c, &said->value, "must be text; put it in quotes");
	return csv_form_say(
		   form, said->key, arena_format(c->arena, "%.*s", STR_ARG(json_text(&said->value))), &e)
	       || compile_fail(c, &said->value, "%s", e.text);
}

bool
input_compile(struct compiler *c, const struct json *yaml, struct mapping *m)
{
	const struct json *csv = json_get(yaml, STR("csv"));

	if (json_equals(yaml, STR("json")))
		return true;
	m->input.csv = true;
	if (json_equals(yaml, STR("csv")))
		return true;
	if (!json_is(csv, JSON_OBJECT) || yaml->count != 1)
		return compile_fail(c, yaml, "must be json, csv, or {csv: {delimiter: ';', …}}");
	for (uint32_t i = 0; i < csv->count; i++)
		if (!say(c, &csv->members[i], &m->input.form))
			return false;
	return true;
}

bool
input_peek(
    struct arena *arena, const char *path, struct str *source, struct mapping_input *out, struct error *e)
{
	struct mapping m = {.file = str_of(path)};
	struct compiler c = {.arena = arena, .mapping = &m, .key = STR("input"), .error = e};
	const struct json *input;
	struct json yaml;

	if (!yaml_read(arena, path, &yaml, e))
		return false;
	input = json_get(&yaml, STR("input"));
	if (input && !input_compile(&c, input, &m))
		return false;
	*source = json_get_text(&yaml, STR("source"));
	*out = m.input;
	return true;
}
