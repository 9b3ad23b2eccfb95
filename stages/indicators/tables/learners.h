/* The learners that a batch touches, as they are stored: their states, and the facts of those who need them. */
#ifndef LRSTREAM_INDICATORS_LEARNERS_H
#define LRSTREAM_INDICATORS_LEARNERS_H

#include "pipeline/io/postgres.h"
#include "stages/indicators/tables/changes.h"

/* A learner's stored state; what it points at lives as long as the rows it was read from. */
struct stored_state {
	const uint8_t *tid; /* NULL: there is none */
	struct state_row row;
};

/* Some learners, sorted by their 16 bytes, and a state for each. */
struct learners {
	const uint8_t **ids;
	struct stored_state *states;
	size_t count;
	struct rows *rows;
};

/* Fills in the states. `lock`: each is held until the transaction ends; with `make` those who have none get one. */
bool learners_read(struct postgres *, int16_t tenant, struct learners *, struct error *);
bool learners_lock(struct postgres *, int16_t tenant, struct learners *, bool make, struct error *);
void learners_free(struct learners *);

/* The chunks of some learners, to be gone through in the order in which these were given. */
struct chunks {
	struct rows *rows;
	int next;
};

bool chunks_read(struct postgres *, int16_t tenant, const uint8_t *const *learners, size_t count,
    struct chunks *, struct error *);

/* Fills the history with the facts of the n-th of these learners, from 0. False if they are not what the state says. */
bool chunks_history(struct chunks *, size_t n, const struct stored_state *, struct history *);
void chunks_free(struct chunks *);

#endif
