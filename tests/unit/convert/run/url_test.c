/* URLs taken apart, absolute and relative, whole and broken. */
#include "tests/unit/convert/values.h"

#include "stages/convert/run/url.h"

static void
parts_are(const char *url, const char *const parts[URL_PART_COUNT])
{
	for (int i = 0; i < URL_PART_COUNT; i++) {
		struct str part = url_part(str_of(url), (enum url_part)i);

		if (!str_eq(part, str_of(parts[i])))
			fail_msg("part %d of %s: %.*s", i, url, STR_ARG(part));
	}
}

/* scheme, host, port, path, query, fragment, file */
static void
parts(void **state)
{
	static const struct {
		const char *url;
		const char *parts[URL_PART_COUNT];
	} cases[] = {
	    {"https://u:p@a.example:8080/x/y.pdf?q=1#top",
		{"https", "a.example", "8080", "/x/y.pdf", "q=1", "top", "y.pdf"}},
	    {"http://a.example", {"http", "a.example", "", "", "", "", ""}},
	    {"//a.example/x/", {"", "a.example", "", "/x/", "", "", ""}},
	    {"/courses/course-v1:A+B/?a?b", {"", "", "", "/courses/course-v1:A+B/", "a?b", "", ""}},
	    {"file.txt#a?b", {"", "", "", "file.txt", "", "a?b", "file.txt"}},
	    {"http://[::1]:80/x", {"http", "[::1]", "80", "/x", "", "", "x"}},
	    {"http://[::1]", {"http", "[::1]", "", "", "", "", ""}},
	    {"http://a@b@c/", {"http", "c", "", "/", "", "", ""}},
	    {"mailto:a@b.c", {"mailto", "", "", "a@b.c", "", "", "a@b.c"}},
	    {"?q", {"", "", "", "", "q", "", ""}},
	    {"#f", {"", "", "", "", "", "f", ""}},
	    {"://x", {"", "", "", "://x", "", "", "x"}},
	    {"", {"", "", "", "", "", "", ""}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		parts_are(cases[i].url, cases[i].parts);
}

static void
decoding(void **state)
{
	static const struct {
		const char *text, *decoded;
		bool plus;
	} cases[] = {
	    {"a%20b+c", "a b+c", false},
	    {"a%20b+c", "a b c", true},
	    {"%C3%A4", "\xc3\xa4", false},
	    {"%C3+%41", "%C3+%41", true},
	    {"%ED%A0%80", "%ED%A0%80", false},
	    {"100%", "100%", false},
	    {"%4", "%4", false},
	    {"%zz%2", "%zz%2", false},
	    {"", "", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_true(str_eq(
		    percent_decode(arena, str_of(cases[i].text), cases[i].plus), str_of(cases[i].decoded)));
}

static void
as_constructs(void **state)
{
	(void)state;
	gives("{url: $.a, part: host}", "{\"a\":\"https://a.example/x\"}", "\"a.example\"");
	gives("{url: $.a, part: port}", "{\"a\":\"https://a.example/x\"}", "nothing");
	gives("{url: $.a, part: file}", "{\"a\":\"/x/a%20b.pdf?c\"}", "\"a b.pdf\"");
	gives("{url: $.a, part: path}", "{\"a\":\"/x/a%20b.pdf?c\"}", "\"/x/a%20b.pdf\"");
	gives("{url: $.a, parameter: id}", "{\"a\":\"/v?x=1&id=a+b%26&id=2\"}", "\"a b&\"");
	gives("{url: $.a, parameter: id}", "{\"a\":\"/v?id\"}", "\"\"");
	gives("{url: $.a, parameter: 'a[]'}", "{\"a\":\"/v?a%5B%5D=1\"}", "\"1\"");
	gives("{url: $.a, parameter: id}", "{\"a\":\"/v?ids=1#id=2\"}", "nothing");
	gives("{url: $.a, part: host}", "{\"a\":5}", "type at /a");
	gives("{url: $.a, part: host}", "{}", "nothing");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(parts),
	    cmocka_unit_test_setup_teardown(decoding, setup, teardown),
	    cmocka_unit_test_setup_teardown(as_constructs, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
