/* Values: what a Python expression gives, in the mapping language; see import_form.h. */
#include "stages/convert/import/import_form.h"

#include "stages/convert/import/import_lambda.h"
#include "stages/convert/run/functions.h"
#include "stages/convert/run/moment_form.h"
#include "stages/convert/place.h"

bool
form_refuse(const struct scope *s, const char *why)
{
	if (!s->forms->why)
		s->forms->why = why;
	return false;
}

struct made *
form_none(const struct scope *s, const char *why)
{
	form_refuse(s, why);
	return NULL;
}

struct json
form_member(struct arena *arena, const char *key, struct json value)
{
	struct json object = json_object();

	json_append(arena, &object, str_of(key), value);
	return object;
}

static struct made *
constant(const struct scope *s, struct json value)
{
	return made_constant(s->forms->arena, &value, s->forms->line);
}

struct made *
form_construct(const struct scope *s, struct json value, uint16_t types)
{
	if (!made_asks(&value))
		return form_none(s, "is made of constants only: write what it makes");
	return made_construct(s->forms->arena, value, types, s->forms->line);
}

/* ---- constants ---- */

static struct made *
constant_list(const struct scope *s, const struct lambda_node *p)
{
	struct made *list = made_new(s->forms->arena, MADE_LIST, s->forms->line);

	list->members = arena_zero(s->forms->arena, (p->count + (size_t)1) * sizeof(*list->members));
	for (uint32_t i = 0; i < p->count; i++) {
		struct made *item = form_constant(s, &p->items[i]);

		if (!item)
			return NULL;
		list->members[list->count++].value = item;
	}
	return list;
}

struct made *
form_constant(const struct scope *s, const struct lambda_node *p)
{
	switch (p->kind) {
	case LAMBDA_TEXT:
		return constant(s, json_string(p->text));
	case LAMBDA_NUMBER:
		return constant(s, json_number(p->text));
	case LAMBDA_TRUE:
	case LAMBDA_FALSE:
		return constant(s, json_bool(p->kind == LAMBDA_TRUE));
	case LAMBDA_NONE:
		return made_new(s->forms->arena, MADE_NOTHING, s->forms->line);
	case LAMBDA_LIST:
	case LAMBDA_TUPLE:
		return constant_list(s, p);
	default:
		return NULL;
	}
}

/* ---- fields ---- */

bool
form_path(const struct scope *s, const struct made *m, struct str *path)
{
	struct arena *arena = s->forms->arena;
	struct json value;
	struct str name;

	if (m->kind == MADE_COPY) {
		*path = json_text(&m->value);
		return true;
	}
	if (m->kind == MADE_CONSTANT || !import_write_value(s->forms->writer, m, &value))
		return form_refuse(s, "works on a constant");
	for (uint32_t i = 0; i < s->forms->lets->count; i++)
		if (json_same(&s->forms->lets->members[i].value, &value)) {
			*path = arena_format(arena, "$%.*s", STR_ARG(s->forms->lets->members[i].key));
			return true;
		}
	name = arena_format(arena, "value-%u", s->forms->lets->count + 1);
	json_append(arena, s->forms->lets, name, value);
	*path = arena_format(arena, "$%.*s", STR_ARG(name));
	return true;
}

static struct made *
named(const struct scope *s, struct str name)
{
	for (uint32_t i = 0; i < s->count; i++)
		if (str_eq(s->names[i], name))
			return s->values[i];
	return form_none(s, "uses a name that is none of its parameters");
}

/* A member of a field: x["key"], x.get("key"), x[0]. */
static struct made *
member_of(const struct scope *s, const struct lambda_node *of, const struct lambda_node *key)
{
	struct made *m = form_read(s, of);
	struct str path;

	if (!m || m->kind != MADE_COPY)
		return form_none(s, "takes a member of what is no field");
	path = json_text(&m->value);
	if (key->kind == LAMBDA_TEXT && !memchr(key->text.at, '\'', key->text.len)
	    && !memchr(key->text.at, '\\', key->text.len))
		path = arena_format(s->forms->arena, "%.*s['%.*s']", STR_ARG(path), STR_ARG(key->text));
	else if (key->kind == LAMBDA_NUMBER && !memchr(key->text.at, '.', key->text.len) && key->text.len < 9)
		path = arena_format(s->forms->arena, "%.*s[%.*s]", STR_ARG(path), STR_ARG(key->text));
	else
		return form_none(s, "takes a member by what is no plain key");
	return made_copy_of(s->forms->arena, path, s->forms->line);
}

