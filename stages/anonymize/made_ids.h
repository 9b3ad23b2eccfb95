/* The ids of a statement that were made here, and their keyed form (people/made_id.h).
 *
 * They are looked for in every text and key of a statement, whole or as a part of it, since a mapping may put an id that it
 * made wherever it likes: into `id`, a StatementRef, the registration, the IRI of an attempt. What was made of the event is
 * known by the set that convert hands on, so that ids which the source gave stay as they are, and refs to them too.
 */
#ifndef LRSTREAM_MADE_IDS_H
#define LRSTREAM_MADE_IDS_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "pipeline/core/uuid_set.h"
#include "stages/anonymize/people/pseudonym.h"
#include "stages/anonymize/report.h"

struct made_ids {
	struct arena *arena; /* for new texts */
	struct pseudonymizer *keys;
	const struct uuid_set *made; /* of this event; NULL: none */
	struct report *report;       /* or NULL */
};

/* Ids that were made of the event get their keyed form; those that a beginning of the chain of keys made, when the event
 * came earlier or before `lrstream rekey`, become those of the whole chain. True if anything changed. A text that is such
 * an id as a whole is JSON_FINAL then. */
bool made_ids_key(struct made_ids *, struct json *statement);

/* True if the value is such an id as a whole: it is made, or was, and needs no other pseudonym. */
bool made_ids_has(const struct uuid_set *made, struct pseudonymizer *, const struct json *value);

#endif
