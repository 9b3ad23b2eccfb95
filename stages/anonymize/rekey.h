/* Safe statements under a new key: what they hold of pseudonyms becomes what the longer chain of keys would have made of
 * the raw data (pseudonym.h). Nobody needs the raw data for it.
 */
#ifndef LRSTREAM_REKEY_H
#define LRSTREAM_REKEY_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "stages/anonymize/pseudonym.h"

/* Changes every pseudonym in the statement, in place; new texts are in the arena. `keys` is the chain with the new key at
 * its end. *other becomes true if more than agents changed: then its content is another one (safe_statement.h). */
void rekey_statement(struct arena *, struct pseudonymizer *keys, struct json *statement, bool *other);

#endif
