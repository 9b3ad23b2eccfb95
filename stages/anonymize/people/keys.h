/* The keys of the pseudonyms, as the settings name them: key_file, the first one and what
 * `lrstream rekey` has brought in since, and tenant. */
#ifndef LRSTREAM_KEYS_H
#define LRSTREAM_KEYS_H

#include "pipeline/core/settings.h"
#include "stages/anonymize/people/pseudonym.h"

/* The options that keys_open reads, as entries of a table. */
#define KEY_OPTIONS \
	{"key_file", OPTION_LIST, EVERYWHERE, NULL, 0, 0, "FILE", \
	    "secret key of the pseudonyms, 32 bytes or more"}, \
	{ \
		"tenant", OPTION_TEXT, EVERYWHERE, "default", 0, 0, "NAME", \
		    "whose learners these are: tenants share no pseudonyms" \
	}

/* Opens the chain of keys. NULL with a usage error if a key is missing, unreadable or too short. */
struct pseudonymizer *keys_open(const struct settings *, struct error *);

/* Writes the id of the chain (pseudonym.h). False with the same errors. */
bool keys_id(const struct settings *, char out[KEY_ID_TEXT + 1], struct error *);

/* A file's name in dead letters, keyed since the name may be a person's: the HMAC of its path under the key file's bytes,
 * cut; each later key makes one of the one before, as with pseudonyms. */
enum { FILE_LABEL_BYTES = 6 };

/* Writes the labels of some files. False with the errors of keys_open. */
bool keys_file_labels(const struct settings *, const struct str *paths, size_t count,
    uint8_t (*out)[FILE_LABEL_BYTES], struct error *);

/* The label that the last key of the chain makes of one of the keys before it; `out` may be the same. */
void keys_next_label(
    struct pseudonymizer *, const uint8_t before[FILE_LABEL_BYTES], uint8_t out[FILE_LABEL_BYTES]);

#endif