/* ---- constructs over one value ---- */

bool
form_is_call(const struct lambda_node *p, int kind, const char *name)
{
	return p->kind == LAMBDA_CALL && (int)p->items[0].kind == kind
	       && str_eq(p->items[0].text, str_of(name));
}

/* The argument of a construct, and what an example would need there. */
bool
form_argument(const struct scope *s, const struct lambda_node *p, enum want want, struct json *out)
{
	struct made *m = form_read(s, p);

	if (m && m->kind == MADE_COPY)
		wants_kind(s->forms->writer->wants, json_text(&m->value), want);
	return m
	       && (import_write_value(s->forms->writer, m, out) || form_refuse(s, "works on nothing at all"));
}

static struct made *
change(const struct scope *s, const char *name, uint16_t types, enum want want, const struct lambda_node *p)
{
	struct json value;

	if (!form_argument(s, p, want, &value))
		return NULL;
	return form_construct(s, form_member(s->forms->arena, name, value), types);
}

static const struct {
	const char *python, *construct;
	uint16_t types;
	enum want want;
} functions[] = {
    {"str", "text", IS_TEXT, WANT_ANY},
    {"float", "number", IS_NUMBER, WANT_NUMBER},
};

static const struct {
	const char *python, *construct;
} methods[] = {
    {"lower", "lower"},
    {"upper", "upper"},
    {"strip", "trim"},
};

/* int(x): what is no whole number is refused rather than cut. */
static struct made *
call_int(const struct scope *s, const struct lambda_node *p)
{
	struct made *m = change(s, "number", IS_NUMBER, WANT_NUMBER, &p->items[1]);

	if (m)
		json_append(s->forms->arena, &m->value, STR("is"), json_string(STR("whole")));
	return m;
}

/* True for a whole number of digits that `round` can give. */
static bool
is_places(const struct lambda_node *p)
{
	struct json number = json_number(p->text);
	int64_t places;

	return p->kind == LAMBDA_NUMBER && json_int(&number, &places) && places >= 0 && places <= MOST_PLACES;
}

/* round(x), round(x, 2) */
static struct made *
call_round(const struct scope *s, const struct lambda_node *p)
{
	struct json value;

	if (p->count > 3 || (p->count == 3 && !is_places(&p->items[2]))
	    || !form_argument(s, &p->items[1], WANT_NUMBER, &value))
		return form_none(s, "rounds otherwise than to a fixed number of digits");
	if (s->forms->csv && value.type == JSON_STRING)
		value = form_member(s->forms->arena, "number", value);
	value = form_member(s->forms->arena, "round", value);
	if (p->count == 3)
		json_append(s->forms->arena, &value, STR("places"), json_number(p->items[2].text));
	return form_construct(s, value, IS_NUMBER);
}

/* What strptime calls the parts of a moment, and what `form` calls them. */
static const struct {
	char python;
	const char *form;
} date_parts[] = {{'Y', "YYYY"}, {'y', "YY"}, {'m', "MM"}, {'d', "DD"}, {'H', "hh"}, {'I', "hh"}, {'M', "mm"},
    {'S', "ss"}, {'p', "A"}};

static const char *
date_part(char python)
{
	for (size_t i = 0; i < sizeof(date_parts) / sizeof(*date_parts); i++)
		if (date_parts[i].python == python)
			return date_parts[i].form;
	return NULL;
}

