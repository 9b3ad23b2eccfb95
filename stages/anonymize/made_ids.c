/* See made_ids.h. */
#include "stages/anonymize/made_ids.h"

#include "pipeline/core/digest.h"
#include "stages/anonymize/people/made_id.h"
#include "stages/xapi/safe_statement.h"

enum { UUID_TEXT = 36, FIRST_DASH = 8, VERSION_AT = 14 };

struct walk {
	struct made_ids *ids;
	bool makes;  /* ids were made of the event */
	bool renews; /* there may be ids of an earlier chain */
	bool changed;
};

/* ---- texts ---- */

/* The keyed form of an id, if it was made here and has it not yet. */
static bool
keyed(const struct walk *w, struct str text, uint8_t out[16])
{
	uint8_t id[16];

	if (text.at[VERSION_AT - 1] != '-' || !uuid_parse(text, id))
		return false;
	if (w->makes && uuid_set_has(w->ids->made, id)) {
		made_id_key(w->ids->keys, id, out);
		return true;
	}
	return w->renews && made_id_renew(w->ids->keys, id, out);
}

/* Every UUID in the text; true if it is another text now, of the same length. */
static bool
key_text(struct walk *w, struct str *text)
{
	const char *dash;
	char *copy = NULL;
	uint8_t id[16];

	for (size_t at = 0; at + UUID_TEXT <= text->len; at++) {
		dash = memchr(text->at + at + FIRST_DASH, '-', text->len - at - (UUID_TEXT - 1));
		if (!dash)
			break;
		at = (size_t)(dash - text->at) - FIRST_DASH;
		if (!keyed(w, (struct str){text->at + at, UUID_TEXT}, id))
			continue;
		if (!copy) {
			copy = arena_take(w->ids->arena, text->len);
			memcpy(copy, text->at, text->len);
			text->at = copy;
		}
		uuid_write(id, copy + at);
		at += UUID_TEXT - 1;
	}
	w->changed |= copy != NULL;
	return copy != NULL;
}

/* ---- the tree ---- */

static void
tell(const struct walk *w, const struct json_path *at)
{
	if (w->ids->report)
		report_done(w->ids->report, at, DONE_PSEUDONYM, NULL);
}

static void walk_value(struct walk *, struct json *, const struct json_path *at);

/* The account of a pseudonym holds none, though it may look so. */
static bool
is_pseudonym(const struct json_member *m)
{
	return str_eq(m->key, STR("account"))
	       && json_equals(json_get(&m->value, STR("homePage")), STR(PSEUDONYM_HOME_PAGE));
}

static void
walk_members(struct walk *w, struct json *object, const struct json_path *at)
{
	for (uint32_t i = 0; i < object->count; i++) {
		struct json_member *m = &object->members[i];
		struct json_path path = {.up = at};

		if (is_pseudonym(m))
			continue;
		if (key_text(w, &m->key))
			tell(w, at);
		path.key = m->key;
		walk_value(w, &m->value, &path);
	}
}

/* Same length, same characters: what the flags say of the text still holds. */
static void
walk_string(struct walk *w, struct json *v, const struct json_path *at)
{
	struct str text = json_text(v);

	if (!key_text(w, &text))
		return;
	v->text = text.at;
	if (text.len == UUID_TEXT)
		v->flags |= JSON_FINAL;
	tell(w, at);
}

static void
walk_value(struct walk *w, struct json *v, const struct json_path *at)
{
	if (v->type == JSON_STRING && v->count >= UUID_TEXT) {
		walk_string(w, v, at);
	} else if (v->type == JSON_OBJECT) {
		walk_members(w, v, at);
	} else if (v->type == JSON_ARRAY) {
		for (uint32_t i = 0; i < v->count; i++) {
			struct json_path path = {.up = at, .index = i};

			walk_value(w, &v->items[i], &path);
		}
	}
}

bool
made_ids_has(const struct uuid_set *made, struct pseudonymizer *keys, const struct json *value)
{
	uint8_t id[16];

	return value->type == JSON_STRING && uuid_parse(json_text(value), id)
	       && ((made && uuid_set_has(made, id)) || made_id_is(keys, id));
}

bool
made_ids_key(struct made_ids *ids, struct json *statement)
{
	struct walk w = {
	    .ids = ids,
	    .makes = ids->made && ids->made->count,
	    .renews = pseudonymizer_keys(ids->keys) > 1,
	};

	if (w.makes || w.renews)
		walk_value(&w, statement, NULL);
	return w.changed;
}
