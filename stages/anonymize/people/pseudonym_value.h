/* Pseudonyms of values that are no agents: a session's id, a registration, a certificate.
 *
 * The pseudonym is a value of the same kind, so that it can stand where the value stood: a UUID for a UUID, an IRI for
 * an IRI, and a text of 32 hexadecimal digits for any other text and for a number. The same value gives the same
 * pseudonym wherever it stands, as a number or as a text.
 */
#ifndef LRSTREAM_PSEUDONYM_VALUE_H
#define LRSTREAM_PSEUDONYM_VALUE_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "stages/anonymize/policy/credential_ids.h"
#include "stages/anonymize/people/pseudonym.h"
#include "stages/xapi/anatomy.h"

/* What the pseudonyms of IRIs start with. */
#define PSEUDONYM_IRI "urn:lrstream:pseudonym:"

/* Replaces a text or number, in place; its new text is in the arena. A text that is one of the ids keeps its prefix, as
 * it would in any other text. False, with nothing changed, for what is neither text nor number. */
bool pseudonymize_value(struct pseudonymizer *, const struct credential_ids *, struct arena *, enum part_kind,
    struct json *value);

#endif
