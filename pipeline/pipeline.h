/* The driver: runs a batch through a chain of stages, record by record.
 *
 * A record goes as far as it passes; its forks follow it from where they were made. What crosses the privacy line is
 * gathered in the safe batch, which the flush functions then write inside the worker's transaction, from the last
 * stage to the first: store stands last and says which statements are new, indicators count only those. One pipeline
 * belongs to one worker.
 */
#ifndef LRSTREAM_PIPELINE_H
#define LRSTREAM_PIPELINE_H

#include "pipeline/core/error.h"
#include "pipeline/core/record.h"
#include "pipeline/core/settings.h"
#include "pipeline/core/stage.h"

struct buf;
struct pipeline;

/* A reason, and how often a stage gave it. */
struct drop_count {
	const struct stage_type *stage;
	struct str reason;
	uint64_t count;
};

/* Opens each stage; `types` ends with NULL and must outlive the pipeline. NULL with a stage's error. */
struct pipeline *pipeline_open(
    const struct stage_type *const *types, const struct settings *, struct error *);

/* Runs every record of the batch to its verdict, and beyond the line prepares the safe statements. */
void pipeline_process(struct pipeline *, struct batch *);

/* The safe statements of the batch that was processed last. */
struct safe_batch *pipeline_safe(struct pipeline *);

/* Writes them inside an open transaction; may be called again after a rollback. */
bool pipeline_flush(struct pipeline *, struct postgres *, struct error *);
void pipeline_settled(struct pipeline *, bool committed);

/* Its stages in order, from 0, and what was counted for each. */
size_t pipeline_count(const struct pipeline *);
const struct stage_type *pipeline_stage(const struct pipeline *, size_t index);
struct stage_stats pipeline_stats(const struct pipeline *, size_t index);

/* Appends what the stage counts itself; see stage.h. */
void pipeline_describe(const struct pipeline *, size_t index, struct buf *);

/* The reasons for which records were dropped, each once. */
const struct drop_count *pipeline_drops(const struct pipeline *, size_t *count);

/* Why nothing came of a record: what a stage left in it, or what store refused its statement for in the last flush,
 * its pointer led by the record's own; NULL if it was not refused. */
const struct reject *pipeline_refusal(struct record *);

/* The last word on a record whose batch is committed: store may have refused or dropped its statement. */
void pipeline_settle_record(struct record *);

void pipeline_close(struct pipeline *);

#endif
