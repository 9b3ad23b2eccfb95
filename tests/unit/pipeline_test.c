/* The driver with stages made up for the purpose: what is passed on, counted, forked and refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pipeline/core/record.h"
#include "pipeline/core/buf.h"
#include "pipeline/pipeline.h"
#include "stages/xapi/safe_statement.h"

static int opened;

static void *
open_any(const struct settings *s, struct error *e)
{
	(void)s;
	(void)e;
	return &opened;
}

static void *
open_never(const struct settings *s, struct error *e)
{
	(void)s;
	error_usage(e, "the option is wrong");
	return NULL;
}

static void
close_any(void *state)
{
	(void)state;
}

static struct course_structure some_structure;

/* "s": splits into three forks, the middle one refused at once; "r": refuses; "d": drops; "c": finds a course structure;
 * else passes. */
static enum verdict
first_process(void *state, struct record *r)
{
	(void)state;
	if (str_eq(r->raw, STR("r")))
		return reject(r, REJECT_JSON, STR("/a"));
	if (str_eq(r->raw, STR("d")))
		return drop(r, STR("on purpose"));
	if (str_eq(r->raw, STR("c")))
		r->structure = &some_structure;
	if (!str_eq(r->raw, STR("s")))
		return PASS;
	for (int i = 0; i < 3; i++) {
		struct record *fork = record_fork(r);

		fork->pointer = arena_format(r->arena, "/%d", i);
		if (i == 1)
			fork->verdict = reject(fork, REJECT_MISSING, STR("/x"));
	}
	return SPLIT;
}

static enum verdict
second_process(void *state, struct record *r)
{
	(void)state;
	return str_eq(r->raw, STR("q")) ? reject(r, REJECT_TYPE, STR("")) : PASS;
}

static void
describe_any(const void *state, struct buf *out)
{
	assert_ptr_equal(state, &opened);
	buf_format(out, " own=7");
}

static const struct stage_type first = {
    .name = "first", .open = open_any, .process = first_process, .close = close_any};
static const struct stage_type second = {.name = "second",
    .open = open_any,
    .process = second_process,
    .describe = describe_any,
    .close = close_any};
static enum verdict
third_process(void *state, struct record *r)
{
	(void)state;
	r->safe_structure = r->structure;
	return PASS;
}

static const struct stage_type third = {
    .name = "third", .open = open_any, .process = third_process, .structures = true, .close = close_any};
static const struct stage_type broken = {
    .name = "broken", .open = open_never, .process = second_process, .close = close_any};

struct run {
	struct pipeline *pipeline;
	struct batch *batch;
};

static struct run
run_over(const char *letters)
{
	static const struct stage_type *const stages[] = {&first, &second, NULL};
	static const struct origin origin = {0};
	struct error e;
	struct run run = {pipeline_open(stages, NULL, &e), batch_open()};

	assert_non_null(run.pipeline);
	for (const char *at = letters; *at; at++)
		batch_add(run.batch, &origin, (struct str){at, 1});
	pipeline_process(run.pipeline, run.batch);
	return run;
}

static void
end(struct run run)
{
	pipeline_close(run.pipeline);
	batch_close(run.batch);
}

static void
a_bad_record_harms_only_itself(void **state)
{
	struct run run = run_over("arqb");
	const struct record *r = run.batch->first;

	(void)state;
	assert_int_equal(r->verdict, PASS);
	r = r->next;
	assert_int_equal(r->verdict, REJECT);
	assert_string_equal(r->reject.stage, "first");
	assert_true(str_eq(r->reject.pointer, STR("/a")));
	r = r->next;
	assert_int_equal(r->reject.code, REJECT_TYPE);
	assert_string_equal(r->reject.stage, "second");
	assert_int_equal(r->next->verdict, PASS);
	end(run);
}

static void
forks_follow_their_record_in_order(void **state)
{
	struct run run = run_over("asb");
	const struct record *r = run.batch->first->next;

	(void)state;
	assert_int_equal(run.batch->count, 6);
	assert_int_equal(r->verdict, SPLIT);
	for (uint32_t i = 0; i < 3; i++) {
		r = r->next;
		assert_int_equal(r->nth, i + 1);
		assert_int_equal(r->verdict, i == 1 ? REJECT : PASS);
	}
	assert_true(str_eq(r->next->raw, STR("b")));
	assert_ptr_equal(run.batch->last, r->next);
	end(run);
}

static void
a_fork_refused_by_its_maker_counts_there_with_its_pointer(void **state)
{
	struct run run = run_over("s");
	const struct record *fork = run.batch->first->next->next;

	(void)state;
	assert_string_equal(fork->reject.stage, "first");
	assert_true(str_eq(fork->reject.pointer, STR("/1/x")));
	assert_int_equal(pipeline_stats(run.pipeline, 0).rejected, 1);
	assert_int_equal(pipeline_stats(run.pipeline, 1).in, 2);
	end(run);
}

