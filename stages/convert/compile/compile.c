/* Compiling a mapping: its sections, from YAML into a plan; see compile.h and plan.h. */
#include "stages/convert/compile/compile.h"

#include "pipeline/core/json_query.h"
#include "pipeline/core/regex.h"
#include "stages/convert/mapping.h"
#include "stages/convert/run/dispatch.h"
#include "stages/convert/run/id.h"
#include "stages/convert/run/run.h"
#include "stages/convert/compile/tables.h"
#include "stages/xapi/course_structure.h"

struct regex *
compile_regex(struct compiler *c, const struct json *yaml, const char *what)
{
	struct regexes *kept = arena_zero(c->arena, sizeof(*kept));
	struct error e;

	if (yaml->type != JSON_STRING) {
		compile_fail(c, yaml, "%s: must be a regular expression", what);
		return NULL;
	}
	kept->regex = regex_open(json_text(yaml), &e);
	if (!kept->regex) {
		compile_fail(c, yaml, "%s: %s", what, e.text);
		return NULL;
	}
	kept->next = c->regexes->next;
	c->regexes->next = kept;
	return kept->regex;
}

/* ---- sections ---- */

static bool
read_source(struct compiler *c, const struct json *yaml, struct mapping *m)
{
	if (yaml->type != JSON_STRING || !mapping_name_is(json_text(yaml)) || json_equals(yaml, STR("auto")))
		return compile_fail(
		    c, yaml, "must be a name of small letters, digits and hyphens, and not \"auto\"");
	if (json_equals(yaml, STRUCTURE_SOURCE))
		return compile_fail(
		    c, yaml, "is what records of course structures are called; take another name");
	m->source = json_text(yaml);
	id_space(m->source, m->space);
	return true;
}

static bool
read_title(struct compiler *c, const struct json *yaml, struct mapping *m)
{
	m->title = json_text(yaml);
	return yaml->type == JSON_STRING || compile_fail(c, yaml, "must be text");
}

/* Not every rule is for a mapping to break: what is stored must be a statement that all can read. */
static bool
read_tolerates(struct compiler *c, const struct json *yaml, struct mapping *m)
{
	m->flat_score = json_equals(yaml, STR("flat-score"));
	return m->flat_score
	       || compile_fail(c, yaml, "must be flat-score: no other rule of xAPI can be let go");
}

/* The last --set of a setting, or NULL. */
static const struct str *
said_value(struct compiler *c, struct str name, struct str *value)
{
	const struct str *found = NULL;

	for (size_t i = 0; i < c->set_count; i++)
		if (str_starts(c->sets[i], name) && c->sets[i].len > name.len
		    && c->sets[i].at[name.len] == '=') {
			c->set_known[i] = true;
			found = &c->sets[i];
			*value = str_from(*found, name.len + 1);
		}
	return found;
}

/* What was said with --set, of the same type as the default. */
static bool
override_setting(struct compiler *c, struct setting *s)
{
	struct json parsed;
	enum reject_code code;
	struct str said;
	size_t offset;

	if (!said_value(c, s->name, &said))
		return true;
	if (s->value.type == JSON_STRING) {
		s->value = json_string(arena_copy(c->arena, said));
		return true;
	}
	if (!json_parse(c->arena, arena_copy(c->arena, said), (struct json_limits){.depth = 1}, &parsed,
		&code, &offset)
	    || json_is_bool(&parsed) != json_is_bool(&s->value) || parsed.type > JSON_NUMBER
	    || parsed.type == JSON_NULL)
		return error_usage(c->error, "--set %.*s: must be %s, like the default in %.*s",
		    STR_ARG(s->name), json_is_bool(&s->value) ? "true or false" : "a number",
		    STR_ARG(c->mapping->file));
	s->value = parsed;
	return true;
}

static bool
read_settings(struct compiler *c, const struct json *yaml, struct mapping *m)
{
	struct setting *settings = arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*settings));

	if (yaml->type != JSON_OBJECT)
		return compile_fail(c, yaml, "must be a map from names to defaults");
	for (uint32_t i = 0; i < yaml->count; i++) {
		const struct json *value = &yaml->members[i].value;

		c->key = yaml->members[i].key;
		if (!mapping_name_is(c->key))
			return compile_fail(
			    c, value, "a setting's name has small letters, digits, hyphens and underscores");
		if (value->type >= JSON_ARRAY || value->type == JSON_NULL)
			return compile_fail(
			    c, value, "a setting's default must be a text, a number, true or false");
		settings[i] = (struct setting){c->key, *value};
		if (!override_setting(c, &settings[i]))
			return false;
	}
	c->setting_used = arena_zero(c->arena, yaml->count + (size_t)1);
	m->settings = settings;
	m->setting_count = yaml->count;
	return true;
}

