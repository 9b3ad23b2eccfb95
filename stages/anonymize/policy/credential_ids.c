/* See credential_ids.h. Every prefix ends in an underscore, so that a text without one costs a single memchr. */
#include "pipeline/core/buf.h"
#include "pipeline/core/letters.h"
#include "stages/anonymize/policy/credential_ids.h"

/* An id of letters only is told from a name of two words (cert_manager) by its length and by letters that turn large. */
enum { LETTERS_LEAST = 6, PREFIX_MOST = 24 };

struct credential_ids {
	struct str *prefixes; /* in lower case */
	size_t count;
};

/* Bytes beyond ASCII are taken for letters. */
static bool
is_word(char c)
{
	return ascii_lower(c) || ascii_upper(c) || ascii_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool
is_of_id(char c)
{
	return ascii_lower(c) || ascii_upper(c) || ascii_digit(c) || c == '_' || c == '-';
}

const struct credential_ids *
credential_ids_none(struct arena *arena)
{
	return arena_zero(arena, sizeof(struct credential_ids));
}

static bool
is_prefix(struct str s)
{
	if (s.len < 2 || s.len > PREFIX_MOST || s.at[s.len - 1] != '_' || !ascii_lower(s.at[0]))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_lower(s.at[i]) && !ascii_digit(s.at[i]) && s.at[i] != '_')
			return false;
	return true;
}

const struct credential_ids *
credential_ids_read(struct arena *arena, const struct json *list, const char *file, struct error *error)
{
	struct credential_ids *ids = arena_zero(arena, sizeof(*ids));
	bool ok = list->type == JSON_ARRAY;

	ids->prefixes = arena_take(arena, (ok ? list->count : 0) * sizeof(*ids->prefixes));
	for (uint32_t i = 0; ok && i < list->count; i++) {
		const struct json *v = &list->items[i];

		ok = v->type == JSON_STRING && is_prefix(json_text(v));
		ids->prefixes[ids->count++] = json_text(v);
	}
	if (ok)
		return ids;
	error_usage(error,
	    "%s:%u: pseudonymous-ids lists what ids start with, small letters and an underscore: cert_", file,
	    list->line);
	return NULL;
}

/* How long the prefix is whose underscore stands at `at`, and that starts a word; 0 if none does. */
static size_t
prefix_at(const struct credential_ids *ids, struct str text, size_t at)
{
	for (size_t i = 0; i < ids->count; i++) {
		struct str prefix = ids->prefixes[i];
		size_t start = at + 1 - prefix.len, k = 0;

		if (prefix.len > at + 1 || (start > 0 && is_word(text.at[start - 1])))
			continue;
		while (k < prefix.len
		       && (text.at[start + k] | (ascii_upper(text.at[start + k]) ? 0x20 : 0)) == prefix.at[k])
			k++;
		if (k == prefix.len)
			return k;
	}
	return 0;
}

/* True if what stands behind a prefix was drawn, not written by a person. */
static bool
is_drawn(struct str s)
{
	bool turned = false;

	for (size_t i = 0; i < s.len; i++) {
		if (ascii_digit(s.at[i]))
			return true;
		turned |= i > 0 && ascii_lower(s.at[i - 1]) && ascii_upper(s.at[i]);
	}
	return turned && s.len >= LETTERS_LEAST;
}

bool
credential_ids_find(
    const struct credential_ids *ids, struct str text, size_t from, size_t *start, size_t *end)
{
	const char *underscore;

	for (size_t at = from; ids->count && at < text.len; at++) {
		size_t prefix;

		underscore = memchr(text.at + at, '_', text.len - at);
		if (!underscore)
			return false;
		at = (size_t)(underscore - text.at);
		prefix = prefix_at(ids, text, at);
		if (prefix == 0 || at + 1 - prefix < from)
			continue;
		*start = at + 1 - prefix;
		*end = at + 1;
		while (*end < text.len && is_of_id(text.at[*end]))
			++*end;
		while (*end > at + 1 && !is_word(text.at[*end - 1]))
			--*end;
		if (is_drawn((struct str){text.at + at + 1, *end - at - 1}))
			return true;
		at = *end - 1; /* nor was any part of it */
	}
	return false;
}

struct str
credential_ids_write(
    const struct credential_ids *ids, struct arena *arena, struct pseudonymizer *pseudonymizer, struct str id)
{
	size_t prefix = 0;
	char *text;

	for (size_t at = 0; at < id.len && prefix == 0; at++)
		if (id.at[at] == '_')
			prefix = prefix_at(ids, id, at);
	text = arena_take(arena, prefix + PSEUDONYM_TEXT);
	for (size_t i = 0; i < prefix; i++)
		text[i] = (char)(ascii_upper(id.at[i]) ? id.at[i] | 0x20 : id.at[i]);
	pseudonymizer_text(pseudonymizer, (struct str){text, prefix}, str_from(id, prefix), text + prefix);
	return (struct str){text, prefix + PSEUDONYM_TEXT};
}
