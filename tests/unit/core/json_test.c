/* JSON is read as RFC 8259 has it and nothing else, and goes back as it came. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/json.h"
#include "pipeline/core/json_decimal.h"
#include "pipeline/core/json_path.h"

enum { DEPTH = 512 };

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

/* Parses bytes that stand alone in memory, so that a sanitizer sees each step beyond them. */
static bool
parse_at(struct str text, uint32_t depth, struct json *out, enum reject_code *code, size_t *offset)
{
	char *alone = malloc(text.len ? text.len : 1);
	bool ok;

	memcpy(alone, text.at ? text.at : "", text.len);
	ok = json_parse(arena, (struct str){alone, text.len}, (struct json_limits){depth}, out, code, offset);
	if (ok) /* the tree points into the text */
		ok = json_parse(arena, text, (struct json_limits){depth}, out, code, offset);
	free(alone);
	return ok;
}

static struct json
parse(struct str text)
{
	enum reject_code code;
	struct json tree;
	size_t offset;

	if (!parse_at(text, DEPTH, &tree, &code, &offset))
		fail_msg("refused at %zu: %.*s", offset, STR_ARG(text));
	return tree;
}

static void
refused_at(struct str text, enum reject_code expected, size_t where)
{
	enum reject_code code = REJECT_NONE;
	struct json tree;
	size_t offset = 9999;

	if (parse_at(text, DEPTH, &tree, &code, &offset))
		fail_msg("accepted: %.*s", STR_ARG(text));
	if (code != expected)
		fail_msg("%s: %.*s", reject_info(code)->code, STR_ARG(text));
	assert_in_range(offset, 0, text.len);
	if (where != SIZE_MAX)
		assert_int_equal(offset, where);
}

static void
refused(struct str text, enum reject_code expected)
{
	refused_at(text, expected, SIZE_MAX);
}

static struct str
written(const struct json *tree)
{
	struct buf b = {0};
	struct str text;

	json_write(&b, tree);
	text = arena_copy(arena, buf_view(&b));
	buf_free(&b);
	return text;
}

/* Parses and writes; the text is compact already or `expected` is. */
static void
comes_back_as(struct str text, struct str expected)
{
	struct json tree = parse(text);
	struct str back = written(&tree);

	if (!str_eq(back, expected))
		fail_msg("%.*s", STR_ARG(back));
}

static void
comes_back(const char *text)
{
	comes_back_as(str_of(text), str_of(text));
}

/* ---- grammar ---- */

static void
every_kind_of_value_is_read(void **state)
{
	(void)state;
	comes_back("null");
	comes_back("true");
	comes_back("false");
	comes_back("\"x\"");
	comes_back("\"\"");
	comes_back("[]");
	comes_back("{}");
	comes_back("[1,[2,[]],{}]");
	comes_back("{\"b\":1,\"a\":{\"\":[null]}}");
	comes_back_as(STR(" \t\r\n{ \"a\" : [ 1 , 2 ] } \n"), STR("{\"a\":[1,2]}"));
}

static void
what_is_no_json_is_refused(void **state)
{
	static const char *const wrong[] = {"", " ", "\n", "nul", "nulll", "Null", "TRUE", "tru", "undefined",
	    "NaN", "Infinity", "-Infinity", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]",
	    "[1;2]", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}",
	    "{1:1}", "{null:1}", "{\"a\":1 \"b\":2}", "{\"a\" 1}", "{\"a\"::1}", "{[]:1}", "[}", "{]", "[1}",
	    "{\"a\":1]", "'a'", "\"", "\"a", "\"a\\\"", "// c\n1", "1 // c", "/* c */1", "[1]/**/", "# c\n1",
	    ",", ":", "\\u0031", "\\", "[\\n]", "1,2", "\"a\" \"b\"", "{} {}", "[] []", "1 1", "null null",
	    "{}x", "[1]]", "{}}", "\"a\"\"", "{}\"", "{}\"}", "[] \"]", "1\"", "\"a\" \"", "{}tru", "[]-",
	    "1 -", "[]/*", "<a/>", "a=b"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		refused(str_of(wrong[i]), REJECT_JSON);
	refused((struct str){0}, REJECT_JSON);
}

static void
only_four_characters_are_white_space(void **state)
{
	static const char *const wrong[] = {"\f", "\v", "\b", "\x01", "\x1f", "\x7f", "\xc2\xa0",
	    "\xe2\x80\xa8", "\xef\xbb\xbf", "\xe3\x80\x80"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		refused(arena_format(arena, "%s1", wrong[i]), REJECT_JSON);
		refused(arena_format(arena, "1%s", wrong[i]), REJECT_JSON);
		refused(arena_format(arena, "[1,%s2]", wrong[i]), REJECT_JSON);
		refused(arena_format(arena, "{\"aaaaaaaaaaaaaaaaaaaa\"%s:2}", wrong[i]), REJECT_JSON);
	}
	refused(STR("1\0"), REJECT_JSON);
	refused(STR("\0"
		    "1"),
	    REJECT_JSON);
	refused(STR("{}\0{}"), REJECT_JSON);
}

