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

#include <emmintrin.h>

struct bytes64 {
	__m128i part[4];
};

static inline struct bytes64
bytes64_load(const char *at)
{
	struct bytes64 b;

	for (int i = 0; i < 4; i++)
		b.part[i] = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i));
	return b;
}

/* The same with capitals of ASCII as small letters; some other characters change too. */
static inline struct bytes64
bytes64_lower(struct bytes64 b)
{
	for (int i = 0; i < 4; i++)
		b.part[i] = _mm_or_si128(b.part[i], _mm_set1_epi8(0x20));
	return b;
}

/* Which bytes are from `low` to `high`, both below 128. */
static inline uint64_t
bytes64_within(struct bytes64 b, char low, char high)
{
	uint64_t bits = 0;

	for (int i = 0; i < 4; i++) {
		__m128i reach = _mm_cmpgt_epi8(b.part[i], _mm_set1_epi8((char)(low - 1)));
		__m128i exceed = _mm_cmpgt_epi8(b.part[i], _mm_set1_epi8(high));

		bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_andnot_si128(exceed, reach)) << 16 * i;
	}
	return bits;
}

/* Which bytes are this one, below 128. */
static inline uint64_t
bytes64_are(struct bytes64 b, char byte)
{
	uint64_t bits = 0;

	for (int i = 0; i < 4; i++) {
		__m128i equal = _mm_cmpeq_epi8(b.part[i], _mm_set1_epi8(byte));

		bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(equal) << 16 * i;
	}
	return bits;
}

/* Which bytes begin a character beyond ASCII: from 0xC0 on. */
static inline uint64_t
bytes64_leads(struct bytes64 b)
{
	uint64_t bits = 0;

	for (int i = 0; i < 4; i++) {
		__m128i lead = _mm_and_si128(b.part[i], _mm_add_epi8(b.part[i], b.part[i]));

		bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(lead) << 16 * i;
	}
	return bits;
}

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
