/* The set of mappings of a worker: opened together, asked in the order of their files' names; see mapping.h. */
#include "stages/convert/mapping.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/regex.h"
#include "pipeline/core/schemas.h"
#include "pipeline/core/suggest.h"
#include "pipeline/core/yaml.h"
#include "stages/convert/compile/compile.h"
#include "stages/convert/run/run.h"

static const char folder[] = "mappings";

struct mappings {
	struct arena *arena; /* plans, and the YAML they borrow from */
	struct vocabulary *vocabulary;
	struct regexes regexes;
	struct mapping *list;
	size_t count;
	size_t replacing; /* the first of them, given by name, which replace those of the folder */
};

static struct mappings *
open_empty(size_t most, struct error *e)
{
	struct mappings *all = calloc(1, sizeof(*all));

	if (!all)
		abort();
	all->arena = arena_open();
	all->list = arena_zero(all->arena, (most + 1) * sizeof(*all->list));
	all->vocabulary = vocabulary_open(e);
	if (!all->vocabulary) {
		mappings_close(all);
		return NULL;
	}
	return all;
}

/* With its slash at the end; empty for a file of the working folder. */
static struct str
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (struct str){path, (size_t)(slash - path) + 1} : STR("");
}

/* Reads a mapping's text; `shown` is its name in messages. */
static bool
add_text(struct mappings *all, struct str text, struct str shown, bool rows, struct compiler *c)
{
	struct mapping *m = &all->list[all->count];
	const struct mapping *same;
	struct json yaml;

	*m = (struct mapping){.file = shown, .input.csv = rows};
	c->mapping = m;
	c->parts = NULL;
	c->tables = NULL;
	c->table_count = 0;
	c->part_uses = 0;
	if (!yaml_parse(all->arena, text, shown.at, &yaml, c->error) || !compile_mapping(c, &yaml))
		return false;
	same = mappings_named(all, m->source);
	if (same && (size_t)(same - all->list) < all->replacing)
		return true;
	if (same)
		return error_usage(c->error, "%.*s: the source %.*s has a mapping already, %.*s",
		    STR_ARG(shown), STR_ARG(m->source), STR_ARG(same->file));
	all->count++;
	return true;
}

static bool
add_file(struct mappings *all, const char *path, struct str shown, bool rows, struct compiler *c)
{
	struct str text = schemas_read(all->arena, path, c->error);

	c->folder = c->built_in ? STR("") : folder_of(path);
	return text.at && add_text(all, text, shown, rows, c);
}

static bool
add_files(struct mappings *all, const struct mappings_setup *setup, struct compiler *c)
{
	for (size_t i = 0; i < setup->file_count; i++)
		if (!add_file(
			all, setup->files[i].at, arena_copy(all->arena, setup->files[i]), setup->rows, c))
			return false;
	all->replacing = all->count;
	return true;
}

static bool
add_folder(struct mappings *all, const struct str *names, size_t count, struct compiler *c)
{
	c->built_in = true;
	for (size_t i = 0; i < count; i++) {
		struct str shown = arena_format(all->arena, "schemas/%s/%.*s", folder, STR_ARG(names[i]));
		struct str path = schemas_path(all->arena, shown.at + sizeof("schemas"), c->error);

		if (!path.at || !add_file(all, path.at, shown, false, c))
			return false;
	}
	return true;
}

static bool
no_such_setting(const struct mappings *all, struct str name, struct error *e)
{
	struct words words = {.count = 0};
	struct str nearest;

	for (size_t i = 0; i < all->count; i++)
		for (uint32_t k = 0; k < all->list[i].setting_count; k++)
			words_add(&words, all->list[i].settings[k].name);
	nearest = suggest(name, words.list, words.count);
	if (nearest.len)
		return error_usage(e, "--set %.*s: no mapping has this setting; did you mean %.*s?",
		    STR_ARG(name), STR_ARG(nearest));
	return error_usage(e, "--set %.*s: no mapping has this setting", STR_ARG(name));
}

