/* Numbers and bytes, packed: what facts and the state of folds are kept as.
 *
 * A number is a variable-length integer: seven bits a byte, lowest first, the sign folded into the lowest bit. Reading
 * fails for good at the first byte that is missing; who reads asks once, at the end.
 */
#ifndef LRSTREAM_INDICATORS_PACKING_H
#define LRSTREAM_INDICATORS_PACKING_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/str.h"

enum { PACKED_NUMBER_MOST = 10 };

void pack_number(struct buf *, int64_t);

struct unpacking {
	struct str rest;
	bool bad;
};

/* The next `len` bytes, borrowed; NULL if there are fewer. */
const uint8_t *unpack_bytes(struct unpacking *, size_t len);

/* The next number; 0 if there is none. */
int64_t unpack_number(struct unpacking *);

#endif
