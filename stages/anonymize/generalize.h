/* Making values coarser: a moment becomes its day, an IP address its network, a number its band.
 *
 * The result is a value of the same kind, so that it stays valid xAPI and can be computed with. Everything is cut, not
 * rounded, so that a moment never moves to a later day; and a result is generalized to itself.
 */
#ifndef LRSTREAM_GENERALIZE_H
#define LRSTREAM_GENERALIZE_H

#include <stdbool.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/error.h"
#include "pipeline/core/json.h"
#include "stages/xapi/anatomy.h"

struct generalize;

/* Reads what stands after `generalize:` in a policy. `part` is what xAPI has at the place, PART_EXTENSIONS for a value
 * inside an extension. `name` is its key. NULL with a usage error "FILE:LINE: …"; the result lives in the arena. */
const struct generalize *generalize_read(struct arena *, const struct json *parameter, const char *file,
    const struct part *part, struct str path, struct error *);

/* Makes the value coarser, in place; `object` is the object it is a member of, or NULL. In arrays and objects each value
 * is; what is left of one is what could be. False if nothing of it could: then the value must not stay; drop it. */
bool generalize(const struct generalize *, struct arena *, const struct json *object, struct json *value);

#endif
