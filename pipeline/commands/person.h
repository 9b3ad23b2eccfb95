/* A person, as somebody names them on the command line: by an identifier of xAPI, or by the pseudonym itself. */
#ifndef LRSTREAM_PERSON_H
#define LRSTREAM_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/settings.h"

/* --mbox, --mbox-sha1sum, --account, --openid and --pseudonym. */
extern const struct option person_options[];

struct person {
	const char *said_by; /* "mbox", ..., "pseudonym" */
	uint8_t pseudonym[16];
	char key_id[9]; /* of what the pseudonym was made with; "" if it was said */
};

/* Reads who is meant. `argv` are the arguments that are no options: the NAME of --account HOMEPAGE NAME, or none. False
 * with a usage error, which never repeats what was said. */
bool person_read(const struct settings *, int argc, char **argv, struct person *, struct error *);

#endif
