/* What courses consist of, between the tables and the fold: written when a record says so, loaded by each worker.
 *
 * Changes of a tenant's structures are numbered, each by a transaction that has taken the tenant alone (tenant.h), so a
 * worker that shares the tenant knows by one number whether what it has loaded is what is stored, and loads what
 * changed since.
 */
#ifndef LRSTREAM_INDICATORS_STRUCTURES_H
#define LRSTREAM_INDICATORS_STRUCTURES_H

#include "pipeline/core/arena.h"
#include "pipeline/io/postgres.h"
#include "stages/indicators/fold/structure.h"

/* Ready when zeroed: nothing is loaded. */
struct loaded_structures {
	struct structures now;     /* for the fold */
	struct structure *courses; /* the same; each lives in the arena beside it */
	struct arena **arenas;
	size_t capacity;
	int64_t number; /* of the last change that is in it */

	struct arena **retired; /* of what the last refresh replaced */
	size_t retired_count, retired_capacity;
};

/* Loads what is stored, up to the change with this number. What it replaces stays valid until the next refresh. False
 * with the world's error. */
bool structures_refresh(
    struct loaded_structures *, struct postgres *, int16_t tenant, int64_t number, struct error *);

/* The number of the tenant's last change, 0 if there was none. */
bool structures_number(struct postgres *, int16_t tenant, int64_t *number, struct error *);

/* Courses by their hashes. */
struct course_list {
	uint64_t *at;
	size_t count;
};

/* Writes the records of a batch, one after the other, unless they say what is stored; *changed, in the arena, gets the
 * courses that were written. The tenant must have been taken alone. */
bool structures_write(struct postgres *, int16_t tenant, const struct course_structure *first, struct arena *,
    struct course_list *changed, struct error *);

/* Forgets what is loaded: a transaction that was rolled back may have been where it came from. */
void structures_forget(struct loaded_structures *);

#endif
