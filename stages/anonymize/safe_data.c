/* Data of the sender's own; see safe_data.h. Nothing is known of it but the names its members have, so every text, key
 * and number is looked at. Keys are scrubbed first, all of an object, since they must differ; then the values. */
#include "stages/anonymize/safe_data.h"

#include "stages/anonymize/distinct.h"
#include "stages/anonymize/made_ids.h"
#include "stages/anonymize/policy/generalize.h"
#include "stages/anonymize/people/pseudonym_value.h"
#include "stages/anonymize/report.h"
#include "stages/anonymize/safe_agent.h"
#include "stages/anonymize/scrub/scrub_iri.h"
#include "stages/xapi/vocabulary.h"

static void walk_object(struct safe_tree *, struct json *, const struct here *, bool iris);

static void
done(const struct safe_tree *t, enum done what)
{
	if (t->scrub->report)
		report_done(t->scrub->report, t->scrub->at, what, NULL);
}

/* ---- texts ---- */

void
become_final(struct json *v, struct str text)
{
	*v = json_string(text);
	v->flags |= JSON_FINAL;
}

void
safe_text(struct safe_tree *t, struct str *text, struct str label)
{
	scrub_text(t->scrub, *text, label, text);
}

void
safe_iri(struct safe_tree *t, struct str *iri)
{
	scrub_iri(t->scrub, *iri, iri);
}

void
safe_term(struct safe_tree *t, struct str *iri)
{
	scrub_term(t->scrub, *iri, iri);
}

/* True for a text that is an IRI and nothing else, of a scheme whose parts are told apart. A bracket opens an address in
 * it (RFC 3986, 3.2.2) or nothing: a label makes it a text. */
static bool
is_iri(struct str text)
{
	static const struct str schemes[] = {{"mailto:", 7}, {"tag:", 4}, {"urn:", 4}};
	const char *colon = text.len ? memchr(text.at, ':', text.len) : NULL;
	bool known;

	if (!colon)
		return false;
	known = str_starts(str_from(text, (size_t)(colon - text.at)), STR("://"));
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		known |= str_starts(text, schemes[i]);
	for (const char *at = text.at; known && at < colon; at++)
		known = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z')
			|| (at > text.at && strchr("0123456789+-.", *at));
	for (size_t i = 1; known && i < text.len; i++)
		known = (unsigned char)text.at[i] > ' '
			&& (text.at[i] != '[' || text.at[i - 1] == '/' || text.at[i - 1] == '@');
	return known;
}

void
safe_any(struct safe_tree *t, struct str *text, struct str label)
{
	if (is_iri(*text))
		safe_iri(t, text);
	else
		safe_text(t, text, label);
}

/* ---- scalars ---- */

/* A number with fewer digits before its point than any identifier that is known by its form. */
static bool
is_small(struct str number)
{
	size_t digits = 0;

	for (size_t i = 0; i < number.len && number.at[i] != '.' && (number.at[i] | 0x20) != 'e'; i++)
		digits += number.at[i] != '-';
	return digits < 7;
}

static void
become_mark(struct safe_tree *t, struct json *v, const struct pii *pii)
{
	struct str value = v->type == JSON_STRING || v->type == JSON_NUMBER ? json_text(v) : STR("");

	if (v->type == JSON_STRING && (v->count == 0 || str_eq(value, pii->label)))
		return;
	become_final(v, scrub_mark(t->scrub, value, pii, SCRUB_TEXT));
}

static void
scrub_scalar(struct safe_tree *t, struct json *v, const struct here *here)
{
	const struct named *named = here->named;
	struct str text = json_text(v), before = text;

	if (named->member.depth != MEMBER_ARRAYS && members_tells(t->scrub->members, named->member, text)) {
		become_mark(t, v, named->member.pii);
		return;
	}
	if (v->type == JSON_STRING)
		safe_any(t, &text, named->label);
	else if (!is_small(text))
		safe_text(t, &text, named->label);
	if (text.at != before.at)
		become_final(v, text);
}

void
safe_pseudonym(struct safe_tree *t, struct json *v, enum part_kind kind)
{
	struct scrub *s = t->scrub;

	if (made_ids_has(t->made_ids, s->pseudonymizer, v))
		return;
	if (pseudonymize_value(s->pseudonymizer, s->credential_ids, s->arena, kind, v))
		done(t, DONE_PSEUDONYM);
	v->flags |= JSON_FINAL;
}

static void
walk_scalar(struct safe_tree *t, struct json *v, const struct here *here)
{
	if (safe_is_done(t, v))
		return;
	if (here->rule->action == ACTION_SCRUB)
		scrub_scalar(t, v, here);
	else if (here->rule->action == ACTION_PSEUDONYM && !t->again)
		safe_pseudonym(t, v, PART_EXTENSIONS);
}

/* ---- objects ---- */

/* What a key says of its value: nothing where the vocabulary lists it. */
static struct named
name_value(const struct safe_tree *t, const struct json *object, struct str key, const struct named *parent)
{
	const enum member_place place = parent && parent->person ? MEMBER_OF_PERSON : MEMBER_OF_OBJECT;
	const struct scrub *s = t->scrub;
	struct named named = {.label = STR("")};

	if (s->vocabulary && vocabulary_lists(s->vocabulary, VOCABULARY_EXTENSIONS, key))
		return named;
	named.member = members_in(s->members, object, key, place);
	named.label = members_label(key);
	named.person = named.member.person;
	return named;
}

