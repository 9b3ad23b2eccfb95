/* Completing a statement by a profile; see import_profile.h.
 *
 * Only what the profile leaves no choice about is added: a template's verb and type, and the one constant that a rule
 * demands. A statement keeps its own verb, as the profiles themselves want it.
 */
#include "stages/convert/import/import_profile.h"

#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"

struct completing {
	struct arena *arena;
	const struct branch *branch;
	unsigned line;
	struct made **statement;
};

static bool
fill(struct completing *c, struct str where, const struct json *constant)
{
	struct made *value = made_constant(c->arena, constant, c->line);
	struct output_place *place = arena_take(c->arena, sizeof(*place));
	const char *why;

	if (c->branch)
		value = made_choice(c->arena, c->branch, value, made_new(c->arena, MADE_NOTHING, c->line));
	return place_read(where, place, &why) && made_fill(c->arena, c->statement, place, value, &why);
}

/* How many categories the mapping makes itself: the profile's comes behind them. */
static uint32_t
category_count(const struct made *m)
{
	static const struct str steps[] = {{"context", 7}, {"contextActivities", 17}, {"category", 8}};

	for (size_t i = 0; m && i < sizeof(steps) / sizeof(*steps); i++) {
		const struct made *inner = NULL;

		for (uint32_t k = 0; m->kind == MADE_OBJECT && k < m->count; k++)
			if (str_eq(m->members[k].key, steps[i]))
				inner = m->members[k].value;
		m = inner;
	}
	return m && m->kind == MADE_LIST ? m->count : 0;
}

/* A rule's path as one of their output paths, where it is as simple as that; at == NULL else. */
static struct str
plain_place(struct completing *c, struct str path)
{
	static const struct str category = {"$.context.contextActivities.category[*].id", 42};

	if (str_eq(path, category))
		return arena_format(
		    c->arena, "context.contextActivities.category.%u.id", category_count(*c->statement));
	if (!str_starts(path, STR("$.")) || memchr(path.at, '[', path.len) || memchr(path.at, '*', path.len))
		return (struct str){0};
	return str_from(path, 2);
}

static void
follow_rule(struct completing *c, const struct json *rule)
{
	const struct json *any = json_get(rule, STR("any"));
	struct str place = plain_place(c, json_get_text(rule, STR("path")));

	if (place.at && json_equals(json_get(rule, STR("presence")), STR("included"))
	    && json_is(any, JSON_ARRAY) && any->count == 1)
		fill(c, place, &any->items[0]);
}

static void
follow_rules(struct completing *c, const struct json *rules)
{
	for (uint32_t i = 0; json_is(rules, JSON_ARRAY) && i < rules->count; i++)
		follow_rule(c, &rules->items[i]);
}

static const struct json *
find_template(const struct json *profile, struct str name)
{
	const struct json *templates = json_get(profile, STR("templates"));

	for (uint32_t i = 0; json_is(templates, JSON_ARRAY) && i < templates->count; i++)
		if (json_equals(json_get(&templates->items[i], STR("name")), name))
			return &templates->items[i];
	return NULL;
}

static bool
read_profile(struct arena *arena, struct str group, struct json *out)
{
	struct str file = arena_format(arena, "xapi/profiles/dases-%.*s.yaml", STR_ARG(group));
	struct error e;
	struct str path = {0};

	if (group.len && !memchr(group.at, '/', group.len))
		path = schemas_path(arena, file.at, &e);
	return path.at && yaml_read(arena, path.at, out, &e);
}

bool
import_profile(struct arena *arena, struct str name, const struct branch *branch, unsigned line,
    struct made **statement, const char **why)
{
	struct completing c = {.arena = arena, .branch = branch, .line = line, .statement = statement};
	const char *dot = name.len ? memchr(name.at, '.', name.len) : NULL;
	struct str group = {name.at, dot ? (size_t)(dot - name.at) : name.len};
	const struct json *template, *when;
	struct json profile;

	*why = "there is no such profile in schemas/xapi/profiles";
	if (!read_profile(arena, group, &profile))
		return false;
	*why = "the profile has no such template";
	template = find_template(&profile, str_from(name, group.len + 1));
	if (!template)
		return false;
	when = json_get(template, STR("when"));
	if (json_get(when, STR("verb")))
		fill(&c, STR("verb.id"), json_get(when, STR("verb")));
	if (json_get(when, STR("object_type")))
		fill(&c, STR("object.definition.type"), json_get(when, STR("object_type")));
	follow_rules(&c, json_get(&profile, STR("common")));
	follow_rules(&c, json_get(template, STR("rules")));
	return true;
}
