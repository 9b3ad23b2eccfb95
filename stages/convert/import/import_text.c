/* Values that are texts: made of pieces, or parts of other texts; see import_form.h. */
#include "pipeline/core/regex.h"
#include "stages/convert/import/import_form.h"
#include "stages/convert/import/import_lambda.h"
#include "stages/convert/place.h"

/* ---- texts made of pieces ---- */

static void
put_literal(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '{' || text.at[i] == '}')
			buf_char(b, text.at[i]);
		buf_char(b, text.at[i]);
	}
}

/* A number is text in a template anyway, so {text: path} is the path. */
static struct made *
without_text(const struct scope *s, struct made *m)
{
	const struct json *inner = m->kind == MADE_CONSTRUCT ? json_get(&m->value, STR("text")) : NULL;

	if (json_is(inner, JSON_STRING) && inner->count && inner->text[0] == '$')
		return made_copy_of(s->forms->arena, json_text(inner), m->line);
	return m;
}

static bool
put_piece(const struct scope *s, const struct lambda_node *p, struct buf *b)
{
	struct made *m = p->kind == LAMBDA_TEXT ? NULL : form_read(s, p);
	struct str path;

	if (p->kind == LAMBDA_TEXT) {
		put_literal(b, p->text);
		return true;
	}
	if (!m)
		return false;
	if (m->kind == MADE_CONSTANT && m->value.type != JSON_TRUE && m->value.type != JSON_FALSE) {
		put_literal(b, json_text(&m->value));
		return true;
	}
	if (m->kind == MADE_CONSTRUCT && m->value.type == JSON_STRING) {
		buf_str(b, json_text(&m->value));
		return true;
	}
	if (!form_path(s, without_text(s, m), &path) || memchr(path.at, '}', path.len))
		return form_refuse(s, "puts something into a text that is no field");
	wants_kind(s->forms->writer->wants, path, WANT_TEXT);
	buf_format(b, "{%.*s}", STR_ARG(path));
	return true;
}

static struct made *
template_of(const struct scope *s, struct buf *b, bool ok)
{
	struct made *out = NULL;

	if (ok)
		out = form_construct(s, json_string(arena_copy(s->forms->arena, buf_view(b))), IS_TEXT);
	buf_free(b);
	return out;
}

struct made *
form_format(const struct scope *s, const struct lambda_node *p)
{
	struct buf b = {0};
	bool ok = p->count > 0;

	for (uint32_t i = 0; ok && i < p->count; i++)
		ok = put_piece(s, &p->items[i], &b);
	return template_of(s, &b, ok);
}

/* "…{}…".format(x, y) */
struct made *
form_call_format(const struct scope *s, const struct lambda_node *p)
{
	struct str text = p->items[0].items[0].text;
	struct buf b = {0};
	uint32_t next = 1;
	bool ok = p->items[0].items[0].kind == LAMBDA_TEXT;

	for (size_t i = 0; ok && i < text.len; i++) {
		struct str rest = str_from(text, i);

		if (str_starts(rest, STR("{}")) && next < p->count) {
			ok = put_piece(s, &p->items[next++], &b);
			i++;
		} else if (text.at[i] == '{' || text.at[i] == '}') {
			ok = str_starts(rest, text.at[i] == '{' ? STR("{{") : STR("}}"));
			buf_format(&b, "%c%c", text.at[i], text.at[i]);
			i++;
		} else {
			buf_char(&b, text.at[i]);
		}
	}
	if (!ok || next != p->count)
		form_refuse(s, "formats a text otherwise than with {} for each value");
	return template_of(s, &b, ok && next == p->count);
}

/* True if + joins texts here: one of its sides is plainly a text. */
static bool
is_text(const struct lambda_node *p)
{
	if (p->kind == LAMBDA_SUM)
		return str_eq(p->text, STR("+")) && (is_text(&p->items[0]) || is_text(&p->items[1]));
	return p->kind == LAMBDA_TEXT || p->kind == LAMBDA_FORMAT
	       || (p->kind == LAMBDA_CALL && p->items[0].kind == LAMBDA_NAME
		   && str_eq(p->items[0].text, STR("str")));
}

static bool
put_sum(const struct scope *s, const struct lambda_node *p, struct buf *b)
{
	if (p->kind == LAMBDA_SUM && str_eq(p->text, STR("+")))
		return put_sum(s, &p->items[0], b) && put_sum(s, &p->items[1], b);
	return put_piece(s, p, b);
}

/* a + b where one of them is plainly a text; else *is_text is false. */
struct made *
form_text_sum(const struct scope *s, const struct lambda_node *p, bool *texts)
{
	struct buf b = {0};

	*texts = is_text(p);
	return *texts ? template_of(s, &b, put_sum(s, p, &b)) : NULL;
}

