/* Queries: where something stands in a tree, found by a path that people write.
 *
 * A subset of JSONPath (RFC 9535): the root $, member names as .name, ['name'] or ["name"], indexes as [0] or [-1],
 * the wildcards .* and [*], all of these at any depth (..name, ..[0], ..*), and filters that compare one place with a
 * constant, [?@.type == 'choice'] and !=, or ask whether it is there, [?@.type]. Beyond RFC 9535 the root may have a
 * name, $name: what that is, is the caller's business. Compiled once into steps and read-only afterwards; a walk is a
 * few member lookups and allocates nothing. (Places that the program names itself, in messages, are JSON Pointers:
 * json_path.h.)
 */
#ifndef LRSTREAM_JSON_QUERY_H
#define LRSTREAM_JSON_QUERY_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"

struct json_query_filter;

struct json_query_step {
	enum { QUERY_NAME, QUERY_INDEX, QUERY_EVERY, QUERY_FILTER } kind;
	bool deep; /* of a value and of everything in it */
	struct str name;
	int64_t index;                          /* below 0: from the end */
	const struct json_query_filter *filter; /* of QUERY_FILTER */
};

struct json_query {
	struct str text; /* as it was written */
	struct str root; /* the name behind $, or empty */
	uint16_t place;  /* what `root` stands for: the caller's to set and to read, 0 otherwise */
	bool many;       /* may find several */
	uint32_t count;
	const struct json_query_step *steps;
};

/* Something found, and how what holds it calls it: by its key, or where key.at is NULL by its number. */
struct json_query_hit {
	const struct json *value;
	struct str key;
	uint32_t index;
};

/* True if a text is meant as a path: "$", or $ with a dot, a bracket or a letter behind it. */
bool json_query_is(struct str text);

/* Compiles `text`, borrowed. False if it is no path, with what is wrong in *why (static). */
bool json_query_compile(struct arena *, struct str text, struct json_query *out, const char **why);

/* The value that a path finds that is not `many`, or NULL. */
const struct json *json_query_find(const struct json_query *, const struct json *root);

/* Calls `visit` for each value found, in the order of RFC 9535, until it returns true; returns whether one did. */
bool json_query_each(const struct json_query *, const struct json *root,
    bool (*visit)(void *context, const struct json *), void *context);

/* The same, with the names of what is found; the hit is valid during the call. */
bool json_query_each_hit(const struct json_query *, const struct json *root,
    bool (*visit)(void *context, const struct json_query_hit *), void *context);

/* True if a step asks a name of something that is neither object nor null, or an index of no list: then what stands
 * there has the wrong type, and *pointer names it, behind `base`. */
bool json_query_blocked(
    struct arena *, const struct json_query *, const struct json *root, struct str base, struct str *pointer);

/* The RFC 6901 pointer of the path behind `base`, up to its first step that may find several. Made of the path's own
 * text, never of the data's. */
struct str json_query_pointer(struct arena *, const struct json_query *, struct str base);

#endif
