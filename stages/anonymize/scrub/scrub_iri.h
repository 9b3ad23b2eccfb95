/* Scrubbing IRIs (RFC 3987): a part that is personal gives way, and what is left is an IRI still.
 *
 * What the detectors find in a text, they find in an IRI, behind percent-encoding too: the piece becomes `x-email` and so
 * on. Beyond that an IRI tells by its form what is somebody's: userinfo; an IP address as host; the segment behind
 * /users/ (paths.yaml) or ~; values of parameters whose names say so (members.yaml), in query, fragment and path; what
 * mailto:, tel:, sip:, xmpp:, acct: and geo: point to; the home folder in file:. Scrubbed twice is as scrubbed once.
 */
#ifndef LRSTREAM_SCRUB_IRI_H
#define LRSTREAM_SCRUB_IRI_H

#include <stdbool.h>

#include "pipeline/core/str.h"

struct scrub;

/* True if something was replaced; then *out, in the scrub's arena, is the IRI to take instead. Any valid UTF-8 may come
 * in; a valid IRI stays one, of the same scheme. Needs the scrub's finder.known for paths.yaml, and its members. */
bool scrub_iri(struct scrub *, struct str iri, struct str *out);

/* The same for the name of a concept: a verb, a type, the key of an extension. There a plain word behind another one for
 * people is part of the name: /profiles/meetings. */
bool scrub_term(struct scrub *, struct str iri, struct str *out);

#endif
