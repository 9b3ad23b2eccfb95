/* Keyed pseudonyms; see pseudonym.h. Key bytes live in buffers of this file only until the HMAC context has them, and
 * are wiped on every way out. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/digest.h"
#include "pipeline/core/log.h"
#include "stages/anonymize/people/identifier.h"
#include "stages/anonymize/people/pseudonym.h"
#include "stages/anonymize/people/recent_agents.h"

/* A key file longer than this is no key file, but some other one named by mistake. */
enum { KEY_BYTES_MOST = 64 * 1024 };

struct pseudonymizer {
	struct hmac *keys[KEYS_MOST]; /* the tenant's, in the order in which they are used */
	size_t count;
	struct buf identifier;
	struct recent_agents *recent;
};

/* memset would be optimized away where the bytes are not read again. */
static void
wipe(void *at, size_t len)
{
	volatile unsigned char *byte = at;

	while (len--)
		*byte++ = 0;
}

static struct pseudonymizer *
open_empty(void)
{
	struct pseudonymizer *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->recent = recent_agents_open();
	return p;
}

bool
pseudonymizer_add(struct pseudonymizer *p, struct str key, struct str tenant)
{
	struct hmac *file_key;
	uint8_t tenant_key[SHA256_BYTES];

	if (key.len < KEY_BYTES_LEAST || p->count == KEYS_MOST)
		return false;
	file_key = hmac_open(key);
	hmac_sign(file_key, tenant, tenant_key);
	hmac_close(file_key);
	p->keys[p->count++] = hmac_open((struct str){(const char *)tenant_key, sizeof(tenant_key)});
	wipe(tenant_key, sizeof(tenant_key));
	recent_agents_forget(p->recent);
	return true;
}

struct pseudonymizer *
pseudonymizer_open(struct str key, struct str tenant)
{
	struct pseudonymizer *p = open_empty();

	if (pseudonymizer_add(p, key, tenant))
		return p;
	pseudonymizer_close(p);
	return NULL;
}

/* Reads up to `most` bytes; -1 with errno if that fails. */
static ssize_t
read_up_to(int fd, char *bytes, size_t most)
{
	size_t len = 0;
	ssize_t got;

	do {
		got = read(fd, bytes + len, most - len);
		if (got > 0)
			len += (size_t)got;
	} while (len < most && (got > 0 || (got < 0 && errno == EINTR)));
	return got < 0 ? -1 : (ssize_t)len;
}

/* Whether the last key is one of those before it: then nothing was brought in, and who had that one has them all. */
static bool
last_is_known(struct pseudonymizer *p)
{
	uint8_t last[SHA256_BYTES], other[SHA256_BYTES];
	bool known = false;

	hmac_sign(p->keys[p->count - 1], STR(""), last);
	for (size_t i = 0; i + 1 < p->count && !known; i++) {
		hmac_sign(p->keys[i], STR(""), other);
		known = memcmp(last, other, sizeof(last)) == 0;
	}
	return known;
}

/* Judges what was read and adds it. */
static bool
add_bytes(struct pseudonymizer *p, const char *path, const char *bytes, ssize_t len, struct str tenant,
    struct error *error)
{
	struct str key = {bytes, len > 0 ? (size_t)len : 0};

	if (str_ends(key, STR("\n")))
		key.len--;
	if (len < 0)
		return error_usage(error, "%s: %s", path, strerror(errno));
	if (len > KEY_BYTES_MOST)
		return error_usage(error, "%s: longer than %d bytes, which no key is", path, KEY_BYTES_MOST);
	if (key.len < KEY_BYTES_LEAST)
		return error_usage(error, "%s: %zu bytes are too short for a key, %d or more are needed",
		    path, key.len, KEY_BYTES_LEAST);
	if (!pseudonymizer_add(p, key, tenant))
		return error_usage(error, "%s: more keys than the %d there may be", path, KEYS_MOST);
	return !last_is_known(p)
	       || error_usage(error, "%s: this key was named before; a new one is needed", path);
}

bool
pseudonymizer_add_file(struct pseudonymizer *p, const char *path, struct str tenant, struct error *error)
{
	char bytes[KEY_BYTES_MOST + 2];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	ssize_t len;
	bool ok;

	if (fd < 0)
		return error_usage(error, "%s: %s", path, strerror(errno));
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_mode & (S_IROTH | S_IWOTH))
		log_line(LOG_WARN, "key-file-open-to-others", "file=%s", log_quote(path));
	len = read_up_to(fd, bytes, sizeof(bytes));
	ok = add_bytes(p, path, bytes, len, tenant, error);
	wipe(bytes, sizeof(bytes));
	close(fd);
	return ok;
}

