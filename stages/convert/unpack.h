/* Values that sources pack into text, unpacked: JSON, query strings, PHP's serialize, dotted keys.
 *
 * What comes out borrows the text and lives as long as the arena. None of it is trusted: lengths, depth and the number of
 * keys are the sender's, so each reader works in bounded depth and in time that grows with the text.
 */
#ifndef LRSTREAM_CONVERT_UNPACK_H
#define LRSTREAM_CONVERT_UNPACK_H

#include "stages/convert/run.h"

enum { UNPACK_DEPTH = 512 };

/* ---- as constructs: what is no text passes as it is, and text of another kind is nothing ---- */

enum found run_json(struct run *, const struct node *, struct json *out);
enum found run_query(struct run *, const struct node *, struct json *out);

#endif
