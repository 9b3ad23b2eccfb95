/* Doubling growth; see buf.h. */
#include "pipeline/core/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
buf_grow(struct buf *b, size_t more)
{
	size_t capacity = b->capacity ? b->capacity : 256;

	while (capacity - b->len < more)
		capacity *= 2;
	b->at = realloc(b->at, capacity);
	if (!b->at) {
		fputs("lrstream: out of memory\n", stderr);
		abort();
	}
	b->capacity = capacity;
}

void
buf_format(struct buf *b, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		abort();
	va_start(args, format);
	vsnprintf(buf_room(b, (size_t)len + 1), (size_t)len + 1, format, args);
	va_end(args);
	b->len += (size_t)len;
}

void
buf_free(struct buf *b)
{
	free(b->at);
	*b = (struct buf){0};
}
