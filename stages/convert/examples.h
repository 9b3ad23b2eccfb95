/* The examples of a mapping: events, and what must become of them. `lrstream check` runs them. */
#ifndef LRSTREAM_CONVERT_EXAMPLES_H
#define LRSTREAM_CONVERT_EXAMPLES_H

#include "stages/convert/mapping.h"

struct example_report {
	size_t rules, examples, wrong; /* wrong: examples that fail, and rules without one */
};

/* Says whether a statement is valid xAPI; if not, why in *why, in the arena. */
struct example_judge {
	bool (*valid)(
	    void *context, struct arena *, const struct json *statement, bool flat_score, struct str *why);
	void *context;
};

/* Runs all examples of a mapping and calls `tell` with a line for each difference: "FILE:LINE: what is wrong". An
 * example fits if everything it says is there; null in it says that a key is not there. judge may be NULL. */
struct example_report examples_run(const struct mapping *, const struct example_judge *,
    void (*tell)(void *context, struct str line), void *context);

#endif
