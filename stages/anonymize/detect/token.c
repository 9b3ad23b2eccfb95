/* Finding tokens and unpacking them; see token.h.
 *
 * Runs are looked for sixty-four bytes at a time: twelve letters in a row, which few words have. */
#include "stages/anonymize/detect/token.h"

#include "pipeline/core/bytes64.h"
#include "pipeline/core/utf8.h"
#include "stages/anonymize/detect/hashes.h"

enum {
	LEAST_RUN = 12,     /* characters of base64 that are worth it: nine bytes */
	LEAST_CAPITAL = 24, /* characters among which a capital must be: without is one in ten thousand */
	LEAST_HEX = 16,     /* digits that may be a text */
	LEAST_BEARER = 16,  /* characters of a token behind Bearer */
	LEAST_PIECE = 6,    /* bytes */
	LEAST_OF_MANY =
	    14, /* of a piece that is a small part of its run: pictures hold shorter ones by chance */
	SMALL_PART = 4,
	MOST_PARTS = 5, /* of a JSON Web Token: an encrypted one */
	PHASES = 4,
	MOST_HEADER = 1024 /* characters of a token's header */
};

enum {
	SMALL_HEX = 1, /* a to f */
	SMALL = 2,
	CAPITAL = 4,
	DIGIT = 8,
	SIGN = 16, /* + / - _ */
	HEX = 32   /* any hexadecimal digit */
};

/* What the characters of runs are. Zero: in no run. */
static const uint8_t letters[256] = {
    ['+'] = SIGN,
    ['-'] = SIGN,
    ['/'] = SIGN,
    ['0' ... '9'] = DIGIT | HEX,
    ['A' ... 'F'] = CAPITAL | HEX,
    ['G' ... 'Z'] = CAPITAL,
    ['_'] = SIGN,
    ['a' ... 'f'] = SMALL_HEX | HEX,
    ['g' ... 'z'] = SMALL,
};

/* And what they stand for in base64, from '+' to 'z'. */
static const uint8_t values[256] = {
    ['+'] = 62,
    0,
    62,
    0,
    63,
    52,
    53,
    54,
    55,
    56,
    57,
    58,
    59,
    60,
    61,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    23,
    24,
    25,
    0,
    0,
    0,
    0,
    63,
    0,
    26,
    27,
    28,
    29,
    30,
    31,
    32,
    33,
    34,
    35,
    36,
    37,
    38,
    39,
    40,
    41,
    42,
    43,
    44,
    45,
    46,
    47,
    48,
    49,
    50,
    51,
};

static unsigned
letter(struct str text, size_t at)
{
	return at < text.len ? letters[(unsigned char)text.at[at]] : 0;
}

static char
byte(struct str text, size_t at)
{
	return at < text.len ? text.at[at] : '\0';
}

/* ---- runs ---- */

/* Which of the sixty-four bytes at `at` may stand in a run. */
static uint64_t
letters_at(struct str text, size_t at)
{
	struct bytes64 b;

	if (at >= text.len)
		return 0;
	b = bytes64_load_from(text.at, text.len, at);
	return bytes64_within(bytes64_lower(b), 'a', 'z')
	       | (bytes64_within(b, '+', '9') & ~(bytes64_are(b, ',') | bytes64_are(b, '.')))
	       | bytes64_are(b, '_');
}

/* Bit i of the result is bit i + by, of the block or of that behind it. */
static uint64_t
shifted(uint64_t bits, uint64_t behind, unsigned int by)
{
	return bits >> by | behind << (BYTES64 - by);
}

/* Where LEAST_RUN in a row begin; of the block behind, the first ones matter. */
static uint64_t
run_starts(uint64_t bits, uint64_t behind)
{
	uint64_t two = bits & shifted(bits, behind, 1), two_behind = behind & behind >> 1;
	uint64_t four = two & shifted(two, two_behind, 2), four_behind = two_behind & two_behind >> 2;

	return four & shifted(four, four_behind, 4) & shifted(four, four_behind, 8);
}

/* The first run at or behind `from`, before which no run ends. */
static bool
next_run(struct str text, size_t from, struct token *t)
{
	uint64_t bits = letters_at(text, from), behind, starts = 0;
	size_t at = from;

	for (; at + LEAST_RUN <= text.len; at += BYTES64, bits = behind) {
		behind = letters_at(text, at + BYTES64);
		starts = run_starts(bits, behind);
		if (starts)
			break;
	}
	if (!starts)
		return false;
	t->run_start = at += (unsigned int)__builtin_ctzll(starts);
	t->letters = 0;
	for (unsigned one; (one = letter(text, at)); at++)
		t->letters |= one;
	t->run_end = at;
	return true;
}

/* Behind the padding. */
static size_t
skip_padding(struct str text, size_t at)
{
	for (int i = 0; i < 2 && byte(text, at) == '='; i++)
		at++;
	return at;
}

/* ---- base64 ---- */

static uint32_t
value_at(struct str run, size_t i)
{
	return values[(unsigned char)run.at[i]];
}

