/* Stored statements, read back as safe ones and handed to the indicators stage as if they had been stored just now: what
 * `recompute` and `rekey` have in common. */
#ifndef LRSTREAM_REFOLD_H
#define LRSTREAM_REFOLD_H

#include "pipeline/core/settings.h"
#include "pipeline/io/postgres.h"
#include "stages/xapi/safe_statement.h"

struct refold {
	struct postgres *db; /* borrowed */
	void *stage;
	struct vocabulary *vocabulary;
	struct safe_batch batch; /* its arena is that of everything read */
	int64_t statements;      /* handed over */
};

/* The settings may ask for rules, as those of indicators_stage.open; NULL. False with an error; close it even then. */
bool refold_open(struct refold *, const struct settings *, struct error *);

/* The tree of a stored statement; NULL with an error if it is no JSON. */
struct json *refold_parse(struct refold *, struct str payload, struct error *);

/* The safe statement of a tree; `learner` may be NULL. Its time of receipt stands in the row only, so occurred_at is
 * given. */
struct safe_statement *refold_read(
    struct refold *, const struct json *tree, const uint8_t *learner, int64_t occurred_at);

/* Adds a statement of a learner, none that voids, to the batch. */
void refold_add(struct refold *, struct safe_statement *, bool voided);

/* Writes the batch, inside a transaction that has taken the tenant alone, and forgets it with all that was read. */
bool refold_flush(struct refold *, struct error *);

void refold_close(struct refold *);

#endif
