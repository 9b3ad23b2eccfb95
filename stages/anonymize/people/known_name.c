/* A person's name taken apart: words that count, and the logins that are made of them.
 *
 * A name has words of letters, with blanks, hyphens or apostrophes between; what has digits in it is no part of one.
 * Names in scripts without spaces are taken as they stand, with or without a blank between family and given name.
 */
#include "stages/anonymize/people/known_table.h"

#include "pipeline/core/utf8.h"
#include "pipeline/core/letters.h"

enum {
	WORDS_MOST = 12,   /* of a name; what is longer is a sentence */
	PERSON_WORDS = 6,  /* more make a title rather than a name: then no word counts alone */
	PART_LEAST = 3,    /* letters of a word that counts alone */
	SURNAME_CUT = 5,   /* letters of a surname in a login, at least */
	LOGIN_LEAST = 4,   /* letters of a login with digits behind */
	LOGIN_BARE = 7,    /* of one without */
	LOGIN_CUT_BARE = 8 /* of one without, and cut */
};

/* Beside enum word_use: the second half of a compound. */
enum { WORD_SECOND = 0x80 };

struct name_word {
	struct str raw;
	uint32_t at, len; /* folded, in scratch */
	unsigned use;     /* enum word_use, and WORD_SECOND */
	unsigned letters;
	bool numbered; /* has digits */
	bool sign;     /* of a script without spaces */
	bool latin;
	char joint; /* '-' or '\'' if nothing else stands between it and the next word */
};

struct name {
	struct known *known;
	unsigned flags; /* enum known_flag for all its words */
	struct name_word words[WORDS_MOST];
	unsigned count;
	bool umlauts; /* ä as ae, ö and ø as oe, ü as ue, å as aa */
};

static struct str
folded_word(const struct name *n, const struct name_word *w)
{
	return (struct str){n->known->scratch.at + w->at, w->len};
}

/* ---- words ---- */

/* How German and Nordic letters are written where there are none; NULL for others. */
static const char *
umlaut(uint32_t code)
{
	switch (letter_small(code)) {
	case 0xe4:
		return "ae";
	case 0xf6:
	case 0xf8:
		return "oe";
	case 0xfc:
		return "ue";
	case 0xe5:
		return "aa";
	default:
		return NULL;
	}
}

static void
fold_character(const struct name *n, uint32_t code)
{
	struct buf *b = &n->known->scratch;
	const char *pair = n->umlauts ? umlaut(code) : NULL;

	if (pair)
		buf_put(b, pair, 2);
	else
		b->len += letter_fold(code, buf_room(b, FOLDED_MOST));
}

static bool
unspaced(enum letter kind)
{
	return kind == LETTER_SIGN || kind == LETTER_SYLLABLE;
}

/* Takes the word that begins at `i`, one of a script without spaces or another; returns where it ends. */
static size_t
take_word(struct name *n, struct str name, size_t i)
{
	struct name_word *w = &n->words[n->count++];
	size_t start = i, length;

	*w = (struct name_word){.at = (uint32_t)n->known->scratch.len, .latin = true};
	while (i < name.len) {
		uint32_t code = utf8_character(str_from(name, i), &length);
		enum letter kind = letter_kind(code);

		if (kind == LETTER_NONE || (i > start && unspaced(kind) != w->sign && kind != LETTER_MARK))
			break;
		if (i == start)
			w->sign = unspaced(kind);
		w->numbered |= kind == LETTER_DIGIT;
		w->letters += kind != LETTER_MARK;
		fold_character(n, code);
		i += length;
	}
	w->raw = (struct str){name.at + start, i - start};
	w->len = (uint32_t)(n->known->scratch.len - w->at);
	for (uint32_t c = 0; c < w->len; c++)
		w->latin &= (unsigned char)n->known->scratch.at[w->at + c] < 0x80;
	w->use = word_sets_find(n->known->words, folded_word(n, w));
	return i;
}

