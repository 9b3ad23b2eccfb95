/* See safe_tools.h. */
#include "stages/anonymize/safe_tools.h"

#include "stages/anonymize/scrub/clean_texts.h"
#include "stages/anonymize/scrub/members.h"
#include "stages/anonymize/report.h"

bool
safe_tools_open(struct safe_tools *t, struct str report, struct error *error)
{
	bool ok;

	t->clean = clean_texts_open();
	ok = (t->vocabulary = vocabulary_open(error)) && (t->detectors = detectors_open(error))
	     && (t->known = known_open(t->detectors, error))
	     && (t->members = members_open(t->detectors, error)) && (t->report = report_open(report, error));
	t->scrub = (struct scrub){
	    .finder = {.detectors = t->detectors, .known = t->known, .members = t->members},
	    .members = t->members,
	    .vocabulary = t->vocabulary,
	    .credential_ids = policy_credential_ids(t->policy),
	    .pseudonymizer = t->pseudonymizer,
	    .report = t->report,
	    .clean = t->clean,
	    .learning = t->known,
	};
	return ok;
}

struct safe_tree
safe_tools_tree(struct safe_tools *t, struct arena *arena)
{
	t->scrub.arena = arena;
	return (struct safe_tree){.scrub = &t->scrub, .known = t->known, .policy = t->policy};
}

void
safe_tools_describe(const struct safe_tools *t, struct buf *out)
{
	uint64_t limited = detectors_limited(t->detectors);

	report_describe(t->report, out);
	if (limited)
		buf_format(out, " limits=%llu", (unsigned long long)limited);
}

void
safe_tools_close(struct safe_tools *t)
{
	scrub_release(&t->scrub);
	report_close(t->report);
	clean_texts_close(t->clean);
	members_close(t->members);
	known_close(t->known);
	detectors_close(t->detectors);
	vocabulary_close(t->vocabulary);
	pseudonymizer_close(t->pseudonymizer);
	pseudonymizer_close(t->second);
	policy_close(t->policy);
}
