/* HTML's characters by name and number; see escape.h.
 *
 * Of the 2,231 names the standard knows (HTML, 13.5), those are here that can stand in a name, an address or a number, or
 * around one. Letters with accents are made of a letter and the accent's name. */
#include "pipeline/core/letters.h"
#include "pipeline/core/utf8.h"
#include "stages/anonymize/detect/escape.h"

enum { LAST_NUMBER = 0x10ffff };

struct name {
	struct str name;
	uint32_t character;
	bool forgiven; /* counts without its semicolon too */
};

static const struct name names[] = {
    {STR("amp"), '&', true},
    {STR("AMP"), '&', true},
    {STR("lt"), '<', true},
    {STR("LT"), '<', true},
    {STR("gt"), '>', true},
    {STR("GT"), '>', true},
    {STR("quot"), '"', true},
    {STR("QUOT"), '"', true},
    {STR("nbsp"), 0xa0, true},
    {STR("shy"), 0xad, true},
    {STR("apos"), '\'', false},
    {STR("commat"), '@', false},
    {STR("period"), '.', false},
    {STR("lowbar"), '_', false},
    {STR("UnderBar"), '_', false},
    {STR("plus"), '+', false},
    {STR("hyphen"), '-', false},
    {STR("dash"), '-', false},
    {STR("ndash"), 0x2013, false},
    {STR("mdash"), 0x2014, false},
    {STR("horbar"), 0x2015, false},
    {STR("minus"), 0x2212, false},
    {STR("colon"), ':', false},
    {STR("semi"), ';', false},
    {STR("comma"), ',', false},
    {STR("sol"), '/', false},
    {STR("bsol"), '\\', false},
    {STR("num"), '#', false},
    {STR("percnt"), '%', false},
    {STR("equals"), '=', false},
    {STR("excl"), '!', false},
    {STR("quest"), '?', false},
    {STR("ast"), '*', false},
    {STR("midast"), '*', false},
    {STR("dollar"), '$', false},
    {STR("lpar"), '(', false},
    {STR("rpar"), ')', false},
    {STR("lsqb"), '[', false},
    {STR("lbrack"), '[', false},
    {STR("rsqb"), ']', false},
    {STR("rbrack"), ']', false},
    {STR("lcub"), '{', false},
    {STR("lbrace"), '{', false},
    {STR("rcub"), '}', false},
    {STR("rbrace"), '}', false},
    {STR("vert"), '|', false},
    {STR("verbar"), '|', false},
    {STR("grave"), '`', false},
    {STR("Hat"), '^', false},
    {STR("Tab"), '\t', false},
    {STR("NewLine"), '\n', false},
    {STR("ensp"), ' ', false},
    {STR("emsp"), ' ', false},
    {STR("thinsp"), ' ', false},
    {STR("ThinSpace"), ' ', false},
    {STR("hairsp"), ' ', false},
    {STR("numsp"), ' ', false},
    {STR("puncsp"), ' ', false},
    {STR("NonBreakingSpace"), 0xa0, false},
    {STR("zwj"), 0x200d, false},
    {STR("zwnj"), 0x200c, false},
    {STR("lrm"), 0x200e, false},
    {STR("rlm"), 0x200f, false},
    {STR("NoBreak"), 0x2060, false},
    {STR("ZeroWidthSpace"), 0x200b, false},
    {STR("rsquo"), 0x2019, false},
    {STR("lsquo"), 0x2018, false},
    {STR("rdquo"), 0x201d, false},
    {STR("ldquo"), 0x201c, false},
    {STR("laquo"), 0xab, true},
    {STR("raquo"), 0xbb, true},
    {STR("middot"), 0xb7, true},
    {STR("deg"), 0xb0, true},
    {STR("ordf"), 0xaa, true},
    {STR("ordm"), 0xba, true},
    {STR("sup1"), 0xb9, true},
    {STR("sup2"), 0xb2, true},
    {STR("sup3"), 0xb3, true},
    {STR("szlig"), 0xdf, true},
    {STR("AElig"), 0xc6, true},
    {STR("aelig"), 0xe6, true},
    {STR("OElig"), 0x152, false},
    {STR("oelig"), 0x153, false},
    {STR("ETH"), 0xd0, true},
    {STR("eth"), 0xf0, true},
    {STR("THORN"), 0xde, true},
    {STR("thorn"), 0xfe, true},
    {STR("Aring"), 0xc5, true},
    {STR("aring"), 0xe5, true},
    {STR("Oslash"), 0xd8, true},
    {STR("oslash"), 0xf8, true},
    {STR("Ccedil"), 0xc7, true},
    {STR("ccedil"), 0xe7, true},
    {STR("Lstrok"), 0x141, false},
    {STR("lstrok"), 0x142, false},
    {STR("Dstrok"), 0x110, false},
    {STR("dstrok"), 0x111, false},
    {STR("imath"), 0x131, false},
    {STR("Idot"), 0x130, false},
};

/* The letters that carry an accent, and the characters they are with it, in the same order. */
struct accent {
	const char *name;
	const char *letters;
	const char *characters;
	bool forgiven;
};

