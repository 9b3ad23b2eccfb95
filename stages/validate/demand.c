/* See demand.h. */
#include "stages/validate/demand.h"

#include <stdlib.h>

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

	if (!tree)
		return true;
	if (tree->type != JSON_OBJECT)
		return complain(
		    r, tree, "a map {SOURCE: {xapi: VERSION, profile: NAME, unmet: WHAT}} is needed");
	d->list = arena_take(d->arena, (tree->count + (size_t)1) * sizeof(*d->list));
	for (uint32_t i = 0; i < tree->count; i++) {
		const struct json_member *m = &tree->members[i];
		struct demand *out = &d->list[d->count++];

		*out = d->fallback;
		out->source = arena_copy(d->arena, m->key);
		if (m->value.type != JSON_OBJECT)
			return complain(
			    r, &m->value, "an entry is {xapi: VERSION, profile: NAME, unmet: WHAT}");
		for (uint32_t k = 0; k < m->value.count; k++)
			if (!read_key(r, &m->value.members[k], out))
				return false;
	}
	return true;
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
