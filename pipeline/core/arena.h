/* One arena a batch: memory is taken, never given back piece by piece.
 *
 * Everything a batch needs (trees, texts, statements) comes from its arena and goes with it in one reset, so that no
 * stage frees anything and nothing leaks. Blocks are kept over a reset up to a bound, so that a quiet pipeline does
 * not hold the memory of its busiest hour. Running out of memory aborts: offsets are not committed, the batch
 * replays. Not thread-safe; each worker owns its own.
 */
#ifndef LRSTREAM_ARENA_H
#define LRSTREAM_ARENA_H

#include "pipeline/core/str.h"

struct arena;

struct arena *arena_open(void);

/* `size` bytes, aligned for any type, not cleared. Valid until the next reset. Never NULL. */
void *arena_take(struct arena *, size_t size);

/* The same, cleared to zero. */
void *arena_zero(struct arena *, size_t size);

/* A copy of s that lives as long as the arena's content. */
struct str arena_copy(struct arena *, struct str s);

/* Formatted text, ended by a NUL that is not counted. */
struct str arena_format(struct arena *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes taken since the last reset. */
size_t arena_used(const struct arena *);

/* Forgets everything taken; keeps blocks for the next batch, up to a few megabytes. */
void arena_reset(struct arena *);

void arena_close(struct arena *);

#endif
