/* U+0000 cannot stand in PostgreSQL's text or jsonb: U+FFFD, the replacement character, stands in its place. */
#ifndef LRSTREAM_REPLACEMENT_H
#define LRSTREAM_REPLACEMENT_H

#include <stdint.h>

#include "pipeline/core/buf.h"

/* Replaces each \u0000 in the JSON text that starts at byte `from` of the buffer, in place; returns how many. */
uint64_t replacement_in_json(struct buf *, size_t from);

/* The text itself, or a copy in `room` (cleared) in which each NUL was replaced. */
struct str replacement_in_text(struct buf *room, struct str text);

#endif