/* "%d.%m.%Y" as DD.MM.YYYY. False where a letter stands for itself, or a part is unknown. */
static bool
date_form(struct str text, struct buf *b)
{
	struct moment_form known;
	const char *why;

	for (size_t i = 0; i < text.len; i++) {
		bool named = text.at[i] == '%' && i + 1 < text.len;
		const char *part = named ? date_part(text.at[++i]) : NULL;

		if (part)
			buf_str(b, str_of(part));
		else if (named || strchr("%YMDhmsA", text.at[i]))
			return false;
		else
			buf_char(b, text.at[i]);
	}
	return moment_form_named(buf_view(b), &known, &why);
}

/* Without a format: ISO 8601, seconds since 1970, or the moments of databases. */
static struct json
date_forms(const struct scope *s, const struct lambda_node *format)
{
	static const char *const usual[] = {"iso", "unix", "YYYY-MM-DD hh:mm:ss", "YYYY-MM-DD"};
	struct json list = json_array();
	struct buf b = {0};

	for (size_t i = 0; !format && i < sizeof(usual) / sizeof(*usual); i++)
		json_add(s->forms->arena, &list, json_string(str_of(usual[i])));
	if (format && format->kind == LAMBDA_TEXT && date_form(format->text, &b))
		list = json_string(arena_copy(s->forms->arena, buf_view(&b)));
	buf_free(&b);
	return list;
}

/* parse_date(x), parse_date(x, "%d.%m.%Y") */
static struct made *
call_parse_date(const struct scope *s, const struct lambda_node *p)
{
	struct json value, form = date_forms(s, p->count == 3 ? &p->items[2] : NULL);

	if (p->count > 3 || form.count == 0 || !form_argument(s, &p->items[1], WANT_MOMENT, &value))
		return form_none(s, "reads a date in a form of its own");
	value = form_member(s->forms->arena, "time", value);
	json_append(s->forms->arena, &value, STR("form"), form);
	return form_construct(s, value, IS_TEXT);
}

/* ---- numbers ---- */

static const struct {
	char sign;
	const char *construct;
} sums[] = {{'+', "add"}, {'-', "subtract"}, {'*', "multiply"}, {'/', "divide"}};

static bool
number_argument(const struct scope *s, const struct lambda_node *p, struct json *list)
{
	struct json value;

	if (!form_argument(s, p, WANT_NUMBER, &value))
		return false;
	if (s->forms->csv && value.type == JSON_STRING)
		value = form_member(s->forms->arena, "number", value);
	json_add(s->forms->arena, list, value);
	return true;
}

static struct made *
read_sum(const struct scope *s, const struct lambda_node *p)
{
	struct json list = json_array();
	bool texts;
	struct made *text = form_text_sum(s, p, &texts);

	if (texts)
		return text;
	if (p->text.at[0] == '+' && p->items[0].kind != LAMBDA_NUMBER && p->items[1].kind != LAMBDA_NUMBER)
		return form_none(s, "adds two fields: whether these are texts or numbers is not said");
	if (!number_argument(s, &p->items[0], &list) || !number_argument(s, &p->items[1], &list))
		return NULL;
	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++)
		if (p->text.at[0] == sums[i].sign)
			return form_construct(
			    s, form_member(s->forms->arena, sums[i].construct, list), IS_NUMBER);
	return form_none(s, "counts otherwise than with + - * /");
}

/* ---- calls ---- */

/* x.get("key"), x.get("key", "default") */
static struct made *
call_get(const struct scope *s, const struct lambda_node *p)
{
	struct made *m =
	    p->count >= 2 && p->count <= 3 ? member_of(s, p->items[0].items, &p->items[1]) : NULL;
	struct made *fallback = p->count == 3 ? form_constant(s, &p->items[2]) : NULL;
	struct json value;

	if (!m || (p->count == 3 && !fallback))
		return form_none(s, "gets a member with a default that is no constant");
	if (!fallback || fallback->kind == MADE_NOTHING)
		return m;
	if (fallback->kind != MADE_CONSTANT)
		return form_none(s, "gets a member with a default that is no constant");
	value = form_member(s->forms->arena, "path", m->value);
	json_append(s->forms->arena, &value, STR("default"), fallback->value);
	return form_construct(s, value, IS_ANY);
}

