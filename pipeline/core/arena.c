/* A list of blocks, filled front to back; see arena.h. A request larger than a block gets a block of its own. */
#include "pipeline/core/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_BYTES = 256 * 1024, KEPT_BYTES = 8 * 1024 * 1024 };

struct block {
	struct block *next;
	size_t size;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *first;
	struct block *current;
	size_t filled; /* of the current block */
	size_t used;
};

static struct block *
block_open(size_t size)
{
	struct block *b = malloc(sizeof(*b) + size);

	if (!b) {
		fputs("lrstream: out of memory\n", stderr);
		abort();
	}
	b->next = NULL;
	b->size = size;
	return b;
}

struct arena *
arena_open(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		abort();
	a->first = a->current = block_open(BLOCK_BYTES);
	return a;
}

/* Moves on to a block that can hold `size`: a kept one if it fits, else a new one put in its place. */
static void
next_block(struct arena *a, size_t size)
{
	struct block *next = a->current->next;

	if (!next || next->size < size) {
		struct block *fresh = block_open(size > BLOCK_BYTES ? size : BLOCK_BYTES);

		fresh->next = next;
		a->current->next = fresh;
		next = fresh;
	}
	a->current = next;
	a->filled = 0;
}

void *
arena_take(struct arena *a, size_t size)
{
	void *taken;

	size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	if (size > a->current->size - a->filled)
		next_block(a, size);
	taken = a->current->bytes + a->filled;
	a->filled += size;
	a->used += size;
	return taken;
}

void *
arena_zero(struct arena *a, size_t size)
{
	return memset(arena_take(a, size), 0, size);
}

struct str
arena_copy(struct arena *a, struct str s)
{
	char *copy = arena_take(a, s.len + 1);

	if (s.len)
		memcpy(copy, s.at, s.len);
	copy[s.len] = '\0';
	return (struct str){copy, s.len};
}

struct str
arena_format(struct arena *a, const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		abort();
	text = arena_take(a, (size_t)len + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	return (struct str){text, (size_t)len};
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

static void
free_blocks(struct block *b)
{
	while (b) {
		struct block *next = b->next;

		free(b);
		b = next;
	}
}

void
arena_reset(struct arena *a)
{
	struct block *last = a->first;
	size_t kept = last->size;

	while (last->next && kept + last->next->size <= KEPT_BYTES) {
		last = last->next;
		kept += last->size;
	}
	free_blocks(last->next);
	last->next = NULL;
	a->current = a->first;
	a->filled = 0;
	a->used = 0;
}

void
arena_close(struct arena *a)
{
	if (!a)
		return;
	free_blocks(a->first);
	free(a);
}
