/* What a flush writes; see changes.h. */
#include "stages/indicators/tables/changes.h"

#include <stdlib.h>

#include "pipeline/core/digest.h"
#include "stages/indicators/fold/progress.h"

#define SECOND INT64_C(1000000)

static void
list_add(struct change_list *l, const struct change *change)
{
	if (l->count == l->capacity) {
		l->capacity = l->capacity ? 2 * l->capacity : 64;
		l->at = realloc(l->at, l->capacity * sizeof(*l->at));
		if (!l->at)
			abort();
	}
	l->at[l->count++] = *change;
}

/* ---- sums: how a learner's row counts in them, once added and once taken away ---- */

/* In units of 2^32, rounded down. */
static int64_t
upper_half(int64_t number)
{
	return (number - (number & UINT32_MAX)) / (INT64_C(1) << 32);
}

/* Sources number attempts and measure time as they like: two such numbers may be more than 64 bits hold. */
static void
add_wide(struct wide *sum, int64_t number, int sign)
{
	int64_t low = sum->low + sign * (number & UINT32_MAX);

	sum->high += sign * upper_half(number) + upper_half(low);
	sum->low = low & UINT32_MAX;
}

static void
sum_course(struct changes *c, const void *from, int sign)
{
	const struct course_row *r = from;
	struct course_sum *s = rowset_at(&c->course_sums, r->key);

	s->learners += sign;
	s->statements += sign * r->statements;
	s->completions += sign * (r->completed_at != ABSENT);
	if (r->percent != ABSENT) {
		s->percents += sign;
		s->percent_sum += sign * r->percent;
	}
	if (r->furthest != ABSENT) {
		const struct row_key key = {r->key.a, (uint64_t)r->furthest};

		((struct activity_sum *)rowset_at(&c->activity_sums, key))->furthest += sign;
	}
}

static void
sum_activity(struct changes *c, const void *from, int sign)
{
	const struct activity_row *r = from;
	struct activity_sum *s = rowset_at(&c->activity_sums, r->key);

	s->learners += sign;
	add_wide(&s->attempts, activity_attempts(r), sign);
	if (r->first_success != ABSENT) {
		s->tried += sign;
		s->tried_right += sign * r->first_success;
	}
	if (r->best != ABSENT) {
		s->scored += sign;
		s->best_sum += sign * r->best;
	}
}

static void
sum_progress(struct changes *c, const void *from, int sign)
{
	const struct progress_row *r = from;
	const struct row_key key = {r->key.a, r->key.b << 32 | (uint64_t)r->furthest};
	struct progress_sum *s = rowset_at(&c->progress_sums, key);

	s->learners += sign;
	s->done += sign * r->done;
}

static void
sum_day(struct changes *c, const void *from, int sign)
{
	const struct day_row *r = from;
	struct day_sum *s = rowset_at(&c->day_sums, r->key);

	s->learners += sign * r->learners;
	s->statements += sign * r->statements;
	s->completions += sign * r->completions;
	add_wide(&s->time, r->time, sign);
}

static void
sum_activity_day(struct changes *c, const void *from, int sign)
{
	const struct activity_day_row *r = from;
	struct activity_day_sum *s = rowset_at(&c->activity_day_sums, r->key);

	s->learners += sign * r->learners;
	s->statements += sign * r->statements;
	add_wide(&s->time, r->time, sign);
	s->course = r->course;
	s->activity = r->activity;
}

static struct segment_sum *
second_at(struct changes *c, const struct video_row *r, int64_t us)
{
	const struct row_key key = {hash64_pair(r->key.a, r->key.b), (uint64_t)(us / SECOND)};
	struct segment_sum *s = rowset_at(&c->segment_sums, key);

	s->course = (int64_t)r->key.a;
	s->activity = (int64_t)r->key.b;
	return s;
}

