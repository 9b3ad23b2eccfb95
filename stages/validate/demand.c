/* See demand.h. */
#include "stages/validate/demand.h"

#include <stdlib.h>

#include "pipeline/core/schemas.h"
#include "pipeline/core/suggest.h"

struct demands {
	struct arena *arena;
	struct profiles *profiles;
	struct demand fallback;
	struct demand *list; /* of single sources */
	size_t count;
};

struct reader {
	struct demands *demands;
	const struct settings *settings;
	struct error *error;
	struct str *own; /* profiles that are called like a source, with a ".yaml" */
	size_t own_count;
};

/* ---- values, the same in an option and in an entry ---- */

static bool
set_version(struct reader *r, const struct str *texts, size_t count, struct demand *out)
{
	return (count == 1 && xapi_version_by_name(texts[0], &out->version))
	       || error_usage(r->error, "xapi is auto, 1.0.3 or 2.0.0");
}

static bool
set_profiles(struct reader *r, const struct str *texts, size_t count, struct demand *out)
{
	out->profiles = count ? profiles_choose(r->demands->profiles, texts, count, r->error) : NULL;
	return out->profiles || !count;
}

static bool
set_unmet(struct reader *r, const struct str *texts, size_t count, struct demand *out)
{
	out->reject_unmet = count == 1 && str_eq(texts[0], STR("reject"));
	return out->reject_unmet || (count == 1 && str_eq(texts[0], STR("report")))
	       || error_usage(r->error, "unmet is report or reject");
}

static const struct {
	struct str key;
	bool (*set)(struct reader *, const struct str *texts, size_t count, struct demand *);
	bool list;
} keys[] = {
    {STR("xapi"), set_version, false},
    {STR("profile"), set_profiles, true},
    {STR("unmet"), set_unmet, false},
};

enum { KEYS_OF_AN_ENTRY = sizeof(keys) / sizeof(keys[0]) };

/* ---- the options ---- */

static bool
read_options(struct reader *r, struct demand *out)
{
	for (size_t i = 0; i < KEYS_OF_AN_ENTRY; i++) {
		const char *name = keys[i].key.at;
		struct str text;
		const struct str *texts = &text;
		size_t count = 1;

		if (keys[i].list)
			count = settings_list(r->settings, name, &texts);
		else
			text = settings_text(r->settings, name);
		if (!keys[i].set(r, texts, count, out))
			return error_at(r->error, settings_where(r->settings, name, NULL).at);
	}
	return true;
}

/* ---- sources with a profile of their own ---- */

static const struct str suffix = STR(".yaml");

static bool
is_among(const struct str *names, size_t count, struct str name)
{
	size_t i = 0;

	while (i < count && !str_eq(names[i], name))
		i++;
	return i < count;
}

/* Where there are no schemas, there is no such profile. */
static void
find_own(struct reader *r)
{
	struct arena *arena = r->demands->arena;
	struct error none = {0};
	struct str *profiles, *mappings;
	size_t profile_count, mapping_count;

	if (!schemas_list(arena, "xapi/profiles", suffix.at, &profiles, &profile_count, &none)
	    || !schemas_list(arena, "mappings", suffix.at, &mappings, &mapping_count, &none))
		return;
	r->own = profiles;
	for (size_t i = 0; i < profile_count; i++)
		if (is_among(mappings, mapping_count, profiles[i]))
			r->own[r->own_count++] = profiles[i];
}

/* What is asked of a source that nothing is said of: what is asked of all, and its own profile where all have none. */
static bool
set_default(struct reader *r, struct str source, struct demand *out)
{
	struct str file = arena_format(r->demands->arena, "%.*s%.*s", STR_ARG(source), STR_ARG(suffix));

	*out = r->demands->fallback;
	out->source = (struct str){file.at, source.len};
	return out->profiles || !is_among(r->own, r->own_count, file)
	       || set_profiles(r, &out->source, 1, out);
}

static bool
add_own(struct reader *r)
{
	struct demands *d = r->demands;

	for (size_t i = 0; i < r->own_count; i++) {
		struct str source = {r->own[i].at, r->own[i].len - suffix.len};

		if (!d->fallback.profiles && demands_of(d, source) == &d->fallback
		    && !set_default(r, source, &d->list[d->count++]))
			return false;
	}
	return true;
}

