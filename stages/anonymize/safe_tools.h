/* Everything a worker makes statements safe with, opened and closed as one. */
#ifndef LRSTREAM_SAFE_TOOLS_H
#define LRSTREAM_SAFE_TOOLS_H

#include "pipeline/core/buf.h"
#include "stages/anonymize/safe_tree.h"
#include "stages/xapi/vocabulary.h"

/* All is owned by whoever opened it; zero-initialised, it may be closed. */
struct safe_tools {
	struct policy *policy;
	struct pseudonymizer *pseudonymizer;
	struct pseudonymizer *second; /* NULL if there is a key; see safe_structure.h */
	struct vocabulary *vocabulary;
	struct detectors *detectors;
	struct known *known;
	struct members *members;
	struct clean_texts *clean;
	struct report *report;
	struct scrub scrub;
};

/* Opens what is not there yet: policy and pseudonymizer come from the caller. `report` is the path of the file that tells
 * what was done, or empty. False with a usage error; close it then, too. */
bool safe_tools_open(struct safe_tools *, struct str report, struct error *);

/* A walk over one statement whose batch has this arena; for safe_tree_make. */
struct safe_tree safe_tools_tree(struct safe_tools *, struct arena *);

/* Appends what was counted, each field behind a space: what was replaced, by class, and texts redacted as a whole. */
void safe_tools_describe(const struct safe_tools *, struct buf *);

void safe_tools_close(struct safe_tools *);

#endif
