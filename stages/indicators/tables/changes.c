/* What a flush writes; see changes.h. */
#include "stages/indicators/tables/changes.h"

#include <stdlib.h>

#include "stages/indicators/fold/progress.h"

static void
list_add(struct change_list *l, const uint8_t *learner, const void *row)
{
	if (l->count == l->capacity) {
		l->capacity = l->capacity ? 2 * l->capacity : 64;
		l->at = realloc(l->at, l->capacity * sizeof(*l->at));
		if (!l->at)
			abort();
	}
	l->at[l->count++] = (struct change){learner, row};
}

/* ---- sums: how a learner's row counts in them, once added and once taken away ---- */

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
	s->attempts += sign * activity_attempts(r);
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

	s->learners += sign * (r->statements > 0);
	s->statements += sign * r->statements;
	s->completions += sign * r->completions;
	s->time += sign * r->time;
}

/* ---- rows ---- */

/* What happens to the rows of one set: sums to keep, and lists to note them in; each may be NULL. */
struct comparison {
	void (*sum)(struct changes *, const void *row, int sign);
	struct change_list *written, *gone;
};

static void
take_away(struct changes *c, const struct comparison *how, const void *row)
{
	if (how->sum)
		how->sum(c, row, -1);
}

static void
vanish(struct changes *c, const struct comparison *how, const uint8_t *learner, const void *row)
{
	take_away(c, how, row);
	if (how->gone) {
		struct row_key *key = arena_take(c->arena, sizeof(*key));

		*key = *(const struct row_key *)row;
		list_add(how->gone, learner, key);
	}
}

static void
appear(struct changes *c, const struct comparison *how, const uint8_t *learner, const void *row, size_t width)
{
	if (how->sum)
		how->sum(c, row, 1);
	if (how->written) {
		void *copy = arena_take(c->arena, width);

		memcpy(copy, row, width);
		list_add(how->written, learner, copy);
	}
}

/* Walks two sets that are sorted by key side by side. */
static void
compare(struct changes *c, const struct comparison *how, const uint8_t *learner, const struct rowset *before,
    const struct rowset *after)
{
	size_t i = 0, j = 0;

	while (i < before->count || j < after->count) {
		const void *old = i < before->count ? rowset_row(before, i) : NULL;
		const void *new = j < after->count ? rowset_row(after, j) : NULL;
		int order = !old ? 1 : !new ? -1 : row_key_order(old, new);

		i += order <= 0;
		j += order >= 0;
		if (order < 0) {
			vanish(c, how, learner, old);
		} else if (order > 0) {
			appear(c, how, learner, new, after->width);
		} else if (memcmp(old, new, after->width) != 0) {
			take_away(c, how, old);
			appear(c, how, learner, new, after->width);
		}
	}
}

void
changes_fold(struct changes *c, const uint8_t *learner, const struct contributions *before,
    const struct contributions *after)
{
	const struct comparison courses = {sum_course, &c->courses, &c->gone_courses};
	const struct comparison activities = {sum_activity, &c->activities, &c->gone_activities};
	const struct comparison days = {sum_day, NULL, NULL};
	const struct comparison progress = {sum_progress, &c->progress, &c->gone_progress};
	const struct comparison certificates = {NULL, &c->certificates, &c->gone_certificates};

	compare(c, &courses, learner, &before->courses, &after->courses);
	compare(c, &activities, learner, &before->activities, &after->activities);
	compare(c, &days, learner, &before->days, &after->days);
	compare(c, &progress, learner, &before->progress, &after->progress);
	compare(c, &certificates, learner, &before->certificates, &after->certificates);
}

void
changes_history(struct changes *c, const uint8_t *learner, size_t facts, const struct history_bytes *bytes)
{
	struct state_row *state = arena_take(c->arena, sizeof(*state));
	struct chunk_row *chunks = arena_take(c->arena, bytes->chunk_count * sizeof(*chunks));

	*state = (struct state_row){(int64_t)facts, (int64_t)bytes->chunks_in_all, bytes->recent};
	list_add(&c->states, learner, state);
	for (size_t i = 0; i < bytes->chunk_count; i++) {
		chunks[i] = (struct chunk_row){bytes->chunks[i].seq, bytes->chunks[i].events};
		list_add(&c->chunks, learner, &chunks[i]);
	}
}

void
label_take(struct label *l, const struct label *other)
{
	bool later =
	    !l->text.at || other->stated_at > l->stated_at
	    || (other->stated_at == l->stated_at && row_key_order(&other->stated_by, &l->stated_by) > 0);

	if (other->text.at && later)
		*l = *other;
}

/* ---- life ---- */

void
changes_open(struct changes *c)
{
	*c = (struct changes){0};
	c->course_sums.width = sizeof(struct course_sum);
	c->day_sums.width = sizeof(struct day_sum);
	c->activity_sums.width = sizeof(struct activity_sum);
	c->progress_sums.width = sizeof(struct progress_sum);
}

void
changes_clear(struct changes *c, struct arena *arena)
{
	c->arena = arena;
	c->states.count = c->chunks.count = 0;
	c->courses.count = c->activities.count = c->progress.count = c->certificates.count = 0;
	c->gone_courses.count = c->gone_activities.count = 0;
	c->gone_progress.count = c->gone_certificates.count = 0;
	rowset_clear(&c->course_sums);
	rowset_clear(&c->day_sums);
	rowset_clear(&c->activity_sums);
	rowset_clear(&c->progress_sums);
}

void
changes_close(struct changes *c)
{
	free(c->states.at);
	free(c->chunks.at);
	free(c->courses.at);
	free(c->activities.at);
	free(c->progress.at);
	free(c->certificates.at);
	free(c->gone_courses.at);
	free(c->gone_activities.at);
	free(c->gone_progress.at);
	free(c->gone_certificates.at);
	rowset_free(&c->course_sums);
	rowset_free(&c->day_sums);
	rowset_free(&c->activity_sums);
	rowset_free(&c->progress_sums);
}