/* ---- the entries of `sources` ---- */

static bool
complain(struct reader *r, const struct json *node, const char *what)
{
	error_usage(r->error, "%s", what);
	return error_at(r->error, settings_where(r->settings, "sources", node).at);
}

static bool
unknown_key(struct reader *r, const struct json_member *m)
{
	struct str known[KEYS_OF_AN_ENTRY], near;

	for (size_t i = 0; i < KEYS_OF_AN_ENTRY; i++)
		known[i] = keys[i].key;
	near = suggest(m->key, known, KEYS_OF_AN_ENTRY);
	return complain(r, &m->value,
	    near.at ? arena_format(r->demands->arena, "unknown key \"%.*s\" (did you mean \"%.*s\"?)",
		STR_ARG(m->key), STR_ARG(near))
			  .at
		    : arena_format(r->demands->arena,
			"unknown key \"%.*s\" in an entry; it knows xapi, profile and unmet", STR_ARG(m->key))
			  .at);
}

/* The texts of a value: one, or those of a list. NULL if it is neither. */
static const struct str *
texts_of(struct reader *r, const struct json *v, size_t *count)
{
	const struct json *items = v->type == JSON_ARRAY ? v->items : v;
	struct str *texts;

	*count = v->type == JSON_ARRAY ? v->count : 1;
	texts = arena_take(r->demands->arena, (*count + 1) * sizeof(*texts));
	for (size_t i = 0; i < *count; i++) {
		if (items[i].type != JSON_STRING)
			return NULL;
		texts[i] = json_text(&items[i]);
	}
	return texts;
}

static bool
read_key(struct reader *r, const struct json_member *m, struct demand *out)
{
	const struct str *texts;
	size_t count, i = 0;

	while (i < KEYS_OF_AN_ENTRY && !str_eq(keys[i].key, m->key))
		i++;
	if (i == KEYS_OF_AN_ENTRY)
		return unknown_key(r, m);
	texts = texts_of(r, &m->value, &count);
	if (!texts)
		return complain(
		    r, &m->value, arena_format(r->demands->arena, "%.*s must be text", STR_ARG(m->key)).at);
	return keys[i].set(r, texts, count, out)
	       || error_at(r->error, settings_where(r->settings, "sources", &m->value).at);
}

static bool
read_sources(struct reader *r)
{
	struct demands *d = r->demands;
	const struct json *tree = settings_tree(r->settings, "sources");

	if (tree && tree->type != JSON_OBJECT)
		return complain(
		    r, tree, "a map {SOURCE: {xapi: VERSION, profile: NAME, unmet: WHAT}} is needed");
	find_own(r);
	d->list = arena_take(d->arena, ((tree ? tree->count : 0) + r->own_count + 1) * sizeof(*d->list));
	for (uint32_t i = 0; tree && i < tree->count; i++) {
		const struct json_member *m = &tree->members[i];
		struct demand *out = &d->list[d->count++];

		if (!set_default(r, m->key, out))
			return false;
		if (m->value.type != JSON_OBJECT)
			return complain(
			    r, &m->value, "an entry is {xapi: VERSION, profile: NAME, unmet: WHAT}");
		for (uint32_t k = 0; k < m->value.count; k++)
			if (!read_key(r, &m->value.members[k], out))
				return false;
	}
	return add_own(r);
}

/* ---- the doors ---- */

struct demands *
demands_open(const struct settings *settings, struct error *e)
{
	struct demands *d = calloc(1, sizeof(*d));
	struct reader r = {.demands = d, .settings = settings, .error = e};

	if (!d)
		abort();
	d->arena = arena_open();
	d->profiles = profiles_open();
	if (!read_options(&r, &d->fallback) || !read_sources(&r)) {
		demands_close(d);
		return NULL;
	}
	return d;
}

const struct demand *
demands_of(const struct demands *d, struct str source)
{
	for (size_t i = 0; i < d->count; i++)
		if (str_eq(d->list[i].source, source))
			return &d->list[i];
	return &d->fallback;
}

void
demands_close(struct demands *d)
{
	if (!d)
		return;
	profiles_close(d->profiles);
	arena_close(d->arena);
	free(d);
}