static void
cut_off_at_any_byte_it_is_refused(void **state)
{
	struct str whole = STR("{\"a\":[1.5e+3,true,null,\"\\u00e9\\n\xc3\xa9\"],\"b\":{\"c\":-0}}");

	(void)state;
	parse(whole);
	for (size_t len = 0; len < whole.len; len++) {
		enum reject_code code;
		struct json tree;
		size_t offset;

		assert_false(parse_at((struct str){whole.at, len}, DEPTH, &tree, &code, &offset));
	}
}

/* ---- numbers ---- */

static void
numbers_keep_their_text(void **state)
{
	static const char *const right[] = {"0", "-0", "1", "-1", "10", "1.10", "0.0", "-0.000", "1e5", "1E5",
	    "1e+05", "1E-05", "123456789012345678901234567890", "0.1234567890123456789012345678901234567890",
	    "1e999999999", "-1.5e-999999999999999999999"};

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
		comes_back(right[i]);
		comes_back(arena_format(arena, "[%s]", right[i]).at);
		comes_back(arena_format(arena, "{\"a\":%s}", right[i]).at);
		comes_back_as(arena_format(arena, " %s ", right[i]), str_of(right[i]));
	}
}

static void
what_is_no_number_is_refused(void **state)
{
	static const char *const wrong[] = {"-", "+1", "01", "-01", "00", ".5", "-.5", "1.", "1.e5", "1e",
	    "1e+", "1e-", "1E", "0x10", "1_000", "1,000", "1.5.5", "1e5.5", "--1", "- 1", "1a", "1e5e5",
	    "\xd9\xa1", "1f", "1L", "0b1"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		refused(str_of(wrong[i]), REJECT_JSON);
		/* "1,000" would be two good items */
		if (strcmp(wrong[i], "1,000") != 0)
			refused(arena_format(arena, "[%s]", wrong[i]), REJECT_JSON);
	}
}

static void
whole_is(const char *text, bool whole, int64_t expected)
{
	struct json v = parse(str_of(text));
	int64_t value = 42;

	if (json_int(&v, &value) != whole || (whole && value != expected))
		fail_msg("%s: %lld", text, (long long)value);
}

static void
whole_numbers_are_whole_however_written(void **state)
{
	(void)state;
	whole_is("0", true, 0);
	whole_is("-0", true, 0);
	whole_is("0.000e99", true, 0);
	whole_is("0e-99999999999999999999", true, 0);
	whole_is("1.0", true, 1);
	whole_is("10e-1", true, 1);
	whole_is("1e3", true, 1000);
	whole_is("1.5e1", true, 15);
	whole_is("-120.00", true, -120);
	whole_is("0.0012e4", true, 12);
	whole_is("9223372036854775807", true, INT64_MAX);
	whole_is("-9223372036854775808", true, INT64_MIN);
	whole_is("9223372036854775807.000", true, INT64_MAX);
	whole_is("92233720368547758070e-1", true, INT64_MAX);
	whole_is("9223372036854775808", false, 0);
	whole_is("-9223372036854775809", false, 0);
	whole_is("9999999999999999999", false, 0);
	whole_is("18446744073709551617", false, 0);
	whole_is("1e19", false, 0);
	whole_is("1e18", true, 1000000000000000000);
	whole_is("1e99999999999999999999", false, 0);
	whole_is("1.5", false, 0);
	whole_is("15e-1", false, 0);
	whole_is("0.1", false, 0);
	whole_is("9223372036854775806.5", false, 0);
	whole_is("\"1\"", false, 0);
	whole_is("true", false, 0);
	assert_false(json_int(NULL, &(int64_t){0}));
}

static void
doubles_are_finite(void **state)
{
	struct json v;
	double d = 0;
	char digits[400] = "0.";

	(void)state;
	v = parse(STR("-1.25e2"));
	assert_true(json_double(&v, &d) && d == -125.0);
	v = parse(STR("1.7976931348623157e308"));
	assert_true(json_double(&v, &d) && d == 1.7976931348623157e308);
	v = parse(STR("1e-400"));
	assert_true(json_double(&v, &d) && d == 0);
	memset(digits + 2, '3', 390);
	v = parse(str_of(digits));
	assert_true(json_double(&v, &d) && d == 1.0 / 3.0);
	v = parse(STR("1e309"));
	assert_false(json_double(&v, &d));
	v = parse(STR("-1e309"));
	assert_false(json_double(&v, &d));
	v = parse(STR("\"1\""));
	assert_false(json_double(&v, &d));
	assert_false(json_double(NULL, &d));
}

