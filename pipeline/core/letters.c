/* Tables of letters; see letters.h. */
#include "pipeline/core/letters.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* Most of Chinese and much of Japanese: not worth a search. */
enum { HAN_FIRST = 0x4e00, HAN_LAST = 0x9fff };

struct range {
	uint32_t first, last;
};

/* ---- case ---- */

/* Capitals beyond ASCII, from `first` to `last`, every `step`th, and how far their small letters are. */
static const struct {
	uint32_t first, last, step;
	int32_t shift;
} capitals[] = {
    {0xc0, 0xd6, 1, 32}, /* Latin-1 */
    {0xd8, 0xde, 1, 32},
    {0x100, 0x12e, 2, 1}, /* Latin Extended-A */
    {0x132, 0x136, 2, 1},
    {0x139, 0x147, 2, 1},
    {0x14a, 0x176, 2, 1},
    {0x178, 0x178, 1, -121},
    {0x179, 0x17d, 2, 1},
    {0x18f, 0x18f, 1, 202}, /* Latin Extended-B */
    {0x1a0, 0x1a4, 2, 1},
    {0x1af, 0x1af, 1, 1},
    {0x1cd, 0x1db, 2, 1},
    {0x1de, 0x1ee, 2, 1},
    {0x1f8, 0x21e, 2, 1},
    {0x222, 0x232, 2, 1},
    {0x386, 0x386, 1, 38}, /* Greek */
    {0x388, 0x38a, 1, 37},
    {0x38c, 0x38c, 1, 64},
    {0x38e, 0x38f, 1, 63},
    {0x391, 0x3a1, 1, 32},
    {0x3a3, 0x3ab, 1, 32},
    {0x400, 0x40f, 1, 80}, /* Cyrillic */
    {0x410, 0x42f, 1, 32},
    {0x460, 0x480, 2, 1},
    {0x48a, 0x4be, 2, 1},
    {0x4c1, 0x4cd, 2, 1},
    {0x4d0, 0x52e, 2, 1},
    {0x531, 0x556, 1, 48},      /* Armenian */
    {0x1c90, 0x1cba, 1, -3008}, /* Georgian */
    {0x1cbd, 0x1cbf, 1, -3008},
    {0x1e00, 0x1e94, 2, 1}, /* Latin Extended Additional */
    {0x1ea0, 0x1efe, 2, 1},
};

uint32_t
letter_small_beyond_ascii(uint32_t code)
{
	for (size_t i = 0; i < COUNT(capitals) && code >= capitals[i].first; i++)
		if (code <= capitals[i].last && (code - capitals[i].first) % capitals[i].step == 0)
			return code + (uint32_t)capitals[i].shift;
	return code;
}

bool
letter_is_capital(uint32_t code)
{
	return letter_small(code) != code || code == 0x130 || (code >= 0xff21 && code <= 0xff3a);
}

bool
letter_has_case(uint32_t code)
{
	return (code < 0x590 || (code >= 0x1e00 && code < 0x2000) || (code >= 0xff21 && code <= 0xff5a))
	       && letter_kind(code) == LETTER_WORD;
}

/* ---- kinds ---- */

/* Marks: accents, points of Hebrew and Arabic. Those of Indic and Thai writing are taken for letters: they tell words
 * apart. */
static const struct range marks[] = {
    {0x300, 0x36f},
    {0x483, 0x487},
    {0x591, 0x5bd},
    {0x5bf, 0x5bf},
    {0x5c1, 0x5c2},
    {0x5c4, 0x5c5},
    {0x5c7, 0x5c7},
    {0x610, 0x61a},
    {0x640, 0x640},
    {0x64b, 0x65f},
    {0x670, 0x670},
    {0x6d6, 0x6ed},
    {0x1ab0, 0x1aff},
    {0x1dc0, 0x1dff},
};

/* Where no letters are between U+00C0 and U+1FFF, and what lies beyond. */
static const struct range no_letters[] = {
    {0xd7, 0xd7},
    {0xf7, 0xf7},
    {0x2c2, 0x2df},
    {0x37e, 0x37e},
    {0x387, 0x387},
    {0x55a, 0x55f},
    {0x589, 0x590},
    {0x5be, 0x5be},
    {0x5c0, 0x5c0},
    {0x5c3, 0x5c3},
    {0x5f3, 0x60f},
    {0x61b, 0x61f},
    {0x66a, 0x66d},
    {0x6d4, 0x6d4},
    {0x700, 0x70d},
    {0x964, 0x965},
    {0xe3f, 0xe3f},
    {0xe4f, 0xe4f},
    {0xe5a, 0xe5b},
    {0x104a, 0x104f},
    {0x1360, 0x1368},
    {0x17d4, 0x17db},
    {0x1800, 0x180a},
    {0x2000, 0x2c5f},
    {0x2e00, 0x3004},
    {0x3008, 0x3020},
    {0x3030, 0x3030},
    {0x303d, 0x3040},
    {0x309b, 0x309c},
    {0x30a0, 0x30a0},
    {0x30fb, 0x30fb},
    {0x3200, 0x33ff},
    {0x4dc0, 0x4dff},
    {0xd7a4, 0xf8ff},
    {0xfd3e, 0xfd3f},
    {0xfe00, 0xfe6f},
    {0xfeff, 0xff0f},
    {0xff1a, 0xff20},
    {0xff3b, 0xff40},
    {0xff5b, 0xff65},
    {0xffe0, 0xffff},
    {0x1f000, 0x1faff},
    {0xe0000, 0x10ffff},
};

