/* Played segments: unions, sums and cuts, and what happens to very many. */
#include "tests/unit/indicators/histories.h"

#include "stages/indicators/facts/segments.h"

static void
assert_edges(const struct segments *s, const struct edge *edges, size_t count)
{
	assert_int_equal(s->count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(s->edges[i].at, edges[i].at);
		assert_int_equal(s->edges[i].by, edges[i].by);
	}
}

#define ASSERT_EDGES(s, ...) \
	do { \
		const struct edge expected[] = {__VA_ARGS__}; \
		assert_edges(s, expected, sizeof(expected) / sizeof *expected); \
	} while (0)

/* [0, 10), [5, 20), [20, 30): 10 + 15 + 10 = 35 in all; together [0, 30); the last two touch. */
static void
overlaps_are_counted_and_touching_ones_are_one(void **state)
{
	struct segments s = {0};

	(void)state;
	segments_add(&s, 20, 30);
	segments_add(&s, 0, 10);
	segments_add(&s, 5, 20);
	segments_settle(&s);
	ASSERT_EDGES(&s, {0, 1}, {5, 1}, {10, -1}, {30, -1});
	assert_int_equal(segments_total(&s), 35);
	assert_int_equal(segments_covered(&s), 30);
	assert_int_equal(segments_end(&s), 30);
	segments_flatten(&s);
	ASSERT_EDGES(&s, {0, 1}, {30, -1});
	segments_free(&s);
}

static void
what_is_empty_or_outside_is_nothing(void **state)
{
	struct segments s = {0};

	(void)state;
	segments_add(&s, 5, 5);
	segments_add(&s, 9, 3);
	segments_add(&s, -8, -2);
	segments_add(&s, INT64_MAX - 1, INT64_MAX);
	segments_settle(&s);
	assert_int_equal(s.count, 0);
	assert_int_equal(segments_total(&s), 0);
	assert_int_equal(segments_covered(&s), 0);
	assert_int_equal(segments_end(&s), -1);
	segments_add(&s, -5, 5);
	segments_add(&s, PLACE_MOST - 1, INT64_MAX);
	segments_settle(&s);
	ASSERT_EDGES(&s, {0, 1}, {5, -1}, {PLACE_MOST - 1, 1}, {PLACE_MOST, -1});
	segments_free(&s);
}

/* [0, 10) twice and [4, 12), cut at 8: 8 + 8 + 4 = 20. Cut at 4, the last one is gone. */
static void
cutting_takes_off_what_lies_behind(void **state)
{
	struct segments s = {0}, copy = {0};

	(void)state;
	segments_add(&s, 0, 10);
	segments_add(&s, 0, 10);
	segments_add(&s, 4, 12);
	segments_settle(&s);
	segments_copy(&copy, &s);
	segments_cut(&copy, 8);
	ASSERT_EDGES(&copy, {0, 2}, {4, 1}, {8, -3});
	assert_int_equal(segments_total(&copy), 20);
	segments_copy(&copy, &s);
	segments_cut(&copy, 4);
	ASSERT_EDGES(&copy, {0, 2}, {4, -2});
	segments_cut(&s, 100);
	assert_int_equal(segments_end(&s), 12);
	segments_free(&s);
	segments_free(&copy);
}

/* To the nearest ten, halves up: [4, 15) is [0, 20), [15, 24) is [20, 20): nothing. */
static void
rounding_moves_both_ends(void **state)
{
	struct segments s = {0};

	(void)state;
	segments_add(&s, 4, 15);
	segments_add(&s, 15, 24);
	segments_settle(&s);
	segments_round(&s, 10);
	ASSERT_EDGES(&s, {0, 1}, {20, -1});
	segments_free(&s);
}

