/* A policy: what is done to each part of a statement, read from YAML and compiled once.
 *
 * The file (schemas/privacy/strict.yaml explains it) maps paths to actions. Compiled, it is a tree of rules that is
 * walked beside the statement: where it has no branch, nothing more needs to be asked. Opening a policy judges it as a
 * whole: it is refused, with file and line, if a path cannot be read or is none of xAPI's, if an action does not fit
 * its place, or if an agent would stay as it is.
 */
#ifndef LRSTREAM_POLICY_H
#define LRSTREAM_POLICY_H

#include <stdbool.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

enum action {
	ACTION_NONE, /* nothing is said */
	ACTION_KEEP,
	ACTION_DROP,
	ACTION_PSEUDONYM
};

struct rule {
	struct str name; /* of a member; at == NULL: any member or item */
	enum action action;
	int line;
	struct rule *children;
	struct rule *next; /* beside it, under the same parent */
};

struct policy;

/* `policy` is a name ("strict") in schemas/privacy, or the path of a file: what holds a slash or ends in .yaml. */
struct policy *policy_open(struct str policy, struct error *);

/* The rule of the whole statement. */
const struct rule *policy_root(const struct policy *);

/* What holds for a member, or for the items of an array, of what `rule` holds for; NULL if nothing does, or if rule is
 * NULL. */
const struct rule *rule_child(const struct rule *, struct str name);
const struct rule *rule_any(const struct rule *);

void policy_close(struct policy *);

/* Reads and judges a policy file: for `lrstream check`. */
bool policy_check(const char *path, struct error *);

#endif
