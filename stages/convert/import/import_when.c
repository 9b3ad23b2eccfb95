/* Conditions: what a Python expression asks, as a `when`; see import_form.h.
 *
 * Python's truth is kept: None, "", [], {}, 0 and False are false. In a CSV file every cell is text, so numbers and
 * truth values are compared as they would be written there.
 */
#include "stages/convert/import/import_form.h"
#include "stages/convert/import/import_lambda.h"

static struct json
test_at(const struct scope *s, struct str path, struct json test)
{
	struct json when = json_object();

	json_append(s->forms->arena, &when, path, test);
	return when;
}

static struct json
denied(const struct scope *s, struct json when)
{
	if (when.count == 1 && str_eq(when.members[0].key, STR("not")))
		return when.members[0].value;
	return form_member(s->forms->arena, "not", when);
}

static struct json
texts(struct arena *arena, const char *const *list)
{
	struct json out = json_array();

	for (; *list; list++)
		json_add(arena, &out, json_string(str_of(*list)));
	return out;
}

/* {path: {is: [absent, null]}}, and with `empty` if wanted. */
static struct json
is_nothing(const struct scope *s, struct str path, bool or_empty)
{
	struct arena *arena = s->forms->arena;
	struct json list = json_array();

	json_add(arena, &list, json_string(STR("absent")));
	json_add(arena, &list, (struct json){.type = JSON_NULL});
	if (or_empty)
		json_add(arena, &list, json_string(STR("empty")));
	return test_at(s, path, form_member(arena, "is", list));
}

/* ---- truth ---- */

static struct json
false_values(const struct scope *s)
{
	static const char *const cells[] = {"0", "0.0", "False", "false", "FALSE", NULL};
	struct json list = json_array();

	if (s->forms->csv)
		return texts(s->forms->arena, cells);
	json_add(s->forms->arena, &list, json_bool(false));
	json_add(s->forms->arena, &list, json_number(STR("0")));
	return list;
}

static struct json
is_false(const struct scope *s, struct str path)
{
	struct json any = json_array();

	json_add(s->forms->arena, &any, is_nothing(s, path, true));
	json_add(
	    s->forms->arena, &any, test_at(s, path, form_member(s->forms->arena, "in", false_values(s))));
	return form_member(s->forms->arena, "any", any);
}

static bool
when_true(const struct scope *s, const struct lambda_node *p, struct json *when)
{
	struct made *m = form_read(s, p);
	struct str path;

	if (!m || !form_path(s, m, &path))
		return form_refuse(
		    s, "asks whether something is true that is neither a field nor made of fields");
	*when = denied(s, is_false(s, path));
	return true;
}

/* ---- comparing ---- */

/* A constant as it may stand in an event: one value, or in a cell those that mean the same. */
static void
add_values(const struct scope *s, struct json value, struct json *list)
{
	static const char *const yes[] = {"True", "true", "TRUE"}, *const no[] = {"False", "false", "FALSE"};

	if (s->forms->csv && value.type == JSON_NUMBER) {
		value.type = JSON_STRING;
	} else if (s->forms->csv && json_is_bool(&value)) {
		for (size_t i = 0; i < 3; i++)
			json_add(s->forms->arena, list,
			    json_string(str_of(value.type == JSON_TRUE ? yes[i] : no[i])));
		return;
	}
	json_add(s->forms->arena, list, value);
}

static bool
when_one_of(const struct scope *s, struct str path, const struct made *constants, struct json *when)
{
	struct json list = json_array();

	if (constants->kind == MADE_CONSTANT)
		add_values(s, constants->value, &list);
	for (uint32_t i = 0; constants->kind == MADE_LIST && i < constants->count; i++) {
		if (constants->members[i].value->kind != MADE_CONSTANT)
			return form_refuse(
			    s, "compares with something that is no text, number, True or False");
		add_values(s, constants->members[i].value->value, &list);
	}
	if (!list.count)
		return form_refuse(s, "compares with nothing");
	wants_exactly(s->forms->writer->wants, path, &list.items[0]);
	*when = test_at(s, path, list.count == 1 ? list.items[0] : form_member(s->forms->arena, "in", list));
	return true;
}