static struct made *
call_method(const struct scope *s, const struct lambda_node *p)
{
	struct str name = p->items[0].text;

	for (size_t i = 0; p->count == 1 && i < sizeof(methods) / sizeof(*methods); i++)
		if (str_eq(name, str_of(methods[i].python)))
			return change(s, methods[i].construct, IS_TEXT, WANT_TEXT, p->items[0].items);
	if (str_eq(name, STR("get")))
		return call_get(s, p);
	if (str_eq(name, STR("join")))
		return form_join(s, p);
	if (str_eq(name, STR("format")))
		return form_call_format(s, p);
	if (str_eq(name, STR("group")))
		return form_group(s, p);
	return NULL;
}

static struct made *
call_function(const struct scope *s, const struct lambda_node *p)
{
	struct str name = p->items[0].text;

	for (size_t i = 0; p->count == 2 && i < sizeof(functions) / sizeof(*functions); i++)
		if (str_eq(name, str_of(functions[i].python)))
			return change(
			    s, functions[i].construct, functions[i].types, functions[i].want, &p->items[1]);
	if (str_eq(name, STR("int")) && p->count == 2)
		return call_int(s, p);
	if (str_eq(name, STR("round")) && p->count >= 2)
		return call_round(s, p);
	if (str_eq(name, STR("parse_date")))
		return call_parse_date(s, p);
	return NULL;
}

/* ---- choices ---- */

static struct made *
choose(const struct scope *s, struct json when, struct made *one, struct made *other)
{
	struct branch *b = arena_zero(s->forms->arena, sizeof(*b));

	b->when = when;
	return made_choice(s->forms->arena, b, one, other);
}

/* A condition as a value is true or false. */
static struct made *
read_truth(const struct scope *s, const struct lambda_node *p)
{
	struct json when;

	if (!form_when(s, p, &when))
		return NULL;
	return choose(s, when, constant(s, json_bool(true)), constant(s, json_bool(false)));
}

static struct made *
read_call(const struct scope *s, const struct lambda_node *p)
{
	const char *before = s->forms->why;
	struct made *m = NULL;

	if (p->items[0].kind == LAMBDA_ATTRIBUTE)
		m = call_method(s, p);
	else if (p->items[0].kind == LAMBDA_NAME)
		m = call_function(s, p);
	if (m || s->forms->why != before)
		return m;
	if (form_is_call(p, LAMBDA_ATTRIBUTE, "startswith") || form_is_call(p, LAMBDA_ATTRIBUTE, "endswith")
	    || form_is_call(p, LAMBDA_NAME, "is_empty") || form_is_call(p, LAMBDA_NAME, "isinstance"))
		return read_truth(s, p);
	return form_none(s, "calls a function that is not among the known forms");
}

/* `a if c else b` */
static struct made *
read_if(const struct scope *s, const struct lambda_node *p)
{
	struct made *one = form_read(s, &p->items[0]), *other = form_read(s, &p->items[2]);
	struct json when;

	if (!one || !other || !form_when(s, &p->items[1], &when))
		return NULL;
	return choose(s, when, one, other);
}

/* `a or b` */
static struct made *
read_or(const struct scope *s, const struct lambda_node *p)
{
	struct made *other = form_read(s, &p->items[p->count - 1]);

	for (uint32_t i = p->count - 1; other && i-- > 0;) {
		struct made *one = form_read(s, &p->items[i]);
		struct json when;

		if (!one || !form_when(s, &p->items[i], &when))
			return NULL;
		other = choose(s, when, one, other);
	}
	return other;
}

/* ---- containers ---- */

