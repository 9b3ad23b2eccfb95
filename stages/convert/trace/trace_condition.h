/* Why a condition does not hold, in words that tell nothing of the event but types and lengths. */
#ifndef LRSTREAM_CONVERT_TRACE_CONDITION_H
#define LRSTREAM_CONVERT_TRACE_CONDITION_H

#include "stages/convert/run/run.h"

/* Appends lines, each behind `indent` spaces: the condition as the mapping writes it, with its line, and what stands at
 * its place. `t` must not hold. */
void trace_condition(struct buf *, struct run *, const struct test *t, size_t indent);

/* Of the conditions that all must hold: how many there are, and how many do. What must not hold and does not says
 * nothing of how near the event is: it is not counted. */
struct trace_count {
	uint32_t met, all;
};
void trace_count(struct run *, const struct test *, struct trace_count *);

#endif