/* What `run` stands for, which is not longer; returns how many bytes. Four characters are three bytes. */
static size_t
decode(struct str run, char *out)
{
	char *to = out;
	size_t i = 0;
	uint32_t bits;

	for (; i + 4 <= run.len; i += 4) {
		bits = value_at(run, i) << 18 | value_at(run, i + 1) << 12 | value_at(run, i + 2) << 6
		       | value_at(run, i + 3);
		*to++ = (char)(bits >> 16);
		*to++ = (char)(bits >> 8);
		*to++ = (char)bits;
	}
	if (run.len - i > 1)
		*to++ = (char)(value_at(run, i) << 2 | value_at(run, i + 1) >> 4);
	if (run.len - i > 2)
		*to++ = (char)(value_at(run, i + 1) << 4 | value_at(run, i + 2) >> 2);
	return (size_t)(to - out);
}

/* The length of the printable character at the start of s; 0 if it is none. */
static size_t
printable(struct str s)
{
	unsigned char c = (unsigned char)s.at[0];
	size_t len;

	if (c < 0x80)
		return (c >= ' ' && c < 0x7f) || (c >= '\t' && c <= '\r');
	if (c < 0xc2 || s.len == 1)
		return 0;
	len = utf8_length((const unsigned char *)s.at, s.len);
	return len == 2 && c == 0xc2 && (unsigned char)s.at[1] < 0xa0 ? 0 : len;
}

static size_t
printable_run(struct str s)
{
	size_t len = 0, more;

	while (len < s.len && (more = printable(str_from(s, len))))
		len += more;
	return len;
}

/* ---- credentials ---- */

static bool
holds(struct str text, struct str part)
{
	for (size_t i = 0; i + part.len <= text.len; i++)
		if (memcmp(text.at + i, part.at, part.len) == 0)
			return true;
	return false;
}

/* True if the start of the run is base64 of printable text that holds `part`. */
static bool
says(struct str run, struct str part)
{
	char bytes[MOST_HEADER];
	struct str said = {bytes, 0};

	if (run.len > MOST_HEADER)
		run.len = MOST_HEADER;
	said.len = decode(run, bytes);
	return holds(said, part) && said.len - printable_run(said) < 4; /* it may end within a character */
}

/* RFC 7519: a header, a dot, what it says, a dot and what proves it; in an unsecured one nothing does. */
static bool
find_jwt(struct str text, struct token *t)
{
	size_t start = t->run_end, end;
	int parts = 1;

	if (byte(text, t->run_end) != '.')
		return false;
	while (start > t->run_start && text.at[start - 1] != '/' && text.at[start - 1] != '+')
		start--;
	if (byte(text, start) != 'e'
	    || !says((struct str){text.at + start, t->run_end - start}, STR("\"alg\"")))
		return false;
	end = t->run_end;
	for (; parts < MOST_PARTS && byte(text, end) == '.' && letter(text, end + 1); parts++)
		for (end++; letter(text, end); end++)
			;
	t->start = start;
	t->end = end + (parts == 2 && byte(text, end) == '.');
	return parts > 1;
}

/* True if `word`, in small letters, and blanks stand right before `at`. */
static bool
follows(struct str text, size_t at, struct str word)
{
	size_t end = at;

	while (end > 0 && (text.at[end - 1] == ' ' || text.at[end - 1] == '\t'))
		end--;
	if (end == at || end < word.len)
		return false;
	for (size_t i = 0; i < word.len; i++)
		if ((text.at[end - word.len + i] | 0x20) != word.at[i])
			return false;
	return true;
}

/* RFC 6750: letters, digits and dots; a word without digits is no token. */
static bool
find_bearer(struct str text, struct token *t)
{
	unsigned letters = t->letters;

	while (letter(text, t->end)
	       || ((byte(text, t->end) == '.' || byte(text, t->end) == '~') && letter(text, t->end + 1)))
		letters |= letter(text, t->end++);
	return t->end - t->start >= LEAST_BEARER && (letters & DIGIT);
}

/* What stands behind Basic is a name and a password (RFC 7617), behind Bearer anything. */
static bool
find_authorization(struct str text, struct token *t)
{
	t->start = t->run_start;
	t->end = skip_padding(text, t->run_end);
	if (follows(text, t->start, STR("basic")))
		return says((struct str){text.at + t->start, t->run_end - t->start}, STR(":"));
	return follows(text, t->start, STR("bearer")) && find_bearer(text, t);
}

static bool
find_credential(struct str text, struct token *t)
{
	if (!find_jwt(text, t) && !find_authorization(text, t))
		return false;
	t->kind = TOKEN_CREDENTIAL;
	t->next = t->end;
	return true;
}

/* ---- hexadecimal digits ---- */

/* Where LEAST_HEX digits in a row begin at or behind `at`, before which none stands; the end of the run if nowhere. */
static size_t
next_hex(struct str text, size_t at, size_t run_end)
{
	while (run_end - at >= LEAST_HEX) {
		size_t last = at + LEAST_HEX;

		while (last > at && (letter(text, last - 1) & HEX))
			last--;
		if (last == at)
			return at;
		at = last;
	}
	return run_end;
}

