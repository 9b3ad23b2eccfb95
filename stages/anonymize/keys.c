/* See keys.h. */
#include "stages/anonymize/keys.h"

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

static bool
add_later(struct pseudonymizer *p, const struct settings *settings, struct error *error)
{
	const struct str *paths;
	size_t count = settings_list(settings, "rekeyed_with", &paths);

	for (size_t i = 0; i < count; i++)
		if (!pseudonymizer_add_file(p, paths[i].at, settings_text(settings, "tenant"), error))
			return error_at(error, settings_where(settings, "rekeyed_with", NULL).at);
	return true;
}

struct pseudonymizer *
keys_open(const struct settings *settings, struct error *error)
{
	struct pseudonymizer *p = open_first(settings, error);

	if (!p || add_later(p, settings, error))
		return p;
	pseudonymizer_close(p);
	return NULL;
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
