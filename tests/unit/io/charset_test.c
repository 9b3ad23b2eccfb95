/* Encodings: which one it is, and the same text in whatever pieces the bytes come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "pipeline/io/charset.h"

static struct buf out;

static int
teardown(void **state)
{
	(void)state;
	buf_free(&out);
	return 0;
}

static void
convert(const char *name, struct str bytes, size_t piece)
{
	struct error e;
	struct charset *c = charset_open(str_of(name), &e);

	assert_non_null(c);
	buf_clear(&out);
	for (size_t at = 0; at < bytes.len; at += piece) {
		struct str next = str_from(bytes, at);

		next.len = next.len < piece ? next.len : piece;
		charset_convert(c, next, false, &out);
	}
	charset_convert(c, STR(""), true, &out);
	charset_close(c);
}

static void
gives(const char *name, struct str bytes, struct str text)
{
	for (size_t piece = 1; piece <= bytes.len; piece++) {
		convert(name, bytes, piece);
		assert_int_equal(out.len, text.len);
		assert_memory_equal(out.at, text.at, text.len);
	}
}

static void
utf8_passes_with_and_without_a_mark(void **state)
{
	(void)state;
	gives(NULL, STR("\xef\xbb\xbfZo\xc3\xab"), STR("Zo\xc3\xab"));
	gives(NULL, STR("Zo\xc3\xab \xf0\x9f\x8e\x93"), STR("Zo\xc3\xab \xf0\x9f\x8e\x93"));
	gives("utf-8", STR("\xef\xbb\xbfZo\xc3\xab"), STR("Zo\xc3\xab"));
	gives(NULL, STR("a"), STR("a"));
}

static void
utf16_is_known_by_its_mark_or_its_zeros(void **state)
{
	static const struct str text = {"a\xc5\x81\xf0\x9f\x8e\x93", 7};

	(void)state;
	gives(NULL,
	    STR("\xff\xfe"
		"a\0\x41\x01\x3c\xd8\x93\xdf"),
	    text);
	gives(NULL,
	    STR("\xfe\xff"
		"\0a\x01\x41\xd8\x3c\xdf\x93"),
	    text);
	gives(NULL, STR("a\0\x41\x01\x3c\xd8\x93\xdf"), text);
	gives(NULL, STR("\0a\x01\x41\xd8\x3c\xdf\x93"), text);
	gives("UTF-16",
	    STR("\xfe\xff"
		"\0a\x01\x41\xd8\x3c\xdf\x93"),
	    text);
}

static void
what_is_no_utf8_is_windows_1252(void **state)
{
	(void)state;
	gives(NULL, STR("Zo\xeb; 10 \x80"), STR("Zo\xc3\xab; 10 \xe2\x82\xac"));
	gives(NULL,
	    STR("\xfc"
		"b"),
	    STR("\xc3\xbc"
		"b"));
	gives(NULL, STR("caf\xe9"), STR("caf\xc3\xa9"));
}

static void
a_named_encoding_is_believed(void **state)
{
	(void)state;
	gives("iso-8859-15", STR("\xa4\xc3\xa4"), STR("\xe2\x82\xac\xc3\x83\xe2\x82\xac"));
	gives("latin-1", STR("\xe9"), STR("\xc3\xa9"));
	gives("shift_jis",
	    STR("\x93\xfa"
		"a"),
	    STR("\xe6\x97\xa5"
		"a"));
}

static void
what_is_no_character_becomes_a_byte_that_utf8_never_has(void **state)
{
	(void)state;
	gives("windows-1252",
	    STR("a\x81"
		"b"),
	    STR("a\xff"
		"b"));
	gives("utf-16le",
	    STR("a\0\x3c\xd8"
		"b\0"),
	    STR("a\xff"
		"b"));
	gives("utf-16le", STR("a\0b"), STR("a\xff"));
	gives("utf-8",
	    STR("a\xe9"
		"b"),
	    STR("a\xe9"
		"b"));
}

static void
an_unknown_encoding_is_refused(void **state)
{
	struct error e;

	(void)state;
	assert_null(charset_open(STR("utf9"), &e));
	assert_int_equal(e.exit, EXIT_USAGE);
	assert_non_null(strstr(e.text, "\"utf9\""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(utf8_passes_with_and_without_a_mark, teardown),
	    cmocka_unit_test_teardown(utf16_is_known_by_its_mark_or_its_zeros, teardown),
	    cmocka_unit_test_teardown(what_is_no_utf8_is_windows_1252, teardown),
	    cmocka_unit_test_teardown(a_named_encoding_is_believed, teardown),
	    cmocka_unit_test_teardown(what_is_no_character_becomes_a_byte_that_utf8_never_has, teardown),
	    cmocka_unit_test_teardown(an_unknown_encoding_is_refused, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
