/* Constructs: {name: argument, modifier: …}, the verbs of the mapping language.
 *
 * The table at the bottom lists them. Each has a compiling half, which turns the YAML into a node, and, where it does
 * more than choose among nodes, a running half. The modifiers `is`, `default` and `required` go with every construct
 * and are applied in this order, whatever the order in the file.
 */
#include "stages/convert/compile/construct.h"

#include "pipeline/core/suggest.h"
#include "stages/convert/run/functions.h"
#include "stages/convert/run/unpack.h"

/* A part is compiled anew wherever it is used: parts of many parts of many parts would grow without end. */
enum { MOST_PART_DEPTH = 8, MOST_PART_USES = 100000 };

/* ---- modifiers ---- */

struct node
compile_wrap(struct compiler *c, const struct node *inner, run_half *run)
{
	struct node *kept = arena_take(c->arena, sizeof(*kept));

	*kept = *inner;
	return (struct node){
	    .run = run, .items = kept, .count = 1, .line = inner->line, .blame = inner->blame};
}

static enum found
run_required(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);

	if (found == NOTHING || (found == FOUND && is_empty(out)))
		return run_missing(r, n);
	return found;
}

/* What is known of a value that may be given on as it is. */
static void
pass_on(struct node *out, const struct node *inner)
{
	out->shares |= inner->shares;
	out->list |= inner->list;
	if (!out->blame)
		out->blame = inner->blame;
}

struct node
compile_required(struct compiler *c, const struct node *inner)
{
	struct node outer = compile_wrap(c, inner, run_required);

	pass_on(&outer, inner);
	return outer;
}

static enum found
run_is(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);

	if (found == FOUND && !test_is(out, n->types))
		return run_fail(r, REJECT_TYPE);
	return found;
}

/* The first of its items that gives something; emptiness is something to `default`, but not to `first`. */
static enum found
run_default(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, &n->items[0], out);

	return found == NOTHING ? run_node(r, &n->items[1], out) : found;
}

static bool
add_default(struct compiler *c, const struct json *yaml, enum shape shape, struct node *out)
{
	struct node *both = arena_zero(c->arena, 2 * sizeof(*both));

	both[0] = *out;
	if (!compile_value(c, yaml, shape, &both[1]))
		return false;
	*out = (struct node){.run = run_default, .items = both, .count = 2, .line = out->line};
	pass_on(out, &both[0]);
	pass_on(out, &both[1]);
	return true;
}

static bool
add_modifiers(struct compiler *c, const struct json *yaml, enum shape shape, struct node *out)
{
	const struct json *is = json_get(yaml, STR("is"));
	const struct json *fallback = json_get(yaml, STR("default"));
	const struct json *required = json_get(yaml, STR("required"));
	uint16_t types;

	if (is) {
		struct node inner = *out;

		if (!compile_types(c, is, &types))
			return false;
		*out = compile_wrap(c, &inner, run_is);
		out->types = types;
		pass_on(out, &inner);
	}
	if (fallback && !add_default(c, fallback, shape, out))
		return false;
	if (required && !json_is_bool(required))
		return compile_fail(c, required, "required: must be true or false");
	if (json_is(required, JSON_TRUE))
		*out = compile_required(c, out);
	return true;
}

/* ---- choosing ---- */

static bool
compile_path_of(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	struct json_query path;

	(void)yaml;
	return compile_path(c, argument, &path) && compile_value(c, argument, shape, out);
}

static bool
compile_literal(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	(void)yaml;
	if (argument->type >= JSON_ARRAY && argument->count)
		return compile_fail(c, argument, "must be a text, a number, true or false, {} or []");
	return compile_constant(c, argument, shape, out);
}

static bool
compile_setting_of(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	const struct setting *s =
	    json_is(argument, JSON_STRING) ? compile_setting(c, json_text(argument)) : NULL;
	struct words words = {.count = 0};
	struct json value;

	words_add_settings(&words, c);
	if (!s)
		return compile_fail_near(c, argument, json_get_text(yaml, STR("setting")), &words,
		    "names no setting of this mapping");
	value = s->value;
	value.line = yaml->line;
	return compile_constant(c, &value, shape, out);
}

