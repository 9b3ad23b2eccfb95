/* Keyed pseudonyms; see pseudonym.h. Key bytes live in buffers of this file only until the HMAC context has them, and
 * are wiped on every way out. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/digest.h"
#include "pipeline/core/log.h"
#include "stages/anonymize/identifier.h"
#include "stages/anonymize/pseudonym.h"

/* A key file longer than this is no key file, but some other one named by mistake. */
enum { KEY_BYTES_MOST = 64 * 1024 };

struct pseudonymizer {
	struct hmac *hmac;
	struct buf identifier;
};

/* memset would be optimized away where the bytes are not read again. */
static void
wipe(void *at, size_t len)
{
	volatile unsigned char *byte = at;

	while (len--)
		*byte++ = 0;
}

struct pseudonymizer *
pseudonymizer_open(struct str key, struct str tenant)
{
	struct pseudonymizer *p;
	struct hmac *file_key;
	uint8_t tenant_key[SHA256_BYTES];

	if (key.len < KEY_BYTES_LEAST)
		return NULL;
	p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	file_key = hmac_open(key);
	hmac_sign(file_key, tenant, tenant_key);
	hmac_close(file_key);
	p->hmac = hmac_open((struct str){(const char *)tenant_key, sizeof(tenant_key)});
	wipe(tenant_key, sizeof(tenant_key));
	return p;
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

/* Judges what was read and opens with it. */
static struct pseudonymizer *
open_with(const char *path, const char *bytes, ssize_t len, struct str tenant, struct error *error)
{
	struct str key = {bytes, len > 0 ? (size_t)len : 0};

	if (str_ends(key, STR("\n")))
		key.len--;
	if (len < 0)
		error_usage(error, "%s: %s", path, strerror(errno));
	else if (len > KEY_BYTES_MOST)
		error_usage(error, "%s: longer than %d bytes, which no key is", path, KEY_BYTES_MOST);
	else if (key.len < KEY_BYTES_LEAST)
		error_usage(error, "%s: %zu bytes are too short for a key, %d or more are needed", path,
		    key.len, KEY_BYTES_LEAST);
	else
		return pseudonymizer_open(key, tenant);
	return NULL;
}

struct pseudonymizer *
pseudonymizer_open_file(const char *path, struct str tenant, struct error *error)
{
	struct pseudonymizer *p = NULL;
	char bytes[KEY_BYTES_MOST + 2];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	ssize_t len;

	if (fd < 0) {
		error_usage(error, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_mode & (S_IROTH | S_IWOTH))
		log_line(LOG_WARN, "key-file-open-to-others", "file=%s", log_quote(path));
	len = read_up_to(fd, bytes, sizeof(bytes));
	p = open_with(path, bytes, len, tenant, error);
	wipe(bytes, sizeof(bytes));
	close(fd);
	return p;
}

bool
pseudonymizer_agent(struct pseudonymizer *p, const struct json *agent, uint8_t out[PSEUDONYM_BYTES])
{
	uint8_t digest[SHA256_BYTES];

	if (!identifier_of(&p->identifier, agent))
		return false;
	hmac_sign(p->hmac, buf_view(&p->identifier), digest);
	memcpy(out, digest, PSEUDONYM_BYTES);
	return true;
}

void
pseudonymizer_text(struct pseudonymizer *p, struct str kind, struct str value, char out[PSEUDONYM_TEXT])
{
	uint8_t digest[SHA256_BYTES];

	buf_clear(&p->identifier);
	buf_str(&p->identifier, kind);
	buf_char(&p->identifier, '\n');
	buf_str(&p->identifier, value);
	hmac_sign(p->hmac, buf_view(&p->identifier), digest);
	for (int i = 0; i < PSEUDONYM_BYTES; i++) {
		out[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		out[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
}

void
pseudonymizer_close(struct pseudonymizer *p)
{
	if (!p)
		return;
	hmac_close(p->hmac);
	buf_free(&p->identifier);
	free(p);
}
