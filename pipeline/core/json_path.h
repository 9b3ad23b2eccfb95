/* JSON Pointers (RFC 6901) of places in a tree, written only when something is wrong there. */
#ifndef LRSTREAM_JSON_PATH_H
#define LRSTREAM_JSON_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/str.h"

/* Where a walk stands: a chain of frames on the callers' stacks, written out only when something is wrong. */
struct json_path {
	const struct json_path *up; /* NULL at the root */
	struct str key;             /* of a member; at == NULL means the index counts */
	uint32_t index;
	bool foreign; /* a key of the data's own choosing: it may hold personal data */
};

/* The RFC 6901 pointer of a path. It ends before the first foreign key, so that a pointer never repeats text that the
 * event chose. */
struct str json_pointer(struct arena *, const struct json_path *);

#endif