static const struct range signs[] = {
    {0xe01, 0xeff},                     /* Thai, Lao */
    {0xf00, 0x109f},                    /* Tibetan, Burmese */
    {0x1780, 0x17ff},                   /* Khmer */
    {0x2e80, 0x30ff},                   /* Han radicals, Kana */
    {0x3105, 0x312f},                   /* Bopomofo */
    {0x31f0, 0x31ff}, {0x3400, 0x9fff}, /* Han */
    {0xf900, 0xfaff},                   /* Han */
    {0xff66, 0xff9f},                   /* half-width Kana */
    {0x1aff0, 0x1b16f},                 /* Kana */
    {0x20000, 0x3ffff},                 /* Han */
};

static bool
within(uint32_t code, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count && code >= ranges[i].first; i++)
		if (code <= ranges[i].last)
			return true;
	return false;
}

enum letter
letter_kind_beyond_ascii(uint32_t code)
{
	if (code < 0xc0)
		return code == 0xaa || code == 0xb5 || code == 0xba ? LETTER_WORD : LETTER_NONE;
	if (code < 0x2c2)
		return code == 0xd7 || code == 0xf7 ? LETTER_NONE : LETTER_WORD;
	if (code >= HAN_FIRST && code <= HAN_LAST)
		return LETTER_SIGN;
	if (within(code, marks, COUNT(marks)))
		return LETTER_MARK;
	if (within(code, no_letters, COUNT(no_letters)))
		return LETTER_NONE;
	if ((code >= 0xac00 && code <= 0xd7a3) || (code >= 0x1100 && code <= 0x11ff))
		return LETTER_SYLLABLE;
	return within(code, signs, COUNT(signs)) ? LETTER_SIGN : LETTER_WORD;
}

/* ---- folding ---- */

/* What Latin letters are without case and accents; a digit stands for two letters, '.' for a letter of its own. */
static const char latin[] = /* U+00C0 to U+024F */
    "aaaaaa1ceeeeiiiidnooooo.ouuuuy43aaaaaa1ceeeeiiiidnooooo.ouuuuy4y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii55jjkkklllllll"
    "lllnnnnnnnnnoooooo22rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
    "bbbb..occdddd..eeffg...ikkl..nnooo..pp.....ttttuu.vyyzz........."
    "....666777888aaiioouuuuuuuuuueaaaa11ggggkkoooo..j666gg..nnaa11oo"
    "aaaaeeeeiiiioooorrrruuuusstt..hhnd..zzaaeeooooooooyylntj..acclts"
    "z..bu.eejj..rryy";
static const char latin_additional[] = /* U+1E00 to U+1EFF */
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwy.sss3.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy..y.yy";
static const char latin_pairs[][2] = {
    {'a', 'e'}, {'o', 'e'}, {'s', 's'}, {'t', 'h'}, {'i', 'j'}, {'d', 'z'}, {'l', 'j'}, {'n', 'j'}};

