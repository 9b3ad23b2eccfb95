/* Queries: where something stands in a tree, found by a path that people write.
 *
 * A subset of JSONPath (RFC 9535): the root $, member names as .name, ['name'] or ["name"], indexes as [0] or [-1],
 * and the wildcards .* and [*]. Compiled once into steps and read-only afterwards; a walk is a few member lookups and
 * allocates nothing. (Places that the program names itself, in messages, are JSON Pointers: json_path.h.)
 */
#ifndef LRSTREAM_JSON_QUERY_H
#define LRSTREAM_JSON_QUERY_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"

struct json_query_step {
	enum { QUERY_NAME, QUERY_INDEX, QUERY_EVERY } kind;
	struct str name;
	int64_t index; /* below 0: from the end */
};

struct json_query {
	struct str text; /* as it was written */
	const struct json_query_step *steps;
	uint32_t count;
	bool many; /* has a wildcard: may find several */
};

/* True if a text is meant as a path: "$", or "$." or "$[" and more. */
bool json_query_is(struct str text);

/* Compiles `text`, borrowed. False if it is no path, with what is wrong in *why (static). */
bool json_query_compile(struct arena *, struct str text, struct json_query *out, const char **why);

/* The value that a path without wildcard finds, or NULL. */
const struct json *json_query_find(const struct json_query *, const struct json *root);

/* Calls `visit` for each value found, in order, until it returns true; returns whether one did. */
bool json_query_each(const struct json_query *, const struct json *root,
    bool (*visit)(void *context, const struct json *), void *context);

/* True if a step asks a name of something that is neither object nor null, or an index of no list: then what stands
 * there has the wrong type, and *pointer names it. */
bool json_query_blocked(
    struct arena *, const struct json_query *, const struct json *root, struct str *pointer);

/* The RFC 6901 pointer of the path, up to its first wildcard. Made of the path's own text, never of the data's. */
struct str json_query_pointer(struct arena *, const struct json_query *);

#endif