/* Numbers of few digits are read without strtod, and are what it makes of them to the last bit. */
static void
short_numbers_are_the_nearest_doubles(void **state)
{
	static const char *const numbers[] = {"0", "-0", "0.0", "-0.0", "7.5", "0.1", "0.75", "-0.3", "100",
	    "1e3", "999999999999999", "0.1234567890123", "-12345678901.23", "0.0000000000001",
	    "12345678901234.5"};
	char text[24];

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct json v;
		double d = 1, wanted;

		if ((size_t)i < sizeof(numbers) / sizeof(*numbers))
			snprintf(text, sizeof(text), "%s", numbers[i]);
		else
			snprintf(text, sizeof(text), "%s%d.%0*d", i & 1 ? "-" : "", i * 7919 % 100000,
			    1 + i % 9, i * 104729 % 9);
		v = parse(str_of(text));
		wanted = strtod(text, NULL);
		assert_true(json_double(&v, &d));
		assert_memory_equal(&d, &wanted, sizeof(d));
	}
}

/* ---- text ---- */

static void
text_is(const char *json, struct str expected)
{
	struct json v = parse(str_of(json));

	if (!json_equals(&v, expected))
		fail_msg("%s", json);
}

static void
escapes_are_undone(void **state)
{
	(void)state;
	text_is("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", STR("\"\\/\b\f\n\r\t"));
	text_is("\"\\u0041\\u00e9\\u00E9\\u20ac\"", STR("A\xc3\xa9\xc3\xa9\xe2\x82\xac"));
	text_is("\"\\ud83d\\ude00\"", STR("\xf0\x9f\x98\x80"));
	text_is("\"\\uD83D\\uDE00\"", STR("\xf0\x9f\x98\x80"));
	text_is("\"\\ud800\\udc00\\udbff\\udfff\"", STR("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"));
	text_is("\"\\ud7ff\\ue000\\uffff\"", STR("\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"));
	text_is("\"\\\\u0041\"", STR("\\u0041"));
	text_is("\"\\\\ud800\"", STR("\\ud800"));
	text_is("\"\\\\\\u0041\"", STR("\\A"));
}

static void
a_nul_is_text_like_any_other(void **state)
{
	struct json v = parse(STR("\"Agent\\u0000\""));

	(void)state;
	assert_int_equal(v.count, 6);
	assert_true(json_equals(&v, STR("Agent\0")));
	assert_false(json_equals(&v, STR("Agent")));
	text_is("\"\\u0000\\u0000x\"", STR("\0\0x"));
	comes_back("\"a\\u0000b\"");
	v = parse(STR("{\"a\\u0000\":1,\"a\":2}"));
	assert_int_equal(v.flags & JSON_TWICE, 0);
	assert_true(json_get(&v, STR("a\0")) == &v.members[0].value);
}

static void
wrong_escapes_are_refused(void **state)
{
	static const char *const wrong[] = {"\\x41", "\\a", "\\'", "\\0", "\\v", "\\e", "\\U00000041", "\\u",
	    "\\u1", "\\u12", "\\u123", "\\u123g", "\\u+123", "\\u 123", "\\u00\xc3\xa9", "\\N", "\\ ",
	    "\\\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		refused(arena_format(arena, "\"%s\"", wrong[i]), REJECT_JSON);
}

static void
half_a_surrogate_pair_is_refused(void **state)
{
	static const char *const wrong[] = {"\\ud800", "\\udbff", "\\udc00", "\\uDFFF", "\\ud83d\\u0041",
	    "\\ud83d\\ud83d\\ude00", "\\ude00\\ud83d", "\\ud83dx", "\\ud83d\\n", "\\ud83d\\\\ude00",
	    "\\ud83d\\ude0", "\\ud83d\\ude0g", "\\ud83d \\ude00", "\\\\\\ud800"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		refused(arena_format(arena, "\"%s\"", wrong[i]), REJECT_JSON_STRING);
		refused(arena_format(arena, "{\"%s\":1}", wrong[i]), REJECT_JSON_STRING);
		refused(
		    arena_format(arena, "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaa%s\"]", wrong[i]), REJECT_JSON_STRING);
	}
	refused_at(STR("[\"abcdefghijklm\\ud800\"]"), REJECT_JSON_STRING, 15);
}

