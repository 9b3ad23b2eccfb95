/* Ids of certificates, enrolments and credentials: cert_…, enr_…, cred_….
 *
 * They name one person's paper: whoever may look it up finds the person. A policy lists their prefixes; wherever such an
 * id stands, in a value, an IRI or a text, it is replaced by the same prefix with a keyed pseudonym behind it, so that
 * the statements of one certificate still belong together.
 */
#ifndef LRSTREAM_CREDENTIAL_IDS_H
#define LRSTREAM_CREDENTIAL_IDS_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/error.h"
#include "pipeline/core/json.h"
#include "stages/anonymize/people/pseudonym.h"

struct credential_ids;

/* Nothing is such an id. */
const struct credential_ids *credential_ids_none(struct arena *);

/* Reads the list of prefixes in a policy; it and the result live in the arena. NULL with a usage error "FILE:LINE: …". */
const struct credential_ids *credential_ids_read(
    struct arena *, const struct json *list, const char *file, struct error *);

/* The first id that starts at byte `from` or behind it: a prefix at the start of a word, in any case, and behind it
 * letters, digits, '-' and '_', a digit among them. */
bool credential_ids_find(
    const struct credential_ids *, struct str text, size_t from, size_t *start, size_t *end);

/* What stands for an id that was found: its prefix in lower case and 32 hexadecimal digits, in the arena. */
struct str credential_ids_write(
    const struct credential_ids *, struct arena *, struct pseudonymizer *, struct str id);

#endif
