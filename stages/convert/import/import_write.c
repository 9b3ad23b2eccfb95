/* Writing the tree; see import_write.h.
 *
 * Each node is written for the place where it stands: its shape says which members and types are known there. A copy
 * becomes {first: [path]} where an empty text would otherwise stand in the statement, since the converter that the file
 * comes from drops what is empty. A chain of choices becomes one switch; its cases exclude each other in the order in
 * which they stand, but for those cases of the old switch that say nothing about this place: these are denied one by
 * one.
 */
#include "stages/convert/import/import_write.h"

#include <stdarg.h>
#include <stdio.h>

#include "pipeline/core/iso8601.h"
#include "stages/convert/compile/compile.h"
#include "stages/convert/run/iri.h"

enum { MOST_CHOICES = 256 };

struct spot {
	enum shape shape;
	bool list;      /* a list of that shape may stand here, too */
	bool essential; /* emptiness counts as nothing here anyway */
	bool fallback;  /* a default, which counts only where nothing else makes any of it */
	struct str name;
	const struct spot *up;
};

static bool write(struct import_writer *, const struct made *, const struct spot *, struct json *out);

/* ---- telling ---- */

static void
put_place(struct buf *b, const struct spot *spot)
{
	if (!spot || !spot->name.len)
		return;
	put_place(b, spot->up);
	buf_format(b, b->len ? ".%.*s" : "%.*s", STR_ARG(spot->name));
}

/* Tells that something is left out; returns false. */
static bool
leave_out(struct import_writer *w, const struct made *m, const struct spot *spot, const char *format, ...)
{
	struct buf b = {0};
	va_list args;
	char why[200];

	put_place(&b, spot);
	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	w->tell(w->context, m->line,
	    b.len ? arena_format(w->arena, "%.*s: %s", STR_ARG(buf_view(&b)), why)
		  : arena_format(w->arena, "%s", why));
	buf_free(&b);
	return false;
}

/* ---- leaves ---- */

static struct json
one_member(struct arena *arena, struct str key, struct json value)
{
	struct json object = json_object();

	json_append(arena, &object, key, value);
	return object;
}

static struct json
list_of(struct arena *arena, struct json item)
{
	struct json list = json_array();

	json_add(arena, &list, item);
	return list;
}

/* True for a text that the language would take for a path or a template. */
static bool
needs_constant(struct str s)
{
	return (s.len > 0 && s.at[0] == '$')
	       || (s.len && (memchr(s.at, '{', s.len) || memchr(s.at, '}', s.len)));
}

/* True unless the place is an objectType and the text none of those that its object may have. */
static bool
is_known_type(const struct spot *spot, struct str text)
{
	struct str known;

	if (!str_eq(spot->name, STR("objectType")) || !spot->up || shape_is_open(spot->up->shape))
		return true;
	for (size_t i = 0; (known = shape_object_type(spot->up->shape, i)).at; i++)
		if (str_eq(text, known))
			return true;
	return false;
}

static bool
write_constant(struct import_writer *w, const struct made *m, const struct spot *spot, struct json *out)
{
	struct str text = json_text(&m->value);
	int64_t us;

	if (!(shape_types(spot->shape) >> m->value.type & 1))
		return leave_out(w, m, spot, "must be %s", shape_name(spot->shape));
	if ((spot->shape == SHAPE_IRI || spot->shape == SHAPE_ACTIVITY_TYPE)
	    && (!iri_has_scheme(text) || !iri_is(text)))
		return leave_out(w, m, spot, "is no IRI");
	if (spot->shape == SHAPE_MOMENT && !time_parse(text, TIME_ISO8601, &us))
		return leave_out(w, m, spot, "is no moment");
	if (!is_known_type(spot, text))
		return leave_out(w, m, spot, "is no type of %s", shape_name(spot->up->shape));
	*out = m->value;
	out->line = 0;
	if (m->value.type == JSON_STRING && needs_constant(text))
		*out = one_member(w->arena, STR("constant"), *out);
	return true;
}

