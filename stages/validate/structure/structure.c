/* The stage structure; see structure.h.
 *
 * A record is one course, or a list of them: an array, or {"courses": [...]}. The entries of a list are judged one by
 * one in forks of their own, like events; a list may stand in a list.
 */
#include "stages/validate/structure/structure.h"

#include "pipeline/core/record.h"
#include "stages/validate/structure/read_structure.h"

enum { MOST_DEPTH = 4 };

/* The courses of one record. */
struct splitting {
	const struct record *whole;
	struct record *last; /* the fork made last, or the whole */
	uint32_t nth;        /* of the next fork */
};

/* A list's entries; NULL if it is none. */
static const struct json *
entries_of(const struct json *v)
{
	const struct json *courses = json_get(v, STR("courses"));

	if (v->type == JSON_ARRAY)
		return v;
	return json_is(courses, JSON_ARRAY) && !json_get(v, STR("course")) ? courses : NULL;
}

static enum verdict
judge(struct record *r, const struct json *entry)
{
	struct course_structure *s = arena_take(r->arena, sizeof(*s));
	struct reject why;

	if (!structure_read(r->arena, entry, s, &why))
		return reject_because(r, why.code, why.pointer, why.detail);
	r->structure = s;
	return PASS;
}

static void
split(struct splitting *s, const struct json *list, struct str base, int depth)
{
	const struct json *entries = entries_of(list);
	const char *between = list->type == JSON_ARRAY ? "" : "/courses";

	for (uint32_t i = 0; i < entries->count; i++) {
		const struct json *entry = &entries->items[i];
		struct str pointer = arena_format(s->whole->arena, "%.*s%s/%u", STR_ARG(base), between, i);

		if (depth < MOST_DEPTH && entries_of(entry)) {
			split(s, entry, pointer, depth + 1);
			continue;
		}
		s->last = record_fork_entry(s->whole, s->last, s->nth++);
		s->last->pointer = pointer;
		s->last->verdict = judge(s->last, entry);
	}
}

static enum verdict
structure_process(void *state, struct record *r)
{
	struct splitting s = {.whole = r, .last = r};

	(void)state;
	if (!str_eq(r->origin.source, STRUCTURE_SOURCE))
		return PASS;
	if (!entries_of(&r->event))
		return judge(r, &r->event);
	split(&s, &r->event, r->pointer, 1);
	return SPLIT;
}

/* It keeps nothing: any address that is not NULL will do. */
static void *
structure_open(const struct settings *settings, struct error *e)
{
	static char nothing;

	(void)settings;
	(void)e;
	return &nothing;
}

static void
structure_close(void *state)
{
	(void)state;
}

const struct stage_type structure_stage = {
    .name = "structure",
    .help = "what courses consist of: records of the source structure, read and judged",
    .open = structure_open,
    .process = structure_process,
    .structures = true,
    .close = structure_close,
};
