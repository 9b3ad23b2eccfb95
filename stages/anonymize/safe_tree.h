/* Makes a statement's tree safe: the walk that the anonymize stage is about.
 *
 * First everybody the statement speaks of is gathered; then the walk goes along the anatomy of xAPI and the rules of the
 * policy at once, and changes the tree in place: agents become pseudonyms, texts, IRIs, keys and numbers are scrubbed,
 * what the policy drops is taken out. Where addresses in texts told of more people, it goes a second time. What it leaves
 * is valid xAPI.
 */
#ifndef LRSTREAM_SAFE_TREE_H
#define LRSTREAM_SAFE_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/json.h"
#include "pipeline/core/json_path.h"
#include "pipeline/core/uuid_set.h"
#include "stages/anonymize/people/known.h"
#include "stages/anonymize/policy/policy.h"
#include "stages/anonymize/people/pseudonym.h"
#include "stages/anonymize/scrub/scrub.h"

struct safe_tree {
	struct scrub *scrub; /* with the batch's arena; its finder looks for `known` */
	struct known *known;
	const struct policy *policy;
	const struct uuid_set *made_ids; /* those that were made of the event, or NULL */

	/* found out by safe_tree_make */
	bool has_learner; /* false for a Group: a Group is no learner (W1) */
	uint8_t learner[PSEUDONYM_BYTES];

	/* while it runs */
	const struct json *actor;
	bool lists_answers; /* the statement's object says what may be answered: an answer may be an id */
	bool unknown;       /* an agent has no identifier that can be read */
	bool again;         /* the second time: only who was found the first time is looked for */
};

/* Changes the statement in place; texts of it that stay are borrowed. `event` is the one that a mapping made it of, or
 * NULL. False if an agent of it has no identifier that can be read: then there is no valid statement without it, and the
 * tree must not be used. */
bool safe_tree_make(struct safe_tree *, struct json *statement, const struct json *event);

#endif
