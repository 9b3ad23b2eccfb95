/* Course structures in the indicators: a new one is written, and the indicators of its course follow (W32). */
#ifndef LRSTREAM_INDICATORS_RESTRUCTURE_H
#define LRSTREAM_INDICATORS_RESTRUCTURE_H

#include "stages/indicators/tables/rules.h"
#include "stages/indicators/tables/tables.h"
#include "stages/xapi/safe_statement.h"

/* Writes the batch's structures inside a transaction that has taken the tenant alone, and folds anew who has a statement
 * in a course whose structure has changed: as the rules said before, and as they say then. Statements of the batch are
 * not counted yet. False with the world's error; what the rules have loaded must then be forgotten. */
bool restructure(
    struct rules *, const struct table_sql *, const struct safe_batch *, struct postgres *, struct error *);

#endif
