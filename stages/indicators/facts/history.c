/* A learner's facts as they are kept; see history.h. */
#include "stages/indicators/facts/history.h"

#include <assert.h>
#include <stdlib.h>

static void *
grown(void *old, size_t count, size_t width)
{
	void *new = realloc(old, count * width);

	if (!new)
		abort();
	return new;
}

static struct fact *
next_fact(struct history *h)
{
	if (h->count == h->capacity) {
		h->capacity = h->capacity ? 2 * h->capacity : 256;
		h->facts = grown(h->facts, h->capacity, sizeof(*h->facts));
	}
	return &h->facts[h->count];
}

/* Room for one more chunk, and for the place where the recent facts begin. */
static void
make_chunk_room(struct history *h)
{
	if (h->chunks + 1 >= h->chunk_capacity) {
		h->chunk_capacity = h->chunk_capacity ? 2 * h->chunk_capacity : 16;
		h->starts = grown(h->starts, h->chunk_capacity, sizeof(*h->starts));
		h->rewritten = grown(h->rewritten, h->chunk_capacity, sizeof(*h->rewritten));
	}
}

void
history_clear(struct history *h)
{
	h->count = h->chunks = 0;
	make_chunk_room(h);
	h->starts[0] = 0;
}

static bool
read_facts(struct history *h, struct str events)
{
	while (events.len) {
		size_t len = fact_unpack(events, next_fact(h));

		if (len == 0)
			return false;
		h->count++;
		events = str_from(events, len);
	}
	return true;
}

bool
history_read_chunk(struct history *h, struct str events)
{
	make_chunk_room(h);
	h->rewritten[h->chunks++] = false;
	if (!read_facts(h, events))
		return false;
	h->starts[h->chunks] = h->count;
	return true;
}

bool
history_read_recent(struct history *h, struct str events)
{
	return read_facts(h, events);
}

bool
history_void(struct history *h, size_t index)
{
	size_t low = 0, high = h->chunks;

	if (fact_is(&h->facts[index], FACT_VOIDED))
		return false;
	h->facts[index].flags |= FACT_VOIDED;
	/* The last chunk that starts at or before it; `chunks` stands for the recent ones. */
	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;

		if (h->starts[middle] <= index)
			low = middle;
		else
			high = middle - 1;
	}
	if (low < h->chunks)
		h->rewritten[low] = true;
	return true;
}

void
history_add(struct history *h, const struct fact *f)
{
	*next_fact(h) = *f;
	h->count++;
}

static void
put_chunk(struct history_bytes *out, struct arena *arena, size_t seq, struct str events)
{
	out->chunks[out->chunk_count++] = (struct chunk){(int32_t)seq, arena_copy(arena, events)};
}

static void
rewrite_chunk(struct history *h, struct arena *arena, size_t seq, struct history_bytes *out)
{
	buf_clear(&h->bytes);
	for (size_t i = h->starts[seq]; i < h->starts[seq + 1]; i++)
		fact_pack(&h->bytes, &h->facts[i]);
	put_chunk(out, arena, seq, buf_view(&h->bytes));
}

/* Packs facts behind the bytes there are: into new chunks as often as one is full, the rest stays recent. */
static void
write_recent(
    struct history *h, struct arena *arena, const struct fact *facts, size_t count, struct history_bytes *out)
{
	size_t start = 0;

	for (size_t i = 0; i < count; i++) {
		size_t before = h->bytes.len;

		fact_pack(&h->bytes, &facts[i]);
		if (h->bytes.len - start > CHUNK_MOST && before > start) {
			put_chunk(out, arena, out->chunks_in_all++,
			    (struct str){h->bytes.at + start, before - start});
			start = before;
		}
	}
	if (h->bytes.len - start > RECENT_MOST) {
		put_chunk(out, arena, out->chunks_in_all++, str_from(buf_view(&h->bytes), start));
		start = h->bytes.len;
	}
	out->recent = arena_copy(arena, str_from(buf_view(&h->bytes), start));
}

struct history_bytes
history_write(struct history *h, struct arena *arena)
{
	struct history_bytes out = {.chunks_in_all = h->chunks};
	size_t most = 1 + h->count - h->starts[h->chunks]; /* a large fact has a chunk of its own */

	for (size_t i = 0; i < h->chunks; i++)
		most += h->rewritten[i];
	out.chunks = arena_take(arena, most * sizeof(*out.chunks));
	for (size_t i = 0; i < h->chunks; i++)
		if (h->rewritten[i])
			rewrite_chunk(h, arena, i, &out);
	buf_clear(&h->bytes);
	write_recent(h, arena, h->facts + h->starts[h->chunks], h->count - h->starts[h->chunks], &out);
	assert(out.chunk_count <= most);
	return out;
}

struct history_bytes
history_append(struct history *h, size_t chunks, struct str recent, const struct fact *facts, size_t count,
    struct arena *arena)
{
	struct history_bytes out = {.chunks_in_all = chunks};

	out.chunks = arena_take(arena, (1 + count) * sizeof(*out.chunks));
	buf_clear(&h->bytes);
	buf_str(&h->bytes, recent);
	write_recent(h, arena, facts, count, &out);
	return out;
}

void
history_free(struct history *h)
{
	free(h->facts);
	free(h->starts);
	free(h->rewritten);
	buf_free(&h->bytes);
	*h = (struct history){0};
}
