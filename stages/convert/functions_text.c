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

/* What is left of `text`; `part` is not empty. */
static struct str
cut_out(struct run *r, struct str text, struct str part)
{
	buf_clear(r->scratch);
	while (text.len)
		if (str_starts(text, part)) {
			text = str_from(text, part.len);
		} else {
			buf_char(r->scratch, text.at[0]);
			text = str_from(text, 1);
		}
	return arena_copy(r->arena, buf_view(r->scratch));
}

enum found
run_without(struct run *r, const struct node *n, struct json *out)
{
	struct json part;
	enum found found = run_node(r, &n->items[0], &part);

	if (found == FAILED)
		return FAILED;
	if (found == FOUND && part.type != JSON_STRING)
		return run_fail(r, REJECT_TYPE);
	if (found == NOTHING || part.count == 0)
		return run_node(r, &n->items[1], out);
	found = run_node(r, &n->items[1], out);
	if (found != FOUND)
		return found;
	if (out->type != JSON_STRING)
		return run_fail(r, REJECT_TYPE);
	*out = json_string(cut_out(r, json_text(out), json_text(&part)));
	return FOUND;
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
