/* Reading policies; see policy.h.
 *
 * Each path is followed along the anatomy of a statement while its rules are planted, so that a typo is found at start
 * and not by a leak. What only the whole tells is judged in policy_tree.c.
 */
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "pipeline/core/log.h"
#include "pipeline/core/schemas.h"
#include "pipeline/core/suggest.h"
#include "pipeline/core/yaml.h"
#include "stages/anonymize/policy/credential_ids.h"
#include "stages/anonymize/policy/generalize.h"
#include "stages/anonymize/policy/policy.h"
#include "stages/anonymize/policy/policy_path.h"
#include "stages/anonymize/policy/policy_place.h"
#include "stages/anonymize/policy/policy_tree.h"

struct policy {
	struct arena *arena;
	struct rule root;
	bool keeps_agents;
	const struct credential_ids *credential_ids;
};

/* A policy while it is read. */
struct reading {
	struct policy *policy;
	const char *path;
	const char *file; /* the path as messages show it */
	struct error *error;
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Which of the words the text is; -1 if none. */
static int
word_of(struct str text, const struct str *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(words[i], text))
			return (int)i;
	return -1;
}

/* "; did you mean keep?", or nothing. */
static const char *
hint(const struct reading *r, struct str near)
{
	return near.at ? arena_format(r->policy->arena, "; did you mean %.*s?", STR_ARG(near)).at : "";
}

/* ---- one rule ---- */

/* What to do about a name that xAPI does not have at the place. */
static const char *
advice(const struct reading *r, const struct place *place, struct str name)
{
	const char *elsewhere = place_elsewhere(place, name);

	return elsewhere ? elsewhere : hint(r, place_suggest(place, name, r->policy->arena));
}

/* NULL, and what to do about it, where xAPI does not have the path. */
static struct rule *
plant(const struct reading *r, const struct step *steps, size_t count, struct place *place, const char **todo)
{
	struct rule *rule = &r->policy->root;

	*place = place_statement();
	for (size_t i = 0; i < count; i++) {
		if (place_is_items(place, steps[i]))
			continue;
		if (!place_follow(place, steps[i])) {
			*todo = advice(r, place, steps[i].name);
			return NULL;
		}
		rule = rule_branch(r->policy->arena, rule, steps[i].name);
	}
	return rule;
}

/* The action, and what stands behind `generalize:`, or NULL. */
static bool
read_action(
    const struct reading *r, const struct json *value, enum action *action, const struct json **parameter)
{
	struct str word = value->type == JSON_STRING ? json_text(value) : (struct str){0};
	bool map = value->type == JSON_OBJECT && value->count == 1;
	int found;

	*parameter = map ? &value->members[0].value : NULL;
	if (map)
		word = value->members[0].key;
	found = word_of(word, action_names, ACTION_COUNT);
	if (found < 0)
		return error_usage(r->error,
		    "%s:%u: an action is keep, drop, pseudonym, scrub or {generalize: …}%s", r->file,
		    value->line, hint(r, suggest(word, action_names, ACTION_COUNT)));
	*action = (enum action)found;
	if (map != (*action == ACTION_GENERALIZE))
		return error_usage(r->error,
		    map ? "%s:%u: only generalize has something behind it"
			: "%s:%u: generalize says to what: {generalize: day}",
		    r->file, value->line);
	return true;
}

static bool
set_action(const struct reading *r, struct rule *rule, const struct place *place, const struct json_member *m)
{
	const struct json *parameter;
	const char *why;

	rule->inherited = false;
	rule->line = m->value.line;
	rule->agent = place->kind == PART_AGENT || place->kind == PART_OBJECT;
	if (!read_action(r, &m->value, &rule->action, &parameter))
		return false;
	why = place_unfit(place, rule->action, r->policy->keeps_agents);
	if (why)
		return error_usage(r->error, "%s:%d: %.*s: %s", r->file, rule->line, STR_ARG(m->key), why);
	if (!parameter)
		return true;
	rule->how = generalize_read(r->policy->arena, parameter, place->kind, r->file, r->error);
	return rule->how != NULL;
}

static bool
read_rule(const struct reading *r, const struct json_member *m)
{
	int line = m->value.line;
	struct step *steps;
	struct place place;
	struct rule *rule;
	const char *why;
	size_t count;

	steps = policy_path_parse(r->policy->arena, m->key, &count, &why);
	if (!steps)
		return error_usage(r->error, "%s:%d: %.*s: %s", r->file, line, STR_ARG(m->key), why);
	rule = plant(r, steps, count, &place, &why);
	if (!rule)
		return error_usage(
		    r->error, "%s:%d: xAPI has no %.*s%s", r->file, line, STR_ARG(m->key), why);
	if (!rule->inherited)
		return error_usage(r->error, "%s:%d: %.*s is said in line %d already", r->file, line,
		    STR_ARG(m->key), rule->line);
	return set_action(r, rule, &place, m);
}

/* ---- the file ---- */

static bool
read_title(const struct reading *r, const struct json *v)
{
	return v->type == JSON_STRING || error_usage(r->error, "%s:%u: title is a text", r->file, v->line);
}

static bool
read_agents(const struct reading *r, const struct json *v)
{
	r->policy->keeps_agents = json_equals(v, STR("as they are"));
	return r->policy->keeps_agents
	       || error_usage(r->error,
		   "%s:%u: agents can be said to cross \"as they are\"; how others are replaced is said in paths",
		   r->file, v->line);
}

