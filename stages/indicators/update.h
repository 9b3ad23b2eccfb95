/* What the parts of the indicators stage share: a worker's state, and one flush. */
#ifndef LRSTREAM_INDICATORS_UPDATE_H
#define LRSTREAM_INDICATORS_UPDATE_H

#include "pipeline/io/postgres.h"
#include "stages/indicators/facts/history.h"
#include "stages/indicators/tables/labels.h"
#include "stages/indicators/tables/learners.h"
#include "stages/indicators/tables/load.h"
#include "stages/indicators/tables/rules.h"
#include "stages/indicators/tables/tables.h"
#include "stages/xapi/safe_statement.h"

/* A statement that was processed and not yet settled. */
struct pending {
	const struct safe_statement *statement;
	bool counted;
	struct fact fact;
};

/* What a batch does to a learner: a new fact, or the void of an earlier one. */
struct event {
	const uint8_t *learner;
	const uint8_t *id;
	const struct pending *stored; /* NULL: a void */
};

/* A learner that the batch touches. */
struct touched {
	const struct event *events; /* facts first, then voids sorted by id */
	size_t voids;
	struct fact *facts;
	size_t fact_count;
	bool replays;
};

/* Learners in batches, and batches done twice because another worker was in the way. */
struct counts {
	uint64_t gone_on, replayed, beaten;
};

struct indicators {
	struct vocabulary *vocabulary;
	struct pending *pending;
	size_t pending_count, pending_capacity;
	struct arena *arena; /* what the pending facts borrow */
	struct rules rules;
	struct table_sql sql;
	struct load load;
	struct contributions loaded; /* of one learner */
	struct history history;
	struct fold *before, *after;
	struct changes changes;
	struct params params;
	int locking; /* batches that still lock first */
	struct counts counts, uncommitted;
};

/* One flush. */
struct flush {
	struct indicators *x;
	struct safe_batch *batch;
	struct postgres *db;
	struct event *events;
	size_t event_count;
	struct touched *touched;
	struct learners learners;   /* the same, as they are stored */
	bool beaten;                /* another worker changed a learner meanwhile */
	bool damaged;               /* a learner's facts are not what its state says */
	struct voided_fact *voided; /* voids that reached a fact with a course */
	size_t voided_count;
};

/* Brings the rows of the learners in the flush up to date, inside a transaction whose rules have been read. */
bool update_learners(struct flush *, struct error *);

/* Writes the changes gathered. */
bool update_write(struct flush *, struct error *);

/* A learner's facts are not what its state says: an error. */
bool update_damaged(struct flush *, struct error *);

#endif
