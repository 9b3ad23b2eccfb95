/* A feed: where a worker's batches come from, and how it remembers what was taken. */
#ifndef LRSTREAM_FEED_H
#define LRSTREAM_FEED_H

#include <stdbool.h>

#include "pipeline/core/error.h"
#include "pipeline/core/record.h"

struct postgres;

struct feed {
	void *state;

	/* Appends what is there to an empty batch, waiting a moment for the first record; none is no error. `db` is the
	 * worker's open connection, for a feed that keeps its place in the database. */
	bool (*fill)(void *state, struct postgres *db, struct batch *, struct error *);

	/* True if nothing will come any more. */
	bool (*finished)(void *state);

	/* Writes, inside the worker's transaction, that the batch was taken. *lost: it is no longer ours to take; the
	 * transaction is rolled back and the batch dropped. */
	bool (*advance)(void *state, struct postgres *db, bool *lost, struct error *);

	/* The batch is over: committed, or dropped, after which fill goes back to what was last committed. */
	bool (*settle)(void *state, const struct batch *, bool committed, struct error *);
};

#endif
