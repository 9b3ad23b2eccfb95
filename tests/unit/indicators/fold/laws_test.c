/* The laws of indicators over random histories: the order of arrival, repetitions and batches change nothing, a void
 * undoes exactly, and sums over learners kept by differences are the sums.
 */
#include "tests/unit/indicators/structures.h"

#include "stages/indicators/tables/changes.h"
#include "tests/unit/indicators/mastery.h"

enum { HISTORIES = 60, FACTS_MOST = 400 };

struct setup {
	struct zone *zone;
	struct mastery *mastery;
	struct fold_rules rules;
	struct fold *one, *other;
	struct random_structures structures;
	uint64_t seed;
};

static int
start(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	struct error e;

	s->zone = zone_open(STR("Europe/Paris"), &e);
	s->rules = (struct fold_rules){.zone = s->zone, .session = 30 * MINUTE, .idle = 10 * MINUTE};
	s->rules.mastery = s->mastery = mastery_of_text("version: \"1\"\n" MASTERY_GROUPS, &e);
	assert_non_null(s->mastery);
	s->one = fold_open();
	s->other = fold_open();
	s->seed = 42;
	*state = s;
	return 0;
}

static int
stop(void **state)
{
	struct setup *s = *state;

	fold_close(s->one);
	fold_close(s->other);
	zone_close(s->zone);
	mastery_close(s->mastery);
	free(s);
	return 0;
}

static size_t
random_history(struct setup *s, struct fact facts[FACTS_MOST])
{
	size_t count = (size_t)below(&s->seed, FACTS_MOST);

	randomize_structures(&s->seed, &s->structures, 0);
	s->rules.structures = below(&s->seed, 4) ? &s->structures.all : NULL;
	for (size_t i = 0; i < count; i++)
		facts[i] = random_fact(&s->seed, (uint32_t)i);
	return count;
}

static void
assert_same(const struct contributions *a, const struct contributions *b)
{
	assert_same_rows(&a->courses, &b->courses);
	assert_same_rows(&a->activities, &b->activities);
	assert_same_rows(&a->days, &b->days);
	assert_same_rows(&a->activity_days, &b->activity_days);
	assert_same_rows(&a->certificates, &b->certificates);
	assert_same_rows(&a->progress, &b->progress);
	assert_same_rows(&a->skills, &b->skills);
	assert_same_rows(&a->videos, &b->videos);
	assert_same_rows(&a->social, &b->social);
}

static void
disorder_changes_nothing(void **state)
{
	struct setup *s = *state;
	struct fact facts[FACTS_MOST];

	for (int i = 0; i < HISTORIES; i++) {
		size_t count = random_history(s, facts);
		const struct contributions *in_order = fold_run(s->one, &s->rules, facts, count);

		shuffle(&s->seed, facts, count);
		assert_same(in_order, fold_run(s->other, &s->rules, facts, count));
	}
}

static void
replay_adds_nothing(void **state)
{
	struct setup *s = *state;
	struct fact facts[2 * FACTS_MOST];

	for (int i = 0; i < HISTORIES; i++) {
		size_t count = random_history(s, facts);
		const struct contributions *once = fold_run(s->one, &s->rules, facts, count);

		memcpy(facts + count, facts, count * sizeof(*facts));
		shuffle(&s->seed, facts, 2 * count);
		assert_same(once, fold_run(s->other, &s->rules, facts, 2 * count));
	}
}

/* A void leaves one trace: the certificate that it revokes. So histories here grant none. */
static void
void_undoes_exactly(void **state)
{
	struct setup *s = *state;
	struct fact facts[FACTS_MOST], survivors[FACTS_MOST];

	for (int i = 0; i < HISTORIES; i++) {
		size_t count = random_history(s, facts), kept = 0;
		const struct contributions *without;

		for (size_t j = 0; j < count; j++) {
			if (facts[j].verb == VERB_EARNED || facts[j].verb == VERB_PASSED)
				facts[j].flags |= FACT_FAIL_GRADE;
			if (below(&s->seed, 4) == 0)
				facts[j].flags |= FACT_VOIDED;
			else
				survivors[kept++] = facts[j];
		}
		without = fold_run(s->one, &s->rules, survivors, kept);
		assert_same(without, fold_run(s->other, &s->rules, facts, count));
	}
}

