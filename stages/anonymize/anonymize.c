/* The privacy line: the only place where a struct safe_statement is made.
 *
 * A worker's stage owns its policy, its pseudonymizer and a vocabulary. The statement's tree is changed in place, since
 * the batch owns it and nobody needs the identified one afterwards.
 */
#include <stdlib.h>

#include "pipeline/core/record.h"
#include "stages/anonymize/anonymize.h"
#include "stages/anonymize/keys.h"
#include "stages/anonymize/safe_tree.h"
#include "stages/xapi/safe_statement.h"

struct anonymizer {
	struct policy *policy;
	struct pseudonymizer *pseudonymizer;
	struct vocabulary *vocabulary;
};

static const struct option anonymize_options[] = {
    {.name = "policy",
	.kind = OPTION_TEXT,
	.place = EVERYWHERE,
	.fallback = "strict",
	.argument = "FILE",
	.help = "what happens to each part of a statement: file or name"},
    KEY_OPTIONS,
    OPTION_END,
};

static void
anonymize_close(void *state)
{
	struct anonymizer *a = state;

	if (!a)
		return;
	policy_close(a->policy);
	pseudonymizer_close(a->pseudonymizer);
	vocabulary_close(a->vocabulary);
	free(a);
}

static struct policy *
open_policy(const struct settings *settings, struct error *error)
{
	struct policy *p = policy_open(settings_text(settings, "policy"), error);

	if (!p)
		error_at(error, settings_where(settings, "policy", NULL).at);
	return p;
}

static void *
anonymize_open(const struct settings *settings, struct error *error)
{
	struct anonymizer *a = calloc(1, sizeof(*a));
	bool ok;

	if (!a)
		abort();
	ok = (a->policy = open_policy(settings, error)) && (a->pseudonymizer = keys_open(settings, error))
	     && (a->vocabulary = vocabulary_open(error));
	if (!ok) {
		anonymize_close(a);
		return NULL;
	}
	return a;
}

static enum verdict
anonymize_process(void *state, struct record *r)
{
	struct anonymizer *a = state;
	struct safe_tree t = {.arena = r->arena, .policy = a->policy, .pseudonymizer = a->pseudonymizer};

	if (!safe_tree_make(&t, &r->statement))
		return reject(r, REJECT_ANONYMIZE_LEARNER, STR(""));
	r->safe = safe_statement_make(
	    r->arena, &r->statement, t.has_learner ? t.learner : NULL, &r->origin, a->vocabulary);
	return PASS;
}

const struct stage_type anonymize_stage = {
    .name = "anonymize",
    .help = "statements to safe ones: every agent becomes a keyed pseudonym",
    .options = anonymize_options,
    .open = anonymize_open,
    .process = anonymize_process,
    .close = anonymize_close,
};
