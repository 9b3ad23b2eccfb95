/* Writing changes to the tables of the indicators. */
#ifndef LRSTREAM_INDICATORS_WRITE_H
#define LRSTREAM_INDICATORS_WRITE_H

#include "pipeline/io/postgres.h"
#include "stages/indicators/tables/changes.h"

/* Writes everything gathered, in an order that is the same for all writers: the learners' rows first, whose locks are
 * held, the sums of this shard last. */
bool write_changes(struct postgres *, int16_t tenant, int16_t shard, struct changes *, struct error *);

#endif
