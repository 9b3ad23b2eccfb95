/* Videos (W23), each worked by hand, and beside a computation second by second. Times are seconds. */
#include "tests/unit/indicators/videos.h"

#include <stdio.h>
#include <time.h>

#include "pipeline/core/digest.h"
#include "stages/indicators/tables/changes.h"

enum { VIDEO = COURSE + 7, NANO = 1000000000 };

struct setup {
	struct zone *zone;
	struct fold_rules rules;
	struct fold *fold;
	struct arena *arena;
	struct fact facts[400];
	size_t count;
};

static int
start(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	struct error e;

	s->zone = zone_open(STR("UTC"), &e);
	s->rules = (struct fold_rules){.zone = s->zone, .session = 30 * MINUTE, .idle = 10 * MINUTE};
	s->fold = fold_open();
	s->arena = arena_open();
	*state = s;
	return 0;
}

static int
stop(void **state)
{
	struct setup *s = *state;

	fold_close(s->fold);
	zone_close(s->zone);
	arena_close(s->arena);
	free(s);
	return 0;
}

/* ---- telling: each fact a minute after the one before ---- */

static struct fact *
tell(struct setup *s, enum verb_code verb)
{
	struct fact *f = &s->facts[s->count++];
	uint32_t id = (uint32_t)s->count;

	*f = said(0, (int64_t)s->count * MINUTE, verb, COURSE, VIDEO);
	memcpy(f->id, &id, sizeof(id));
	return f;
}

static struct fact *
length(struct setup *s, int64_t seconds)
{
	struct fact *f = tell(s, VERB_INITIALIZED);

	*f = telling(s->arena, *f, MORE_VIDEO_LENGTH, seconds * SECOND);
	return f;
}

/* played, paused or terminated at, or seeked from, a second. */
static struct fact *
at(struct setup *s, enum verb_code verb, int64_t second)
{
	struct fact *f = tell(s, verb);

	*f = telling(s->arena, *f, verb == VERB_SEEKED ? MORE_VIDEO_FROM : MORE_VIDEO_TIME, second * SECOND);
	return f;
}

static struct fact *
list(struct setup *s, int64_t session, const char *segments)
{
	struct fact *f = tell(s, VERB_PAUSED);

	*f = listing(s->arena, *f, segments, session);
	return f;
}

/* ---- looking ---- */

static const struct video_row *
row_of(struct setup *s)
{
	const struct contributions *c = fold_run(s->fold, &s->rules, s->facts, s->count);

	return row_at(&c->videos, COURSE, VIDEO);
}

/* Seconds; coverage in thousandths; ABSENT stays. */
static void
assert_seen(struct setup *s, int64_t coverage, int64_t rewatched, int64_t furthest)
{
	const struct video_row *r = row_of(s);

	assert_non_null(r);
	assert_int_equal(r->coverage, coverage == ABSENT ? ABSENT : coverage * (NANO / 1000));
	assert_int_equal(r->rewatched, rewatched == ABSENT ? ABSENT : rewatched * SECOND);
	assert_int_equal(r->furthest, furthest == ABSENT ? ABSENT : furthest * SECOND);
}

/* ---- lists ---- */

/* [0, 10), [5, 20), [40, 50): the union is 20 + 10 = 30 of 100; the sum 10 + 15 + 10 = 35, so 5 were seen again. */
static void
coverage_is_the_union_of_a_list(void **state)
{
	struct setup *s = *state;

	length(s, 100);
	list(s, 1, "0[.]10[,]5[.]20[,]40[.]50");
	assert_int_equal(row_of(s)->length, 100 * SECOND);
	assert_seen(s, 300, 5, 50);
}

/* The first list is part of the second: 10 + 10 - 15 = 5, not 10 + 10 + 10 - 15. */
static void
lists_of_a_session_grow(void **state)
{
	struct setup *s = *state;

	length(s, 20);
	list(s, 1, "0[.]10");
	list(s, 1, "0[.]10[,]5[.]15");
	assert_seen(s, 750, 5, 15);
}

/* Last lists: [0, 10) of session 1, [0, 10) of session 2, [8, 12) of none: 24 - 12 = 12 again, of 40 seen 12.
 * Then session 1 starts over with [0, 4): 4 + 10 + 4 - 12 = 6, and coverage stays. */
static void
sessions_are_told_apart(void **state)
{
	struct setup *s = *state;

	length(s, 40);
	list(s, 1, "0[.]10");
	list(s, 2, "0[.]10");
	list(s, 0, "8[.]12");
	assert_seen(s, 300, 12, 12);
	list(s, 1, "0[.]4");
	assert_seen(s, 300, 6, 12);
}

