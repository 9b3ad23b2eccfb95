/* A growing run of bytes: what writers write to.
 *
 * The owner clears it and uses it again; its memory stays. Running out of memory aborts, so that no writer needs to
 * ask after each byte.
 */
#ifndef LRSTREAM_BUF_H
#define LRSTREAM_BUF_H

#include <stdint.h>

#include "pipeline/core/str.h"

struct buf {
	char *at;
	size_t len;
	size_t capacity;
};

/* The slow path of buf_room. */
void buf_grow(struct buf *, size_t more);

/* Makes room for `more` bytes beyond len and returns where they start; len is unchanged. */
static inline char *
buf_room(struct buf *b, size_t more)
{
	if (more > b->capacity - b->len)
		buf_grow(b, more);
	return b->at + b->len;
}

void buf_format(struct buf *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Frees the bytes and leaves an empty buffer that may be used again. */
void buf_free(struct buf *);

static inline void
buf_put(struct buf *b, const void *bytes, size_t len)
{
	if (len) {
		memcpy(buf_room(b, len), bytes, len);
		b->len += len;
	}
}

static inline void
buf_str(struct buf *b, struct str s)
{
	buf_put(b, s.at, s.len);
}

static inline void
buf_char(struct buf *b, char c)
{
	*buf_room(b, 1) = c;
	b->len++;
}

static inline void
buf_clear(struct buf *b)
{
	b->len = 0;
}

static inline struct str
buf_view(const struct buf *b)
{
	return (struct str){b->at, b->len};
}

#endif
