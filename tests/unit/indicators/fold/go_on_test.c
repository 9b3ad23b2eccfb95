/* Going on from rows gives what folding all facts gives: random histories, cut into random batches, in zones whose clocks
 * change, with equal moments, durations, late facts and voids in between.
 */
#include "tests/unit/indicators/structures.h"

#include "stages/indicators/fold/skills.h"
#include "stages/indicators/tables/changes.h"
#include "tests/unit/indicators/mastery.h"

enum { HISTORIES = 300, FACTS_MOST = 300, BATCH_MOST = 40 };

struct setup {
	struct zone *zones[3];
	struct mastery *mastery;
	struct fold_rules rules;
	struct random_structures structures;
	struct fold *steps, *whole;
	struct contributions stored, from; /* all rows of the learner, and those that a batch touches */
	struct arena *arena;               /* of what stored rows borrow */
	struct changes sums;
	uint64_t seed;
	int gone_on, replayed, turned_back; /* batches */
};

static int
start(void **state)
{
	static const struct str names[] = {STR("Europe/Paris"), STR("Antarctica/Casey"), STR("Asia/Kolkata")};
	struct setup *s = calloc(1, sizeof(*s));
	struct error e;

	for (int i = 0; i < 3; i++) {
		s->zones[i] = zone_open(names[i], &e);
		assert_non_null(s->zones[i]);
	}
	s->rules = (struct fold_rules){.session = 30 * MINUTE, .idle = 10 * MINUTE};
	s->rules.mastery = s->mastery = mastery_of_text("version: \"1\"\n" MASTERY_GROUPS, &e);
	assert_non_null(s->mastery);
	s->steps = fold_open();
	s->whole = fold_open();
	contributions_open(&s->stored);
	contributions_open(&s->from);
	s->arena = arena_open();
	changes_open(&s->sums);
	s->seed = 4711;
	*state = s;
	return 0;
}

static int
stop(void **state)
{
	struct setup *s = *state;

	for (int i = 0; i < 3; i++)
		zone_close(s->zones[i]);
	mastery_close(s->mastery);
	fold_close(s->steps);
	fold_close(s->whole);
	contributions_close(&s->stored);
	contributions_close(&s->from);
	arena_close(s->arena);
	changes_close(&s->sums);
	free(s);
	return 0;
}

/* ---- histories ---- */

/* 2010-02-20 */
#define BEGINNING (INT64_C(1266624000) * SECOND)

/* Many of them within hours of 2010-03-04 15:00Z, when the clocks of Casey went from two back to eleven the day before,
 * and around the change of 2010-03-28 in Paris; the rest on forty days, some of them at one moment. */
static struct fact
fact_near_changes(struct setup *s, uint32_t id)
{
	static const int64_t changes[] = {INT64_C(1267714800) * SECOND, INT64_C(1269738000) * SECOND};
	struct fact f = random_fact(&s->seed, id);

	f.t += BEGINNING;
	if (below(&s->seed, 3) == 0)
		f.t = changes[below(&s->seed, 2)] + (below(&s->seed, 40) - 20) * 6 * MINUTE;
	return f;
}

static int
by_time(const void *a, const void *b)
{
	return fact_order(a, b);
}

/* In order, but for some that come late. */
static size_t
random_history(struct setup *s, struct fact facts[FACTS_MOST])
{
	size_t count = 1 + (size_t)below(&s->seed, FACTS_MOST - 1);

	for (size_t i = 0; i < count; i++)
		facts[i] = fact_near_changes(s, (uint32_t)i);
	qsort(facts, count, sizeof(*facts), by_time);
	for (int i = (int)below(&s->seed, 4); i > 0; i--) {
		size_t a = (size_t)below(&s->seed, (int64_t)count),
		       b = (size_t)below(&s->seed, (int64_t)count);
		struct fact f = facts[a];

		facts[a] = facts[b];
		facts[b] = f;
	}
	return count;
}

/* ---- what is stored ---- */

static void
store(struct setup *s, struct rowset *into, const struct rowset *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		const char *row = rowset_row(rows, i);
		char *copy = rowset_at(into, *(const struct row_key *)row);
		struct str *state = (struct str *)(copy + rows->width - sizeof(*state));

		memcpy(copy, row, rows->width);
		if (rows->compared)
			*state = arena_copy(s->arena, *state);
	}
}

static void
store_all(struct setup *s, const struct contributions *now)
{
	store(s, &s->stored.courses, &now->courses);
	store(s, &s->stored.activities, &now->activities);
	store(s, &s->stored.certificates, &now->certificates);
	store(s, &s->stored.progress, &now->progress);
	store(s, &s->stored.skills, &now->skills);
	store(s, &s->stored.videos, &now->videos);
	store(s, &s->stored.social, &now->social);
	s->stored.end = now->end;
}

