/* Three lists read from YAML, each with two small hash tables: by IRI and by short name.
 *
 * Every statement asks for its verb, its types and its extensions, so a look-up must cost one hash and, nearly always,
 * one comparison: open addressing over at most half-full tables. The lists say what a word is called; what the program
 * does with it hangs on its short name, in the tables of codes below, so that the data stays readable. All memory is an
 * arena that lives as long as the vocabulary.
 */
#include <stdlib.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/digest.h"
#include "pipeline/core/json.h"
#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "stages/xapi/vocabulary.h"

/* ---- what the program knows by short name ---- */

struct code_name {
	const char *name;
	int code;
};

static const struct code_name verb_codes[] = {
    {"registered", VERB_REGISTERED},
    {"unregistered", VERB_UNREGISTERED},
    {"initialized", VERB_INITIALIZED},
    {"attempted", VERB_ATTEMPTED},
    {"experienced", VERB_EXPERIENCED},
    {"progressed", VERB_PROGRESSED},
    {"completed", VERB_COMPLETED},
    {"passed", VERB_PASSED},
    {"failed", VERB_FAILED},
    {"answered", VERB_ANSWERED},
    {"asked", VERB_ASKED},
    {"suspended", VERB_SUSPENDED},
    {"resumed", VERB_RESUMED},
    {"terminated", VERB_TERMINATED},
    {"scored", VERB_SCORED},
    {"mastered", VERB_MASTERED},
    {"evaluated", VERB_EVALUATED},
    {"navigated", VERB_NAVIGATED},
    {"played", VERB_PLAYED},
    {"paused", VERB_PAUSED},
    {"seeked", VERB_SEEKED},
    {"earned", VERB_EARNED},
    {"viewed", VERB_VIEWED},
    {"satisfied", VERB_SATISFIED},
    {"waived", VERB_WAIVED},
    {"abandoned", VERB_ABANDONED},
    {"posted", VERB_POSTED},
    {"created", VERB_CREATED},
    {"replied", VERB_REPLIED},
    {"voided", VERB_VOIDED},
    {0},
};

enum { TYPE_DISCUSSION = 1 };

static const struct code_name type_codes[] = {
    {"discussion", TYPE_DISCUSSION},
    {0},
};

static const struct code_name extension_codes[] = {
    {"attempt-id", EXT_ATTEMPT_ID},
    {"progress", EXT_PROGRESS},
    {"lessons-done", EXT_LESSONS_DONE},
    {"lessons-total", EXT_LESSONS_TOTAL},
    {"current-lesson", EXT_CURRENT_LESSON},
    {"time-spent", EXT_TIME_SPENT},
    {"average-score", EXT_AVERAGE_SCORE},
    {"certificate-id", EXT_CERTIFICATE_ID},
    {"grade-classification", EXT_GRADE_CLASSIFICATION},
    {"played-segments", EXT_PLAYED_SEGMENTS},
    {"video-length", EXT_VIDEO_LENGTH},
    {"video-time", EXT_VIDEO_TIME},
    {"video-time-from", EXT_VIDEO_TIME_FROM},
    {"video-time-to", EXT_VIDEO_TIME_TO},
    {"video-session-id", EXT_VIDEO_SESSION},
    {0},
};

/* A list: its file, the flag its terms may carry, and the names that must be there. */
struct list_type {
	const char *file;
	const char *flag;
	const struct code_name *codes;
};

enum { LISTS = VOCABULARY_EXTENSIONS + 1 };

static const struct list_type list_types[LISTS] = {
    [VOCABULARY_VERBS] = {"xapi/verbs.yaml", "administrative", verb_codes},
    [VOCABULARY_TYPES] = {"xapi/activity-types.yaml", "course", type_codes},
    [VOCABULARY_EXTENSIONS] = {"xapi/extensions.yaml", NULL, extension_codes},
};

struct term {
	struct str name;
	struct str iri;
	bool flagged;
	int code;         /* 0 for a term that the program does nothing particular with */
	struct verb verb; /* the same as its users see it; only in VOCABULARY_VERBS */
};

struct slot {
	struct str key; /* at == NULL: free */
	struct term *term;
};

struct table {
	struct slot *slots;
	size_t mask;
};

struct list {
	struct term *terms;
	size_t count;
	struct table iris; /* aliases too */
	struct table names;
};

struct vocabulary {
	struct arena *arena;
	struct list lists[LISTS];
	struct str extension_iris[EXT_COUNT];
};

/* ---- tables ---- */

