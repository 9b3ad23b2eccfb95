/* A dictionary table, seen from one worker: which keys are known to be there, and which must be inserted first.
 *
 * Keys are 64-bit hashes of texts, so that no reply is needed to use one. What is noted during a batch counts as known
 * once the batch is committed; if it is rolled back, or more is known than is worth remembering, everything is
 * forgotten: inserting a text again costs a look, and changes nothing.
 */
#ifndef LRSTREAM_DICTIONARY_H
#define LRSTREAM_DICTIONARY_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"
#include "pipeline/io/pgbinary.h"

struct postgres;

struct dictionary_entry {
	uint64_t key;
	struct str text;
};

/* Ready when zeroed, but for the first two members. */
struct dictionary {
	const char *name; /* of the prepared statement */
	const char *sql;  /* inserts unnest($1 keys, $2 texts) where they are missing */

	uint64_t *known; /* a table of keys; 0 is a free place */
	size_t capacity, count;
	struct dictionary_entry *fresh; /* noted and not written yet */
	size_t fresh_count, fresh_capacity;
	struct params params;
};

/* The key of a text, which is borrowed until dictionary_write. */
uint64_t dictionary_note(struct dictionary *, struct str text);

/* Inserts what was noted and is not known, in the order of the keys, which is the order in which workers lock. */
bool dictionary_write(struct dictionary *, struct postgres *, struct error *);

void dictionary_settled(struct dictionary *, bool committed);
void dictionary_free(struct dictionary *);

#endif
