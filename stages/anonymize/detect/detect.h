/* Where personal data stands in plain text: e-mail addresses, telephone numbers, identity numbers and so on.
 *
 * What is looked for is data: the files of schemas/privacy/detectors, described in the README there. One pass over the
 * bytes finds the few places that could hold something (scan.h); only those meet a pattern, in a bounded window, so that
 * the cost is linear in the text, whoever wrote it. Encodings are undone elsewhere: here a text is what it looks like.
 */
#ifndef LRSTREAM_DETECT_H
#define LRSTREAM_DETECT_H

#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

/* A class of personal data. One object per class and detectors, so that pointers may be compared. */
struct pii {
	struct str name;  /* EMAIL */
	struct str label; /* [EMAIL]: what stands for it in text */
	struct str iri;   /* x-email: what stands for it in a part of an IRI */
	bool
	    pseudonym; /* what is found becomes a keyed pseudonym instead of the label, so that joins still work */
};

/* Bytes [start, end) of a text; never empty, on borders of characters. */
struct span {
	size_t start, end;
	const struct pii *pii;
};

/* Owned by whoever has it; zero-initialised it is empty. */
struct spans {
	struct span *at;
	uint32_t count, capacity;
};

void spans_add(struct spans *, size_t start, size_t end, const struct pii *);

/* Sorts by start and makes one of those that overlap: the class of the longest, of equal ones that added first. */
void spans_settle(struct spans *);

void spans_clear(struct spans *);
void spans_free(struct spans *);

/* One per worker; not thread-safe. */
struct detectors;

/* All of schemas/privacy/detectors. NULL with a usage error that names file and line. */
struct detectors *detectors_open(struct error *);

/* The class of this name, made if it is new; lives as long as the detectors. The plain one: pseudonym is false. */
const struct pii *detectors_pii(struct detectors *, struct str name);

/* True if the text is what stands for some class, in a text or in an IRI. */
bool detectors_mark(const struct detectors *, struct str text);

/* Appends what is found in `text`, which is valid UTF-8, unsettled. `label` is the key or parameter name under which
 * the text stands ("phone-number"; may be empty): it counts as words right before the text. A pattern that meets its
 * limit appends one span of class REDACTED over the whole text, and the text is counted. */
void detect(struct detectors *, struct str text, struct str label, struct spans *out);

/* How many texts were redacted because of a limit. */
uint64_t detectors_limited(const struct detectors *);

void detectors_close(struct detectors *);

/* ---- judging a file, for `lrstream check` ---- */

struct detector_report {
	size_t detectors, examples, wrong; /* how many; how many examples failed, each told in a line */
};

/* Reads one file, alone but for the shared words beside it, and runs its examples. `shown` is its name in messages.
 * False with a usage error if the file cannot be used at all. */
bool detectors_check_file(const char *path, const char *shown, void (*tell)(void *context, struct str line),
    void *context, struct detector_report *, struct error *);

#endif
