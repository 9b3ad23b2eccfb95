/* The rules of a policy as a tree, while it is made; the inside of policy.h.
 *
 * Rules are planted one by one, in any order. Then the tree is judged and finished as a whole: wildcards are merged into
 * the named branches beside them, so that a walk has to follow one branch only; every place of the anatomy where an
 * agent can stand must have a rule; and last, what is said of a place is handed down to all below it of which nothing
 * is said.
 */
#ifndef LRSTREAM_POLICY_TREE_H
#define LRSTREAM_POLICY_TREE_H

#include "pipeline/core/arena.h"
#include "stages/anonymize/policy/policy.h"

enum { ACTION_COUNT = ACTION_GENERALIZE + 1 };

/* As a policy writes them. */
extern const struct str action_names[ACTION_COUNT];

/* The branch for exactly this step, name.at == NULL for the wildcard; made, with nothing said, if it is not there. */
struct rule *rule_branch(struct arena *, struct rule *parent, struct str name);

struct judging {
	struct arena *arena;
	bool keeps_agents; /* an agent's place of which nothing is said is kept, not refused */
	const char *file;
	struct error *error;
};

/* Finishes the tree. The root's action is the default. False with a usage error "FILE:LINE: …". */
bool rules_finish(const struct judging *, struct rule *root);

#endif