bool
compile_part(struct compiler *c, const struct json *argument, enum shape shape, struct node *out)
{
	const struct json *part =
	    json_is(argument, JSON_STRING) ? json_get(c->parts, json_text(argument)) : NULL;
	struct words words = {.count = 0};
	struct str outer = c->key;
	bool ok;

	words_add_keys(&words, c->parts);
	if (!part)
		return compile_fail_near(c, argument,
		    json_is(argument, JSON_STRING) ? json_text(argument) : STR(""), &words,
		    "names no part of this mapping");
	if (c->part_depth == MOST_PART_DEPTH || c->part_uses++ == MOST_PART_USES)
		return compile_fail(c, argument,
		    c->part_depth == MOST_PART_DEPTH
			? "the part holds itself, or parts are nested deeper than 8"
			: "parts of parts are used more than 100,000 times");
	c->part_used[(const struct json_member *)(const void *)((const char *)part
								- offsetof(struct json_member, value))
		     - c->parts->members] = true;
	c->part_depth++;
	c->key = json_text(argument);
	ok = compile_value(c, part, shape, out);
	c->part_depth--;
	if (ok)
		c->key = outer;
	return ok;
}

static bool
compile_part_of(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	(void)yaml;
	return compile_part(c, argument, shape, out);
}

/* Of a path that may find several: the first that is something. */
static bool
is_something(void *context, const struct json *v)
{
	struct json *out = context;

	*out = *v;
	return v->type != JSON_NULL && !is_empty(v);
}

static enum found
run_first_found(struct run *r, const struct node *n, struct json *out)
{
	const struct json *root = run_root(r, n->path);
	bool found = root && json_query_each(n->path, root, is_something, out);

	r->last = n->path;
	return r->failed ? FAILED : found ? FOUND : NOTHING;
}

static enum found
run_first(struct run *r, const struct node *n, struct json *out)
{
	for (uint32_t i = 0; i < n->count; i++) {
		enum found found = run_node(r, &n->items[i], out);

		if (found == FAILED || (found == FOUND && !is_empty(out)))
			return found;
	}
	return NOTHING;
}

/* The items of a list argument, all for the same place, each compiled by `item`. */
static bool
items_by(struct compiler *c, const struct json *argument, enum shape shape,
    bool (*item)(struct compiler *, const struct json *, enum shape, struct node *), struct node *out)
{
	struct node *items = arena_zero(c->arena, (argument->count + (size_t)1) * sizeof(*items));

	if (argument->type != JSON_ARRAY || argument->count == 0)
		return compile_fail(c, argument, "must be a list of values");
	out->items = items;
	out->count = argument->count;
	for (uint32_t i = 0; i < argument->count; i++) {
		if (!compile_meant(c, &argument->items[i]) || !item(c, &argument->items[i], shape, &items[i]))
			return false;
		if (!out->blame)
			out->blame = items[i].blame;
	}
	return true;
}

bool
compile_items(struct compiler *c, const struct json *argument, enum shape shape, struct node *out)
{
	return items_by(c, argument, shape, compile_value, out);
}

/* A path offers what it finds one by one; anything else is a value. */
static bool
compile_offer(struct compiler *c, const struct json *yaml, enum shape shape, struct node *out)
{
	if (yaml->type != JSON_STRING || !json_query_is(json_text(yaml)))
		return compile_value(c, yaml, shape, out);
	if (!compile_path_value(c, yaml, shape, run_first_found, out))
		return false;
	return compile_settle(c, yaml, shape, out);
}

static bool
compile_first(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	*out = (struct node){.run = run_first, .line = yaml->line};
	/* What is chosen becomes a moment, not each that could be: an empty text is passed over, not refused. */
	if (!items_by(c, argument, shape == SHAPE_MOMENT ? SHAPE_ANY : shape, compile_offer, out))
		return false;
	for (uint32_t i = 0; i < out->count; i++)
		pass_on(out, &out->items[i]);
	return true;
}