/* The next digits in a row, at or behind `next`, that may be a hash or a text. */
static bool
find_hex(struct str text, struct token *t)
{
	while ((t->start = next_hex(text, t->next, t->run_end)) < t->run_end) {
		size_t at = t->start + LEAST_HEX, digits;

		while (letter(text, at) & HEX)
			at++;
		digits = at - t->start;
		t->end = at;
		t->next = at + (at < t->run_end);
		t->kind = hashes_length(digits) ? TOKEN_HASH : TOKEN_HEX;
		if (t->kind == TOKEN_HASH || digits % 2 == 0)
			return true;
	}
	return false;
}

/* ---- tokens ---- */

static bool
only(const struct token *t, unsigned letters_allowed)
{
	return (t->letters & ~(letters_allowed | HEX)) == 0;
}

/* True if no digit stands beside a letter, as in courses/7/page-3. */
static bool
digits_apart(struct str run)
{
	for (size_t i = 1; i < run.len; i++) {
		unsigned both = letter(run, i - 1) | letter(run, i);

		if ((both & DIGIT) && (both & (SMALL | SMALL_HEX)))
			return false;
	}
	return true;
}

/* Words and paths of words have no capital and no digit, identifiers made of bytes no letter behind f: base64 of nine
 * bytes and more does not come out so. Longer paths have digits, too, but base64 of so many bytes has a capital; and it
 * has no digits of their own between signs. */
static bool
start_base64(struct str text, struct token *t)
{
	struct str run = {text.at + t->run_start, t->run_end - t->run_start};

	t->kind = TOKEN_BASE64;
	t->start = t->run_start;
	t->end = t->next = skip_padding(text, t->run_end);
	if (only(t, SMALL_HEX | SMALL | DIGIT | SIGN) && (run.len >= LEAST_CAPITAL || digits_apart(run)))
		return false;
	return !only(t, SMALL_HEX | SMALL | SIGN) && !only(t, SMALL_HEX | DIGIT | SIGN);
}

static bool
step(struct str text, struct token *t)
{
	switch (t->step) {
	case STEP_HEX:
		return find_hex(text, t);
	case STEP_BASE64:
		return start_base64(text, t);
	default:
		return find_credential(text, t);
	}
}

bool
token_next(struct str text, struct token *t)
{
	static const enum token_step after[] = {
	    [STEP_CREDENTIAL] = STEP_HEX, [STEP_HEX] = STEP_BASE64, [STEP_BASE64] = STEP_RUN};
	bool found = false;

	t->phase = 0;
	t->offset = 0;
	t->covered_end = 0;
	while (!found) {
		if (t->step == STEP_RUN) {
			if (!next_run(text, t->next, t))
				return false;
			t->next = t->run_start;
			t->step = STEP_CREDENTIAL;
		}
		found = step(text, t);
		if (!found)
			t->step = after[t->step];
		else if (t->step != STEP_HEX)
			t->step = STEP_RUN;
	}
	return true;
}

/* ---- pieces ---- */

static bool
unpack_hex(struct str text, struct token *t, struct buf *out, struct piece *piece)
{
	buf_clear(out);
	for (size_t i = t->start; i < t->end; i += 2)
		buf_char(out, (char)(hex_digit(text.at[i]) << 4 | hex_digit(text.at[i + 1])));
	*piece = (struct piece){buf_view(out), t->start, t->end};
	return printable_run(piece->text) == out->len;
}

/* The next piece of what the run says when read from the phase-th character on. */
static bool
next_piece(struct token *t, const struct buf *said, struct piece *piece)
{
	while (t->offset < said->len) {
		struct str rest = str_from(buf_view(said), t->offset);
		size_t len = printable_run(rest), start = t->run_start + t->phase + t->offset * 4 / 3;

		t->offset += len ? len : 1;
		if (len < LEAST_PIECE || (len < LEAST_OF_MANY && len * SMALL_PART < said->len))
			continue;
		rest.len = len;
		*piece = (struct piece){rest, start, t->run_start + t->phase + (t->offset * 4 + 2) / 3};
		if (piece->start < t->covered_start || piece->end > t->covered_end)
			return true;
	}
	return false;
}

bool
token_unpack(struct str text, struct token *t, struct buf *out, struct piece *piece)
{
	if (t->kind == TOKEN_HEX)
		return t->phase++ == 0 && unpack_hex(text, t, out, piece);
	for (; t->phase < PHASES; t->phase++, t->offset = 0) {
		struct str run = {text.at + t->run_start + t->phase, t->run_end - t->run_start - t->phase};

		if (t->offset == 0) {
			buf_clear(out);
			out->len = decode(run, buf_room(out, run.len));
		}
		if (next_piece(t, out, piece))
			return true;
	}
	return false;
}

void
token_cover(struct str text, struct token *t, struct piece *piece)
{
	if (t->kind == TOKEN_BASE64) {
		while (piece->start > t->run_start && text.at[piece->start - 1] != '/')
			piece->start--;
		while (piece->end < t->run_end && text.at[piece->end] != '/')
			piece->end++;
		if (piece->end == t->run_end)
			piece->end = t->end;
	}
	t->covered_start = piece->start;
	t->covered_end = piece->end;
}