struct str
form_quoted(struct arena *arena, struct str text)
{
	struct buf b = {0};
	struct str out;

	for (size_t i = 0; i < text.len; i++) {
		if (strchr("\\^$.|?*+()[]{}", text.at[i]))
			buf_char(&b, '\\');
		buf_char(&b, text.at[i]);
	}
	out = arena_copy(arena, buf_view(&b));
	buf_free(&b);
	return out;
}

/* ---- patterns ---- */

static struct made *
match(const struct scope *s, struct str regex, struct json of, int64_t group)
{
	struct json value = form_member(s->forms->arena, "match", json_string(regex));
	struct error e;
	struct regex *known = regex_open(regex, &e);

	if (!known)
		return form_none(s, "searches for a pattern that is none here");
	regex_close(known);
	json_append(s->forms->arena, &value, STR("of"), of);
	if (group != 1)
		json_append(s->forms->arena, &value, STR("group"),
		    json_number(arena_format(s->forms->arena, "%lld", (long long)group)));
	return form_construct(s, value, IS_TEXT);
}

/* x.split(":")[0], x.split(":")[-1] */
struct made *
form_split_item(const struct scope *s, const struct lambda_node *call, const struct lambda_node *index)
{
	const struct lambda_node *sign = &call->items[1];
	bool first = index->kind == LAMBDA_NUMBER && str_eq(index->text, STR("0"));
	bool last = index->kind == LAMBDA_NUMBER && str_eq(index->text, STR("-1"));
	struct str one;
	struct json of;

	if (call->count != 2 || sign->kind != LAMBDA_TEXT || sign->text.len != 1 || (!first && !last)
	    || !form_argument(s, call->items[0].items, WANT_TEXT, &of))
		return form_none(
		    s, "takes a part of a text otherwise than before the first or after the last sign");
	one = strchr("^]\\-", sign->text.at[0]) ? arena_format(s->forms->arena, "\\%c", sign->text.at[0])
						: sign->text;
	return match(
	    s, arena_format(s->forms->arena, first ? "^([^%.*s]*)" : "([^%.*s]*)$", STR_ARG(one)), of, 1);
}

/* search(r"…", x).group(1), match(…) */
struct made *
form_group(const struct scope *s, const struct lambda_node *p)
{
	const struct lambda_node *found = p->items[0].items;
	bool start = form_is_call(found, LAMBDA_NAME, "match");
	struct json of;
	struct str regex;

	if ((!start && !form_is_call(found, LAMBDA_NAME, "search")) || found->count != 3
	    || found->items[1].kind != LAMBDA_TEXT || p->count > 2
	    || (p->count == 2 && (p->items[1].kind != LAMBDA_NUMBER || p->items[1].text.len != 1))
	    || !form_argument(s, &found->items[2], WANT_TEXT, &of))
		return form_none(s, "takes a group of something else than search(pattern, field)");
	regex = found->items[1].text;
	if (start)
		regex = arena_format(s->forms->arena, "^(?:%.*s)", STR_ARG(regex));
	return match(s, regex, of, p->count == 2 ? p->items[1].text.at[0] - '0' : 0);
}

static const struct {
	const char *python, *part;
} url_parts[] = {
    {"scheme", "scheme"},
    {"path", "path"},
    {"query", "query"},
    {"fragment", "fragment"},
    {"hostname", "host"},
};

/* urlparse(x).netloc and the like */
struct made *
form_attribute(const struct scope *s, const struct lambda_node *p)
{
	struct json of, value;

	if (!form_is_call(p->items, LAMBDA_NAME, "urlparse") || p->items->count != 2
	    || !form_argument(s, &p->items->items[1], WANT_IRI, &of))
		return form_none(s, "uses an attribute that is none of a URL");
	if (str_eq(p->text, STR("netloc")))
		return match(s, STR("^[^:/?#]+://([^/?#]*)"), of, 1);
	value = form_member(s->forms->arena, "url", of);
	for (size_t i = 0; i < sizeof(url_parts) / sizeof(*url_parts); i++)
		if (str_eq(p->text, str_of(url_parts[i].python))) {
			json_append(
			    s->forms->arena, &value, STR("part"), json_string(str_of(url_parts[i].part)));
			return form_construct(s, value, IS_TEXT);
		}
	return form_none(s, "uses an attribute that is none of a URL");
}

/* ", ".join(x) */
struct made *
form_join(const struct scope *s, const struct lambda_node *p)
{
	struct json value;

	if (p->count != 2 || p->items[0].items->kind != LAMBDA_TEXT
	    || !form_argument(s, &p->items[1], WANT_LIST, &value))
		return form_none(s, "joins otherwise than a field with a fixed text");
	value = form_member(s->forms->arena, "join", value);
	json_append(s->forms->arena, &value, STR("with"), json_string(p->items[0].items->text));
	return form_construct(s, value, IS_TEXT);
}
