/* The safe statement: what crosses the privacy line.
 *
 * Only the anonymize stage makes one (`make lint` sees to it); indicators and store take nothing else. It holds the
 * anonymized statement and, read out of it once, the typed columns of xAPI that everything beyond the line needs:
 * what the statement says, nothing derived (indicator wording W9).
 */
#ifndef LRSTREAM_SAFE_STATEMENT_H
#define LRSTREAM_SAFE_STATEMENT_H

#include <stdint.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "pipeline/core/origin.h"
#include "pipeline/core/reject.h"
#include "stages/xapi/course_structure.h"
#include "stages/xapi/vocabulary.h"

/* The homePage of every pseudonym's account: a name that can never be someone's (RFC 2606). */
#define PSEUDONYM_HOME_PAGE "https://lrstream.invalid/pseudonym"

/* What stands in a statement where the pseudonym of an erased person stood. */
#define ERASED_NAME "erased"

enum outcome {
	OUTCOME_PENDING,
	OUTCOME_STORED,        /* inserted by this transaction */
	OUTCOME_STORED_VOIDED, /* inserted, and a voiding statement names it already */
	OUTCOME_DUPLICATE,     /* the same id with the same content was there first */
	OUTCOME_REFUSED,       /* see `reject`: a conflict, or a value that PostgreSQL cannot hold */
	OUTCOME_ERASED         /* dropped: its learner was erased */
};

enum tristate { UNKNOWN = -1, NO = 0, YES = 1 };

/* A number the statement may state. */
struct maybe {
	bool known;
	double value;
};

struct safe_statement {
	struct safe_statement *next; /* in the safe batch, in input order */

	struct origin origin;
	const struct json *tree; /* anonymized; lives in the batch's arena */

	uint8_t id[16];
	bool has_learner;    /* false for a Group (W1) */
	uint8_t learner[16]; /* the actor's pseudonym */

	struct str verb;     /* IRIs as received; at == NULL where absent */
	struct str activity; /* only if the object is an Activity (W9) */
	struct str activity_type;
	struct str course;                  /* W6 */
	const struct json *course_activity; /* the activity that names it, for its definition */
	bool on_course;                     /* the object is the course */
	const struct verb *known_verb;      /* of the vocabulary; NULL if it is not in it */

	bool has_registration;
	uint8_t registration[16];
	int64_t occurred_at; /* t of W3, µs */
	int64_t stored_at;   /* W3, µs */

	enum tristate success, completion;
	struct maybe score_scaled, score_raw, score_min, score_max;
	bool has_duration;
	bool duration_too_long; /* it has none, since 64 bits cannot hold its fixed length */
	int64_t duration_us;    /* of result.duration if it has a fixed length (W9) */

	bool voiding;       /* the verb is voided; then */
	uint8_t target[16]; /* the id it voids (W2) */

	uint64_t content;     /* by store: statement_content */
	enum outcome outcome; /* by store, at flush; reset to PENDING before each flush */
	struct reject reject; /* where outcome is OUTCOME_REFUSED */
};

/* An id that became void in this transaction and whose statement was stored by an earlier one. */
struct voided {
	uint8_t id[16];
	bool has_learner;
	uint8_t learner[16];
};

/* The safe statements of a batch, in input order, what store found out about the past, and course structures. */
struct safe_batch {
	int16_t tenant;      /* the row of the table tenant that the worker writes for */
	int16_t shard;       /* the worker's number: rows that workers share are kept once for each */
	int64_t erasures;    /* the number of the tenant's last erasure, 0 if there was none */
	struct arena *arena; /* for what flush needs until the batch is done */
	struct safe_statement *first;
	struct safe_statement *last;
	uint32_t count;
	struct voided *voided; /* by store, at flush: voids of statements stored earlier */
	uint32_t voided_count;
	struct course_structure *structures; /* in input order */
	struct course_structure *last_structure;
};

/* Reads the typed columns of an anonymized, valid statement. `learner` is the actor's pseudonym or NULL. The tree and
 * the vocabulary are borrowed. Never fails: validate has judged the statement. */
struct safe_statement *safe_statement_make(struct arena *, const struct json *tree, const uint8_t *learner,
    const struct origin *, const struct vocabulary *);

/* A hash of what makes two statements with one id the same: members in any order, numbers by value, times as instants,
 * without stored, authority, version and pseudonyms. safe_statement_make leaves it out, since only who stores or
 * compares needs it, and it costs more than all columns. */
uint64_t statement_content(const struct json *tree);

void safe_batch_add(struct safe_batch *, struct safe_statement *);
void safe_batch_add_structure(struct safe_batch *, struct course_structure *);

#endif
