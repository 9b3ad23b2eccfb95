/* A stage: what happens to each record, as a small table of functions.
 *
 * The driver (pipeline.h) knows nothing else of a stage; counters and timings come with it. Stages know neither each
 * other nor what comes next. Before the privacy line a stage takes records, beyond it safe statements: exactly one of
 * `process` and `process_safe` is set.
 */
#ifndef LRSTREAM_STAGE_H
#define LRSTREAM_STAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/settings.h"

struct buf;
struct record;
struct safe_statement;
struct safe_batch;
struct postgres;

enum verdict {
	PASS,   /* on to the next stage */
	DROP,   /* deliberately nothing; the reason is in record.drop_reason and is counted */
	REJECT, /* the reason is in record.reject */
	SPLIT   /* only its forks go on: a list whose entries were forked one by one */
};

struct stage_type {
	const char *name;
	const char *help;             /* one line */
	const struct option *options; /* NULL for none */

	/* Makes a worker's own state; NULL with an error if an option or a file of it is wrong. */
	void *(*open)(const struct settings *, struct error *);

	/* Before the line: leaves the reject or the drop reason in the record. */
	enum verdict (*process)(void *state, struct record *);

	/* Before the line: true if `process` is called for course structures, too, which pass by other stages. */
	bool structures;

	/* Beyond the line: prepares a safe statement for flush. Cannot refuse: anonymize made it storable. */
	void (*process_safe)(void *state, struct safe_statement *);

	/* Writes the batch inside the transaction that the worker opened; false with the world's error: the transaction
	 * is rolled back and the batch flushed again later, so state must not move before `settled`. A statement it
	 * refuses it marks in the batch. NULL if the stage writes nothing. */
	bool (*flush)(void *state, struct safe_batch *, struct postgres *, struct error *);

	/* The transaction is over: committed, or rolled back. May be NULL. */
	void (*settled)(void *state, bool committed);

	/* Appends what the stage itself has counted of committed batches, for the closing log lines: " stored=7
	 * duplicates=1", each field behind a space. May be NULL. */
	void (*describe)(const void *state, struct buf *);

	void (*close)(void *state);
};

/* What the driver counts for each stage; read by logs and, later, metrics. */
struct stage_stats {
	uint64_t in, passed, dropped, rejected;
	uint64_t nanoseconds; /* in process and flush, sampled */
};

#endif
