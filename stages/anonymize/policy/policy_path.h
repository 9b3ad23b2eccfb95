/* Paths of a policy: the part of RFC 9535 that names places, $.a['b'].*[*], as a list of steps. */
#ifndef LRSTREAM_POLICY_PATH_H
#define LRSTREAM_POLICY_PATH_H

#include <stdbool.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/str.h"

struct step {
	struct str name; /* at == NULL: any member, or any item of an array */
};

/* The steps of a path, in the arena. NULL with a text for the message in *why if the path cannot be read. */
struct step *policy_path_parse(struct arena *, struct str path, size_t *count, const char **why);

#endif
