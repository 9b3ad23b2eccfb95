/* Scrubbing: what is found in a text gives way to a label, and not another byte changes.
 *
 * A label is `[EMAIL]` in a text and `x-email` in a part of an IRI. Ids of certificates, enrolments and credentials get
 * a keyed pseudonym instead, so that whatever joins on them still does. A scrub belongs to one worker; it keeps texts
 * in which nothing was found for the next time they come by, compared byte by byte. Known people are looked for in
 * those, too.
 */
#ifndef LRSTREAM_SCRUB_H
#define LRSTREAM_SCRUB_H

#include <stdbool.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/str.h"
#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/scrub/find.h"

struct clean_texts;
struct credential_ids;
struct json_path;
struct known;
struct members;
struct pseudonymizer;
struct report;
struct vocabulary;

struct scrub {
	struct finder finder; /* borrowed, like all below: whoever fills it in owns them */
	const struct members *members;
	const struct vocabulary *vocabulary;
	const struct credential_ids *credential_ids;
	struct pseudonymizer *pseudonymizer;
	struct report *report;      /* told of each replacement; may be NULL */
	const struct json_path *at; /* where the walk stands, for the report */
	struct clean_texts *clean;  /* may be NULL */
	struct arena *arena;        /* the batch's, for what is written anew */
	struct spans spans;         /* of the text at hand; scrub_release frees them */

	bool term; /* of scrub_iri.c: the IRI at hand names a concept */

	/* An address in a text names somebody, too: it is told to `learning`, the finder's known, or NULL. */
	struct known *learning;
	uint32_t learned, asked; /* how many were, and how many might have been; 0 before each statement */
	bool only_known; /* looks for nobody else: in what was scrubbed before all addresses were seen */
};

/* Where a replacement is written. */
enum scrub_form { SCRUB_TEXT, SCRUB_IRI };

/* True if something was found; then *out, in the arena, is the text to take instead. `label` is the name under which
 * the text stands; may be empty. */
bool scrub_text(struct scrub *, struct str text, struct str label, struct str *out);

/* What stands instead of `found`, a span or the whole value of a personal member: the label or, where the class wants
 * one, a pseudonym. Tells the report. In the arena or static. */
struct str scrub_mark(struct scrub *, struct str found, const struct pii *, enum scrub_form);

/* The text with its settled spans replaced, in the arena. */
struct str scrub_spans(struct scrub *, struct str text, const struct spans *, enum scrub_form);

/* What is to be replaced in a text: find_pii and credential ids together, in s->spans, settled; false if nothing.
 * Texts in which nothing was found are remembered. */
bool scrub_find(struct scrub *, struct str text, struct str label);

void scrub_release(struct scrub *);

#endif
