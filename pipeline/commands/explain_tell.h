/* What `lrstream explain --indicator` has found, told on stdout. */
#ifndef LRSTREAM_EXPLAIN_TELL_H
#define LRSTREAM_EXPLAIN_TELL_H

#include "stages/indicators/explain/steps.h"

/* A stored column that the indicator is made of. */
struct part {
	struct watched watched;
	const char *name;  /* as it is told: the column's */
	struct str unit;   /* "", "minutes", ... */
	struct str says;   /* its comment */
	bool followed;     /* it stands in rows of the learner */
	struct str stored; /* where it is known which row is meant */
	struct str statements_give;
};

struct definition {
	struct str name, text, state_class, view, column;
	int64_t version, as_of;
};

struct explained {
	struct definition definition;
	const uint8_t *learner;
	struct str course, activity, skill, day; /* at == NULL: not asked for */
	struct part *parts;                      /* those that are followed */
	size_t part_count;
	struct steps steps;
};

/* The definition, what was asked, and what the number is made of. */
void tell_head(const struct explained *);

/* A line: time, statement, verb, activity, and what it did. */
void tell_step(const struct explained *, const struct step *, struct str verb, struct str activity);

/* False for a voided statement that would have changed something. */
bool step_counts(const struct step *);

#endif
