/* See intake_form.h. */
#include "pipeline/commands/intake_form.h"

#include <unistd.h>

#include "pipeline/core/schemas.h"
#include "stages/convert/input.h"
#include "stages/xapi/course_structure.h"

struct reading {
	const struct settings *settings;
	struct arena *arena;
	struct intake_form *form;
	struct mapping_input said; /* by the mapping of the source */
	struct error *error;
};

static bool
source_is(const struct reading *r, struct str name)
{
	return str_eq(r->form->source, name);
}

/* The mapping that was named is the source's, unless another source was. */
static bool
take_single(struct reading *r, struct str file)
{
	struct mapping_input input;
	struct str source;

	if (!input_peek(r->arena, file.at, &source, &input, r->error))
		return false;
	if (!settings_given(r->settings, "source") || source_is(r, STR("csv")))
		r->form->source = source;
	if (source_is(r, source))
		r->said = input;
	return true;
}

static bool
take_named(struct reading *r, const struct str *files, size_t count)
{
	struct mapping_input input;
	struct str source;

	if (source_is(r, STR("csv")))
		return error_usage(
		    r->error, "--source csv goes with one --mapping; of several, say --source NAME");
	for (size_t i = 0; i < count; i++) {
		if (!input_peek(r->arena, files[i].at, &source, &input, r->error))
			return false;
		if (source_is(r, source))
			r->said = input;
	}
	return true;
}

/* A mapping in the folder is named after its source; of one that is not, the file tells nothing here. */
static bool
take_built_in(struct reading *r)
{
	struct str path = schemas_path(
	    r->arena, arena_format(r->arena, "mappings/%.*s.yaml", STR_ARG(r->form->source)).at, r->error);
	struct mapping_input input;
	struct str source;

	if (!path.at)
		return false;
	if (access(path.at, R_OK) != 0)
		return true;
	if (!input_peek(r->arena, path.at, &source, &input, r->error))
		return false;
	if (source_is(r, source))
		r->said = input;
	return true;
}

static bool
ask_mapping(struct reading *r)
{
	const struct str *files;
	size_t count = settings_list(r->settings, "mapping", &files);

	if (count == 1 && !take_single(r, files[0]))
		return false;
	if (count > 1 && !take_named(r, files, count))
		return false;
	return count || take_built_in(r);
}

/* --delimiter, --quote and --encoding win over the mapping. */
static bool
read_flags(struct reading *r)
{
	for (size_t i = 0; i < CSV_FORM_NAMES; i++) {
		const char *name = csv_form_names[i];
		struct str where = settings_where(r->settings, name, NULL);

		if (!settings_given(r->settings, name))
			continue;
		if (!r->form->csv)
			return error_usage(r->error, "%s: the input is JSON, not delimited", where.at);
		if (!csv_form_say(
			&r->form->csv_form, str_of(name), settings_text(r->settings, name), r->error))
			return error_at(r->error, where.at);
	}
	return true;
}

bool
intake_form_read(
    const struct settings *settings, struct arena *arena, struct intake_form *form, struct error *e)
{
	struct reading r = {.settings = settings, .arena = arena, .form = form, .error = e};
	struct str input = settings_text(settings, "input");
	bool csv;

	*form = (struct intake_form){.source = settings_text(settings, "source")};
	form->most_bytes = (size_t)settings_int(settings, "max_bytes");
	form->whole = str_eq(input, STR("json"));
	if (!form->whole && !str_eq(input, STR("ndjson")))
		return error_usage(e, "--input is ndjson or json");
	form->either = source_is(&r, STRUCTURE_SOURCE) && !settings_given(settings, "input");
	csv = source_is(&r, STR("csv"));
	if (csv && settings_given(settings, "input"))
		return error_usage(e, "--source csv does not go with --input");
	if (!ask_mapping(&r))
		return false;
	form->csv = csv || (r.said.csv && !settings_given(settings, "input"));
	form->csv_form = r.said.form;
	return read_flags(&r);
}
