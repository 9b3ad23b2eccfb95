/* Constructs that look into texts, running; see functions.h. */
#include "pipeline/core/regex.h"
#include "stages/convert/functions.h"

/* The text of the only item; NOTHING, or FAILED for what is no text. */
static enum found
text_of(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);

	if (found == FOUND && out->type != JSON_STRING)
		return run_fail(r, REJECT_TYPE);
	return found;
}

enum found
run_match(struct run *r, const struct node *n, struct json *out)
{
	enum found found = text_of(r, n, out);
	struct str groups[MOST_GROUP + 1];

	if (found != FOUND)
		return found;
	if (out->count > MOST_SEARCHED)
		return run_fail(r, REJECT_TYPE);
	switch (regex_find(n->pattern->regex, json_text(out), 0, groups, n->pattern->group + 1)) {
	case REGEX_NO:
		return NOTHING;
	case REGEX_LIMIT:
		return run_fail(r, REJECT_TYPE);
	default:
		break;
	}
	if (!groups[n->pattern->group].at)
		return NOTHING;
	*out = json_string(groups[n->pattern->group]);
	return FOUND;
}
