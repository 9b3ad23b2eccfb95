/* Characters that a reader takes for ASCII; see lookalike.h.
 *
 * The rows follow Unicode 15: whatever NFKC turns into one ASCII character, the decimal digits of the scripts in use, the
 * dashes, the ideographic full stops (which IDNA takes for dots), and what leaves no trace on paper.
 */
#include "stages/anonymize/detect/lookalike.h"

enum form {
	ALIKE, /* the first is `to`, the others follow as they follow in ASCII */
	SAME,  /* each is `to` */
	GONE,  /* nothing to be seen */
	FORM = 3,
	QUIET = 4 /* everyday typography: no reason to read a text a second time */
};

struct row {
	uint32_t first, last;
	char to;
	uint8_t form;
};

/* clang-format off */
static const struct row rows[] = {
    {0x00a0, 0x00a0, ' ', ALIKE | QUIET},
    {0x00aa, 0x00aa, 'a', ALIKE | QUIET},
    {0x00ad, 0x00ad, 0, GONE},
    {0x00b2, 0x00b3, '2', ALIKE},
    {0x00b9, 0x00b9, '1', ALIKE},
    {0x00ba, 0x00ba, 'o', ALIKE | QUIET},
    {0x017f, 0x017f, 's', ALIKE},
    {0x02b0, 0x02b0, 'h', ALIKE},
    {0x02b2, 0x02b2, 'j', ALIKE},
    {0x02b3, 0x02b3, 'r', ALIKE},
    {0x02b7, 0x02b7, 'w', ALIKE},
    {0x02b8, 0x02b8, 'y', ALIKE},
    {0x02e1, 0x02e1, 'l', ALIKE},
    {0x02e2, 0x02e2, 's', ALIKE},
    {0x02e3, 0x02e3, 'x', ALIKE},
    {0x034f, 0x034f, 0, GONE},
    {0x0660, 0x0669, '0', ALIKE},
    {0x06f0, 0x06f9, '0', ALIKE},
    {0x07c0, 0x07c9, '0', ALIKE},
    {0x0966, 0x096f, '0', ALIKE},
    {0x09e6, 0x09ef, '0', ALIKE},
    {0x0a66, 0x0a6f, '0', ALIKE},
    {0x0ae6, 0x0aef, '0', ALIKE},
    {0x0b66, 0x0b6f, '0', ALIKE},
    {0x0be6, 0x0bef, '0', ALIKE},
    {0x0c66, 0x0c6f, '0', ALIKE},
    {0x0ce6, 0x0cef, '0', ALIKE},
    {0x0d66, 0x0d6f, '0', ALIKE},
    {0x0de6, 0x0def, '0', ALIKE},
    {0x0e50, 0x0e59, '0', ALIKE},
    {0x0ed0, 0x0ed9, '0', ALIKE},
    {0x0f20, 0x0f29, '0', ALIKE},
    {0x1040, 0x1049, '0', ALIKE},
    {0x1090, 0x1099, '0', ALIKE},
    {0x17e0, 0x17e9, '0', ALIKE},
    {0x180e, 0x180e, 0, GONE},
    {0x1810, 0x1819, '0', ALIKE},
    {0x1946, 0x194f, '0', ALIKE},
    {0x19d0, 0x19d9, '0', ALIKE},
    {0x1a80, 0x1a89, '0', ALIKE},
    {0x1a90, 0x1a99, '0', ALIKE},
    {0x1b50, 0x1b59, '0', ALIKE},
    {0x1bb0, 0x1bb9, '0', ALIKE},
    {0x1c40, 0x1c49, '0', ALIKE},
    {0x1c50, 0x1c59, '0', ALIKE},
    {0x1d2c, 0x1d2c, 'A', ALIKE},
    {0x1d2e, 0x1d2e, 'B', ALIKE},
    {0x1d30, 0x1d31, 'D', ALIKE},
    {0x1d33, 0x1d3a, 'G', ALIKE},
    {0x1d3c, 0x1d3c, 'O', ALIKE},
    {0x1d3e, 0x1d3e, 'P', ALIKE},
    {0x1d3f, 0x1d3f, 'R', ALIKE},
    {0x1d40, 0x1d41, 'T', ALIKE},
    {0x1d42, 0x1d42, 'W', ALIKE},
    {0x1d43, 0x1d43, 'a', ALIKE},
    {0x1d47, 0x1d47, 'b', ALIKE},
    {0x1d48, 0x1d49, 'd', ALIKE},
    {0x1d4d, 0x1d4d, 'g', ALIKE},
    {0x1d4f, 0x1d4f, 'k', ALIKE},
    {0x1d50, 0x1d50, 'm', ALIKE},
    {0x1d52, 0x1d52, 'o', ALIKE},
    {0x1d56, 0x1d56, 'p', ALIKE},
    {0x1d57, 0x1d58, 't', ALIKE},
    {0x1d5b, 0x1d5b, 'v', ALIKE},
    {0x1d62, 0x1d62, 'i', ALIKE},
    {0x1d63, 0x1d63, 'r', ALIKE},
    {0x1d64, 0x1d65, 'u', ALIKE},
    {0x1d9c, 0x1d9c, 'c', ALIKE},
    {0x1da0, 0x1da0, 'f', ALIKE},
    {0x1dbb, 0x1dbb, 'z', ALIKE},
    {0x2000, 0x200a, ' ', SAME},
    {0x200b, 0x200f, 0, GONE},
    {0x2010, 0x2015, '-', SAME | QUIET},
    {0x2024, 0x2024, '.', ALIKE},
    {0x202a, 0x202e, 0, GONE},
    {0x202f, 0x202f, ' ', ALIKE | QUIET},
    {0x205f, 0x205f, ' ', ALIKE},
    {0x2060, 0x2064, 0, GONE},
    {0x2066, 0x206f, 0, GONE},
    {0x2070, 0x2070, '0', ALIKE},
    {0x2071, 0x2071, 'i', ALIKE},
    {0x2074, 0x2079, '4', ALIKE},
    {0x207a, 0x207a, '+', ALIKE},
    {0x207c, 0x207c, '=', ALIKE},
    {0x207d, 0x207e, '(', ALIKE},
    {0x207f, 0x207f, 'n', ALIKE},
    {0x2080, 0x2089, '0', ALIKE},
    {0x208a, 0x208a, '+', ALIKE},
    {0x208c, 0x208c, '=', ALIKE},
    {0x208d, 0x208e, '(', ALIKE},
    {0x2090, 0x2090, 'a', ALIKE},
    {0x2091, 0x2091, 'e', ALIKE},
    {0x2092, 0x2092, 'o', ALIKE},
    {0x2093, 0x2093, 'x', ALIKE},
    {0x2095, 0x2095, 'h', ALIKE},
    {0x2096, 0x2099, 'k', ALIKE},
    {0x209a, 0x209a, 'p', ALIKE},
    {0x209b, 0x209c, 's', ALIKE},
    {0x20e3, 0x20e3, 0, GONE},
    {0x2102, 0x2102, 'C', ALIKE},
    {0x210a, 0x210a, 'g', ALIKE},
    {0x210b, 0x210d, 'H', SAME},
    {0x210e, 0x210e, 'h', ALIKE},
    {0x2110, 0x2111, 'I', SAME},
    {0x2112, 0x2112, 'L', ALIKE},
    {0x2113, 0x2113, 'l', ALIKE},
    {0x2115, 0x2115, 'N', ALIKE},
    {0x2119, 0x211b, 'P', ALIKE},
    {0x211c, 0x211d, 'R', SAME},
    {0x2124, 0x2124, 'Z', ALIKE},
    {0x2128, 0x2128, 'Z', ALIKE},
    {0x212a, 0x212a, 'K', ALIKE},
    {0x212c, 0x212d, 'B', ALIKE},
    {0x212f, 0x212f, 'e', ALIKE},
    {0x2130, 0x2131, 'E', ALIKE},
    {0x2133, 0x2133, 'M', ALIKE},
    {0x2134, 0x2134, 'o', ALIKE},
    {0x2139, 0x2139, 'i', ALIKE},
    {0x2145, 0x2145, 'D', ALIKE},
    {0x2146, 0x2147, 'd', ALIKE},
    {0x2148, 0x2149, 'i', ALIKE},
    {0x2160, 0x2160, 'I', ALIKE},
    {0x2164, 0x2164, 'V', ALIKE},
    {0x2169, 0x2169, 'X', ALIKE},
    {0x216c, 0x216c, 'L', ALIKE},
    {0x216d, 0x216e, 'C', ALIKE},
    {0x216f, 0x216f, 'M', ALIKE},
    {0x2170, 0x2170, 'i', ALIKE},
    {0x2174, 0x2174, 'v', ALIKE},
    {0x2179, 0x2179, 'x', ALIKE},
    {0x217c, 0x217c, 'l', ALIKE},
    {0x217d, 0x217e, 'c', ALIKE},
    {0x217f, 0x217f, 'm', ALIKE},
    {0x2212, 0x2212, '-', ALIKE | QUIET},
    {0x2460, 0x2468, '1', ALIKE},
    {0x24b6, 0x24cf, 'A', ALIKE},
    {0x24d0, 0x24e9, 'a', ALIKE},
    {0x24ea, 0x24ea, '0', ALIKE},
    {0x2c7c, 0x2c7c, 'j', ALIKE},
    {0x2c7d, 0x2c7d, 'V', ALIKE},
    {0x3000, 0x3000, ' ', ALIKE | QUIET},
    {0x3002, 0x3002, '.', ALIKE},
    {0xa620, 0xa629, '0', ALIKE},
    {0xa7f2, 0xa7f2, 'C', ALIKE},
    {0xa7f3, 0xa7f3, 'F', ALIKE},
    {0xa7f4, 0xa7f4, 'Q', ALIKE},
    {0xa8d0, 0xa8d9, '0', ALIKE},
    {0xa900, 0xa909, '0', ALIKE},
    {0xa9d0, 0xa9d9, '0', ALIKE},
    {0xa9f0, 0xa9f9, '0', ALIKE},
    {0xaa50, 0xaa59, '0', ALIKE},
    {0xabf0, 0xabf9, '0', ALIKE},
    {0xfb29, 0xfb29, '+', ALIKE},
    {0xfe00, 0xfe0f, 0, GONE | QUIET},
    {0xfe33, 0xfe34, '_', SAME},
    {0xfe35, 0xfe36, '(', ALIKE},
    {0xfe37, 0xfe37, '{', ALIKE},
    {0xfe38, 0xfe38, '}', ALIKE},
    {0xfe47, 0xfe47, '[', ALIKE},
    {0xfe48, 0xfe48, ']', ALIKE},
    {0xfe4d, 0xfe4f, '_', SAME},
    {0xfe50, 0xfe50, ',', ALIKE},
    {0xfe52, 0xfe52, '.', ALIKE},
    {0xfe54, 0xfe54, ';', ALIKE},
    {0xfe55, 0xfe55, ':', ALIKE},
    {0xfe56, 0xfe56, '?', ALIKE},
    {0xfe57, 0xfe57, '!', ALIKE},
    {0xfe59, 0xfe5a, '(', ALIKE},
    {0xfe5b, 0xfe5b, '{', ALIKE},
    {0xfe5c, 0xfe5c, '}', ALIKE},
    {0xfe5f, 0xfe5f, '#', ALIKE},
    {0xfe60, 0xfe60, '&', ALIKE},
    {0xfe61, 0xfe62, '*', ALIKE},
    {0xfe63, 0xfe63, '-', ALIKE},
    {0xfe64, 0xfe64, '<', ALIKE},
    {0xfe65, 0xfe65, '>', ALIKE},
    {0xfe66, 0xfe66, '=', ALIKE},
    {0xfe68, 0xfe68, '\\', ALIKE},
    {0xfe69, 0xfe6a, '$', ALIKE},
    {0xfe6b, 0xfe6b, '@', ALIKE},
    {0xfeff, 0xfeff, 0, GONE},
    {0xff01, 0xff02, '!', ALIKE | QUIET},
    {0xff03, 0xff03, '#', ALIKE},
    {0xff04, 0xff04, '$', ALIKE | QUIET},
    {0xff05, 0xff06, '%', ALIKE},
    {0xff07, 0xff0a, '\'', ALIKE | QUIET},
    {0xff0b, 0xff0b, '+', ALIKE},
    {0xff0c, 0xff0c, ',', ALIKE | QUIET},
    {0xff0d, 0xff19, '-', ALIKE},
    {0xff1a, 0xff1f, ':', ALIKE | QUIET},
    {0xff20, 0xff3a, '@', ALIKE},
    {0xff3b, 0xff3b, '[', ALIKE | QUIET},
    {0xff3c, 0xff3c, '\\', ALIKE},
    {0xff3d, 0xff3e, ']', ALIKE | QUIET},
    {0xff3f, 0xff3f, '_', ALIKE},
    {0xff40, 0xff40, '`', ALIKE | QUIET},
    {0xff41, 0xff5a, 'a', ALIKE},
    {0xff5b, 0xff5e, '{', ALIKE | QUIET},
    {0xff61, 0xff61, '.', ALIKE},
    {0x1d400, 0x1d419, 'A', ALIKE},
    {0x1d41a, 0x1d433, 'a', ALIKE},
    {0x1d434, 0x1d44d, 'A', ALIKE},
    {0x1d44e, 0x1d454, 'a', ALIKE},
    {0x1d456, 0x1d467, 'i', ALIKE},
    {0x1d468, 0x1d481, 'A', ALIKE},
    {0x1d482, 0x1d49b, 'a', ALIKE},
    {0x1d49c, 0x1d49c, 'A', ALIKE},
    {0x1d49e, 0x1d49f, 'C', ALIKE},
    {0x1d4a2, 0x1d4a2, 'G', ALIKE},
    {0x1d4a5, 0x1d4a6, 'J', ALIKE},
    {0x1d4a9, 0x1d4ac, 'N', ALIKE},
    {0x1d4ae, 0x1d4b5, 'S', ALIKE},
    {0x1d4b6, 0x1d4b9, 'a', ALIKE},
    {0x1d4bb, 0x1d4bb, 'f', ALIKE},
    {0x1d4bd, 0x1d4c3, 'h', ALIKE},
    {0x1d4c5, 0x1d4cf, 'p', ALIKE},
    {0x1d4d0, 0x1d4e9, 'A', ALIKE},
    {0x1d4ea, 0x1d503, 'a', ALIKE},
    {0x1d504, 0x1d505, 'A', ALIKE},
    {0x1d507, 0x1d50a, 'D', ALIKE},
    {0x1d50d, 0x1d514, 'J', ALIKE},
    {0x1d516, 0x1d51c, 'S', ALIKE},
    {0x1d51e, 0x1d537, 'a', ALIKE},
    {0x1d538, 0x1d539, 'A', ALIKE},
    {0x1d53b, 0x1d53e, 'D', ALIKE},
    {0x1d540, 0x1d544, 'I', ALIKE},
    {0x1d546, 0x1d546, 'O', ALIKE},
    {0x1d54a, 0x1d550, 'S', ALIKE},
    {0x1d552, 0x1d56b, 'a', ALIKE},
    {0x1d56c, 0x1d585, 'A', ALIKE},
    {0x1d586, 0x1d59f, 'a', ALIKE},
    {0x1d5a0, 0x1d5b9, 'A', ALIKE},
    {0x1d5ba, 0x1d5d3, 'a', ALIKE},
    {0x1d5d4, 0x1d5ed, 'A', ALIKE},
    {0x1d5ee, 0x1d607, 'a', ALIKE},
    {0x1d608, 0x1d621, 'A', ALIKE},
    {0x1d622, 0x1d63b, 'a', ALIKE},
    {0x1d63c, 0x1d655, 'A', ALIKE},
    {0x1d656, 0x1d66f, 'a', ALIKE},
    {0x1d670, 0x1d689, 'A', ALIKE},
    {0x1d68a, 0x1d6a3, 'a', ALIKE},
    {0x1d7ce, 0x1d7d7, '0', ALIKE},
    {0x1d7d8, 0x1d7e1, '0', ALIKE},
    {0x1d7e2, 0x1d7eb, '0', ALIKE},
    {0x1d7ec, 0x1d7f5, '0', ALIKE},
    {0x1d7f6, 0x1d7ff, '0', ALIKE},
    {0x1f130, 0x1f149, 'A', ALIKE},
    {0x1fbf0, 0x1fbf9, '0', ALIKE}
};
/* clang-format on */

