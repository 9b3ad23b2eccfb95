/* Letters without case and accents; see letters.h.
 *
 * The tables are the first letters of Unicode's NFKD decompositions, lower-cased, with strokes taken off. A '-' stands
 * where a character has no single ASCII letter behind it.
 */
#include "pipeline/core/letters.h"

#include "pipeline/core/utf8.h"

static const char latin_extended[] = /* U+00C0 to U+024F */
    "aaaaaa-ceeeeiiiidnooooo-ouuuuy--aaaaaa-ceeeeiiiidnooooo-ouuuuy-y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii--jjkkklllllll"
    "lllnnnnnnnnnoooooo--rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
    "--------------------------------oo-------------uu---------------"
    "-------------aaiioouuuuuuuuuu-aaaa----ggkkoooo--j---gg--nnaa----"
    "aaaaeeeeiiiioooorrrruuuusstt--hh------aaeeooooooooyy------------"
    "----------------";

static const char latin_additional[] = /* U+1E00 to U+1EFF */
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwy-s----aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy------";

/* What becomes two letters. */
static const struct {
	uint16_t character;
	char folded[3];
} pairs[] = {
    {0xc6, "ae"},
    {0xe6, "ae"},
    {0xde, "th"},
    {0xfe, "th"},
    {0xdf, "ss"},
    {0x132, "ij"},
    {0x133, "ij"},
    {0x152, "oe"},
    {0x153, "oe"},
    {0x1e9e, "ss"},
};

/* Greek and Cyrillic letters with marks that stand alone in their blocks. */
static const struct {
	uint16_t character, folded;
} single[] = {
    {0x386, 0x3b1},
    {0x388, 0x3b5},
    {0x389, 0x3b7},
    {0x38a, 0x3b9},
    {0x38c, 0x3bf},
    {0x38e, 0x3c5},
    {0x38f, 0x3c9},
    {0x390, 0x3b9},
    {0x3aa, 0x3b9},
    {0x3ab, 0x3c5},
    {0x3ac, 0x3b1},
    {0x3ad, 0x3b5},
    {0x3ae, 0x3b7},
    {0x3af, 0x3b9},
    {0x3b0, 0x3c5},
    {0x3c2, 0x3c3},
    {0x3ca, 0x3b9},
    {0x3cb, 0x3c5},
    {0x3cc, 0x3bf},
    {0x3cd, 0x3c5},
    {0x3ce, 0x3c9},
    {0x400, 0x435},
    {0x401, 0x435},
    {0x403, 0x433},
    {0x407, 0x456},
    {0x40c, 0x43a},
    {0x40d, 0x438},
    {0x40e, 0x443},
    {0x419, 0x438},
    {0x439, 0x438},
    {0x450, 0x435},
    {0x451, 0x435},
    {0x453, 0x433},
    {0x457, 0x456},
    {0x45c, 0x43a},
    {0x45d, 0x438},
    {0x45e, 0x443},
    {0x490, 0x491},
};

static uint32_t
fold_plain(uint32_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c | 0x20;
	if (c >= 0xff21 && c <= 0xff3a)
		return c - 0xff21 + 'a';
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xfee0;
	if (c < 0x386 || c > 0x491)
		return c;
	for (size_t i = 0; i < sizeof(single) / sizeof(*single); i++)
		if (single[i].character == c)
			return single[i].folded;
	if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	return c >= 0x402 && c <= 0x40f ? c + 0x50 : c;
}

static char
latin(uint32_t c)
{
	char found = '-';

	if (c >= 0xc0 && c <= 0x24f)
		found = latin_extended[c - 0xc0];
	else if (c >= 0x1e00 && c <= 0x1eff)
		found = latin_additional[c - 0x1e00];
	return found;
}

static size_t
write_utf8(uint32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	return 0;
}

static size_t
fold_wide(uint32_t c, struct str bytes, char *out)
{
	char base = latin(c);
	size_t written;

	if (base != '-') {
		*out = base;
		return 1;
	}
	if (c >= 0x300 && c <= 0x36f)
		return 0;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (pairs[i].character == c) {
			memcpy(out, pairs[i].folded, 2);
			return 2;
		}
	written = write_utf8(fold_plain(c), out);
	if (!written)
		memcpy(out, bytes.at, written = bytes.len);
	return written;
}

size_t
letters_fold(struct str s, char out[FOLDED_MOST], size_t *length)
{
	uint32_t c = utf8_character(s, length);

	if (c >= 0x80)
		return fold_wide(c, (struct str){s.at, *length}, out);
	*out = (char)fold_plain(c);
	return 1;
}

bool
letters_is(uint32_t c)
{
	if (c < 0x80)
		return ascii_letter((char)c);
	if (c < 0xc0)
		return c == 0xaa || c == 0xb5 || c == 0xba;
	if (c == 0xd7 || c == 0xf7)
		return false;
	/* Punctuation, symbols and arrows; of East Asia; forms of punctuation; pictures. */
	return !((c >= 0x2000 && c <= 0x2bff) || (c >= 0x3000 && c <= 0x303f) || (c >= 0xfe00 && c <= 0xfe6f)
		 || (c >= 0xff00 && c <= 0xff20) || c == 0xfeff || c >= 0x1f000);
}

bool
letters_unspaced(uint32_t c)
{
	return (c >= 0x0e00 && c <= 0x0eff) || (c >= 0x1000 && c <= 0x109f) || (c >= 0x1780 && c <= 0x17ff)
	       || (c >= 0x3040 && c <= 0xd7ff) || (c >= 0xf900 && c <= 0xfaff) || c >= 0x20000;
}
