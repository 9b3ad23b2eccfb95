/* The keys of the pseudonyms, as the settings name them: key_file, rekeyed_with and tenant. */
#ifndef LRSTREAM_KEYS_H
#define LRSTREAM_KEYS_H

#include "pipeline/core/settings.h"
#include "stages/anonymize/pseudonym.h"

/* The options that keys_open reads, as entries of a table. */
#define KEY_OPTIONS \
	{"key_file", OPTION_TEXT, EVERYWHERE, NULL, 0, 0, "FILE", \
	    "the key of the pseudonyms: 32 bytes or more, secret, kept for good"}, \
	    {"rekeyed_with", OPTION_LIST, EVERYWHERE, NULL, 0, 0, "FILE", \
		"a later key, by `lrstream rekey`"}, \
	{ \
		"tenant", OPTION_TEXT, EVERYWHERE, "default", 0, 0, "NAME", \
		    "whose learners these are: tenants share no pseudonyms" \
	}

/* Opens the chain of keys. NULL with a usage error if a key is missing, unreadable or too short. */
struct pseudonymizer *keys_open(const struct settings *, struct error *);

/* Writes the id of the chain (pseudonym.h). False with the same errors. */
bool keys_id(const struct settings *, char out[KEY_ID_TEXT + 1], struct error *);

#endif