/* Credits are parts of the line: no two of them overlap. */
static void
time_is_never_counted_twice(void **state)
{
	struct setup *s = *state;
	struct fact facts[FACTS_MOST];

	for (int i = 0; i < HISTORIES; i++) {
		size_t count = random_history(s, facts);
		const struct contributions *out = fold_run(s->one, &s->rules, facts, count);
		int64_t first = INT64_MAX, last = INT64_MIN, spent = 0, by_day = 0, by_activity = 0;
		int64_t by_activity_day = 0;

		for (size_t j = 0; j < count; j++) {
			first = facts[j].t < first ? facts[j].t : first;
			last = facts[j].t > last ? facts[j].t : last;
		}
		for (size_t j = 0; j < out->courses.count; j++)
			spent += ((const struct course_row *)rowset_row(&out->courses, j))->time;
		for (size_t j = 0; j < out->days.count; j++)
			by_day += ((const struct day_row *)rowset_row(&out->days, j))->time;
		for (size_t j = 0; j < out->activities.count; j++)
			by_activity += ((const struct activity_row *)rowset_row(&out->activities, j))->time;
		for (size_t j = 0; j < out->activity_days.count; j++)
			by_activity_day +=
			    ((const struct activity_day_row *)rowset_row(&out->activity_days, j))->time;
		/* The first of the line may bring up to 40 min of its own. */
		assert_true(count == 0 || spent <= last - first + 40 * MINUTE);
		assert_int_equal(by_day, spent);
		assert_true(by_activity <= spent);
		assert_int_equal(by_activity_day, by_activity);
	}
}

/* ---- progress, seen from its end ---- */

/* When a lesson was done, as the rows of its learner's activities say; INT64_MAX: never. */
static int64_t
lesson_done_at(const struct contributions *out, const struct course_row *course, const struct lesson *l)
{
	const struct activity_row untouched = {.key = {course->key.a, l->activity},
	    .completed_at = ABSENT,
	    .passed_at = ABSENT,
	    .waived_at = ABSENT};
	const struct activity_row *a = row_at(&out->activities, course->key.a, l->activity);
	int64_t at = activity_done_at(a ? a : &untouched, l->move_on, course->first_at);

	return at == ABSENT ? INT64_MAX : at;
}

/* All lessons of the version in force at t are done by t. */
static bool
complete_at(
    const struct contributions *out, const struct course_row *course, const struct structure *s, int64_t t)
{
	const struct structure_version *v = structure_at(s, t);

	for (size_t i = 0; v && i < v->count; i++)
		if (lesson_done_at(out, course, &v->lessons[i]) > t)
			return false;
	return v && v->count > 0;
}

/* Nothing changes but when a version comes into force or a lesson is done. */
static int64_t
earliest_completion(
    const struct contributions *out, const struct course_row *course, const struct structure *s)
{
	int64_t earliest = INT64_MAX;

	for (size_t i = 0; i < s->count; i++) {
		const struct structure_version *v = &s->versions[i];

		if (v->from < earliest && complete_at(out, course, s, v->from))
			earliest = v->from;
		for (size_t j = 0; j < v->count; j++) {
			int64_t t = lesson_done_at(out, course, &v->lessons[j]);

			if (t < earliest && complete_at(out, course, s, t))
				earliest = t;
		}
	}
	return earliest == INT64_MAX ? ABSENT : earliest;
}

static void
assert_progress(const struct contributions *out, const struct course_row *course, const struct structure *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct structure_version *v = &s->versions[i];
		const struct progress_row *r = row_at(&out->progress, course->key.a, i + 1);
		int64_t done = 0, furthest = 0;

		for (size_t j = 0; j < v->count; j++) {
			done += lesson_done_at(out, course, &v->lessons[j]) != INT64_MAX;
			if (row_at(&out->activities, course->key.a, v->lessons[j].activity))
				furthest = (int64_t)j + 1;
		}
		assert_int_equal(r != NULL, done > 0 || furthest > 0);
		assert_true(!r || (r->done == done && r->furthest == furthest));
	}
}

