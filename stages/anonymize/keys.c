/* See keys.h. */
#include "stages/anonymize/keys.h"

#include "pipeline/core/digest.h"
#include "pipeline/core/schemas.h"

static struct pseudonymizer *
open_first(const struct settings *settings, struct error *error)
{
	struct str path = settings_text(settings, "key_file");
	struct pseudonymizer *p;

	if (path.len == 0) {
		error_usage(error,
		    "pseudonyms need a key: name a file of %d secret bytes or more with key_file (--key-file "
		    "FILE)",
		    KEY_BYTES_LEAST);
		return NULL;
	}
	p = pseudonymizer_open_file(path.at, settings_text(settings, "tenant"), error);
	if (!p)
		error_at(error, settings_where(settings, "key_file", NULL).at);
	return p;
}

/* Labels of files, or none, that follow the chain while it grows. */
struct labels {
	uint8_t (*at)[FILE_LABEL_BYTES];
	size_t count;
};

static bool
add_later(struct pseudonymizer *p, const struct settings *settings, struct labels labels, struct error *error)
{
	const struct str *paths;
	size_t count = settings_list(settings, "rekeyed_with", &paths);

	for (size_t i = 0; i < count; i++) {
		if (!pseudonymizer_add_file(p, paths[i].at, settings_text(settings, "tenant"), error))
			return error_at(error, settings_where(settings, "rekeyed_with", NULL).at);
		for (size_t n = 0; n < labels.count; n++)
			keys_next_label(p, labels.at[n], labels.at[n]);
	}
	return true;
}

static struct pseudonymizer *
open_all(const struct settings *settings, struct labels labels, struct error *error)
{
	struct pseudonymizer *p = open_first(settings, error);

	if (!p || add_later(p, settings, labels, error))
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
	struct str key = schemas_read(arena, settings_text(settings, "key_file").at, error);
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