/* What stands between two words: '-' or '\'' if it is one hyphen or apostrophe and nothing else, else a blank. */
static char
joint_of(struct str gap)
{
	static const struct {
		struct str text;
		char joint;
	} joints[] = {
	    {{"-", 1}, '-'},
	    {{"\xe2\x80\x90", 3}, '-'},
	    {{"\xe2\x80\x91", 3}, '-'},
	    {{"'", 1}, '\''},
	    {{"\xe2\x80\x99", 3}, '\''},
	};

	for (size_t i = 0; i < sizeof(joints) / sizeof(*joints); i++)
		if (str_eq(gap, joints[i].text))
			return joints[i].joint;
	return ' ';
}

static void
take_words(struct name *n, struct str name)
{
	size_t i = 0, length, gap = 0;

	buf_clear(&n->known->scratch);
	n->count = 0;
	while (i < name.len && n->count < WORDS_MOST) {
		if (letter_kind(utf8_character(str_from(name, i), &length)) == LETTER_NONE) {
			i += length;
			continue;
		}
		if (n->count)
			n->words[n->count - 1].joint = joint_of((struct str){name.at + gap, i - gap});
		gap = i = take_word(n, name, i);
		if (n->count > 1 && n->words[n->count - 2].joint == '-')
			n->words[n->count - 1].use |= WORD_SECOND;
	}
}

/* ---- parts ---- */

static bool
is_proper(const struct name_word *w)
{
	return w->len && !w->numbered && !w->sign && !(w->use & (WORD_ROLE | WORD_TITLE | WORD_PARTICLE));
}

/* Part of a compound (Jean-Luc) whose other half can be told from a particle (O'Brien). */
static bool
is_compound(const struct name *n, unsigned i)
{
	const struct name_word *w = &n->words[i];
	bool next = (w->joint == '-' || w->joint == '\'') && i + 1 < n->count;
	bool last = i > 0 && (w[-1].joint == '-' || w[-1].joint == '\'');

	return (next && w[1].letters >= PART_LEAST && !(w[1].use & WORD_PARTICLE))
	       || (last && w[-1].letters >= PART_LEAST && !(w[-1].use & WORD_PARTICLE));
}

static unsigned
part_flags(const struct name *n, unsigned i)
{
	const struct name_word *w = &n->words[i];
	unsigned flags = n->flags;

	if (w->letters < PART_LEAST || (w->use & (WORD_EVERYDAY | WORD_ROLE | WORD_PARTICLE))
	    || is_compound(n, i))
		flags |= KNOWN_WEAK;
	if (n->count > PERSON_WORDS)
		flags |= KNOWN_PAIR;
	return flags;
}

static void
add_part(struct name *n, struct str folded, unsigned flags)
{
	known_add(n->known, folded,
	    (struct known_entry){.kind = KNOWN_PART, .flags = (uint8_t)flags, .pii = n->known->person});
}

/* The words from `first` to `last` in one, behind whatever else is in scratch. Empty if one is not Latin. */
static struct str
concatenate(struct name *n, unsigned first, unsigned last, unsigned but)
{
	struct buf *b = &n->known->scratch;
	size_t start = b->len;

	for (unsigned i = first; i <= last; i++) {
		const struct name_word *w = &n->words[i];

		if (w->use & but)
			continue;
		buf_room(b, w->len);
		buf_str(b, folded_word(n, w));
	}
	return str_from(buf_view(b), start);
}

static void
add_parts(struct name *n, unsigned proper)
{
	for (unsigned i = 0; i < n->count; i++) {
		const struct name_word *w = &n->words[i];

		/* "Learner Varnoux" says that someone is a learner, "Jean Maître" that this is his name. */
		bool role = (w->use & WORD_ROLE) && (i == 0 || proper > 1);

		if (w->numbered || w->sign || !w->len || role || (w->use & (WORD_TITLE | WORD_PARTICLE)))
			continue;
		add_part(n, folded_word(n, w), part_flags(n, i));
	}
	for (unsigned i = 0; i + 1 < n->count && !n->flags; i++)
		if ((n->words[i].joint == '-' || n->words[i].joint == '\'') && !n->words[i].sign)
			add_part(n, concatenate(n, i, i + 1, 0), 0);
}