static void
control_characters_in_text_are_refused(void **state)
{
	(void)state;
	for (int c = 0; c < 0x20; c++) {
		char text[] = "\"abcdefgh?ijk\"", key[] = "{\"abcdefgh?ijk\":1}";

		*strchr(text, '?') = (char)c;
		*strchr(key, '?') = (char)c;
		refused((struct str){text, sizeof(text) - 1}, REJECT_JSON);
		refused((struct str){key, sizeof(key) - 1}, REJECT_JSON);
	}
	comes_back("\"\x7f\"");
}

static void
utf8_is_strict(void **state)
{
	static const char *const right[] = {"\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
	    "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\xef\xbb\xbf",
	    "\xef\xbf\xbe"};
	static const char *const wrong[] = {/* lone continuation, cut off */ "\x80", "\xbf", "\xc3",
	    "\xe2\x82", "\xf0\x9f\x98", "\xc3\xa9\xa9", /* overlong */ "\xc0\x80", "\xc0\xaf", "\xc1\xbf",
	    "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
	    /* surrogates */ "\xed\xa0\x80", "\xed\xbf\xbf", "\xed\xa0\xbd\xed\xb8\x80",
	    /* above U+10FFFF */ "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf7\xbf\xbf\xbf",
	    /* five, six, none */ "\xf8\x88\x80\x80\x80", "\xfc\x84\x80\x80\x80\x80", "\xfe", "\xff",
	    /* wrong continuation */ "\xc3(", "\xe2(\xa1", "\xe2\x82(", "\xf0(\x8c\xbc", "\xf0\x90(\xbc",
	    "\xf0\x90\x8c(", "\xe2\xc2\xa9"};

	(void)state;
	for (size_t shift = 0; shift < 9; shift++) {
		for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++)
			comes_back(arena_format(arena, "\"%.*s%s\"", (int)shift, "xxxxxxxxx", right[i]).at);
		for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
			refused(arena_format(arena, "\"%.*s%s\"", (int)shift, "xxxxxxxxx", wrong[i]),
			    REJECT_JSON_STRING);
			refused(arena_format(arena, "{\"%.*s%s\":1}", (int)shift, "xxxxxxxxx", wrong[i]),
			    REJECT_JSON_STRING);
		}
	}
	refused_at(STR("{\"a\":\"abcdefghijkl\xff\"}"), REJECT_JSON_STRING, 18);
}

/* All two-byte and many longer sequences against a judge that decodes instead of comparing ranges. */
static bool
decodes(const unsigned char *at, size_t len)
{
	size_t length = at[0] < 0x80       ? 1
			: at[0] >> 5 == 6  ? 2
			: at[0] >> 4 == 14 ? 3
			: at[0] >> 3 == 30 ? 4
					   : 0;
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t point = length == 1 ? at[0] : at[0] & (0x7fu >> length);

	if (length == 0 || length != len)
		return false;
	for (size_t i = 1; i < length; i++) {
		if (at[i] >> 6 != 2)
			return false;
		point = point << 6 | (at[i] & 63);
	}
	return point >= least[length] && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
}

static void
every_lead_and_second_byte_is_judged(void **state)
{
	static const unsigned char tails[] = {0x7f, 0x80, 0xbf, 0xc0};

	(void)state;
	for (int lead = 0x80; lead < 0x100; lead++)
		for (int second = 0x80; second < 0x100; second++)
			for (int tail = 0; tail < 21; tail++) {
				size_t len = tail == 0 ? 2 : tail < 5 ? 3 : 4;
				unsigned char text[8] = {'"', (unsigned char)lead, (unsigned char)second};
				struct arena *own;
				enum reject_code code;
				struct json tree;
				size_t offset;
				bool ok;

				text[3] = len > 2 ? tails[len == 3 ? tail - 1 : (tail - 5) / 4] : '"';
				text[4] = len > 3 ? tails[(tail - 5) % 4] : '"';
				text[1 + len] = '"';
				own = arena;
				ok = json_parse(own, (struct str){(char *)text, len + 2},
				    (struct json_limits){DEPTH}, &tree, &code, &offset);
				/* What is no sequence of this length may be several shorter ones. */
				if (decodes(text + 1, len))
					assert_true(ok);
				else if (!(len == 4 && decodes(text + 1, 2) && decodes(text + 3, 2))
					 && !(len == 3 && decodes(text + 1, 2) && text[3] < 0x80)
					 && !(len == 4 && decodes(text + 1, 3) && text[4] < 0x80)
					 && !(len == 4 && decodes(text + 1, 2) && text[3] < 0x80
					      && text[4] < 0x80))
					assert_false(ok);
			}
}

/* ---- objects ---- */

