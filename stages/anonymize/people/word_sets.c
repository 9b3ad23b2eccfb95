/* A hash table with open addressing, never more than half full; see word_sets.h. */
#include "stages/anonymize/people/word_sets.h"

#include <stdlib.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "pipeline/core/letters.h"

enum { WORD_MOST = 60 }; /* bytes of a folded word */

struct slot {
	uint32_t at; /* in text */
	uint16_t tag;
	uint8_t len; /* 0: free */
	uint8_t sets;
};

struct word_sets {
	struct buf text;
	struct slot *slots;
	uint32_t mask;
};

struct reading {
	struct word_sets *sets;
	const char *path;
	const char *const *names;
	unsigned count;
	struct error *error;
};

/* The slot of the word, or the free one where it would go. */
static struct slot *
find(const struct word_sets *w, struct str word)
{
	uint64_t hash = hash64(word);
	uint32_t i = (uint32_t)hash & w->mask;
	uint16_t tag = (uint16_t)(hash >> 48);

	for (;; i = (i + 1) & w->mask) {
		struct slot *s = &w->slots[i];

		if (!s->len || (s->tag == tag && str_eq((struct str){w->text.at + s->at, s->len}, word)))
			return s;
	}
}

unsigned
word_sets_find(const struct word_sets *w, struct str folded)
{
	return folded.len && folded.len <= WORD_MOST ? find(w, folded)->sets : 0;
}

unsigned
word_sets_find_plain(const struct word_sets *w, struct str word)
{
	char room[WORD_MOST + FOLDED_MOST];

	return word_sets_find(w, letters_fold_short(word, room, sizeof(room)));
}

/* ---- reading ---- */

static bool
add_word(struct reading *r, const struct json *v, unsigned set)
{
	struct word_sets *w = r->sets;
	size_t start = w->text.len;
	struct str folded;
	struct slot *slot;

	if (!json_is(v, JSON_STRING))
		return error_usage(r->error, "%s:%u: a word is expected", r->path, v->line);
	letters_fold_text(&w->text, json_text(v));
	folded = str_from(buf_view(&w->text), start);
	if (folded.len == 0 || folded.len > WORD_MOST)
		return error_usage(
		    r->error, "%s:%u: a word has 1 to %d letters", r->path, v->line, WORD_MOST);
	slot = find(w, folded);
	if (slot->len)
		w->text.len = start;
	else
		*slot =
		    (struct slot){(uint32_t)start, (uint16_t)(hash64(folded) >> 48), (uint8_t)folded.len, 0};
	slot->sets |= (uint8_t)(1u << set);
	return true;
}

/* A list, perhaps of lists: words that belong together stand in one. */
static bool
add_words(struct reading *r, const struct json *v, unsigned set)
{
	bool ok = true;

	if (!json_is(v, JSON_ARRAY))
		return add_word(r, v, set);
	for (uint32_t i = 0; ok && i < v->count; i++)
		ok = add_words(r, &v->items[i], set);
	return ok;
}

static size_t
count_words(const struct json *v)
{
	size_t count = 0;

	if (v->type == JSON_OBJECT)
		for (uint32_t i = 0; i < v->count; i++)
			count += count_words(&v->members[i].value);
	else if (v->type == JSON_ARRAY)
		for (uint32_t i = 0; i < v->count; i++)
			count += count_words(&v->items[i]);
	else
		count = 1;
	return count;
}

static bool
read_sets(struct reading *r, const struct json *tree)
{
	bool ok = true;

	for (unsigned i = 0; ok && i < r->count; i++) {
		const struct json *list = json_get(tree, str_of(r->names[i]));

		if (!json_is(list, JSON_ARRAY))
			ok = error_usage(r->error, "%s:%u: a list '%s' is expected", r->path,
			    list ? list->line : 1, r->names[i]);
		ok = ok && add_words(r, list, i);
	}
	for (uint32_t i = 0; ok && i < tree->count; i++) {
		const struct json_member *m = &tree->members[i];
		unsigned known = 0;

		while (known < r->count && !str_eq(m->key, str_of(r->names[known])))
			known++;
		if (known == r->count)
			ok = error_usage(
			    r->error, "%s:%u: unknown key '%.*s'", r->path, m->value.line, STR_ARG(m->key));
	}
	return ok;
}

static bool
read_file(struct reading *r, struct arena *arena, const char *file)
{
	struct word_sets *w = r->sets;
	struct json tree;
	uint32_t slots = 16;

	r->path = schemas_path(arena, file, r->error).at;
	if (!r->path || !yaml_read(arena, r->path, &tree, r->error))
		return false;
	if (!json_is(&tree, JSON_OBJECT))
		return error_usage(r->error, "%s:1: a map of lists of words is expected", r->path);
	while (slots < 2 * count_words(&tree))
		slots *= 2;
	w->slots = calloc(slots, sizeof(*w->slots));
	if (!w->slots)
		abort();
	w->mask = slots - 1;
	return read_sets(r, &tree);
}

struct word_sets *
word_sets_open(const char *file, const char *const *names, unsigned count, struct error *error)
{
	struct word_sets *w = calloc(1, sizeof(*w));
	struct arena *arena = arena_open();
	struct reading r = {.sets = w, .names = names, .count = count, .error = error};

	if (!w)
		abort();
	if (!read_file(&r, arena, file)) {
		word_sets_close(w);
		w = NULL;
	}
	arena_close(arena);
	return w;
}

void
word_sets_close(struct word_sets *w)
{
	if (!w)
		return;
	buf_free(&w->text);
	free(w->slots);
	free(w);
}
