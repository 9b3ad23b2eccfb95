/* The stage structure: which records it takes, and how lists come apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pipeline/core/record.h"
#include "pipeline/pipeline.h"
#include "stages/validate/structure/structure.h"
#include "stages/xapi/course_structure.h"

#define COURSE(n) "{\"course\":\"https://lms.example.org/courses/" n "\",\"versions\":[]}"

struct run {
	struct pipeline *pipeline;
	struct batch *batch;
	struct record *next;
};

static struct run
run_over(const char *source, const char *text)
{
	static const struct stage_type *const stages[] = {&structure_stage, NULL};
	const struct origin origin = {.source = str_of(source)};
	struct error e;
	struct run run = {pipeline_open(stages, NULL, &e), batch_open(), NULL};
	enum reject_code code;
	size_t offset;

	run.next = batch_add(run.batch, &origin, str_of(text));
	assert_true(json_parse(run.batch->arena, run.next->raw, (struct json_limits){.depth = 64},
	    &run.next->event, &code, &offset));
	pipeline_process(run.pipeline, run.batch);
	return run;
}

static void
end(struct run *run)
{
	assert_null(run->next);
	pipeline_close(run->pipeline);
	batch_close(run->batch);
}

/* The next record is a structure of this course, from this place. */
static void
course_follows(struct run *run, const char *pointer, const char *course)
{
	const struct record *r = run->next;

	assert_non_null(r);
	assert_int_equal(r->verdict, PASS);
	assert_true(str_eq(r->pointer, str_of(pointer)));
	assert_true(str_eq(r->structure->course, str_of(course)));
	run->next = r->next;
}

static void
reject_follows(struct run *run, enum reject_code code, const char *pointer)
{
	const struct record *r = run->next;

	assert_non_null(r);
	assert_int_equal(r->verdict, REJECT);
	assert_int_equal(r->reject.code, code);
	assert_string_equal(r->reject.stage, "structure");
	assert_true(str_eq(r->reject.pointer, str_of(pointer)));
	run->next = r->next;
}

static void
list_follows(struct run *run)
{
	assert_int_equal(run->next->verdict, SPLIT);
	run->next = run->next->next;
}

static void
one_course_is_a_record(void **state)
{
	struct run run = run_over("structure", COURSE("1"));

	(void)state;
	course_follows(&run, "", "https://lms.example.org/courses/1");
	end(&run);
}

static void
other_sources_pass_by(void **state)
{
	struct run run = run_over("xapi", COURSE("1"));

	(void)state;
	assert_int_equal(run.next->verdict, PASS);
	assert_null(run.next->structure);
	run.next = run.next->next;
	end(&run);
}

static void
a_list_comes_apart(void **state)
{
	struct run run =
	    run_over("structure", "{\"courses\":[" COURSE("1") ",7," COURSE("2") "],\"page\":1}");

	(void)state;
	list_follows(&run);
	course_follows(&run, "/courses/0", "https://lms.example.org/courses/1");
	reject_follows(&run, REJECT_STRUCTURE, "/courses/1");
	course_follows(&run, "/courses/2", "https://lms.example.org/courses/2");
	end(&run);
}

static void
so_do_lists_in_lists(void **state)
{
	struct run run = run_over(
	    "structure", "[" COURSE("1") ",[{\"course\":\"x\"}],{\"courses\":[" COURSE("2") "]},[]]");

	(void)state;
	list_follows(&run);
	course_follows(&run, "/0", "https://lms.example.org/courses/1");
	reject_follows(&run, REJECT_STRUCTURE_COURSE, "/1/0/course");
	course_follows(&run, "/2/courses/0", "https://lms.example.org/courses/2");
	end(&run);
}

static void
but_not_without_end(void **state)
{
	struct run run = run_over("structure", "[[[[[" COURSE("1") "]]]]]");

	(void)state;
	list_follows(&run);
	reject_follows(&run, REJECT_STRUCTURE, "/0/0/0/0");
	end(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_course_is_a_record),
	    cmocka_unit_test(other_sources_pass_by),
	    cmocka_unit_test(a_list_comes_apart),
	    cmocka_unit_test(so_do_lists_in_lists),
	    cmocka_unit_test(but_not_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