/* A list that is forgotten by its session still counts as seen: the last one is [0, 2), of 20 seen [0, 2) and [10, 20). */
static void
coverage_takes_every_list(void **state)
{
	struct setup *s = *state;

	length(s, 20);
	list(s, 1, "10[.]20");
	list(s, 1, "0[.]2");
	assert_seen(s, 600, 0, 20);
}

/* A list of nothing is a list: pairs no longer count, and nothing was seen. */
static void
from_the_first_list_on_pairs_do_not_count(void **state)
{
	struct setup *s = *state;

	length(s, 50);
	at(s, VERB_PLAYED, 0);
	at(s, VERB_PAUSED, 20);
	assert_seen(s, 400, 0, 20);
	list(s, 1, "5[.]5");
	assert_seen(s, 0, 0, ABSENT);
	list(s, 1, "0[.]5");
	at(s, VERB_PLAYED, 30);
	at(s, VERB_PAUSED, 40);
	assert_seen(s, 100, 0, 5);
}

/* ---- pairs ---- */

/* [0, 10), [10, 25), [5, 30): 10 + 15 + 25 = 50, together 30 of 60: half, and 20 again. */
static void
played_pairs_with_what_ends_it(void **state)
{
	struct setup *s = *state;

	length(s, 60);
	at(s, VERB_PLAYED, 0);
	at(s, VERB_PAUSED, 10);
	at(s, VERB_PLAYED, 10);
	at(s, VERB_SEEKED, 25);
	at(s, VERB_PLAYED, 5);
	at(s, VERB_TERMINATED, 30);
	assert_seen(s, 500, 20, 30);
}

/* [20, 30) only: the first played is replaced, and after the end there is none that could pair. */
static void
another_played_replaces_it(void **state)
{
	struct setup *s = *state;

	length(s, 100);
	at(s, VERB_PLAYED, 0);
	at(s, VERB_PLAYED, 20);
	at(s, VERB_PAUSED, 30);
	at(s, VERB_TERMINATED, 90);
	assert_seen(s, 100, 0, 30);
}

/* Nobody knows what was seen from 0 on, nor from the played without a time: left is [50, 60). */
static void
what_has_no_time_ends_or_replaces_without_a_segment(void **state)
{
	struct setup *s = *state;

	length(s, 100);
	at(s, VERB_PLAYED, 0);
	tell(s, VERB_PAUSED);
	at(s, VERB_TERMINATED, 30);
	at(s, VERB_PLAYED, 40);
	tell(s, VERB_PLAYED);
	at(s, VERB_PAUSED, 45);
	at(s, VERB_PLAYED, 50);
	at(s, VERB_PAUSED, 60);
	assert_seen(s, 100, 0, 60);
}

/* A pair that ends before it begins is nothing, one that begins before 0 begins at 0: [0, 5) of 10. */
static void
pairs_are_cut_like_lists(void **state)
{
	struct setup *s = *state;

	length(s, 10);
	at(s, VERB_PLAYED, 8);
	at(s, VERB_PAUSED, 3);
	assert_seen(s, 0, 0, ABSENT);
	at(s, VERB_PLAYED, -5);
	at(s, VERB_PAUSED, 5);
	assert_seen(s, 500, 0, 5);
}

static void
played_alone_has_seen_nothing_yet(void **state)
{
	struct setup *s = *state;

	at(s, VERB_PLAYED, 3);
	assert_seen(s, ABSENT, 0, ABSENT);
	length(s, 10);
	assert_seen(s, 0, 0, ABSENT);
}

/* ---- lengths ---- */

/* Of 20: [10, 20), and [25, 40) is gone. Of 40: [10, 30) and [25, 40): 20 + 15 - 30 = 5 again, 30 of 40 seen. Of 12.5
 * again [10, 12.5): a fifth. */
static void
a_new_length_cuts_anew(void **state)
{
	struct setup *s = *state;
	struct fact *f;

	length(s, 20);
	list(s, 1, "10[.]30[,]25[.]40");
	assert_seen(s, 500, 0, 20);
	length(s, 40);
	assert_seen(s, 750, 5, 40);
	f = tell(s, VERB_INITIALIZED);
	*f = telling(s->arena, *f, MORE_VIDEO_LENGTH, 12500000);
	assert_int_equal(row_of(s)->coverage, NANO / 5);
	assert_int_equal(row_of(s)->furthest, 12500000);
}

static void
without_a_length_coverage_is_unknown(void **state)
{
	struct setup *s = *state;

	list(s, 1, "0[.]10[,]5[.]20");
	assert_int_equal(row_of(s)->length, ABSENT);
	assert_seen(s, ABSENT, 5, 20);
}

