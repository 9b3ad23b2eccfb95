/* Offsets: where each partition goes on, in the table lrstream.consumer_offset.
 *
 * A row per partition ever assigned to the group. It moves in the transaction that stores what was read, and only from
 * where this worker believes it to stand: a worker that lost its partition without knowing cannot commit.
 */
#ifndef LRSTREAM_OFFSETS_H
#define LRSTREAM_OFFSETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/io/kafka.h"

struct postgres;

/* Sets next_offset of each position that has a row; the others keep what they hold. */
bool offsets_read(struct postgres *, struct str group, struct kafka_position *, size_t count, struct error *);

/* Inserts rows for positions that have none, where reading starts; existing rows stay as they are. */
bool offsets_start(
    struct postgres *, struct str group, const struct kafka_position *, size_t count, struct error *);

/* One partition's move: `expected` is where the row must stand, `next` where it goes. */
struct offset_step {
	struct str topic;
	int32_t partition;
	int64_t expected;
	int64_t next;
};

/* Moves them all or fails. *lost becomes true, with a transient error, if a row was not where it was expected: another
 * worker owns that partition now. The caller rolls back, drops the batch and rewinds. */
bool offsets_advance(struct postgres *, struct str group, const struct offset_step *, size_t count,
    bool *lost, struct error *);

#endif