static bool
read_default(const struct reading *r, const struct json *v)
{
	struct rule *root = &r->policy->root;
	struct str word = v->type == JSON_STRING ? json_text(v) : (struct str){0};

	root->action = json_equals(v, action_names[ACTION_KEEP]) ? ACTION_KEEP : ACTION_SCRUB;
	root->line = v->line;
	return str_eq(word, action_names[root->action])
	       || error_usage(r->error, "%s:%u: the default is scrub or keep%s", r->file, v->line,
		   hint(r, suggest(word, action_names, ACTION_KEEP + 1)));
}

static bool
read_ids(const struct reading *r, const struct json *v)
{
	r->policy->credential_ids = credential_ids_read(r->policy->arena, v, r->file, r->error);
	return r->policy->credential_ids != NULL;
}

static bool
read_paths(const struct reading *r, const struct json *v)
{
	bool ok = v->type == JSON_OBJECT
		  || error_usage(r->error, "%s:%u: paths is a map of paths to actions", r->file, v->line);

	for (uint32_t i = 0; ok && i < v->count; i++)
		ok = read_rule(r, &v->members[i]);
	return ok;
}

/* What stands in a policy. Paths come last, since what fits a path depends on the rest. */
static const struct {
	struct str key;
	bool (*read)(const struct reading *, const struct json *);
} sections[] = {
    {{"title", 5}, read_title},
    {{"agents", 6}, read_agents},
    {{"default", 7}, read_default},
    {{"pseudonymous-ids", 16}, read_ids},
    {{"paths", 5}, read_paths},
};

static bool
knows_keys(const struct reading *r, const struct json *tree)
{
	struct str known[COUNT(sections)];

	for (size_t i = 0; i < COUNT(sections); i++)
		known[i] = sections[i].key;
	for (uint32_t i = 0; i < tree->count; i++) {
		struct str key = tree->members[i].key;

		if (word_of(key, known, COUNT(known)) < 0)
			return error_usage(r->error, "%s:%u: '%.*s' is unknown here%s", r->file,
			    tree->members[i].value.line, STR_ARG(key),
			    hint(r, suggest(key, known, COUNT(known))));
	}
	return true;
}

static bool
read_sections(const struct reading *r)
{
	struct arena *arena = r->policy->arena;
	struct str text = schemas_read(arena, r->path, r->error);
	struct json tree;

	if (!text.at || !yaml_parse(arena, text, r->file, &tree, r->error))
		return false;
	if (tree.type != JSON_OBJECT)
		return error_usage(r->error, "%s:1: a map with title and paths is expected", r->file);
	if (!knows_keys(r, &tree))
		return false;
	if (!json_get(&tree, STR("paths")))
		return error_usage(r->error, "%s:1: paths, a map of paths to actions, is expected", r->file);
	for (size_t i = 0; i < COUNT(sections); i++) {
		const struct json *v = json_get(&tree, sections[i].key);

		if (v && !sections[i].read(r, v))
			return false;
	}
	return true;
}

static bool
read_policy(const struct reading *r)
{
	struct policy *p = r->policy;

	p->root.action = ACTION_SCRUB;
	p->credential_ids = credential_ids_none(p->arena);
	return read_sections(r)
	       && rules_finish(&(struct judging){p->arena, p->keeps_agents, r->file, r->error}, &p->root);
}

/* ---- opening ---- */

/* The path of a file, or of the policy with that name. */
static const char *
file_of(struct arena *arena, struct str policy, struct error *error)
{
	const char *path;

	if (str_ends(policy, STR(".yaml")) || (policy.len && memchr(policy.at, '/', policy.len)))
		return arena_copy(arena, policy).at;
	path = schemas_path(arena, arena_format(arena, "privacy/%.*s.yaml", STR_ARG(policy)).at, error).at;
	if (path && access(path, F_OK) != 0) {
		error_usage(error,
		    "there is no policy \"%.*s\" in schemas/privacy, and a file's name ends in .yaml",
		    STR_ARG(policy));
		return NULL;
	}
	return path;
}

static struct policy *
make(void)
{
	struct policy *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->arena = arena_open();
	return p;
}

struct policy *
policy_open(struct str name, struct error *error)
{
	struct policy *p = make();
	const char *path = file_of(p->arena, name, error);

	if (!path || !read_policy(&(struct reading){p, path, path, error})) {
		policy_close(p);
		return NULL;
	}
	if (p->keeps_agents)
		log_line(LOG_WARN, "learners-cross-as-they-are", "policy=%s",
		    log_quote(arena_copy(p->arena, name).at));
	return p;
}

const struct rule *
policy_root(const struct policy *p)
{
	return &p->root;
}

bool
policy_keeps_agents(const struct policy *p)
{
	return p->keeps_agents;
}

const struct credential_ids *
policy_credential_ids(const struct policy *p)
{
	return p->credential_ids;
}

void
policy_close(struct policy *p)
{
	if (!p)
		return;
	arena_close(p->arena);
	free(p);
}

bool
policy_check(const char *path, const char *shown, struct error *error)
{
	struct policy *p = make();
	bool ok = read_policy(&(struct reading){p, path, shown, error});

	policy_close(p);
	return ok;
}