static bool
is_twice(const char *text)
{
	struct json v = parse(str_of(text));

	return v.flags & JSON_TWICE;
}

static void
a_key_that_stands_twice_is_marked_where_it_stands(void **state)
{
	struct json v = parse(STR("{\"x\":{\"a\":1,\"a\":2},\"y\":1}"));

	(void)state;
	assert_int_equal(v.flags & JSON_TWICE, 0);
	assert_int_equal(json_get(&v, STR("x"))->flags & JSON_TWICE, JSON_TWICE);
	assert_true(is_twice("{\"a\":1,\"b\":2,\"a\":3}"));
	assert_true(is_twice("{\"actor\":1,\"\\u0061ctor\":2}"));
	assert_true(is_twice("{\"\":1,\"\":1}"));
	assert_true(is_twice("{\"\\n\":1,\"\\u000a\":1}"));
	assert_false(is_twice("{\"a\":1,\"A\":2}"));
	assert_false(is_twice("{\"a\":{\"a\":1}}"));
	assert_false(is_twice("{}"));
	assert_false(is_twice("[1,1]"));
	comes_back("{\"a\":1,\"a\":2}");
}

static void
many_keys_are_compared_too(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int count = 2; count < 3000; count = count * 3 / 2 + 1)
		for (int twice = 0; twice < 2; twice++) {
			struct json v;

			buf_clear(&b);
			for (int i = 0; i < count; i++)
				buf_format(&b, "%c\"k%d\":1", i ? ',' : '{', i);
			buf_format(&b, ",\"k%d\":1}", twice ? count / 2 : count);
			v = parse(buf_view(&b));
			assert_int_equal(v.count, count + 1);
			assert_int_equal(!!(v.flags & JSON_TWICE), twice);
		}
	buf_free(&b);
}

static void
members_are_found_the_last_of_a_key_first(void **state)
{
	struct json v = parse(STR("{\"a\":1,\"b\":\"x\",\"a\":\"y\"}"));
	struct json array = parse(STR("[1]"));

	(void)state;
	assert_true(json_equals(json_get(&v, STR("a")), STR("y")));
	assert_true(str_eq(json_get_text(&v, STR("b")), STR("x")));
	assert_null(json_get(&v, STR("c")));
	assert_null(json_get(&v, STR("")));
	assert_null(json_get(&array, STR("a")));
	assert_null(json_get(NULL, STR("a")));
	assert_null(json_get_text(&v, STR("c")).at);
	assert_null(json_get_text(NULL, STR("c")).at);
}

/* ---- depth and size ---- */

static struct str
nested(struct buf *b, int depth, const char *open, const char *close)
{
	buf_clear(b);
	for (int i = 0; i < depth; i++)
		buf_format(b, "%s", open);
	for (int i = 0; i < depth; i++)
		buf_format(b, "%s", close);
	return buf_view(b);
}

static void
depth_is_bounded(void **state)
{
	struct buf b = {0};
	enum reject_code code;
	struct json v;
	size_t offset;

	(void)state;
	assert_true(parse_at(nested(&b, 3, "[", "]"), 3, &v, &code, &offset));
	assert_false(parse_at(nested(&b, 4, "[", "]"), 3, &v, &code, &offset));
	assert_int_equal(code, REJECT_TOO_DEEP);
	assert_true(parse_at(STR("[{\"a\":[1]},{}]"), 3, &v, &code, &offset));
	assert_false(parse_at(STR("[{\"a\":[{}]}]"), 3, &v, &code, &offset));
	assert_int_equal(code, REJECT_TOO_DEEP);
	assert_true(parse_at(STR("1"), 0, &v, &code, &offset));
	assert_false(parse_at(STR("[]"), 0, &v, &code, &offset));
	parse(nested(&b, DEPTH, "[", "]"));
	refused(nested(&b, DEPTH + 1, "[", "]"), REJECT_TOO_DEEP);
	refused(nested(&b, 100000, "[", ""), REJECT_TOO_DEEP);
	refused(nested(&b, 100000, "{\"a\":", ""), REJECT_TOO_DEEP);
	assert_true(parse_at(nested(&b, 5000, "[", "]"), 5000, &v, &code, &offset));
	buf_free(&b);
}

static void
large_documents_are_whole(void **state)
{
	struct buf b = {0};
	struct json v;

	(void)state;
	buf_char(&b, '[');
	for (int i = 0; i < 100000; i++)
		buf_format(&b, "%s{\"n\":%d,\"s\":\"\\u00e9%d\"}", i ? "," : "", i, i);
	buf_char(&b, ']');
	v = parse(buf_view(&b));
	assert_int_equal(v.count, 100000);
	for (int i = 0; i < 100000; i++) {
		int64_t n;

		assert_true(json_int(json_get(&v.items[i], STR("n")), &n));
		assert_int_equal(n, i);
		assert_true(json_get_text(&v.items[i], STR("s")).len > 2);
	}
	buf_free(&b);
}

