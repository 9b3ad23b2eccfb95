/* Hashes: keyed and standard ones by OpenSSL (this is its only user), and a fast 64-bit one of our own.
 *
 * hash64 names IRIs and compares contents inside one database: stable for ever, since it is stored, but no protection
 * against anyone. What must not be reversed or forged goes through HMAC-SHA-256.
 */
#ifndef LRSTREAM_DIGEST_H
#define LRSTREAM_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/str.h"

enum { MD5_BYTES = 16, SHA1_BYTES = 20, SHA256_BYTES = 32, SHA512_BYTES = 64 };

void digest_sha1(struct str bytes, uint8_t out[SHA1_BYTES]);
void digest_sha256(struct str bytes, uint8_t out[SHA256_BYTES]);
void digest_sha512(struct str bytes, uint8_t out[SHA512_BYTES]);

/* False where OpenSSL does without MD5, as in FIPS mode. For recognising the hashes of others, never for our own. */
bool digest_md5(struct str bytes, uint8_t out[MD5_BYTES]);

/* HMAC-SHA-256 with a key that is set once: re-keying per call would cost most of the time. Not thread-safe. */
struct hmac;
struct hmac *hmac_open(struct str key); /* key is copied */
void hmac_sign(struct hmac *, struct str bytes, uint8_t out[SHA256_BYTES]);
void hmac_close(struct hmac *); /* wipes */

/* The name-based UUID of RFC 9562, 5.5 (version 5, SHA-1) of `name` in `space`. */
void uuid5(const uint8_t space[16], struct str name, uint8_t out[16]);

/* "f81d4fae-7dec-11d0-a765-00a0c91e6bf6" from either case; false if the 36 characters have another form. */
bool uuid_parse(struct str text, uint8_t out[16]);

/* Writes the 36 lower-case characters, no NUL. */
void uuid_write(const uint8_t uuid[16], char out[36]);

uint64_t hash64(struct str bytes);

/* Mixes two hashes into one, order mattering. */
uint64_t hash64_pair(uint64_t a, uint64_t b);

#endif
