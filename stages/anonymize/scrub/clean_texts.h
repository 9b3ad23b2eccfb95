/* Texts in which nothing was found, kept so that they need not be searched again.
 *
 * Verbs, types, names of courses and keys come by thousands of times. A text is compared byte by byte, never by a hash
 * alone: a text that only looks like a clean one is searched. Of a fixed size: a newer text takes an older one's place.
 * Only short texts are kept. One per worker.
 */
#ifndef LRSTREAM_CLEAN_TEXTS_H
#define LRSTREAM_CLEAN_TEXTS_H

#include <stdbool.h>

#include "pipeline/core/str.h"

struct clean_texts;

struct clean_texts *clean_texts_open(void);

/* `label` is the name under which the text stands: it is a part of what is compared. */
bool clean_texts_hold(const struct clean_texts *, struct str text, struct str label);
void clean_texts_keep(struct clean_texts *, struct str text, struct str label);

void clean_texts_close(struct clean_texts *);

#endif
