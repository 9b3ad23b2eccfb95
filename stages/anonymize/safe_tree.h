/* Makes a statement's tree safe: the walk that the anonymize stage is about.
 *
 * It goes along the anatomy of xAPI and the rules of the policy at once, and changes the tree in place: agents become
 * pseudonyms, what the policy drops is taken out. It looks into extension values, and into members that xAPI does not
 * know, for whatever looks like an agent.
 */
#ifndef LRSTREAM_SAFE_TREE_H
#define LRSTREAM_SAFE_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "stages/anonymize/policy.h"
#include "stages/anonymize/pseudonym.h"

struct safe_tree {
	struct arena *arena;
	const struct policy *policy;
	struct pseudonymizer *pseudonymizer;

	/* found out by safe_tree_make */
	bool has_learner; /* false for a Group: a Group is no learner (W1) */
	uint8_t learner[PSEUDONYM_BYTES];

	/* while it runs */
	const struct json *actor;
	bool unknown; /* an agent has no identifier that can be read */
};

/* Changes the statement in place; texts of it that stay are borrowed. False if an agent of it has no identifier that
 * can be read: then there is no valid statement without it, and the tree must not be used. */
bool safe_tree_make(struct safe_tree *, struct json *statement);

#endif
