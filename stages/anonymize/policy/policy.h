/* A policy: what is done to each part of a statement, read from YAML and compiled once.
 *
 * The file (schemas/privacy/README.md explains it) maps paths to actions. Compiled, it is a tree of rules that is walked
 * beside the statement. Each rule says what holds at its place, whether a path named it or it follows from the one
 * above, so a walk always has a rule at hand and never has to ask twice. Opening a policy judges it as a whole: it is
 * refused, with file and line, if a path cannot be read or is none of xAPI's, if an action does not fit its place, or
 * if an agent would stay as it is without the policy saying so at its top.
 */
#ifndef LRSTREAM_POLICY_H
#define LRSTREAM_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

enum action {
	ACTION_SCRUB,     /* what is found to be personal is taken out of its texts, IRIs and numbers */
	ACTION_KEEP,      /* stays byte for byte, agents inside extension values apart */
	ACTION_DROP,      /* is taken out; only where PART_FREE */
	ACTION_PSEUDONYM, /* agents become accounts, any text, IRI, UUID or number its keyed pseudonym */
	ACTION_GENERALIZE /* see generalize.h; `how` says to what */
};

struct generalize;
struct credential_ids;

struct rule {
	struct str name; /* of a member; at == NULL: any member or item */
	enum action action;
	bool inherited; /* no path names this place: the action is that of the place above */
	bool agent;     /* an Agent or Group stands here: the action is for it alone, not for what is below */
	int line;       /* in the file, of the path or of what it follows from; 0 for the default */
	const struct generalize *how;
	struct rule *children;
	struct rule *next; /* beside it, under the same parent */
	const struct rule
	    *below;             /* what holds for members and items without a rule of their own; never NULL */
	const struct rule *any; /* what holds for one that no child names: the wildcard, or `below` */
	uint64_t named;         /* rule_bit of the names that children have */
};

struct policy;

/* `policy` is a name ("strict") in schemas/privacy, or the path of a file: what holds a slash or ends in .yaml. Warns
 * on the log if the policy lets agents cross as they are. */
struct policy *policy_open(struct str policy, struct error *);

/* The rule of the whole statement. It holds for a SubStatement, too. */
const struct rule *policy_root(const struct policy *);

/* What holds for a member, or for the items of an array, of what `rule` holds for. Never NULL. */
static inline const struct rule *rule_child(const struct rule *, struct str name);
static inline const struct rule *rule_any(const struct rule *);

/* True if the policy says at its top `agents: as they are`: then the action at an agent's place may be ACTION_KEEP, and
 * so may what looks like an agent inside extensions where ACTION_KEEP or ACTION_SCRUB holds. Without it the action at
 * an agent's place is ACTION_PSEUDONYM or ACTION_DROP. */
bool policy_keeps_agents(const struct policy *);

/* The ids that are replaced by keyed pseudonyms wherever a scrub finds them (cert_…); see credential_ids.h. */
const struct credential_ids *policy_credential_ids(const struct policy *);

void policy_close(struct policy *);

/* Reads and judges a policy file: for `lrstream check`. `shown` is its name in messages. */
bool policy_check(const char *path, const char *shown, struct error *);

/* ---- asked for every member of every statement ---- */

/* Most names have no rule of their own: their bit tells. */
static inline uint64_t
rule_bit(struct str name)
{
	return (uint64_t)1 << ((name.len ? (unsigned char)name.at[0] + name.len : 0) & 63);
}

/* The child of this name, or what holds for any. */
const struct rule *rule_named(const struct rule *, struct str name);

static inline const struct rule *
rule_child(const struct rule *rule, struct str name)
{
	return rule->named & rule_bit(name) ? rule_named(rule, name) : rule->any;
}

static inline const struct rule *
rule_any(const struct rule *rule)
{
	return rule->any;
}

#endif