/* x == None, x is None, x == "" */
static struct json
when_nothing(const struct scope *s, struct str path, const struct lambda_node *constant)
{
	if (constant->kind == LAMBDA_NONE)
		return is_nothing(s, path, false);
	return s->forms->csv ? is_nothing(s, path, true) : test_at(s, path, json_string(STR("")));
}

static bool
when_equal(
    const struct scope *s, const struct lambda_node *left, const struct lambda_node *right, struct json *when)
{
	struct made *constant = form_constant(s, right), *m;
	struct str path;

	if (!constant) {
		const struct lambda_node *swap = left;

		left = right;
		right = swap;
		constant = form_constant(s, right);
	}
	m = form_read(s, left);
	if (!constant || !m || !form_path(s, m, &path) || constant->kind == MADE_LIST
	    || constant->kind == MADE_OBJECT)
		return form_refuse(s, "compares otherwise than a field with a constant");
	if (constant->kind == MADE_NOTHING) {
		*when = when_nothing(s, path, right);
		return true;
	}
	return when_one_of(s, path, constant, when);
}

static const struct {
	const char *sign, *mirrored, *predicate;
} orders[] = {
    {"<", ">", "below"},
    {"<=", ">=", "at-most"},
    {">", "<", "above"},
    {">=", "<=", "at-least"},
};

/* A cell is a number only once it is made one. */
static bool
number_path(const struct scope *s, struct made *m, struct str *path)
{
	struct json number;

	if (!s->forms->csv || m->kind != MADE_COPY)
		return form_path(s, m, path);
	wants_kind(s->forms->writer->wants, json_text(&m->value), WANT_NUMBER);
	number = form_member(s->forms->arena, "number", m->value);
	return form_path(s, made_construct(s->forms->arena, number, 1 << JSON_NUMBER, s->forms->line), path);
}

static bool
when_ordered(const struct scope *s, const struct lambda_node *p, struct json *when)
{
	struct made *constant = form_constant(s, &p->items[1]);
	const struct lambda_node *field = constant ? &p->items[0] : &p->items[1];
	struct made *m = form_read(s, field);
	struct str path;

	if (!constant)
		constant = form_constant(s, &p->items[0]);
	if (!m || !constant || constant->kind != MADE_CONSTANT || constant->value.type != JSON_NUMBER
	    || !number_path(s, m, &path))
		return form_refuse(s, "compares otherwise than a field with a number");
	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++)
		if (str_eq(p->text, str_of(field == &p->items[0] ? orders[i].sign : orders[i].mirrored)))
			*when = test_at(
			    s, path, form_member(s->forms->arena, orders[i].predicate, constant->value));
	return true;
}

/* "text" in x: x is a text that holds it, or a list that has it. */
static bool
when_contained(const struct scope *s, const struct lambda_node *p, struct json *when)
{
	struct arena *arena = s->forms->arena;
	struct made *m = form_read(s, &p->items[1]);
	struct json any = json_array();
	struct str path, all;

	if (p->items[0].kind != LAMBDA_TEXT || !m || !form_path(s, m, &path))
		return form_refuse(s, "looks for something that is no text");
	all = arena_format(arena, "%.*s[*]", STR_ARG(path));
	json_add(arena, &any,
	    test_at(
		s, path, form_member(arena, "matches", json_string(form_quoted(arena, p->items[0].text)))));
	json_add(arena, &any, test_at(s, all, json_string(p->items[0].text)));
	*when = s->forms->csv ? any.items[0] : form_member(arena, "any", any);
	return true;
}

