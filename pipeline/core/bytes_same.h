/* Whether two texts of one length are the same: without a call if they are short, as most keys are. */
#ifndef LRSTREAM_BYTES_SAME_H
#define LRSTREAM_BYTES_SAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline bool
bytes_same_8(const char *a, const char *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x == y;
}

static inline bool
bytes_same_4(const char *a, const char *b)
{
	uint32_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x == y;
}

/* The words at both ends overlap where there are fewer bytes than two of them have. */
static inline bool
bytes_same(const char *a, const char *b, size_t len)
{
	if (len > 16)
		return memcmp(a, b, len) == 0;
	if (len >= 8)
		return bytes_same_8(a, b) && bytes_same_8(a + len - 8, b + len - 8);
	if (len >= 4)
		return bytes_same_4(a, b) && bytes_same_4(a + len - 4, b + len - 4);
	return len == 0 || (a[0] == b[0] && a[len / 2] == b[len / 2] && a[len - 1] == b[len - 1]);
}

#endif