static void
table_open(struct table *t, struct arena *arena, size_t most)
{
	size_t size = 4;

	while (size < 2 * most)
		size *= 2;
	t->slots = arena_zero(arena, size * sizeof(*t->slots));
	t->mask = size - 1;
}

/* The slot that holds the key, or the free one where it belongs. */
static struct slot *
table_slot(const struct table *t, struct str key)
{
	size_t i = hash64(key) & t->mask;

	while (t->slots[i].key.at && !str_eq(t->slots[i].key, key))
		i = (i + 1) & t->mask;
	return &t->slots[i];
}

static const struct term *
table_find(const struct table *t, struct str key)
{
	return table_slot(t, key)->term;
}

static bool
table_add(struct table *t, struct str key, struct term *term)
{
	struct slot *slot = table_slot(t, key);

	if (slot->key.at)
		return false;
	*slot = (struct slot){key, term};
	return true;
}

/* ---- reading ---- */

/* A list while it is read. */
struct reading {
	struct vocabulary *vocabulary;
	struct list *list;
	const struct list_type *type;
	const char *path;
	struct error *error;
};

static bool
read_iri(const struct reading *r, const struct json *value, struct term *term)
{
	struct str iri = json_is(value, JSON_STRING) ? json_text(value) : (struct str){0};

	if (iri.len == 0 || !memchr(iri.at, ':', iri.len))
		return error_usage(
		    r->error, "%s:%u: the IRI of '%.*s' is none", r->path, value->line, STR_ARG(term->name));
	if (!table_add(&r->list->iris, iri, term))
		return error_usage(r->error, "%s:%u: the IRI of '%.*s' is listed twice", r->path, value->line,
		    STR_ARG(term->name));
	if (!term->iri.at)
		term->iri = iri;
	return true;
}

static bool
read_aliases(const struct reading *r, const struct json *value, struct term *term)
{
	bool ok = json_is(value, JSON_ARRAY);

	if (!ok)
		error_usage(r->error, "%s:%u: aliases is a list of IRIs", r->path, value->line);
	for (uint32_t i = 0; ok && i < value->count; i++)
		ok = read_iri(r, &value->items[i], term);
	return ok;
}

static bool
read_key(const struct reading *r, const struct json_member *m, struct term *term)
{
	const struct json *value = &m->value;

	if (str_eq(m->key, STR("iri")))
		return true;
	if (str_eq(m->key, STR("aliases")))
		return read_aliases(r, value, term);
	if (str_eq(m->key, STR("display")) && json_is(value, JSON_STRING)) {
		term->verb.display = json_text(value);
		return true;
	}
	if (r->type->flag && str_eq(m->key, str_of(r->type->flag)) && json_is_bool(value)) {
		term->flagged = value->type == JSON_TRUE;
		return true;
	}
	return error_usage(r->error,
	    "%s:%u: '%.*s' of '%.*s' is unknown here, or has a value of another kind", r->path, value->line,
	    STR_ARG(m->key), STR_ARG(term->name));
}

/* The term's own IRI is read before its aliases, so that it is the one the term is shown with. */
static bool
read_term(const struct reading *r, const struct json_member *m, struct term *term)
{
	const struct json *value = &m->value;
	const struct json *iri = json_is(value, JSON_OBJECT) ? json_get(value, STR("iri")) : value;
	bool ok;

	term->name = term->verb.display = m->key;
	if (!iri)
		return error_usage(
		    r->error, "%s:%u: '%.*s' has no iri", r->path, value->line, STR_ARG(term->name));
	ok = read_iri(r, iri, term) && table_add(&r->list->names, term->name, term);
	for (uint32_t i = 0; ok && value != iri && i < value->count; i++)
		ok = read_key(r, &value->members[i], term);
	return ok;
}

/* Gives the terms their codes; each that has one must be listed, or its rule would silently be gone. */
static bool
give_codes(const struct reading *r)
{
	for (const struct code_name *c = r->type->codes; c->name; c++) {
		struct slot *slot = table_slot(&r->list->names, str_of(c->name));

		if (!slot->term)
			return error_usage(r->error, "%s:1: '%s' is missing from the list", r->path, c->name);
		slot->term->code = c->code;
	}
	return true;
}

static size_t
count_iris(const struct json *tree)
{
	size_t count = tree->count;

	for (uint32_t i = 0; i < tree->count; i++) {
		const struct json *aliases = json_get(&tree->members[i].value, STR("aliases"));

		if (json_is(aliases, JSON_ARRAY))
			count += aliases->count;
	}
	return count;
}

