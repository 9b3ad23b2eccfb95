/* Constructs that look into texts, running; see functions.h. */
#include "pipeline/core/regex.h"
#include "pipeline/core/utf8.h"
#include "stages/convert/run/functions.h"
#include "stages/convert/run/url.h"

enum found
run_text_item(struct run *r, const struct node *n, struct json *out)
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
	if (out->type != JSON_STRING || out->count > MOST_SEARCHED)
		return run_fail(r, REJECT_TYPE);
	*out = json_string(cut_out(r, json_text(out), json_text(&part)));
	return FOUND;
}

enum found
run_match(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_text_item(r, n, out);
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

/* ---- replacing ---- */

static void
put_replacement(struct buf *b, struct str by, const struct str *groups)
{
	for (size_t i = 0; i < by.len; i++)
		if (by.at[i] != '\\')
			buf_char(b, by.at[i]);
		else if (by.at[++i] == '\\')
			buf_char(b, '\\');
		else
			buf_str(b, groups[by.at[i] - '0']);
}

/* Writes the text with its matches replaced; an empty match is stepped over by one character. */
static enum regex_result
replace_all(const struct pattern *pattern, struct str text, struct buf *b)
{
	struct str groups[MOST_GROUP + 1];
	enum regex_result result;
	size_t done = 0, from = 0, length;

	while ((result = regex_find(pattern->regex, text, from, groups, MOST_GROUP + 1)) == REGEX_YES) {
		size_t start = (size_t)(groups[0].at - text.at);

		buf_put(b, text.at + done, start - done);
		put_replacement(b, pattern->by, groups);
		done = from = start + groups[0].len;
		if (groups[0].len)
			continue;
		if (from == text.len)
			break;
		utf8_character(str_from(text, from), &length);
		from += length;
	}
	buf_str(b, str_from(text, done));
	return result == REGEX_LIMIT ? REGEX_LIMIT : REGEX_YES;
}

enum found
run_replace(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_text_item(r, n, out);

	if (found != FOUND)
		return found;
	buf_clear(r->scratch);
	if (out->count > MOST_SEARCHED || replace_all(n->pattern, json_text(out), r->scratch) == REGEX_LIMIT)
		return run_fail(r, REJECT_TYPE);
	*out = json_string(arena_copy(r->arena, buf_view(r->scratch)));
	return FOUND;
}

/* ---- letters and space ---- */

/* The text with the letters from `first` to `last` in the other case. */
static enum found
change_case(struct run *r, const struct node *n, char first, char last, struct json *out)
{
	enum found found = run_text_item(r, n, out);
	char *text;

	if (found != FOUND || out->count == 0)
		return found;
	text = arena_take(r->arena, out->count);
	for (uint32_t i = 0; i < out->count; i++) {
		char c = out->text[i];

		text[i] = c >= first && c <= last ? (char)(c ^ 0x20) : c;
	}
	out->text = text;
	return FOUND;
}

enum found
run_lower(struct run *r, const struct node *n, struct json *out)
{
	return change_case(r, n, 'A', 'Z', out);
}

enum found
run_upper(struct run *r, const struct node *n, struct json *out)
{
	return change_case(r, n, 'a', 'z', out);
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

enum found
run_trim(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_text_item(r, n, out);

	if (found != FOUND)
		return found;
	while (out->count && is_space(out->text[0])) {
		out->text++;
		out->count--;
	}
	while (out->count && is_space(out->text[out->count - 1]))
		out->count--;
	return FOUND;
}

/* ---- lists ---- */

/* Texts and numbers; null is passed over. False for anything else. */
static bool
put_items(struct buf *b, const struct json *list, struct str with)
{
	bool first = true;

	for (uint32_t i = 0; i < list->count; i++) {
		const struct json *item = &list->items[i];

		if (item->type == JSON_NULL)
			continue;
		if (item->type != JSON_STRING && item->type != JSON_NUMBER)
			return false;
		if (!first)
			buf_str(b, with);
		first = false;
		buf_str(b, json_text(item));
	}
	return true;
}

enum found
run_join(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);
	struct json one, list = {.type = JSON_ARRAY, .count = 1, .items = &one};

	if (found != FOUND)
		return found;
	one = *out;
	if (out->type == JSON_ARRAY)
		list = *out;
	buf_clear(r->scratch);
	if (!put_items(r->scratch, &list, n->text))
		return run_fail(r, REJECT_TYPE);
	if (!list.count)
		return NOTHING;
	*out = json_string(arena_copy(r->arena, buf_view(r->scratch)));
	return FOUND;
}

/* Where the mark stands, text.len if nowhere. */
static size_t
find_mark(struct str text, struct str mark)
{
	size_t at = 0;

	while (at < text.len && !str_starts(str_from(text, at), mark))
		at++;
	return at;
}

enum found
run_split(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_text_item(r, n, out);
	struct json list = json_array();
	struct str rest;
	size_t end;

	if (found != FOUND)
		return found;
	if (!out->count)
		return NOTHING;
	for (rest = json_text(out);; rest = str_from(rest, end + n->text.len)) {
		end = find_mark(rest, n->text);
		json_add(r->arena, &list, json_string((struct str){rest.at, end}));
		if (end == rest.len)
			break;
	}
	*out = list;
	return FOUND;
}

/* ---- URLs ---- */

enum found
run_url_part(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_text_item(r, n, out);
	struct str part;

	if (found != FOUND)
		return found;
	part = url_part(json_text(out), n->choice);
	if (n->choice == URL_FILE || n->choice == URL_FRAGMENT)
		part = percent_decode(r->arena, part, false);
	*out = json_string(part);
	return part.len ? FOUND : NOTHING;
}

enum found
run_url_parameter(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_text_item(r, n, out);
	struct str value;

	if (found != FOUND)
		return found;
	value = query_parameter(r->arena, url_part(json_text(out), URL_QUERY), n->text);
	if (!value.at)
		return NOTHING;
	*out = json_string(value);
	return FOUND;
}
