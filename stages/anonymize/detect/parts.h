/* Pieces that patterns of a detector file share: {{name}} in a pattern stands for the part of that name, as a group. */
#ifndef LRSTREAM_DETECT_PARTS_H
#define LRSTREAM_DETECT_PARTS_H

#include <stdbool.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/str.h"

struct part {
	struct str name, text;
	struct part *next; /* the one before it in the file */
};

/* Puts the parts that the text names in their places; the text is then in the arena. False if there is no such part:
 * `missing` is its name. */
bool parts_put(struct arena *, const struct part *, struct str *text, struct str *missing);

#endif
