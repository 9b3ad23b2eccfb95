/* All that is personal in one text: what the detectors see, what is known of the event's own people, values whose names
 * tell, and what hides behind encodings.
 *
 * A text is read as it stands and as whoever decodes it would read it, layer by layer (detect/reveal.h); values of JSON,
 * of PHP's serialize and of forms inside it are looked at under their keys (detect/structured.h); tokens and hashes are
 * tried (detect/token.h, detect/hashes.h). Wherever something is found, it is told in bytes of the text as it came, and
 * an encoded character is taken whole. Time grows with the text, whoever wrote it.
 */
#ifndef LRSTREAM_FIND_H
#define LRSTREAM_FIND_H

#include "pipeline/core/str.h"
#include "stages/anonymize/detect/detect.h"

struct known;
struct members;
struct find_memory;

/* Filled in by its owner; one per worker. All but the memory is borrowed. */
struct finder {
	struct detectors *detectors;
	const struct known *known;     /* may be NULL */
	const struct members *members; /* may be NULL */
	struct find_memory *memory;    /* NULL at first; find_pii makes it, finder_release frees it */
	bool
	    all; /* search readings from end to end, not only around what is new in them: to try that it makes no
		   * difference */
	bool
	    plain; /* said by find_pii: the text was read as it stands only, so what is known would be found there only */
};

/* Clears `out` and fills it with the settled spans of `text`, which is valid UTF-8. `label` is the name under which the
 * text stands; may be empty. A text wrapped in more layers than anyone writes gives one span of class REDACTED. */
void find_pii(struct finder *, struct str text, struct str label, struct spans *out);

/* Before each statement: forgets whose hashes to look for. */
void finder_forget(struct finder *);

void finder_release(struct finder *);

#endif
