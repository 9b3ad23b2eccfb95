/* Records keep their order, forks follow their record, and verdicts say what they must. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "pipeline/core/record.h"

static struct batch *batch;

static int
setup(void **state)
{
	(void)state;
	batch = batch_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	batch_close(batch);
	return 0;
}

static struct record *
add(const char *raw, int64_t offset)
{
	struct origin origin = {
	    .source = STR("moodle"), .topic = STR("lms"), .partition = 3, .offset = offset};

	return batch_add(batch, &origin, str_of(raw));
}

/* The batch as "raw:nth raw:nth". */
static const char *
order(void)
{
	static char text[1024];
	size_t len = 0;
	uint32_t count = 0;
	const struct record *last = NULL;

	text[0] = '\0';
	for (const struct record *r = batch->first; r; r = r->next) {
		len += (size_t)snprintf(
		    text + len, sizeof(text) - len, "%s%.*s:%u", last ? " " : "", STR_ARG(r->raw), r->nth);
		last = r;
		count++;
	}
	assert_ptr_equal(batch->last, last);
	assert_int_equal(batch->count, count);
	return text;
}

static void
records_keep_the_order_they_came_in(void **state)
{
	struct record *r;

	(void)state;
	assert_string_equal(order(), "");
	r = add("a", 7);
	add("b", 8);
	add("c", 9);
	assert_string_equal(order(), "a:0 b:0 c:0");
	assert_int_equal(r->origin.offset, 7);
	assert_int_equal(r->origin.partition, 3);
	assert_true(str_eq(r->origin.source, STR("moodle")));
	assert_int_equal(r->verdict, PASS);
	assert_int_equal(r->stage, 0);
	assert_ptr_equal(r->batch, batch);
	assert_ptr_equal(r->arena, batch->arena);
	assert_null(r->safe);
}

static void
forks_follow_their_record(void **state)
{
	struct record *a = add("a", 1), *b = add("b", 2);

	(void)state;
	record_fork(a);
	record_fork(b);
	record_fork(a);
	assert_string_equal(order(), "a:0 a:1 a:2 b:0 b:1");
	add("c", 3);
	record_fork(b);
	assert_string_equal(order(), "a:0 a:1 a:2 b:0 b:1 b:2 c:0");
}

static void
a_fork_of_a_fork_is_counted_on(void **state)
{
	struct record *a = add("a", 1), *one;

	(void)state;
	add("b", 2);
	one = record_fork(a);
	record_fork(one);
	record_fork(a);
	assert_string_equal(order(), "a:0 a:1 a:2 a:3 b:0");
}

static void
a_fork_is_a_copy_for_the_next_stage(void **state)
{
	struct record *a = add("a", 5), *fork;

	(void)state;
	a->verdict = SPLIT;
	a->stage = 1;
	a->event = json_string(STR("e"));
	a->pointer = STR("/statements");
	fork = record_fork(a);
	assert_int_equal(fork->verdict, PASS);
	assert_int_equal(fork->stage, 2);
	assert_int_equal(fork->origin.offset, 5);
	assert_true(json_equals(&fork->event, STR("e")));
	assert_true(str_eq(fork->pointer, STR("/statements")));
	assert_int_equal(a->verdict, SPLIT);
}

static void
a_reject_says_why_and_where(void **state)
{
	struct record *a = add("a", 1);

	(void)state;
	assert_int_equal(reject(a, REJECT_JSON, STR("/x")), REJECT);
	assert_int_equal(a->reject.code, REJECT_JSON);
	assert_true(str_eq(a->reject.pointer, STR("/x")));
	assert_int_equal(a->reject.detail.len, 0);
	assert_int_equal(reject_because(a, REJECT_MISSING, (struct str){0}, STR("moodle.yaml:12")), REJECT);
	assert_int_equal(a->reject.code, REJECT_MISSING);
	assert_int_equal(a->reject.pointer.len, 0);
	assert_true(str_eq(a->reject.detail, STR("moodle.yaml:12")));
}

static void
a_fork_rejects_with_its_pointer_into_the_record(void **state)
{
	struct record *fork = record_fork(add("a", 1));

	(void)state;
	fork->pointer = STR("/statements/3");
	reject(fork, REJECT_MISSING, STR("/actor"));
	assert_true(str_eq(fork->reject.pointer, STR("/statements/3/actor")));
	reject(fork, REJECT_MISSING, STR(""));
	assert_true(str_eq(fork->reject.pointer, STR("/statements/3")));
}

static void
a_drop_says_its_reason(void **state)
{
	struct record *a = add("a", 1);

	(void)state;
	assert_int_equal(drop(a, STR("administration")), DROP);
	assert_true(str_eq(a->drop_reason, STR("administration")));
}

static void
a_reset_batch_is_empty_and_serves_again(void **state)
{
	(void)state;
	record_fork(add("a", 1));
	batch_reset(batch);
	assert_string_equal(order(), "");
	assert_int_equal(arena_used(batch->arena), 0);
	add("b", 1);
	assert_string_equal(order(), "b:0");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(records_keep_the_order_they_came_in),
	    TEST(forks_follow_their_record),
	    TEST(a_fork_of_a_fork_is_counted_on),
	    TEST(a_fork_is_a_copy_for_the_next_stage),
	    TEST(a_reject_says_why_and_where),
	    TEST(a_fork_rejects_with_its_pointer_into_the_record),
	    TEST(a_drop_says_its_reason),
	    TEST(a_reset_batch_is_empty_and_serves_again),
	};

	batch_close(NULL);
	return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
