/* See dictionary.h. The known keys are an open-addressed table; they are hashes already, so their own low bits say where
 * they stand. */
#include "stages/store/dictionary.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/digest.h"
#include "pipeline/io/postgres.h"
#include "stages/store/replacement.h"

enum { FIRST_CAPACITY = 1024, KNOWN_MOST = 64 * 1024 };

static void *
grown(void *memory, size_t size)
{
	memory = realloc(memory, size);
	if (!memory) {
		fputs("lrstream: out of memory\n", stderr);
		abort();
	}
	return memory;
}

static void
forget(struct dictionary *d)
{
	free(d->known);
	d->known = NULL;
	d->capacity = d->count = 0;
}

/* Where the key stands, or the free place where it belongs. */
static uint64_t *
place_of(const struct dictionary *d, uint64_t key)
{
	size_t i = key & (d->capacity - 1);

	while (d->known[i] && d->known[i] != key)
		i = (i + 1) & (d->capacity - 1);
	return d->known + i;
}

static void
make_room(struct dictionary *d)
{
	struct dictionary old = *d;

	if (d->count * 2 < d->capacity)
		return;
	d->capacity = old.capacity ? old.capacity * 2 : FIRST_CAPACITY;
	d->known = calloc(d->capacity, sizeof(*d->known));
	if (!d->known)
		abort();
	for (size_t i = 0; i < old.capacity; i++)
		if (old.known[i])
			*place_of(d, old.known[i]) = old.known[i];
	free(old.known);
}

static void
add_fresh(struct dictionary *d, uint64_t key, struct str text)
{
	if (d->fresh_count == d->fresh_capacity) {
		d->fresh_capacity = d->fresh_capacity ? d->fresh_capacity * 2 : 64;
		d->fresh = grown(d->fresh, d->fresh_capacity * sizeof(*d->fresh));
	}
	d->fresh[d->fresh_count++] = (struct dictionary_entry){key, text};
}

uint64_t
dictionary_note(struct dictionary *d, struct str text)
{
	uint64_t key = hash64(text);
	uint64_t *place;

	make_room(d);
	place = place_of(d, key);
	if (*place == 0 || *place != key) { /* a key of 0 is never known, and inserted each time */
		*place = key;
		d->count++;
		add_fresh(d, key, text);
	}
	return key;
}

/* As PostgreSQL orders bigints. */
static int
by_key(const void *a, const void *b)
{
	int64_t x = (int64_t)((const struct dictionary_entry *)a)->key;
	int64_t y = (int64_t)((const struct dictionary_entry *)b)->key;

	return (x > y) - (x < y);
}

bool
dictionary_write(struct dictionary *d, struct postgres *db, struct error *err)
{
	struct buf clean = {0};

	if (d->fresh_count == 0)
		return true;
	qsort(d->fresh, d->fresh_count, sizeof(*d->fresh), by_key);
	params_clear(&d->params);
	param_array_begin(&d->params, PG_INT8);
	for (size_t i = 0; i < d->fresh_count; i++)
		param_int8(&d->params, (int64_t)d->fresh[i].key);
	param_array_end(&d->params);
	param_array_begin(&d->params, PG_TEXT);
	for (size_t i = 0; i < d->fresh_count; i++)
		param_text(&d->params, replacement_in_text(&clean, d->fresh[i].text));
	param_array_end(&d->params);
	d->fresh_count = 0;
	buf_free(&clean);
	return postgres_run(db, d->name, d->sql, &d->params, NULL, NULL, err);
}

void
dictionary_settled(struct dictionary *d, bool committed)
{
	d->fresh_count = 0;
	if (!committed || d->count > KNOWN_MOST)
		forget(d);
}

void
dictionary_free(struct dictionary *d)
{
	forget(d);
	free(d->fresh);
	params_free(&d->params);
}
