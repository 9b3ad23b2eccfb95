/* Posts and replies; see read_social.h. */
#include "stages/indicators/facts/read_social.h"

#include <stdlib.h>

#include "pipeline/core/digest.h"
#include "stages/indicators/facts/more.h"

/* ---- the discussions around a statement ---- */

/* Activities of a context: a single one stands for a list of one (xAPI 1.0.3, 2.4.6.2). */
struct activities {
	const struct json *at;
	size_t count;
};

static struct activities
activities_of(const struct json *context_activities, struct str relation)
{
	const struct json *v = json_get(context_activities, relation);

	if (json_is(v, JSON_ARRAY))
		return (struct activities){v->items, v->count};
	return (struct activities){v, json_is(v, JSON_OBJECT)};
}

/* Adds the hash of each that is a discussion and not the object. */
static void
add_discussions(struct activities list, const struct safe_statement *s, const struct vocabulary *v,
    int64_t *hashes, size_t *count)
{
	for (size_t i = 0; i < list.count; i++) {
		struct str id = json_get_text(&list.at[i], STR("id"));
		struct str type = json_get_text(json_get(&list.at[i], STR("definition")), STR("type"));

		if (id.at && type.at && vocabulary_is_discussion_type(v, type) && !str_eq(id, s->activity))
			hashes[(*count)++] = (int64_t)hash64(id);
	}
}

static int
hash_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Sorted, each once. */
static size_t
settle(int64_t *hashes, size_t count)
{
	size_t kept = 0;

	if (count > 1)
		qsort(hashes, count, sizeof(*hashes), hash_order);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || hashes[kept - 1] != hashes[i])
			hashes[kept++] = hashes[i];
	return kept;
}

static int64_t *
read_discussions(
    struct arena *arena, const struct safe_statement *s, const struct vocabulary *v, size_t *count)
{
	const struct json *around = json_get(json_get(s->tree, STR("context")), STR("contextActivities"));
	struct activities parent = activities_of(around, STR("parent"));
	struct activities grouping = activities_of(around, STR("grouping"));
	int64_t *hashes = arena_take(arena, (parent.count + grouping.count) * sizeof(*hashes));

	*count = 0;
	add_discussions(parent, s, v, hashes, count);
	add_discussions(grouping, s, v, hashes, count);
	*count = settle(hashes, *count);
	return hashes;
}

/* ---- statements ---- */

static bool
is_posting(const struct safe_statement *s, enum verb_code verb, const struct vocabulary *v)
{
	return verb == VERB_POSTED
	       || (verb == VERB_CREATED && s->activity_type.at
		   && vocabulary_is_discussion_type(v, s->activity_type));
}

void
read_social(struct arena *arena, const struct safe_statement *s, const struct vocabulary *v, struct buf *more)
{
	enum verb_code verb = s->known_verb ? s->known_verb->code : VERB_OTHER;
	int64_t *discussions;
	size_t count;

	if (!s->course.at || (verb != VERB_REPLIED && !is_posting(s, verb, v)))
		return;
	discussions = read_discussions(arena, s, v, &count);
	if (verb == VERB_REPLIED || count)
		more_put(more, MORE_REPLY, discussions, count);
	else
		more_put(more, MORE_POST, NULL, 0);
}
