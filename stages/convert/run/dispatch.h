/* Which rules of a mapping come into question for an event, by one look at it.
 *
 * Most rules ask first of all for the event's name. The place that most of them compare with texts is looked up once,
 * and its text leads to the few rules that want it, in the file's order, among those that do not ask for it.
 */
#ifndef LRSTREAM_CONVERT_DISPATCH_H
#define LRSTREAM_CONVERT_DISPATCH_H

#include "stages/convert/run/run.h"

struct dispatch;

/* Some rules of a mapping, in its order. */
struct rule_choice {
	const struct rule *const *rules;
	uint32_t count;
};

/* For the rules of a compiled mapping; lives in the arena. */
struct dispatch *dispatch_open(struct arena *, const struct mapping *);

/* The rules that may fit: all others are sure not to. */
struct rule_choice dispatch_find(const struct dispatch *, struct run *);

#endif
