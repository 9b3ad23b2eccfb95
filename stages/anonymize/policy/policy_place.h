/* Where a path of a policy leads in the anatomy of a statement, and what may be done there. */
#ifndef LRSTREAM_POLICY_PLACE_H
#define LRSTREAM_POLICY_PLACE_H

#include <stdbool.h>

#include "pipeline/core/arena.h"
#include "stages/anonymize/policy/policy.h"
#include "stages/anonymize/policy/policy_path.h"
#include "stages/xapi/anatomy.h"

struct place {
	struct str name; /* of the last step; at == NULL for a wildcard */
	enum part_kind kind;
	unsigned flags;
	const struct anatomy *inside;
	const struct anatomy *among; /* the parts that it is one of */
	bool free_data;              /* inside an extension */
};

struct place place_statement(void);

/* True if the step only says that something holds for the items of a list: they have the rule of the list. */
bool place_is_items(struct place *, struct step);

/* Follows one step; false if xAPI has nothing there. */
bool place_follow(struct place *, struct step);

/* The name xAPI has at the place that is nearest to a mistyped one; at == NULL if none is near. */
struct str place_suggest(const struct place *, struct str name, struct arena *);

/* Where to say it instead, for a message, if the place is a person or the name a SubStatement's; else NULL. */
const char *place_elsewhere(const struct place *, struct str name);

/* NULL if the action fits the place, else why not, as one says it of the path. */
const char *place_unfit(const struct place *, enum action, bool keeps_agents);

#endif
