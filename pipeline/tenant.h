/* Tenants and the writer's session. */
#ifndef LRSTREAM_TENANT_H
#define LRSTREAM_TENANT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

struct postgres;

/* Prepares a connection for a worker: generic plans, index nested loops in array order (which is also the lock order),
 * no JIT, a short deadlock timeout where the role may set it, and an end to transactions that nobody goes on with. A query over arrays should keep the tenant inside its
 * subquery (the store's find_statements shows how), so that its plan cannot begin with the table. */
bool session_for_writing(struct postgres *, struct error *);

/* Makes sure that the tenant has a row, and gets its id. Outside a transaction it commits at once. */
bool tenant_ensure(struct postgres *, struct str name, int16_t *id, struct error *);

#endif