/* Every --set must mean something to somebody. */
static bool
check_sets(const struct mappings *all, const struct compiler *c)
{
	for (size_t i = 0; i < c->set_count; i++) {
		const char *equals = memchr(c->sets[i].at, '=', c->sets[i].len);
		struct str name = c->sets[i];

		if (!equals)
			return error_usage(c->error, "--set %.*s: must be SETTING=VALUE", STR_ARG(name));
		name.len = (size_t)(equals - name.at);
		if (!c->set_known[i])
			return no_such_setting(all, name, c->error);
	}
	return true;
}

static bool
check_source(const struct mappings *all, struct str source, struct error *e)
{
	char known[256] = "";
	size_t used = 0;

	if (!source.len || str_eq(source, STR("auto")) || mappings_named(all, source))
		return true;
	if (str_eq(source, STR("csv")))
		return error_usage(e, "--source csv needs --mapping FILE, which says what the columns mean");
	for (size_t i = 0; i < all->count && used + all->list[i].source.len + 3 < sizeof(known); i++)
		used += (size_t)snprintf(
		    known + used, sizeof(known) - used, ", %.*s", STR_ARG(all->list[i].source));
	return error_usage(
	    e, "source: there is no mapping for \"%.*s\"; there are auto%s", STR_ARG(source), known);
}

static bool
add_all(struct mappings *all, const struct mappings_setup *setup, const struct str *names, size_t count,
    struct error *e)
{
	struct compiler c = {.arena = all->arena,
	    .vocabulary = all->vocabulary,
	    .regexes = &all->regexes,
	    .sets = setup->sets,
	    .set_count = setup->set_count,
	    .set_known = arena_zero(all->arena, setup->set_count + 1),
	    .error = e};

	return add_files(all, setup, &c) && add_folder(all, names, count, &c)
	       && check_source(all, setup->source, e) && check_sets(all, &c);
}

struct mappings *
mappings_open_all(const struct mappings_setup *setup, struct error *e)
{
	struct arena *names_arena = arena_open();
	struct mappings *all = NULL;
	struct str *names;
	size_t count;

	if (schemas_list(names_arena, folder, ".yaml", &names, &count, e))
		all = open_empty(setup->file_count + count, e);
	if (all && !add_all(all, setup, names, count, e)) {
		mappings_close(all);
		all = NULL;
	}
	arena_close(names_arena);
	return all;
}

struct mappings *
mappings_open(struct str source, const struct str *sets, size_t count, struct error *e)
{
	struct mappings_setup setup = {.source = source, .sets = sets, .set_count = count};

	return mappings_open_all(&setup, e);
}

/* A set of one; `path` is NULL for a text. */
static struct mappings *
open_one(const char *path, struct str text, const char *shown, struct error *e)
{
	struct mappings *all = open_empty(1, e);
	struct compiler c = {.error = e};
	struct str name;

	if (!all)
		return NULL;
	c.arena = all->arena;
	c.vocabulary = all->vocabulary;
	c.regexes = &all->regexes;
	name = arena_copy(all->arena, str_of(shown));
	if (path ? !add_file(all, path, name, false, &c)
		 : !add_text(all, arena_copy(all->arena, text), name, false, &c)) {
		mappings_close(all);
		return NULL;
	}
	return all;
}

struct mappings *
mappings_open_file(const char *path, const char *shown, struct error *e)
{
	return open_one(path, STR(""), shown, e);
}

struct mappings *
mappings_open_text(struct str text, const char *shown, struct error *e)
{
	return open_one(NULL, text, shown, e);
}

bool
mapping_name_is(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9')
			|| s.at[i] == '-' || s.at[i] == '_'))
			return false;
	return s.len > 0;
}

size_t
mappings_count(const struct mappings *all)
{
	return all->count;
}

