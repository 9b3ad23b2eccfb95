/* Writing changes to the tables of the indicators. */
#ifndef LRSTREAM_INDICATORS_WRITE_H
#define LRSTREAM_INDICATORS_WRITE_H

#include "stages/indicators/tables/tables.h"

struct write_to {
	struct postgres *db;
	const struct table_sql *sql;
	int16_t tenant, shard;
};

/* Writes everything gathered, in an order that is the same for all writers: the learners' states first, the sums of
 * this shard last. *beaten: another writer has changed a learner since its state was read; then nothing of this may be
 * kept, the caller rolls back. */
bool write_changes(const struct write_to *, struct changes *, bool *beaten, struct error *);

#endif
