/* Compiling the rules of a mapping; see compile.h and plan.h. */
#include "stages/convert/compile/compile.h"
#include "stages/convert/run/run.h"

/* The path behind `each`. */
static bool
read_each(struct compiler *c, const struct json *yaml, const struct json_query **out)
{
	struct json_query *path = arena_zero(c->arena, sizeof(*path));

	*out = path;
	return compile_path(c, yaml, path);
}

/* A statement, which may have `each` and `when` beside its own keys. */
static bool
read_entry(struct compiler *c, const struct json *yaml, struct statement_entry *out)
{
	struct json statement = *yaml;
	const struct json *when = json_get(yaml, STR("when")), *each = json_get(yaml, STR("each"));
	bool ok;

	if (each && !read_each(c, each, &out->each))
		return false;
	if (when || each) {
		statement.members = arena_take(c->arena, yaml->count * sizeof(*yaml->members));
		memcpy(statement.members, yaml->members, yaml->count * sizeof(*yaml->members));
		json_remove(&statement, STR("when"));
		json_remove(&statement, STR("each"));
	}
	c->each_depth += each != NULL;
	ok = (!when || compile_when(c, when, &out->when))
	     && compile_value(c, &statement, SHAPE_STATEMENT, &out->value);
	c->each_depth -= each != NULL;
	return ok;
}

static bool
read_statements(struct compiler *c, const struct json *yaml, struct rule *out)
{
	struct statement_entry *statements =
	    arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*statements));

	if (yaml->type != JSON_ARRAY || yaml->count == 0)
		return compile_fail(c, yaml, "must be a list of statements");
	out->statements = statements;
	out->count = yaml->count;
	for (uint32_t i = 0; i < yaml->count; i++)
		if (!read_entry(c, &yaml->items[i], &statements[i]))
			return false;
	return true;
}

static bool
read_statement(struct compiler *c, const struct json *yaml, struct rule *out)
{
	struct statement_entry *statement = arena_zero(c->arena, sizeof(*statement));

	out->statements = statement;
	out->count = 1;
	if (!read_entry(c, yaml, statement))
		return false;
	out->as_it_came = statement->value.run == run_path && statement->value.path->count == 0
			  && statement->value.path->place == PLACE_EVENT;
	return true;
}

static bool
read_drop(struct compiler *c, const struct json *yaml, struct rule *out)
{
	out->drop = json_text(yaml);
	return (yaml->type == JSON_STRING && yaml->count)
	       || compile_fail(c, yaml, "must be the reason, as text");
}

static bool
read_when(struct compiler *c, const struct json *yaml, struct rule *out)
{
	return compile_when(c, yaml, &out->when);
}

static const struct {
	const char *key;
	bool (*read)(struct compiler *, const struct json *, struct rule *);
	bool outcome;
} rule_keys[] = {
    {"when", read_when, false},
    {"statement", read_statement, true},
    {"statements", read_statements, true},
    {"drop", read_drop, true},
};

static bool
read_rule_key(struct compiler *c, const struct json_member *yaml, struct rule *out, int *outcomes)
{
	struct words words = {.count = 0};

	c->key = yaml->key;
	for (size_t i = 0; i < sizeof(rule_keys) / sizeof(*rule_keys); i++) {
		words_add(&words, str_of(rule_keys[i].key));
		if (str_eq(yaml->key, str_of(rule_keys[i].key))) {
			*outcomes += rule_keys[i].outcome;
			return rule_keys[i].read(c, &yaml->value, out);
		}
	}
	return compile_fail_near(c, &yaml->value, yaml->key, &words, "a rule has no such key");
}

static bool
read_rule(struct compiler *c, const struct json *yaml, struct rule *out)
{
	int outcomes = 0;

	out->line = yaml->line;
	out->made_by = arena_format(c->arena, "%.*s:%u", STR_ARG(c->mapping->file), yaml->line);
	for (uint32_t i = 0; i < (yaml->type == JSON_OBJECT ? yaml->count : 0); i++)
		if (!read_rule_key(c, &yaml->members[i], out, &outcomes))
			return false;
	c->key = STR("rules");
	return outcomes == 1
	       || compile_fail(
		   c, yaml, "a rule has one of statement, statements and drop, and may have a when");
}

bool
compile_rules(struct compiler *c, const struct json *yaml, struct mapping *m)
{
	struct rule *rules = arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*rules));

	if (yaml->type != JSON_ARRAY || yaml->count == 0)
		return compile_fail(c, yaml, "must be a list of rules");
	m->rules = rules;
	m->rule_count = yaml->count;
	for (uint32_t i = 0; i < yaml->count; i++) {
		if (i > 0 && !rules[i - 1].when)
			return compile_fail(c, &yaml->items[i],
			    "no event comes as far: the rule before has no when and takes all");
		if (!read_rule(c, &yaml->items[i], &rules[i]))
			return false;
	}
	return true;
}
