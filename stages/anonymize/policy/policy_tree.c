/* See policy_tree.h. */
#include "stages/anonymize/policy/policy_tree.h"
#include "stages/xapi/anatomy.h"

const struct str action_names[ACTION_COUNT] = {
    [ACTION_SCRUB] = {"scrub", 5},
    [ACTION_KEEP] = {"keep", 4},
    [ACTION_DROP] = {"drop", 4},
    [ACTION_PSEUDONYM] = {"pseudonym", 9},
    [ACTION_GENERALIZE] = {"generalize", 10},
};

/* ---- the tree of rules ---- */

/* The branch for this name, or the wildcard; NULL if there is neither. */
static struct rule *
lookup(const struct rule *rule, struct str name)
{
	struct rule *any = NULL;

	for (struct rule *r = rule->children; r; r = r->next)
		if (!r->name.at)
			any = r;
		else if (name.at && str_eq(r->name, name))
			return r;
	return any;
}

const struct rule *
rule_named(const struct rule *rule, struct str name)
{
	const struct rule *r = lookup(rule, name);

	return r ? r : rule->below;
}

/* The branch for exactly this step; made if it is not there. */
struct rule *
rule_branch(struct arena *arena, struct rule *parent, struct str name)
{
	struct rule *r = parent->children;

	while (r && !(r->name.at ? name.at && str_eq(r->name, name) : !name.at))
		r = r->next;
	if (!r) {
		r = arena_zero(arena, sizeof(*r));
		r->name = name;
		r->inherited = true;
		r->next = parent->children;
		parent->children = r;
	}
	return r;
}

/* ---- the tree as a whole ---- */

/* Lets a named branch do what the wildcard beside it says, wherever it says nothing itself. */
static void
merge(struct arena *arena, struct rule *named, const struct rule *any)
{
	if (named->inherited) {
		named->action = any->action;
		named->inherited = any->inherited;
		named->agent = any->agent;
		named->line = any->line;
		named->how = any->how;
	}
	if (!named->inherited && named->action == ACTION_DROP)
		return;
	for (const struct rule *r = any->children; r; r = r->next)
		merge(arena, rule_branch(arena, named, r->name), r);
}

/* Merges wildcards, from the root down; refuses rules below what is dealt with as a whole. */
static bool
settle(const struct judging *r, struct rule *rule)
{
	const struct rule *any = lookup(rule, (struct str){0});
	bool whole = rule->action == ACTION_DROP || rule->action == ACTION_GENERALIZE;
	bool ok = true;

	if (!rule->inherited && whole && rule->children)
		return error_usage(r->error, "%s:%d: %ss a part that has rules of its own", r->file,
		    rule->line, action_names[rule->action].at);
	for (struct rule *c = rule->children; c && any; c = c->next)
		if (c != any)
			merge(r->arena, c, any);
	for (struct rule *c = rule->children; c && ok; c = c->next)
		ok = settle(r, c);
	return ok;
}

static bool
has_agents(const struct anatomy *anatomy)
{
	for (const struct part *p = anatomy->parts; p->key.at; p++)
		if (p->kind == PART_AGENT || p->kind == PART_OBJECT
		    || (p->kind == PART_STRUCT && has_agents(p->inside)))
			return true;
	return false;
}

static bool cover_part(const struct judging *, const struct part *, struct rule *parent, struct str path);

/* Every place for an agent must be one that is replaced, or gone, or kept by a policy that may. The path is for the
 * message. */
static bool
cover_agents(const struct judging *r, const struct anatomy *anatomy, struct rule *rule, struct str path)
{
	bool ok = true;

	for (const struct part *p = anatomy->parts; p->key.at && ok; p++)
		ok = cover_part(r, p, rule, path);
	return ok;
}

static bool
cover_part(const struct judging *r, const struct part *part, struct rule *parent, struct str path)
{
	struct arena *arena = r->arena;
	const char *items = part->flags & (PART_LIST | PART_ONE_OR_LIST) ? "[*]" : "";
	struct str here = arena_format(arena, "%.*s.%.*s%s", STR_ARG(path), STR_ARG(part->key), items);
	struct rule *rule;

	if (part->kind == PART_STRUCT ? !has_agents(part->inside)
				      : part->kind != PART_AGENT && part->kind != PART_OBJECT)
		return true;
	rule = rule_branch(arena, parent, part->key);
	if (!rule->inherited && rule->action == ACTION_DROP)
		return true;
	if (part->kind == PART_STRUCT)
		return cover_agents(r, part->inside, rule, here);
	if (rule->inherited && !r->keeps_agents)
		return error_usage(r->error, "%s:1: an agent at %.*s would stay as it is; name it in paths",
		    r->file, STR_ARG(here));
	if (rule->inherited)
		rule->action = ACTION_KEEP;
	rule->inherited = false;
	rule->agent = true;
	return true;
}

/* What holds for all below a rule of which nothing is said. */
static const struct rule *
make_below(struct arena *arena, const struct rule *rule)
{
	struct rule *below = arena_zero(arena, sizeof(*below));

	*below = (struct rule){.action = rule->action,
	    .how = rule->how,
	    .line = rule->line,
	    .inherited = true,
	    .below = below,
	    .any = below};
	return below;
}

/* Hands down what is said. `above` holds where nothing is. */
static void
hand_down(struct arena *arena, struct rule *rule, const struct rule *above)
{
	if (rule->inherited) {
		rule->action = above->action;
		rule->how = above->how;
		rule->line = above->line;
	}
	rule->below = rule->inherited || rule->agent ? above : make_below(arena, rule);
	rule->any = rule_named(rule, (struct str){0});
	for (struct rule *c = rule->children; c; c = c->next) {
		rule->named |= c->name.at ? rule_bit(c->name) : 0;
		hand_down(arena, c, rule->below);
	}
}

bool
rules_finish(const struct judging *r, struct rule *root)
{
	root->inherited = true;
	if (!settle(r, root) || !cover_agents(r, &anatomy_statement, root, STR("$")))
		return false;
	hand_down(r->arena, root, make_below(r->arena, root));
	return true;
}