static void
every_verdict_is_counted(void **state)
{
	struct run run = run_over("aardq");
	struct stage_stats one = pipeline_stats(run.pipeline, 0), two = pipeline_stats(run.pipeline, 1);

	(void)state;
	assert_int_equal(one.in, 5);
	assert_int_equal(one.passed, 3);
	assert_int_equal(one.dropped, 1);
	assert_int_equal(one.rejected, 1);
	assert_int_equal(two.in, 3);
	assert_int_equal(two.rejected, 1);
	end(run);
}

static void
drops_are_counted_by_reason(void **state)
{
	struct run run = run_over("addd");
	size_t count;
	const struct drop_count *drops = pipeline_drops(run.pipeline, &count);

	(void)state;
	assert_int_equal(count, 1);
	assert_string_equal(drops[0].stage->name, "first");
	assert_true(str_eq(drops[0].reason, STR("on purpose")));
	assert_int_equal(drops[0].count, 3);
	end(run);
}

static void
a_stage_may_tell_what_it_counts(void **state)
{
	struct run run = run_over("a");
	struct buf out = {0};

	(void)state;
	pipeline_describe(run.pipeline, 0, &out);
	assert_int_equal(out.len, 0);
	pipeline_describe(run.pipeline, 1, &out);
	assert_true(str_eq(buf_view(&out), STR(" own=7")));
	buf_free(&out);
	end(run);
}

/* As often as it is asked for: a batch is written again after a rollback. */
static void
a_refusal_by_the_store_points_into_the_whole_line(void **state)
{
	struct safe_statement refused = {.outcome = OUTCOME_REFUSED,
	    .reject = {.code = REJECT_CONFLICT, .stage = "store", .pointer = STR("/id")}};
	struct run run = run_over("s");
	struct record *whole = run.batch->first, *fork = whole->next;

	(void)state;
	assert_null(pipeline_refusal(whole));
	assert_null(pipeline_refusal(fork));
	assert_true(str_eq(pipeline_refusal(fork->next)->pointer, STR("/1/x")));
	fork->safe = &refused;
	for (int i = 0; i < 2; i++) {
		const struct reject *why = pipeline_refusal(fork);

		assert_int_equal(why->code, REJECT_CONFLICT);
		assert_string_equal(why->stage, "store");
		assert_true(str_eq(why->pointer, STR("/0/id")));
	}
	refused.outcome = OUTCOME_STORED;
	assert_null(pipeline_refusal(fork));
	end(run);
}

static void
structures_pass_by_stages_that_do_not_take_them(void **state)
{
	static const struct stage_type *const stages[] = {&first, &second, &third, NULL};
	static const struct origin origin = {0};
	struct error e;
	struct run run = {pipeline_open(stages, NULL, &e), batch_open()};
	const struct safe_batch *safe;

	(void)state;
	batch_add(run.batch, &origin, STR("a"));
	batch_add(run.batch, &origin, STR("c"));
	pipeline_process(run.pipeline, run.batch);
	safe = pipeline_safe(run.pipeline);
	assert_int_equal(pipeline_stats(run.pipeline, 1).in, 1);
	assert_int_equal(pipeline_stats(run.pipeline, 2).in, 2);
	assert_ptr_equal(safe->structures, &some_structure);
	assert_null(safe->structures->next);
	batch_reset(run.batch);
	pipeline_process(run.pipeline, run.batch);
	assert_null(pipeline_safe(run.pipeline)->structures);
	end(run);
}

static void
a_stage_that_does_not_open_is_told(void **state)
{
	static const struct stage_type *const stages[] = {&first, &broken, NULL};
	struct error e;

	(void)state;
	assert_null(pipeline_open(stages, NULL, &e));
	assert_string_equal(e.text, "the option is wrong");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_bad_record_harms_only_itself),
	    cmocka_unit_test(forks_follow_their_record_in_order),
	    cmocka_unit_test(a_fork_refused_by_its_maker_counts_there_with_its_pointer),
	    cmocka_unit_test(every_verdict_is_counted),
	    cmocka_unit_test(drops_are_counted_by_reason),
	    cmocka_unit_test(a_stage_may_tell_what_it_counts),
	    cmocka_unit_test(a_refusal_by_the_store_points_into_the_whole_line),
	    cmocka_unit_test(structures_pass_by_stages_that_do_not_take_them),
	    cmocka_unit_test(a_stage_that_does_not_open_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
