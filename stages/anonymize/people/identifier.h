/* Who an agent is: the one text that all ways of naming the same person lead to.
 *
 * A mailbox is the lower-case hex SHA-1 of its whole mbox in lower case, `mailto:` included: so mbox, a mbox_sha1sum
 * made of a lower-case address, and an account whose name is the address are one person. A mbox_sha1sum that someone
 * else made of an address in mixed case stays apart: nobody can tell what it was made of. Lower case is that of the
 * Latin, Greek and Cyrillic letters, whatever the locale.
 * Any other account is its homePage, a newline and its name; an openid is its URI; both compare exactly. No two of
 * these kinds can give the same text: a digest has no colon, a URI has one and no newline.
 */
#ifndef LRSTREAM_IDENTIFIER_H
#define LRSTREAM_IDENTIFIER_H

#include <stdbool.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/json.h"

/* Puts the canonical identifier of an Agent or Group into `out`, which is cleared first. False, with nothing there, if
 * it has none that can be read (an anonymous Group). Of several, which xAPI forbids, one is taken, always the same. */
bool identifier_of(struct buf *out, const struct json *agent);

#endif
