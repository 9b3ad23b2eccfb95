/* The line: a learner's facts one after the other, and the time that each is credited with (W12). */
#ifndef LRSTREAM_INDICATORS_LINE_H
#define LRSTREAM_INDICATORS_LINE_H

#include "stages/indicators/fold/fold.h"

/* A fact and its credit. */
struct entry {
	const struct fact *fact;
	int64_t credit;
};

struct line {
	struct entry *entries; /* in the order of W4 */
	size_t count, capacity;
	int64_t tail_credit; /* what the tail of the line before gets */
	struct line_end end; /* of the line with these facts */
};

/* Lines facts up behind the end of what came before, each id once. */
void line_up(struct line *, const struct fold_rules *, const struct line_end *, const struct fact *facts,
    size_t count);

void line_free(struct line *);

#endif