/* ---- making and writing ---- */

static void
trees_are_made_by_hand(void **state)
{
	struct json o = json_object(), a = json_array();

	(void)state;
	for (int i = 0; i < 100; i++)
		json_add(arena, &a, json_number(arena_format(arena, "%d", i)));
	assert_int_equal(a.count, 100);
	assert_true(str_eq(json_text(&a.items[99]), STR("99")));
	a.count = 2;
	json_set(arena, &o, STR("s"), json_string(STR("a\"\\/\b\f\n\r\t\x01\x1f\x7f\xc3\xa9")));
	json_set(arena, &o, STR("t"), json_bool(true));
	json_set(arena, &o, STR("n"), (struct json){.type = JSON_NULL});
	json_append(arena, &o, STR("l"), a);
	json_set(arena, &o, STR("t"), json_bool(false));
	json_set(arena, &o, STR("k\n"), json_object());
	assert_true(str_eq(written(&o),
	    STR("{\"s\":\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\xc3\xa9\",\"t\":false,\"n\":null,\"l\":[0,1],"
		"\"k\\n\":{}}")));
}

static void
members_are_taken_out_and_others_put_in(void **state)
{
	struct json o = parse(STR("{\"a\":1,\"b\":2,\"c\":3}"));

	(void)state;
	assert_true(json_remove(&o, STR("b")));
	assert_false(json_remove(&o, STR("b")));
	assert_true(str_eq(written(&o), STR("{\"a\":1,\"c\":3}")));
	json_set(arena, &o, STR("d"), json_number(STR("4")));
	for (int i = 0; i < 50; i++)
		json_set(arena, &o, arena_format(arena, "k%d", i), json_bool(true));
	for (int i = 0; i < 50; i++)
		assert_true(json_remove(&o, arena_format(arena, "k%d", 49 - i)));
	json_set(arena, &o, STR("e"), json_number(STR("5")));
	assert_true(str_eq(written(&o), STR("{\"a\":1,\"c\":3,\"d\":4,\"e\":5}")));
	while (o.count)
		assert_true(json_remove(&o, o.members[0].key));
	json_set(arena, &o, STR("x"), json_array());
	assert_true(str_eq(written(&o), STR("{\"x\":[]}")));
}

static void
growing_touches_no_neighbour(void **state)
{
	struct json a = parse(STR("[[1],[2],{\"k\":1},{\"k\":2}]"));

	(void)state;
	json_add(arena, &a.items[0], json_number(STR("9")));
	json_set(arena, &a.items[2], STR("n"), json_number(STR("9")));
	assert_true(str_eq(written(&a), STR("[[1,9],[2],{\"k\":1,\"n\":9},{\"k\":2}]")));
}

static void
copies_share_no_node(void **state)
{
	struct json original = parse(STR("{\"a\":[1,{\"b\":2}],\"c\":\"x\"}"));
	struct json copy = json_copy(arena, &original);

	(void)state;
	json_set(arena, &copy, STR("d"), json_bool(true));
	json_set(arena, &json_get(&copy, STR("a"))->items[1], STR("b"), json_bool(false));
	json_add(arena, json_get(&copy, STR("a")), json_bool(true));
	assert_true(str_eq(written(&original), STR("{\"a\":[1,{\"b\":2}],\"c\":\"x\"}")));
	assert_true(str_eq(written(&copy), STR("{\"a\":[1,{\"b\":false},true],\"c\":\"x\",\"d\":true}")));
}

static void
a_string_alone_is_written_with_quotes(void **state)
{
	struct buf b = {0};

	(void)state;
	json_write_string(&b, STR("a\0\"b"));
	assert_true(str_eq(buf_view(&b), STR("\"a\\u0000\\\"b\"")));
	buf_clear(&b);
	json_write_string(&b, (struct str){0});
	assert_true(str_eq(buf_view(&b), STR("\"\"")));
	buf_free(&b);
}

/* ---- comparing ---- */

static bool
same(const char *a, const char *b)
{
	struct json one = parse(str_of(a)), two = parse(str_of(b));
	bool result = json_same(&one, &two);

	assert_int_equal(json_same(&two, &one), result);
	return result;
}

