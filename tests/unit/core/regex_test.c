/* Patterns match what our formats mean by them, and never run away. Each test runs with JIT and without: the
 * interpreter is what a system gets that forbids JIT. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "pipeline/core/regex.h"

/* "(*NO_JIT)" or "": the state of a test. */
static struct regex *
compile(void **state, const char *pattern)
{
	char text[512];
	struct error error;
	struct regex *r;
	int len = snprintf(text, sizeof(text), "%s%s", (const char *)*state, pattern);

	r = regex_open((struct str){text, (size_t)len}, &error);
	if (!r)
		fail_msg("%s", error.text);
	return r;
}

static enum regex_result
find(void **state, const char *pattern, struct str text)
{
	struct regex *r = compile(state, pattern);
	enum regex_result result = regex_find(r, text, 0, NULL, 0);

	regex_close(r);
	return result;
}

static void
matches(void **state, const char *pattern, struct str text)
{
	assert_int_equal(find(state, pattern, text), REGEX_YES);
}

static void
does_not_match(void **state, const char *pattern, struct str text)
{
	assert_int_equal(find(state, pattern, text), REGEX_NO);
}

static void
a_dollar_is_the_very_end(void **state)
{
	matches(state, "^abc$", STR("abc"));
	does_not_match(state, "^abc$", STR("abc\n"));
	does_not_match(state, "^abc$", STR("abc\0"));
	matches(state, "^lrs\\.", STR("lrs.moodle"));
	does_not_match(state, "^lrs\\.", STR("xlrs.moodle"));
	does_not_match(state, "^b", STR("a\nb"));
}

static void
classes_are_ascii(void **state)
{
	matches(state, "^\\d\\w\\s$", STR("5a "));
	does_not_match(state, "\\d", STR("\xd9\xa3"));
	does_not_match(state, "\\w", STR("\xc3\xa9"));
	does_not_match(state, "\\s", STR("\xe2\x80\x83"));
}

static void
characters_are_code_points(void **state)
{
	matches(state, "^.$", STR("\xf0\x9f\x98\x80"));
	matches(state, "^[\xc3\xa9\xc3\xa8]$", STR("\xc3\xa8"));
	matches(state, "^a.b$", STR("a\0b"));
	matches(state, "\\x{1F600}", STR("x\xf0\x9f\x98\x80"));
}

static void
groups_are_slices_of_the_text(void **state)
{
	struct regex *r = compile(state, "(\\w+)@(\\w+)(\\.org)?(x)?");
	struct str text = STR("to ann@example, bo@example.org"), groups[6];
	size_t rest;

	groups[5] = STR("kept");
	assert_int_equal(regex_groups(r), 4);
	assert_int_equal(regex_find(r, text, 0, groups, 5), REGEX_YES);
	assert_true(str_eq(groups[0], STR("ann@example")));
	assert_ptr_equal(groups[0].at, text.at + 3);
	assert_true(str_eq(groups[1], STR("ann")));
	assert_true(str_eq(groups[2], STR("example")));
	assert_null(groups[3].at);
	assert_null(groups[4].at);
	assert_true(str_eq(groups[5], STR("kept")));
	rest = (size_t)(groups[0].at - text.at) + groups[0].len;
	assert_int_equal(regex_find(r, text, rest, groups, 6), REGEX_YES);
	assert_true(str_eq(groups[0], STR("bo@example.org")));
	assert_true(str_eq(groups[3], STR(".org")));
	assert_null(groups[5].at);
	rest = (size_t)(groups[0].at - text.at) + groups[0].len;
	assert_int_equal(regex_find(r, text, rest, groups, 6), REGEX_NO);
	assert_int_equal(regex_find(r, text, text.len + 1, groups, 6), REGEX_NO);
	regex_close(r);
}

static void
an_empty_group_is_not_an_absent_one(void **state)
{
	struct regex *r = compile(state, "^(a*)(b)?$");
	struct str groups[3];

	assert_int_equal(regex_find(r, (struct str){0}, 0, groups, 3), REGEX_YES);
	assert_non_null(groups[1].at);
	assert_int_equal(groups[1].len, 0);
	assert_null(groups[2].at);
	regex_close(r);
}

