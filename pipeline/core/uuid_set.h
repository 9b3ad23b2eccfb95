/* A set of UUIDs: filled, sorted, and asked from then on. It lives in an arena and is never freed. */
#ifndef LRSTREAM_UUID_SET_H
#define LRSTREAM_UUID_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/arena.h"

/* Empty when zero-initialised. A copy of it shares the ids. */
struct uuid_set {
	uint8_t (*ids)[16];
	uint32_t count;
};

void uuid_set_add(struct arena *, struct uuid_set *, const uint8_t id[16]);

/* To be called behind the last uuid_set_add. */
void uuid_set_sort(struct uuid_set *);

bool uuid_set_has(const struct uuid_set *, const uint8_t id[16]);

#endif
