/* Layers of encodings undone, and the way back. */
#define _GNU_SOURCE /* memmem */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "pipeline/core/utf8.h"
#include "stages/anonymize/detect/reveal.h"

struct pair {
	const char *text, *says;
};

static void
judge_map(const struct reading *r, struct str text)
{
	assert_true(utf8_is(r->text));
	for (size_t i = 0; i < r->text.len; i++)
		assert_true(r->from[i] <= r->from[i + 1]);
	assert_int_equal(r->from[r->text.len], text.len);
}

/* One layer; the text itself if it has none. */
static void
says(const char *text, const char *expected)
{
	struct reading r = {0};
	struct str got = str_of(text);

	if (reveal(&r, str_of(text), false)) {
		judge_map(&r, str_of(text));
		got = r.text;
	}
	if (!str_eq(got, str_of(expected)))
		fail_msg("\"%s\" says \"%.*s\", not \"%s\"", text, STR_ARG(got), expected);
	reading_free(&r);
}

static void
all_say(const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		says(pairs[i].text, pairs[i].says);
}

#define ALL_SAY(pairs) all_say(pairs, sizeof(pairs) / sizeof(*(pairs)))

static void
percent_is_undone_however_often_it_was_done(void **state)
{
	static const struct pair pairs[] = {
	    {"ada%40example.org", "ada@example.org"},
	    {"ada%2540example.org", "ada@example.org"},
	    {"ada%25252540example.org", "ada@example.org"},
	    {"%61%64%61%40%65%78", "ada@ex"},
	    {"Zo%C3%A9", "Zoé"},
	    {"Zo%25C3%25A9", "Zoé"},
	    {"Zo%E9 Andr%E9", "Zoé André"},
	    {"Zo%u00E9", "Zoé"},
	    {"%uD83D%uDE00", "😀"},
	    {"100 %", "100 %"},
	    {"100 %25 %zz", "100 % %zz"},
	    {"%4", "%4"},
	    {"%F0%9F%98", "\xc3\xb0\xc2\x9f\xc2\x98"},
	};

	(void)state;
	ALL_SAY(pairs);
}

static void
what_cannot_be_seen_tells_inside_of_words(void **state)
{
	static const struct pair pairs[] = {
	    {"ada\u200b@example.org", "ada@example.org"},
	    {"Дар\u200bина", "Дарина"},
	    {"Дарина \u200b ", "Дарина \u200b "},
	    {"2001：db8：：1", "2001:db8::1"},
	    {"名前：Ada", "名前：Ada"},
	    {"12\u00a0345 – 12\u202f346", "12\u00a0345 – 12\u202f346"},
	};

	(void)state;
	ALL_SAY(pairs);
}

static void
backslashes_are_undone_behind_any_number_of_them(void **state)
{
	static const struct pair pairs[] = {
	    {"ada\\u0040example.org", "ada@example.org"},
	    {"ada\\\\u0040example.org", "ada@example.org"},
	    {"ada\\\\\\\\u0040example.org", "ada@example.org"},
	    {"\\u{40}\\x40\\U00000040", "@@@"},
	    {"\\ud83d\\ude00", "😀"},
	    {"\\ud83d!", "\xef\xbf\xbd!"},
	    {"\\ud83d\\u0041", "\xef\xbf\xbd"
			       "A"},
	    {"{\\\"mail\\\":\\\"a\\/b\\n\\\"}", "{\"mail\":\"a/b\n\"}"},
	    {"C:\\\\Temp", "C:\\Temp"},
	    {"C:\\Temp", "C:\\Temp"},
	    {"\\user", "\\user"},
	    {"\\", "\\"},
	};

	(void)state;
	ALL_SAY(pairs);
}

static void
entities_are_undone_with_and_without_semicolon(void **state)
{
	static const struct pair pairs[] = {
	    {"ada&#64;example&#x2e;org", "ada@example.org"},
	    {"ada&#64example.org", "ada@example.org"},
	    {"ada&#0000000000064;x", "ada@x"},
	    {"ada&commat;example&period;org", "ada@example.org"},
	    {"ada&amp;#64;x", "ada@x"},
	    {"ada&amp;amp;commat;x", "ada@x"},
	    {"Zo&eacute; &Ccedil;a&eacute", "Zoé Çaé"},
	    {"&lt;b&gt;&quot;&apos;&nbsp;", "<b>\"'\xc2\xa0"},
	    {"a &amp; b", "a & b"},
	    {"a & b && c&", "a & b && c&"},
	    {"?x=1&page=2", "?x=1&page=2"},
	    {"&Afr;&ascr;", "Aa"},
	    {"&#xD800;&#99999999999;", "\xef\xbf\xbd\xef\xbf\xbd"},
	    {"&Scaron;&zcaron;&Lstrok;", "ŠžŁ"},
	};

	(void)state;
	ALL_SAY(pairs);
}

static void
lookalikes_are_what_they_look_like(void **state)
{
	static const struct pair pairs[] = {
	    {"ada＠example．org", "ada@example.org"},
	    {"０６ １２", "06 12"},
	    {"⁰⁶ ₁₂ ①② ٠٦ ०६", "06 12 12 06 06"},
	    {"𝐚𝒹𝕒﹫ex。org", "ada@ex.org"},
	    {"a\xe2\x80\x8b"
	     "d\xc2\xad"
	     "a\xef\xbb\xbf@x",
		"ada@x"},
	    {"So\xef\xac\x81"
	     "a",
		"Sofia"},
	    {"你好。再见", "你好。再见"},
	    {"l’été – « là »", "l’été – « là »"},
	};

	(void)state;
	ALL_SAY(pairs);
}

