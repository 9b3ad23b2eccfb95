/* Compiling the section `examples`: what an example says is well said; whether it holds, examples.c finds out. */
#include "stages/convert/compile/compile.h"

/* What may stand in an example, and of which type; one of the outcomes must. */
static const struct example_key {
	struct str name;
	uint16_t types;
	bool outcome;
} example_keys[] = {
    {{"title", 5}, IS_TEXT, false},
    {{"event", 5}, IS_ANY, false},
    {{"statements", 10}, IS_LIST, true},
    {{"drop", 4}, IS_TEXT, true},
    {{"reject", 6}, IS_OBJECT, true},
};

static const struct words reject_words = {.list = {{"code", 4}, {"pointer", 7}}, .count = 2};

static const struct example_key *
find_key(struct compiler *c, const struct json_member *yaml)
{
	struct words words = {.count = 0};

	for (size_t i = 0; i < sizeof(example_keys) / sizeof(*example_keys); i++) {
		words_add(&words, example_keys[i].name);
		if (str_eq(yaml->key, example_keys[i].name))
			return &example_keys[i];
	}
	compile_fail_near(c, &yaml->value, yaml->key, &words, "an example has no such key");
	return NULL;
}

/* {code: …, pointer: …}, the pointer if wanted. */
static bool
check_reject(struct compiler *c, const struct json *yaml)
{
	struct str code = json_get_text(yaml, STR("code"));
	struct words codes = {.count = 0};

	for (uint32_t i = 0; i < yaml->count; i++)
		if (!words_have(&reject_words, yaml->members[i].key)
		    || yaml->members[i].value.type != JSON_STRING)
			return compile_fail_near(c, &yaml->members[i].value, yaml->members[i].key,
			    &reject_words, "must have a \"code\" and may have a \"pointer\", both texts");
	for (int i = REJECT_NONE + 1; i < REJECT_COUNT; i++)
		words_add(&codes, str_of(reject_info((enum reject_code)i)->code));
	return words_have(&codes, code)
	       || compile_fail_near(c, yaml, code, &codes, "there is no code \"%.*s\"", STR_ARG(code));
}

static bool
check_key(struct compiler *c, const struct json_member *yaml, uint32_t *outcomes)
{
	const struct example_key *known;

	c->key = yaml->key;
	known = find_key(c, yaml);
	if (!known)
		return false;
	if (!(known->types >> yaml->value.type & 1))
		return compile_fail(c, &yaml->value, "must be %s",
		    known->types == IS_TEXT   ? "text"
		    : known->types == IS_LIST ? "a list"
					      : "a map");
	*outcomes += known->outcome;
	return yaml->value.type != JSON_OBJECT || !known->outcome || check_reject(c, &yaml->value);
}

/* Titles are what messages call an example by. */
static bool
check_title(struct compiler *c, const struct json *examples, uint32_t nth)
{
	const struct json *title = json_get(&examples->items[nth], STR("title"));

	c->key = STR("title");
	for (uint32_t i = 0; title && i < nth; i++) {
		const struct json *other = json_get(&examples->items[i], STR("title"));

		if (other && str_eq(json_text(title), json_text(other)))
			return compile_fail(
			    c, title, "the example in line %u has this title, too", other->line);
	}
	return true;
}

static bool
check_example(struct compiler *c, const struct json *examples, uint32_t nth)
{
	const struct json *yaml = &examples->items[nth];
	uint32_t outcomes = 0;

	for (uint32_t i = 0; yaml->type == JSON_OBJECT && i < yaml->count; i++)
		if (!check_key(c, &yaml->members[i], &outcomes))
			return false;
	c->key = STR("examples");
	if (!json_get(yaml, STR("event")) || outcomes != 1)
		return compile_fail(
		    c, yaml, "an example has an event, and one of statements, drop and reject");
	return check_title(c, examples, nth);
}

bool
compile_examples(struct compiler *c, const struct json *yaml, struct mapping *m)
{
	m->examples = yaml;
	if (yaml->type != JSON_ARRAY)
		return compile_fail(c, yaml, "must be a list of examples");
	for (uint32_t i = 0; i < yaml->count; i++)
		if (!check_example(c, yaml, i))
			return false;
	return true;
}
