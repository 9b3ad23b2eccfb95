/* Folding and word borders, script by script. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pipeline/core/letters.h"

static void
assert_folds(const char *text, const char *expected)
{
	struct buf folded = {0};

	letters_fold_text(&folded, str_of(text));
	buf_char(&folded, '\0');
	assert_string_equal(folded.at, expected);
	buf_free(&folded);
}

static void
latin_becomes_ascii(void **state)
{
	(void)state;
	assert_folds("Éloïse ÇA œuvre Ægir STRAẞE straße", "eloise ca oeuvre aegir strasse strasse");
	assert_folds("Łukasz Øystein Đorđe Şükrü İpek ışık Þór", "lukasz oystein dorde sukru ipek isik thor");
	assert_folds("Bùi Thị Kim Ngọc Ưng Ơn Nguyễn", "bui thi kim ngoc ung on nguyen");
	assert_folds("ŽIŽEK Ģirts Ștefan Əliyev", "zizek girts stefan eliyev");
}

static void
decomposed_is_as_composed(void **state)
{
	(void)state;
	assert_folds("E\xcc\x81loi\xcc\x88se", "eloise");
	assert_folds("И\xcc\x86", "и");
	assert_folds("Й", "и");
}

static void
greek_and_cyrillic_lose_accents(void **state)
{
	(void)state;
	assert_folds("Ελένη Παπαδοπούλου ΓΙΏΡΓΟΣ Γιώργος ἀρχή", "ελενη παπαδοπουλου γιωργοσ γιωργοσ αρχη");
	assert_folds("Фёдор Достоевский Їжак", "федор достоевскии іжак");
	assert_folds("ԱՆԱՀԻՏ ᲜᲘᲜᲝ", "անահիտ ნინო");
}

static void
points_are_left_out(void **state)
{
	(void)state;
	assert_folds("مُحَمَّد أحمد", "محمد احمد");
	assert_folds("שָׁלוֹם", "שלום");
}

static void
other_scripts_stay(void **state)
{
	(void)state;
	assert_folds("王小明 田中 김민수 สมชาย", "王小明 田中 김민수 สมชาย");
	assert_folds("ＪＤｕｐｏｎｔ＠４２", "jdupont@42");
	assert_folds("😀×÷", "😀×÷");
}

static void
kinds_tell_words_apart(void **state)
{
	static const struct {
		uint32_t code;
		enum letter kind;
	} cases[] = {
	    {'a', LETTER_WORD},
	    {'Z', LETTER_WORD},
	    {'7', LETTER_DIGIT},
	    {'_', LETTER_NONE},
	    {0xa0, LETTER_NONE},
	    {0xd7, LETTER_NONE},
	    {0xe9, LETTER_WORD},
	    {0x2019, LETTER_NONE},
	    {0x301, LETTER_MARK},
	    {0x431, LETTER_WORD},
	    {0x645, LETTER_WORD},
	    {0x64e, LETTER_MARK},
	    {0x60c, LETTER_NONE},
	    {0xe2a, LETTER_SIGN},
	    {0x3002, LETTER_NONE},
	    {0x3042, LETTER_SIGN},
	    {0x738b, LETTER_SIGN},
	    {0xac00, LETTER_SYLLABLE},
	    {0x1f600, LETTER_NONE},
	    {0xff10, LETTER_WORD},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(letter_kind(cases[i].code), cases[i].kind);
}

static void
capitals_are_told(void **state)
{
	(void)state;
	assert_true(letter_is_capital('A') && letter_is_capital(0xc9) && letter_is_capital(0x130));
	assert_true(letter_is_capital(0x416) && letter_is_capital(0x1af));
	assert_false(letter_is_capital('a') || letter_is_capital(0xe9) || letter_is_capital(0x738b));
	assert_true(letter_has_case('a') && letter_has_case(0x436));
	assert_false(letter_has_case(0x645) || letter_has_case('1') || letter_has_case(0x738b));
}

static void
what_is_folded_stays_so(void **state)
{
	char once[FOLDED_MOST], twice[FOLDED_MOST];

	(void)state;
	for (uint32_t code = 1; code < 0x30000; code++) {
		size_t length, again = 0;
		uint32_t folded;

		if (code >= 0xd800 && code < 0xe000)
			continue;
		length = letter_fold(code, once);
		assert_true(length <= FOLDED_MOST);
		if (length == 0 || (unsigned char)once[0] < 0x80)
			continue;
		folded = (uint32_t)(unsigned char)once[0] & (0x7fu >> length);
		for (size_t i = 1; i < length; i++)
			folded = folded << 6 | ((unsigned char)once[i] & 0x3f);
		again = letter_fold(folded, twice);
		assert_int_equal(again, length);
		assert_memory_equal(once, twice, length);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(latin_becomes_ascii),
	    cmocka_unit_test(decomposed_is_as_composed),
	    cmocka_unit_test(greek_and_cyrillic_lose_accents),
	    cmocka_unit_test(points_are_left_out),
	    cmocka_unit_test(other_scripts_stay),
	    cmocka_unit_test(kinds_tell_words_apart),
	    cmocka_unit_test(capitals_are_told),
	    cmocka_unit_test(what_is_folded_stays_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