/* ---- what a batch touches ---- */

static void
touch(struct rowset *from, const struct rowset *stored, uint64_t a, uint64_t b)
{
	const struct row_key key = {a, b};
	const void *row = rowset_find(stored, key);

	if (row)
		memcpy(rowset_at(from, key), row, from->width);
}

static void
sort_again(struct rowset *set)
{
	struct rowset sorted = {.width = set->width, .compared = set->compared};

	rowset_sort(set);
	rowset_copy(&sorted, set);
	rowset_free(set);
	*set = sorted;
}

static void
touch_skills(struct setup *s, const struct fact *f)
{
	const struct lesson *l = skills_lesson(&s->rules, f);

	for (size_t i = 0; l && i < l->skill_count; i++)
		touch(&s->from.skills, &s->stored.skills, l->skills[i], 0);
}

static void
touch_rows(struct setup *s, const struct fact *facts, size_t count)
{
	const struct line_end *end = &s->stored.end;

	contributions_clear(&s->from);
	for (size_t i = 0; i < count; i++) {
		if (!fact_is(&facts[i], FACT_COURSE))
			continue;
		touch(&s->from.courses, &s->stored.courses, facts[i].course, 0);
		for (uint64_t version = 1; version <= VERSIONS_MOST; version++)
			touch(&s->from.progress, &s->stored.progress, facts[i].course, version);
		touch_skills(s, &facts[i]);
		if (fact_is(&facts[i], FACT_ACTIVITY))
			touch(&s->from.activities, &s->stored.activities, facts[i].course, facts[i].activity);
		if (video_touches(&facts[i]))
			touch(&s->from.videos, &s->stored.videos, facts[i].course, facts[i].activity);
	}
	if (fold_credits_tail(&s->rules, end, facts, count)) {
		touch(&s->from.courses, &s->stored.courses, (uint64_t)end->tail_course, 0);
		if (end->tail_activity != ABSENT)
			touch(&s->from.activities, &s->stored.activities, (uint64_t)end->tail_course,
			    (uint64_t)end->tail_activity);
	}
	rowset_copy(&s->from.certificates, &s->stored.certificates);
	s->from.end = *end;
	sort_again(&s->from.courses);
	sort_again(&s->from.activities);
	sort_again(&s->from.certificates);
	sort_again(&s->from.progress);
	sort_again(&s->from.skills);
	sort_again(&s->from.videos);
}

/* ---- the law ---- */

static bool
go_on(struct setup *s, const struct fact *facts, size_t count)
{
	const struct contributions *now;

	if (!fold_may_go_on(&s->stored.end, facts, count))
		return false;
	touch_rows(s, facts, count);
	now = fold_go_on(s->steps, &s->rules, &s->from, facts, count);
	if (!now) {
		s->turned_back++;
		return false;
	}
	changes_fold(&s->sums, NULL, &s->from, NULL, now);
	store_all(s, now);
	s->gone_on++;
	return true;
}

/* From `done` facts, some of which are voided now, to `all`. */
static void
replay(struct setup *s, struct fact *facts, size_t done, size_t all, int voids)
{
	const struct contributions *before = fold_run(s->steps, &s->rules, facts, done), *after;

	for (int i = 0; done && i < voids; i++)
		facts[below(&s->seed, (int64_t)done)].flags |= FACT_VOIDED;
	after = fold_run(s->whole, &s->rules, facts, all);
	changes_fold(&s->sums, NULL, before, NULL, after);
	contributions_clear(&s->stored);
	store_all(s, after);
	s->replayed++;
}

static void
assert_stored(const struct rowset *stored, const struct rowset *rows)
{
	assert_int_equal(stored->count, rows->count);
	for (size_t i = 0; i < rows->count; i++) {
		const void *row = rowset_row(rows, i);

		assert_true(rowset_same(rows, rowset_find(stored, *(const struct row_key *)row), row));
	}
}

static void
assert_sums(const struct rowset *sums, struct rowset *fresh)
{
	for (size_t i = 0; i < sums->count; i++) { /* keys that came and went are left at zero */
		const struct row_key *key = rowset_row(sums, i);

		assert_memory_equal(
		    rowset_at(fresh, *key), key, sums->compared ? sums->compared : sums->width);
	}
}

