/* See sources.h. */
#include "pipeline/commands/sources.h"

#include "stages/convert/mapping.h"

bool
sources_exist(const struct settings *s, struct error *e)
{
	const struct json *topics = settings_tree(s, "topics");
	const struct str *sets;
	size_t count = settings_list(s, "set", &sets);
	struct mappings *all = mappings_open(STR("auto"), sets, count, e);
	bool ok = all != NULL;

	for (uint32_t i = 0; ok && i < topics->count; i++) {
		const struct json *source = json_get(&topics->items[i], STR("source"));

		if (json_equals(source, STR("auto")) || mappings_named(all, json_text(source)))
			continue;
		error_usage(e, "there is no mapping for the source \"%.*s\"", STR_ARG(json_text(source)));
		ok = error_at(e, settings_where(s, "topics", source).at);
	}
	mappings_close(all);
	return ok;
}
