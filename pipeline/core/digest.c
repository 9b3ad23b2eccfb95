/* OpenSSL's hashes, and hash64; see digest.h.
 *
 * OpenSSL looks an algorithm up by name on each use unless it was fetched before: 440 ns a SHA-1 instead of 180. So
 * they are fetched once for the process and never given back; they are constant from then on. A keyed HMAC context is
 * set back with EVP_MAC_init and no key: 270 ns a signature, where copying the context would take 690.
 *
 * A call that fails here has run out of memory or of a sane OpenSSL: nothing could go on without hashes, so it aborts.
 */
#include "pipeline/core/digest.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_once_t fetched = PTHREAD_ONCE_INIT;
static EVP_MD *md5, *sha1, *sha256, *sha512;

static void
must(int ok)
{
	if (ok)
		return;
	fputs("lrstream: OpenSSL cannot hash\n", stderr);
	abort();
}

static void
fetch(void)
{
	sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	sha512 = EVP_MD_fetch(NULL, "SHA512", NULL);
	must(sha1 && sha256 && sha512);
	md5 = EVP_MD_fetch(NULL, "MD5", NULL);
}

static void
digest(EVP_MD *const *type, struct str one, struct str two, uint8_t *out)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	must(context && pthread_once(&fetched, fetch) == 0);
	must(EVP_DigestInit_ex2(context, *type, NULL));
	must(EVP_DigestUpdate(context, one.at, one.len));
	must(EVP_DigestUpdate(context, two.at, two.len));
	must(EVP_DigestFinal_ex(context, out, NULL));
	EVP_MD_CTX_free(context);
}

void
digest_sha1(struct str bytes, uint8_t out[SHA1_BYTES])
{
	digest(&sha1, bytes, (struct str){0}, out);
}

void
digest_sha256(struct str bytes, uint8_t out[SHA256_BYTES])
{
	digest(&sha256, bytes, (struct str){0}, out);
}

void
digest_sha512(struct str bytes, uint8_t out[SHA512_BYTES])
{
	digest(&sha512, bytes, (struct str){0}, out);
}

bool
digest_md5(struct str bytes, uint8_t out[MD5_BYTES])
{
	must(pthread_once(&fetched, fetch) == 0);
	if (!md5)
		return false;
	digest(&md5, bytes, (struct str){0}, out);
	return true;
}

/* ---- HMAC ---- */

struct hmac {
	EVP_MAC_CTX *keyed;
};

struct hmac *
hmac_open(struct str key)
{
	struct hmac *h = calloc(1, sizeof(*h));
	EVP_MAC *type = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
	OSSL_PARAM parameters[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char[]){"SHA256"}, 0),
	    OSSL_PARAM_construct_end(),
	};

	must(h && type);
	h->keyed = EVP_MAC_CTX_new(type);
	/* No bytes are a key too; a null pointer would mean "the key set before". */
	must(h->keyed
	     && EVP_MAC_init(h->keyed, (const unsigned char *)(key.len ? key.at : ""), key.len, parameters));
	EVP_MAC_free(type);
	return h;
}

void
hmac_sign(struct hmac *h, struct str bytes, uint8_t out[SHA256_BYTES])
{
	must(EVP_MAC_init(h->keyed, NULL, 0, NULL));
	must(EVP_MAC_update(h->keyed, (const unsigned char *)bytes.at, bytes.len));
	must(EVP_MAC_final(h->keyed, out, NULL, SHA256_BYTES));
}

void
hmac_close(struct hmac *h)
{
	if (!h)
		return;
	EVP_MAC_CTX_free(h->keyed); /* clears what it frees */
	free(h);
}

/* ---- UUIDs ---- */

void
uuid5(const uint8_t space[16], struct str name, uint8_t out[16])
{
	uint8_t hash[SHA1_BYTES];

	digest(&sha1, (struct str){(const char *)space, 16}, name, hash);
	memcpy(out, hash, 16);
	out[6] = (out[6] & 0x0f) | 0x50; /* version 5 */
	out[8] = (out[8] & 0x3f) | 0x80; /* the variant of RFC 9562 */
}

enum { HEX = 16 }; /* set in the value of what is a digit */

