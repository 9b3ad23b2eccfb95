/* Pseudonyms: the same person always gets the same one, and nobody can go back.
 *
 * A pseudonym is HMAC-SHA-256 over the canonical identifier of an agent (identifier.h), keyed per tenant and cut to 128
 * bits. The tenant's key is HMAC-SHA-256 of the tenant's name under the key of the key file. All 128 bits are the
 * pseudonym's own: written as a UUID it has no version or variant bits set. Nothing needs them, since an account's name
 * is any text (xAPI 1.0.3, 2.4.2.4) and PostgreSQL's uuid any 128 bits.
 *
 * Keys can be rotated without the raw data: pseudonyms are then made by a chain of keys. The first key makes one of the
 * identifier, each further key one of the pseudonym before, its 16 bytes, in the same way. So what a database holds can
 * be re-keyed where it is (pseudonymizer_next), and whoever finds an old key cannot get at what the later ones made.
 * A chain has an id, by which it is recorded and recognised; it tells nothing of the keys.
 *
 * The keyed contexts are built once per worker, and agents that came by lately are remembered (recent_agents.h). Not
 * thread-safe; each worker owns one.
 */
#ifndef LRSTREAM_PSEUDONYM_H
#define LRSTREAM_PSEUDONYM_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/json.h"
#include "pipeline/core/str.h"

enum {
	PSEUDONYM_BYTES = 16,
	PSEUDONYM_TEXT = 2 * PSEUDONYM_BYTES,
	KEY_BYTES_LEAST = 32,
	KEY_ID_TEXT = 8,
	KEYS_MOST = 16
};

struct pseudonymizer;

/* key: at least KEY_BYTES_LEAST bytes, not needed afterwards. NULL if the key is too short. */
struct pseudonymizer *pseudonymizer_open(struct str key, struct str tenant);

/* The same with the bytes of a key file, one final newline dropped. NULL with a usage error that names the file and
 * tells nothing of its bytes. Warns on the log if others than the owner's group can read the file. */
struct pseudonymizer *pseudonymizer_open_file(const char *path, struct str tenant, struct error *);

/* Adds a key to the chain, for the same tenant. Of another key, another chain comes. False if the key is too short or
 * there are KEYS_MOST already; of a file also if the chain has the key already. */
bool pseudonymizer_add(struct pseudonymizer *, struct str key, struct str tenant);
bool pseudonymizer_add_file(struct pseudonymizer *, const char *path, struct str tenant, struct error *);

/* The id of the chain: 8 hexadecimal digits and a NUL. */
void pseudonymizer_key_id(struct pseudonymizer *, char out[KEY_ID_TEXT + 1]);

/* What the last key of the chain makes of what the keys before it made: of a pseudonym, its 16 bytes; of a text's, the
 * bytes that its digits stand for. */
void pseudonymizer_next(struct pseudonymizer *, struct str before, uint8_t out[PSEUDONYM_BYTES]);
void pseudonymizer_next_uuid(struct pseudonymizer *, const uint8_t before[16], uint8_t out[16]);

/* Writes the agent's pseudonym. False if the agent has no identifier (an anonymous group). */
bool pseudonymizer_agent(struct pseudonymizer *, const struct json *agent, uint8_t out[PSEUDONYM_BYTES]);

/* The pseudonym of any other value: 32 lower-case hexadecimal digits, of HMAC-SHA-256 over kind, newline and value. `kind`
 * ("value", "cert_") holds no newline and no colon, so that nothing of another kind, and no agent, shares it. */
void pseudonymizer_text(struct pseudonymizer *, struct str kind, struct str value, char out[PSEUDONYM_TEXT]);

/* The same as a UUID of version 8 (RFC 9562, 5.8). */
void pseudonymizer_uuid(struct pseudonymizer *, struct str kind, struct str value, uint8_t out[16]);

/* For what has a form of its own (made_id.h): the number of keys in the chain, and what the key at `nth`, from 0, makes of
 * some bytes. No pseudonym is made of bytes that begin with "made" and hold a newline before any colon. */
size_t pseudonymizer_keys(const struct pseudonymizer *);
void pseudonymizer_sign(struct pseudonymizer *, size_t nth, struct str bytes, uint8_t out[PSEUDONYM_BYTES]);

/* Wipes the key. */
void pseudonymizer_close(struct pseudonymizer *);

#endif