static enum found
run_switch(struct run *r, const struct node *n, struct json *out)
{
	for (uint32_t i = 0; i < n->count; i++)
		if (test_holds(r, n->choices[i].when))
			return r->failed ? FAILED : run_node(r, &n->choices[i].value, out);
	return r->failed ? FAILED : NOTHING;
}

static bool
compile_choice(struct compiler *c, const struct json *yaml, enum shape shape, struct choice *out)
{
	const struct json *when = json_get(yaml, STR("when"));
	const struct json *value = json_get(yaml, STR("value"));

	if (!value || yaml->count != (when ? 2 : 1))
		return compile_fail(
		    c, yaml, "a choice has a \"value\", and a \"when\" unless it is for all that is left");
	return (!when || compile_when(c, when, &out->when)) && compile_value(c, value, shape, &out->value);
}

static bool
compile_switch(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	struct choice *choices = arena_zero(c->arena, (argument->count + (size_t)1) * sizeof(*choices));

	*out = (struct node){
	    .run = run_switch, .choices = choices, .count = argument->count, .line = yaml->line};
	if (argument->type != JSON_ARRAY || argument->count == 0)
		return compile_fail(c, argument, "must be a list of choices");
	for (uint32_t i = 0; i < argument->count; i++) {
		if (i > 0 && !choices[i - 1].when)
			return compile_fail(c, &argument->items[i],
			    "nothing comes as far: the choice before has no when and takes all");
		if (!compile_choice(c, &argument->items[i], shape, &choices[i]))
			return false;
		pass_on(out, &choices[i].value);
	}
	return true;
}

/* ---- over one value ---- */

struct node
compile_moment(struct compiler *c, const struct node *inner)
{
	bool moment = inner->run == run_time || inner->run == run_time_form;

	return moment ? *inner : compile_wrap(c, inner, run_time);
}

struct node
compile_cell(struct compiler *c, enum shape shape, const struct node *inner)
{
	if (!c->mapping->input.csv || inner->run == run_constant)
		return *inner;
	if (shape == SHAPE_NUMBER)
		return compile_wrap(c, inner, run_number);
	return shape == SHAPE_BOOLEAN ? compile_wrap(c, inner, run_boolean) : *inner;
}

/* What is made of constants only is tried out at once. */
bool
compile_try(struct compiler *c, const struct json *yaml, const struct node *n)
{
	struct buf scratch = {0};
	struct run r = {.arena = c->arena, .scratch = &scratch, .mapping = c->mapping};
	struct json made;
	bool constant = n->count > 0 && n->items;

	for (uint32_t i = 0; constant && i < n->count; i++)
		constant = n->items[i].run == run_constant;
	if (constant)
		run_node(&r, n, &made);
	buf_free(&scratch);
	return !r.failed
	       || compile_fail(c, yaml, "with this constant every event would be refused as %s",
		   reject_info(r.code)->code);
}

bool
compile_over(struct compiler *c, const struct json *value, const struct json *yaml, struct node *out)
{
	struct node inner;

	if (!compile_meant(c, value) || !compile_value(c, value, SHAPE_ANY, &inner))
		return false;
	*out = compile_wrap(c, &inner, NULL);
	out->line = yaml->line;
	return true;
}

bool
compile_text_key(struct compiler *c, const struct json *yaml, struct str key, struct str *out)
{
	const struct json *said = json_get(yaml, key);

	if (!said)
		return true;
	if (said->type != JSON_STRING)
		return compile_fail(c, said, "%.*s: must be text", STR_ARG(key));
	return compile_fixed_text(c, said, json_text(said), out);
}

/* ---- the table ---- */

#define NAMED(literal) \
	{ \
		literal, sizeof(literal) - 1 \
	}