static bool
read_list(struct reading *r)
{
	struct arena *arena = r->vocabulary->arena;
	struct list *list = r->list;
	struct json tree;
	bool ok;

	r->path = schemas_path(arena, r->type->file, r->error).at;
	if (!r->path || !yaml_read(arena, r->path, &tree, r->error))
		return false;
	if (!json_is(&tree, JSON_OBJECT))
		return error_usage(r->error, "%s:1: a map of short names to IRIs is expected", r->path);
	list->count = tree.count;
	list->terms = arena_zero(arena, (tree.count + 1) * sizeof(*list->terms));
	table_open(&list->iris, arena, count_iris(&tree));
	table_open(&list->names, arena, tree.count);
	ok = true;
	for (uint32_t i = 0; ok && i < tree.count; i++)
		ok = read_term(r, &tree.members[i], &list->terms[i]);
	return ok && give_codes(r);
}

/* Fills in what users of the finished lists see. */
static void
finish(struct vocabulary *v)
{
	struct list *verbs = &v->lists[VOCABULARY_VERBS];
	struct list *extensions = &v->lists[VOCABULARY_EXTENSIONS];

	for (size_t i = 0; i < verbs->count; i++) {
		struct term *t = &verbs->terms[i];

		t->verb.name = t->name;
		t->verb.iri = t->iri;
		t->verb.code = (enum verb_code)t->code;
		t->verb.administrative = t->flagged;
	}
	for (size_t i = 0; i < extensions->count; i++)
		if (extensions->terms[i].code != EXT_NONE)
			v->extension_iris[extensions->terms[i].code] = extensions->terms[i].iri;
}

struct vocabulary *
vocabulary_open(struct error *error)
{
	struct vocabulary *v = calloc(1, sizeof(*v));
	bool ok = true;

	if (!v)
		abort();
	v->arena = arena_open();
	for (int i = 0; ok && i < LISTS; i++) {
		struct reading r = {v, &v->lists[i], &list_types[i], NULL, error};

		ok = read_list(&r);
	}
	if (!ok) {
		vocabulary_close(v);
		return NULL;
	}
	finish(v);
	return v;
}

void
vocabulary_close(struct vocabulary *v)
{
	if (!v)
		return;
	arena_close(v->arena);
	free(v);
}

/* ---- asking ---- */

const struct verb *
vocabulary_verb(const struct vocabulary *v, struct str iri)
{
	const struct term *t = table_find(&v->lists[VOCABULARY_VERBS].iris, iri);

	return t ? &t->verb : NULL;
}

const struct verb *
vocabulary_verb_named(const struct vocabulary *v, struct str name)
{
	const struct term *t = table_find(&v->lists[VOCABULARY_VERBS].names, name);

	return t ? &t->verb : NULL;
}

bool
vocabulary_is_course_type(const struct vocabulary *v, struct str iri)
{
	const struct term *t = table_find(&v->lists[VOCABULARY_TYPES].iris, iri);

	return t && t->flagged;
}

bool
vocabulary_is_discussion_type(const struct vocabulary *v, struct str iri)
{
	const struct term *t = table_find(&v->lists[VOCABULARY_TYPES].iris, iri);

	return t && t->code == TYPE_DISCUSSION;
}

bool
vocabulary_lists(const struct vocabulary *v, enum vocabulary_list list, struct str iri)
{
	return table_find(&v->lists[list].iris, iri) != NULL;
}

static struct str
iri_named(const struct list *list, struct str name)
{
	const struct term *t = table_find(&list->names, name);

	return t ? t->iri : (struct str){0};
}

struct str
vocabulary_activity_type_named(const struct vocabulary *v, struct str name)
{
	return iri_named(&v->lists[VOCABULARY_TYPES], name);
}

struct str
vocabulary_extension_named(const struct vocabulary *v, struct str name)
{
	return iri_named(&v->lists[VOCABULARY_EXTENSIONS], name);
}

struct str
vocabulary_name(const struct vocabulary *v, enum vocabulary_list list, size_t nth)
{
	return nth < v->lists[list].count ? v->lists[list].terms[nth].name : (struct str){0};
}

struct str
vocabulary_extension_iri(const struct vocabulary *v, enum extension_code code)
{
	return v->extension_iris[code];
}

enum extension_code
vocabulary_extension(const struct vocabulary *v, struct str iri)
{
	const struct term *t = table_find(&v->lists[VOCABULARY_EXTENSIONS].iris, iri);

	return t ? (enum extension_code)t->code : EXT_NONE;
}