/* Two words or more that are all small ones (Le An): beside each other they count nevertheless. */
static void
add_small_words(struct name *n)
{
	for (unsigned i = 0; i < n->count; i++)
		if (n->words[i].len && (n->words[i].use & (WORD_ROLE | WORD_TITLE)))
			return;
	for (unsigned i = 0; i < n->count && n->count > 1; i++)
		if (!n->words[i].numbered && !n->words[i].sign)
			add_part(n, folded_word(n, &n->words[i]), KNOWN_WEAK | KNOWN_PAIR);
}

/* ---- scripts without spaces ---- */

/* The whole, with or without blanks, and each of its words that has two characters. */
static void
add_signs(struct name *n)
{
	struct buf *b = &n->known->scratch;
	struct known_entry like = {.kind = KNOWN_ID, .flags = KNOWN_FREE, .pii = n->known->person};
	unsigned letters = 0, words = 0;
	size_t start = b->len;

	for (unsigned i = 0; i < n->count; i++) {
		const struct name_word *w = &n->words[i];

		if (!w->sign)
			continue;
		if (w->letters >= 2)
			known_add(n->known, folded_word(n, w), like);
		buf_room(b, w->len + 1);
		if (words++)
			buf_char(b, ' ');
		buf_str(b, folded_word(n, w));
		letters += w->letters;
	}
	if (words > 1 && letters >= 2)
		known_add(n->known, str_from(buf_view(b), start), like);
}

/* ---- logins ---- */

static void
add_login(struct name *n, struct str text, size_t least, size_t whole, uint8_t flags)
{
	if (least < LOGIN_LEAST)
		least = LOGIN_LEAST;
	if (text.len < least || text.len > UINT8_MAX)
		return;
	known_add(n->known, text,
	    (struct known_entry){.kind = KNOWN_LOGIN,
		.flags = flags,
		.least = (uint8_t)least,
		.whole = (uint8_t)(whole > text.len && text.len >= LOGIN_BARE ? text.len : whole),
		.pii = n->known->username});
}

/* Joins two texts and makes a login of them. The second may be cut, to `cut` letters at least. */
static void
add_joined(struct name *n, struct str a, struct str b, size_t cut, size_t bare)
{
	struct buf *out = &n->known->scratch;
	size_t start = out->len;
	size_t a_at = (size_t)(a.at - out->at), b_at = (size_t)(b.at - out->at);

	buf_room(out, a.len + b.len);
	buf_put(out, out->at + a_at, a.len);
	buf_put(out, out->at + b_at, b.len);
	add_login(n, str_from(buf_view(out), start), a.len + (b.len < cut ? b.len : cut), bare, 0);
}

/* Logins of the words of a name, those of `but` left out: with A the first word, Z the last, R what follows A and Q
 * what goes before Z: aR, aqZ, zQ, AR, ZQ, AZ; then A and Z with digits. */
static void
add_logins(struct name *n, unsigned but)
{
	struct known *k = n->known;
	size_t start = k->scratch.len;
	unsigned first = 0, last = n->count - 1;
	struct str a, z, r, q;

	while (first < n->count && (n->words[first].use & but))
		first++;
	while (last > first && (n->words[last].use & but))
		last--;
	if (first == n->count)
		return;
	buf_room(&k->scratch, 16 * start + 64); /* what is taken below must not move */
	a = folded_word(n, &n->words[first]);
	z = folded_word(n, &n->words[last]);
	r = concatenate(n, first + 1, last, but);
	q = last > first ? concatenate(n, first, last - 1, but) : (struct str){z.at, 0};
	add_joined(n, (struct str){a.at, 1}, r, SURNAME_CUT, LOGIN_CUT_BARE);
	add_joined(n, (struct str){z.at, 1}, q, SURNAME_CUT, LOGIN_CUT_BARE);
	add_joined(n, a, r, 1, UINT8_MAX);
	add_joined(n, z, q, 1, UINT8_MAX);
	if (last > first + 1) {
		struct str initials = {k->scratch.at + k->scratch.len, 0};

		for (unsigned i = first; i < last; i++)
			if (!(n->words[i].use & but))
				buf_char(&k->scratch, *folded_word(n, &n->words[i]).at);
		initials.len = (size_t)(k->scratch.at + k->scratch.len - initials.at);
		add_joined(n, initials, z, SURNAME_CUT, LOGIN_CUT_BARE);
		add_joined(n, a, z, 1, UINT8_MAX);
	}
}

