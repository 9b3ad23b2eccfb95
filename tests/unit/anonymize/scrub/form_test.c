/* Where keys and values of forms start and end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "stages/anonymize/scrub/form.h"

/* What stands behind the first '=' and is taken for a personal value. */
static void
ends(const char *text, const char *value)
{
	struct str all = str_of(text), key;
	size_t mark = (size_t)(strchr(text, '=') - text), end;

	assert_true(form_key(all, mark, &key));
	end = form_trimmed_end(all, mark + 1, form_personal_end(all, mark + 1));
	assert_int_equal(end - mark - 1, strlen(value));
	assert_memory_equal(text + mark + 1, value, strlen(value));
}

static void
values_end_with_the_pair(void **state)
{
	(void)state;
	ends("user=ada&x=1", "ada");
	ends("name=Ada B&x=1", "Ada B");
	ends("name=Ada is here", "Ada");
	ends("uid=ada,ou=people,dc=org", "ada");
	ends("users=ada,bob&x=1", "ada,bob");
}

static void
marks_of_a_sentence_stay(void **state)
{
	(void)state;
	ends("(user=ada), and", "ada");
	ends("user=ada.", "ada");
	ends("f(user=None):", "None");
	ends("user=next(users)", "next(users");
}

static void
programs_are_told(void **state)
{
	(void)state;
	assert_true(form_is_expression(str_of("next(users")));
	assert_true(form_is_expression(str_of("=None")));
	assert_false(form_is_expression(str_of("ada")));
	assert_true(form_in_query(str_of("?a=1"), 1));
	assert_true(form_in_query(str_of("a=1"), 0));
	assert_false(form_in_query(str_of("f(a=1"), 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_end_with_the_pair),
	    cmocka_unit_test(marks_of_a_sentence_stay),
	    cmocka_unit_test(programs_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
