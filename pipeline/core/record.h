/* The record: one event on its way, and the batch it travels in.
 *
 * A record is made from the bytes of one Kafka message or one line of a file. Stages fill it in: decode the event tree,
 * convert the statement, anonymize the safe statement. One event may become no statement, one or several: the first
 * stands in the record itself, each further one in a fork, which follows its origin in the batch, so that input order
 * is kept. Records live in the batch's arena and go with it.
 *
 * This is the identified side of the privacy line. Code beyond the line (indicators, store) is compiled with
 * BEYOND_PRIVACY_LINE and cannot include this file.
 */
#ifndef LRSTREAM_RECORD_H
#define LRSTREAM_RECORD_H

#ifdef BEYOND_PRIVACY_LINE
#error "record.h holds identified data: beyond the privacy line there is only struct safe_statement"
#endif

#include <stdint.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "pipeline/core/origin.h"
#include "pipeline/core/reject.h"
#include "pipeline/core/stage.h"
#include "pipeline/core/uuid_set.h"

struct batch;
struct course_structure;
struct safe_statement;

struct record {
	struct record *next; /* in the batch, in input order */
	struct batch *batch;
	struct arena *arena; /* the batch's */

	struct origin origin; /* where it came from; see origin.h */
	struct str raw;       /* the bytes as received; outlive the batch's processing */
	struct str pointer;   /* where this fork's event stands in raw: "/statements/3"; "" for the whole */
	uint32_t nth;         /* which statement of its event this is, from 0 */

	struct json event;     /* by decode, or by a fork */
	struct json statement; /* by convert */
	struct str made_by; /* the mapping's file and line if a mapping made the statement, else at == NULL */
	struct uuid_set
	    made_ids;    /* by convert: those that were made of the event's content, wherever they stand */
	bool flat_score; /* the mapping says that a score's min and max may be equal */
	struct safe_statement *safe; /* by anonymize */

	struct course_structure
	    *structure; /* by structure: the record is one, and no statement comes of it */
	struct course_structure *safe_structure; /* the same, by anonymize */

	enum verdict verdict;   /* the last stage's */
	uint8_t stage;          /* index of the next stage to run */
	struct str drop_reason; /* static or of the mapping: the same text each time it happens */
	struct reject reject;
};

struct batch {
	struct arena *arena;
	struct record *first;
	struct record *last;
	uint32_t count; /* of records, forks included */
};

/* An empty batch over an arena of its own. */
struct batch *batch_open(void);

/* Appends a record for the bytes `raw`, borrowed. */
struct record *batch_add(struct batch *, const struct origin *, struct str raw);

/* A copy of r that follows r and its earlier forks, to go on from the stage after the one now running, with the same
 * origin and raw, verdict PASS and nth one higher than the last. */
struct record *record_fork(struct record *r);

/* A fork for an entry of the list `whole`, behind `last`: the whole, or the fork made last. What the whole has, it has;
 * it goes on as other forks do. Forking from the last one, a long list is not walked for each entry. */
struct record *record_fork_entry(const struct record *whole, struct record *last, uint32_t nth);

/* Refuses a record: notes why and returns REJECT. `pointer` is borrowed and is prefixed with the record's own. */
enum verdict reject(struct record *, enum reject_code, struct str pointer);

/* The same with a detail that must live as long as the batch. */
enum verdict reject_because(struct record *, enum reject_code, struct str pointer, struct str detail);

/* Drops a record deliberately; `reason` as record.drop_reason. */
enum verdict drop(struct record *, struct str reason);

void batch_reset(struct batch *);
void batch_close(struct batch *);

#endif