static bool
write_copy(struct import_writer *w, const struct made *m, const struct spot *spot, struct json *out)
{
	enum want want = want_of_place(spot->shape, spot->name);

	if (str_eq(spot->name, STR("objectType")))
		want = spot->up && spot->up->shape == SHAPE_ACTOR ? WANT_AGENT_TYPE : WANT_ACTIVITY_TYPE;
	wants_kind(w->wants, json_text(&m->value), want);
	*out = m->value;
	if (!spot->essential && !w->csv)
		*out = one_member(w->arena, STR("first"), list_of(w->arena, m->value));
	return true;
}

/* The text of a template before its first hole. */
static struct str
template_start(struct str text)
{
	const char *hole = text.len ? memchr(text.at, '{', text.len) : NULL;

	return hole ? (struct str){text.at, (size_t)(hole - text.at)} : text;
}

/* For an example: what stands in a duration's template is a number. */
static void
want_numbers(struct import_writer *w, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		struct str rest = str_from(text, i + 1);
		const char *end = text.at[i] == '{' && rest.len ? memchr(rest.at, '}', rest.len) : NULL;

		if (end)
			wants_kind(w->wants, (struct str){rest.at, (size_t)(end - rest.at)}, WANT_NUMBER);
	}
}

static bool
write_construct(struct import_writer *w, const struct made *m, const struct spot *spot, struct json *out)
{
	bool iri = spot->shape == SHAPE_IRI || spot->shape == SHAPE_ACTIVITY_TYPE;
	bool template = m->value.type == JSON_STRING;
	struct str start = template ? template_start(json_text(&m->value)) : STR("");

	if (!(m->types & shape_types(spot->shape)))
		return leave_out(w, m, spot, "must be %s, which this does not make", shape_name(spot->shape));
	if (iri && start.len && !iri_has_scheme(start))
		return leave_out(w, m, spot, "must be an IRI, and no IRI starts like this");
	if (template && str_eq(spot->name, STR("duration")))
		want_numbers(w, json_text(&m->value));
	*out = m->value;
	if (!template && m->types == IS_TEXT && !spot->essential && !json_get(&m->value, STR("time")))
		*out = one_member(w->arena, STR("first"), list_of(w->arena, m->value));
	return true;
}

/* ---- objects and lists ---- */

static struct str
object_type(const struct made *m)
{
	for (uint32_t i = 0; i < m->count; i++)
		if (str_eq(m->members[i].key, STR("objectType")))
			return json_text(&m->members[i].value->value);
	return (struct str){0};
}

/* The spot behind a key; false, told, if there is none. */
static bool
member_spot(struct import_writer *w, const struct made_member *m, const struct spot *up, enum shape shape,
    struct spot *out)
{
	const struct shape_member *known = shape_member(shape, m->key);

	*out = (struct spot){.shape = SHAPE_ANY, .name = m->key, .up = up};
	if (known) {
		out->shape = known->shape;
		out->list = known->list;
		out->essential = known->essential;
		return true;
	}
	if (!shape_is_open(shape))
		return leave_out(w, m->value, out, "%s has no such member", shape_name(shape));
	if (shape == SHAPE_LANGUAGES)
		out->shape = SHAPE_TEXT;
	if (shape == SHAPE_EXTENSIONS && (!iri_has_scheme(m->key) || !iri_is(m->key)))
		return leave_out(
		    w, m->value, out, "the key of an extension must be an IRI: write extensions[IRI]");
	return true;
}

/* A key with its braces doubled, where the language would take them for a setting. */
static struct str
written_key(struct import_writer *w, struct str key)
{
	struct buf b = {0};
	struct str out;

	if (!needs_constant(key))
		return key;
	for (size_t i = 0; i < key.len; i++) {
		if (key.at[i] == '{' || key.at[i] == '}')
			buf_char(&b, key.at[i]);
		buf_char(&b, key.at[i]);
	}
	out = arena_copy(w->arena, buf_view(&b));
	buf_free(&b);
	return out;
}

static bool
has_essentials(struct import_writer *w, const struct made *m, const struct spot *spot, enum shape shape,
    const struct json *object)
{
	for (const struct shape_member *known = shape_members(shape); known && known->key; known++)
		if (known->essential && !json_get(object, str_of(known->key)))
			return leave_out(w, m, spot, "%s needs \"%s\"%s", shape_name(shape), known->key,
			    spot->fallback ? ", and a default counts only where nothing else makes any of it"
					   : "");
	return true;
}

