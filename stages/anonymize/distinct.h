/* Names that were different stay different: keys of an object, ids of components, once labels stand in them. */
#ifndef LRSTREAM_DISTINCT_H
#define LRSTREAM_DISTINCT_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/str.h"

/* A name as it came and as it is to be: the same bytes where nothing was done to it. */
struct naming {
	struct str before, now;
};

/* True if something was done to one of them. */
bool names_changed(const struct naming *, size_t count);

/* Gives those that were changed into a name that is taken a number behind it. Which gets which depends on what they were,
 * not on their order, so that a copy with its members in another order comes out the same. */
void names_differ(struct arena *, struct naming *, size_t count);

#endif
