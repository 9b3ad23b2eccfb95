/* Values that sources pack into text, unpacked: JSON, query strings, PHP's serialize, dotted keys.
 *
 * What comes out borrows the text and lives as long as the arena. None of it is trusted: lengths, depth and the number of
 * keys are the sender's, so each reader works in bounded depth and in time that grows with the text.
 */
#ifndef LRSTREAM_CONVERT_UNPACK_H
#define LRSTREAM_CONVERT_UNPACK_H

#include "stages/convert/run/run.h"

enum { UNPACK_DEPTH = 512 };

/* What PHP's serialize wrote, to the byte: scalars and arrays, no objects and no references. An array with the keys 0, 1,
 * 2, … is a list, another one an object. False for any other text. */
bool php_read(struct arena *, struct str text, struct json *out);

/* Objects with dotted keys ("cmi.score.raw") as objects in objects, at any depth; what is nested already is merged with
 * them, and a list that has to be is an object. Where a key has both a content and parts, the parts stay. Keys that are
 * numbers stand behind the others, in their order. Keys with an empty part, and what would be nested deeper than
 * UNPACK_DEPTH, stay as they are. */
struct json nested_read(struct arena *, const struct json *);

/* ---- as constructs: what is no text passes as it is, and text of another kind is nothing ---- */

enum found run_json(struct run *, const struct node *, struct json *out);
enum found run_query(struct run *, const struct node *, struct json *out);
enum found run_php(struct run *, const struct node *, struct json *out);
enum found run_nested(struct run *, const struct node *, struct json *out);

#endif