/* Small letters with accents or points, and what they are without. */
static const struct {
	uint32_t first, last, bare;
} accented[] = {
    {0x259, 0x259, 'e'}, /* Latin schwa, as in Azerbaijani names */
    {0x390, 0x390, 0x3b9},
    {0x3ac, 0x3ac, 0x3b1},
    {0x3ad, 0x3ad, 0x3b5},
    {0x3ae, 0x3ae, 0x3b7},
    {0x3af, 0x3af, 0x3b9},
    {0x3b0, 0x3b0, 0x3c5},
    {0x3c2, 0x3c2, 0x3c3},
    {0x3ca, 0x3ca, 0x3b9},
    {0x3cb, 0x3cb, 0x3c5},
    {0x3cc, 0x3cc, 0x3bf},
    {0x3cd, 0x3cd, 0x3c5},
    {0x3ce, 0x3ce, 0x3c9},
    {0x439, 0x439, 0x438}, /* Cyrillic */
    {0x450, 0x451, 0x435},
    {0x453, 0x453, 0x433},
    {0x457, 0x457, 0x456},
    {0x45c, 0x45c, 0x43a},
    {0x45d, 0x45d, 0x438},
    {0x45e, 0x45e, 0x443},
    {0x491, 0x491, 0x433},
    {0x4c2, 0x4c2, 0x436},
    {0x4d1, 0x4d3, 0x430},
    {0x4d7, 0x4d7, 0x435},
    {0x4dd, 0x4dd, 0x436},
    {0x4df, 0x4df, 0x437},
    {0x4e3, 0x4e5, 0x438},
    {0x4e7, 0x4e7, 0x43e},
    {0x4ed, 0x4ed, 0x44d},
    {0x4ef, 0x4f3, 0x443},
    {0x4f5, 0x4f5, 0x447},
    {0x4f9, 0x4f9, 0x44b},
    {0x622, 0x623, 0x627}, /* Arabic: alef, teh marbuta, yeh, keheh */
    {0x625, 0x625, 0x627},
    {0x629, 0x629, 0x647},
    {0x649, 0x649, 0x64a},
    {0x671, 0x671, 0x627},
    {0x6a9, 0x6a9, 0x643},
    {0x6cc, 0x6cc, 0x64a},
    {0x1f00, 0x1f0f, 0x3b1}, /* Greek of old */
    {0x1f10, 0x1f1d, 0x3b5},
    {0x1f20, 0x1f2f, 0x3b7},
    {0x1f30, 0x1f3f, 0x3b9},
    {0x1f40, 0x1f4d, 0x3bf},
    {0x1f50, 0x1f5f, 0x3c5},
    {0x1f60, 0x1f6f, 0x3c9},
    {0x1f70, 0x1f71, 0x3b1},
    {0x1f72, 0x1f73, 0x3b5},
    {0x1f74, 0x1f75, 0x3b7},
    {0x1f76, 0x1f77, 0x3b9},
    {0x1f78, 0x1f79, 0x3bf},
    {0x1f7a, 0x1f7b, 0x3c5},
    {0x1f7c, 0x1f7d, 0x3c9},
    {0x1f80, 0x1f8f, 0x3b1},
    {0x1f90, 0x1f9f, 0x3b7},
    {0x1fa0, 0x1faf, 0x3c9},
    {0x1fb0, 0x1fbc, 0x3b1},
    {0x1fc2, 0x1fcc, 0x3b7},
    {0x1fd0, 0x1fdb, 0x3b9},
    {0x1fe0, 0x1feb, 0x3c5},
    {0x1ff2, 0x1ffc, 0x3c9},
};

/* UTF-8 of a code; none here takes more than FOLDED_MOST bytes. */
static size_t
put_character(uint32_t code, char *out)
{
	size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = length; i-- > 1; code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(length == 1 ? code : (0xf00u >> length & 0xf0) | code);
	return length;
}

static size_t
fold_latin(char base, uint32_t code, char *out)
{
	if (base == '.')
		return put_character(letter_small(code), out);
	if (base >= 'a') {
		out[0] = base;
		return 1;
	}
	memcpy(out, latin_pairs[base - '1'], 2);
	return 2;
}

size_t
letter_fold_beyond_ascii(uint32_t code, char out[FOLDED_MOST])
{
	if (code >= 0xff01 && code <= 0xff5e)
		code -= 0xfee0; /* full-width forms of ASCII */
	if (code < 0xc0)
		return put_character(letter_small(code), out);
	if (code < 0x250)
		return fold_latin(latin[code - 0xc0], code, out);
	if (code >= 0x1e00 && code < 0x1f00)
		return fold_latin(latin_additional[code - 0x1e00], code, out);
	if (code >= HAN_FIRST && code <= HAN_LAST)
		return put_character(code, out);
	if (letter_kind(code) == LETTER_MARK)
		return 0;
	code = letter_small(code);
	for (size_t i = 0; i < COUNT(accented) && code >= accented[i].first; i++)
		if (code <= accented[i].last)
			return put_character(accented[i].bare, out);
	return put_character(code, out);
}

void
letters_fold_text(struct buf *out, struct str text)
{
	size_t i = 0, length;
	char *start = buf_room(out, text.len + FOLDED_MOST);

	for (; i < text.len && (unsigned char)text.at[i] < 0x80; i++)
		start[i] = (char)letter_small((unsigned char)text.at[i]);
	out->len += i;
	for (; i < text.len; i += length) {
		char *to = buf_room(out, FOLDED_MOST);
		uint32_t code = utf8_character(str_from(text, i), &length);

		out->len += letter_fold(code, to);
	}
}

struct str
letters_fold_short(struct str text, char *room, size_t size)
{
	size_t len = 0;

	for (size_t i = 0, length; i < text.len; i += length) {
		uint32_t code = utf8_character(str_from(text, i), &length);

		if (len + FOLDED_MOST > size)
			return (struct str){room, 0};
		len += letter_fold(code, room + len);
	}
	return (struct str){room, len};
}