static void
add_numbered(struct name *n)
{
	for (unsigned i = 0; i < n->count; i++)
		if (is_proper(&n->words[i]) && n->words[i].latin && !(part_flags(n, i) & KNOWN_WEAK))
			add_login(
			    n, folded_word(n, &n->words[i]), n->words[i].len, UINT8_MAX, KNOWN_NUMBERED);
}

static void
make_logins(struct name *n)
{
	unsigned use = 0;

	if (!n->flags)
		add_numbered(n);
	for (unsigned i = 0; i < n->count; i++) {
		if (n->count == 1 || !n->words[i].latin || n->words[i].numbered || !n->words[i].len)
			return;
		use |= n->words[i].use;
	}
	add_logins(n, WORD_TITLE);
	if (use & WORD_PARTICLE)
		add_logins(n, WORD_TITLE | WORD_PARTICLE);
	if (use & WORD_SECOND)
		add_logins(n, WORD_TITLE | WORD_SECOND);
	if ((use & WORD_PARTICLE) && (use & WORD_SECOND))
		add_logins(n, WORD_TITLE | WORD_PARTICLE | WORD_SECOND);
}

/* ---- names ---- */

static unsigned
count_proper(const struct name *n)
{
	unsigned proper = 0;

	for (unsigned i = 0; i < n->count; i++)
		proper += is_proper(&n->words[i]);
	return proper;
}

/* A B: such a name is made up, and there are letters everywhere. */
static bool
is_initials(const struct name *n)
{
	for (unsigned i = 0; i < n->count; i++)
		if (n->words[i].letters > 1 || n->words[i].sign)
			return false;
	return true;
}

static void
add_words(struct name *n, struct str name)
{
	unsigned proper;

	take_words(n, name);
	proper = count_proper(n);
	add_signs(n);
	if ((n->flags && proper < 2) || is_initials(n))
		return;
	if (proper)
		add_parts(n, proper);
	else
		add_small_words(n);
	if (proper && n->count > 1 && n->count <= PERSON_WORDS && !(n->flags & KNOWN_WEAK))
		make_logins(n);
	else if (proper && n->count == 1 && !n->flags)
		add_numbered(n);
}

static bool
has_umlaut(struct str name)
{
	size_t length;

	for (size_t i = 0; i < name.len; i += length)
		if (umlaut(utf8_character(str_from(name, i), &length)))
			return true;
	return false;
}

void
known_add_name(struct known *k, struct str name, unsigned flags)
{
	struct name n;

	n.known = k; /* its words are many, and written before they are read */
	n.flags = flags;
	n.umlauts = false;
	add_words(&n, name);
	if (!has_umlaut(name))
		return;
	n.umlauts = true;
	add_words(&n, name);
}

/* Only the whole of it, since a group is no person: and only if two words say more than a role or a number. */
void
known_add_group_name(struct known *k, struct str name)
{
	struct name n = {.known = k, .flags = KNOWN_PAIR};
	struct buf *b = &k->scratch;
	unsigned telling = 0;
	size_t start;

	take_words(&n, name);
	start = b->len;
	for (unsigned i = 0; i < n.count; i++) {
		telling += is_proper(&n.words[i]) && n.words[i].letters >= PART_LEAST;
		buf_room(b, n.words[i].len + 1);
		if (i)
			buf_char(b, ' ');
		buf_str(b, folded_word(&n, &n.words[i]));
	}
	if (telling >= 2 && n.count < WORDS_MOST)
		known_add(k, str_from(buf_view(b), start),
		    (struct known_entry){.kind = KNOWN_ID, .pii = k->person});
	add_signs(&n);
}
