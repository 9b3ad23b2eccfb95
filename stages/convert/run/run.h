/* Running nodes: how plain values are made from an event; see plan.h. Constructs have theirs in construct.c. */
#ifndef LRSTREAM_CONVERT_RUN_H
#define LRSTREAM_CONVERT_RUN_H

#include "pipeline/core/arena.h"
#include "pipeline/core/buf.h"
#include "pipeline/core/reject.h"
#include "pipeline/core/uuid_set.h"
#include "stages/convert/plan.h"

/* What `each` is at. */
struct item {
	struct item *outer; /* the item of the `each` around it */
	const struct json_query_hit *hit;
	const struct json_query *path; /* that found it */
	struct json key;               /* its key or number, as text, once it was asked for */
};

/* A let of this event. */
struct let_made {
	enum { LET_UNMADE, LET_MADE, LET_NOTHING } state;
	struct json value;
	const struct json_query *from; /* the place in the event that gave it; NULL if none did */
};

/* One event on its way through a plan. */
struct run {
	struct arena *arena; /* of the batch: all that is made lives in it */
	struct buf *scratch; /* for texts in the making */
	const struct mapping *mapping;
	const struct json *event;
	struct item *item;     /* the innermost `each` is at; NULL outside */
	struct let_made *lets; /* as many as the mapping has */
	const struct json_query
	    *last;             /* that was looked up last: the place to name when its value is wrong */
	uint32_t owned;        /* items and members that were copied so far */
	struct uuid_set made;  /* the ids that were made of the event */
	bool failed;           /* the event is refused, with */
	enum reject_code code; /* after FAILED, with */
	struct str pointer;
};

/* A run over one event; `scratch` may be NULL where nothing but tests on the event itself is asked. */
struct run run_over(const struct mapping *, struct arena *, struct buf *scratch, const struct json *event);

/* What a path starts from: NULL if it is not there, or if making it failed (run.failed). */
const struct json *run_root(struct run *, const struct json_query *);

/* What a path finds that is not `many`; NULL as above. */
const struct json *run_find(struct run *, const struct json_query *);

/* Calls `visit` for each item that a path finds, as the item of the run, until one call does not return FOUND or
 * NOTHING; the call's answer then, else FOUND if one was. */
enum found run_each(
    struct run *, const struct json_query *, enum found (*visit)(struct run *, void *context), void *context);

/* The RFC 6901 pointer of a path's place in the event. */
struct str run_pointer(struct run *, const struct json_query *);

enum found run_constant(struct run *, const struct node *, struct json *out);
enum found run_path(struct run *, const struct node *, struct json *out);     /* of one place */
enum found run_wildcard(struct run *, const struct node *, struct json *out); /* a list */
enum found run_template(struct run *, const struct node *, struct json *out);
enum found run_object(struct run *, const struct node *, struct json *out);
enum found run_list(struct run *, const struct node *, struct json *out);

static inline enum found
run_node(struct run *r, const struct node *n, struct json *out)
{
	return n->run(r, n, out);
}

/* Makes a value something that stands nowhere else, as what goes into a statement must. FOUND, or FAILED if it is too much. */
enum found run_own(struct run *, struct json *);
/* The text of an id that was made of the event, and is kept as such. */
struct json run_made_id(struct run *, const uint8_t id[16]);

/* As if nothing had been asked yet. */
void run_forget(struct run *);

/* Refuses the event: the value of the path looked up last is at fault. */
enum found run_fail(struct run *, enum reject_code);

/* Refuses the event because too much would come of it: no place of it is to blame. */
enum found run_too_large(struct run *);

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

/* True if all conditions hold; NULL always holds. A let that fails makes run.failed true. */
bool test_holds(struct run *, const struct test *);

/* True if a value is of one of the types, emptiness and wholeness included. */
bool test_is(const struct json *, uint16_t types);

#endif
