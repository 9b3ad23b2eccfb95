/* How an event is converted, step by step, for the author of a mapping: which source knew it and why the others did
 * not, which rule fired and why those above it did not, and what came of it.
 *
 * Of the event only types and lengths are told; the statements are shown as they are. This looks at the plans from
 * outside and asks the same questions again: conversion itself knows nothing of it.
 */
#ifndef LRSTREAM_CONVERT_TRACE_H
#define LRSTREAM_CONVERT_TRACE_H

#include "stages/convert/examples.h"

struct tracing {
	const struct mappings *mappings;
	const struct mapping *named;       /* the source that was said; NULL: to be recognised */
	const struct example_judge *judge; /* of the statements; may be NULL */
	struct arena *arena;
	struct buf *scratch;
	struct buf *out;   /* the text so far */
	bool listed;       /* own business: the event is an entry of a list of the named source */
	uint32_t rejected; /* events refused, or with a statement that is not valid */
};

/* Appends the story of an event; of a list, of its first ten entries. */
void trace_event(struct tracing *, const struct json *event);

#endif
