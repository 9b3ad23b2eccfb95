/* Ids of statements: from the source's own identity of the event, never from topic, offset or clock. */
#ifndef LRSTREAM_CONVERT_ID_H
#define LRSTREAM_CONVERT_ID_H

#include <stdint.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/buf.h"
#include "pipeline/core/json.h"

/* The namespace of a source: uuid5 (RFC 9562) of "urn:lrstream:source:NAME" in the namespace for URLs. */
void id_space(struct str source, uint8_t out[16]);

/* uuid5 in `space` over the canonical text of a list. `scratch` is overwritten. */
void id_make(
    struct arena *, struct buf *scratch, const uint8_t space[16], const struct json *parts, uint8_t out[16]);

/* Canonical JSON: no white space, keys sorted by their bytes, numbers by value (1, 1.0 and 10e-1 are one). */
void canonical_write(struct arena *, struct buf *, const struct json *);

#endif
