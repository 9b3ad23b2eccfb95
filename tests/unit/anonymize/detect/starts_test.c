/* What could match is never refused; what could not mostly is, by the bytes before it and its first ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "stages/anonymize/detect/starts.h"

/* Where the pattern could start in the text: the first such byte; the length of the text if nowhere. */
static size_t
first(const char *pattern, const char *text)
{
	struct starts *starts = calloc(1, sizeof(*starts));
	struct start start = start_of_pattern(str_of(pattern));
	size_t at = 0, end = strlen(text);

	assert_non_null(starts);
	starts_add(starts, 5, &start);
	while (at < end && !starts_at(starts, str_of(text), at, UINT64_MAX))
		at++;
	free(starts);
	return at;
}

static const struct {
	const char *pattern, *text;
	size_t at;
} cases[] = {
    {"b", "ab", 1},
    {"[0-3]\\d/\\d", "on 41/2 31/2", 8},
    {"(?<![\\w.])\\d{3}", "a123 .123 1234", 10},
    {"(?<!\\d)a|b", "1a", 1},
    {"(?:ab|cd)e", "ade", 0},
    {"x{2,3}y", "xy xxy", 3},
    {"x*+y?z", "a xyz", 2},
    {"(?i)ab(?-i:c)d", "ABCD aBcD", 5},
    {"(?i)[k]\\d",
	"k \xe2\x84\xaa"
	"1",
	2},
    {"(?x) a \\ b # more\n c", "abc a bc", 4},
    {"[^\\d,]a", "1a,a.a", 4},
    {"[\\]-]\\x{A0}1",
	"]1 -\xc2\xa0"
	"1",
	3},
    {"(?=x)(?!y)(?<=a)\\bab", "b ab", 2},
    {"(?<n>a)\\1c(?(DEFINE)(?<d>\\d))", "b axx", 2},
    {"a(?&d){3}(?(DEFINE)(?<d>\\d))", "b axx", 2},
    {"\\p{L}\\p{N}1",
	"- \xc3\xa9"
	"11",
	2},
    {"a\\p{Sc}", "ba1", 1},
    {"\\d{8}-", "1234567- 12345678-", 9},
    {"abc", "ab", 0},
    {"0123456789(?:[)|]|\\)|b)(?i)c|d", "c b D", 4},
    {"0123456789(?i:c)|d", "D d", 2},
    {"(?=[)]|\\)|\\]|(?:a|b))x|y", "a) x", 3},
    {"a.c",
	"bc a\xe2\x80\x93"
	"c",
	3},
};

static void
matches_start_where_the_pattern_allows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(first(cases[i].pattern, cases[i].text), cases[i].at);
}

static void
what_is_not_known_allows_all(void **state)
{
	static const char *const patterns[] = {
	    "(*COMMIT)b", "[[:alpha:]]", "(?P<n>b)", "(?(1)b|c)", "\\Qb\\E", "(?1)"};

	(void)state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		assert_int_equal(first(patterns[i], "+++"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(matches_start_where_the_pattern_allows),
	    cmocka_unit_test(what_is_not_known_allows_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
