/* The profiles of a worker: each file is read once, whoever names it; see profile.h.
 *
 * What is chosen is sorted once, the templates that say most first, so that matching ends with the first that fits.
 */
#include "stages/validate/profile_plan.h"

#include <stdlib.h>

#include "pipeline/core/schemas.h"
#include "pipeline/core/suggest.h"

#define FOLDER "xapi/profiles"
#define ENDING ".yaml"

struct opened {
	struct opened *next;
	struct profile profile;
};

struct profiles {
	struct arena *arena;
	struct opened *opened;
};

/* What is being chosen: profiles, each once. */
struct choosing {
	struct profiles *all;
	const struct profile **list; /* grows in the arena */
	size_t count, capacity;
	struct error *error;
};

struct profiles *
profiles_open(void)
{
	struct profiles *all = calloc(1, sizeof(*all));

	if (!all)
		abort();
	all->arena = arena_open();
	return all;
}

void
profiles_close(struct profiles *all)
{
	if (!all)
		return;
	arena_close(all->arena);
	free(all);
}

/* ---- files ---- */

/* "cmi5" of "…/cmi5.yaml". */
static struct str
name_of(struct str path)
{
	size_t start = path.len;

	while (start > 0 && path.at[start - 1] != '/')
		start--;
	path = str_from(path, start);
	if (str_ends(path, STR(ENDING)))
		path.len -= sizeof(ENDING) - 1;
	return path;
}

static const struct profile *
open_file(struct profiles *all, struct str path, const char *shown, struct error *e)
{
	struct opened *new;

	for (const struct opened *o = all->opened; o; o = o->next)
		if (str_eq(o->profile.path, path))
			return &o->profile;
	new = arena_zero(all->arena, sizeof(*new));
	new->profile.path = path;
	new->profile.name = name_of(path);
	if (!profile_read(all->arena, path.at, shown, &new->profile, e))
		return NULL;
	new->next = all->opened;
	all->opened = new;
	return &new->profile;
}

bool
profile_check_file(const char *path, const char *shown, struct profile_size *size, struct error *e)
{
	struct profiles *all = profiles_open();
	const struct profile *p = open_file(all, str_of(path), shown, e);

	if (p) {
		*size = (struct profile_size){p->template_count, p->common.count};
		for (uint32_t i = 0; i < p->template_count; i++)
			size->rules += p->templates[i].rules.count;
	}
	profiles_close(all);
	return p != NULL;
}

/* ---- choosing ---- */

static bool
add(struct choosing *c, const struct profile *p)
{
	if (!p)
		return false;
	for (size_t i = 0; i < c->count; i++) {
		if (c->list[i] == p)
			return true;
		if (str_eq(c->list[i]->name, p->name))
			return error_usage(c->error, "two profiles have the name \"%.*s\": %.*s and %.*s",
			    STR_ARG(p->name), STR_ARG(c->list[i]->path), STR_ARG(p->path));
	}
	if (c->count == c->capacity) {
		const struct profile **list;

		c->capacity = c->capacity ? c->capacity * 2 : 8;
		list = arena_take(c->all->arena, c->capacity * sizeof(*list));
		if (c->count)
			memcpy(list, c->list, c->count * sizeof(*list));
		c->list = list;
	}
	c->list[c->count++] = p;
	return true;
}

static bool
add_named(struct choosing *c, struct str name)
{
	struct arena *arena = c->all->arena;
	struct str shown = arena_format(arena, "schemas/" FOLDER "/%.*s" ENDING, STR_ARG(name));
	struct str path = schemas_path(arena, shown.at + sizeof("schemas"), c->error);

	return path.at && add(c, open_file(c->all, path, shown.at, c->error));
}

static bool
no_such_profile(struct choosing *c, struct str name, const struct str *known, size_t count)
{
	struct str near = suggest(name, known, count), list = STR("auto");

	if (near.at)
		return error_usage(c->error, "there is no profile \"%.*s\" (did you mean \"%.*s\"?)",
		    STR_ARG(name), STR_ARG(near));
	for (size_t i = 0; i < count; i++)
		list = arena_format(c->all->arena, "%.*s, %.*s", STR_ARG(list), STR_ARG(known[i]));
	return error_usage(
	    c->error, "there is no profile \"%.*s\"; there are %.*s", STR_ARG(name), STR_ARG(list));
}

/* A name of the folder, or all of them. */
static bool
choose_name(struct choosing *c, struct str name)
{
	struct str *known;
	size_t count;
	bool automatic = str_eq(name, STR("auto")), found = automatic, ok = true;

	if (!schemas_list(c->all->arena, FOLDER, ENDING, &known, &count, c->error))
		return false;
	for (size_t i = 0; i < count; i++) {
		known[i] = name_of(known[i]);
		found |= str_eq(known[i], name);
	}
	if (!found)
		return no_such_profile(c, name, known, count);
	if (!automatic)
		return add_named(c, name);
	for (size_t i = 0; ok && i < count; i++)
		ok = add_named(c, known[i]);
	return ok;
}

static bool
choose_one(struct choosing *c, struct str name)
{
	struct str path;

	if (!name.len)
		return error_usage(c->error, "the name of a profile is empty");
	if (!memchr(name.at, '/', name.len) && !str_ends(name, STR(ENDING)))
		return choose_name(c, name);
	path = arena_format(c->all->arena, "%.*s", STR_ARG(name));
	return add(c, open_file(c->all, path, path.at, c->error));
}

/* Names with commas between. */
static bool
choose_several(struct choosing *c, struct str names)
{
	const char *comma;

	while ((comma = memchr(names.at, ',', names.len))) {
		size_t len = (size_t)(comma - names.at);

		if (!choose_one(c, (struct str){names.at, len}))
			return false;
		names = str_from(names, len + 1);
	}
	return choose_one(c, names);
}

/* ---- order ---- */

/* Most conditions first, then by the profile's name, then as the file has them. */
static int
by_weight(const void *a, const void *b)
{
	const struct profile_candidate *x = a, *y = b;
	uint32_t mine = x->template->condition_count, its = y->template->condition_count;
	int order = (mine < its) - (mine > its);

	if (!order)
		order = str_cmp(x->profile->name, y->profile->name);
	return order ? order : (x->template > y->template) - (x->template <y->template);
}

static const struct profile_choice *
sorted(const struct choosing *c)
{
	struct profile_choice *choice = arena_zero(c->all->arena, sizeof(*choice));
	struct profile_candidate *candidates;
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++)
		count += c->list[i]->template_count;
	candidates = arena_take(c->all->arena, (count + 1) * sizeof(*candidates));
	for (size_t i = 0; i < c->count; i++)
		for (uint32_t k = 0; k < c->list[i]->template_count; k++)
			candidates[choice->count++] =
			    (struct profile_candidate){c->list[i], &c->list[i]->templates[k]};
	qsort(candidates, count, sizeof(*candidates), by_weight);
	choice->candidates = candidates;
	return choice;
}

const struct profile_choice *
profiles_choose(struct profiles *all, const struct str *names, size_t count, struct error *e)
{
	struct choosing c = {.all = all, .error = e};

	for (size_t i = 0; i < count; i++)
		if (!choose_several(&c, names[i]))
			return NULL;
	return sorted(&c);
}
