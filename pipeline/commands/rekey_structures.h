/* Course structures under a new key: they name activities as statements do, and an IRI may hold a pseudonym. */
#ifndef LRSTREAM_REKEY_STRUCTURES_H
#define LRSTREAM_REKEY_STRUCTURES_H

#include "pipeline/io/postgres.h"
#include "stages/anonymize/rekey.h"

/* Changes the tenant's structures, inside the transaction of the re-keying. *old gets the keys of the IRIs that were replaced,
 * as the parameter of a query, an array of bigint. */
bool rekey_structures(
    struct postgres *, int16_t tenant, const struct rekeyer *, struct params *old, struct error *);

#endif
