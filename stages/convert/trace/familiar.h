/* How much an event looks like what a mapping reads: by the members it has in common with the mapping's examples. */
#ifndef LRSTREAM_CONVERT_FAMILIAR_H
#define LRSTREAM_CONVERT_FAMILIAR_H

#include "stages/convert/plan.h"

/* The example most like an event. */
struct likeness {
	uint32_t common;  /* members, at any depth, that both have; 0: there is no such example */
	uint32_t foreign; /* members that only the example has */
	uint16_t line;    /* of the example in the mapping's file */
};

struct likeness familiar_find(const struct mapping *, const struct json *event);

/* True if a is nearer to its event than b: it has more in common, or as much and less besides. */
bool familiar_is_nearer(struct likeness a, struct likeness b);

#endif
