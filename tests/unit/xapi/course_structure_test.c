/* The hash by which a record that says nothing new is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stages/xapi/course_structure.h"

/* A structure with something at each place. */
struct sample {
	struct str skills[2];
	struct course_lesson lessons[2];
	struct course_version versions[2];
	struct course_structure whole;
};

static void
fill(struct sample *s)
{
	*s = (struct sample){
	    .skills = {STR("urn:skill:1"), STR("urn:skill:2")},
	    .lessons = {{.activity = STR("urn:lesson:1"), .due_at = 1, .length_us = 1, .skill_count = 2},
		{.activity = STR("urn:lesson:2"), .due_at = NO_MOMENT}},
	    .versions = {{.name = STR("1"), .from = NO_MOMENT, .starts_at = 1, .ends_at = 2, .count = 2},
		{.name = STR("2"), .from = 5, .starts_at = NO_MOMENT, .ends_at = NO_MOMENT}},
	    .whole = {.course = STR("urn:course:1"), .name = STR("Bees"), .count = 2},
	};
	s->lessons[0].skills = s->skills;
	s->versions[0].lessons = s->lessons;
	s->whole.versions = s->versions;
}

static void
change_course(struct sample *s)
{
	s->whole.course = STR("urn:course:2");
}

static void
change_name(struct sample *s)
{
	s->whole.name = (struct str){0};
}

static void
empty_name(struct sample *s)
{
	s->whole.name = STR("");
}

static void
drop_version(struct sample *s)
{
	s->whole.count = 1;
}

static void
change_version(struct sample *s)
{
	s->versions[1].name = STR("3");
}

static void
change_from(struct sample *s)
{
	s->versions[1].from = 6;
}

static void
change_start(struct sample *s)
{
	s->versions[0].starts_at = 0;
}

static void
change_end(struct sample *s)
{
	s->versions[0].ends_at = NO_MOMENT;
}

static void
drop_lesson(struct sample *s)
{
	s->versions[0].count = 1;
}

static void
swap_lessons(struct sample *s)
{
	struct course_lesson first = s->lessons[0];

	s->lessons[0] = s->lessons[1];
	s->lessons[1] = first;
}

static void
change_move_on(struct sample *s)
{
	s->lessons[1].move_on = MOVE_ON_PASSED;
}

static void
change_due(struct sample *s)
{
	s->lessons[1].due_at = 0;
}

static void
change_length(struct sample *s)
{
	s->lessons[0].length_us = 0;
}

static void
drop_skill(struct sample *s)
{
	s->lessons[0].skill_count = 1;
}

static void
change_skill(struct sample *s)
{
	s->skills[1] = STR("urn:skill:3");
}

static void
each_change_is_another_content(void **state)
{
	static void (*const changes[])(struct sample *) = {change_course, change_name, empty_name,
	    drop_version, change_version, change_from, change_start, change_end, drop_lesson, swap_lessons,
	    change_move_on, change_due, change_length, drop_skill, change_skill};
	enum { CHANGES = sizeof(changes) / sizeof(*changes) };
	uint64_t found[CHANGES + 1];
	struct sample s;

	(void)state;
	fill(&s);
	found[CHANGES] = course_structure_content(&s.whole);
	for (int i = 0; i < CHANGES; i++) {
		fill(&s);
		changes[i](&s);
		found[i] = course_structure_content(&s.whole);
	}
	for (int i = 0; i <= CHANGES; i++)
		for (int k = 0; k < i; k++)
			assert_true(found[i] != found[k]);
}

static void
the_same_is_the_same(void **state)
{
	struct sample a, b;

	(void)state;
	fill(&a);
	fill(&b);
	b.whole.next = &a.whole;
	assert_true(course_structure_content(&a.whole) == course_structure_content(&b.whole));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_change_is_another_content),
	    cmocka_unit_test(the_same_is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
