/* Shapes tell what stands at a place, at the borders of the text too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stages/anonymize/detect/shapes.h"

static void
a_moment_is_a_date_a_time_or_both(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} moments[] = {
	    {"2026-01-31", 10},
	    {"31/12/2026", 10},
	    {"1.2.1999 ", 8},
	    {"12/31/2026,", 10},
	    {"2026-01-31T10:32:07Z", 19},
	    {"2026-01-31 10:32", 16},
	    {"7:05", 4},
	    {"23:59:59.123456-05:00", 21},
	    {"2026-01-31.", 10},
	    {"2026-01-3111", 0},
	    {"31/12/2026/4", 0},
	    {"31/12-2026", 0},
	    {"31/13/2026", 0},
	    {"32/13/2026", 0},
	    {"31/12/26", 0},
	    {"25:00", 0},
	    {"10:60", 0},
	    {"10:3", 0},
	    {"1234-56-78", 0},
	    {"06 12 34 56 78", 0},
	    {"", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(moments) / sizeof(*moments); i++)
		if (shape_moment(str_of(moments[i].text), 0) != moments[i].length)
			fail_msg("%s: %zu, not %zu", moments[i].text,
			    shape_moment(str_of(moments[i].text), 0), moments[i].length);
}

static void
a_moment_is_no_part_of_a_longer_number(void **state)
{
	(void)state;
	assert_int_equal(shape_moment(STR("1-31/12/2026"), 2), 0);
	assert_int_equal(shape_moment(STR("le 31/12/2026"), 3), 10);
}

static void
a_uuid_has_its_form(void **state)
{
	(void)state;
	assert_int_equal(shape_uuid(STR("x ec531277-b57b-4c15-8d91-d292c5b2b8f7"), 2), 36);
	assert_int_equal(shape_uuid(STR("ec531277-b57b-4c15-8d91-d292c5b2b8f"), 0), 0);
	assert_int_equal(shape_uuid(STR("ec531277-b57b-4c15-8d91-d292c5b2b8fg"), 0), 0);
	assert_int_equal(shape_uuid(STR("ec531277-b57b4-c15-8d91-d292c5b2b8f7"), 0), 0);
}

static void
joiners_are_counted(void **state)
{
	(void)state;
	assert_int_equal(shape_joiners(STR(" - 1"), 0, 3), 3);
	assert_int_equal(shape_joiners(STR(" -.(1"), 0, 3), 3);
	assert_int_equal(shape_joiners(STR("\xc2\xa0\xe2\x80\x93"
					   "1"),
			     0, 3),
	    5);
	assert_int_equal(shape_joiners(STR("*1"), 0, 3), 0);
	assert_int_equal(shape_joiners(STR("\xe2\x80"), 0, 3), 0);
	assert_int_equal(shape_joiners(STR(""), 0, 3), 0);
}

static void
an_address_is_a_run_with_a_scheme_a_slash_or_a_host(void **state)
{
	(void)state;
	assert_true(shape_in_iri(STR("voir https://x.example/users/1"), 23, 0));
	assert_true(shape_in_iri(STR("/users/1"), 1, 0));
	assert_true(shape_in_iri(STR("(example.org/users/1)"), 13, 0));
	assert_false(shape_in_iri(STR("teacher/student/1"), 8, 0));
	assert_false(shape_in_iri(STR("https://x.example is /"), 21, 0));
	assert_false(shape_in_iri(STR("users"), 0, 0));
	assert_true(shape_in_iri(STR("https://x.example/users/students/1"), 24, 18));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_moment_is_a_date_a_time_or_both),
	    cmocka_unit_test(a_moment_is_no_part_of_a_longer_number),
	    cmocka_unit_test(a_uuid_has_its_form),
	    cmocka_unit_test(joiners_are_counted),
	    cmocka_unit_test(an_address_is_a_run_with_a_scheme_a_slash_or_a_host),
	};

	return cmocka_run_group_tests_name("shapes", tests, NULL, NULL);
}
