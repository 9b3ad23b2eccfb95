/* Ids of certificates, enrolments and credentials: cert_…, enr_…, cred_….
 *
 * They name one person's paper: anyone who may look it up finds the person. A policy lists their prefixes; wherever one
 * stands, in a value, an IRI or a text, it is replaced by the same prefix with a keyed pseudonym behind it, so that
 * statements of one certificate still belong together.
 */
#ifndef LRSTREAM_CREDENTIAL_IDS_H
#define LRSTREAM_CREDENTIAL_IDS_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/str.h"
#include "stages/anonymize/pseudonym.h"

struct credential_ids;

/* Prefixes are compared without regard to case; they and the result live in the arena. */
const struct credential_ids *credential_ids_make(struct arena *, const struct str *prefixes, size_t count);

/* The first id at or behind byte `from`: the prefix at the start of a word, then letters, digits, '_' and '-', at
 * least one of them a digit. An id that credential_ids_write made is found as well. */
bool credential_ids_find(
    const struct credential_ids *, struct str text, size_t from, size_t *start, size_t *end);

/* The pseudonym of an id that was found: its prefix and 32 hexadecimal digits, in the arena. */
struct str credential_ids_write(
    const struct credential_ids *, struct arena *, struct pseudonymizer *, struct str id);

#endif
