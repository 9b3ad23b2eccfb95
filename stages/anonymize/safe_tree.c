/* The walk over what xAPI knows of a statement; see safe_tree.h. It goes as deep as decode lets JSON nest. */
#include "stages/anonymize/safe_tree.h"

#include "stages/anonymize/distinct.h"
#include "stages/anonymize/made_ids.h"
#include "stages/anonymize/policy/generalize.h"
#include "stages/anonymize/people/people.h"
#include "stages/anonymize/report.h"
#include "stages/anonymize/safe_agent.h"
#include "stages/anonymize/safe_data.h"
#include "stages/xapi/anatomy.h"
#include "stages/xapi/vocabulary.h"

static void walk_members(struct safe_tree *, struct json *, const struct anatomy *, const struct here *);

static void
done(const struct safe_tree *t, enum done what)
{
	if (t->scrub->report)
		report_done(t->scrub->report, t->scrub->at, what, NULL);
}

/* ---- agents ---- */

/* An agent where xAPI wants one; the learner if it is the statement's actor. */
static void
walk_agent(struct safe_tree *t, struct json *agent, const struct rule *rule)
{
	bool group = json_equals(json_get(agent, STR("objectType")), STR("Group")), known;
	uint8_t pseudonym[PSEUDONYM_BYTES];

	if (t->again)
		return;
	if (rule->action == ACTION_KEEP) {
		known = safe_agent_pseudonym(t->scrub->pseudonymizer, agent, pseudonym);
	} else {
		t->unknown |= !safe_agent(t->scrub->arena, t->scrub->pseudonymizer, agent, &known, pseudonym);
		done(t, DONE_PSEUDONYM);
	}
	if (agent == t->actor && known && !group) {
		t->has_learner = true;
		memcpy(t->learner, pseudonym, sizeof(pseudonym));
	}
}

/* ---- scrubbing ---- */

/* Its parameters may hold a file's name; without them the type is still one (RFC 2045, 5.1). */
static void
scrub_media_type(struct safe_tree *t, struct str *type)
{
	const char *end = type->len ? memchr(type->at, ';', type->len) : NULL;
	struct str out;

	if (!scrub_text(t->scrub, *type, STR(""), &out))
		return;
	if (end)
		type->len = (size_t)(end - type->at);
	if (!end || scrub_text(t->scrub, *type, STR(""), &out))
		*type = STR("application/octet-stream");
}

static void
scrub_language_map(struct safe_tree *t, struct json *map, const struct here *here)
{
	for (uint32_t i = 0; map->type == JSON_OBJECT && i < map->count; i++) {
		struct json_member *m = &map->members[i];
		struct json_path path = {.up = here_path(here), .key = m->key};
		struct str text = json_text(&m->value), before = text;

		if (m->value.type != JSON_STRING || safe_is_done(t, &m->value))
			continue;
		t->scrub->at = &path;
		safe_any(t, &text, STR(""));
		if (text.at != before.at)
			become_final(&m->value, text);
	}
	t->scrub->at = &here->path;
}

/* A concept that the vocabulary lists is what it is, whatever people are called. */
static bool
is_listed(const struct safe_tree *t, struct str iri)
{
	const struct vocabulary *v = t->scrub->vocabulary;

	return v
	       && (vocabulary_lists(v, VOCABULARY_VERBS, iri) || vocabulary_lists(v, VOCABULARY_TYPES, iri));
}

/* What is known of a text from where it stands, in words that detectors ask for. */
static struct str
label_of(const struct safe_tree *t, const struct part *part)
{
	if (part->flags & PART_ANSWER)
		return t->lists_answers ? STR("listed answer") : STR("free answer");
	if (str_eq(part->key, STR("correctResponsesPattern")))
		return STR("listed answer");
	return str_eq(part->key, STR("revision")) ? STR("course edition") : STR("");
}

