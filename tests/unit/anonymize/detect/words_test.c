/* Words are found without case and accents, whole, and however people write the blanks in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stages/anonymize/detect/scan.h"

/* How often the word stands in the text, by a scan of it. */
static size_t
hits(const char *word, const char *text)
{
	struct arena *arena = arena_open();
	struct words *words = words_new(arena);
	struct scan scan = {0};
	size_t count;

	assert_true(words_add(words, str_of(word), words_list(words)));
	scan_text(&scan, words, str_of(text));
	count = scan.hit_count;
	scan_free(&scan);
	arena_close(arena);
	return count;
}

static void
case_and_accents_do_not_matter(void **state)
{
	(void)state;
	assert_int_equal(hits("téléphone", "TELEPHONE Téléphone te\xcc\x81le\xcc\x81phone telephone"), 4);
	assert_int_equal(hits("телефон", "ТЕЛЕФОН, Телефон"), 2);
	assert_int_equal(hits("straße", "STRASSE Straße strasse"), 3);
	assert_int_equal(hits("τηλέφωνο", "Τηλεφωνο ΤΗΛΈΦΩΝΟ"), 2);
}

static void
words_are_whole(void **state)
{
	(void)state;
	assert_int_equal(hits("tel", "hotel telnet intelligent étel telé"), 0);
	assert_int_equal(hits("tel", "tel:06 (tel) tel06 tel"), 4);
	assert_int_equal(hits("né", "année néanmoins"), 0);
	assert_int_equal(hits("id", "id, idée; d'id"), 2);
}

static void
a_blank_is_written_in_many_ways(void **state)
{
	const char *const written[] = {"user id", "user_id", "user-id", "user.id", "User  ID", "userId",
	    "USER\xc2\xa0ID", "user\xe2\x80\xafid", "user - id"};

	(void)state;
	for (size_t i = 0; i < sizeof(written) / sizeof(*written); i++)
		assert_int_equal(hits("user id", written[i]), 1);
	assert_int_equal(hits("user id", "userid user/id user ide"), 0);
}

static void
a_word_in_camel_case_is_its_own_or_part_of_one(void **state)
{
	(void)state;
	assert_int_equal(hits("userid", "userId userID UserId userid"), 4);
	assert_int_equal(hits("id", "userId"), 1);
	assert_int_equal(hits("user", "userId phoneUser"), 2);
	assert_int_equal(hits("phone number", "myPhoneNumber"), 1);
}

static void
scripts_without_blanks_need_none(void **state)
{
	(void)state;
	assert_int_equal(hits("电话", "我的电话是"), 1);
	assert_int_equal(hits("전화", "전화번호는"), 1);
	assert_int_equal(hits("โทร", "เบอร์โทรของฉัน"), 1);
}

/* A pass in blocks of bytes finds a word wherever it stands. */
static void
a_word_is_found_at_every_offset(void **state)
{
	char text[320];

	(void)state;
	for (size_t before = 0; before < 200; before++) {
		memset(text, ' ', sizeof(text));
		memcpy(text + before, "mot de passé", 13);
		text[before + 13 + before % 3] = '\0';
		assert_int_equal(hits("mot de passe", text), 1);
		assert_int_equal(hits("de", text), 1);
		memset(text, 'a', before);
		assert_int_equal(hits("mot", text), before == 0);
	}
}

static void
a_word_begins_with_a_letter(void **state)
{
	struct arena *arena = arena_open();
	struct words *words = words_new(arena);

	(void)state;
	assert_false(words_add(words, STR("1a"), 0));
	assert_false(words_add(words, STR(""), 0));
	assert_false(words_add(words, STR(" -"), 0));
	arena_close(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(case_and_accents_do_not_matter),
	    cmocka_unit_test(words_are_whole),
	    cmocka_unit_test(a_blank_is_written_in_many_ways),
	    cmocka_unit_test(a_word_in_camel_case_is_its_own_or_part_of_one),
	    cmocka_unit_test(scripts_without_blanks_need_none),
	    cmocka_unit_test(a_word_is_found_at_every_offset),
	    cmocka_unit_test(a_word_begins_with_a_letter),
	};

	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
