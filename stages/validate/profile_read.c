/* Reading a profile's file: from YAML to templates and rules; see profile_plan.h.
 *
 * Every object of a file is a table of the keys it may have, each with the function that reads the value. What is wrong
 * is told with file, line and key, before the first statement is judged.
 */
#include "stages/validate/profile_plan.h"

#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "pipeline/core/yaml_object.h"
#include "stages/validate/form.h"

enum { MOST_WORDS = 16 };

struct reader {
	struct yaml_reader yaml;
	struct arena *arena;
};

static struct reader *
reader_of(struct yaml_reader *r)
{
	return (struct reader *)r;
}

#define READ_OBJECT(r, what, yaml, table, out) \
	yaml_read_object((r), (what), (yaml), (table), sizeof(table) / sizeof((table)[0]), (out))

/* ---- values ---- */

static bool
read_line(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	struct str text = json_text(yaml);

	if (yaml->type != JSON_STRING || !text.len)
		return yaml_fail(r, yaml, key, "must be text");
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < ' ')
			return yaml_fail(r, yaml, key, "must be one line of text");
	*(struct str *)out = text;
	return true;
}

static bool
read_iri(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	if (yaml->type != JSON_STRING || !is_iri(json_text(yaml)))
		return yaml_fail(r, yaml, key, "must be an IRI with its scheme");
	*(struct str *)out = json_text(yaml);
	return true;
}

static bool
read_values(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	if (yaml->type != JSON_ARRAY || !yaml->count)
		return yaml_fail(r, yaml, key, "must be a list of values");
	for (uint32_t i = 0; i < yaml->count; i++)
		if (yaml->items[i].type == JSON_NULL)
			return yaml_fail(r, &yaml->items[i], key, "null counts as nothing and is no value");
	*(const struct json **)out = yaml;
	return true;
}

/* A path into a statement: its first step is a key that statements have. */
static bool
read_path(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	static const struct str keys[] = {STR("id"), STR("actor"), STR("verb"), STR("object"), STR("result"),
	    STR("context"), STR("timestamp"), STR("stored"), STR("authority"), STR("version"),
	    STR("attachments")};
	enum { KEYS_OF_A_STATEMENT = sizeof(keys) / sizeof(keys[0]) };
	struct json_query *path = out;
	const char *why;

	if (yaml->type != JSON_STRING)
		return yaml_fail(r, yaml, key, "must be a path, such as $.result.completion");
	if (!json_query_compile(reader_of(r)->arena, json_text(yaml), path, &why))
		return yaml_fail(r, yaml, key, "%s", why);
	if (path->root.len || !path->count || path->steps[0].kind != QUERY_NAME || path->steps[0].deep)
		return yaml_fail(r, yaml, key, "a path starts with a key of the statement, such as $.result");
	for (size_t i = 0; i < KEYS_OF_A_STATEMENT; i++)
		if (str_eq(path->steps[0].name, keys[i]))
			return true;
	return yaml_fail_unknown(r, yaml, key, path->steps[0].name, keys, KEYS_OF_A_STATEMENT);
}

/* ---- rules ---- */

static bool
read_presence(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	static const struct str words[] = {
	    [PRESENCE_FREE] = STR(""),
	    [PRESENCE_INCLUDED] = STR("included"),
	    [PRESENCE_RECOMMENDED] = STR("recommended"),
	    [PRESENCE_EXCLUDED] = STR("excluded"),
	};

	for (int i = PRESENCE_INCLUDED; i <= PRESENCE_EXCLUDED; i++)
		if (json_equals(yaml, words[i])) {
			*(enum profile_presence *)out = (enum profile_presence)i;
			return true;
		}
	return yaml_fail(r, yaml, key, "must be included, recommended or excluded");
}

static bool
read_form(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	struct str known[MOST_WORDS];
	size_t count;
	const struct profile_form *forms = profile_forms(&count);

	for (size_t i = 0; i < count; i++)
		known[i] = forms[i].name;
	if (yaml->type != JSON_STRING)
		return yaml_fail(r, yaml, key, "must be the name of a form, such as duration");
	if (!profile_form_named(json_text(yaml)))
		return yaml_fail_unknown(r, yaml, key, json_text(yaml), known, count);
	*(const struct json **)out = yaml;
	return true;
}

