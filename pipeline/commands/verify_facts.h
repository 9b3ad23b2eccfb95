/* The facts that learners are kept as, beside those that their statements give: part of `recompute --verify`. */
#ifndef LRSTREAM_VERIFY_FACTS_H
#define LRSTREAM_VERIFY_FACTS_H

#include "pipeline/io/postgres.h"

/* Compares the facts of every learner of the tenant, stored and shadowed by temporary tables of the same names, and adds a
 * row to the table difference for each learner whose facts are other ones. The order in which they came, and how they are
 * cut into chunks, makes no difference. */
bool verify_facts(struct postgres *, int16_t tenant, struct error *);

#endif
