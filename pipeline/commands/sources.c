/* See sources.h. */
#include "pipeline/commands/sources.h"

#include "pipeline/core/suggest.h"
#include "stages/convert/convert.h"
#include "stages/xapi/course_structure.h"

struct known {
	struct arena *arena;
	struct mappings *all;
	const struct settings *settings;
	struct error *error;
};

static bool
no_mapping(const struct known *k, const char *option, struct str source, const struct json *node)
{
	size_t count = mappings_count(k->all);
	struct str *names = arena_take(k->arena, (count + 1) * sizeof(*names)), near;

	for (size_t i = 0; i < count; i++)
		names[i] = mapping_source(mappings_at(k->all, i));
	near = suggest(source, names, count);
	if (near.at)
		error_usage(k->error, "there is no mapping for the source \"%.*s\" (did you mean \"%.*s\"?)",
		    STR_ARG(source), STR_ARG(near));
	else
		error_usage(k->error, "there is no mapping for the source \"%.*s\"", STR_ARG(source));
	return error_at(k->error, settings_where(k->settings, option, node).at);
}

/* Those of the option topics, a list whose entries each have one. */
static bool
of_topics(const struct known *k)
{
	const struct json *topics = settings_tree(k->settings, "topics");

	for (uint32_t i = 0; i < topics->count; i++) {
		const struct json *source = json_get(&topics->items[i], STR("source"));

		if (!json_equals(source, STR("auto")) && !json_equals(source, STRUCTURE_SOURCE)
		    && !mappings_named(k->all, json_text(source)))
			return no_mapping(k, "topics", json_text(source), source);
	}
	return true;
}

/* Those of the option sources, a map whose keys they are; what is none, its stage refuses. */
static bool
of_sources(const struct known *k)
{
	const struct json *sources = settings_tree(k->settings, "sources");

	for (uint32_t i = 0; json_is(sources, JSON_OBJECT) && i < sources->count; i++) {
		const struct json_member *m = &sources->members[i];

		if (!mappings_named(k->all, m->key))
			return no_mapping(k, "sources", m->key, &m->value);
	}
	return true;
}

bool
sources_exist(const struct settings *s, struct error *e)
{
	struct mappings_setup setup = convert_setup(s);
	struct known k = {arena_open(), NULL, s, e};
	bool ok;

	setup.source = STR("auto");
	k.all = mappings_open_all(&setup, e);
	ok = k.all && of_topics(&k) && of_sources(&k);

	mappings_close(k.all);
	arena_close(k.arena);
	return ok;
}

bool
source_is_structure(const struct settings *s)
{
	return str_eq(settings_text(s, "source"), STRUCTURE_SOURCE);
}
