/* Forms of moments that sources write beside ISO 8601: seconds since 1970, and patterns such as DD.MM.YYYY hh:mm:ss. */
#ifndef LRSTREAM_CONVERT_MOMENT_FORM_H
#define LRSTREAM_CONVERT_MOMENT_FORM_H

#include <stdint.h>

#include "pipeline/core/str.h"

struct moment_form {
	enum { MOMENT_ISO, MOMENT_UNIX, MOMENT_UNIX_MILLISECONDS, MOMENT_PATTERN } kind;
	struct str pattern;
};

/* What a construct's `form` and `zone` say. */
struct moment_forms {
	const struct moment_form *list;
	uint32_t count;
	struct str zone; /* of moments without one: "Z", "+02:00" */
};

/* "iso", "unix", "unix-milliseconds" or a pattern, which must have year, month and day; `text` is borrowed. False with
 * what is wrong in *why (static). */
bool moment_form_named(struct str text, struct moment_form *out, const char **why);

/* "UTC", "Z" or an offset such as +02:00; *zone becomes what ISO 8601 writes. */
bool moment_zone_named(struct str text, struct str *zone);

/* Reads a moment, as microseconds since 1970; false if `text` has another form or says what no calendar knows. */
bool moment_form_read(const struct moment_form *, struct str text, struct str zone, int64_t *us);

#endif