static void
spelled_addresses_take_their_blanks(void **state)
{
	static const struct pair pairs[] = {
	    {"ada [at] example [dot] org", "ada@example.org"},
	    {"ada(AT)example(point)org", "ada@example.org"},
	    {"ada ( arobase ) example {dot} org !", "ada@example.org !"},
	    {"ada%20[at]%20example.org", "ada@example.org"},
	    {"ada arobase example", "ada@example"},
	    {"(attention) [dotted] un arobase", "(attention) [dotted] un arobase"},
	};
	struct reading r = {0}, below = {0};

	(void)state;
	ALL_SAY(pairs);
	assert_true(reveal(&r, STR("ada point byron arobase example dot org"), false));
	assert_true(r.spelled);
	assert_true(reveal(&below, r.text, r.spelled));
	assert_true(str_eq(below.text, STR("ada.byron@example.org")));
	judge_map(&below, r.text);
	assert_false(reveal(&r, STR("ce point est clair"), false));
	reading_free(&r);
	reading_free(&below);
}

/* Where `needle` of the reading stands in the text. */
static void
leads_back(const char *text, const char *needle, const char *expected)
{
	struct reading r = {0};
	size_t start, end;
	const char *found;

	assert_true(reveal(&r, str_of(text), false));
	found = memmem(r.text.at, r.text.len, needle, strlen(needle));
	assert_non_null(found);
	start = (size_t)(found - r.text.at);
	end = start + strlen(needle);
	reading_back(&r, &start, &end);
	assert_true(str_eq((struct str){text + start, end - start}, str_of(expected)));
	reading_free(&r);
}

static void
the_way_back_leads_to_whole_escapes(void **state)
{
	(void)state;
	leads_back("x=%C3%A9a%40b.org&y", "éa@b.org", "%C3%A9a%40b.org");
	leads_back("\\nada\\u0040x\\n", "ada@x", "ada\\u0040x");
	leads_back("mail ada [at] x.org now", "ada@x.org", "ada [at] x.org");
	leads_back("So\xef\xac\x83", "f", "\xef\xac\x83");
	leads_back("&#64;", "@", "&#64;");
}

static void
borders_inside_of_escapes_are_known(void **state)
{
	struct str text = STR("a\\n%40b");
	struct reading r = {0};

	(void)state;
	assert_true(reveal(&r, text, false));
	assert_int_equal(reading_floor(&r, 0), 0);
	assert_int_equal(reading_floor(&r, 2), 1);
	assert_int_equal(reading_floor(&r, 3), 3);
	assert_int_equal(reading_floor(&r, 5), 3);
	assert_int_equal(reading_ceiling(&r, 2), 3);
	assert_int_equal(reading_ceiling(&r, 3), 3);
	assert_int_equal(reading_ceiling(&r, 4), 6);
	assert_int_equal(reading_ceiling(&r, 7), 7);
	assert_true(reading_parts(&r, text, 3));
	assert_true(reading_parts(&r, text, 6));
	assert_false(reading_parts(&r, text, 0));
	assert_false(reading_parts(&r, text, 1));
	assert_false(reading_parts(&r, text, 2));
	reading_free(&r);
}

static void
forms_write_blanks_as_pluses(void **state)
{
	struct reading plain = {0}, form = {0};
	struct str text = STR("tel=%2B33+6+12 1 + 1");

	(void)state;
	assert_true(reveal(&plain, text, false));
	assert_true(reveal_form(&form, text, &plain));
	assert_true(str_eq(form.text, STR("tel=+33 6 12 1 + 1")));
	judge_map(&form, text);
	assert_true(reveal_form(&form, STR("Ada+Byron"), NULL));
	assert_true(str_eq(form.text, STR("Ada Byron")));
	assert_false(reveal_form(&form, STR("C++ is 1+1"), NULL));
	reading_free(&plain);
	reading_free(&form);
}

static void
what_was_undone_says_nothing_more(void **state)
{
	struct reading one = {0}, two = {0};

	(void)state;
	assert_true(reveal(&one, STR("%26%2364%3B"), false));
	assert_true(reveal(&two, one.text, false));
	assert_true(str_eq(two.text, STR("@")));
	assert_false(reveal(&one, two.text, false));
	reading_free(&one);
	reading_free(&two);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(percent_is_undone_however_often_it_was_done),
	    cmocka_unit_test(what_cannot_be_seen_tells_inside_of_words),
	    cmocka_unit_test(backslashes_are_undone_behind_any_number_of_them),
	    cmocka_unit_test(entities_are_undone_with_and_without_semicolon),
	    cmocka_unit_test(lookalikes_are_what_they_look_like),
	    cmocka_unit_test(spelled_addresses_take_their_blanks),
	    cmocka_unit_test(the_way_back_leads_to_whole_escapes),
	    cmocka_unit_test(borders_inside_of_escapes_are_known),
	    cmocka_unit_test(forms_write_blanks_as_pluses),
	    cmocka_unit_test(what_was_undone_says_nothing_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
