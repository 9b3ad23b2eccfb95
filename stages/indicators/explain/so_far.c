/* See so_far.h. The rows kept own what others borrow: the bytes that are a row's last member. */
#include "stages/indicators/explain/so_far.h"

#include <stdlib.h>
#include <string.h>

#include "stages/indicators/fold/skills.h"
#include "stages/indicators/tables/tables.h"

struct so_far {
	const struct fold_rules *rules;
	struct fold *fold;
	struct contributions kept;
	bool detached;              /* there may be grants of courses that have no row */
	struct contributions asked; /* of kept, what the fact can change */
	const struct contributions *after;
};

struct so_far *
so_far_open(const struct fold_rules *rules)
{
	struct so_far *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->rules = rules;
	s->fold = fold_open();
	contributions_open(&s->kept);
	contributions_open(&s->asked);
	return s;
}

/* ---- the rows that a fact can change ---- */

static void
ask(struct rowset *asked, const struct rowset *kept, uint64_t a, uint64_t b)
{
	const void *row = rowset_find(kept, (struct row_key){a, b});

	if (row)
		memcpy(rowset_at(asked, (struct row_key){a, b}), row, asked->width);
}

static void
ask_for_course(struct so_far *s, uint64_t course)
{
	const struct structure *structure = structure_of(s->rules->structures, course);
	const struct course_row *r = rowset_find(&s->kept.courses, (struct row_key){course, 0});

	ask(&s->asked.courses, &s->kept.courses, course, 0);
	if (r && r->certificate_state != ABSENT)
		ask(&s->asked.certificates, &s->kept.certificates, r->certificate.a, r->certificate.b);
	for (size_t i = 0; structure && i < structure->count; i++)
		ask(&s->asked.progress, &s->kept.progress, course, i + 1);
}

static void
ask_for_fact(struct so_far *s, const struct fact *f)
{
	const struct lesson *l = skills_lesson(s->rules, f);

	contributions_clear(&s->asked);
	if (!fact_is(f, FACT_COURSE))
		return;
	ask_for_course(s, f->course);
	if (fact_is(f, FACT_ACTIVITY)) {
		ask(&s->asked.activities, &s->kept.activities, f->course, f->activity);
		ask(&s->asked.videos, &s->kept.videos, f->course, f->activity);
	}
	for (size_t i = 0; l && i < l->skill_count; i++)
		ask(&s->asked.skills, &s->kept.skills, l->skills[i], 0);
}

/* ---- trying ---- */

static bool
may_go_on(const struct so_far *s, const struct fact *f)
{
	return !s->detached || rowset_find(&s->kept.courses, (struct row_key){f->course, 0});
}

struct rows_changed
so_far_try(struct so_far *s, const struct fact *facts, size_t n)
{
	const struct contributions *before = &s->asked;

	ask_for_fact(s, &facts[n]);
	s->after = may_go_on(s, &facts[n]) ? fold_go_on(s->fold, s->rules, &s->asked, &facts[n], 1) : NULL;
	if (!s->after) {
		before = &s->kept;
		s->after = fold_run(s->fold, s->rules, facts, n + 1);
	}
	return (struct rows_changed){before, s->after};
}

/* ---- keeping ---- */

/* Of sets whose rows have any. */
static struct str *
bytes_of(const struct rowset *set, void *row)
{
	return (struct str *)((char *)row + set->compared);
}

static struct str
own(struct str borrowed)
{
	char *at = borrowed.len ? malloc(borrowed.len) : NULL;

	if (borrowed.len && !at)
		abort();
	if (at)
		memcpy(at, borrowed.at, borrowed.len);
	return (struct str){at, borrowed.len};
}

/* The new row may borrow from the one it takes the place of. */
static void
keep_row(struct rowset *set, const void *row)
{
	void *kept = rowset_at(set, *(const struct row_key *)row);
	struct str old;

	if (!set->compared) {
		memcpy(kept, row, set->width);
		return;
	}
	old = *bytes_of(set, kept);
	memcpy(kept, row, set->width);
	*bytes_of(set, kept) = own(*bytes_of(set, kept));
	free((char *)old.at);
}

static struct rowset *
kept_set(struct so_far *s, enum learner_table t)
{
	return (struct rowset *)table_set(t, &s->kept);
}

void
so_far_keep(struct so_far *s)
{
	for (enum learner_table t = 0; t < LEARNER_TABLES; t++) {
		const struct rowset *after = table_set(t, s->after);

		for (size_t i = 0; i < after->count; i++)
			keep_row(kept_set(s, t), rowset_row(after, i));
	}
	s->detached |= s->after->end.detached;
}

void
so_far_close(struct so_far *s)
{
	for (enum learner_table t = 0; t < LEARNER_TABLES; t++) {
		struct rowset *set = kept_set(s, t);

		for (size_t i = 0; set->compared && i < set->count; i++)
			free((char *)bytes_of(set, rowset_row(set, i))->at);
	}
	contributions_close(&s->kept);
	contributions_close(&s->asked);
	fold_close(s->fold);
	free(s);
}
