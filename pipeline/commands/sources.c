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
		struct str where;

		if (json_equals(source, STR("auto")) || mappings_named(all, json_text(source)))
			continue;
		where = settings_where(s, "topics", source);
		ok = error_usage(e, "%.*s: there is no mapping for the source \"%.*s\"", STR_ARG(where),
		    STR_ARG(json_text(source)));
	}
	mappings_close(all);
	return ok;
}