static void
sum_video(struct changes *c, const void *from, int sign)
{
	const struct video_row *r = from;
	struct segments s = {0};

	video_seconds(r, &s);
	for (size_t i = 0; i < s.count; i++)
		second_at(c, r, s.edges[i].at)->views += sign * s.edges[i].by;
	segments_flatten(&s);
	for (size_t i = 0; i < s.count; i++)
		second_at(c, r, s.edges[i].at)->learners += sign * s.edges[i].by;
	if (r->furthest != ABSENT)
		second_at(c, r, r->furthest + SECOND / 2)->furthest += sign;
	segments_free(&s);
}

/* ---- rows ---- */

/* A set of rows: how they count in sums, and where its changes go; either may be NULL. */
struct comparison {
	struct changes *changes;
	const uint8_t *learner;
	void (*sum)(struct changes *, const void *row, int sign);
	struct row_changes *into;
	const uint8_t *const *tids;
};

static void
count(const struct comparison *c, const void *row, int sign)
{
	if (c->sum)
		c->sum(c->changes, row, sign);
}

static void
note(const struct comparison *c, enum change_kind kind, const struct change *change)
{
	if (c->into)
		list_add(&c->into->kinds[kind], change);
}

static void
vanish(const struct comparison *c, const void *row)
{
	struct row_key *key = arena_take(c->changes->arena, sizeof(*key));

	count(c, row, -1);
	*key = *(const struct row_key *)row;
	note(c, CHANGE_GONE, &(struct change){c->learner, key, NULL});
}

/* The fold forgets its rows and what they borrow. */
static const void *
copy_row(struct arena *arena, const struct rowset *set, const void *row)
{
	char *copy = arena_take(arena, set->width);
	struct str *state = (struct str *)(copy + set->width - sizeof(*state));

	memcpy(copy, row, set->width);
	if (set->compared)
		*state = arena_copy(arena, *state);
	return copy;
}

static void
appear(const struct comparison *c, enum change_kind kind, const struct rowset *set, const void *row,
    const uint8_t *tid)
{
	count(c, row, 1);
	note(c, kind, &(struct change){c->learner, copy_row(c->changes->arena, set, row), tid});
}

static void
change(const struct comparison *c, const struct rowset *before, size_t i, const struct rowset *after,
    const void *new)
{
	const uint8_t *tid = c->tids ? c->tids[i] : NULL;
	const void *old = rowset_row(before, i);

	if (rowset_same(after, old, new))
		return;
	count(c, old, -1);
	appear(c, tid ? CHANGE_MOVED : CHANGE_REPLACED, after, new, tid);
}

/* Walks two sets that are sorted by key side by side. */
static void
compare(const struct comparison *c, const struct rowset *before, const struct rowset *after)
{
	size_t i = 0, j = 0;

	while (i < before->count || j < after->count) {
		const void *old = i < before->count ? rowset_row(before, i) : NULL;
		const void *new = j < after->count ? rowset_row(after, j) : NULL;
		int order = !old ? 1 : !new ? -1 : row_key_order(old, new);

		if (order < 0)
			vanish(c, old);
		else if (order > 0)
			appear(c, CHANGE_ADDED, after, new, NULL);
		else
			change(c, before, i, after, new);
		i += order <= 0;
		j += order >= 0;
	}
}

/* The set of each table, and how its rows count in sums. */
static const struct {
	size_t set;
	void (*sum)(struct changes *, const void *row, int sign);
} tables[] = {
    [TABLE_COURSES] = {offsetof(struct contributions, courses), sum_course},
    [TABLE_ACTIVITIES] = {offsetof(struct contributions, activities), sum_activity},
    [TABLE_PROGRESS] = {offsetof(struct contributions, progress), sum_progress},
    [TABLE_SKILLS] = {offsetof(struct contributions, skills), NULL},
    [TABLE_CERTIFICATES] = {offsetof(struct contributions, certificates), NULL},
    [TABLE_VIDEOS] = {offsetof(struct contributions, videos), sum_video},
    [TABLE_SOCIAL] = {offsetof(struct contributions, social), NULL},
};

