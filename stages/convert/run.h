/* Running nodes: how plain values are made from an event; see plan.h. Constructs have theirs in construct.c. */
#ifndef LRSTREAM_CONVERT_RUN_H
#define LRSTREAM_CONVERT_RUN_H

#include "pipeline/core/arena.h"
#include "pipeline/core/buf.h"
#include "pipeline/core/reject.h"
#include "stages/convert/plan.h"

/* One event on its way through a plan. */
struct run {
	struct arena *arena; /* of the batch: all that is made lives in it */
	struct buf *scratch; /* for texts in the making */
	const struct mapping *mapping;
	const struct json *event;
	const struct json_query
	    *last;             /* that was looked up last: the place to name when its value is wrong */
	enum reject_code code; /* after FAILED, with */
	struct str pointer;
};

enum found run_constant(struct run *, const struct node *, struct json *out);
enum found run_path(struct run *, const struct node *, struct json *out);
enum found run_template(struct run *, const struct node *, struct json *out);
enum found run_object(struct run *, const struct node *, struct json *out);
enum found run_list(struct run *, const struct node *, struct json *out);

static inline enum found
run_node(struct run *r, const struct node *n, struct json *out)
{
	return n->run(r, n, out);
}

/* Refuses the event: the value of the path looked up last is at fault. */
enum found run_fail(struct run *, enum reject_code);

/* Refuses the event because what the node should give is not there. */
enum found run_missing(struct run *, const struct node *);

/* A text that JSON writes without escapes, and knows it. */
static inline struct json
plain_string(struct str s)
{
	struct json v = json_string(s);

	v.flags |= JSON_PLAIN;
	return v;
}

/* True for "", [] and {}. */
static inline bool
is_empty(const struct json *v)
{
	return v->type >= JSON_STRING && v->count == 0;
}

/* True if the value's type is among `types`. */
static inline bool
is_among(const struct json *v, uint16_t types)
{
	return types >> v->type & 1;
}

/* True if all conditions hold; NULL always holds. */
bool test_holds(const struct test *, const struct json *event);

/* True if a value is of one of the types, emptiness and wholeness included. */
bool test_is(const struct json *, uint16_t types);

#endif