static bool
when_in(const struct scope *s, const struct lambda_node *p, struct json *when)
{
	struct made *constants = form_constant(s, &p->items[1]), *m;
	struct str path;

	if (!constants || constants->kind != MADE_LIST)
		return when_contained(s, p, when);
	m = form_read(s, &p->items[0]);
	if (!m || !form_path(s, m, &path))
		return form_refuse(s, "looks for something that is no field");
	return when_one_of(s, path, constants, when);
}

static bool
when_compared(const struct scope *s, const struct lambda_node *p, struct json *when)
{
	if (str_eq(p->text, STR("in")))
		return when_in(s, p, when);
	if (p->text.at[0] == '<' || p->text.at[0] == '>')
		return when_ordered(s, p, when);
	if (!when_equal(s, &p->items[0], &p->items[1], when))
		return false;
	if (str_eq(p->text, STR("!=")))
		*when = denied(s, *when);
	return true;
}

/* ---- calls ---- */

/* For an example: the text that is looked for, and where it is the start of an IRI, an IRI. */
static void
want_edge(const struct scope *s, struct str path, struct str text, bool start)
{
	bool iri = start && str_ends(text, STR("://"));
	struct json exact =
	    json_string(iri ? arena_format(s->forms->arena, "%.*slms.example/1", STR_ARG(text)) : text);

	wants_exactly(s->forms->writer->wants, path, &exact);
}

/* x.startswith("a"), x.endswith(("a", "b")) */
static bool
when_edge(const struct scope *s, const struct lambda_node *call, bool start, struct json *when)
{
	struct arena *arena = s->forms->arena;
	const struct lambda_node *argument = &call->items[1];
	uint32_t count = argument->kind == LAMBDA_TUPLE ? argument->count : 1;
	struct made *m = form_read(s, call->items[0].items);
	struct str path, regex = start ? STR("^(?:") : STR("(?:");

	if (call->count != 2 || !m || !form_path(s, m, &path))
		return form_refuse(s, "looks at the start or end of what is no field");
	for (uint32_t i = 0; i < count; i++) {
		const struct lambda_node *one =
		    argument->kind == LAMBDA_TUPLE ? &argument->items[i] : argument;

		if (one->kind != LAMBDA_TEXT)
			return form_refuse(s, "looks for a start or end that is no text");
		regex = arena_format(arena, "%.*s%s%.*s", STR_ARG(regex), i ? "|" : "",
		    STR_ARG(form_quoted(arena, one->text)));
		if (i == 0)
			want_edge(s, path, one->text, start);
	}
	*when = test_at(s, path,
	    form_member(arena, "matches",
		json_string(arena_format(arena, "%.*s)%s", STR_ARG(regex), start ? "" : "$"))));
	return true;
}

static const struct {
	const char *python;
	const char *types[3];
} types[] = {
    {"str", {"text"}},
    {"dict", {"object"}},
    {"list", {"list"}},
    {"bool", {"boolean"}},
    {"int", {"whole", "boolean"}},
    {"float", {"number"}},
};

static bool
add_type(const struct scope *s, const struct lambda_node *p, struct json *list)
{
	for (size_t i = 0; p->kind == LAMBDA_NAME && i < sizeof(types) / sizeof(*types); i++)
		if (str_eq(p->text, str_of(types[i].python))) {
			for (size_t k = 0; types[i].types[k]; k++)
				json_add(s->forms->arena, list, json_string(str_of(types[i].types[k])));
			return true;
		}
	return form_refuse(s, "asks for a type other than str, dict, list, bool, int and float");
}

static bool
when_instance(const struct scope *s, const struct lambda_node *call, struct json *when)
{
	struct json list = json_array();
	struct made *m = call->count == 3 ? form_read(s, &call->items[1]) : NULL;
	const struct lambda_node *type = &call->items[2];
	struct str path;

	if (!m || !form_path(s, m, &path))
		return form_refuse(s, "asks for the type of what is no field");
	for (uint32_t i = 0; i < (type->kind == LAMBDA_TUPLE ? type->count : 1); i++)
		if (!add_type(s, type->kind == LAMBDA_TUPLE ? &type->items[i] : type, &list))
			return false;
	*when = test_at(s, path, form_member(s->forms->arena, "is", list.count == 1 ? list.items[0] : list));
	return true;
}

