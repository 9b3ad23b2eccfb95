/* What detector files say, ready to run: shared by the files of this folder, by nobody else.
 *
 * Everything lives in the arena of the detectors, but for the patterns, which are closed with them.
 */
#ifndef LRSTREAM_DETECT_PLAN_H
#define LRSTREAM_DETECT_PLAN_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "pipeline/core/regex.h"
#include "stages/anonymize/detect/checks.h"
#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/detect/scan.h"
#include "stages/anonymize/detect/starts.h"
#include "stages/anonymize/detect/words.h"

enum { MOST_CHECKS = 12 };

#define SHARED_WORDS "words.yaml"

/* The detectors of a file name what they need; NULL and 0 are what is not said. */
struct detector {
	struct str name;
	const struct pii *pii;
	uint32_t at; /* bits: 1 << enum anchor */
	uint32_t digits_least, digits_most;
	bool mixed;              /* of digit clusters only those with letters in or at them */
	uint32_t before, behind; /* how far from the place a match may start, and what it sees ends */
	uint32_t near, after;    /* how far from the match words of context count */
	struct regex
	    *pattern;       /* behind the word of a label with the gap, at the start of a text without it */
	struct start start; /* where the pattern may match */
	struct str pattern_text, gap_text;
	struct check checks[MOST_CHECKS]; /* up to the first without a name */
	struct word_lists context, unless, labels;
	bool needs_context, has_unless;
	bool in_iri;     /* a label counts only inside an address */
	struct str lead; /* bytes one of which must stand right before a label; empty: any */
};

/* A list of words by the name that a file calls it. */
struct named_list {
	struct str name;
	uint32_t list;
	struct named_list *next;
};

/* Indices into the detectors. */
struct detector_list {
	uint32_t *at;
	size_t count;
};

enum { COUNTED_DIGITS = 16 };

/* Who looks at a kind of place: whatever stands near, or only with words of their own near. Of digits: fewest first. */
struct place_detectors {
	struct detector_list always, said;
	struct starts
	    *starts;     /* where those of `always` may match; NULL: too far from the place to be asked for */
	uint32_t before; /* the farthest before the place */
	uint64_t mixed;  /* those of `always` that want letters */
	uint64_t takes[2][COUNTED_DIGITS + 1]; /* those of `always` that take so many digits, by `whole` */
	/* The words of those of `said` that take so many digits, by `whole` of the place; at last and where digits are not
	 * counted those of all. */
	struct word_lists context[2][COUNTED_DIGITS + 1];
};

struct detectors {
	struct arena *arena;
	struct named_list *shared; /* the lists of words that all files may use */
	struct words *words;
	struct detector *list;
	size_t count, capacity;
	struct place_detectors at[ANCHORS];
	uint32_t reach_before, reach_after; /* the farthest that any detector looks for words */
	struct detector_list *by_list;      /* for each list of words, the detectors whose labels it holds */
	struct word_lists label_lists;      /* those that are labels of anyone */
	struct pii_entry *classes;
	const struct pii *redacted;
	size_t *taken; /* by each detector: up to where it has found something in the text at hand */
	struct scan scan;
	uint64_t limited;
};

/* An empty one; the caller reads files into it, then finishes it. */
struct detectors *detectors_new(void);

/* Gets it ready to run: what is looked for where. */
void detectors_finish(struct detectors *);

/* The class of a type as a detector uses it. */
const struct pii *detectors_class(struct detectors *, struct str name, bool pseudonym);

/* An example of a file: a text with what must be found marked, and the label it stands under. */
struct detector_example {
	struct str text, label;
	uint32_t line;
};

struct detector_file {
	struct detector_example *examples;
	size_t example_count, detector_count;
};

/* Reads a file of detectors, or of shared words, and adds what it says. */
bool detectors_read(
    struct detectors *, const char *path, const char *shown, struct detector_file *, struct error *);

#endif
