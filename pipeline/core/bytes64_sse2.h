/* bytes64.h with the vector instructions that every x86-64 has; for it alone to include. */
#ifndef LRSTREAM_BYTES64_SSE2_H
#define LRSTREAM_BYTES64_SSE2_H

#include <stdint.h>

#include <emmintrin.h>

/* Written out four times, since compilers keep short loops at -O2. */
struct bytes64 {
	__m128i part[4];
};

static inline __m128i
bytes64_part(const char *at)
{
	return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static inline struct bytes64
bytes64_load(const char *at)
{
	return (struct bytes64){
	    {bytes64_part(at), bytes64_part(at + 16), bytes64_part(at + 32), bytes64_part(at + 48)}};
}

/* The same with capitals of ASCII as small letters; some other characters change too. */
static inline struct bytes64
bytes64_lower(struct bytes64 b)
{
	__m128i bit = _mm_set1_epi8(0x20);

	return (struct bytes64){{_mm_or_si128(b.part[0], bit), _mm_or_si128(b.part[1], bit),
	    _mm_or_si128(b.part[2], bit), _mm_or_si128(b.part[3], bit)}};
}

/* The high bit of each byte. */
static inline uint64_t
bytes64_bits(__m128i first, __m128i second, __m128i third, __m128i fourth)
{
	uint32_t low = (uint32_t)_mm_movemask_epi8(first) | (uint32_t)_mm_movemask_epi8(second) << 16;
	uint32_t high = (uint32_t)_mm_movemask_epi8(third) | (uint32_t)_mm_movemask_epi8(fourth) << 16;

	return low | (uint64_t)high << 32;
}

static inline __m128i
bytes64_part_within(__m128i part, char low, char high)
{
	__m128i reach = _mm_cmpgt_epi8(part, _mm_set1_epi8((char)(low - 1)));
	__m128i exceed = _mm_cmpgt_epi8(part, _mm_set1_epi8(high));

	return _mm_andnot_si128(exceed, reach);
}

/* Which bytes are from `low` to `high`, both below 128. */
static inline uint64_t
bytes64_within(struct bytes64 b, char low, char high)
{
	return bytes64_bits(bytes64_part_within(b.part[0], low, high),
	    bytes64_part_within(b.part[1], low, high), bytes64_part_within(b.part[2], low, high),
	    bytes64_part_within(b.part[3], low, high));
}

/* Which bytes are this one, below 128. */
static inline uint64_t
bytes64_are(struct bytes64 b, char byte)
{
	__m128i all = _mm_set1_epi8(byte);

	return bytes64_bits(_mm_cmpeq_epi8(b.part[0], all), _mm_cmpeq_epi8(b.part[1], all),
	    _mm_cmpeq_epi8(b.part[2], all), _mm_cmpeq_epi8(b.part[3], all));
}

static inline __m128i
bytes64_part_lead(__m128i part)
{
	return _mm_and_si128(part, _mm_add_epi8(part, part));
}

/* Which bytes begin a character beyond ASCII: from 0xC0 on. */
static inline uint64_t
bytes64_leads(struct bytes64 b)
{
	return bytes64_bits(bytes64_part_lead(b.part[0]), bytes64_part_lead(b.part[1]),
	    bytes64_part_lead(b.part[2]), bytes64_part_lead(b.part[3]));
}

#endif
