/* Keys and values inside a text: JSON and what looks like it, PHP's serialize, query strings and forms.
 *
 * Texts are full of halves of such things, so nothing is parsed as a whole: wherever a key stands before a value, the
 * two are told. Time grows with the text.
 */
#ifndef LRSTREAM_STRUCTURED_H
#define LRSTREAM_STRUCTURED_H

#include "pipeline/core/str.h"

struct members;
struct pii;

/* Told of each value, not empty: a text without its quotes, a number, or all of an object or array whose key says that
 * it is personal. `pii` is what the key says (members.h), NULL if nothing. All borrow the text. */
struct structured_listener {
	void *context;
	void (*value)(void *context, struct str key, struct str value, const struct pii *pii);
};

void structured_values(const struct members *, struct str text, const struct structured_listener *);

#endif
