/* Eight bytes of a text looked at together. */
#ifndef LRSTREAM_BYTES8_H
#define LRSTREAM_BYTES8_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Not zero if any byte is below `limit`, which is at most 128; bytes beyond ASCII are not. */
static inline uint64_t
bytes8_below(uint64_t word, uint64_t limit)
{
	return (word - 0x0101010101010101u * limit) & ~word & 0x8080808080808080u;
}

/* Not zero if any byte is this one. */
static inline uint64_t
bytes8_hold(uint64_t word, uint64_t byte)
{
	return bytes8_below(word ^ 0x0101010101010101u * byte, 1);
}

/* Eight bytes, the first in the lowest place whatever the machine. */
static inline uint64_t
bytes8_load(const char *at)
{
	const unsigned char *b = (const unsigned char *)at;

	return b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32
	       | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* Those from byte `at` of a text on, zeros behind its end. */
static inline uint64_t
bytes8_load_from(const char *text, size_t len, size_t at)
{
	char last[8] = {0};

	if (len - at >= 8)
		return bytes8_load(text + at);
	memcpy(last, text + at, len - at);
	return bytes8_load(last);
}

/* The high bit of each byte from `low` to `high`, both below 128. */
static inline uint64_t
bytes8_within(uint64_t word, uint64_t low, uint64_t high)
{
	uint64_t seven = word & 0x7f7f7f7f7f7f7f7fu;
	uint64_t reach = seven + 0x0101010101010101u * (0x80 - low);
	uint64_t exceed = seven + 0x0101010101010101u * (0x7f - high);

	return reach & ~exceed & ~word & 0x8080808080808080u;
}

/* The high bits of the eight bytes, the first in bit 0. */
static inline uint64_t
bytes8_bits(uint64_t word)
{
	return (word >> 7 & 0x0101010101010101u) * 0x0102040810204080u >> 56;
}

#endif
