/* Entries, their hash table and the filter; see known_table.h. */
#include "stages/anonymize/people/known_table.h"

#include <stdlib.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/utf8.h"
#include "pipeline/core/letters.h"

enum { SLOTS_LEAST = 256, CHAIN_LOOKED_AT = 32 };

/* Logins are looked up by their beginning, which must not meet names as short. */
static uint64_t
key_hash(enum known_kind kind, struct str key)
{
	return hash64(key) ^ (kind == KNOWN_LOGIN ? 0x9e3779b97f4a7c15u : 0);
}

static struct known_slot *
slot_of(const struct known *k, uint64_t hash)
{
	uint32_t i = (uint32_t)hash & k->mask;

	while (k->slots[i].round == k->round && k->entries[k->slots[i].first - 1].hash != hash)
		i = (i + 1) & k->mask;
	return &k->slots[i];
}

uint32_t
known_lookup(const struct known *k, enum known_kind kind, struct str key)
{
	const struct known_slot *slot = slot_of(k, key_hash(kind, key));

	return slot->round == k->round ? slot->first : 0;
}

static void
link_entry(struct known *k, uint32_t i)
{
	struct known_slot *slot = slot_of(k, k->entries[i].hash);

	k->entries[i].next = slot->round == k->round ? slot->first : 0;
	*slot = (struct known_slot){k->round, i + 1};
}

static void
make_room(struct known *k)
{
	if (k->count == k->capacity) {
		k->capacity = k->capacity ? 2 * k->capacity : SLOTS_LEAST / 2;
		k->entries = realloc(k->entries, k->capacity * sizeof(*k->entries));
		if (!k->entries)
			abort();
	}
	if (k->slots && k->count < k->mask / 2)
		return;
	k->mask = k->slots ? 2 * k->mask + 1 : SLOTS_LEAST - 1;
	free(k->slots);
	k->slots = calloc((size_t)k->mask + 1, sizeof(*k->slots));
	if (!k->slots)
		abort();
	k->round = 1;
	for (uint32_t i = 0; i < k->count; i++)
		link_entry(k, i);
}

struct str
known_first_word(struct str folded)
{
	size_t i = 0, length;

	while (i < folded.len && i < KNOWN_TOKEN) {
		enum letter kind = letter_kind(utf8_character(str_from(folded, i), &length));

		if (kind == LETTER_NONE || (i && (kind == LETTER_SIGN || kind == LETTER_SYLLABLE)))
			break;
		i += length;
		if (kind == LETTER_SIGN || kind == LETTER_SYLLABLE)
			break;
	}
	return (struct str){folded.at, i};
}

/* ---- the filter ---- */

static void
mark_bytes(struct known *k, unsigned from, unsigned to, unsigned start)
{
	for (unsigned c = from; c <= to; c++)
		k->first[c] |= (uint8_t)start;
}

/* First bytes of letters that may fold to one of this first byte, script by script. */
static void
mark_beyond_ascii(struct known *k, unsigned char lead, unsigned start)
{
	static const unsigned char families[][2] = {{0xc3, 0xca}, {0xcd, 0xd4}, {0xd6, 0xdb}};

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (lead >= families[i][0] && lead <= families[i][1])
			mark_bytes(k, families[i][0], families[i][1], start);
	mark_bytes(k, lead, lead, start);
	mark_bytes(k, 0xe1, 0xe1, start); /* Vietnamese, and Greek of old */
}

static void
note_pair(struct known *k, char first, char second)
{
	for (unsigned i = 0; i < k->pair_count && i < KNOWN_PAIRS; i++)
		if (*k->pairs[i].first == first && *k->pairs[i].second == second)
			return;
	if (k->pair_count < KNOWN_PAIRS) {
		memset(k->pairs[k->pair_count].first, first, sizeof(k->pairs->first));
		memset(k->pairs[k->pair_count].second, second, sizeof(k->pairs->second));
	}
	k->pair_count++;
}

static void
mark(struct known *k, struct str word, enum known_kind kind)
{
	unsigned char lead = (unsigned char)word.at[0];
	unsigned start = kind == KNOWN_NUMBER ? KNOWN_STARTS_WORD | KNOWN_STARTS_DIGITS : KNOWN_STARTS_WORD;

	if (lead >= 0x80) {
		mark_beyond_ascii(k, lead, start);
		return;
	}
	if (lead >= 'a' && lead <= 'z' && (k->first[lead] & start) != start) {
		mark_bytes(k, lead & 0x5fu, lead & 0x5fu, start);
		mark_bytes(k, 0xc3, 0xc9, start);
		mark_bytes(k, 0xe1, 0xe1, start);
	}
	mark_bytes(k, lead, lead, start);
	if (word.len > 1) {
		k->second[lead & 31] |= 1u << (word.at[1] & 31);
		note_pair(k, (char)(lead | 0x20), (char)(word.at[1] | 0x20));
	} else { /* anything may stand behind it */
		k->second[lead & 31] = ~0u;
		k->pair_count = KNOWN_PAIRS + 1;
	}
}

/* ---- adding ---- */

/* The entry of the same kind and text, if it is among the last ones of its key. */
static struct known_entry *
find_same(const struct known *k, enum known_kind kind, struct str folded, struct str key)
{
	uint32_t i = known_lookup(k, kind, key);

	for (int looked = 0; i && looked < CHAIN_LOOKED_AT; i = k->entries[i - 1].next, looked++)
		if (k->entries[i - 1].kind == kind && str_eq(known_text(k, &k->entries[i - 1]), folded))
			return &k->entries[i - 1];
	return NULL;
}

void
known_add(struct known *k, struct str folded, struct known_entry like)
{
	struct str key =
	    like.kind == KNOWN_LOGIN ? (struct str){folded.at, KNOWN_STEM} : known_first_word(folded);
	struct known_entry *same;

	if (key.len == 0)
		return;
	make_room(k);
	same = find_same(k, like.kind, folded, key);
	if (same) {
		same->flags &= like.flags;
		same->least = like.least < same->least ? like.least : same->least;
		same->whole = like.whole < same->whole ? like.whole : same->whole;
		return;
	}
	like.at = (uint32_t)k->folded.len;
	like.len = (uint32_t)folded.len;
	like.hash = key_hash(like.kind, key);
	mark(k, key, like.kind);
	if (like.kind == KNOWN_PART && folded.at[0] >= 'a' && folded.at[0] <= 'z')
		k->initials |= 1u << (folded.at[0] & 31);
	buf_room(&k->folded, folded.len + KNOWN_STEM);
	buf_str(&k->folded, folded);
	k->entries[k->count] = like;
	link_entry(k, k->count++);
}

void
known_note_identifier(struct known *k, struct str id)
{
	if (id.len == 0)
		return;
	if (k->identifier_count == k->identifier_capacity) {
		k->identifier_capacity = k->identifier_capacity ? 2 * k->identifier_capacity : 16;
		k->identifiers = realloc(k->identifiers, k->identifier_capacity * sizeof(*k->identifiers));
		if (!k->identifiers)
			abort();
	}
	k->identifiers[k->identifier_count++] = id;
}