struct pseudonymizer *
pseudonymizer_open_file(const char *path, struct str tenant, struct error *error)
{
	struct pseudonymizer *p = open_empty();

	if (pseudonymizer_add_file(p, path, tenant, error))
		return p;
	pseudonymizer_close(p);
	return NULL;
}

/* ---- signing ---- */

static void
sign(struct hmac *key, struct str bytes, uint8_t out[PSEUDONYM_BYTES])
{
	uint8_t digest[SHA256_BYTES];

	hmac_sign(key, bytes, digest);
	memcpy(out, digest, PSEUDONYM_BYTES);
}

/* The same as a UUID: version and variant take the place of six bits. */
static void
sign_uuid(struct hmac *key, struct str bytes, uint8_t out[PSEUDONYM_BYTES])
{
	enum { VERSION_AT = 6, VARIANT_AT = 8 };

	sign(key, bytes, out);
	out[VERSION_AT] = (out[VERSION_AT] & 0x0f) | 0x80;
	out[VARIANT_AT] = (out[VARIANT_AT] & 0x3f) | 0x80;
}

/* Through the whole chain, in one of these ways. */
static void
sign_through(struct pseudonymizer *p, void (*way)(struct hmac *, struct str, uint8_t *), struct str bytes,
    uint8_t out[PSEUDONYM_BYTES])
{
	way(p->keys[0], bytes, out);
	for (size_t i = 1; i < p->count; i++)
		way(p->keys[i], (struct str){(const char *)out, PSEUDONYM_BYTES}, out);
}

static void
sign_all(struct pseudonymizer *p, struct str bytes, uint8_t out[PSEUDONYM_BYTES])
{
	sign_through(p, sign, bytes, out);
}

void
pseudonymizer_next_uuid(struct pseudonymizer *p, const uint8_t before[16], uint8_t out[16])
{
	sign_uuid(p->keys[p->count - 1], (struct str){(const char *)before, PSEUDONYM_BYTES}, out);
}

void
pseudonymizer_next(struct pseudonymizer *p, struct str before, uint8_t out[PSEUDONYM_BYTES])
{
	sign(p->keys[p->count - 1], before, out);
}

/* No identifier is this text: it has neither a colon nor a newline, and is no digest (identifier.h). */
void
pseudonymizer_key_id(struct pseudonymizer *p, char out[KEY_ID_TEXT + 1])
{
	uint8_t bytes[PSEUDONYM_BYTES];

	sign_all(p, STR("lrstream key id"), bytes);
	for (int i = 0; i < KEY_ID_TEXT / 2; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

bool
pseudonymizer_agent(struct pseudonymizer *p, const struct json *agent, uint8_t out[PSEUDONYM_BYTES])
{
	bool known;
	uint8_t *recent = recent_agent(p->recent, agent, &known);

	if (!known && !identifier_of(&p->identifier, agent)) {
		if (recent)
			recent_agent_drop(recent);
		return false;
	}
	if (!known)
		sign_all(p, buf_view(&p->identifier), recent ? recent : out);
	if (recent)
		memcpy(out, recent, PSEUDONYM_BYTES);
	return true;
}

static struct str
kind_and_value(struct pseudonymizer *p, struct str kind, struct str value)
{
	buf_clear(&p->identifier);
	buf_str(&p->identifier, kind);
	buf_char(&p->identifier, '\n');
	buf_str(&p->identifier, value);
	return buf_view(&p->identifier);
}

void
pseudonymizer_uuid(struct pseudonymizer *p, struct str kind, struct str value, uint8_t out[16])
{
	sign_through(p, sign_uuid, kind_and_value(p, kind, value), out);
}

void
pseudonymizer_text(struct pseudonymizer *p, struct str kind, struct str value, char out[PSEUDONYM_TEXT])
{
	uint8_t digest[PSEUDONYM_BYTES];

	sign_all(p, kind_and_value(p, kind, value), digest);
	for (int i = 0; i < PSEUDONYM_BYTES; i++) {
		out[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		out[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
}

size_t
pseudonymizer_keys(const struct pseudonymizer *p)
{
	return p->count;
}

void
pseudonymizer_sign(struct pseudonymizer *p, size_t nth, struct str bytes, uint8_t out[PSEUDONYM_BYTES])
{
	sign(p->keys[nth], bytes, out);
}

void
pseudonymizer_close(struct pseudonymizer *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++)
		hmac_close(p->keys[i]);
	buf_free(&p->identifier);
	recent_agents_close(p->recent);
	free(p);
}
