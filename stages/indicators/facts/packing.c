/* See packing.h. */
#include "stages/indicators/facts/packing.h"

static uint64_t
fold_sign(int64_t v)
{
	return ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0);
}

static int64_t
unfold_sign(uint64_t v)
{
	uint64_t sign = v & 1 ? UINT64_MAX : 0;

	return (int64_t)((v >> 1) ^ sign);
}

void
pack_number(struct buf *b, int64_t value)
{
	uint64_t v = fold_sign(value);

	for (; v >= 0x80; v >>= 7)
		buf_char(b, (char)(v | 0x80));
	buf_char(b, (char)v);
}

const uint8_t *
unpack_bytes(struct unpacking *u, size_t len)
{
	const uint8_t *at = (const uint8_t *)u->rest.at;

	if (u->bad || u->rest.len < len) {
		u->bad = true;
		return NULL;
	}
	u->rest = str_from(u->rest, len);
	return at;
}

int64_t
unpack_number(struct unpacking *u)
{
	uint64_t v = 0;

	for (int i = 0; i < PACKED_NUMBER_MOST; i++) {
		const uint8_t *byte = unpack_bytes(u, 1);

		if (!byte)
			return 0;
		v |= (uint64_t)(*byte & 0x7f) << (7 * i);
		if (*byte < 0x80)
			return unfold_sign(v);
	}
	u->bad = true;
	return 0;
}
