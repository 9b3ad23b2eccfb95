/* Making values coarser: a moment becomes its day, an IP address its network, a number its band.
 *
 * The result is a value of the same kind, so that it stays valid xAPI and can be computed with. Everything is cut, not
 * rounded, so that no moment comes later than it was; and what is coarse enough stays as it is.
 */
#ifndef LRSTREAM_GENERALIZE_H
#define LRSTREAM_GENERALIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/error.h"
#include "pipeline/core/json.h"
#include "stages/xapi/anatomy.h"

struct generalize;

/* Reads what stands behind `generalize:` in a policy. `kind` is what xAPI has at the place, PART_EXTENSIONS for anything
 * inside an extension. NULL with a usage error "FILE:LINE: …"; the result lives in the arena, as may what was read. */
const struct generalize *generalize_read(
    struct arena *, const struct json *said, enum part_kind kind, const char *file, struct error *);

/* Makes the value coarser, in place. `object` is the one it is a member of (a score's numbers stay within its scale), or
 * NULL. Of an array those items stay that could be made coarser. False if nothing could: the value must not stay. It
 * always can be where xAPI needs the value. */
bool generalize(const struct generalize *, struct arena *, const struct json *object, struct json *value);

/* The same for a moment in microseconds since 1970, of what was read for a place that holds one. */
int64_t generalize_moment(const struct generalize *, int64_t us);

#endif
