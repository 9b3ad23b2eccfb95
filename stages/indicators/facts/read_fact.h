/* From a safe statement to a fact: what of it the indicators depend on. */
#ifndef LRSTREAM_INDICATORS_READ_FACT_H
#define LRSTREAM_INDICATORS_READ_FACT_H

#include "pipeline/core/arena.h"
#include "stages/indicators/facts/facts.h"
#include "stages/xapi/safe_statement.h"

/* False if the statement is not counted (W1): it voids another one, has no learner, or tells of administration. Whether
 * it is itself voided is for the caller to add. What the fact borrows lives in the arena. */
bool read_fact(struct arena *, const struct safe_statement *, const struct vocabulary *, struct fact *);

/* W28: the name that an activity states in its definition: in English, else in the first language of the alphabet.
 * at == NULL if it states none. `activity` may be NULL. */
struct str read_name(const struct json *activity);

#endif
