/* People who were erased, seen from one worker: whose statements are dropped, and whom others no longer name.
 *
 * The list is read in the transaction, when the tenant has an erasure that this worker has not seen: whoever erases
 * waits for the transactions of writers, and they for the erasure. While nobody was ever erased, nothing is asked.
 */
#ifndef LRSTREAM_STORE_ERASED_H
#define LRSTREAM_STORE_ERASED_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/error.h"

struct postgres;

/* Ready when zeroed. */
struct erased {
	int64_t number;  /* of the erasure that the list was read after */
	int16_t tenant;  /* whose it is */
	uint8_t *people; /* a table of pseudonyms, 16 bytes each; its free places hold zeros */
	uint32_t mask;   /* its places, less one */
	uint32_t count;
};

/* Reads the list unless it is that of this erasure. */
bool erased_read(struct erased *, struct postgres *, int16_t tenant, int64_t number, struct error *);

bool erased_has(const struct erased *, const uint8_t pseudonym[16]);

/* Replaces each pseudonym of the list in the JSON text that starts at byte `from` of the buffer with ERASED_NAME, in
 * place; returns how many. Where a UUID must stand, as the value of "id" or "registration", one stays. */
uint64_t erased_in_json(const struct erased *, struct buf *, size_t from);

void erased_free(struct erased *);

#endif
