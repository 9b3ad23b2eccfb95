/* Structures over the privacy line: what they name is called as in statements, with a key and without. */
#include "tests/unit/anonymize/fixture.h"

#include "stages/xapi/course_structure.h"

/* One version with two lessons, the first with three skills. */
struct sample {
	struct str skills[3];
	struct course_lesson lessons[2];
	struct course_version version;
	struct course_structure whole;
};

static void
fill(struct sample *s)
{
	*s = (struct sample){
	    .skills = {STR("urn:skill:b"), STR("urn:skill:a"), STR("urn:skill:b")},
	    .lessons = {{.activity = STR("urn:lesson:1"), .skill_count = 3},
		{.activity = STR("urn:lesson:2")}},
	    .version = {.name = STR("1"), .count = 2},
	    .whole = {.course = STR("urn:course:1"), .name = STR("Bees"), .count = 1},
	};
	s->lessons[0].skills = s->skills;
	s->version.lessons = s->lessons;
	s->whole.versions = &s->version;
}

static enum verdict
process(const struct stage_type *type, void *opened, struct sample *s, enum reject_code *code)
{
	static const struct origin origin = {0};
	struct record *r = batch_add(batch, &origin, STR("{}"));
	enum verdict verdict;

	r->structure = &s->whole;
	verdict = type->process(opened, r);
	*code = verdict == REJECT ? r->reject.code : REJECT_NONE;
	assert_ptr_equal(r->safe_structure, verdict == PASS ? &s->whole : NULL);
	return verdict;
}

/* By the stage that has no key. */
static enum verdict
process_keyless(struct sample *s, enum reject_code *code)
{
	const struct option *const tables[] = {anonymize_structures_stage.options};
	struct settings *settings = settings_open(tables, 1);
	struct error e;
	void *opened = anonymize_structures_stage.open(settings, &e);
	enum verdict verdict;

	assert_non_null(opened);
	verdict = process(&anonymize_structures_stage, opened, s, code);
	anonymize_structures_stage.close(opened);
	settings_close(settings);
	return verdict;
}

static void
assert_text(struct str text, const char *expected)
{
	if (!str_eq(text, str_of(expected)))
		fail_msg("\"%.*s\" instead of \"%s\"", STR_ARG(text), expected);
}

static void
what_names_nobody_stays(void **state)
{
	enum reject_code code;
	struct sample s;

	(void)state;
	fill(&s);
	assert_int_equal(process_keyless(&s, &code), PASS);
	assert_text(s.whole.course, "urn:course:1");
	assert_text(s.whole.name, "Bees");
	assert_text(s.version.name, "1");
	assert_int_equal(s.version.count, 2);
	assert_text(s.lessons[1].activity, "urn:lesson:2");
	/* skills are a set */
	assert_int_equal(s.lessons[0].skill_count, 2);
	assert_text(s.skills[0], "urn:skill:a");
	assert_text(s.skills[1], "urn:skill:b");
}

static void
whom_it_names_is_taken_out(void **state)
{
	enum reject_code code;
	struct sample s;

	(void)state;
	fill(&s);
	s.whole.name = STR("Bees, by dora.maar@example.org");
	s.lessons[0].activity = STR("https://lms.example.org/of/dora.maar@example.org/1");
	assert_int_equal(process_keyless(&s, &code), PASS);
	assert_text(s.whole.name, "Bees, by [EMAIL]");
	assert_text(s.lessons[0].activity, "https://lms.example.org/of/x-email/1");
}

static void
lessons_that_become_the_same_are_one(void **state)
{
	enum reject_code code;
	struct sample s;

	(void)state;
	fill(&s);
	s.lessons[0].activity = STR("https://lms.example.org/of/dora.maar@example.org");
	s.lessons[0].move_on = MOVE_ON_PASSED;
	s.lessons[1].activity = STR("https://lms.example.org/of/lee.miller@example.org");
	assert_int_equal(process_keyless(&s, &code), PASS);
	assert_int_equal(s.version.count, 1);
	assert_int_equal(s.version.lessons[0].move_on, MOVE_ON_PASSED);
}

static void
a_pseudonym_needs_the_key(void **state)
{
	enum reject_code code;
	struct sample s;
	struct str with_key;

	(void)state;
	fill(&s);
	s.lessons[0].activity = STR("https://lms.example.org/of/enr_7f3a9c");
	assert_int_equal(process_keyless(&s, &code), REJECT);
	assert_int_equal(code, REJECT_STRUCTURE_KEY);
	fill(&s);
	s.lessons[0].activity = STR("https://lms.example.org/of/enr_7f3a9c");
	assert_int_equal(process(&anonymize_stage, stage, &s, &code), PASS);
	with_key = s.lessons[0].activity;
	assert_true(str_starts(with_key, STR("https://lms.example.org/of/enr_")));
	assert_false(str_ends(with_key, STR("7f3a9c")));
}

static void
nobody_is_remembered_from_one_text_to_the_next(void **state)
{
	enum reject_code code;
	struct sample s;

	(void)state;
	fill(&s);
	s.whole.name = STR("Asked: dora.maar@example.org");
	s.lessons[0].activity = STR("https://lms.example.org/lessons/dora-maar");
	s.lessons[1].activity = STR("https://lms.example.org/lessons/maar");
	assert_int_equal(process_keyless(&s, &code), PASS);
	assert_text(s.lessons[0].activity, "https://lms.example.org/lessons/dora-maar");
	assert_text(s.lessons[1].activity, "https://lms.example.org/lessons/maar");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_names_nobody_stays),
	    cmocka_unit_test(whom_it_names_is_taken_out),
	    cmocka_unit_test(lessons_that_become_the_same_are_one),
	    cmocka_unit_test(a_pseudonym_needs_the_key),
	    cmocka_unit_test(nobody_is_remembered_from_one_text_to_the_next),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