static void
scrub_key(struct safe_tree *t, struct str *key, bool iri)
{
	if (!iri)
		safe_any(t, key, STR(""));
	else if (!t->scrub->vocabulary
		 || !vocabulary_lists(t->scrub->vocabulary, VOCABULARY_EXTENSIONS, *key))
		safe_term(t, key);
}

/* The keys as they are to be written, in the arena; NULL if none of them changes. */
static struct naming *
scrub_keys(struct safe_tree *t, const struct json *object, const struct here *here, bool iris)
{
	struct naming *names = NULL;

	t->scrub->at = &here->path;
	for (uint32_t i = 0; i < object->count; i++) {
		struct str before = object->members[i].key, now = before;

		if (rule_child(here->rule, before)->action != ACTION_KEEP)
			scrub_key(t, &now, iris);
		if (now.at == before.at && !names)
			continue;
		if (!names) {
			names = arena_take(t->scrub->arena, object->count * sizeof(*names));
			for (uint32_t n = 0; n < i; n++)
				names[n] = (struct naming){object->members[n].key, object->members[n].key};
		}
		names[i] = (struct naming){before, now};
	}
	if (names)
		names_differ(t->scrub->arena, names, object->count);
	return names;
}

/* One member: its key as it came still stands in it. False if it goes. */
static bool
walk_member(struct safe_tree *t, struct json_member *m, struct str written, const struct here *parent,
    const struct json *object)
{
	struct named named;
	struct here here = {
	    .path = {.up = here_path(parent), .key = written},
	    .rule = rule_child(parent->rule, m->key),
	    .object = object,
	    .named = &named,
	};

	t->scrub->at = &here.path;
	if (here.rule->action == ACTION_DROP) {
		done(t, DONE_DROP);
		return false;
	}
	if (m->value.type == JSON_NULL || json_is_bool(&m->value))
		return true;
	if (here.rule->action == ACTION_SCRUB)
		named = name_value(t, object, m->key, parent->named);
	else
		named = (struct named){0};
	return safe_data(t, &m->value, &here);
}

static void
walk_object(struct safe_tree *t, struct json *object, const struct here *here, bool iris)
{
	struct naming *names = scrub_keys(t, object, here, iris);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < object->count; i++) {
		struct json_member *m = &object->members[i];
		struct str written = names ? names[i].now : m->key;

		if (!walk_member(t, m, written, here, object))
			continue;
		object->members[kept].key = written;
		object->members[kept++].value = m->value;
	}
	if (kept != object->count)
		object->flags &= (uint8_t)~JSON_GROWN; /* what it says of the capacity no longer holds */
	object->count = kept;
}

/* ---- any value ---- */

static void
walk_items(struct safe_tree *t, struct json *array, const struct here *here)
{
	struct here item = *here;
	uint32_t kept = 0;

	item.path = (struct json_path){.up = here_path(here)};
	item.rule = rule_any(here->rule);
	item.object = NULL;
	for (uint32_t i = 0; i < array->count; i++) {
		item.path.index = i;
		t->scrub->at = &item.path;
		if (item.rule->action == ACTION_DROP)
			done(t, DONE_DROP);
		else if (safe_data(t, &array->items[i], &item))
			array->items[kept++] = array->items[i];
	}
	if (kept != array->count)
		array->flags &= (uint8_t)~JSON_GROWN;
	array->count = kept;
}

static void
walk_agent(struct safe_tree *t, struct json *agent, const struct rule *rule)
{
	uint8_t pseudonym[PSEUDONYM_BYTES];
	bool known;

	if (t->again)
		return;
	if (policy_keeps_agents(t->policy) && (rule->action == ACTION_KEEP || rule->action == ACTION_SCRUB))
		return;
	safe_agent(t->scrub->arena, t->scrub->pseudonymizer, agent, &known, pseudonym);
	done(t, DONE_PSEUDONYM);
}

/* True if the value goes with everything in it. */
static bool
goes_whole(const struct json *v, struct member m)
{
	return m.pii && members_tells_of(m, v)
	       && ((m.depth == MEMBER_WHOLE && (v->type == JSON_OBJECT || v->type == JSON_ARRAY))
		   || (m.depth == MEMBER_ARRAYS && v->type == JSON_ARRAY && v->count));
}

bool
safe_data(struct safe_tree *t, struct json *v, const struct here *here)
{
	if (here->rule->action == ACTION_GENERALIZE) {
		if (t->again)
			return true;
		done(t, DONE_GENERALIZE);
		return generalize(here->rule->how, t->scrub->arena, here->object, v);
	}
	if (here->rule->action == ACTION_SCRUB && goes_whole(v, here->named->member))
		become_mark(t, v, here->named->member.pii);
	else if (v->type == JSON_STRING || v->type == JSON_NUMBER)
		walk_scalar(t, v, here);
	else if (v->type == JSON_ARRAY)
		walk_items(t, v, here);
	else if (v->type == JSON_OBJECT && looks_like_agent(v))
		walk_agent(t, v, here->rule);
	else if (v->type == JSON_OBJECT)
		walk_object(t, v, here, false);
	return true;
}

bool
safe_member(struct safe_tree *t, struct json_member *m, const struct here *parent, const struct json *object)
{
	struct naming key = {m->key, m->key};

	if (rule_child(parent->rule, m->key)->action != ACTION_KEEP)
		scrub_key(t, &key.now, false);
	if (!walk_member(t, m, key.now, parent, object))
		return false;
	m->key = key.now;
	return true;
}

void
safe_extensions(struct safe_tree *t, struct json *map, const struct here *here)
{
	walk_object(t, map, here, true);
}
