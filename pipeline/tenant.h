/* Tenants and the writer's session. */
#ifndef LRSTREAM_TENANT_H
#define LRSTREAM_TENANT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

struct postgres;

/* Prepares a connection for a worker: generic plans, index nested loops in array order (which is also the lock order),
 * no JIT, a short deadlock timeout where the role may set it, and an end to transactions that nobody goes on with. A
 * query over arrays should keep the tenant inside its subquery (the store's find_statements shows how), so that its
 * plan cannot begin with the table. */
bool session_for_writing(struct postgres *, struct error *);

/* Makes sure that the tenant has a row, and gets its id. Outside a transaction it commits at once. */
bool tenant_ensure(struct postgres *, struct str name, int16_t *id, struct error *);

/* Gets the id of a tenant that has a row; a usage error if it has none. */
bool tenant_find(struct postgres *, struct str name, int16_t *id, struct error *);

/* ---- who writes, and who takes away ----
 *
 * Writers share the tenant for the length of a transaction; who erases people, re-keys or recomputes takes it alone.
 * Both wait for each other. To be called first in a transaction: what it waited for shows to the statements after it. */

/* Takes the tenant alone. */
bool tenant_take(struct postgres *, int16_t tenant, struct error *);

/* Shares it, if the key that pseudonyms are made with is still the tenant's; *erasures gets the number of the last
 * erasure. The error of another key is a usage error. */
bool tenant_share(struct postgres *, int16_t tenant, struct str key_id, int64_t *erasures, struct error *);

/* Makes sure that the key is the tenant's: records it if there is none yet, unless `look_only`. */
bool tenant_use_key(struct postgres *, int16_t tenant, struct str key_id, bool look_only, struct error *);

#endif
