/* Sixty-four bytes of a text looked at together: a bit for each, the first in bit 0.
 *
 * With the vector instructions that every x86-64 has, and eight bytes at a time elsewhere; both give the same bits.
 */
#ifndef LRSTREAM_BYTES64_H
#define LRSTREAM_BYTES64_H

#include <stddef.h>
#include <string.h>

#include "pipeline/core/bytes8.h"

enum { BYTES64 = 64 };

#if defined(__SSE2__)

#include "pipeline/core/bytes64_sse2.h"

#else

struct bytes64 {
	uint64_t part[8];
};

static inline struct bytes64
bytes64_load(const char *at)
{
	struct bytes64 b;

	for (int i = 0; i < 8; i++)
		b.part[i] = bytes8_load(at + 8 * i);
	return b;
}

static inline struct bytes64
bytes64_lower(struct bytes64 b)
{
	for (int i = 0; i < 8; i++)
		b.part[i] |= 0x2020202020202020u;
	return b;
}

static inline uint64_t
bytes64_within(struct bytes64 b, char low, char high)
{
	uint64_t bits = 0;

	for (int i = 0; i < 8; i++)
		bits |= bytes8_bits(bytes8_within(b.part[i], (uint64_t)low, (uint64_t)high)) << 8 * i;
	return bits;
}

static inline uint64_t
bytes64_leads(struct bytes64 b)
{
	uint64_t bits = 0;

	for (int i = 0; i < 8; i++)
		bits |= bytes8_bits(b.part[i] & b.part[i] << 1) << 8 * i;
	return bits;
}

static inline uint64_t
bytes64_are(struct bytes64 b, char byte)
{
	return bytes64_within(b, byte, byte);
}

#endif

/* Those from byte `at` of a text on, zeros behind its end. */
static inline struct bytes64
bytes64_load_from(const char *text, size_t len, size_t at)
{
	char last[BYTES64] = {0};

	if (at < len && len - at >= BYTES64)
		return bytes64_load(text + at);
	if (at < len)
		memcpy(last, text + at, len - at);
	return bytes64_load(last);
}

#endif
