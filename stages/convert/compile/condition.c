/* Compiling conditions on an event; see compile.h. They are asked in test.c.
 *
 * A `when` is a map: from a path to what must hold there, or from `any`, `all` and `not` to further conditions. All
 * its entries must hold.
 */
#include "pipeline/core/json_query.h"
#include "stages/convert/compile/compile.h"

/* ---- types ---- */

static const struct {
	const char *name;
	uint16_t bits;
} type_names[] = {
    {"text", IS_TEXT},
    {"number", IS_NUMBER},
    {"whole", IS_WHOLE},
    {"boolean", IS_BOOLEAN},
    {"object", IS_OBJECT},
    {"list", IS_LIST},
    {"null", IS_NULL},
    {"absent", IS_ABSENT},
    {"empty", IS_EMPTY},
};

static bool
type_named(struct compiler *c, const struct json *yaml, uint16_t *types)
{
	/* In YAML a plain null is not the text "null", but here it means the same. */
	struct str name = yaml->type == JSON_NULL ? STR("null") : json_text(yaml);

	if (yaml->type == JSON_STRING || yaml->type == JSON_NULL)
		for (size_t i = 0; i < sizeof(type_names) / sizeof(*type_names); i++)
			if (str_eq(name, str_of(type_names[i].name))) {
				*types |= type_names[i].bits;
				return true;
			}
	return compile_fail(
	    c, yaml, "must name types: text, number, whole, boolean, object, list, null, absent or empty");
}

bool
compile_types(struct compiler *c, const struct json *yaml, uint16_t *types)
{
	*types = 0;
	if (yaml->type != JSON_ARRAY || yaml->count == 0)
		return type_named(c, yaml, types);
	for (uint32_t i = 0; i < yaml->count; i++)
		if (!type_named(c, &yaml->items[i], types))
			return false;
	return true;
}

/* ---- compiling ---- */

static bool compile_conditions(struct compiler *, const struct json *yaml, struct test *out);

static bool
is_scalar(const struct json *v)
{
	return v->type < JSON_ARRAY;
}

static bool
compile_in(struct compiler *c, const struct json *yaml, struct test *out)
{
	if (yaml->type != JSON_ARRAY || yaml->count == 0)
		return compile_fail(c, yaml, "in: must be a list of values");
	for (uint32_t i = 0; i < yaml->count; i++)
		if (!is_scalar(&yaml->items[i]))
			return compile_fail(
			    c, &yaml->items[i], "in: must be a list of texts, numbers, true, false or null");
	out->kind = TEST_EQUALS;
	out->values = yaml->items;
	out->count = yaml->count;
	return true;
}

static bool
compile_exists(struct compiler *c, const struct json *yaml, struct test *out)
{
	out->kind = TEST_EXISTS;
	out->wanted = yaml->type == JSON_TRUE;
	return json_is_bool(yaml) || compile_fail(c, yaml, "exists: must be true or false");
}

static bool
compile_is(struct compiler *c, const struct json *yaml, struct test *out)
{
	out->kind = TEST_IS;
	return compile_types(c, yaml, &out->types);
}

static bool
compile_matches(struct compiler *c, const struct json *yaml, struct test *out)
{
	out->kind = TEST_MATCHES;
	out->regex = compile_regex(c, yaml, "matches");
	return out->regex != NULL;
}

static bool
compile_same_as(struct compiler *c, const struct json *yaml, struct test *out)
{
	struct json_query *other = arena_zero(c->arena, sizeof(*other));

	out->kind = TEST_SAME_AS;
	out->other = other;
	return compile_path(c, yaml, other)
	       && (!other->many || compile_fail(c, yaml, "same-as: must be a path without wildcard"));
}

static const struct {
	const char *key;
	bool (*compile)(struct compiler *, const struct json *, struct test *);
	uint8_t bound; /* the kind of a comparison */
} conditions[] = {
    {"in", compile_in, 0},
    {"exists", compile_exists, 0},
    {"is", compile_is, 0},
    {"matches", compile_matches, 0},
    {"same-as", compile_same_as, 0},
    {"above", NULL, TEST_ABOVE},
    {"below", NULL, TEST_BELOW},
    {"at-least", NULL, TEST_AT_LEAST},
    {"at-most", NULL, TEST_AT_MOST},
};

static bool
compile_bound(struct compiler *c, const struct json_member *yaml, uint8_t kind, struct test *out)
{
	out->kind = kind;
	return json_double(&yaml->value, &out->limit)
	       || compile_fail(c, &yaml->value, "%.*s: must be a number", STR_ARG(yaml->key));
}

void
condition_words(struct words *words)
{
	for (size_t i = 0; i < sizeof(conditions) / sizeof(*conditions); i++)
		words_add(words, str_of(conditions[i].key));
}