/* What the envelope puts into its entries. */
static bool
read_carry(struct compiler *c, const struct json *yaml, struct list *out)
{
	struct carried *carried = arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*carried));

	if (yaml->type != JSON_OBJECT)
		return compile_fail(c, yaml, "carry: must be a map from keys to paths");
	for (uint32_t i = 0; i < yaml->count; i++) {
		carried[i].key = yaml->members[i].key;
		if (!compile_path(c, &yaml->members[i].value, &carried[i].path))
			return false;
		if (carried[i].path.many)
			return compile_fail(c, &yaml->members[i].value, "a path to carry has no wildcard");
	}
	c->mapping->carries = true;
	out->carried = carried;
	out->carried_count = yaml->count;
	return true;
}

static bool
read_single(struct compiler *c, const struct json *yaml, struct list *out)
{
	out->single = yaml->type == JSON_TRUE;
	return json_is_bool(yaml) || compile_fail(c, yaml, "single: must be true or false");
}

static bool
read_list(struct compiler *c, const struct json *yaml, struct list *out)
{
	const struct json *path = yaml->type == JSON_OBJECT ? json_get(yaml, STR("path")) : yaml;
	const struct json *when = json_get(yaml, STR("when"));
	const struct json *carry = json_get(yaml, STR("carry"));
	const struct json *single = json_get(yaml, STR("single"));
	uint32_t known = (path != NULL) + (when != NULL) + (carry != NULL) + (single != NULL);

	if (!path || (yaml->type == JSON_OBJECT && yaml->count != known))
		return compile_fail(c, yaml,
		    "must be a path, or a \"path\" with, if wanted, \"when\", \"carry\" and \"single\"");
	if (!compile_path(c, path, &out->path) || (when && !compile_when(c, when, &out->when))
	    || (carry && !read_carry(c, carry, out)) || (single && !read_single(c, single, out)))
		return false;
	return !out->path.many || compile_fail(c, path, "the path of a list has no wildcard");
}

static bool
read_lists(struct compiler *c, const struct json *yaml, struct mapping *m)
{
	struct list *lists = arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*lists));

	if (yaml->type != JSON_ARRAY)
		return compile_fail(c, yaml, "must be a list of paths");
	m->lists = lists;
	m->list_count = yaml->count;
	for (uint32_t i = 0; i < yaml->count; i++)
		if (!read_list(c, &yaml->items[i], &lists[i]))
			return false;
	return true;
}

static bool
read_detect(struct compiler *c, const struct json *yaml, struct mapping *m)
{
	struct test *tests = arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*tests));

	if (yaml->type != JSON_ARRAY || yaml->count == 0)
		return compile_fail(c, yaml, "must be a list of conditions");
	m->detect = tests;
	m->detect_count = yaml->count;
	for (uint32_t i = 0; i < yaml->count; i++) {
		const struct test *test;

		if (!compile_when(c, &yaml->items[i], &test))
			return false;
		tests[i] = *test;
	}
	return true;
}

static bool
read_parts(struct compiler *c, const struct json *yaml, struct mapping *m)
{
	(void)m;
	if (yaml->type != JSON_OBJECT)
		return compile_fail(c, yaml, "must be a map from names to values");
	for (uint32_t i = 0; i < yaml->count; i++) {
		c->key = yaml->members[i].key;
		if (!mapping_name_is(c->key))
			return compile_fail(c, &yaml->members[i].value,
			    "a part's name has small letters, digits, hyphens and underscores");
		if (compile_setting(c, c->key))
			return compile_fail(c, &yaml->members[i].value, "is a setting already");
	}
	c->parts = yaml;
	c->part_used = arena_zero(c->arena, yaml->count + (size_t)1);
	return true;
}

static bool
read_let(struct compiler *c, const struct json_member *yaml, struct let *out)
{
	c->key = out->name = yaml->key;
	if (!mapping_name_is(yaml->key) || yaml->key.at[0] < 'a' || str_eq(yaml->key, STR("item"))
	    || str_eq(yaml->key, STR("key")))
		return compile_fail(c, &yaml->value,
		    "a let's name starts with a small letter, has small letters, digits, hyphens and underscores, "
		    "and is not item or key");
	return compile_meant(c, &yaml->value) && compile_value(c, &yaml->value, SHAPE_ANY, &out->value);
}

