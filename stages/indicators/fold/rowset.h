/* Rows found by a key of two numbers, made when first asked for.
 *
 * The fold gathers its results in such sets, and so do the sums over learners. A row is any struct that begins with a
 * struct row_key. Rows stand in one array in the order of their making; sorting ends the finding until the next clear.
 * The owner clears a set and uses it again; its memory stays.
 */
#ifndef LRSTREAM_INDICATORS_ROWSET_H
#define LRSTREAM_INDICATORS_ROWSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row_key {
	uint64_t a, b;
};

struct rowset {
	size_t width;    /* bytes of a row: set once, before the first use */
	size_t compared; /* bytes that tell rows apart, 0: all; what stands behind them goes along */
	char *rows;
	size_t count, capacity; /* capacity: rows that the slots in use can find */
	uint32_t *slots;  /* in use: SLOTS_PER_ROW for each of capacity; 0: free, else the row's index + 1 */
	size_t allocated; /* rows there is memory for */
};

/* The row of this key; a new one is zero but for its key. Valid until the next rowset_at. */
void *rowset_at(struct rowset *, struct row_key);

/* The row of this key, NULL if there is none. */
void *rowset_find(const struct rowset *, struct row_key);

/* Adds the rows of another set of the same width, in their order; what they borrow stays borrowed. */
void rowset_copy(struct rowset *, const struct rowset *from);

/* True if two rows of one key say the same. */
bool rowset_same(const struct rowset *, const void *row, const void *other);

/* Orders the rows by key, both parts as unsigned numbers. */
void rowset_sort(struct rowset *);

void rowset_clear(struct rowset *);
void rowset_free(struct rowset *);

int row_key_order(const void *a, const void *b);

static inline void *
rowset_row(const struct rowset *s, size_t index)
{
	return s->rows + index * s->width;
}

#endif
