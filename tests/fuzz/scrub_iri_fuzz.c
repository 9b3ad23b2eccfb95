/* Any text as an IRI: what was a valid one still is, of the same scheme; scrubbed twice is as scrubbed once; and nothing
 * grows beyond a label for each byte. */
#include <stdint.h>
#include <stdlib.h>

#include "pipeline/core/utf8.h"
#include "stages/anonymize/people/known.h"
#include "stages/anonymize/scrub/members.h"
#include "stages/anonymize/scrub/scrub.h"
#include "stages/anonymize/scrub/scrub_iri.h"
#include "stages/validate/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LABEL_MOST = 40 };

static struct scrub scrub;

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
open_scrub(void)
{
	struct error error;
	struct detectors *detectors;
	struct known *known;
	struct members *members;

	setenv("LRSTREAM_SCHEMAS", "schemas", 0);
	must((detectors = detectors_open(&error)) != NULL);
	must((known = known_open(detectors, &error)) != NULL);
	must((members = members_open(detectors, &error)) != NULL);
	known_name(known, STR("Ida Varnoux"));
	known_id(known, STR("qv-4711"), detectors_pii(detectors, STR("USERNAME")));
	scrub = (struct scrub){
	    .finder = {.detectors = detectors, .known = known, .members = members},
	    .members = members,
	    .arena = arena_open(),
	};
}

static size_t
scheme_length(struct str iri)
{
	const char *colon = iri.len ? memchr(iri.at, ':', iri.len) : NULL;

	return colon ? (size_t)(colon - iri.at) : 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str iri = {(const char *)data, size}, once = iri, twice;

	if (!scrub.arena)
		open_scrub();
	if (!utf8_is(iri))
		return 0;
	must(scrub_iri(&scrub, iri, &once) || once.at == iri.at);
	must(utf8_is(once) && once.len <= LABEL_MOST * (iri.len + 1));
	if (is_iri(iri)) {
		must(is_iri(once) && scheme_length(once) == scheme_length(iri));
		must(memcmp(once.at, iri.at, scheme_length(iri)) == 0);
	}
	twice = once;
	must(!scrub_iri(&scrub, once, &twice) || str_eq(once, twice));
	arena_reset(scrub.arena);
	return 0;
}
