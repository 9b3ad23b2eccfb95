/* See more.h. */
#include "stages/indicators/facts/more.h"

void
more_put(struct buf *b, enum more_field field, const int64_t *numbers, size_t count)
{
	pack_number(b, field);
	pack_number(b, (int64_t)count);
	for (size_t i = 0; i < count; i++)
		pack_number(b, numbers[i]);
}

bool
more_next(struct more *m, int64_t *out)
{
	if (m->count == 0)
		return false;
	m->count--;
	*out = unpack_number(&m->bytes);
	return !m->bytes.bad;
}

bool
more_find(struct str bytes, enum more_field wanted, struct more *out)
{
	int64_t ignored;

	*out = (struct more){.bytes = {.rest = bytes}};
	while (out->bytes.rest.len && !out->bytes.bad) {
		int64_t field = unpack_number(&out->bytes);

		out->count = (size_t)unpack_number(&out->bytes);
		if (out->bytes.bad)
			break;
		if (field == (int64_t)wanted)
			return true;
		while (more_next(out, &ignored))
			continue;
	}
	return false;
}