static struct made *
read_map(const struct scope *s, const struct lambda_node *p)
{
	struct made *object = made_new(s->forms->arena, MADE_OBJECT, s->forms->line);

	for (uint32_t i = 0; i + 1 < p->count; i += 2) {
		struct made *value = form_read(s, &p->items[i + 1]);

		if (p->items[i].kind != LAMBDA_TEXT)
			return form_none(s, "makes a map with keys that are no fixed texts");
		if (!value)
			return NULL;
		made_set(s->forms->arena, object, p->items[i].text, value);
	}
	if (!object->count)
		object->kind = MADE_NOTHING;
	return object;
}

static struct made *
read_list(const struct scope *s, const struct lambda_node *p)
{
	struct made *list = made_new(s->forms->arena, MADE_LIST, s->forms->line);

	list->members = arena_zero(s->forms->arena, (p->count + (size_t)1) * sizeof(*list->members));
	for (uint32_t i = 0; i < p->count; i++) {
		list->members[i].value = form_read(s, &p->items[i]);
		if (!list->members[i].value)
			return NULL;
		list->count++;
	}
	if (!list->count)
		list->kind = MADE_NOTHING;
	return list;
}

static struct made *
read_item(const struct scope *s, const struct lambda_node *p)
{
	if (form_is_call(p->items, LAMBDA_ATTRIBUTE, "split"))
		return form_split_item(s, p->items, &p->items[1]);
	return member_of(s, p->items, &p->items[1]);
}

struct made *
form_read(const struct scope *s, const struct lambda_node *p)
{
	switch (p->kind) {
	case LAMBDA_NAME:
		return named(s, p->text);
	case LAMBDA_FORMAT:
		return form_format(s, p);
	case LAMBDA_CALL:
		return read_call(s, p);
	case LAMBDA_ATTRIBUTE:
		return form_attribute(s, p);
	case LAMBDA_ITEM:
		return read_item(s, p);
	case LAMBDA_SUM:
		return read_sum(s, p);
	case LAMBDA_IF:
		return read_if(s, p);
	case LAMBDA_OR:
		return read_or(s, p);
	case LAMBDA_MAP:
		return read_map(s, p);
	case LAMBDA_LIST:
		return read_list(s, p);
	case LAMBDA_COMPARE:
	case LAMBDA_NOT:
	case LAMBDA_AND:
		return read_truth(s, p);
	case LAMBDA_TUPLE:
		return form_none(s, "gives several values");
	default:
		return form_constant(s, p);
	}
}

/* ---- lambdas ---- */

static const char not_known[] = "is code beyond the known forms";

/* Reads a lambda and gives its parameters their values. An expression without parameters needs none. */
static bool
open_lambda(struct forms *f, struct str text, struct made *const *inputs, uint32_t count,
    struct lambda *lambda, struct scope *s)
{
	*s = (struct scope){.forms = f, .names = lambda->names, .values = inputs};
	f->why = NULL;
	if (!lambda_read(f->arena, text, lambda))
		return form_refuse(s, not_known);
	s->count = lambda->count;
	return lambda->count == 0 || lambda->count == count
	       || form_refuse(s, "has another number of parameters than there are input fields");
}

struct made *
form_value(struct forms *f, const struct json *lambdas, struct made *const *inputs, uint32_t count)
{
	struct made *value = NULL;

	for (uint32_t i = 0; i < lambdas->count; i++) {
		struct lambda *lambda = arena_take(f->arena, sizeof(*lambda));
		struct made **kept = arena_take(f->arena, sizeof(struct made *));
		struct scope s;

		if (!open_lambda(f, json_text(&lambdas->items[i]), inputs, count, lambda, &s))
			return NULL;
		value = form_read(&s, &lambda->body);
		if (!value) {
			form_refuse(&s, not_known);
			return NULL;
		}
		*kept = value;
		inputs = kept;
		count = 1;
	}
	return value;
}

bool
form_condition(
    struct forms *f, struct str text, struct made *const *inputs, uint32_t count, struct json *when)
{
	struct lambda *lambda = arena_take(f->arena, sizeof(*lambda));
	struct scope s;

	return open_lambda(f, text, inputs, count, lambda, &s)
	       && (form_when(&s, &lambda->body, when) || form_refuse(&s, not_known));
}
