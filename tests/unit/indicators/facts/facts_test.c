/* Packing facts: nothing is lost, damage is noticed, and the bytes stay what they were. */
#include "tests/unit/indicators/histories.h"

#include "stages/indicators/facts/history.h"

static void
assert_survives(struct fact f)
{
	struct buf b = {0};
	struct fact back;
	size_t len = fact_pack(&b, &f);

	assert_in_range(len, 1, FACT_BYTES_MOST + f.more.len);
	assert_int_equal(fact_unpack(buf_view(&b), &back), len);
	assert_true(str_eq(back.more, f.more));
	back.more = f.more; /* the same bytes elsewhere */
	assert_memory_equal(&back, &f, sizeof(f));
	buf_free(&b);
}

static void
every_fact_survives_packing(void **state)
{
	uint64_t seed = 20260314;

	(void)state;
	for (uint32_t i = 0; i < 20000; i++) {
		struct fact f = random_fact(&seed, i);

		f.t = (int64_t)chance(&seed) >> below(&seed, 60);
		if (fact_is(&f, FACT_ATTEMPT))
			f.attempt = (int64_t)chance(&seed) >> below(&seed, 60);
		assert_survives(f);
	}
}

static void
the_largest_numbers_survive(void **state)
{
	struct fact f = {.t = INT64_MIN, .flags = (FACT_FLAGS_END - 1) & ~FACT_MORE, .verb = 255};

	(void)state;
	memset(f.id, 0xff, sizeof(f.id));
	f.course = f.activity = f.type = UINT64_MAX;
	f.duration = f.score = f.attempt = f.percent = INT64_MIN;
	f.lessons_done = f.lessons_total = f.current_lesson = f.reported_time = f.reported_average =
	    INT64_MAX;
	assert_survives(f);
}

/* Stored for years: version 1, flags COURSE|ACTIVITY|SCORE, verb 10, t = 1 s (zigzag 2,000,000 in base 128: 80 89 7a),
 * the id, two hashes, a score of 50 points (zigzag 1e11: 80 d0 db c3 f4 02). */
static void
the_layout_is_a_promise(void **state)
{
	static const char bytes[] = "\x01\x46\x00\x00\x0a\x80\x89\x7a"
				    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x07"
				    "\xe8\x03\0\0\0\0\0\0"
				    "\x02\0\0\0\0\0\0\0"
				    "\x80\xd0\xdb\xc3\xf4\x02";
	struct fact f = with_score(said(7, SECOND, VERB_ANSWERED, 1000, 2), 50), back;
	struct buf b = {0};

	(void)state;
	assert_int_equal(fact_pack(&b, &f), sizeof(bytes) - 1);
	assert_memory_equal(b.at, bytes, sizeof(bytes) - 1);
	assert_int_equal(fact_unpack((struct str){bytes, sizeof(bytes) - 1}, &back), sizeof(bytes) - 1);
	assert_memory_equal(&back, &f, sizeof(f));
	buf_free(&b);
}

static void
a_usual_fact_takes_about_fifty_bytes(void **state)
{
	struct fact f = with_success(
	    said(1, INT64_C(1773506100123456), VERB_ANSWERED, UINT64_MAX / 3, UINT64_MAX / 5), true);
	struct buf b = {0};

	(void)state;
	assert_in_range(fact_pack(&b, &f), 40, 55);
	buf_free(&b);
}

static void
what_few_facts_have_survives(void **state)
{
	struct fact f = with_score(said(7, SECOND, VERB_ANSWERED, 1000, 2), 50), back;
	struct buf b = {0};
	size_t len;

	(void)state;
	f.flags |= FACT_MORE;
	f.more = STR("any bytes");
	len = fact_pack(&b, &f);
	buf_str(&b, STR("what comes next"));
	assert_int_equal(fact_unpack(buf_view(&b), &back), len);
	assert_true(str_eq(back.more, f.more));
	back.more = f.more;
	assert_memory_equal(&back, &f, sizeof(f));
	for (size_t cut = 0; cut < len; cut++)
		assert_int_equal(fact_unpack((struct str){b.at, cut}, &back), 0);
	buf_free(&b);
}

static void
damaged_bytes_are_noticed(void **state)
{
	uint64_t seed = 7;
	struct fact back;

	(void)state;
	for (uint32_t i = 0; i < 300; i++) {
		struct fact f = random_fact(&seed, i);
		struct buf b = {0};
		size_t len = fact_pack(&b, &f);

		for (size_t cut = 0; cut < len; cut++) {
			char *exact = malloc(cut + 1); /* so that reading past the end is seen */

			memcpy(exact, b.at, cut);
			assert_int_equal(fact_unpack((struct str){exact, cut}, &back), 0);
			free(exact);
		}
		b.at[0] = 2; /* a layout that is not ours */
		assert_int_equal(fact_unpack(buf_view(&b), &back), 0);
		buf_free(&b);
	}
}

static void
orders(void **state)
{
	struct fact a = said(1, 5, VERB_OTHER, COURSE, 1), b = said(2, 5, VERB_OTHER, COURSE, 1);
	struct fact later = said(0, 6, VERB_OTHER, COURSE, 1);

	(void)state;
	assert_true(fact_order(&a, &b) < 0);
	assert_true(fact_order(&b, &later) < 0);
	assert_true(fact_line_order(&a, &b) < 0);
	b = with_duration(b, 0); /* even none at all is a duration, and comes first */
	assert_true(fact_line_order(&a, &b) > 0);
	a = with_duration(a, 1);
	assert_true(fact_line_order(&a, &b) < 0);
	assert_int_equal(fact_order(&a, &a), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_fact_survives_packing),
	    cmocka_unit_test(the_largest_numbers_survive),
	    cmocka_unit_test(the_layout_is_a_promise),
	    cmocka_unit_test(a_usual_fact_takes_about_fifty_bytes),
	    cmocka_unit_test(what_few_facts_have_survives),
	    cmocka_unit_test(damaged_bytes_are_noticed),
	    cmocka_unit_test(orders),
	};

	return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