static void
scrub_string(struct safe_tree *t, struct json *v, const struct part *part)
{
	struct str text = json_text(v), before = text;

	if (part->kind == PART_TEXT || part->kind == PART_NAME)
		safe_any(t, &text, label_of(t, part));
	else if (part->kind == PART_MEDIA_TYPE)
		scrub_media_type(t, &text);
	else if (part->kind == PART_IRI && !(part->flags & PART_TERM))
		safe_iri(t, &text);
	else if (part->kind == PART_IRI && !is_listed(t, text))
		safe_term(t, &text);
	if (text.at != before.at || text.len != before.len)
		become_final(v, text);
}

/* ---- leaves ---- */

/* A part that is no structure, by its rule; each of a list, or of a language map. False if it must go. */
static bool
walk_leaf(struct safe_tree *t, struct json *v, const struct part *part, const struct here *here)
{
	/* a rule for $.object.id is for Activities */
	if (here->rule->action == ACTION_KEEP || part_is_statement_id(part))
		return true;
	if (t->again && here->rule->action != ACTION_SCRUB)
		return true; /* a pseudonym gets no pseudonym */
	if (here->rule->action == ACTION_GENERALIZE) {
		done(t, DONE_GENERALIZE);
		return generalize(here->rule->how, t->scrub->arena, here->object, v);
	}
	if (part->kind == PART_LANGUAGE_MAP && here->rule->action == ACTION_SCRUB) {
		scrub_language_map(t, v, here);
	} else if (v->type == JSON_STRING && !safe_is_done(t, v)) {
		if (here->rule->action == ACTION_PSEUDONYM)
			safe_pseudonym(t, v, part->kind);
		else
			scrub_string(t, v, part);
	}
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		walk_leaf(t, &v->items[i], part, here);
	for (uint32_t i = 0; here->rule->action == ACTION_PSEUDONYM && v->type == JSON_OBJECT && i < v->count;
	     i++)
		walk_leaf(t, &v->members[i].value, part, here);
	return true;
}

/* ---- structures ---- */

/* Ids of interaction components are different from each other (1.0.3, 2.4.4.1). */
static void
walk_components(struct safe_tree *t, struct json *list, const struct here *here)
{
	struct naming *names = arena_take(t->scrub->arena, list->count * sizeof(*names));

	for (uint32_t i = 0; i < list->count; i++) {
		struct here item = *here;

		item.path = (struct json_path){.up = here_path(here), .index = i};
		names[i].before = json_get_text(&list->items[i], STR("id"));
		if (list->items[i].type == JSON_OBJECT)
			walk_members(t, &list->items[i], &anatomy_component, &item);
		names[i].now = json_get_text(&list->items[i], STR("id"));
	}
	if (!names_changed(names, list->count))
		return;
	names_differ(t->scrub->arena, names, list->count);
	for (uint32_t i = 0; i < list->count; i++) {
		struct json *id = json_get(&list->items[i], STR("id"));

		if (id && !str_eq(names[i].before, names[i].now))
			become_final(id, names[i].now);
	}
}

/* A structure, or each of a list of them. */
static void
walk_struct(struct safe_tree *t, struct json *v, const struct anatomy *anatomy, const struct here *here)
{
	if (v->type == JSON_OBJECT) {
		walk_members(t, v, anatomy, here);
	} else if (v->type == JSON_ARRAY && anatomy == &anatomy_component) {
		walk_components(t, v, here);
	} else if (v->type == JSON_ARRAY) {
		for (uint32_t i = 0; i < v->count; i++) {
			struct here item = *here;

			item.path = (struct json_path){.up = here_path(here), .index = i};
			walk_struct(t, &v->items[i], anatomy, &item);
		}
	}
}

/* The object of a statement. In a SubStatement the rules of the statement hold. */
static void
walk_statement_object(struct safe_tree *t, struct json *v, const struct here *here)
{
	const struct anatomy *anatomy = anatomy_object(v);
	struct here inside = *here;

	if (anatomy == &anatomy_substatement)
		inside.rule = policy_root(t->policy);
	if (!anatomy)
		walk_agent(t, v, here->rule);
	else
		walk_struct(t, v, anatomy, &inside);
}

