/* Reading the rows that folds go on from: of all learners of a batch in one query a table. */
#ifndef LRSTREAM_INDICATORS_LOAD_H
#define LRSTREAM_INDICATORS_LOAD_H

#include "stages/indicators/tables/tables.h"

/* A row that is asked for: of which learner, and as much of its key as is asked by. */
struct request {
	size_t learner; /* its number in the batch */
	struct row_key key;
};

struct request_list {
	struct request *at;
	size_t count, capacity;
};

/* A row that was read. */
struct loaded {
	size_t learner;
	struct row_key key;
	const struct rows *rows;
	int row;
};

struct load_table {
	struct request_list asked;
	struct rows *found;
	struct loaded *loaded; /* what it holds, sorted by learner and key */
	size_t count, capacity, next;
	const uint8_t **tids; /* of loaded */
};

struct load {
	struct load_table tables[LEARNER_TABLES];
	struct params params;
};

/* Forgets all requests and rows. */
void load_clear(struct load *);

/* Asks for what going on with these facts needs. Learners are asked for in the order of their numbers. */
void load_ask(struct load *, size_t learner, const struct fold_rules *, const struct line_end *,
    const struct fact *facts, size_t count);

bool load_read(struct load *, const uint8_t *const *learners, struct postgres *, const struct table_sql *,
    int16_t tenant, struct error *);

/* Fills the sets with the rows of this learner, and says where they stand; both borrow from the load. Learners are taken
 * in the order of their numbers, each once. */
void load_take(struct load *, size_t learner, struct contributions *, struct row_places *);

void load_free(struct load *);

#endif
