/* Hashes of identifiers are recognised. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "pipeline/core/digest.h"
#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/detect/hashes.h"

static const struct pii email = {.name = {"EMAIL", 5}};

static struct str
hex_of(const uint8_t *bytes, size_t len, char *out)
{
	for (size_t i = 0; i < len; i++) {
		out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		out[2 * i + 1] = "0123456789ABCDEF"[bytes[i] & 15];
	}
	return (struct str){out, 2 * len};
}

static void
found(const char *value, struct str hashed, bool expected)
{
	struct hashes *h = hashes_open();
	uint8_t bytes[SHA512_BYTES];
	char hex[2 * SHA512_BYTES];

	hashes_add(h, str_of(value), &email);
	if (digest_md5(hashed, bytes))
		assert_int_equal(hashes_find(h, hex_of(bytes, MD5_BYTES, hex)) == &email, expected);
	digest_sha1(hashed, bytes);
	assert_int_equal(hashes_find(h, hex_of(bytes, SHA1_BYTES, hex)) == &email, expected);
	digest_sha256(hashed, bytes);
	assert_int_equal(hashes_find(h, hex_of(bytes, SHA256_BYTES, hex)) == &email, expected);
	digest_sha512(hashed, bytes);
	assert_int_equal(hashes_find(h, hex_of(bytes, SHA512_BYTES, hex)) == &email, expected);
	hashes_close(h);
}

static void
a_hash_of_any_form_is_known(void **state)
{
	(void)state;
	found("Ada@Example.org", STR("Ada@Example.org"), true);
	found("Ada@Example.org", STR("ada@example.org"), true);
	found("Ada@Example.org", STR("mailto:Ada@Example.org"), true);
	found("mailto:Ada@Example.org", STR("mailto:ada@example.org"), true);
	found("mailto:ada@example.org", STR("ada@example.org"), true);
	found("ada@example.org", STR("bob@example.org"), false);
}

static void
only_lengths_of_hashes_are_looked_at(void **state)
{
	struct hashes *h = hashes_open();

	(void)state;
	hashes_add(h, STR("ada@example.org"), &email);
	assert_true(hashes_length(32) && hashes_length(40) && hashes_length(64) && hashes_length(128));
	assert_false(hashes_length(33) || hashes_length(0));
	assert_null(hashes_find(h, STR("abcdef")));
	hashes_close(h);
}

static void
of_many_none_is_forgotten_until_all_are(void **state)
{
	struct hashes *h = hashes_open();
	uint8_t bytes[SHA1_BYTES];
	char hex[2 * SHA1_BYTES], name[] = "user-0000";
	struct str first = hex_of((digest_sha1(str_of(name), bytes), bytes), SHA1_BYTES, hex);

	(void)state;
	for (int i = 0; i < 5000; i++) {
		for (int digit = 3, rest = i; digit >= 0; digit--, rest /= 10)
			name[5 + digit] = (char)('0' + rest % 10);
		hashes_add(h, str_of(name), &email);
		assert_ptr_equal(hashes_find(h, first), &email);
	}
	hashes_clear(h);
	assert_null(hashes_find(h, first));
	hashes_add(h, STR("user-0000"), &email);
	assert_ptr_equal(hashes_find(h, first), &email);
	hashes_close(h);
}

static void
a_value_that_comes_after_a_miss_is_told(void **state)
{
	struct hashes *h = hashes_open();

	(void)state;
	hashes_watch(h);
	hashes_add(h, STR("ada@example.org"), &email);
	assert_false(hashes_grown(h));
	assert_null(hashes_find(h, STR("00112233445566778899aabbccddeeff")));
	hashes_add(h, STR("ada@example.org"), &email);
	assert_false(hashes_grown(h));
	hashes_add(h, STR("bob@example.org"), &email);
	assert_true(hashes_grown(h));
	hashes_watch(h);
	assert_false(hashes_grown(h));
	hashes_close(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_hash_of_any_form_is_known),
	    cmocka_unit_test(only_lengths_of_hashes_are_looked_at),
	    cmocka_unit_test(of_many_none_is_forgotten_until_all_are),
	    cmocka_unit_test(a_value_that_comes_after_a_miss_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