static void
without_list_or_played_nothing_is_known(void **state)
{
	struct setup *s = *state;

	at(s, VERB_PAUSED, 10);
	at(s, VERB_TERMINATED, 20);
	assert_null(row_of(s)); /* nothing tells of a video that was seen */
	length(s, 100);
	assert_seen(s, ABSENT, ABSENT, ABSENT);
}

/* ---- voids and keys ---- */

/* Without the list the pair counts again; without the length coverage is unknown. */
static void
a_void_undoes_exactly(void **state)
{
	struct setup *s = *state;
	struct fact *l = length(s, 50), *only;

	at(s, VERB_PLAYED, 0);
	at(s, VERB_PAUSED, 20);
	only = list(s, 1, "0[.]5");
	assert_seen(s, 100, 0, 5);
	*only = voided(*only);
	assert_seen(s, 400, 0, 20);
	*l = voided(*l);
	assert_seen(s, ABSENT, 0, 20);
}

static void
each_course_has_its_own(void **state)
{
	struct setup *s = *state;
	struct fact *f;

	length(s, 10);
	list(s, 1, "0[.]5");
	f = list(s, 1, "0[.]9");
	f->course = OTHER_COURSE;
	assert_seen(s, 500, 0, 5);
	f = list(s, 1, "0[.]10");
	f->flags &= ~(uint32_t)FACT_COURSE;
	assert_seen(s, 500, 0, 5);
}

/* ---- the heat map ---- */

/* Ann saw [0, 10) and [4, 10.4) of one session, then [0, 2.6) in another: up to 3 twice, to 4 once, then twice.
 * Bob saw [8, 20). Whole seconds: Ann [0, 10) [4, 10) [0, 3), Bob [8, 20). */
static void
the_heat_map_counts_views_and_learners(void **state)
{
	static const struct {
		int64_t second, views, learners, furthest;
	} expected[] = {
	    {0, 2, 1, 0}, {3, -1, 0, 0}, {4, 1, 0, 0}, {8, 1, 1, 0}, {10, -2, -1, 1}, {20, -1, -1, 1}};
	struct setup *s = *state;
	struct contributions nothing;
	struct changes c;

	contributions_open(&nothing);
	changes_open(&c);
	changes_clear(&c, s->arena);
	list(s, 1, "0[.]10[,]4[.]10.4");
	list(s, 2, "0[.]2.6");
	changes_fold(&c, NULL, &nothing, NULL, fold_run(s->fold, &s->rules, s->facts, s->count));
	s->count = 0;
	list(s, 1, "8[.]20");
	changes_fold(&c, NULL, &nothing, NULL, fold_run(s->fold, &s->rules, s->facts, s->count));
	for (size_t i = 0; i < sizeof(expected) / sizeof *expected; i++) {
		const struct segment_sum *sum =
		    row_at(&c.segment_sums, hash64_pair(COURSE, VIDEO), (uint64_t)expected[i].second);

		assert_non_null(sum);
		assert_int_equal(sum->course, COURSE);
		assert_int_equal(sum->activity, VIDEO);
		assert_int_equal(sum->views, expected[i].views);
		assert_int_equal(sum->learners, expected[i].learners);
		assert_int_equal(sum->furthest, expected[i].furthest);
	}
	assert_int_equal(c.segment_sums.count, sizeof(expected) / sizeof *expected);
	changes_close(&c);
	contributions_close(&nothing);
}

/* ---- second by second ---- */

enum { SECONDS = 40 };

struct model {
	bool lists, played;
	int64_t length, open;
	int all[SECONDS], paired[SECONDS], last[3][SECONDS]; /* how often each second was seen */
};

static void
model_pair(struct model *m, int64_t from, int64_t to)
{
	for (int64_t i = from; i < to; i++)
		m->paired[i]++;
}

static void
random_telling(struct setup *s, struct model *m, uint64_t *seed)
{
	static const enum verb_code ends[] = {VERB_PAUSED, VERB_TERMINATED, VERB_SEEKED};
	int64_t second = below(seed, SECONDS), from;
	char text[200] = "";
	int session;

	switch (below(seed, 8)) {
	case 0:
		m->length = 1 + below(seed, SECONDS);
		length(s, m->length);
		break;
	case 1:
	case 2:
		session = (int)below(seed, 3);
		m->lists = true;
		memset(m->last[session], 0, sizeof(m->last[session]));
		for (int64_t n = 1 + below(seed, 4); n > 0; n--) {
			from = below(seed, SECONDS);
			second = below(seed, SECONDS);
			snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%d[.]%d",
			    *text ? "[,]" : "", (int)from, (int)second);
			for (int64_t i = from; i < second; i++) {
				m->last[session][i]++;
				m->all[i] = 1;
			}
		}
		list(s, session, text);
		break;
	case 3:
	case 4:
		m->played = true;
		m->open = second;
		at(s, VERB_PLAYED, second);
		break;
	default:
		if (m->open != ABSENT)
			model_pair(m, m->open, second);
		m->open = ABSENT;
		at(s, ends[below(seed, 3)], second);
	}
}