static const struct construct constructs[] = {
    {NAMED("path"), .compile = compile_path_of},
    {NAMED("constant"), .compile = compile_literal},
    {NAMED("setting"), .compile = compile_setting_of},
    /* before "part", which is a key of its own */
    {NAMED("url"), .compile = compile_url, .makes = IS_TEXT, .keys = {"part", "parameter"}},
    {NAMED("part"), .compile = compile_part_of, .whole = true},
    {NAMED("first"), .compile = compile_first, .whole = true},
    {NAMED("switch"), .compile = compile_switch, .whole = true},
    {NAMED("text"), .run = run_text, .makes = IS_TEXT},
    {NAMED("number"), .run = run_number, .makes = IS_NUMBER},
    {NAMED("boolean"), .run = run_boolean, .makes = IS_BOOLEAN},
    {NAMED("round"), .compile = compile_round, .makes = IS_NUMBER, .keys = {"places"}},
    {NAMED("add"), .compile = compile_numbers, .run = run_add, .makes = IS_NUMBER},
    {NAMED("subtract"), .compile = compile_pair, .run = run_subtract, .makes = IS_NUMBER},
    {NAMED("multiply"), .compile = compile_numbers, .run = run_multiply, .makes = IS_NUMBER},
    {NAMED("divide"), .compile = compile_pair, .run = run_divide, .makes = IS_NUMBER},
    {NAMED("time"), .compile = compile_time, .makes = IS_TEXT, .keys = {"form", "zone"}},
    {NAMED("duration"), .run = run_duration, .makes = IS_TEXT},
    {NAMED("in-seconds"), .run = run_in_seconds, .makes = IS_NUMBER},
    {NAMED("milliseconds"), .run = run_units, .unit = 1000, .makes = IS_TEXT},
    {NAMED("seconds"), .run = run_units, .unit = 1000000, .makes = IS_TEXT},
    {NAMED("minutes"), .run = run_units, .unit = 60 * (int64_t)1000000, .makes = IS_TEXT},
    {NAMED("hours"), .run = run_units, .unit = 3600 * (int64_t)1000000, .makes = IS_TEXT},
    {NAMED("uuid5"), .compile = compile_uuid5, .makes = IS_TEXT, .keys = {"in"}},
    {NAMED("match"), .compile = compile_match, .makes = IS_TEXT, .keys = {"of", "group"}},
    {NAMED("without"), .compile = compile_without, .makes = IS_TEXT, .keys = {"of"}},
    {NAMED("write"), .compile = compile_write, .makes = IS_TEXT, .keys = {"as"}},
    {NAMED("replace"), .compile = compile_replace, .makes = IS_TEXT, .keys = {"of", "by"}},
    {NAMED("lower"), .run = run_lower, .makes = IS_TEXT},
    {NAMED("upper"), .run = run_upper, .makes = IS_TEXT},
    {NAMED("trim"), .run = run_trim, .makes = IS_TEXT},
    {NAMED("join"), .compile = compile_join, .makes = IS_TEXT, .keys = {"with"}},
    {NAMED("split"), .compile = compile_split, .keys = {"at"}},
    {NAMED("lookup"), .compile = compile_lookup, .whole = true, .keys = {"in"}},
    {NAMED("json"), .run = run_json, .whole = true, .shares = true},
    {NAMED("query"), .run = run_query, .whole = true, .shares = true},
    {NAMED("php"), .run = run_php, .whole = true, .shares = true},
    {NAMED("nested"), .run = run_nested, .whole = true, .shares = true},
    {NAMED("each"), .compile = compile_each, .keys = {"value"}},
    {NAMED("count"), .compile = compile_count, .makes = IS_NUMBER},
};

/* The construct that one of the keys names; *argument gets its value. A key of the object that stands at such a place, a
 * result's duration, names none. */
static const struct construct *
find_construct(const struct json *yaml, enum shape shape, const struct json **argument)
{
	bool free_keys = shape == SHAPE_EXTENSIONS || shape == SHAPE_LANGUAGES;

	for (size_t i = 0; i < sizeof(constructs) / sizeof(*constructs); i++)
		if (constructs[i].whole || (!free_keys && !shape_member(shape, constructs[i].name))) {
			*argument = json_get(yaml, constructs[i].name);
			if (*argument)
				return &constructs[i];
		}
	return NULL;
}