static const struct accent accents[] = {
    {"grave", "AEIOUaeiou", "ÀÈÌÒÙàèìòù", true},
    {"acute", "AEIOUYaeiouyCLNRSZclnrsz", "ÁÉÍÓÚÝáéíóúýĆĹŃŔŚŹćĺńŕśź", true},
    {"circ", "AEIOUaeiouCGHJSWYcghjswy", "ÂÊÎÔÛâêîôûĈĜĤĴŜŴŶĉĝĥĵŝŵŷ", true},
    {"tilde", "ANOanoIUiu", "ÃÑÕãñõĨŨĩũ", true},
    {"uml", "AEIOUaeiouyY", "ÄËÏÖÜäëïöüÿŸ", true},
    {"caron", "CDELNRSTZcdelnrstz", "ČĎĚĽŇŘŠŤŽčďěľňřšťž", false},
    {"cedil", "GKLNRSTgklnrst", "ĢĶĻŅŖŞŢģķļņŗşţ", false},
    {"breve", "AGUagu", "ĂĞŬăğŭ", false},
    {"ogon", "AEIUaeiu", "ĄĘĮŲąęįų", false},
    {"macr", "AEIOUaeiou", "ĀĒĪŌŪāēīōū", false},
    {"dot", "CEGZcegz", "ĊĖĠŻċėġż", false},
    {"ring", "Uu", "Ůů", false},
    {"dblac", "OUou", "ŐŰőű", false},
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* The n-th character. */
static uint32_t
character_at(const char *text, size_t n)
{
	struct str rest = str_of(text);
	size_t length = 0;
	uint32_t c = 0;

	for (size_t i = 0; i <= n; i++) {
		rest = str_from(rest, length);
		c = utf8_character(rest, &length);
	}
	return c;
}

static bool
ends_here(struct str rest, size_t len)
{
	return rest.len > len && rest.at[len] == ';';
}

/* Takes `c`, of a name of `len` bytes, if the name may end there and is the longest yet; `at` bytes stood before it. */
static void
take(struct escape *best, struct str rest, size_t at, size_t len, bool forgiven, uint32_t c)
{
	bool ended = ends_here(rest, len);

	if ((ended || forgiven) && at + len + ended > best->len)
		*best = escape_of(at + len + ended, c);
}

static void
try_accents(struct escape *best, struct str rest, size_t at)
{
	struct str behind = str_from(rest, 1);

	for (size_t i = 0; i < COUNT(accents); i++) {
		struct str accent = str_of(accents[i].name);
		const char *letter;

		if (behind.at[0] != accent.at[0] || !str_starts(behind, accent))
			continue;
		letter = strchr(accents[i].letters, rest.at[0]);
		if (letter)
			take(best, rest, at, 1 + accent.len, accents[i].forgiven,
			    character_at(accents[i].characters, (size_t)(letter - accents[i].letters)));
	}
}

/* The alphabets of mathematics: &Afr; &Ascr; &Aopf; are letters too. */
static void
try_alphabets(struct escape *best, struct str rest, size_t at)
{
	static const struct str alphabets[] = {{"fr", 2}, {"scr", 3}, {"opf", 3}};

	for (size_t i = 0; i < COUNT(alphabets); i++)
		if (str_starts(str_from(rest, 1), alphabets[i]))
			take(best, rest, at, 1 + alphabets[i].len, false, (unsigned char)rest.at[0]);
}

/* The longest name that stands at `at`. */
static struct escape
named(struct str text, size_t at)
{
	struct str rest = str_from(text, at);
	struct escape best = {0};

	if (rest.len < 2 || !ascii_letter(rest.at[0]))
		return best;
	for (size_t i = 0; i < COUNT(names); i++)
		if (rest.at[0] == names[i].name.at[0] && str_starts(rest, names[i].name))
			take(&best, rest, at, names[i].name.len, names[i].forgiven, names[i].character);
	try_accents(&best, rest, at);
	try_alphabets(&best, rest, at);
	return best;
}

/* Behind "&#"; any number of digits, as browsers read it. */
static struct escape
numbered(struct str text, size_t at)
{
	bool hex = at < text.len && (text.at[at] | 0x20) == 'x';
	uint32_t value = 0;
	size_t digits = 0;

	at += hex;
	if (hex) {
		digits = escape_hex(str_from(text, at), text.len, &value);
	} else {
		for (; at + digits < text.len && text.at[at + digits] >= '0' && text.at[at + digits] <= '9';
		     digits++)
			if (value <= LAST_NUMBER)
				value = value * 10 + (uint32_t)(text.at[at + digits] - '0');
	}
	if (digits == 0)
		return (struct escape){0};
	at += digits;
	return escape_of(at + (at < text.len && text.at[at] == ';'), value);
}

/* Behind the '&', and behind each "amp;" that stands for one. */
static size_t
ampersand(struct str text)
{
	static const struct str forms[] = {{"amp;", 4}, {"#38;", 4}, {"#x26;", 5}, {"#038;", 5}};
	size_t at = 1;

	for (size_t i = 0; i < COUNT(forms); i++)
		if (str_starts(str_from(text, at), forms[i])) {
			at += forms[i].len;
			i = (size_t)-1;
		}
	return at;
}

struct escape
escape_entity(struct str text)
{
	size_t at = ampersand(text);
	struct escape e;

	if (at < text.len && text.at[at] == '#')
		e = numbered(text, at + 1);
	else
		e = named(text, at);
	return e.len || at == 1 ? e : escape_of(at, '&');
}