static bool
write_members(struct import_writer *w, const struct made *m, const struct spot *spot, enum shape shape,
    struct json *out)
{
	*out = json_object();
	for (uint32_t i = 0; i < m->count; i++) {
		struct spot inner;
		struct json value;

		if (m->members[i].value->kind != MADE_NOTHING
		    && member_spot(w, &m->members[i], spot, shape, &inner)
		    && write(w, m->members[i].value, &inner, &value))
			json_append(w->arena, out, written_key(w, m->members[i].key), value);
	}
	return out->count > 0;
}

/* Makes a value required, if it is one that the event may lack. */
static void
require(struct import_writer *w, struct json *value)
{
	if (json_is(value, JSON_STRING) && value->count && value->text[0] == '$')
		*value = one_member(w->arena, STR("path"), *value);
	else if (json_is(value, JSON_STRING) && needs_constant(json_text(value)))
		*value = one_member(w->arena, STR("first"), list_of(w->arena, *value));
	if (json_is(value, JSON_OBJECT) && !json_get(value, STR("constant")))
		json_append(w->arena, value, STR("required"), json_bool(true));
}

/* How many identifiers an actor has, and the last of them. */
static size_t
identifiers(struct json *actor, struct json **last)
{
	static const struct str keys[] = {{"mbox", 4}, {"mbox_sha1sum", 12}, {"openid", 6}, {"account", 7}};
	size_t count = 0;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct json *found = json_get(actor, keys[i]);

		count += found != NULL;
		*last = found ? found : *last;
	}
	return count;
}

/* Where something else would keep an actor without identity from vanishing, its only identifier is required: the event
 * is then refused as missing, not as invalid. */
static bool
check_actor(struct import_writer *w, const struct made *m, const struct spot *spot, struct json *actor)
{
	bool ours = spot->up && !spot->up->up && str_eq(spot->name, STR("actor"));
	struct json *last = NULL;
	size_t count = identifiers(actor, &last);

	if (!count && !json_get(actor, STR("member")))
		return leave_out(w, m, spot, "an actor needs mbox, mbox_sha1sum, openid or account");
	if (json_get(last, STR("homePage")))
		last = json_get(last, STR("name"));
	if (ours && count == 1 && actor->count > 1)
		require(w, last);
	return true;
}

static bool
write_object(struct import_writer *w, const struct made *m, const struct spot *spot, struct json *out)
{
	enum shape shape = spot->shape == SHAPE_OBJECT ? shape_by_type(object_type(m)) : spot->shape;
	struct spot here = *spot;

	here.shape = shape;
	if (!(shape_types(shape) & IS_OBJECT))
		return leave_out(w, m, spot, "must be %s", shape_name(shape));
	if (!write_members(w, m, &here, shape, out) || !has_essentials(w, m, spot, shape, out))
		return false;
	if (shape == SHAPE_ACTOR && !check_actor(w, m, spot, out))
		return false;
	if (compile_construct_named(out, shape))
		return leave_out(w, m, spot, "has a key that names a construct of the mapping language");
	return true;
}

static bool
write_list(struct import_writer *w, const struct made *m, const struct spot *spot, struct json *out)
{
	struct spot inner = *spot;

	inner.list = false;
	*out = json_array();
	if (!spot->list && spot->shape != SHAPE_ANY)
		return leave_out(w, m, spot, "must be %s, not a list", shape_name(spot->shape));
	for (uint32_t i = 0; i < m->count; i++) {
		struct json value;

		if (m->members[i].value->kind != MADE_NOTHING
		    && write(w, m->members[i].value, &inner, &value))
			json_add(w->arena, out, value);
	}
	return out->count > 0;
}

/* ---- choices ---- */

/* The conditions of a `when` in the making: all of them hold. */
struct conditions {
	struct json list[MOST_CHOICES];
	uint32_t count;
};

static void
add_condition(struct conditions *c, struct json when)
{
	if (c->count < MOST_CHOICES)
		c->list[c->count++] = when;
}