static bool
compile_condition(struct compiler *c, const struct json_member *yaml, struct test *out)
{
	struct words words = {.count = 0};

	for (size_t i = 0; i < sizeof(conditions) / sizeof(*conditions); i++)
		if (str_eq(yaml->key, str_of(conditions[i].key)))
			return conditions[i].compile ? conditions[i].compile(c, &yaml->value, out)
						     : compile_bound(c, yaml, conditions[i].bound, out);
	condition_words(&words);
	return compile_fail_near(c, &yaml->value, yaml->key, &words,
	    "\"%.*s\" is no condition; there are in, exists, is, matches, same-as, above, below, at-least "
	    "and at-most",
	    STR_ARG(yaml->key));
}

/* Several conditions on one place, or on one value. */
static bool
compile_place(struct compiler *c, const struct json *yaml, const struct test *place, struct test *out)
{
	struct test *tests = arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*tests));

	*out = (struct test){.kind = TEST_ALL, .line = yaml->line, .tests = tests, .count = yaml->count};
	if (yaml->count == 0)
		return compile_fail(c, yaml, "says nothing about the place");
	for (uint32_t i = 0; i < yaml->count; i++) {
		tests[i] = *place;
		if (!compile_condition(c, &yaml->members[i], &tests[i]))
			return false;
	}
	if (yaml->count == 1)
		*out = tests[0];
	return true;
}

/* What must hold at a place: `place` says which. */
static bool
compile_at(struct compiler *c, struct json_member *yaml, const struct test *place, struct test *out)
{
	if (yaml->value.type == JSON_OBJECT)
		return compile_place(c, &yaml->value, place, out);
	if (!is_scalar(&yaml->value))
		return compile_fail(c, &yaml->value, "to allow several values write {in: [ … ]}");
	*out = *place;
	out->kind = TEST_EQUALS;
	out->values = &yaml->value;
	out->count = 1;
	return true;
}

static bool
compile_at_path(struct compiler *c, struct json_member *yaml, struct test *out)
{
	struct test place = {.line = yaml->value.line, .written = yaml};

	return compile_path_text(c, &yaml->value, yaml->key, &place.path) && compile_at(c, yaml, &place, out);
}

/* '{name}': the value of a setting or a part. */
static bool
compile_at_name(struct compiler *c, struct json_member *yaml, struct test *out)
{
	struct str name = {yaml->key.at + 1, yaml->key.len - 2};
	struct node *value = arena_zero(c->arena, sizeof(*value));
	struct test place = {.line = yaml->value.line, .written = yaml, .value = value};

	return compile_name(c, &yaml->value, name, value) && compile_at(c, yaml, &place, out);
}

/* A list of `when` maps. */
static bool
compile_alternatives(struct compiler *c, const struct json *yaml, struct test *out)
{
	struct test *tests = arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*tests));

	if (yaml->type != JSON_ARRAY || yaml->count == 0)
		return compile_fail(c, yaml, "must be a list of conditions");
	out->tests = tests;
	out->count = yaml->count;
	for (uint32_t i = 0; i < yaml->count; i++)
		if (!compile_conditions(c, &yaml->items[i], &tests[i]))
			return false;
	return true;
}

static bool
compile_entry(struct compiler *c, struct json_member *yaml, struct test *out)
{
	static const struct words combining = {.list = {{"any", 3}, {"all", 3}, {"not", 3}}, .count = 3};
	struct test *inner;

	*out = (struct test){.line = yaml->value.line, .written = yaml};
	if (json_query_is(yaml->key))
		return compile_at_path(c, yaml, out);
	if (yaml->key.len > 2 && yaml->key.at[0] == '{' && yaml->key.at[yaml->key.len - 1] == '}')
		return compile_at_name(c, yaml, out);
	out->kind = str_eq(yaml->key, STR("any")) ? TEST_ANY : TEST_ALL;
	if (out->kind == TEST_ANY || str_eq(yaml->key, STR("all")))
		return compile_alternatives(c, &yaml->value, out);
	if (!str_eq(yaml->key, STR("not")))
		return compile_fail_near(c, &yaml->value, yaml->key, &combining,
		    "\"%.*s\" is neither a path nor a '{name}', any, all or not", STR_ARG(yaml->key));
	inner = arena_zero(c->arena, sizeof(*inner));
	out->kind = TEST_NOT;
	out->tests = inner;
	out->count = 1;
	return compile_conditions(c, &yaml->value, inner);
}

static bool
compile_conditions(struct compiler *c, const struct json *yaml, struct test *out)
{
	struct test *tests = arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*tests));

	if (yaml->type != JSON_OBJECT || yaml->count == 0)
		return compile_fail(c, yaml, "must be a map from paths to what must hold there");
	for (uint32_t i = 0; i < yaml->count; i++)
		if (!compile_entry(c, &yaml->members[i], &tests[i]))
			return false;
	*out = (struct test){.kind = TEST_ALL, .line = yaml->line, .tests = tests, .count = yaml->count};
	if (yaml->count == 1)
		*out = tests[0];
	return true;
}

bool
compile_when(struct compiler *c, const struct json *yaml, const struct test **out)
{
	struct test *test = arena_zero(c->arena, sizeof(*test));

	*out = test;
	return compile_conditions(c, yaml, test);
}
