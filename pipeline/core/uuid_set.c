/* See uuid_set.h. */
#include "pipeline/core/uuid_set.h"

#include <stdlib.h>
#include <string.h>

enum { UUID_BYTES = 16, ROOM_LEAST = 8 };

/* There is room for as many as the next power of two says. */
void
uuid_set_add(struct arena *arena, struct uuid_set *s, const uint8_t id[16])
{
	bool full = s->count == 0 || (s->count >= ROOM_LEAST && (s->count & (s->count - 1)) == 0);

	if (full) {
		uint32_t room = s->count < ROOM_LEAST ? ROOM_LEAST : 2 * s->count;
		uint8_t(*ids)[UUID_BYTES] = arena_take(arena, (size_t)room * UUID_BYTES);

		if (s->count)
			memcpy(ids, s->ids, (size_t)s->count * UUID_BYTES);
		s->ids = ids;
	}
	memcpy(s->ids[s->count++], id, UUID_BYTES);
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, UUID_BYTES);
}

void
uuid_set_sort(struct uuid_set *s)
{
	if (s->count > 1)
		qsort(s->ids, s->count, UUID_BYTES, compare);
}

bool
uuid_set_has(const struct uuid_set *s, const uint8_t id[16])
{
	return s->count && bsearch(id, s->ids, s->count, UUID_BYTES, compare);
}
