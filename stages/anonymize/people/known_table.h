/* What is looked for, as the search of known.h sees it: entries by their first word, and a filter before them.
 *
 * Everything here is private to known*.c. An entry's text is folded; a ' ' in it stands for whatever may stand between
 * the words of a name. Entries hang in a hash table by their first word; most words of a text are turned away by their
 * first two bytes alone.
 */
#ifndef LRSTREAM_KNOWN_TABLE_H
#define LRSTREAM_KNOWN_TABLE_H

#include "pipeline/core/buf.h"
#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/people/known.h"
#include "stages/anonymize/people/paths.h"
#include "stages/anonymize/people/word_sets.h"

enum {
	KNOWN_TOKEN =
	    160, /* bytes of a folded word that are looked at; ids with longer ones are compared byte by byte */
	KNOWN_STEM = 4,  /* letters by which logins are found */
	KNOWN_PAIRS = 8, /* beginnings of words that are compared with sixteen places at once */
};

enum known_kind {
	KNOWN_PART,   /* a word of a name */
	KNOWN_ID,     /* an id, or a whole name: all of it must stand there */
	KNOWN_NUMBER, /* the same, a whole run of digits, letters beside it or not */
	KNOWN_LOGIN, /* a login made of a name: any beginning of it that is long enough, perhaps digits behind */
};

enum known_flag {
	KNOWN_WEAK = 1,    /* does not count alone: an everyday word, or too short */
	KNOWN_PAIR = 2,    /* counts only beside another part, capital or not */
	KNOWN_FREE = 4,    /* of a script without spaces: may stand within a word */
	KNOWN_NUMBERED = 8 /* a login that needs digits behind */
};

struct known_entry {
	uint32_t at, len; /* in folded */
	uint32_t next;    /* of the same hash, plus one */
	uint64_t hash;
	uint8_t kind;  /* enum known_kind */
	uint8_t flags; /* enum known_flag */
	uint8_t least; /* of a login: letters that must stand there */
	uint8_t whole; /* of a login: letters without digits behind */
	const struct pii *pii;
};

struct known_slot {
	uint32_t round; /* the slot is in use if this is the table's */
	uint32_t first; /* entry, plus one */
};

struct known {
	struct word_sets *words; /* not_names.yaml */
	struct word_sets *paths; /* paths.yaml */
	const struct pii *person, *username, *email, *redacted;

	struct buf folded, scratch; /* of entries; of the name or id at hand */
	struct known_entry *entries;
	uint32_t count, capacity;
	struct known_slot *slots;
	uint32_t mask, round;
	uint8_t first[256];  /* by a text's byte: enum known_start of entries that may begin so */
	uint32_t second[32]; /* by five bits of an ASCII first byte: five bits of the second, a bit each */
	struct {
		char first[16], second[16];
	} pairs
	    [KNOWN_PAIRS]; /* first two bytes of ASCII words, each sixteen times, with the bit of small letters set */
	unsigned pair_count;   /* more than KNOWN_PAIRS: look everywhere */
	uint32_t initials;     /* of parts of names: a bit a letter */
	struct buf plain_page; /* the last home page that was nobody's: most accounts share one */

	struct str *identifiers;
	uint32_t identifier_count, identifier_capacity;
};

/* In `first`: what may begin with the byte, and so what may stand before it. */
enum known_start {
	KNOWN_STARTS_WORD = 1,  /* behind anything but a letter or digit */
	KNOWN_STARTS_DIGITS = 2 /* behind anything but a digit */
};

/* Lists of not_names.yaml, in the order it is opened with. */
enum word_use { WORD_ROLE = 1, WORD_TITLE = 2, WORD_PARTICLE = 4, WORD_EVERYDAY = 8 };

/* Adds an entry, or makes one that is there already count for more. The text is not part of `folded`. */
void known_add(struct known *, struct str folded, struct known_entry like);

/* The first entry of this key, plus one; 0 if there is none. */
uint32_t known_lookup(const struct known *, enum known_kind, struct str key);

/* The first word of a folded text: of an unspaced script its first character. */
struct str known_first_word(struct str folded);

void known_note_identifier(struct known *, struct str id);

/* known_name.c: a name as parts, and the logins made of them; or, with KNOWN_PAIR or KNOWN_WEAK in `flags`, only what
 * stands beside another part of it. */
void known_add_name(struct known *, struct str name, unsigned flags);
void known_add_group_name(struct known *, struct str name);

static inline struct str
known_text(const struct known *k, const struct known_entry *e)
{
	return (struct str){k->folded.at + e->at, e->len};
}

#endif