bool
compile_construct_named(const struct json *yaml, enum shape shape)
{
	const struct json *argument;

	return find_construct(yaml, shape, &argument) != NULL;
}

void
construct_words(struct words *words)
{
	for (size_t i = 0; i < sizeof(constructs) / sizeof(*constructs); i++)
		words_add(words, constructs[i].name);
}

/* Its own keys and the modifiers. */
static void
words_of(const struct construct *known, struct words *words)
{
	*words = (struct words){
	    .list = {known->name, NAMED("is"), NAMED("default"), NAMED("required")}, .count = 4};
	for (size_t k = 0; k < MOST_OWN_KEYS && known->keys[k]; k++)
		words_add(words, str_of(known->keys[k]));
}

static bool
check_keys(struct compiler *c, const struct json *yaml, const struct construct *known)
{
	struct words words;

	words_of(known, &words);
	for (uint32_t i = 0; i < yaml->count; i++)
		if (!words_have(&words, yaml->members[i].key))
			return compile_fail_near(c, &yaml->members[i].value, yaml->members[i].key, &words,
			    "{%.*s: …} does not go with the key \"%.*s\"", STR_ARG(known->name),
			    STR_ARG(yaml->members[i].key));
	return true;
}

/* True if the object would be a construct of this name, were it not misspelt: it has no key that does not go with it. */
static bool
would_be(const struct json *yaml, const struct construct *known)
{
	struct words words;

	words_of(known, &words);
	for (uint32_t i = 1; i < yaml->count; i++)
		if (!words_have(&words, yaml->members[i].key))
			return false;
	return true;
}

bool
compile_meant(struct compiler *c, const struct json *yaml)
{
	struct words names = {.count = 0};
	struct str said, nearest;

	if (yaml->type != JSON_OBJECT || !yaml->count || compile_construct_named(yaml, SHAPE_ANY))
		return true;
	construct_words(&names);
	said = yaml->members[0].key;
	nearest = suggest(said, names.list, names.count);
	for (size_t i = 0; nearest.at && i < sizeof(constructs) / sizeof(*constructs); i++)
		if (str_eq(nearest, constructs[i].name) && would_be(yaml, &constructs[i]))
			return compile_fail_near(
			    c, yaml, said, &names, "\"%.*s\" is no construct", STR_ARG(said));
	return true;
}

/* Text made of an event's is escaped where an IRI stands. */
static void
escape_at_iri(struct compiler *c, const struct construct *known, enum shape shape, struct node *out)
{
	if ((shape != SHAPE_IRI && shape != SHAPE_ACTIVITY_TYPE) || !(known->makes & IS_TEXT))
		return;
	*out = compile_escaped(c, out);
}

bool
compile_construct(struct compiler *c, const struct json *yaml, enum shape shape, struct node *out)
{
	const struct json *argument;
	const struct construct *known = find_construct(yaml, shape, &argument);

	if (!check_keys(c, yaml, known))
		return false;
	if (argument->type == JSON_NULL)
		return compile_fail(c, argument, "{%.*s: …} has no value", STR_ARG(known->name));
	if (known->makes && !(known->makes & shape_types(shape)))
		return compile_fail(c, yaml, "must be %s, which {%.*s: …} does not make", shape_name(shape),
		    STR_ARG(known->name));
	if (known->compile ? !known->compile(c, argument, yaml, shape, out)
			   : !compile_over(c, argument, yaml, out))
		return false;
	if (known->run)
		out->run = known->run;
	if (known->unit)
		out->unit = known->unit;
	if (known->shares)
		out->shares = out->items->shares;
	if (!compile_try(c, yaml, out))
		return false;
	escape_at_iri(c, known, shape, out);
	return add_modifiers(c, yaml, shape, out);
}
