/* Paths: where something stands in an event.
 *
 * A subset of JSONPath (RFC 9535): the root $, member names as .name, ['name'] or ["name"], indexes as [0] or [-1],
 * and the wildcards .* and [*]. Compiled once into steps; a walk is a few member lookups.
 */
#ifndef LRSTREAM_CONVERT_PATH_H
#define LRSTREAM_CONVERT_PATH_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json_path.h"
#include "stages/convert/place.h"

/* True if a text of a mapping is meant as a path: "$", or "$." or "$[" and more. */
bool path_is(struct str text);

/* Compiles `text`, borrowed. False if it is no path, with what is wrong in *why (static). */
bool path_compile(struct arena *, struct str text, struct path *out, const char **why);

/* The value that a path without wildcard finds, or NULL. */
const struct json *path_find(const struct path *, const struct json *event);

/* Calls `visit` for each value found, in order, until it returns true; returns whether one did. */
bool path_each(const struct path *, const struct json *event,
    bool (*visit)(void *context, const struct json *), void *context);

/* True if a step asks a name of something that is neither object nor null, or an index of no list: then what stands
 * there has the wrong type, and *pointer names it. */
bool path_blocked(struct arena *, const struct path *, const struct json *event, struct str *pointer);

/* The RFC 6901 pointer of the path, up to its first wildcard. Made of the mapping's own text, never of the event's. */
struct str path_pointer(struct arena *, const struct path *);

#endif