struct ligature {
	uint32_t character;
	const char *letters;
};

static const struct ligature ligatures[] = {
    {0xfb00, "ff"},
    {0xfb01, "fi"},
    {0xfb02, "fl"},
    {0xfb03, "ffi"},
    {0xfb04, "ffl"},
    {0xfb05, "st"},
    {0xfb06, "st"},
};

static const struct row *
row_of(uint32_t c)
{
	size_t low = 0, high = sizeof(rows) / sizeof(*rows);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c > rows[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < sizeof(rows) / sizeof(*rows) && c >= rows[low].first ? &rows[low] : NULL;
}

static bool
find_ligature(uint32_t c, struct lookalike *out)
{
	const struct ligature *l;

	if (c < ligatures[0].character || c > 0xfb06)
		return false;
	l = &ligatures[c - ligatures[0].character];
	out->len = (uint8_t)strlen(l->letters);
	memcpy(out->text, l->letters, out->len);
	out->telling = true;
	return true;
}

bool
lookalike(uint32_t c, struct lookalike *out)
{
	const struct row *row = row_of(c);

	if (!row)
		return find_ligature(c, out);
	out->len = (row->form & FORM) != GONE;
	out->text[0] = (char)((row->form & FORM) == ALIKE ? row->to + (int)(c - row->first) : row->to);
	out->telling = !(row->form & QUIET);
	return true;
}
