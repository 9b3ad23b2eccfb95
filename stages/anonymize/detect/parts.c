/* Parts of patterns; see parts.h. */
#include "stages/anonymize/detect/parts.h"

#include "pipeline/core/letters.h"

/* Where the two bytes stand first, or the end. */
static size_t
find_pair(struct str text, char c)
{
	size_t at = 0;

	while (at + 1 < text.len && (text.at[at] != c || text.at[at + 1] != c))
		at++;
	return at + 1 < text.len ? at : text.len;
}

static const struct part *
part_named(const struct part *part, struct str name)
{
	while (part && !str_eq(part->name, name))
		part = part->next;
	return part;
}

bool
parts_put(struct arena *arena, const struct part *parts, struct str *text, struct str *missing)
{
	size_t open;

	for (size_t from = 0; (open = from + find_pair(str_from(*text, from), '{')) < text->len;) {
		struct str before = {text->at, open}, name = str_from(*text, open + 2), rest;
		const struct part *part;

		name.len = find_pair(name, '}');
		if (!name.len || !ascii_letter(name.at[0])) { /* \\{{1,2} */
			from = open + 1;
			continue;
		}
		part = part_named(parts, name);
		if (!part) {
			*missing = name;
			return false;
		}
		rest = str_from(*text, open + 2 + name.len + 2);
		*text = arena_format(
		    arena, "%.*s(?:%.*s)%.*s", STR_ARG(before), STR_ARG(part->text), STR_ARG(rest));
	}
	return true;
}