static void
assert_model(struct setup *s, const struct model *m)
{
	const struct video_row *r = row_of(s);
	int64_t end = m->length == ABSENT ? SECONDS : m->length, seen = 0, furthest = ABSENT, again = 0;

	if (!m->lists && !m->played) {
		assert_true(
		    m->length == ABSENT ? r == NULL : r->coverage == ABSENT && r->rewatched == ABSENT);
		return;
	}
	for (int64_t i = 0; i < end; i++) {
		int views = m->lists ? m->last[0][i] + m->last[1][i] + m->last[2][i] : m->paired[i];

		again += views ? views - 1 : 0;
		if (m->lists ? m->all[i] : m->paired[i]) {
			seen++;
			furthest = (i + 1) * SECOND;
		}
	}
	assert_int_equal(r->rewatched, again * SECOND);
	assert_int_equal(r->furthest, furthest);
	assert_int_equal(r->coverage,
	    m->length == ABSENT ? ABSENT : (int64_t)((double)seen / (double)m->length * NANO + 0.5));
}

static void
random_videos_equal_their_seconds(void **state)
{
	struct setup *s = *state;
	uint64_t seed = 11;

	for (int round = 0; round < 500; round++) {
		struct model m = {.length = ABSENT, .open = ABSENT};

		s->count = 0;
		arena_reset(s->arena);
		for (int64_t n = below(&seed, 14); n > 0; n--)
			random_telling(s, &m, &seed);
		if (m.lists) /* pairs count only where there is no list at all */
			memset(m.paired, 0, sizeof(m.paired));
		assert_model(s, &m);
		shuffle(&seed, s->facts, s->count);
		assert_model(s, &m);
	}
}

/* ---- very much ---- */

/* 150 sessions saw [0, 10): all count, the first fifty no longer by name. Session 150 may still tell anew, session 1
 * counts as a 151st. */
static void
many_sessions_are_put_together(void **state)
{
	struct setup *s = *state;

	length(s, 100);
	for (int i = 1; i <= 150; i++)
		list(s, i, "0[.]10");
	assert_seen(s, 100, 149 * 10, 10);
	list(s, 150, "0[.]10");
	assert_seen(s, 100, 149 * 10, 10);
	list(s, 1, "0[.]10");
	assert_seen(s, 100, 150 * 10, 10);
}

/* Lists of 20,000 pieces that do not touch, each session's a bit off the others': state stays within some megabytes, and
 * folding takes seconds at most on any machine. */
static void
hostile_lists_are_bounded(void **state)
{
	struct setup *s = *state;
	clock_t started = clock();

	length(s, 100000);
	for (int i = 0; i < 20; i++) {
		struct buf text = {0};

		for (int j = 0; j < 20000; j++)
			buf_format(&text, "%s%d.%d[.]%d.9", j ? "[,]" : "", 2 * j, i % 9, 2 * j);
		buf_char(&text, '\0');
		list(s, i, text.at);
		buf_free(&text);
	}
	assert_true(row_of(s)->state.len < 3000000);
	assert_int_equal(row_of(s)->furthest, (2 * 19999 + 1) * SECOND - SECOND / 10);
	assert_true(clock() - started < 60 * CLOCKS_PER_SEC);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(coverage_is_the_union_of_a_list),
	    TEST(lists_of_a_session_grow),
	    TEST(sessions_are_told_apart),
	    TEST(coverage_takes_every_list),
	    TEST(from_the_first_list_on_pairs_do_not_count),
	    TEST(played_pairs_with_what_ends_it),
	    TEST(another_played_replaces_it),
	    TEST(what_has_no_time_ends_or_replaces_without_a_segment),
	    TEST(pairs_are_cut_like_lists),
	    TEST(played_alone_has_seen_nothing_yet),
	    TEST(a_new_length_cuts_anew),
	    TEST(without_a_length_coverage_is_unknown),
	    TEST(without_list_or_played_nothing_is_known),
	    TEST(a_void_undoes_exactly),
	    TEST(each_course_has_its_own),
	    TEST(the_heat_map_counts_views_and_learners),
	    TEST(random_videos_equal_their_seconds),
	    TEST(many_sessions_are_put_together),
	    TEST(hostile_lists_are_bounded),
	};

	return cmocka_run_group_tests_name("videos", tests, NULL, NULL);
}
