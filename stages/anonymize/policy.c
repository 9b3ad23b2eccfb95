/* Reading and judging policies; see policy.h.
 *
 * Each path is followed along the anatomy of a statement while its rules are planted, so that a typo is found at start
 * and not by a leak. Then wildcards are merged into the named branches beside them, so that a walk has to follow one
 * branch only; last, every place of the anatomy where an agent can stand must have a rule.
 */
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "stages/anonymize/policy.h"
#include "stages/anonymize/policy_path.h"
#include "stages/xapi/anatomy.h"

struct policy {
	struct arena *arena;
	struct rule root;
};

/* A policy while it is read. */
struct reading {
	struct policy *policy;
	const char *path; /* of the file */
	struct error *error;
};

static const struct {
	struct str name;
	enum action action;
} actions[] = {{{"keep", 4}, ACTION_KEEP}, {{"drop", 4}, ACTION_DROP}, {{"pseudonym", 9}, ACTION_PSEUDONYM}};

const struct rule *
rule_any(const struct rule *rule)
{
	const struct rule *r = rule ? rule->children : NULL;

	while (r && r->name.at)
		r = r->next;
	return r;
}

const struct rule *
rule_child(const struct rule *rule, struct str name)
{
	const struct rule *r = rule ? rule->children : NULL;

	while (r && !(r->name.at && str_eq(r->name, name)))
		r = r->next;
	return r ? r : rule_any(rule);
}

/* ---- planting ---- */

/* The branch for exactly this step; made if it is not there. */
static struct rule *
branch(struct arena *arena, struct rule *parent, struct str name)
{
	struct rule *r = parent->children;

	while (r && !(r->name.at ? name.at && str_eq(r->name, name) : !name.at))
		r = r->next;
	if (!r) {
		r = arena_zero(arena, sizeof(*r));
		r->name = name;
		r->next = parent->children;
		parent->children = r;
	}
	return r;
}

/* Where a path stands in the anatomy. */
struct place {
	enum part_kind kind;
	unsigned flags;
	const struct anatomy *inside;
	bool free_data; /* inside an extension */
};

/* A wildcard over parts that are all alike. */
static bool
any_part(const struct anatomy *anatomy, struct place *place)
{
	const struct part *first = anatomy->parts;

	for (const struct part *p = first; p->key.at; p++)
		if (p->kind != first->kind || p->flags != first->flags || p->inside != first->inside)
			return false;
	*place = (struct place){first->kind, first->flags, first->inside, false};
	return true;
}

/* Follows one step; false if xAPI has nothing there. */
static bool
follow(struct place *place, struct step step)
{
	const struct anatomy *inside = place->kind == PART_OBJECT ? &anatomy_activity : place->inside;
	const struct part *part;

	if (place->free_data || place->kind == PART_EXTENSIONS) {
		*place = (struct place){PART_PLAIN, PART_FREE, NULL, true};
		return true;
	}
	if ((place->kind != PART_STRUCT && place->kind != PART_OBJECT)
	    || place->flags & (PART_LIST | PART_ONE_OR_LIST))
		return false;
	if (!step.name.at)
		return any_part(inside, place);
	part = anatomy_part(inside, step.name);
	if (!part)
		return false;
	*place = (struct place){part->kind, part->flags, part->inside, false};
	return true;
}

/* Plants the steps of a path; NULL if xAPI has no such path. The items of a list have the rule of the list. */
static struct rule *
plant(struct policy *policy, const struct step *steps, size_t count, struct place *place)
{
	struct rule *rule = &policy->root;

	*place = (struct place){PART_STRUCT, 0, &anatomy_statement, false};
	for (size_t i = 0; i < count; i++) {
		if (!steps[i].name.at && place->flags & (PART_LIST | PART_ONE_OR_LIST)) {
			place->flags &= ~(unsigned)(PART_LIST | PART_ONE_OR_LIST);
			continue;
		}
		if (!follow(place, steps[i]))
			return NULL;
		rule = branch(policy->arena, rule, steps[i].name);
	}
	return rule;
}

/* ---- judging one rule ---- */

static bool
fits(const struct reading *r, enum action action, const struct place *place, struct str path, int line)
{
	bool agent = place->kind == PART_AGENT || place->kind == PART_OBJECT;

	if (action == ACTION_PSEUDONYM && !agent)
		return error_usage(
		    r->error, "%s:%d: %.*s is no place for an agent", r->path, line, STR_ARG(path));
	if (action == ACTION_KEEP && agent)
		return error_usage(
		    r->error, "%s:%d: %.*s would leave an agent as it is", r->path, line, STR_ARG(path));
	if (action == ACTION_DROP && !(place->flags & PART_FREE))
		return error_usage(r->error, "%s:%d: without %.*s there is no valid statement", r->path, line,
		    STR_ARG(path));
	return true;
}

static enum action
action_named(const struct json *value)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (json_equals(value, actions[i].name))
			return actions[i].action;
	return ACTION_NONE;
}