static bool
read_range(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	const struct json *bounds = yaml->items;

	if (yaml->type != JSON_ARRAY || yaml->count != 2)
		return yaml_fail(r, yaml, key, "must be [LOW, HIGH]; null is an open end");
	for (int i = 0; i < 2; i++)
		if (bounds[i].type != JSON_NUMBER && bounds[i].type != JSON_NULL)
			return yaml_fail(r, yaml, key, "its ends are numbers, or null for an open one");
	if (bounds[0].type == JSON_NUMBER && bounds[1].type == JSON_NUMBER
	    && json_decimal_compare(json_decimal(json_text(&bounds[0])), json_decimal(json_text(&bounds[1])))
		   > 0)
		return yaml_fail(r, yaml, key, "the low end is above the high one");
	*(const struct json **)out = yaml;
	return true;
}

#define WANTED(check) (offsetof(struct profile_rule, wanted) + (check) * sizeof(const struct json *))

static const struct yaml_key rule_members[] = {
    {STR("path"), read_path, offsetof(struct profile_rule, path), true},
    {STR("if"), read_path, offsetof(struct profile_rule, only_if), false},
    {STR("presence"), read_presence, offsetof(struct profile_rule, presence), false},
    {STR("any"), read_values, WANTED(PROFILE_ANY), false},
    {STR("all"), read_values, WANTED(PROFILE_ALL), false},
    {STR("none"), read_values, WANTED(PROFILE_NONE), false},
    {STR("form"), read_form, WANTED(PROFILE_FORM), false},
    {STR("range"), read_range, WANTED(PROFILE_RANGE), false},
    {STR("why"), read_line, offsetof(struct profile_rule, why), false},
};

static bool
read_rule(struct yaml_reader *r, const struct json *yaml, struct profile_rule *rule, uint32_t *checks)
{
	uint32_t asked = 0;

	if (!READ_OBJECT(r, STR("rule"), yaml, rule_members, rule))
		return false;
	for (int i = 0; i < PROFILE_CHECKS; i++)
		asked += rule->wanted[i] != NULL;
	if (!asked && rule->presence == PRESENCE_FREE)
		return yaml_fail(r, yaml, STR("rule"),
		    "asks nothing: it needs one of presence, any, all, none, form, range");
	if (asked && rule->presence == PRESENCE_EXCLUDED)
		return yaml_fail(
		    r, yaml, STR("rule"), "what is excluded has no values to judge: leave them out");
	if (rule->wanted[PROFILE_FORM])
		rule->form = profile_form_named(json_text(rule->wanted[PROFILE_FORM]));
	for (int i = 0; rule->wanted[PROFILE_RANGE] && i < 2; i++)
		if (rule->wanted[PROFILE_RANGE]->items[i].type == JSON_NUMBER)
			rule->bounds[i] = json_decimal(json_text(&rule->wanted[PROFILE_RANGE]->items[i]));
	*checks += asked + (rule->presence != PRESENCE_FREE);
	return true;
}

static bool
read_rules(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	struct profile_rules *rules = out;
	struct profile_rule *list =
	    arena_zero(reader_of(r)->arena, (yaml->count + (size_t)1) * sizeof(*list));

	if (yaml->type != JSON_ARRAY)
		return yaml_fail(r, yaml, key, "must be a list of rules");
	*rules = (struct profile_rules){.rules = list, .count = yaml->count};
	for (uint32_t i = 0; i < yaml->count; i++)
		if (!read_rule(r, &yaml->items[i], &list[i], &rules->checks))
			return false;
	return true;
}

/* ---- templates ---- */

#define TYPES_IN(list) "$.context.contextActivities." list "[*].definition.type"

/* The determining properties (xAPI Profiles 1.0, 8.0), each a path and the one value, or a list, that must stand there. */
static const struct {
	struct str key;
	struct str path; /* empty for what says its own */
	bool list;
} properties[] = {
    {STR("verb"), STR("$.verb.id"), false},
    {STR("object_type"), STR("$.object.definition.type"), false},
    {STR("parent_types"), STR(TYPES_IN("parent")), true},
    {STR("grouping_types"), STR(TYPES_IN("grouping")), true},
    {STR("category_types"), STR(TYPES_IN("category")), true},
    {STR("other_types"), STR(TYPES_IN("other")), true},
    {STR("attachment_usage_types"), STR("$.attachments[*].usageType"), true},
    {STR("values"), STR(""), true},
};

enum { PROPERTIES = sizeof(properties) / sizeof(properties[0]) };

struct asked_value {
	struct json_query path;
	const struct json *any;
};

static const struct yaml_key asked_members[] = {
    {STR("path"), read_path, offsetof(struct asked_value, path), true},
    {STR("any"), read_values, offsetof(struct asked_value, any), true},
};

