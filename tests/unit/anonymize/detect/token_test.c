/* Tokens found and opened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "stages/anonymize/detect/token.h"

/* The tokens of the text, each with a letter for its kind: "C:abc B:…"; a token that is opened is followed by its pieces. */
static void
tokens(const char *text, const char *expected)
{
	static const char kinds[] = {
	    [TOKEN_CREDENTIAL] = 'C', [TOKEN_HASH] = 'H', [TOKEN_HEX] = 'X', [TOKEN_BASE64] = 'B'};
	struct buf told = {0}, unpacked = {0};
	struct token t = {0};
	struct piece piece;

	while (token_next(str_of(text), &t)) {
		buf_format(&told, "%c:%.*s ", kinds[t.kind], (int)(t.end - t.start), text + t.start);
		if (t.kind == TOKEN_CREDENTIAL || t.kind == TOKEN_HASH)
			continue;
		while (token_unpack(str_of(text), &t, &unpacked, &piece)) {
			buf_format(&told, "(%.*s", STR_ARG(piece.text));
			token_cover(str_of(text), &t, &piece);
			buf_format(&told, "|%.*s) ", (int)(piece.end - piece.start), text + piece.start);
		}
	}
	if (!str_eq(buf_view(&told), str_of(expected)))
		fail_msg("\"%s\" has \"%.*s\", not \"%s\"", text, STR_ARG(buf_view(&told)), expected);
	buf_free(&told);
	buf_free(&unpacked);
}

static void
words_and_paths_are_no_tokens(void **state)
{
	(void)state;
	tokens("", "");
	tokens("internationalisation of course-catalogues in /course/introduction/to/programming", "");
	tokens("6690e6c9-3ef0-4ed3-8b37-7f3964730bee", "");
	tokens("Learner 42 did it.", "");
}

static void
base64_is_opened_wherever_it_starts(void **state)
{
	(void)state;
	tokens("YWRhQGV4YW1wbGUub3Jn", "B:YWRhQGV4YW1wbGUub3Jn (ada@example.org|YWRhQGV4YW1wbGUub3Jn) ");
	tokens("x=YWRhQGV4YW1wbGUub3JnLg==;",
	    "B:YWRhQGV4YW1wbGUub3JnLg== (ada@example.org.|YWRhQGV4YW1wbGUub3JnLg==) ");
	tokens("/a/YWRhQGV4YW1wbGUub3Jn/b",
	    "B:/a/YWRhQGV4YW1wbGUub3Jn/b (ada@example.org|YWRhQGV4YW1wbGUub3Jn) ");
	tokens("ZsO0P35AYm_Dqi5vcmc", "B:ZsO0P35AYm_Dqi5vcmc (fô?~@boê.org|ZsO0P35AYm_Dqi5vcmc) ");
}

static void
hexadecimal_digits_are_a_hash_or_a_text(void **state)
{
	(void)state;
	tokens("6164614065782e6f7267", "X:6164614065782e6f7267 (ada@ex.org|6164614065782e6f7267) ");
	tokens("/5d41402abc4b2a76b9719d911017c592?s=80", "H:5d41402abc4b2a76b9719d911017c592 ");
	tokens("5d41402abc4b2a76b9719d911017c5920", "");
}

static void
credentials_are_taken_whole(void **state)
{
	(void)state;
	tokens("t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl.",
	    "C:eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl ");
	tokens("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ. end", "C:eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ. ");
	tokens("authorization: Basic YWRhOnNlY3JldA==", "C:YWRhOnNlY3JldA== ");
	tokens("authorization: bearer abcdefghijkl.123~7890-xyz, next", "C:abcdefghijkl.123~7890-xyz ");
	tokens("the bearer of-good-news-for-all", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_and_paths_are_no_tokens),
	    cmocka_unit_test(base64_is_opened_wherever_it_starts),
	    cmocka_unit_test(hexadecimal_digits_are_a_hash_or_a_text),
	    cmocka_unit_test(credentials_are_taken_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
