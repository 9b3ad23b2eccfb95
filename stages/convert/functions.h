/* The running halves of constructs that change a value. Each gives nothing where its argument gives nothing, and
 * refuses the event where the argument is of no use to it. */
#ifndef LRSTREAM_CONVERT_FUNCTIONS_H
#define LRSTREAM_CONVERT_FUNCTIONS_H

#include "stages/convert/run.h"

/* A number, true or false as text. */
enum found run_text(struct run *, const struct node *, struct json *out);

/* A text that JSON would write as a number becomes that number, digit by digit; an empty one is nothing. */
enum found run_number(struct run *, const struct node *, struct json *out);

/* To node.places digits behind the point, without zeros at the end. */
enum found run_round(struct run *, const struct node *, struct json *out);

/* A moment: RFC 3339 stays as it came; other forms of ISO 8601 are rewritten, without zone as UTC. */
enum found run_time(struct run *, const struct node *, struct json *out);

/* A number, times node.unit, as an ISO 8601 duration. Below zero there is none. */
enum found run_duration(struct run *, const struct node *, struct json *out);

/* uuid5 in the source's namespace over the canonical JSON of the list of its items; what finds nothing counts as null. */
enum found run_uuid5(struct run *, const struct node *, struct json *out);

#endif