/* True if no value can meet both: each asks one place for other constants. */
static bool
are_apart(const struct json *a, const struct json *b)
{
	const struct json *one, *other;

	if (a->type != JSON_OBJECT || b->type != JSON_OBJECT || a->count != 1 || b->count != 1
	    || !str_eq(a->members[0].key, b->members[0].key) || a->members[0].key.at[0] != '$')
		return false;
	one = &a->members[0].value;
	other = &b->members[0].value;
	if (one->type == JSON_OBJECT && json_get(one, STR("in")))
		one = json_get(one, STR("in"));
	if (other->type == JSON_OBJECT && json_get(other, STR("in")))
		other = json_get(other, STR("in"));
	if (one->type == JSON_OBJECT || other->type == JSON_OBJECT)
		return false;
	for (uint32_t i = 0; i < (one->type == JSON_ARRAY ? one->count : 1); i++)
		for (uint32_t k = 0; k < (other->type == JSON_ARRAY ? other->count : 1); k++)
			if (json_same(one->type == JSON_ARRAY ? &one->items[i] : one,
				other->type == JSON_ARRAY ? &other->items[k] : other))
				return false;
	return true;
}

static struct json
denied(struct import_writer *w, struct json when)
{
	return one_member(w->arena, STR("not"), when);
}

/* What must hold for a branch, given that the `known` branches of its switch were tried before in the same chain. */
static void
branch_conditions(struct import_writer *w, const struct branch *b, const struct branch *const *known,
    uint32_t known_count, struct conditions *out)
{
	if (b->outer)
		branch_conditions(w, b->outer, known, known_count, out);
	for (const struct branch *before = b->before; before; before = before->before) {
		bool tried = are_apart(&before->when, &b->when);

		for (uint32_t i = 0; i < known_count; i++)
			tried |= known[i] == before;
		if (!tried)
			add_condition(out, denied(w, before->when));
	}
	if (b->when.type == JSON_OBJECT)
		add_condition(out, b->when);
}

/* One map of all of them; where two use the same key, a list. */
static struct json
joined(struct import_writer *w, const struct conditions *c)
{
	struct json map = json_object();
	struct json list = json_array();
	bool clash = false;

	for (uint32_t i = 0; i < c->count; i++) {
		for (uint32_t k = 0; k < c->list[i].count; k++) {
			clash |= json_get(&map, c->list[i].members[k].key) != NULL;
			json_set(w->arena, &map, c->list[i].members[k].key, c->list[i].members[k].value);
		}
		json_add(w->arena, &list, c->list[i]);
	}
	return clash ? one_member(w->arena, STR("all"), list) : map;
}

struct chain {
	struct json cases; /* the list of the switch */
	const struct branch *tried[MOST_CHOICES];
	uint32_t tried_count;
	struct conditions denied; /* branches that make nothing here */
	bool closed;              /* the last case, taken or not, has no condition */
};

static void
add_case(struct import_writer *w, struct chain *c, struct conditions *when, struct json value)
{
	struct json item = json_object();

	for (uint32_t i = 0; i < c->denied.count; i++)
		add_condition(when, c->denied.list[i]);
	if (when->count)
		json_append(w->arena, &item, STR("when"), joined(w, when));
	json_append(w->arena, &item, STR("value"), value);
	json_add(w->arena, &c->cases, item);
	c->closed = when->count == 0;
}

static void
write_case(struct import_writer *w, struct chain *c, const struct made *m, const struct spot *spot)
{
	struct conditions *when = arena_take(w->arena, sizeof(*when));
	struct json value;

	when->count = 0;
	branch_conditions(w, m->when, c->tried, c->tried_count, when);
	if (write(w, m->one, spot, &value))
		add_case(w, c, when, value);
	else if (when->count)
		add_condition(&c->denied, denied(w, joined(w, when)));
	else
		c->closed = true;
	if (c->tried_count < MOST_CHOICES)
		c->tried[c->tried_count++] = m->when;
}

