/* "Did you mean …?": the known word nearest to a mistyped one. */
#ifndef LRSTREAM_SUGGEST_H
#define LRSTREAM_SUGGEST_H

#include "pipeline/core/str.h"

/* The candidate that the fewest slips of the finger (a letter too much, missing, wrong, or two swapped) turn into
 * `word`: at most one in three of its letters. at == NULL if none is as near. */
struct str suggest(struct str word, const struct str *candidates, size_t count);

#endif
