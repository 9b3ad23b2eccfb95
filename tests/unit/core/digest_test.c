/* Standard hashes against their published vectors; hash64 against what it has always given, and for its quality. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/digest.h"

static const char *
hex(const uint8_t *bytes, size_t len)
{
	static char text[2 * SHA512_BYTES + 1];

	for (size_t i = 0; i < len; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return text;
}

static void
sha1_gives_the_vectors_of_fips_180(void **state)
{
	uint8_t out[SHA1_BYTES];

	(void)state;
	digest_sha1(STR("abc"), out);
	assert_string_equal(hex(out, sizeof(out)), "a9993e364706816aba3e25717850c26c9cd0d89d");
	digest_sha1((struct str){0}, out);
	assert_string_equal(hex(out, sizeof(out)), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

static void
sha256_gives_the_vectors_of_fips_180(void **state)
{
	uint8_t out[SHA256_BYTES];

	(void)state;
	digest_sha256(STR("abc"), out);
	assert_string_equal(
	    hex(out, sizeof(out)), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_sha256(STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), out);
	assert_string_equal(
	    hex(out, sizeof(out)), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void
sha512_gives_the_vector_of_fips_180(void **state)
{
	uint8_t out[SHA512_BYTES];

	(void)state;
	digest_sha512(STR("abc"), out);
	assert_string_equal(hex(out, sizeof(out)),
	    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

static void
md5_gives_the_vectors_of_rfc_1321(void **state)
{
	uint8_t out[MD5_BYTES];

	(void)state;
	if (!digest_md5(STR("abc"), out))
		skip();
	assert_string_equal(hex(out, sizeof(out)), "900150983cd24fb0d6963f7d28e17f72");
	assert_true(digest_md5((struct str){0}, out));
	assert_string_equal(hex(out, sizeof(out)), "d41d8cd98f00b204e9800998ecf8427e");
}

/* RFC 4231, 4.2 to 4.8, without the truncated one. */
static void
hmac_gives_the_vectors_of_rfc_4231(void **state)
{
	char ones[131], dds[50], cds[50], count[25], bs[20];
	const struct {
		struct str key, data;
		const char *expected;
	} vectors[] = {
	    {{bs, 20}, STR("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
	    {STR("Jefe"), STR("what do ya want for nothing?"),
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
	    {{ones, 20}, {dds, 50}, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
	    {{count, 25}, {cds, 50}, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
	    {{ones, 131}, STR("Test Using Larger Than Block-Size Key - Hash Key First"),
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
	    {{ones, 131},
		STR("This is a test using a larger than block-size key and a larger than block-size data. "
		    "The key "
		    "needs to be hashed before being used by the HMAC algorithm."),
		"9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
	};
	uint8_t out[SHA256_BYTES];

	(void)state;
	memset(ones, 0xaa, sizeof(ones));
	memset(dds, 0xdd, sizeof(dds));
	memset(cds, 0xcd, sizeof(cds));
	memset(bs, 0x0b, sizeof(bs));
	for (int i = 0; i < 25; i++)
		count[i] = (char)(i + 1);
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		struct hmac *h = hmac_open(vectors[i].key);

		hmac_sign(h, vectors[i].data, out);
		assert_string_equal(hex(out, sizeof(out)), vectors[i].expected);
		hmac_close(h);
	}
}

static void
each_signature_starts_anew(void **state)
{
	struct hmac *h = hmac_open(STR("Jefe"));
	uint8_t first[SHA256_BYTES], other[SHA256_BYTES], again[SHA256_BYTES];

	(void)state;
	hmac_sign(h, STR("what do ya want for nothing?"), first);
	hmac_sign(h, (struct str){0}, other);
	hmac_sign(h, STR("what do ya want for nothing?"), again);
	assert_memory_equal(first, again, sizeof(first));
	assert_memory_not_equal(first, other, sizeof(first));
	hmac_close(h);
}

static void
the_key_is_copied_and_may_be_empty(void **state)
{
	char key[] = "Jefe";
	struct hmac *h = hmac_open((struct str){key, 4});
	struct hmac *empty = hmac_open((struct str){0});
	uint8_t out[SHA256_BYTES];

	(void)state;
	memset(key, 0, sizeof(key));
	hmac_sign(h, STR("what do ya want for nothing?"), out);
	assert_string_equal(
	    hex(out, sizeof(out)), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	hmac_sign(empty, (struct str){0}, out);
	assert_string_equal(
	    hex(out, sizeof(out)), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
	hmac_close(h);
	hmac_close(empty);
	hmac_close(NULL);
}

static void
uuid5_gives_the_vector_of_rfc_9562(void **state)
{
	char text[37] = "";
	uint8_t dns[16], out[16];

	(void)state;
	assert_true(uuid_parse(STR("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), dns));
	uuid5(dns, STR("www.example.com"), out);
	uuid_write(out, text);
	assert_string_equal(text, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
	uuid5(dns, STR("python.org"), out);
	uuid_write(out, text);
	assert_string_equal(text, "886313e1-3b8a-5372-9b90-0c9aee199e5d");
}

static void
uuids_are_read_in_either_case_and_written_in_lower(void **state)
{
	char text[37] = "";
	uint8_t out[16];

	(void)state;
	assert_true(uuid_parse(STR("F81D4FAE-7dec-11D0-a765-00A0C91E6BF6"), out));
	assert_string_equal(hex(out, 16), "f81d4fae7dec11d0a76500a0c91e6bf6");
	uuid_write(out, text);
	assert_string_equal(text, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
}

static void
what_is_no_uuid_is_refused(void **state)
{
	static const char *const wrong[] = {
	    "",
	    "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
	    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6 ",
	    "f81d4fae-7dec-11d0-a765-00a0c91e6bg6",
	    "f81d4fae-7dec-11d0-a765-00a0c91e6b 6",
	    "f81d4fae 7dec-11d0-a765-00a0c91e6bf6",
	    "f81d4fae-7dec-11d0-a76500-a0c91e6bf6",
	    "f81d4fae7dec11d0a76500a0c91e6bf6",
	    "{f81d4fae-7dec-11d0-a765-00a0c91e6b}",
	    "urn:uuid:f81d4fae-7dec-11d0-a765-00a",
	    "f81d4fae-7dec-11d0-a765-00a0c91e6b:6",
	    "f81d4fae-7dec-11d0-a765-00a0c91e6b@6",
	    "f81d4fae-7dec-11d0-a765-00a0c91e6b/6",
	    "f81d4fae-7dec-11d0-a765-00a0c91e6b`6",
	};
	uint8_t out[16];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_false(uuid_parse(str_of(wrong[i]), out));
	assert_false(uuid_parse(STR("f81d4fae-7dec-11d0-a765-00a0c91e6bf\0"), out));
}

static void
each_byte_at_each_place_is_read_as_it_should(void **state)
{
	static const char good[] = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
	char text[sizeof(good)], again[sizeof(good)] = "";
	uint8_t out[16];

	(void)state;
	for (size_t at = 0; at < sizeof(good) - 1; at++)
		for (int c = 1; c < 256; c++) {
			bool fits = good[at] == '-' ? c == '-' : c < 128 && isxdigit(c);

			memcpy(text, good, sizeof(good));
			text[at] = (char)c;
			assert_int_equal(uuid_parse(str_of(text), out), fits);
			text[at] = (char)tolower(c);
			if (fits) {
				uuid_write(out, again);
				assert_string_equal(again, text);
			}
		}
}

/* ---- hash64 ---- */

/* Stored in databases: a change here is a bug, however well it hashes. */
static void
hash64_never_changes(void **state)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	static const struct {
		size_t len;
		uint64_t expected;
	} known[] = {
	    {0, 0x4004e071da0a32a2u},
	    {1, 0x0dfb025ec0ea02e4u},
	    {2, 0x36ecb51803997da4u},
	    {3, 0x8487a033040b4721u},
	    {4, 0xba57343f6e46fcfeu},
	    {7, 0x4b440ba61083a9f6u},
	    {8, 0xc40de65d81ade0cau},
	    {15, 0x28abada9b0eb0cd9u},
	    {16, 0xba8f48ecc9d2be29u},
	    {17, 0xc3ef9abb978464c1u},
	    {31, 0x9dc120433630815cu},
	    {32, 0xffb9092936d4eec2u},
	    {33, 0xe6eb22accee33f8du},
	    {36, 0x1a0667459e450adau},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		assert_int_equal(hash64((struct str){alphabet, known[i].len}), known[i].expected);
	assert_int_equal(hash64(STR("http://adlnet.gov/expapi/verbs/completed")), 0xd41b8c91ee73f5c0u);
	assert_int_equal(hash64_pair(1, 2), 0xac71a466edbad5a6u);
}

static void
hash64_reads_only_the_text(void **state)
{
	(void)state;
	for (size_t len = 0; len < 70; len++) {
		char *one = malloc(len + 1), *two = malloc(len + 16);

		memset(one, 'x', len);
		memset(two, 'y', len + 16);
		memset(two + 7, 'x', len);
		assert_true(hash64((struct str){one, len}) == hash64((struct str){two + 7, len}));
		free(one);
		free(two);
	}
}

static int
ascending(const void *a, const void *b)
{
	uint64_t one = *(const uint64_t *)a, two = *(const uint64_t *)b;

	return (one > two) - (one < two);
}

static size_t
collisions(uint64_t *hashes, size_t count)
{
	size_t found = 0;

	qsort(hashes, count, sizeof(*hashes), ascending);
	for (size_t i = 1; i < count; i++)
		found += hashes[i] == hashes[i - 1];
	return found;
}

/* A million texts: 116 of their 32-bit halves collide by chance, give or take 11. */
static void
expect_no_collisions(const char *format)
{
	enum { MANY = 1000000 };
	uint64_t *hashes = malloc(MANY * sizeof(*hashes));
	uint64_t *low = malloc(MANY * sizeof(*low)), *high = malloc(MANY * sizeof(*high));

	for (int i = 0; i < MANY; i++) {
		char text[128];
		int len = snprintf(text, sizeof(text), format, i, i % 7);

		hashes[i] = hash64((struct str){text, (size_t)len});
		low[i] = hashes[i] & UINT32_MAX;
		high[i] = hashes[i] >> 32;
	}
	assert_int_equal(collisions(hashes, MANY), 0);
	assert_in_range(collisions(low, MANY), 50, 190);
	assert_in_range(collisions(high, MANY), 50, 190);
	free(hashes);
	free(low);
	free(high);
}

static void
hash64_tells_a_million_similar_texts_apart(void **state)
{
	(void)state;
	expect_no_collisions("https://lms.example.org/course/view.php?id=%d&section=%d");
	expect_no_collisions("%d");
	expect_no_collisions("u%07d");
	expect_no_collisions("https://example.org/%010d/lesson/x/%d/activity");
}

/* Zero bytes and lengths are where a multiplying hash is weakest. */
static void
hash64_tells_runs_of_one_byte_apart(void **state)
{
	enum { LENGTHS = 2000 };
	char *run = malloc(LENGTHS);
	uint64_t *hashes = malloc((size_t)4 * LENGTHS * sizeof(*hashes));
	size_t count = 0;

	(void)state;
	for (int byte = 0; byte < 256; byte += 85) {
		memset(run, byte, LENGTHS);
		for (size_t len = byte ? 1 : 0; len < LENGTHS; len++)
			hashes[count++] = hash64((struct str){run, len});
	}
	assert_int_equal(collisions(hashes, count), 0);
	free(run);
	free(hashes);
}

/* Flipping any bit of the text flips each bit of the hash about every second time. */
static void
hash64_spreads_each_bit_over_all(void **state)
{
	enum { ROUNDS = 1000, LEN = 40, BITS = LEN * 8 };
	static int flips[BITS][64];
	char text[LEN];

	(void)state;
	srand(7);
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t before;

		for (int i = 0; i < LEN; i++)
			text[i] = (char)('0' + rand() % 75);
		before = hash64((struct str){text, LEN});
		for (int bit = 0; bit < BITS; bit++) {
			uint64_t change;

			text[bit / 8] ^= (char)(1 << bit % 8);
			change = before ^ hash64((struct str){text, LEN});
			text[bit / 8] ^= (char)(1 << bit % 8);
			for (int out = 0; out < 64; out++)
				flips[bit][out] += change >> out & 1;
		}
	}
	for (int bit = 0; bit < BITS; bit++)
		for (int out = 0; out < 64; out++)
			assert_in_range(flips[bit][out], ROUNDS * 40 / 100, ROUNDS * 60 / 100);
}

static void
hash64_pair_minds_the_order(void **state)
{
	enum { SIDE = 700 };
	uint64_t *hashes = malloc((size_t)SIDE * SIDE * sizeof(*hashes));

	(void)state;
	for (uint64_t a = 0; a < SIDE; a++)
		for (uint64_t b = 0; b < SIDE; b++)
			hashes[a * SIDE + b] = hash64_pair(a, b);
	assert_int_equal(collisions(hashes, (size_t)SIDE * SIDE), 0);
	free(hashes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sha1_gives_the_vectors_of_fips_180),
	    cmocka_unit_test(sha256_gives_the_vectors_of_fips_180),
	    cmocka_unit_test(sha512_gives_the_vector_of_fips_180),
	    cmocka_unit_test(md5_gives_the_vectors_of_rfc_1321),
	    cmocka_unit_test(hmac_gives_the_vectors_of_rfc_4231),
	    cmocka_unit_test(each_signature_starts_anew),
	    cmocka_unit_test(the_key_is_copied_and_may_be_empty),
	    cmocka_unit_test(uuid5_gives_the_vector_of_rfc_9562),
	    cmocka_unit_test(uuids_are_read_in_either_case_and_written_in_lower),
	    cmocka_unit_test(what_is_no_uuid_is_refused),
	    cmocka_unit_test(each_byte_at_each_place_is_read_as_it_should),
	    cmocka_unit_test(hash64_never_changes),
	    cmocka_unit_test(hash64_reads_only_the_text),
	    cmocka_unit_test(hash64_tells_a_million_similar_texts_apart),
	    cmocka_unit_test(hash64_tells_runs_of_one_byte_apart),
	    cmocka_unit_test(hash64_spreads_each_bit_over_all),
	    cmocka_unit_test(hash64_pair_minds_the_order),
	};

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