const struct mapping *
mappings_at(const struct mappings *all, size_t index)
{
	return &all->list[index];
}

const struct mapping *
mappings_named(const struct mappings *all, struct str source)
{
	for (size_t i = 0; i < all->count; i++)
		if (str_eq(all->list[i].source, source))
			return &all->list[i];
	return NULL;
}

static bool
recognizes(const struct mapping *m, const struct json *event)
{
	struct run r = {.mapping = m, .event = event};

	for (uint32_t i = 0; i < m->detect_count; i++)
		if (!test_holds(&r, &m->detect[i]))
			return false;
	return m->detect_count > 0;
}

const struct mapping *
mappings_detect(const struct mappings *all, const struct json *event)
{
	for (size_t i = 0; i < all->count; i++)
		if (recognizes(&all->list[i], event))
			return &all->list[i];
	return NULL;
}

void
mappings_close(struct mappings *all)
{
	if (!all)
		return;
	for (struct regexes *r = all->regexes.next; r; r = r->next)
		regex_close(r->regex);
	vocabulary_close(all->vocabulary);
	arena_close(all->arena);
	free(all);
}

struct str
mapping_source(const struct mapping *m)
{
	return m->source;
}

bool
mapping_flat_score(const struct mapping *m)
{
	return m->flat_score;
}

struct str
mapping_file(const struct mapping *m)
{
	return m->file;
}

bool
mapping_list(const struct mapping *m, struct arena *arena, const struct json *event, struct envelope *out)
{
	struct run r = {.arena = arena, .mapping = m, .event = event};

	for (uint32_t i = 0; i < m->list_count; i++) {
		const struct json *list = json_query_find(&m->lists[i].path, event);

		if (list && (list->type == JSON_ARRAY || (list->type == JSON_OBJECT && m->lists[i].single))
		    && test_holds(&r, m->lists[i].when)) {
			*out = (struct envelope){.event = event, .entries = list, .list = &m->lists[i]};
			out->where = json_query_pointer(arena, &m->lists[i].path, STR(""));
			return true;
		}
	}
	return false;
}

bool
mappings_list(const struct mappings *all, const struct mapping **m, struct arena *arena,
    const struct json *event, struct envelope *out)
{
	if (!*m)
		*m = mappings_detect(all, event);
	if (*m)
		return mapping_list(*m, arena, event, out);
	for (size_t i = 0; i < all->count; i++)
		if (mapping_list(&all->list[i], arena, event, out)) {
			*m = &all->list[i];
			return true;
		}
	return false;
}

static bool
is_single(const struct envelope *e)
{
	return e->entries->type == JSON_OBJECT;
}

uint32_t
envelope_count(const struct envelope *e)
{
	return is_single(e) ? 1 : e->entries->count;
}

struct str
envelope_pointer(const struct envelope *e, struct arena *arena, struct str base, uint32_t nth)
{
	if (is_single(e))
		return arena_format(arena, "%.*s%.*s", STR_ARG(base), STR_ARG(e->where));
	return arena_format(arena, "%.*s%.*s/%u", STR_ARG(base), STR_ARG(e->where), nth);
}

struct json
envelope_entry(const struct envelope *e, struct arena *arena, uint32_t nth)
{
	const struct json *own = is_single(e) ? e->entries : &e->entries->items[nth];
	struct json entry = json_object();

	if (!e->list || !e->list->carried_count || own->type != JSON_OBJECT)
		return *own;
	for (uint32_t i = 0; i < own->count; i++)
		json_append(arena, &entry, own->members[i].key, own->members[i].value);
	for (uint32_t i = 0; i < e->list->carried_count; i++) {
		const struct carried *c = &e->list->carried[i];
		const struct json *value = json_query_find(&c->path, e->event);

		if (value && value->type != JSON_NULL && !json_get(own, c->key))
			json_append(arena, &entry, c->key, *value);
	}
	entry.flags |= own->flags & JSON_TWICE;
	return entry;
}
