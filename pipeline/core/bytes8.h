/* Eight bytes of a text looked at together. */
#ifndef LRSTREAM_BYTES8_H
#define LRSTREAM_BYTES8_H

#include <stdint.h>

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

#endif
