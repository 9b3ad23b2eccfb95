/* Places are where something could be, and dates, times and UUIDs are none of them for digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "pipeline/core/buf.h"
#include "stages/anonymize/detect/scan.h"

/* The places of one kind, joined by '|'. */
static void
expect(enum anchor anchor, const char *text, const char *places)
{
	struct scan scan = {.wanted = 1u << anchor, .digits_least = 1};
	struct buf found = {0};

	scan_text(&scan, NULL, str_of(text));
	for (size_t i = 0; i < scan.place_count; i++) {
		const struct place *p = &scan.places[i];

		assert_int_equal(p->anchor, anchor);
		if (i)
			buf_char(&found, '|');
		buf_put(&found, text + p->start, p->end - p->start);
	}
	buf_char(&found, '\0');
	assert_string_equal(found.at, places);
	buf_free(&found);
	scan_free(&scan);
}

static void
digits_hang_together_by_few_joiners(void **state)
{
	(void)state;
	expect(ANCHOR_DIGITS, "06 12.34-56/78 et +33 (0)6", "06 12.34-56/78|33 (0)6");
	expect(ANCHOR_DIGITS,
	    "06\xc2\xa0"
	    "12\xe2\x80\xaf"
	    "34\xe2\x80\x93"
	    "56",
	    "06\xc2\xa0"
	    "12\xe2\x80\xaf"
	    "34\xe2\x80\x93"
	    "56");
	expect(ANCHOR_DIGITS, "1 , 2 ; 3", "1 , 2|3");
	expect(ANCHOR_DIGITS, "12    34 5[.]6", "12|34 5|6");
	expect(ANCHOR_DIGITS, "RSSMRA85T10A562S X-12Z", "RSSMRA85T10A562S|12Z");
}

static void
dates_times_and_uuids_are_apart(void **state)
{
	const char *const text = "06 12 le 18/02/2026 16:34 ou 2026-01-31T10:32:07.123+01:00 à 7:05, "
				 "ec531277-b57b-4c15-8d91-d292c5b2b8f7 31.12.1999 06 1";

	(void)state;
	expect(ANCHOR_DIGITS, text, "06 12|06 1");
	expect(ANCHOR_DATE, text, "18/02/2026 16:34|2026-01-31T10:32:07.123+01:00|7:05|31.12.1999");
	expect(ANCHOR_DATE, "99/99/2026 1/2/26 12:75 2026-13-01 01.02.2026.3", "");
}

static void
hex_groups_could_be_addresses(void **state)
{
	(void)state;
	expect(ANCHOR_HEX, "fe80::1 ip:2001:db8::2 [::8]", "fe80::1|2001:db8::2|::8");
	expect(ANCHOR_HEX,
	    "2001:db8:0:0:8:800:200c:417a 00:00:5e:00:53:01 mac:00-00-5E-00-53-AF 0000.5e00.53af",
	    "2001:db8:0:0:8:800:200c:417a|00:00:5e:00:53:01|00-00-5E-00-53-AF|0000.5e00.53af");
	expect(ANCHOR_HEX, "10:32:07 std::abs a.b.c d-e-f 1:2:3 :: ::::", "");
}

static void
marks_have_their_places(void **state)
{
	(void)state;
	expect(ANCHOR_AT_SIGN, "a@b @", "@|@");
	expect(ANCHOR_IRI, "https://x.example a:/b", "://");
	expect(ANCHOR_TILDE, "/~ada ~ada", "/~");
	expect(ANCHOR_DEGREE,
	    "12\xc2\xb0"
	    "34",
	    "\xc2\xb0");
	expect(ANCHOR_LETTERS, "FR7630 XFR76 FR7 1FR76 a FR76", "FR7630|FR76");
	expect(ANCHOR_DOTS, "192.0.2.1 1.2.3 v1.2.3.4.", "192.0.2.1|1.2.3.4");
}

static void
a_place_is_found_at_every_offset(void **state)
{
	char text[320];

	(void)state;
	for (size_t before = 0; before < 200; before++) {
		memset(text, ' ', sizeof(text));
		memcpy(text + before, "0612345678", 11);
		expect(ANCHOR_DIGITS, text, "0612345678");
		memcpy(text + before, "192.0.2.1", 10);
		expect(ANCHOR_DOTS, text, "192.0.2.1");
		memcpy(text + before, "fe80::1", 8);
		expect(ANCHOR_HEX, text, "fe80::1");
	}
}

/* Words of ours in the text at each offset. */
static void
expect_hits(const struct words *words, const char *text, size_t hits)
{
	char padded[320];

	for (size_t before = 0; before < 200; before++) {
		struct scan scan = {0};

		memset(padded, '.', sizeof(padded));
		memcpy(padded + before, text, strlen(text));
		scan_text(&scan, words, (struct str){padded, sizeof(padded)});
		if (scan.hit_count != hits)
			fail_msg("%zu words in \"%s\" behind %zu bytes", scan.hit_count, text, before);
		scan_free(&scan);
	}
}

static void
a_word_is_found_at_every_offset(void **state)
{
	struct arena *arena = arena_open();
	struct words *words = words_new(arena);

	(void)state;
	assert_true(words_add(words, STR("tel"), words_list(words)));
	assert_true(words_add(words, STR("mot de passe"), words_list(words)));
	expect_hits(words, "tel", 1);
	expect_hits(words, "a TEL b", 1);
	expect_hits(words, "Mot de Passe", 1);
	expect_hits(words, "userTel", 1);
	expect_hits(words, "t\xc3\xa9l t\xc3\x89L", 2);
	expect_hits(words, "\xc3\xa9tel", 0);
	expect_hits(words, "\xd0\xb4tel", 0);
	expect_hits(words, "\xe1\xba\xa1tel", 0);
	expect_hits(words, "tel\xc3\xa9", 0);
	expect_hits(words, "hotel telly", 0);
	arena_close(arena);
}

static void
numbers_alone_are_like_others(void **state)
{
	(void)state;
	expect(ANCHOR_DIGITS, "take 32 of 4, or 5. Then 17!", "32|4|5|17");
	expect(ANCHOR_DIGITS, "32 4 and 7b, c8", "32 4|7b|c8");
	expect(ANCHOR_DIGITS, "1.5 and 2 , 3 or 4 .  5", "1.5|2 , 3|4|5");
	expect(ANCHOR_DIGITS, "12345678901234567890 6", "12345678901234567890 6");
}

static void
what_nobody_wants_is_not_kept(void **state)
{
	struct scan scan = {.wanted = 1u << ANCHOR_DIGITS, .digits_least = 9};

	(void)state;
	scan_text(&scan, NULL, STR("06 12 34 56 ada@example.org 192.0.2.1"));
	assert_int_equal(scan.place_count, 0);
	scan_free(&scan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(digits_hang_together_by_few_joiners),
	    cmocka_unit_test(dates_times_and_uuids_are_apart),
	    cmocka_unit_test(hex_groups_could_be_addresses),
	    cmocka_unit_test(marks_have_their_places),
	    cmocka_unit_test(a_place_is_found_at_every_offset),
	    cmocka_unit_test(a_word_is_found_at_every_offset),
	    cmocka_unit_test(numbers_alone_are_like_others),
	    cmocka_unit_test(what_nobody_wants_is_not_kept),
	};

	return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
