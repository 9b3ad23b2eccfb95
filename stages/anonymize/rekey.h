/* Safe statements under a new key: what they hold of pseudonyms becomes what the longer chain of keys would have made of
 * the raw data (pseudonym.h). Nobody needs the raw data for it.
 *
 * Pseudonyms of agents are known wherever they stand, and so are ids that were made here (made_id.h), that of the statement
 * among them. Those of other values are known by the policy that made them: its prefixes of ids, and the places that it
 * gives pseudonyms to.
 */
#ifndef LRSTREAM_REKEY_H
#define LRSTREAM_REKEY_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "stages/anonymize/policy/policy.h"
#include "stages/anonymize/people/pseudonym.h"

struct rekeyer {
	struct arena *arena;        /* for new texts */
	struct pseudonymizer *keys; /* the chain with the new key at its end */
	const struct policy *policy;

	/* Found out by rekey_statement: more than agents changed, so the content is another one (safe_statement.h). */
	bool other;
};

/* Changes every pseudonym in the statement, in place. */
void rekey_statement(struct rekeyer *, struct json *statement);

#endif