/* One entry of `values`. */
static bool
read_asked(struct yaml_reader *r, struct str key, const struct json *yaml, struct profile_condition *out)
{
	struct asked_value asked = {.any = NULL};

	if (!READ_OBJECT(r, key, yaml, asked_members, &asked))
		return false;
	*out = (struct profile_condition){asked.path, asked.any->items, asked.any->count};
	return true;
}

static bool
read_property(struct yaml_reader *r, struct str key, struct str path, const struct json *yaml,
    struct profile_condition *out)
{
	struct str iri;
	const char *why;

	if (!path.len)
		return read_asked(r, key, yaml, out);
	*out = (struct profile_condition){.values = yaml, .count = 1};
	return read_iri(r, key, yaml, &iri)
	       && json_query_compile(reader_of(r)->arena, path, &out->path, &why);
}

static bool
add_conditions(struct yaml_reader *r, const struct json_member *m, struct profile_template *t,
    struct profile_condition *conditions)
{
	struct str known[PROPERTIES];
	size_t i = 0;

	for (size_t k = 0; k < PROPERTIES; k++)
		known[k] = properties[k].key;
	while (i < PROPERTIES && !str_eq(properties[i].key, m->key))
		i++;
	if (i == PROPERTIES)
		return yaml_fail_unknown(r, &m->value, STR("when"), m->key, known, PROPERTIES);
	if (!properties[i].list)
		return read_property(
		    r, m->key, properties[i].path, &m->value, &conditions[t->condition_count++]);
	if (m->value.type != JSON_ARRAY || !m->value.count)
		return yaml_fail(r, &m->value, m->key, "must be a list");
	for (uint32_t k = 0; k < m->value.count; k++)
		if (!read_property(
			r, m->key, properties[i].path, &m->value.items[k], &conditions[t->condition_count++]))
			return false;
	return true;
}

static bool
read_when(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	struct profile_template *t = out;
	struct profile_condition *conditions;
	size_t most = 0;

	if (yaml->type != JSON_OBJECT || !yaml->count)
		return yaml_fail(r, yaml, key, "must say for which statements: verb, object_type and so on");
	for (uint32_t i = 0; i < yaml->count; i++)
		most += yaml->members[i].value.type == JSON_ARRAY ? yaml->members[i].value.count : 1;
	conditions = arena_zero(reader_of(r)->arena, (most + 1) * sizeof(*conditions));
	t->conditions = conditions;
	for (uint32_t i = 0; i < yaml->count; i++)
		if (!add_conditions(r, &yaml->members[i], t, conditions))
			return false;
	t->verb = json_get_text(yaml, STR("verb"));
	return true;
}

static const struct yaml_key template_members[] = {
    {STR("name"), read_line, offsetof(struct profile_template, name), true},
    {STR("title"), read_line, offsetof(struct profile_template, title), true},
    {STR("when"), read_when, 0, true},
    {STR("rules"), read_rules, offsetof(struct profile_template, rules), false},
};

static bool
read_templates(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	struct profile *profile = out;
	struct profile_template *list =
	    arena_zero(reader_of(r)->arena, (yaml->count + (size_t)1) * sizeof(*list));

	if (yaml->type != JSON_ARRAY || !yaml->count)
		return yaml_fail(r, yaml, key, "must be a list of templates");
	for (uint32_t i = 0; i < yaml->count; i++) {
		if (!READ_OBJECT(r, STR("template"), &yaml->items[i], template_members, &list[i]))
			return false;
		for (uint32_t k = 0; k < i; k++)
			if (str_eq(list[k].name, list[i].name))
				return yaml_fail(r, &yaml->items[i], STR("name"),
				    "there is a template \"%.*s\" already", STR_ARG(list[i].name));
	}
	profile->templates = list;
	profile->template_count = yaml->count;
	return true;
}

/* ---- the file ---- */

static const struct yaml_key profile_members[] = {
    {STR("title"), read_line, offsetof(struct profile, title), true},
    {STR("id"), read_iri, offsetof(struct profile, id), true},
    {STR("see"), read_iri, offsetof(struct profile, see), false},
    {STR("common"), read_rules, offsetof(struct profile, common), false},
    {STR("templates"), read_templates, 0, true},
};

bool
profile_read(struct arena *arena, const char *path, const char *shown, struct profile *out, struct error *e)
{
	struct reader r = {.yaml = {shown, e}, .arena = arena};
	struct str text = schemas_read(arena, path, e);
	struct json *yaml = arena_take(arena, sizeof(*yaml));

	return text.at && yaml_parse(arena, text, shown, yaml, e)
	       && READ_OBJECT(&r.yaml, STR("profile"), yaml, profile_members, out);
}
