/* NUL in texts: replaced where it is one, left alone where it only looks like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stages/store/replacement.h"

static void
expect(const char *in, const char *out, uint64_t count)
{
	struct buf b = {0};

	buf_str(&b, STR("\\u0000 before "));
	buf_str(&b, str_of(in));
	assert_int_equal(replacement_in_json(&b, 14), count);
	assert_int_equal(b.len, 14 + strlen(out));
	assert_memory_equal(b.at, "\\u0000 before ", 14);
	assert_memory_equal(b.at + 14, out, strlen(out));
	buf_free(&b);
}

static void
escapes_are_replaced(void **state)
{
	(void)state;
	expect("{\"a\":\"x\\u0000y\"}", "{\"a\":\"x\\ufffdy\"}", 1);
	expect("\"\\u0000\\u0000\"", "\"\\ufffd\\ufffd\"", 2);
	expect("{\"\\u0000\":1}", "{\"\\ufffd\":1}", 1);
	expect("\"\\\\\\u0000\"", "\"\\\\\\ufffd\"", 1); /* a backslash, then a NUL */
}

static void
what_only_looks_like_one_stays(void **state)
{
	(void)state;
	expect("\"\\\\u0000\"", "\"\\\\u0000\"", 0); /* a backslash, then u0000 */
	expect("\"\\u0001 u0000 \\n\"", "\"\\u0001 u0000 \\n\"", 0);
	expect("\"\\u000", "\"\\u000", 0);
	expect("\"\\", "\"\\", 0);
	expect("", "", 0);
}

static void
texts_are_copied_only_where_needed(void **state)
{
	struct buf room = {0};
	struct str plain = STR("plain"), got;

	(void)state;
	got = replacement_in_text(&room, plain);
	assert_ptr_equal(got.at, plain.at);
	got = replacement_in_text(&room, STR("\0a\0"));
	assert_int_equal(got.len, 7);
	assert_memory_equal(got.at,
	    "\xef\xbf\xbd"
	    "a\xef\xbf\xbd",
	    7);
	buf_free(&room);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(escapes_are_replaced),
	    cmocka_unit_test(what_only_looks_like_one_stays),
	    cmocka_unit_test(texts_are_copied_only_where_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
