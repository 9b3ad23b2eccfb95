/* The privacy line: the only place where a struct safe_statement is made.
 *
 * Each worker's stage has tools of its own. The statement's tree is changed in place, since the batch owns it and nobody
 * needs the identified one afterwards.
 */
#include <stdlib.h>

#include "pipeline/core/iso8601.h"
#include "pipeline/core/record.h"
#include "stages/anonymize/anonymize.h"
#include "stages/anonymize/policy/generalize.h"
#include "stages/anonymize/people/keys.h"
#include "stages/anonymize/report.h"
#include "stages/anonymize/safe_structure.h"
#include "stages/anonymize/safe_tools.h"
#include "stages/xapi/safe_statement.h"

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
	safe_tools_close(state);
	free(state);
}

static struct policy *
open_policy(const struct settings *settings, struct error *error)
{
	struct policy *p = policy_open(settings_text(settings, "policy"), error);

	if (!p)
		error_at(error, settings_where(settings, "policy", NULL).at);
	return p;
}

/* An option of the filters: nobody reads a report of all that `run` does. */
static struct str
report_path(const struct settings *settings)
{
	return settings_given(settings, "report") ? settings_text(settings, "report") : STR("");
}

static bool
open_keys(struct safe_tools *t, const struct settings *settings, bool key_needed, struct error *error)
{
	if (key_needed || settings_given(settings, "key_file"))
		t->pseudonymizer = keys_open(settings, error);
	else
		safe_structure_without_key(t);
	return t->pseudonymizer != NULL;
}

static void *
open_tools(const struct settings *settings, bool key_needed, struct error *error)
{
	struct safe_tools *t = calloc(1, sizeof(*t));
	bool ok;

	if (!t)
		abort();
	ok = (t->policy = open_policy(settings, error)) && open_keys(t, settings, key_needed, error)
	     && safe_tools_open(t, report_path(settings), error);
	if (!ok) {
		anonymize_close(t);
		return NULL;
	}
	return t;
}

static void *
anonymize_open(const struct settings *settings, struct error *error)
{
	return open_tools(settings, true, error);
}

static void *
anonymize_open_structures(const struct settings *settings, struct error *error)
{
	return open_tools(settings, false, error);
}

/* What the policy cuts the moments of this name to; NULL if it leaves them as they are. */
static const struct generalize *
cut_of(const struct policy *policy, struct str name)
{
	const struct rule *rule = rule_child(policy_root(policy), name);

	return rule->action == ACTION_GENERALIZE ? rule->how : NULL;
}

static int64_t
cut(const struct generalize *how, int64_t us)
{
	return how ? generalize_moment(how, us) : us;
}

/* The time of receipt stands for what a statement does not say, so what the policy says of that holds for it. And a
 * moment that lies behind a coarse `stored` may lie before the exact one: only beyond its day it comes from the future. */
static void
cut_times(const struct policy *policy, const struct record *r)
{
	const struct generalize *stored = cut_of(policy, STR("stored")),
				*timestamp = cut_of(policy, STR("timestamp"));
	struct str text = json_get_text(&r->statement, STR("timestamp"));
	struct safe_statement *s = r->safe;
	int64_t said;

	s->stored_at = cut(stored, s->stored_at);
	if (!text.at)
		s->occurred_at = cut(timestamp, s->stored_at);
	else if (stored && time_parse(text, TIME_ISO8601, &said) && cut(stored, said) <= s->stored_at)
		s->occurred_at = said;
}

static enum verdict
process_structure(struct safe_tools *tools, struct record *r)
{
	if (!safe_structure(tools, r->arena, r->structure))
		return reject(r, REJECT_STRUCTURE_KEY, STR(""));
	r->safe_structure = r->structure;
	return PASS;
}

static enum verdict
anonymize_process(void *state, struct record *r)
{
	struct safe_tools *tools = state;
	struct safe_tree t = safe_tools_tree(tools, r->arena);

	if (r->structure)
		return process_structure(tools, r);
	t.made_ids = &r->made_ids;
	if (!safe_tree_make(&t, &r->statement, r->made_by.at ? &r->event : NULL)) {
		report_nothing(tools->report);
		return reject(r, REJECT_ANONYMIZE_LEARNER, STR(""));
	}
	report_statement(tools->report, &r->origin, r->nth, json_get_text(&r->statement, STR("id")));
	r->safe = safe_statement_make(
	    r->arena, &r->statement, t.has_learner ? t.learner : NULL, &r->origin, tools->vocabulary);
	cut_times(tools->policy, r);
	return PASS;
}

static void
anonymize_describe(const void *state, struct buf *out)
{
	safe_tools_describe(state, out);
}

const struct stage_type anonymize_stage = {
    .name = "anonymize",
    .help = "statements to safe ones: people become keyed pseudonyms, texts are scrubbed",
    .options = anonymize_options,
    .open = anonymize_open,
    .process = anonymize_process,
    .structures = true,
    .describe = anonymize_describe,
    .close = anonymize_close,
};

const struct stage_type anonymize_structures_stage = {
    .name = "anonymize",
    .help = "course structures alone, for which a key is seldom needed",
    .options = anonymize_options,
    .open = anonymize_open_structures,
    .process = anonymize_process,
    .structures = true,
    .describe = anonymize_describe,
    .close = anonymize_close,
};