/* Everything stored, and every sum, is what folding all facts at once gives. */
static void
assert_equals_fold_of_all(struct setup *s, const struct fact *facts, size_t count)
{
	const struct contributions *all = fold_run(s->whole, &s->rules, facts, count);
	struct contributions nothing;
	struct arena *arena = arena_open();
	struct changes fresh;

	assert_stored(&s->stored.courses, &all->courses);
	assert_stored(&s->stored.activities, &all->activities);
	assert_stored(&s->stored.certificates, &all->certificates);
	assert_stored(&s->stored.progress, &all->progress);
	assert_stored(&s->stored.skills, &all->skills);
	assert_stored(&s->stored.videos, &all->videos);
	assert_stored(&s->stored.social, &all->social);
	assert_memory_equal(&s->stored.end, &all->end, sizeof(all->end));
	contributions_open(&nothing);
	changes_open(&fresh);
	changes_clear(&fresh, arena);
	changes_fold(&fresh, NULL, &nothing, NULL, all);
	assert_sums(&s->sums.course_sums, &fresh.course_sums);
	assert_sums(&s->sums.day_sums, &fresh.day_sums);
	assert_sums(&s->sums.activity_day_sums, &fresh.activity_day_sums);
	assert_sums(&s->sums.activity_sums, &fresh.activity_sums);
	assert_sums(&s->sums.progress_sums, &fresh.progress_sums);
	assert_sums(&s->sums.segment_sums, &fresh.segment_sums);
	contributions_close(&nothing);
	changes_close(&fresh);
	arena_close(arena);
}

static void
run_history(struct setup *s, struct fact *facts, size_t count, bool voiding)
{
	size_t size;

	contributions_clear(&s->stored);
	arena_reset(s->arena);
	changes_clear(&s->sums, s->arena);
	for (size_t done = 0; done < count; done += size) {
		int voids = voiding && below(&s->seed, 8) == 0 ? 1 + (int)below(&s->seed, 3) : 0;

		size = 1 + (size_t)below(&s->seed, BATCH_MOST);
		size = size < count - done ? size : count - done;
		for (size_t i = done; voiding && i < done + size; i++) /* voided before they came */
			facts[i].flags |= below(&s->seed, 15) == 0 ? FACT_VOIDED : 0u;
		if (voids || !go_on(s, facts + done, size))
			replay(s, facts, done, done + size, voids);
		assert_equals_fold_of_all(s, facts, done + size);
	}
}

static void
going_on_is_folding_all(void **state)
{
	struct setup *s = *state;
	struct fact facts[FACTS_MOST];

	for (int i = 0; i < HISTORIES; i++) {
		s->rules.zone = s->zones[i % 3];
		randomize_structures(&s->seed, &s->structures, BEGINNING);
		s->rules.structures = below(&s->seed, 4) ? &s->structures.all : NULL;
		run_history(s, facts, random_history(s, facts), i % 2);
	}
	/* All ways were gone. */
	assert_true(s->gone_on > 4 * HISTORIES / 2);
	assert_true(s->replayed > HISTORIES / 2);
	assert_true(s->turned_back > 3);
}

/* The tail is credited by what comes first in the line, not by what has the least id. */
static void
the_tail_gets_its_credit(void **state)
{
	struct setup *s = *state;
	struct fact facts[] = {said(1, 0, VERB_OTHER, COURSE, COURSE + 1),
	    said(2, 4 * MINUTE, VERB_OTHER, OTHER_COURSE, OTHER_COURSE + 1),
	    with_duration(said(3, 4 * MINUTE, VERB_OTHER, OTHER_COURSE, OTHER_COURSE + 1), MINUTE)};
	const struct activity_row *r;

	s->rules.zone = s->zones[0];
	contributions_clear(&s->stored);
	changes_clear(&s->sums, s->arena);
	store_all(s, fold_run(s->whole, &s->rules, facts, 1));
	/* Statement 2 has no duration: four minutes for the one before it. */
	assert_true(fold_credits_tail(&s->rules, &s->stored.end, facts + 1, 1));
	/* With statement 3, which stands first at that moment, there is nothing left for it. */
	assert_false(fold_credits_tail(&s->rules, &s->stored.end, facts + 1, 2));
	assert_true(go_on(s, facts + 1, 1));
	r = row_at(&s->stored.activities, COURSE, COURSE + 1);
	assert_int_equal(r->time, 4 * MINUTE);
}

/* A revoked certificate is all there is of a course whose only statement is voided: no row tells of it. */
static void
a_certificate_without_a_row_is_not_forgotten(void **state)
{
	struct setup *s = *state;
	struct fact facts[] = {
	    voided(said(1, 0, VERB_PASSED, COURSE, COURSE)), said(2, HOUR, VERB_OTHER, COURSE, 0)};

	s->rules.zone = s->zones[0];
	contributions_clear(&s->stored);
	changes_clear(&s->sums, s->arena);
	store_all(s, fold_run(s->whole, &s->rules, facts, 1));
	assert_int_equal(s->stored.courses.count, 0);
	assert_int_equal(s->stored.certificates.count, 1);
	assert_false(fold_may_go_on(&s->stored.end, facts + 1, 1));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(going_on_is_folding_all),
	    TEST(the_tail_gets_its_credit),
	    TEST(a_certificate_without_a_row_is_not_forgotten),
	};

	return cmocka_run_group_tests_name("going on", tests, NULL, NULL);
}