static bool
write_choice(struct import_writer *w, const struct made *m, const struct spot *spot, struct json *out)
{
	struct chain *c = arena_zero(w->arena, sizeof(*c));
	struct json value;

	c->cases = json_array();
	for (; m->kind == MADE_CHOICE && !c->closed; m = m->other)
		write_case(w, c, m, spot);
	if (!c->closed && write(w, m, spot, &value)) {
		struct conditions always = {.count = 0};

		add_case(w, c, &always, value);
	}
	*out = one_member(w->arena, STR("switch"), c->cases);
	if (c->cases.count == 1 && !json_get(&c->cases.items[0], STR("when")))
		*out = *json_get(&c->cases.items[0], STR("value"));
	return c->cases.count > 0;
}

/* Values that are tried one after the other; a {first: [...]} among them gives its own. */
static void
add_alternative(struct import_writer *w, struct json *list, const struct json *value)
{
	const struct json *inner = json_get(value, STR("first"));

	if (!inner || value->count != 1 || inner->type != JSON_ARRAY) {
		json_add(w->arena, list, *value);
		return;
	}
	for (uint32_t i = 0; i < inner->count; i++)
		json_add(w->arena, list, inner->items[i]);
}

static bool
write_first(struct import_writer *w, const struct made *m, const struct spot *spot, struct json *out)
{
	struct json one, other, list = json_array();
	bool has_one, has_other;
	struct spot fallback = *spot;

	fallback.fallback = true;
	has_one = write(w, m->one, spot, &one);
	has_other = write(w, m->other, &fallback, &other);
	if (!has_one || !has_other) {
		*out = has_one ? one : other;
		return has_one || has_other;
	}
	add_alternative(w, &list, &one);
	add_alternative(w, &list, &other);
	*out = one_member(w->arena, STR("first"), list);
	return true;
}

/* ---- all kinds ---- */

static bool
write(struct import_writer *w, const struct made *m, const struct spot *spot, struct json *out)
{
	static bool (*const by_kind[])(
	    struct import_writer *, const struct made *, const struct spot *, struct json *) = {
	    [MADE_CONSTANT] = write_constant,
	    [MADE_COPY] = write_copy,
	    [MADE_CONSTRUCT] = write_construct,
	    [MADE_OBJECT] = write_object,
	    [MADE_LIST] = write_list,
	    [MADE_CHOICE] = write_choice,
	    [MADE_FIRST] = write_first,
	};

	return m->kind != MADE_NOTHING && by_kind[m->kind](w, m, spot, out);
}

bool
import_write_value(struct import_writer *w, const struct made *m, struct json *out)
{
	const struct spot anywhere = {.shape = SHAPE_ANY, .essential = true};

	return write(w, m, &anywhere, out);
}

/* In the order in which people read a statement. */
static struct json
in_order(struct import_writer *w, const struct json *statement)
{
	struct json out = json_object();

	for (const struct shape_member *m = shape_members(SHAPE_STATEMENT); m->key; m++) {
		const struct json *value = json_get(statement, str_of(m->key));

		if (value)
			json_append(w->arena, &out, str_of(m->key), *value);
	}
	return out;
}

/* What nothing makes is asked of the event, so that the mapping can be read and mended. */
static void
ask_event(struct import_writer *w, const char *const *lacks, struct json *made)
{
	for (; *lacks; lacks++) {
		struct str path = arena_format(w->arena, "$.%s", *lacks);

		json_append(w->arena, made, str_of(*lacks), json_string(path));
		wants_kind(w->wants, path,
		    want_of_place(shape_member(SHAPE_STATEMENT, str_of(*lacks))->shape, STR("")));
	}
}

void
import_write_statement(struct import_writer *w, const struct made *m, struct json *out, const char *lacks[4])
{
	const struct spot root = {.shape = SHAPE_STATEMENT};
	struct json made = json_object();
	size_t count = 0;

	if (m->kind == MADE_OBJECT)
		write_members(w, m, &root, SHAPE_STATEMENT, &made);
	for (const struct shape_member *known = shape_members(SHAPE_STATEMENT); known->key; known++)
		if (known->essential && !json_get(&made, str_of(known->key)))
			lacks[count++] = known->key;
	lacks[count] = NULL;
	ask_event(w, lacks, &made);
	*out = in_order(w, &made);
}
