/* IRIs, URIs and mailboxes: RFC 3987, RFC 3986, RFC 6068. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stages/validate/form.h"

#define ALL(texts, check) \
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) \
		if (!(check)) \
	fail_msg("%.*s", STR_ARG(texts[i]))

static void
a_scheme_is_required(void **state)
{
	static const struct str good[] = {
	    STR("http://example.org"), STR("urn:a:b"), STR("a:"), STR("A+b.c-1:x"), STR("tag:x,2026:y")};
	static const struct str bad[] = {STR(""), STR("http"), STR("example.org/a"), STR("/a"),
	    STR("//example.org"), STR("#a"), STR("?a"), STR("1a:b"), STR("ab=c://x"), STR("a_b:c"), STR(":a"),
	    STR("+a:b"), STR("\xc3\xa9:a")};

	(void)state;
	ALL(good, is_iri(good[i]));
	ALL(bad, !is_iri(bad[i]));
}

static void
what_rfc_3987_excludes_is_refused(void **state)
{
	static const struct str bad[] = {STR("http://a b"), STR("http://a/\n"), STR("http://a/\0b"),
	    STR("http://a/\x7f"), STR("http://a/<b>"), STR("http://a/\"b"), STR("http://a/{b}"),
	    STR("http://a/b|c"), STR("http://a/b\\c"), STR("http://a/b^c"), STR("http://a/`b"),
	    STR("http://a/\xc2\x80"), STR("http://a/\xef\xbf\xbf"), STR("http://a/\xe2\x80\xae")};

	(void)state;
	ALL(bad, !is_iri(bad[i]));
}

static void
characters_beyond_ascii_are_allowed(void **state)
{
	static const struct str good[] = {STR("https://www.\xe4\xbd\xa0\xe5\xa5\xbd.cn"),
	    STR("https://x/\xe1\xbf\xac\xcf\x8c#\xec\x95\x88"), STR("http://x/\xf0\x9f\x98\x80")};

	(void)state;
	ALL(good, is_iri(good[i]));
	ALL(good, !is_uri(good[i]));
}

static void
private_use_is_for_queries(void **state)
{
	(void)state;
	assert_true(is_iri(STR("http://x/?\xee\x80\x80")));
	assert_false(is_iri(STR("http://x/\xee\x80\x80")));
	assert_false(is_iri(STR("http://x/?#\xee\x80\x80")));
}

static void
there_is_one_fragment(void **state)
{
	(void)state;
	assert_true(is_iri(STR("http://x/a?b#c?d/e")));
	assert_false(is_iri(STR("http://x/a#b#c")));
}

static void
brackets_hold_an_address(void **state)
{
	static const struct str good[] = {STR("http://[2001:db8::1]:8080/a"), STR("http://me@[::1]"),
	    STR("http://[::ffff:1.2.3.4]/"), STR("http://[v1.a:b]"), STR("http://[fe80::1%25eth0]/"),
	    STR("http://x:/a"), STR("http://u:p@x:80")};
	static const struct str bad[] = {STR("http://[::1/a"), STR("http://x]/a"), STR("http://x/a[0]"),
	    STR("http://x/?a[]=1"), STR("http://x:8o/"), STR("http://[::1]@b/"), STR("http://]@b/"),
	    STR("http://[::g]/"), STR("http://[1:2:3:4:5:6:7]/"), STR("http://[::1.2.3]/"),
	    STR("http://[v1]/"), STR("http://[fe80::1%25]/"), STR("http://a@b@c/"), STR("http://[::1]x/"),
	    STR("a:[b]")};

	(void)state;
	ALL(good, is_iri(good[i]));
	ALL(bad, !is_iri(bad[i]));
}

static void
a_percent_sign_need_not_start_an_escape(void **state)
{
	(void)state;
	assert_true(is_iri(STR("http://x/100%")));
}

static void
an_mbox_is_one_address(void **state)
{
	static const struct str good[] = {STR("mailto:a@b"), STR("mailto:o'neil+x=y@mail.example.co.uk"),
	    STR("mailto:a.@b-c.d"), STR("mailto:\xe4\xbd\xa0@\xe1\xbf\xac.com"), STR("mailto:a%20b@c.d"),
	    STR("mailto:a@[192.0.2.1]")};
	static const struct str bad[] = {STR("mailto:"), STR("mailto:a"), STR("mailto:@b"), STR("mailto:a@"),
	    STR("a@b"), STR("MAILTO:a@b"), STR("mailto:a@b,c@d"), STR("mailto:a@b@c"),
	    STR("mailto:a@b?subject=x"), STR("mailto:a@b#c"), STR("mailto:a b@c"), STR("mailto:a@b c"),
	    STR(" mailto:a@b"), STR("mailto:a@b "), STR("mailto:a@b\n"), STR("mailto:a@b\0"),
	    STR("mailto:<a@b>"), STR("mailto:N <a@b>"), STR("mailto://a@b"), STR("mailto:a@.b"),
	    STR("mailto:a@b..c"), STR("mailto:a@b."), STR("mailto:?to=a@b"), STR("mailto:a\xc2\x85@b")};

	(void)state;
	ALL(good, is_mbox(good[i]));
	ALL(bad, !is_mbox(bad[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_scheme_is_required),
	    cmocka_unit_test(what_rfc_3987_excludes_is_refused),
	    cmocka_unit_test(characters_beyond_ascii_are_allowed),
	    cmocka_unit_test(private_use_is_for_queries),
	    cmocka_unit_test(there_is_one_fragment),
	    cmocka_unit_test(brackets_hold_an_address),
	    cmocka_unit_test(a_percent_sign_need_not_start_an_escape),
	    cmocka_unit_test(an_mbox_is_one_address),
	};

	return cmocka_run_group_tests_name("iri", tests, NULL, NULL);
}