static void
completion_is_the_earliest_moment_at_which_all_is_done(void **state)
{
	struct setup *s = *state;
	struct fact facts[FACTS_MOST];
	size_t completed = 0;

	for (int i = 0; i < 10 * HISTORIES; i++) {
		size_t count = random_history(s, facts);
		const struct contributions *out = fold_run(s->one, &s->rules, facts, count / 4);

		for (size_t j = 0; s->rules.structures && j < out->courses.count; j++) {
			const struct course_row *r = rowset_row(&out->courses, j);
			const struct structure *known = structure_of(s->rules.structures, r->key.a);

			if (!known || known->count == 0)
				continue;
			assert_int_equal(r->completed_at, earliest_completion(out, r, known));
			assert_progress(out, r, known);
			completed += r->completed_at != ABSENT;
		}
	}
	assert_true(completed > 50);
}

/* ---- batches ---- */

/* A learner's stored facts, as a flush reads and writes them. */
struct stored {
	struct buf chunks[FACTS_MOST];
	size_t chunk_count;
	struct buf recent;
};

static void
read_stored(struct history *h, const struct stored *s)
{
	history_clear(h);
	for (size_t i = 0; i < s->chunk_count; i++)
		assert_true(history_read_chunk(h, buf_view(&s->chunks[i])));
	assert_true(history_read_recent(h, buf_view(&s->recent)));
}

static void
put(struct buf *b, struct str bytes)
{
	buf_clear(b);
	buf_str(b, bytes);
}

static void
write_stored(struct history *h, struct stored *s, struct arena *arena)
{
	struct history_bytes bytes = history_write(h, arena);

	assert_true(bytes.recent.len <= RECENT_MOST);
	put(&s->recent, bytes.recent);
	for (size_t i = 0; i < bytes.chunk_count; i++) {
		assert_true(bytes.chunks[i].events.len <= CHUNK_MOST);
		put(&s->chunks[bytes.chunks[i].seq], bytes.chunks[i].events);
	}
	s->chunk_count = bytes.chunks_in_all;
}

static void
free_stored(struct stored *s)
{
	for (size_t i = 0; i < FACTS_MOST; i++)
		buf_free(&s->chunks[i]);
	buf_free(&s->recent);
	free(s);
}

/* A learner's batch: some new facts, some voids of stored ones; the changes go into `sums`. */
static void
run_batch(struct setup *s, struct stored *stored, struct history *h, struct changes *sums,
    const struct fact *new, size_t count)
{
	static const uint8_t learner[16] = {1};
	const struct contributions *before, *after;
	int voids = (int)below(&s->seed, 4);

	read_stored(h, stored);
	before = fold_run(s->one, &s->rules, h->facts, h->count);
	for (int i = 0; h->count && i < voids; i++) {
		size_t index = (size_t)below(&s->seed, (int64_t)h->count);
		bool was = fact_is(&h->facts[index], FACT_VOIDED);

		assert_int_equal(history_void(h, index), !was);
	}
	for (size_t i = 0; i < count; i++)
		history_add(h, &new[i]);
	after = fold_run(s->other, &s->rules, h->facts, h->count);
	changes_fold(sums, learner, before, NULL, after);
	write_stored(h, stored, sums->arena);
}