static const uint8_t hex_values[256] = {
    ['0'] = HEX,
    ['1'] = HEX | 1,
    ['2'] = HEX | 2,
    ['3'] = HEX | 3,
    ['4'] = HEX | 4,
    ['5'] = HEX | 5,
    ['6'] = HEX | 6,
    ['7'] = HEX | 7,
    ['8'] = HEX | 8,
    ['9'] = HEX | 9,
    ['a'] = HEX | 10,
    ['b'] = HEX | 11,
    ['c'] = HEX | 12,
    ['d'] = HEX | 13,
    ['e'] = HEX | 14,
    ['f'] = HEX | 15,
    ['A'] = HEX | 10,
    ['B'] = HEX | 11,
    ['C'] = HEX | 12,
    ['D'] = HEX | 13,
    ['E'] = HEX | 14,
    ['F'] = HEX | 15,
};

/* Where each byte's two digits stand in the text. */
static const uint8_t uuid_places[16] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};

bool
uuid_parse(struct str text, uint8_t out[16])
{
	const unsigned char *at = (const unsigned char *)text.at;
	unsigned good = HEX;

	if (text.len != 36 || at[8] != '-' || at[13] != '-' || at[18] != '-' || at[23] != '-')
		return false;
	for (int i = 0; i < 16; i++) {
		unsigned high = hex_values[at[uuid_places[i]]], low = hex_values[at[uuid_places[i] + 1]];

		good &= high & low;
		out[i] = (uint8_t)(high << 4 | (low & 15));
	}
	return good;
}

void
uuid_write(const uint8_t uuid[16], char out[36])
{
	static const char digits[] = "0123456789abcdef";

	out[8] = out[13] = out[18] = out[23] = '-';
	for (int i = 0; i < 16; i++) {
		out[uuid_places[i]] = digits[uuid[i] >> 4];
		out[uuid_places[i] + 1] = digits[uuid[i] & 15];
	}
}

/* ---- hash64 ----
 *
 * Two words of eight bytes, little-endian on every machine, are blended with constants, multiplied to 128 bits, and
 * the halves of the product folded into one word by exclusive or: each bit of the input reaches the whole word. The
 * state goes into one factor and is added again after the product, so that a factor that happens to be zero loses one
 * step's input but not what came before. The last step's words may overlap the step before; the length goes into the
 * last mix, so that texts which then look alike differ. The result is stored in databases: it must never change.
 */

__extension__ typedef unsigned __int128 wide;

/* Odd numbers without pattern: the fractions of the square roots of 2, 3, 5 and 7, the first with its last bit set. */
static const uint64_t roots[] = {
    0x6a09e667f3bcc909u,
    0xbb67ae8584caa73bu,
    0x3c6ef372fe94f82bu,
    0xa54ff53a5f1d36f1u,
};

static uint64_t
fold(uint64_t a, uint64_t b)
{
	wide product = (wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t
load(const char *at, size_t bytes)
{
	uint64_t word = 0;

	memcpy(&word, at, bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

static uint64_t
step(uint64_t state, uint64_t one, uint64_t two)
{
	return fold(one ^ state, two ^ roots[1]) + (state << 29 | state >> 35);
}

/* The last 1 to 16 bytes as two words. */
static uint64_t
last_step(uint64_t state, const char *at, size_t len)
{
	if (len >= 8)
		return step(state, load(at, 8), load(at + len - 8, 8));
	if (len >= 4)
		return step(state, load(at, 4), load(at + len - 4, 4));
	return step(state, load(at, 1) | load(at + len / 2, 1) << 8, load(at + len - 1, 1));
}

uint64_t
hash64(struct str bytes)
{
	uint64_t state = roots[0];
	const char *at = bytes.at;
	size_t left = bytes.len;

	for (; left > 16; at += 16, left -= 16)
		state = step(state, load(at, 8), load(at + 8, 8));
	if (left)
		state = last_step(state, at, left);
	return hash64_pair(state, bytes.len);
}

uint64_t
hash64_pair(uint64_t a, uint64_t b)
{
	uint64_t mixed = fold(a ^ roots[2], b ^ roots[3]) + a;

	return fold(mixed ^ (mixed >> 32), roots[0]);
}
