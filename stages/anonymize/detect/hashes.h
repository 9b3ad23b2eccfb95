/* Hashes of identifiers: no protection, since whoever has a list of addresses has their hashes.
 *
 * What is known of an event's people and what was found in its texts is kept here for a while; a run of hexadecimal
 * digits is compared with MD5, SHA-1, SHA-256 and SHA-512 of each, as it is and in small letters, with and without
 * mailto:. A hash is computed when a run of its length first comes by, and kept with the value.
 */
#ifndef LRSTREAM_HASHES_H
#define LRSTREAM_HASHES_H

#include <stdbool.h>

#include "pipeline/core/str.h"

struct pii;
struct hashes;

struct hashes *hashes_open(void);

/* A value, and the class of its hashes; copied. What is longer than an address is passed over. */
void hashes_add(struct hashes *, struct str value, const struct pii *);

/* True if so many hexadecimal digits may be a hash. */
bool hashes_length(size_t digits);

/* The class of the value whose hash this is; NULL if there is none. `hex` is of either case. */
const struct pii *hashes_find(struct hashes *, struct str hex);

/* Before each text; and true if since then a value was added after a hash was looked for in vain. */
void hashes_watch(struct hashes *);
bool hashes_grown(const struct hashes *);

void hashes_clear(struct hashes *);
void hashes_close(struct hashes *);

#endif