/* The sums over all batches equal those of the last state of the learner, taken from nothing. */
static void
assert_sums(struct setup *s, const struct changes *sums, const struct stored *stored, struct history *h)
{
	struct changes whole;
	struct arena *arena = arena_open();
	const struct rowset *sets[] = {&sums->course_sums, &sums->day_sums, &sums->activity_day_sums,
	    &sums->activity_sums, &sums->progress_sums, &sums->segment_sums};
	struct rowset *fresh[] = {&whole.course_sums, &whole.day_sums, &whole.activity_day_sums,
	    &whole.activity_sums, &whole.progress_sums, &whole.segment_sums};
	const struct contributions *none;

	read_stored(h, stored);
	changes_open(&whole);
	changes_clear(&whole, arena);
	none = fold_run(s->one, &s->rules, NULL, 0);
	changes_fold(&whole, NULL, none, NULL, fold_run(s->other, &s->rules, h->facts, h->count));
	for (size_t i = 0; i < sizeof(sets) / sizeof *sets; i++)
		for (size_t j = 0; j < sets[i]->count; j++) { /* keys that came and went are left at zero */
			const struct row_key *key = rowset_row(sets[i], j);

			assert_memory_equal(rowset_at(fresh[i], *key), key,
			    sets[i]->compared ? sets[i]->compared : sets[i]->width);
		}
	changes_close(&whole);
	arena_close(arena);
}

static void
sums_by_differences_are_the_sums(void **state)
{
	struct setup *s = *state;
	struct fact facts[FACTS_MOST];

	for (int i = 0; i < HISTORIES; i++) {
		size_t count = random_history(s, facts), size;
		struct stored *stored = calloc(1, sizeof(*stored));
		struct history h = {0};
		struct arena *arena = arena_open();
		struct changes sums;

		shuffle(&s->seed, facts, count);
		changes_open(&sums);
		changes_clear(&sums, arena);
		for (size_t done = 0; done < count; done += size) {
			size = 1 + (size_t)below(&s->seed, 60);
			size = size < count - done ? size : count - done;
			run_batch(s, stored, &h, &sums, facts + done, size);
		}
		read_stored(&h, stored);
		assert_int_equal(h.count, count);
		assert_sums(s, &sums, stored, &h);
		changes_close(&sums);
		arena_close(arena);
		history_free(&h);
		free_stored(stored);
	}
}

/* Appended behind bytes that are not read, facts are what they are when all are read and written anew. */
static void
appending_is_writing(void **state)
{
	struct setup *s = *state;
	struct fact facts[FACTS_MOST];

	for (int i = 0; i < HISTORIES; i++) {
		size_t count = random_history(s, facts), half = count / 2;
		struct stored *stored = calloc(1, sizeof(*stored));
		struct arena *arena = arena_open();
		struct history h = {0};
		struct history_bytes appended, written;

		read_stored(&h, stored);
		for (size_t j = 0; j < half; j++)
			history_add(&h, &facts[j]);
		write_stored(&h, stored, arena);
		appended = history_append(
		    &h, stored->chunk_count, buf_view(&stored->recent), facts + half, count - half, arena);
		read_stored(&h, stored);
		for (size_t j = half; j < count; j++)
			history_add(&h, &facts[j]);
		written = history_write(&h, arena);
		assert_true(str_eq(appended.recent, written.recent));
		assert_int_equal(appended.chunks_in_all, written.chunks_in_all);
		assert_int_equal(appended.chunk_count, written.chunk_count);
		for (size_t j = 0; j < written.chunk_count; j++) {
			assert_int_equal(appended.chunks[j].seq, written.chunks[j].seq);
			assert_true(str_eq(appended.chunks[j].events, written.chunks[j].events));
		}
		history_free(&h);
		free_stored(stored);
		arena_close(arena);
	}
}

static void
damaged_histories_are_noticed(void **state)
{
	struct history h = {0};

	(void)state;
	history_clear(&h);
	assert_false(history_read_recent(&h, STR("\x01nonsense")));
	history_clear(&h);
	assert_false(history_read_chunk(&h, STR("\x09")));
	history_free(&h);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(disorder_changes_nothing),
	    TEST(replay_adds_nothing),
	    TEST(void_undoes_exactly),
	    TEST(time_is_never_counted_twice),
	    TEST(completion_is_the_earliest_moment_at_which_all_is_done),
	    TEST(sums_by_differences_are_the_sums),
	    TEST(appending_is_writing),
	    TEST(damaged_histories_are_noticed),
	};

	return cmocka_run_group_tests_name("laws of indicators", tests, NULL, NULL);
}