static bool
read_rule(const struct reading *r, const struct json_member *m)
{
	enum action action = action_named(&m->value);
	int line = m->value.line;
	struct step *steps;
	struct place place;
	struct rule *rule;
	const char *why;
	size_t count;

	if (action == ACTION_NONE)
		return error_usage(r->error, "%s:%d: an action is keep, drop or pseudonym", r->path, line);
	steps = policy_path_parse(r->policy->arena, m->key, &count, &why);
	if (!steps)
		return error_usage(r->error, "%s:%d: %.*s: %s", r->path, line, STR_ARG(m->key), why);
	rule = plant(r->policy, steps, count, &place);
	if (!rule)
		return error_usage(r->error, "%s:%d: xAPI has no %.*s", r->path, line, STR_ARG(m->key));
	if (rule->action != ACTION_NONE)
		return error_usage(r->error, "%s:%d: %.*s is said in line %d already", r->path, line,
		    STR_ARG(m->key), rule->line);
	rule->action = action;
	rule->line = line;
	return fits(r, action, &place, m->key, line);
}

/* ---- the tree as a whole ---- */

/* Lets a named branch do what the wildcard beside it says, wherever it says nothing itself. */
static void
merge(struct arena *arena, struct rule *named, const struct rule *any)
{
	if (named->action == ACTION_NONE) {
		named->action = any->action;
		named->line = any->line;
	}
	if (named->action == ACTION_DROP)
		return;
	for (const struct rule *r = any->children; r; r = r->next)
		merge(arena, branch(arena, named, r->name), r);
}

/* Merges wildcards, from the root down; refuses rules below something dropped. */
static bool
settle(const struct reading *r, struct rule *rule)
{
	const struct rule *any = rule_any(rule);
	bool ok = true;

	if (rule->action == ACTION_DROP && rule->children)
		return error_usage(
		    r->error, "%s:%d: drops a part that has rules of its own", r->path, rule->line);
	for (struct rule *c = rule->children; c && any; c = c->next)
		if (c != any)
			merge(r->policy->arena, c, any);
	for (struct rule *c = rule->children; c && ok; c = c->next)
		ok = settle(r, c);
	return ok;
}

/* Every place for an agent must be one that is replaced or gone. The path is for the message. */
static bool
covers_agents(
    const struct reading *r, const struct anatomy *anatomy, const struct rule *rule, struct str path)
{
	bool ok = true;

	for (const struct part *p = anatomy->parts; p->key.at && ok; p++) {
		const struct rule *child = rule_child(rule, p->key);
		bool list = p->flags & (PART_LIST | PART_ONE_OR_LIST);
		struct str here = arena_format(
		    r->policy->arena, "%.*s.%.*s%s", STR_ARG(path), STR_ARG(p->key), list ? "[*]" : "");

		if (child && child->action == ACTION_DROP)
			continue;
		if (p->kind == PART_STRUCT)
			ok = covers_agents(r, p->inside, child, here);
		else if (p->kind == PART_AGENT || p->kind == PART_OBJECT)
			ok = (child && child->action == ACTION_PSEUDONYM)
			     || error_usage(r->error, "%s:1: an agent at %.*s would stay as it is", r->path,
				 STR_ARG(here));
	}
	return ok;
}

static bool
read_policy(const struct reading *r)
{
	struct json tree;
	const struct json *paths;
	bool ok;

	if (!yaml_read(r->policy->arena, r->path, &tree, r->error))
		return false;
	if (!json_is(&tree, JSON_OBJECT))
		return error_usage(r->error, "%s:1: a map with title and paths is expected", r->path);
	for (uint32_t i = 0; i < tree.count; i++)
		if (!str_eq(tree.members[i].key, STR("title")) && !str_eq(tree.members[i].key, STR("paths")))
			return error_usage(r->error, "%s:%u: '%.*s' is unknown here", r->path,
			    tree.members[i].value.line, STR_ARG(tree.members[i].key));
	paths = json_get(&tree, STR("paths"));
	if (!json_is(paths, JSON_OBJECT))
		return error_usage(r->error, "%s:%u: paths, a map of paths to actions, is expected", r->path,
		    paths ? paths->line : 1);
	ok = true;
	for (uint32_t i = 0; i < paths->count && ok; i++)
		ok = read_rule(r, &paths->members[i]);
	return ok && settle(r, &r->policy->root)
	       && covers_agents(r, &anatomy_statement, &r->policy->root, STR("$"));
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

struct policy *
policy_open(struct str name, struct error *error)
{
	struct policy *p = calloc(1, sizeof(*p));
	struct reading r = {p, NULL, error};

	if (!p)
		abort();
	p->arena = arena_open();
	r.path = file_of(p->arena, name, error);
	if (!r.path || !read_policy(&r)) {
		policy_close(p);
		return NULL;
	}
	return p;
}

const struct rule *
policy_root(const struct policy *p)
{
	return &p->root;
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
policy_check(const char *path, struct error *error)
{
	struct policy *p = policy_open(str_of(path), error);

	policy_close(p);
	return p != NULL;
}
