/* Rows found by key; see rowset.h. Open addressing with linear steps over indexes, so that rows may move. */
#include "stages/indicators/fold/rowset.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_AT_FIRST = 16, SLOTS_PER_ROW = 2 }; /* both powers of two */

static void *
grown(void *old, size_t size)
{
	void *new = realloc(old, size);

	if (!new)
		abort();
	return new;
}

static size_t
home_slot(const struct rowset *s, struct row_key key)
{
	/* Keys are hashes or days: a multiplication spreads both. */
	uint64_t mixed = (key.a ^ (key.b * UINT64_C(0x9e3779b97f4a7c15))) * UINT64_C(0xd6e8feb86659fd93);

	return (size_t)(mixed >> 32) & (s->capacity * SLOTS_PER_ROW - 1);
}

/* The slot that holds the key, or the free one where it belongs. */
static size_t
find_slot(const struct rowset *s, struct row_key key)
{
	size_t at = home_slot(s, key);

	while (s->slots[at] && row_key_order(rowset_row(s, s->slots[at] - 1), &key) != 0)
		at = (at + 1) & (s->capacity * SLOTS_PER_ROW - 1);
	return at;
}

/* Starts small again after each clear: most learners have few rows, and clearing the slots of the largest one each
 * time would cost more than filling them anew. */
static void
grow(struct rowset *s)
{
	s->capacity = s->capacity ? 2 * s->capacity : ROWS_AT_FIRST;
	if (s->capacity > s->allocated) {
		s->allocated = s->capacity;
		s->rows = grown(s->rows, s->allocated * s->width);
		s->slots = grown(s->slots, s->allocated * SLOTS_PER_ROW * sizeof(*s->slots));
	}
	memset(s->slots, 0, s->capacity * SLOTS_PER_ROW * sizeof(*s->slots));
	for (size_t i = 0; i < s->count; i++)
		s->slots[find_slot(s, *(struct row_key *)rowset_row(s, i))] = (uint32_t)i + 1;
}

void *
rowset_at(struct rowset *s, struct row_key key)
{
	size_t slot;
	char *row;

	if (s->count == s->capacity)
		grow(s);
	slot = find_slot(s, key);
	if (s->slots[slot])
		return rowset_row(s, s->slots[slot] - 1);
	s->slots[slot] = (uint32_t)++s->count;
	row = rowset_row(s, s->count - 1);
	memset(row, 0, s->width);
	memcpy(row, &key, sizeof(key));
	return row;
}

void *
rowset_find(const struct rowset *s, struct row_key key)
{
	uint32_t index = s->capacity ? s->slots[find_slot(s, key)] : 0;

	return index ? rowset_row(s, index - 1) : NULL;
}

void
rowset_copy(struct rowset *s, const struct rowset *from)
{
	for (size_t i = 0; i < from->count; i++) {
		const void *row = rowset_row(from, i);

		memcpy(rowset_at(s, *(const struct row_key *)row), row, s->width);
	}
}

bool
rowset_same(const struct rowset *s, const void *row, const void *other)
{
	return memcmp(row, other, s->compared ? s->compared : s->width) == 0;
}

int
row_key_order(const void *left, const void *right)
{
	const struct row_key *x = left, *y = right;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

void
rowset_sort(struct rowset *s)
{
	if (s->count > 1)
		qsort(s->rows, s->count, s->width, row_key_order);
}

void
rowset_clear(struct rowset *s)
{
	s->count = s->capacity = 0;
}

void
rowset_free(struct rowset *s)
{
	free(s->rows);
	free(s->slots);
	*s = (struct rowset){.width = s->width, .compared = s->compared};
}
