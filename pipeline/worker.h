/* A worker: the loop that takes a batch, runs the stages and commits. */
#ifndef LRSTREAM_WORKER_H
#define LRSTREAM_WORKER_H

#include "pipeline/core/error.h"
#include "pipeline/core/settings.h"
#include "pipeline/core/stage.h"
#include "pipeline/feed.h"

struct worker;
struct pipeline;

struct worker_setup {
	int16_t number;                  /* from 0: its place in log lines and its shard of shared rows */
	const struct settings *settings; /* database, tenant, and the stages' own */
	const struct stage_type *const *stages; /* ended by NULL */
	const char
	    *key_id; /* of what pseudonyms are made with; must be the tenant's. NULL: no statements come */
	struct feed feed;
	struct kafka_producer *dead_letters; /* borrowed; NULL: the table alone */
	struct str dead_letter_topic;
};

/* The options a worker reads: database, tenant. */
extern const struct option worker_options[];

/* Opens the stages; NULL with the error of one. The setup is copied, what it points at borrowed. */
struct worker *worker_open(const struct worker_setup *, struct error *);

/* Runs until the feed is finished or the stop flag is raised, committing what was taken. A broker or database that is
 * away is waited for; false with an error that waiting does not heal. */
bool worker_run(struct worker *, struct error *);

/* For the closing log line. */
const struct pipeline *worker_pipeline(const struct worker *);

void worker_close(struct worker *);

#endif
