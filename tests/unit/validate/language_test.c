/* Language tags: RFC 5646, 2.1 and the examples of its appendix A. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stages/validate/form.h"

static void
expect(const char *tag, bool well_formed)
{
	if (is_language_tag(str_of(tag)) != well_formed)
		fail_msg("%s", tag);
}

static void
all(const char *const *tags, bool well_formed)
{
	for (; *tags; tags++)
		expect(*tags, well_formed);
}

static void
languages_scripts_and_regions(void **state)
{
	static const char *const good[] = {"de", "fr", "cmn", "tlh", "zh-Hant", "zh-cmn-Hans-CN",
	    "cmn-Hans-CN", "zh-yue-HK", "sr-Latn", "sr-Latn-RS", "es-419", "EN-us", "abcd", "abcdefgh",
	    "sgn-ase", "zh-min-nan", "ab-cde-fgh-ijk", NULL};
	static const char *const bad[] = {"", "a", "1", "de-", "-de", "de--DE", "abcdefghi", "de-419-DE",
	    "en_US", "en US", "d1", "ab-cde-fgh-ijk-lmn", "de-DE-Latn", "something", "de-1", "zh-Hant-Latn",
	    "-", "de-\xc3\xa9", NULL};

	(void)state;
	all(good, true);
	all(bad, false);
}

static void
variants_come_after_the_region(void **state)
{
	static const char *const good[] = {"sl-rozaj", "sl-rozaj-biske", "sl-nedis", "de-CH-1901",
	    "sl-IT-nedis", "hy-Latn-IT-arevela", "de-1996", "de-rozaj-1abc", NULL};
	static const char *const bad[] = {"de-abcd-efgh-ijkl", "de-1901-DE", "de-CH-190", NULL};

	(void)state;
	all(good, true);
	all(bad, false);
}

static void
extensions_need_a_subtag(void **state)
{
	static const char *const good[] = {"en-US-u-islamcal", "zh-CN-a-myext-x-private",
	    "en-a-myext-b-another", "de-DE-u-co-phonebk", "fr-0-ab", NULL};
	static const char *const bad[] = {"a-DE", "fr-u", "fr-u-o", "fr-u-", "fr-a-b-cd", "ar-a-aaa-b", NULL};

	(void)state;
	all(good, true);
	all(bad, false);
}

static void
private_use_may_be_anything(void **state)
{
	static const char *const good[] = {"x-whatever", "de-CH-x-phonebk", "az-Arab-x-AZE-derbend", "x-1",
	    "x-a-b-c", "X-y", "en-x-u-1", NULL};
	static const char *const bad[] = {"x", "x-", "en-x", "en-x-", "x-abcdefghi", "x-a--b", NULL};

	(void)state;
	all(good, true);
	all(bad, false);
}

static void
grandfathered_tags_are_known(void **state)
{
	static const char *const good[] = {"i-enochian", "I-Klingon", "en-GB-oed", "sgn-BE-FR", "sgn-CH-DE",
	    "i-default", "art-lojban", "cel-gaulish", "no-bok", "zh-guoyu", "zh-min", "zh-xiang", NULL};
	static const char *const bad[] = {
	    "i-unknown", "i", "i-", "en-GB-oee", "en-GB-o", "i-enochian-x-a", NULL};

	(void)state;
	all(good, true);
	all(bad, false);
}

static void
length_counts_not_the_nul(void **state)
{
	(void)state;
	assert_false(is_language_tag(STR("en\0")));
	assert_false(is_language_tag(STR("en\n")));
	assert_false(is_language_tag(STR("en-\0x")));
	assert_false(is_language_tag(STR("i\rtsu")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(languages_scripts_and_regions),
	    cmocka_unit_test(variants_come_after_the_region),
	    cmocka_unit_test(extensions_need_a_subtag),
	    cmocka_unit_test(private_use_may_be_anything),
	    cmocka_unit_test(grandfathered_tags_are_known),
	    cmocka_unit_test(length_counts_not_the_nul),
	};

	return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