/* False if the part must go. */
static bool
walk_part(struct safe_tree *t, struct json *v, const struct part *part, const struct here *here)
{
	switch (part->kind) {
	case PART_AGENT:
		walk_agent(t, v, here->rule);
		return true;
	case PART_STRUCT:
		walk_struct(t, v, part->inside, here);
		return true;
	case PART_OBJECT:
		walk_statement_object(t, v, here);
		return true;
	case PART_EXTENSIONS:
		if (v->type == JSON_OBJECT)
			safe_extensions(t, v, here);
		return true;
	default:
		return walk_leaf(t, v, part, here);
	}
}

/* One member. False if it must go. */
static bool
walk_member(struct safe_tree *t, struct json *object, struct json_member *m, const struct anatomy *anatomy,
    const struct here *parent)
{
	const struct part *part = anatomy_part(anatomy, m->key);
	struct here here = {
	    .path = {.up = here_path(parent), .key = m->key},
	    .rule = rule_child(parent->rule, m->key),
	    .object = object,
	};

	t->scrub->at = &here.path;
	if (!part)
		return safe_member(t, m, parent, object);
	/* An agent's rule is for agents: another object at its place stays. */
	if (here.rule->action == ACTION_DROP && !(part->kind == PART_OBJECT && anatomy_object(&m->value))) {
		done(t, DONE_DROP);
		return false;
	}
	return walk_part(t, &m->value, part, &here);
}

/* The members of an object that stay. */
static void
walk_members(struct safe_tree *t, struct json *object, const struct anatomy *anatomy, const struct here *here)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < object->count; i++) {
		struct json_member *m = &object->members[i];

		if (!walk_member(t, object, m, anatomy, here))
			continue;
		if (kept != i)
			object->members[kept] = *m;
		kept++;
	}
	if (kept != object->count)
		object->flags &= (uint8_t)~JSON_GROWN; /* what it says of the capacity no longer holds */
	object->count = kept;
}

/* True if the object, or that of the SubStatement, says what may be answered. */
static bool
lists_answers(const struct json *object)
{
	static const struct str lists[] = {
	    {"choices", 7}, {"scale", 5}, {"source", 6}, {"steps", 5}, {"correctResponsesPattern", 23}};
	const struct json *inner = json_get(object, STR("object")),
			  *definition = json_get(inner ? inner : object, STR("definition"));

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (json_get(definition, lists[i]))
			return true;
	return false;
}

/* Last of all: an agent whose account is called by such an id gets the pseudonym of the id as it was made. */
static void
key_made_ids(const struct safe_tree *t, struct json *statement)
{
	struct made_ids ids = {
	    .arena = t->scrub->arena,
	    .keys = t->scrub->pseudonymizer,
	    .made = t->made_ids,
	    .report = t->scrub->report,
	};

	made_ids_key(&ids, statement);
}

bool
safe_tree_make(struct safe_tree *t, struct json *statement, const struct json *event)
{
	const struct here root = {.rule = policy_root(t->policy)};
	struct scrub *scrub = t->scrub;

	t->actor = json_get(statement, STR("actor"));
	t->lists_answers = lists_answers(json_get(statement, STR("object")));
	t->has_learner = t->unknown = t->again = false;
	scrub->learned = scrub->asked = 0;
	finder_forget(&scrub->finder);
	known_clear(t->known);
	people_of_statement(t->known, statement);
	if (event)
		people_of_event(t->known, scrub->members, scrub->arena, event);
	if (statement->type != JSON_OBJECT)
		return false;
	walk_members(t, statement, &anatomy_statement, &root);
	if (scrub->learned) {
		t->again = scrub->only_known = true;
		walk_members(t, statement, &anatomy_statement, &root);
		scrub->only_known = false;
	}
	key_made_ids(t, statement);
	return !t->unknown;
}