const struct rowset *
table_set(enum learner_table t, const struct contributions *c)
{
	return (const struct rowset *)((const char *)c + tables[t].set);
}

void
changes_fold(struct changes *c, const uint8_t *learner, const struct contributions *before,
    const struct row_places *places, const struct contributions *after)
{
	const struct comparison days = {.changes = c, .learner = learner, .sum = sum_day};
	const struct comparison activity_days = {.changes = c, .learner = learner, .sum = sum_activity_day};

	for (enum learner_table t = 0; t < LEARNER_TABLES; t++) {
		const struct comparison rows = {
		    c, learner, tables[t].sum, &c->rows[t], places ? places->tids[t] : NULL};

		compare(&rows, table_set(t, before), table_set(t, after));
	}
	compare(&days, &before->days, &after->days);
	compare(&activity_days, &before->activity_days, &after->activity_days);
}

void
changes_history(struct changes *c, const uint8_t *learner, const uint8_t *tid, const struct state_row *state,
    const struct history_bytes *bytes)
{
	struct state_row *row = arena_take(c->arena, sizeof(*row));
	struct chunk_row *chunks = arena_take(c->arena, bytes->chunk_count * sizeof(*chunks));

	*row = *state;
	row->chunks = (int64_t)bytes->chunks_in_all;
	row->recent = bytes->recent;
	list_add(tid ? &c->states : &c->new_states, &(struct change){learner, row, tid});
	for (size_t i = 0; i < bytes->chunk_count; i++) {
		chunks[i] = (struct chunk_row){bytes->chunks[i].seq, bytes->chunks[i].events};
		list_add(&c->chunks, &(struct change){learner, &chunks[i], NULL});
	}
}

bool
label_later(const struct label *l, const struct label *other)
{
	return !l->text.at || other->stated_at > l->stated_at
	       || (other->stated_at == l->stated_at && row_key_order(&other->stated_by, &l->stated_by) > 0);
}

void
label_take(struct label *l, const struct label *other)
{
	if (other->text.at && label_later(l, other))
		*l = *other;
}

/* ---- life ---- */

void
changes_open(struct changes *c)
{
	*c = (struct changes){0};
	c->course_sums.width = sizeof(struct course_sum);
	c->day_sums.width = sizeof(struct day_sum);
	c->activity_day_sums.width = sizeof(struct activity_day_sum);
	c->activity_day_sums.compared = offsetof(struct activity_day_sum, course);
	c->activity_sums.width = sizeof(struct activity_sum);
	c->progress_sums.width = sizeof(struct progress_sum);
	c->segment_sums.width = sizeof(struct segment_sum);
	c->segment_sums.compared = offsetof(struct segment_sum, course);
}

void
changes_clear(struct changes *c, struct arena *arena)
{
	c->arena = arena;
	c->states.count = c->new_states.count = c->chunks.count = 0;
	for (int i = 0; i < LEARNER_TABLES; i++)
		for (int kind = 0; kind < CHANGE_KINDS; kind++)
			c->rows[i].kinds[kind].count = 0;
	rowset_clear(&c->course_sums);
	rowset_clear(&c->day_sums);
	rowset_clear(&c->activity_day_sums);
	rowset_clear(&c->activity_sums);
	rowset_clear(&c->progress_sums);
	rowset_clear(&c->segment_sums);
}

void
changes_close(struct changes *c)
{
	free(c->states.at);
	free(c->new_states.at);
	free(c->chunks.at);
	for (int i = 0; i < LEARNER_TABLES; i++)
		for (int kind = 0; kind < CHANGE_KINDS; kind++)
			free(c->rows[i].kinds[kind].at);
	rowset_free(&c->course_sums);
	rowset_free(&c->day_sums);
	rowset_free(&c->activity_day_sums);
	rowset_free(&c->activity_sums);
	rowset_free(&c->progress_sums);
	rowset_free(&c->segment_sums);
}