static void
equal_data_is_the_same_however_written(void **state)
{
	(void)state;
	assert_true(same("{\"a\":1,\"b\":[true,null]}", " { \"b\" : [true, null], \"\\u0061\" : 1.0 } "));
	assert_true(same("\"\\u00e9\"", "\"\xc3\xa9\""));
	assert_true(same("100", "1e2"));
	assert_true(same("1.5", "15e-1"));
	assert_true(same("-0", "0.00e5"));
	assert_true(same("123456789012345678901234567890.0", "1234567890123456789012345678900e-1"));
	assert_true(same("0.00012", "1.2E-4"));
	assert_true(same("[]", "[ ]"));
}

static void
other_data_is_not(void **state)
{
	(void)state;
	assert_false(same("1", "\"1\""));
	assert_false(same("1", "-1"));
	assert_false(same("1", "10"));
	assert_false(same("1", "1.0000000000000000000000000001"));
	assert_false(same("12", "1.2"));
	assert_false(same("true", "false"));
	assert_false(same("null", "false"));
	assert_false(same("null", "0"));
	assert_false(same("[]", "{}"));
	assert_false(same("[1,2]", "[2,1]"));
	assert_false(same("[1]", "[1,1]"));
	assert_false(same("{\"a\":1}", "{\"a\":2}"));
	assert_false(same("{\"a\":1}", "{\"b\":1}"));
	assert_false(same("{\"a\":1}", "{\"a\":1,\"b\":1}"));
	assert_false(same("{\"a\":null}", "{\"b\":null}"));
	assert_false(same("\"a\"", "\"a\\u0000\""));
	assert_false(same("{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":1}"));
}

static void
of_a_key_that_stands_twice_the_last_counts(void **state)
{
	(void)state;
	assert_true(same("{\"a\":1,\"a\":2,\"b\":3}", "{\"b\":3,\"a\":7,\"a\":2}"));
	assert_true(same("{\"x\":1,\"x\":1,\"y\":2}", "{\"y\":3,\"y\":2,\"x\":1}"));
	assert_false(same("{\"a\":1,\"a\":2}", "{\"a\":2,\"a\":1}"));
	assert_false(same("{\"a\":1,\"a\":1}", "{\"a\":1}"));
}

/* ---- pointers ---- */

static void
pointers_are_those_of_rfc_6901(void **state)
{
	struct json_path root = {.up = NULL, .key = STR("a/b")};
	struct json_path item = {.up = &root, .index = 12};
	struct json_path odd = {.up = &item, .key = STR("m~n")};
	struct json_path empty = {.up = &odd, .key = STR("")};
	struct json_path foreign = {.up = &item, .key = STR("ann@example.org"), .foreign = true};
	struct json_path below = {.up = &foreign, .key = STR("x")};

	(void)state;
	assert_string_equal(json_pointer(arena, NULL).at, "");
	assert_string_equal(json_pointer(arena, &root).at, "/a~1b");
	assert_string_equal(json_pointer(arena, &item).at, "/a~1b/12");
	assert_string_equal(json_pointer(arena, &odd).at, "/a~1b/12/m~0n");
	assert_string_equal(json_pointer(arena, &empty).at, "/a~1b/12/m~0n/");
	assert_string_equal(json_pointer(arena, &foreign).at, "/a~1b/12");
	assert_string_equal(json_pointer(arena, &below).at, "/a~1b/12");
}

/* ---- laws ---- */

static struct str
random_text(void)
{
	static const char *const pieces[] = {"a", "Z", "0", " ", "\"", "\\", "/", "\b", "\f", "\n", "\r",
	    "\t", "\x01", "\x1f", "\x7f", "\xc2\x80", "\xc3\xa9", "\xe2\x82\xac", "\xed\x9f\xbf",
	    "\xef\xbf\xbd", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf", "\\u0041", "plain words of some length",
	    ""};
	struct buf b = {0};
	struct str text;

	for (int i = rand() % 8; i > 0; i--) {
		int piece = rand() % (int)(sizeof(pieces) / sizeof(*pieces));

		buf_put(
		    &b, pieces[piece], *pieces[piece] ? strlen(pieces[piece]) : 1); /* "" stands for NUL */
	}
	text = arena_copy(arena, buf_view(&b));
	buf_free(&b);
	return text;
}

static struct str
random_number(void)
{
	static const char *const forms[] = {
	    "%d", "-%d", "%d.50", "%de5", "%dE-12", "0.%05d", "-0", "%d00000000000000000000"};

	return arena_format(arena, forms[rand() % 8], 1 + rand() % 100000);
}

static struct json
random_tree(int depth)
{
	int kind = rand() % (depth > 0 ? 8 : 5);
	struct json tree = kind < 7 ? json_array() : json_object();

	switch (kind) {
	case 0:
		return (struct json){.type = JSON_NULL};
	case 1:
		return json_bool(rand() % 2);
	case 2:
		return json_number(random_number());
	case 3:
	case 4:
		return json_string(random_text());
	case 5:
	case 6:
		for (int i = rand() % 6; i > 0; i--)
			json_add(arena, &tree, random_tree(depth - 1));
		return tree;
	default:
		for (int i = rand() % 20; i > 0; i--)
			json_set(arena, &tree, random_text(), random_tree(depth - 1));
		return tree;
	}
}

static void
what_is_written_reads_back_the_same(void **state)
{
	(void)state;
	srand(5);
	for (int i = 0; i < 20000; i++) {
		struct json tree = random_tree(5), copy = json_copy(arena, &tree), back;
		struct str text = written(&tree);

		back = parse(text);
		assert_true(json_same(&tree, &back));
		assert_true(json_same(&copy, &back));
		assert_true(str_eq(written(&back), text));
		arena_reset(arena);
	}
}

/* Broken at random, a document is refused, or is one that reads back the same. */
static void
no_broken_document_breaks_the_reader(void **state)
{
	size_t accepted = 0;

	(void)state;
	srand(6);
	for (int i = 0; i < 50000; i++) {
		struct json tree = random_tree(4), back;
		struct str text = written(&tree);
		char *bytes = (char *)text.at; /* our own copy in the arena */
		enum reject_code code;
		size_t offset;

		for (int k = 1 + rand() % 3; k > 0; k--)
			bytes[(size_t)rand() % text.len] =
			    (char)(rand() % 3 ? "[]{},:\"\\u0e-. tn"[rand() % 16] : rand());
		if (parse_at(text, DEPTH, &tree, &code, &offset)) {
			accepted++;
			back = parse(written(&tree));
			assert_true(json_same(&tree, &back));
		} else {
			assert_in_range(offset, 0, text.len);
			assert_true(code == REJECT_JSON || code == REJECT_JSON_STRING);
		}
		arena_reset(arena);
	}
	assert_in_range(accepted, 1000, 49000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static void
decimals_are_ordered_by_value(void **state)
{
	/* Each is below the next. */
	static const char *const ascending[] = {"-1e400", "-10.1", "-10", "-9.99", "-1e-9", "0", "1e-400",
	    "0.09", "0.1", "0.10000000000000000001", "1", "1.5", "15", "1e2", "9007199254740992",
	    "9007199254740993", "1E400"};
	static const char *const same[][2] = {
	    {"0", "-0.0e5"}, {"1", "1.000"}, {"10e-1", "1"}, {"-120", "-1.2E2"}};
	enum { COUNT = sizeof(ascending) / sizeof(ascending[0]) };

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		for (size_t k = 0; k < COUNT; k++) {
			int order = json_decimal_compare(
			    json_decimal(str_of(ascending[i])), json_decimal(str_of(ascending[k])));

			assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
		}
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		assert_true(
		    json_decimal_same(json_decimal(str_of(same[i][0])), json_decimal(str_of(same[i][1]))));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(every_kind_of_value_is_read),
	    TEST(what_is_no_json_is_refused),
	    TEST(only_four_characters_are_white_space),
	    TEST(cut_off_at_any_byte_it_is_refused),
	    TEST(numbers_keep_their_text),
	    TEST(what_is_no_number_is_refused),
	    TEST(whole_numbers_are_whole_however_written),
	    TEST(doubles_are_finite),
	    TEST(short_numbers_are_the_nearest_doubles),
	    TEST(decimals_are_ordered_by_value),
	    TEST(escapes_are_undone),
	    TEST(a_nul_is_text_like_any_other),
	    TEST(wrong_escapes_are_refused),
	    TEST(half_a_surrogate_pair_is_refused),
	    TEST(control_characters_in_text_are_refused),
	    TEST(utf8_is_strict),
	    TEST(every_lead_and_second_byte_is_judged),
	    TEST(a_key_that_stands_twice_is_marked_where_it_stands),
	    TEST(many_keys_are_compared_too),
	    TEST(members_are_found_the_last_of_a_key_first),
	    TEST(depth_is_bounded),
	    TEST(large_documents_are_whole),
	    TEST(trees_are_made_by_hand),
	    TEST(members_are_taken_out_and_others_put_in),
	    TEST(growing_touches_no_neighbour),
	    TEST(copies_share_no_node),
	    TEST(a_string_alone_is_written_with_quotes),
	    TEST(equal_data_is_the_same_however_written),
	    TEST(other_data_is_not),
	    TEST(of_a_key_that_stands_twice_the_last_counts),
	    TEST(pointers_are_those_of_rfc_6901),
	    TEST(what_is_written_reads_back_the_same),
	    TEST(no_broken_document_breaks_the_reader),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
