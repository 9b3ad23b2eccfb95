/* Dead letters: what is kept of a record that was refused. Coordinates and reasons, no payload and no part of it.
 *
 * The table lrstream.dead_letter is exact: it is written in the transaction that moves the offsets, and its key is the
 * whole letter, so that writing one again adds nothing. The topic repeats it at least once, for people and tools that
 * watch Kafka.
 */
#ifndef LRSTREAM_DEAD_LETTER_H
#define LRSTREAM_DEAD_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/error.h"
#include "pipeline/core/origin.h"
#include "pipeline/core/reject.h"

struct postgres;

/* Texts are borrowed. */
struct dead_letter {
	enum reject_code code;
	const char *stage;
	struct str pointer;   /* RFC 6901, into the raw record */
	struct origin origin; /* source, coordinates, and when the record was received */
	uint32_t nth;         /* which statement of its record it was, from 0 */
};

/* The JSON text for the topic: {"code","stage","pointer","source","topic","partition","offset"}. */
void dead_letter_write(struct buf *, const struct dead_letter *);

/* The key for the topic: "topic/partition/offset", so that one record's letters stay in one partition. */
void dead_letter_key(struct buf *, const struct dead_letter *);

/* Inserts them all with one statement; those that stand there already are passed over. */
bool dead_letter_insert(
    struct postgres *, int16_t tenant, const struct dead_letter *, size_t count, struct error *);

#endif