static void
joining_is_adding_one_by_one(void **state)
{
	struct segments parts[2] = {{0}, {0}}, all = {0};
	uint64_t seed = 7;

	(void)state;
	for (int round = 0; round < 200; round++) {
		segments_clear(&all);
		for (int i = 0; i < 2; i++) {
			segments_clear(&parts[i]);
			for (int64_t n = below(&seed, 6); n > 0; n--) {
				int64_t from = below(&seed, 20), to = below(&seed, 20);

				segments_add(&parts[i], from, to);
				segments_add(&all, from, to);
			}
			segments_settle(&parts[i]);
		}
		segments_settle(&all);
		segments_join(&parts[0], &parts[1]);
		assert_edges(&parts[0], all.edges, all.count);
	}
	for (int i = 0; i < 2; i++)
		segments_free(&parts[i]);
	segments_free(&all);
}

static void
bytes_give_back_the_same(void **state)
{
	struct segments s = {0}, back = {0};
	struct buf bytes = {0};
	struct unpacking u;
	size_t numbers;

	(void)state;
	for (int64_t i = 0; i < 100; i++)
		segments_add(&s, i * i * SECOND, (i * i + i) * SECOND);
	segments_settle(&s);
	segments_pack(&bytes, &s);
	u.rest = buf_view(&bytes);
	u.bad = false;
	numbers = (size_t)unpack_number(&u);
	segments_unpack(&u, numbers, &back);
	assert_false(u.bad);
	assert_int_equal(u.rest.len, 0);
	assert_edges(&back, s.edges, s.count);
	/* Bytes that end too early end the reading. */
	u.rest = (struct str){bytes.at, bytes.len / 2};
	numbers = (size_t)unpack_number(&u);
	segments_unpack(&u, SIZE_MAX, &back);
	assert_true(u.bad);
	segments_free(&s);
	segments_free(&back);
	buf_free(&bytes);
}

/* 25,000 pieces stand exactly; one more, and all ends are rounded to whole seconds: of pieces [n, n + 0.4) nothing
 * is left, pieces [n, n + 0.6) are the whole. */
static void
very_many_are_rounded(void **state)
{
	const int64_t shorter = 400000, longer = 600000;
	struct segments s = {0}, one = {0};

	(void)state;
	for (int64_t i = 0; i < EDGES_MOST / 2; i++)
		segments_add(&s, i * SECOND, i * SECOND + shorter);
	segments_settle(&s);
	assert_int_equal(s.count, EDGES_MOST);
	assert_int_equal(segments_covered(&s), EDGES_MOST / 2 * shorter);
	segments_add(&one, EDGES_MOST / 2 * SECOND, EDGES_MOST / 2 * SECOND + shorter);
	segments_settle(&one);
	segments_limit(&s);
	assert_int_equal(s.count, EDGES_MOST);
	segments_join(&s, &one);
	segments_limit(&s);
	assert_int_equal(s.count, 0);
	for (int64_t i = 0; i <= EDGES_MOST / 2; i++)
		segments_add(&s, i * SECOND, i * SECOND + longer);
	segments_settle(&s);
	segments_limit(&s);
	ASSERT_EDGES(&s, {0, 1}, {(EDGES_MOST / 2 + 1) * SECOND, -1});
	segments_free(&s);
	segments_free(&one);
}

/* A sum of lengths that no number holds. */
static void
sums_stop_at_the_largest_number(void **state)
{
	struct edge edges[] = {{0, INT64_MAX / 4}, {5, -INT64_MAX / 4}};
	const struct segments s = {edges, 2, 2};

	(void)state;
	assert_int_equal(segments_total(&s), INT64_MAX);
	assert_int_equal(segments_covered(&s), 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(overlaps_are_counted_and_touching_ones_are_one),
	    cmocka_unit_test(what_is_empty_or_outside_is_nothing),
	    cmocka_unit_test(cutting_takes_off_what_lies_behind),
	    cmocka_unit_test(rounding_moves_both_ends),
	    cmocka_unit_test(joining_is_adding_one_by_one),
	    cmocka_unit_test(bytes_give_back_the_same),
	    cmocka_unit_test(very_many_are_rounded),
	    cmocka_unit_test(sums_stop_at_the_largest_number),
	};

	return cmocka_run_group_tests_name("segments", tests, NULL, NULL);
}