static void
looking_back_sees_before_the_start(void **state)
{
	struct regex *r = compile(state, "(?<!a)b");

	assert_int_equal(regex_find(r, STR("ab"), 1, NULL, 0), REGEX_NO);
	assert_int_equal(regex_find(r, STR("cb"), 1, NULL, 0), REGEX_YES);
	regex_close(r);
}

static void
a_search_may_end_before_the_text(void **state)
{
	struct regex *r = compile(state, "(?<=x)abc");
	const struct str text = STR("xabc xabc");
	struct str found;

	assert_int_equal(regex_find_within(r, text, 0, 1, &found, 1), REGEX_NO);
	assert_int_equal(regex_find_within(r, text, 0, 2, &found, 1), REGEX_YES);
	assert_ptr_equal(found.at, text.at + 1);
	assert_int_equal(regex_find_within(r, text, 2, 6, &found, 1), REGEX_NO);
	assert_int_equal(regex_find_within(r, text, 2, 7, &found, 1), REGEX_YES);
	assert_int_equal(regex_find_within(r, text, 2, 2, &found, 1), REGEX_NO);
	assert_int_equal(regex_find(r, text, 2, &found, 1), REGEX_YES);
	regex_close(r);
}

static void
hostile_text_runs_into_the_limit(void **state)
{
	enum { LONG = 40 };
	char text[LONG + 1];
	clock_t start = clock();

	memset(text, 'a', LONG);
	text[LONG] = '!';
	assert_int_equal(find(state, "^(a+)+$", (struct str){text, sizeof(text)}), REGEX_LIMIT);
	assert_int_equal(find(state, "^(?:a?){40}a{41}$", (struct str){text, sizeof(text)}), REGEX_LIMIT);
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 2.0);
}

static void
deep_recursion_runs_into_the_limit(void **state)
{
	enum { LONG = 4000000 };
	char *text = malloc(LONG);

	memset(text, '(', LONG);
	assert_int_equal(find(state, "^(\\((?1)*+\\))$", (struct str){text, LONG}), REGEX_LIMIT);
	free(text);
}

static void
usual_long_text_does_not(void **state)
{
	enum { LONG = 200000 };
	char *text = malloc(LONG);

	memset(text, 'a', LONG);
	assert_int_equal(find(state, "^[a-z]+$", (struct str){text, LONG}), REGEX_YES);
	assert_int_equal(find(state, "[0-9]{3}", (struct str){text, LONG}), REGEX_NO);
	free(text);
}

static void
refused(const char *pattern, const char *message)
{
	struct error error = {0};

	assert_null(regex_open(str_of(pattern), &error));
	assert_int_equal(error.exit, EXIT_USAGE);
	assert_string_equal(error.text, message);
}

static void
wrong_patterns_are_refused_with_the_place(void **state)
{
	(void)state;
	refused("ab(c", "pattern 'ab(c', byte 5: missing closing parenthesis");
	refused("a[b", "pattern 'a[b', byte 4: missing terminating ] for character class");
	refused("*a", "pattern '*a', byte 1: quantifier does not follow a repeatable item");
}

static void
what_would_break_the_promises_is_refused(void **state)
{
	struct error error;

	(void)state;
	assert_null(regex_open(STR("(*UCP)\\w"), &error));
	assert_null(regex_open(STR("a\\Cb"), &error));
	assert_null(regex_open(STR("\xff"), &error));
}

#define BOTH(test) \
	{#test " (jit)", test, NULL, NULL, ""}, \
	{ \
#test " (interpreter)", test, NULL, NULL, "(*NO_JIT)" \
	}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    BOTH(a_dollar_is_the_very_end),
	    BOTH(classes_are_ascii),
	    BOTH(characters_are_code_points),
	    BOTH(groups_are_slices_of_the_text),
	    BOTH(an_empty_group_is_not_an_absent_one),
	    BOTH(looking_back_sees_before_the_start),
	    BOTH(a_search_may_end_before_the_text),
	    BOTH(hostile_text_runs_into_the_limit),
	    BOTH(deep_recursion_runs_into_the_limit),
	    BOTH(usual_long_text_does_not),
	    cmocka_unit_test(wrong_patterns_are_refused_with_the_place),
	    cmocka_unit_test(what_would_break_the_promises_is_refused),
	};

	regex_close(NULL);
	return cmocka_run_group_tests_name("regex", tests, NULL, NULL);
}
