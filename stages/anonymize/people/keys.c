/* See keys.h. */
#include "stages/anonymize/people/keys.h"

#include "pipeline/core/digest.h"
#include "pipeline/core/schemas.h"

/* Labels of files, or none, that follow the chain while it grows. */
struct labels {
	uint8_t (*at)[FILE_LABEL_BYTES];
	size_t count;
};

static bool
missing(struct error *error)
{
	return error_usage(error,
	    "pseudonyms need a key: name a file of %d secret bytes or more with key_file (--key-file FILE)",
	    KEY_BYTES_LEAST);
}

/* Adds a key file; of the first one p is opened. */
static bool
add(struct pseudonymizer **p, const char *path, struct str tenant, struct labels labels, struct error *error)
{
	if (!*p) {
		*p = pseudonymizer_open_file(path, tenant, error);
		return *p != NULL;
	}
	if (!pseudonymizer_add_file(*p, path, tenant, error))
		return false;
	for (size_t n = 0; n < labels.count; n++)
		keys_next_label(*p, labels.at[n], labels.at[n]);
	return true;
}

static struct pseudonymizer *
open_all(const struct settings *settings, struct labels labels, struct error *error)
{
	struct pseudonymizer *p = NULL;
	const struct str *paths;
	size_t count = settings_list(settings, "key_file", &paths);
	bool ok = (count && paths[0].len) || missing(error);

	for (size_t i = 0; ok && i < count; i++) {
		ok = add(&p, paths[i].at, settings_text(settings, "tenant"), labels, error);
		if (!ok)
			error_at(error, settings_where(settings, "key_file", NULL).at);
	}
	if (ok)
		return p;
	pseudonymizer_close(p);
	return NULL;
}

struct pseudonymizer *
keys_open(const struct settings *settings, struct error *error)
{
	return open_all(settings, (struct labels){0}, error);
}

bool
keys_id(const struct settings *settings, char out[KEY_ID_TEXT + 1], struct error *error)
{
	struct pseudonymizer *p = keys_open(settings, error);

	if (p)
		pseudonymizer_key_id(p, out);
	pseudonymizer_close(p);
	return p != NULL;
}

/* ---- files ---- */

void
keys_next_label(
    struct pseudonymizer *p, const uint8_t before[FILE_LABEL_BYTES], uint8_t out[FILE_LABEL_BYTES])
{
	uint8_t made[PSEUDONYM_BYTES];

	pseudonymizer_next(p, (struct str){(const char *)before, FILE_LABEL_BYTES}, made);
	memcpy(out, made, FILE_LABEL_BYTES);
}

/* With the first key alone. */
static bool
first_labels(
    const struct settings *settings, const struct str *paths, struct labels labels, struct error *error)
{
	struct arena *arena = arena_open();
	const struct str *files;
	bool said = settings_list(settings, "key_file", &files) > 0 || missing(error);
	struct str key = said ? schemas_read(arena, files[0].at, error) : (struct str){0};
	struct hmac *hmac = key.at ? hmac_open(key) : NULL;

	for (size_t i = 0; hmac && i < labels.count; i++) {
		uint8_t sum[SHA256_BYTES];

		hmac_sign(hmac, paths[i], sum);
		memcpy(labels.at[i], sum, FILE_LABEL_BYTES);
	}
	hmac_close(hmac);
	arena_close(arena);
	return key.at != NULL;
}

bool
keys_file_labels(const struct settings *settings, const struct str *paths, size_t count,
    uint8_t (*out)[FILE_LABEL_BYTES], struct error *error)
{
	struct labels labels = {out, count};
	struct pseudonymizer *p = NULL;

	if (first_labels(settings, paths, labels, error))
		p = open_all(settings, labels, error);
	pseudonymizer_close(p);
	return p != NULL;
}