static bool
when_empty(const struct scope *s, const struct lambda_node *call, struct json *when)
{
	struct made *m = call->count == 2 ? form_read(s, &call->items[1]) : NULL;
	struct str path;

	if (!m || !form_path(s, m, &path))
		return form_refuse(s, "asks whether something is empty that is no field");
	*when = is_nothing(s, path, true);
	return true;
}

/* search(r"...", x), match(r"...", x) */
static bool
when_matching(const struct scope *s, const struct lambda_node *call, struct json *when)
{
	struct made *m = call->count == 3 ? form_read(s, &call->items[2]) : NULL;
	bool start = str_eq(call->items[0].text, STR("match"));
	struct str path;

	if (!m || !form_path(s, m, &path) || call->items[1].kind != LAMBDA_TEXT)
		return form_refuse(s, "searches otherwise than for a fixed pattern in a field");
	*when = test_at(s, path,
	    form_member(s->forms->arena, "matches",
		json_string(arena_format(
		    s->forms->arena, start ? "^(?:%.*s)" : "%.*s", STR_ARG(call->items[1].text)))));
	return true;
}

static bool
when_called(const struct scope *s, const struct lambda_node *p, struct json *when)
{
	const struct lambda_node *called = p->items;

	if (called->kind == LAMBDA_ATTRIBUTE && str_eq(called->text, STR("startswith")))
		return when_edge(s, p, true, when);
	if (called->kind == LAMBDA_ATTRIBUTE && str_eq(called->text, STR("endswith")))
		return when_edge(s, p, false, when);
	if (called->kind != LAMBDA_NAME)
		return when_true(s, p, when);
	if (str_eq(called->text, STR("isinstance")))
		return when_instance(s, p, when);
	if (str_eq(called->text, STR("is_empty")))
		return when_empty(s, p, when);
	if (str_eq(called->text, STR("search")) || str_eq(called->text, STR("match")))
		return when_matching(s, p, when);
	return when_true(s, p, when);
}

/* ---- joining ---- */

static bool
when_joined(const struct scope *s, const struct lambda_node *p, const char *word, struct json *when)
{
	struct json list = json_array();

	for (uint32_t i = 0; i < p->count; i++) {
		struct json one;

		if (!form_when(s, &p->items[i], &one))
			return false;
		json_add(s->forms->arena, &list, one);
	}
	*when = form_member(s->forms->arena, word, list);
	return true;
}

/* `a if c else False` is c and a. */
static bool
when_if(const struct scope *s, const struct lambda_node *p, struct json *when)
{
	const struct lambda_node both[2] = {p->items[1], p->items[0]};
	const struct lambda_node joined = {.kind = LAMBDA_AND, .items = both, .count = 2};

	if (p->items[2].kind != LAMBDA_FALSE && p->items[2].kind != LAMBDA_NONE)
		return form_refuse(s, "has a condition in a condition");
	return form_when(s, &joined, when);
}

bool
form_when(const struct scope *s, const struct lambda_node *p, struct json *when)
{
	switch (p->kind) {
	case LAMBDA_AND:
		return when_joined(s, p, "all", when);
	case LAMBDA_OR:
		return when_joined(s, p, "any", when);
	case LAMBDA_NOT:
		if (!form_when(s, p->items, when))
			return false;
		*when = denied(s, *when);
		return true;
	case LAMBDA_COMPARE:
		return when_compared(s, p, when);
	case LAMBDA_CALL:
		return when_called(s, p, when);
	case LAMBDA_IF:
		return when_if(s, p, when);
	default:
		return when_true(s, p, when);
	}
}