/* Each may use those before it: they are known one by one. */
static bool
read_lets(struct compiler *c, const struct json *yaml, struct mapping *m)
{
	struct let *lets = arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*lets));

	if (yaml->type != JSON_OBJECT)
		return compile_fail(c, yaml, "must be a map from names to values");
	m->lets = lets;
	c->let_used = arena_zero(c->arena, yaml->count + (size_t)1);
	for (uint32_t i = 0; i < yaml->count; i++) {
		if (!read_let(c, &yaml->members[i], &lets[i]))
			return false;
		m->let_count++;
	}
	return true;
}

/* ---- the file ---- */

/* In the order in which they need each other, which need not be that of the file. */
static const struct {
	struct str key;
	bool (*read)(struct compiler *, const struct json *, struct mapping *);
	bool required;
	bool plain; /* asks the event itself only: it is read before anything is made of the event */
} sections[] = {
    {{"source", 6}, read_source, true, true},
    {{"title", 5}, read_title, false, true},
    {{"input", 5}, input_compile, false, true},
    {{"tolerates", 9}, read_tolerates, false, true},
    {{"settings", 8}, read_settings, false, true},
    {{"tables", 6}, tables_compile, false, true},
    {{"lists", 5}, read_lists, false, true},
    {{"detect", 6}, read_detect, false, true},
    {{"parts", 5}, read_parts, false, false},
    {{"let", 3}, read_lets, false, false},
    {{"rules", 5}, compile_rules, true, false},
    {{"examples", 8}, compile_examples, false, false},
};

enum { SECTION_COUNT = sizeof(sections) / sizeof(*sections) };

void
section_words(struct words *words)
{
	for (size_t i = 0; i < SECTION_COUNT; i++)
		words_add(words, sections[i].key);
}

static bool
no_such_section(struct compiler *c, const struct json *at)
{
	struct words words = {.count = 0};

	section_words(&words);
	return compile_fail_near(c, at, c->key, &words, "a mapping has no such section");
}

static bool
check_sections(struct compiler *c, const struct json *yaml)
{
	if (yaml->type != JSON_OBJECT)
		return compile_fail(c, yaml, "must be a map with the keys source and rules");
	for (uint32_t i = 0; i < yaml->count; i++) {
		size_t k = 0;

		while (k < SECTION_COUNT && !str_eq(yaml->members[i].key, sections[k].key))
			k++;
		c->key = yaml->members[i].key;
		if (k == SECTION_COUNT)
			return no_such_section(c, &yaml->members[i].value);
	}
	return true;
}

static bool
compile_unused(struct compiler *c, struct str name, uint16_t line, const char *what)
{
	struct json at = {.line = line};

	c->key = name;
	return compile_fail(c, &at, "the %s is never used", what);
}

static bool
check_used(struct compiler *c)
{
	struct str name;
	uint16_t line;

	for (uint32_t i = 0; i < c->mapping->setting_count; i++)
		if (!c->setting_used[i])
			return compile_unused(
			    c, c->mapping->settings[i].name, c->mapping->settings[i].value.line, "setting");
	for (uint32_t i = 0; i < c->mapping->let_count; i++)
		if (!c->let_used[i])
			return compile_unused(
			    c, c->mapping->lets[i].name, c->mapping->lets[i].value.line, "let");
	for (uint32_t i = 0; c->parts && i < c->parts->count; i++) {
		c->key = c->parts->members[i].key;
		if (!c->part_used[i])
			return compile_unused(c, c->key, c->parts->members[i].value.line, "part");
	}
	for (uint32_t i = 0; i < c->table_count; i++)
		if (!table_used(c, i, &name, &line))
			return compile_unused(c, name, line, "table");
	return true;
}

bool
compile_mapping(struct compiler *c, const struct json *yaml)
{
	c->key = STR("mapping");
	if (!check_sections(c, yaml))
		return false;
	for (size_t i = 0; i < SECTION_COUNT; i++) {
		const struct json *section = json_get(yaml, sections[i].key);

		c->key = sections[i].key;
		if (!section && sections[i].required)
			return compile_fail(c, yaml, "the section is missing");
		c->plain = sections[i].plain;
		if (section && !sections[i].read(c, section, c->mapping))
			return false;
	}
	c->mapping->dispatch = dispatch_open(c->arena, c->mapping);
	return check_used(c);
}
