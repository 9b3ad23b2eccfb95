/* Codes are a promise: each is there, well-formed, and found by its name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ctype.h>

#include <cmocka.h>

#include "pipeline/core/reject.h"

static void
every_code_has_a_kebab_case_name(void **state)
{
	(void)state;
	for (int code = REJECT_NONE + 1; code < REJECT_COUNT; code++) {
		const char *name = reject_info(code)->code;

		assert_non_null(name);
		assert_true(islower((unsigned char)name[0]));
		for (const char *c = name; *c; c++)
			if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c)
			    && !(*c == '-' && islower((unsigned char)c[1])))
				fail_msg("%s", name);
	}
}

static void
every_code_is_found_by_its_name_and_only_it(void **state)
{
	(void)state;
	for (int code = REJECT_NONE + 1; code < REJECT_COUNT; code++)
		assert_int_equal(reject_by_name(str_of(reject_info(code)->code)), code);
	assert_int_equal(reject_by_name(STR("json")), REJECT_JSON);
	assert_int_equal(reject_by_name(STR("too-deep")), REJECT_TOO_DEEP);
	assert_int_equal(reject_by_name(STR("")), REJECT_NONE);
	assert_int_equal(reject_by_name(STR("jso")), REJECT_NONE);
	assert_int_equal(reject_by_name(STR("JSON")), REJECT_NONE);
	assert_int_equal(reject_by_name(STR("json\0")), REJECT_NONE);
}

static void
every_code_has_a_status_and_a_sentence(void **state)
{
	(void)state;
	for (int code = REJECT_NONE + 1; code < REJECT_COUNT; code++) {
		const struct reject_info *info = reject_info(code);
		struct str help = str_of(info->help);

		assert_in_range(info->http_status, 400, 599);
		if (help.len < 20 || !str_ends(help, STR(".")))
			fail_msg("%s: %s", info->code, info->help);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_code_has_a_kebab_case_name),
	    cmocka_unit_test(every_code_is_found_by_its_name_and_only_it),
	    cmocka_unit_test(every_code_has_a_status_and_a_sentence),
	};

	return cmocka_run_group_tests_name("reject", tests, NULL, NULL);
}
