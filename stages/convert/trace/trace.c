/* Telling the story of an event; see trace.h. */
#include "stages/convert/trace/trace.h"

#include "pipeline/core/json_pretty.h"
#include "stages/convert/trace/familiar.h"
#include "stages/convert/run/run.h"
#include "stages/convert/trace/trace_condition.h"

enum { ENTRIES_TOLD = 10, MOST_DEPTH = 4 };

static struct run
run_of(struct tracing *t, const struct mapping *m, const struct json *event)
{
	return run_over(m, t->arena, t->scratch, event);
}

/* ---- the source ---- */

static const struct test *
unmet_detect(struct run *r)
{
	for (uint32_t i = 0; i < r->mapping->detect_count; i++)
		if (!test_holds(r, &r->mapping->detect[i]))
			return &r->mapping->detect[i];
	return NULL;
}

static void
tell_candidate(struct tracing *t, const struct mapping *m, const struct json *event)
{
	struct run r = run_of(t, m, event);
	const struct test *unmet = unmet_detect(&r);

	if (!m->detect_count) {
		buf_format(t->out, "  %.*s: no, it has no detect\n", STR_ARG(m->source));
	} else if (unmet) {
		buf_format(t->out, "  %.*s: no\n", STR_ARG(m->source));
		trace_condition(t->out, &r, unmet, 4);
	} else {
		buf_format(t->out, "  %.*s: yes\n", STR_ARG(m->source));
	}
}

static struct trace_count
count_detect(struct tracing *t, const struct mapping *m, const struct json *event)
{
	struct run r = run_of(t, m, event);
	struct trace_count count = {0};

	for (uint32_t i = 0; i < m->detect_count; i++)
		trace_count(&r, &m->detect[i], &count);
	return count;
}

/* True if a is nearer than b: it meets more, or as much and lacks less. */
static bool
is_nearer(struct trace_count a, struct trace_count b)
{
	return a.met > b.met || (a.met && a.met == b.met && a.all < b.all);
}

/* By its conditions; for mappings without examples. */
static void
tell_nearest_detect(struct tracing *t, const struct json *event)
{
	struct trace_count best = {0};
	const struct mapping *nearest = NULL;

	for (size_t i = 0; i < mappings_count(t->mappings); i++) {
		const struct mapping *m = mappings_at(t->mappings, i);
		struct trace_count count = count_detect(t, m, event);

		if (is_nearer(count, best)) {
			best = count;
			nearest = m;
		}
	}
	if (nearest)
		buf_format(t->out, "nearest source: %.*s, %u of its %u conditions hold\n",
		    STR_ARG(nearest->source), best.met, best.all);
	else
		buf_str(t->out, STR("nearest source: none, the event has nothing in common with any\n"));
}

static void
tell_nearest_source(struct tracing *t, const struct json *event)
{
	const struct mapping *nearest = NULL;
	struct likeness best = {0};

	for (size_t i = 0; i < mappings_count(t->mappings); i++) {
		struct likeness l = familiar_find(mappings_at(t->mappings, i), event);

		if (familiar_is_nearer(l, best)) {
			best = l;
			nearest = mappings_at(t->mappings, i);
		}
	}
	if (nearest)
		buf_format(t->out,
		    "nearest source: %.*s, the event has %u member%s in common with the example of %.*s:%u\n",
		    STR_ARG(nearest->source), best.common, best.common == 1 ? "" : "s",
		    STR_ARG(nearest->file), best.line);
	else
		tell_nearest_detect(t, event);
}

/* Up to the one that knows the event; NULL if none does. */
static const struct mapping *
tell_source(struct tracing *t, const struct json *event)
{
	const struct mapping *known = mappings_detect(t->mappings, event);

	buf_str(t->out, STR("source\n"));
	if (t->named) {
		buf_format(t->out, "  %.*s: %s\n", STR_ARG(t->named->source),
		    t->listed ? "as the list" : "said with --source or --mapping");
		return t->named;
	}
	for (size_t i = 0; i < mappings_count(t->mappings); i++) {
		const struct mapping *m = mappings_at(t->mappings, i);

		tell_candidate(t, m, event);
		if (m == known)
			break;
	}
	return known;
}

/* ---- the rules ---- */

static void
tell_rule(struct tracing *t, struct run *r, const struct rule *rule, bool fires)
{
	buf_format(t->out, "  %.*s: %s\n", STR_ARG(rule->made_by), fires ? "fires" : "no");
	if (!fires)
		trace_condition(t->out, r, rule->when, 4);
}

static void
tell_rules(struct tracing *t, const struct mapping *m, const struct json *event, const struct rule *fired)
{
	struct run r = run_of(t, m, event);

	buf_format(t->out, "rules\n");
	for (uint32_t i = 0; i < m->rule_count; i++) {
		const struct rule *rule = &m->rules[i];

		if (!test_holds(&r, rule->when) && r.failed) {
			buf_format(t->out, "  %.*s: a value that it asks for refuses the event\n",
			    STR_ARG(rule->made_by));
			return;
		}
		tell_rule(t, &r, rule, rule == fired);
		if (rule == fired)
			return;
	}
}

static void
tell_nearest_rule(struct tracing *t, const struct mapping *m, const struct json *event)
{
	struct run r = run_of(t, m, event);
	struct trace_count best = {0};
	const struct rule *nearest = NULL;

	for (uint32_t i = 0; i < m->rule_count; i++) {
		struct trace_count count = {0};

		trace_count(&r, m->rules[i].when, &count);
		if (is_nearer(count, best)) {
			best = count;
			nearest = &m->rules[i];
		}
	}
	if (nearest)
		buf_format(t->out, "nearest rule: %.*s, %u of its %u conditions hold\n",
		    STR_ARG(nearest->made_by), best.met, best.all);
}

/* Statements of the rule that have conditions of their own. */
static void
tell_unmade(struct tracing *t, const struct mapping *m, const struct json *event, const struct rule *rule)
{
	struct run r = run_of(t, m, event);

	for (uint32_t i = 0; i < rule->count; i++) {
		const struct statement_entry *one = &rule->statements[i];

		if (!one->when || one->each || test_holds(&r, one->when) || r.failed)
			continue;
		buf_format(t->out, "  its statement in line %u: not made\n", one->value.line);
		trace_condition(t->out, &r, one->when, 4);
	}
}

/* ---- what came of it ---- */

static void
tell_reject(struct tracing *t, enum reject_code code, struct str pointer, struct str where)
{
	const struct reject_info *info = reject_info(code);

	t->rejected++;
	buf_format(t->out, "refused: %s", info->code);
	if (pointer.len)
		buf_format(t->out, " at %.*s", STR_ARG(pointer));
	if (where.len)
		buf_format(t->out, " (%.*s)", STR_ARG(where));
	buf_format(t->out, "\n  %s\n", info->help);
}

static void
tell_statement(struct tracing *t, const struct mapping *m, const struct conversion *made, uint32_t nth)
{
	const struct json *statement = &made->statements[nth];
	struct str why;

	buf_format(t->out, "statement %u of %u", nth + 1, made->count);
	if (made->made_by.at)
		buf_format(t->out, " (%.*s)", STR_ARG(made->made_by));
	buf_char(t->out, '\n');
	json_pretty(t->out, statement, 2);
	if (!t->judge || t->judge->valid(t->judge->context, t->arena, statement, m->flat_score, &why))
		return;
	t->rejected++;
	buf_format(t->out, "refused: the statement is not valid xAPI: %.*s\n", STR_ARG(why));
}

static void
tell_outcome(
    struct tracing *t, const struct mapping *m, const struct json *event, const struct conversion *made)
{
	switch (made->verdict) {
	case PASS:
		for (uint32_t i = 0; i < made->count; i++)
			tell_statement(t, m, made, i);
		return;
	case DROP:
		buf_format(
		    t->out, "dropped: %.*s (%.*s)\n", STR_ARG(made->reason), STR_ARG(made->rule->made_by));
		return;
	default:
		tell_reject(t, made->code, made->pointer, made->made_by);
		if (!made->rule && made->code == REJECT_UNKNOWN_EVENT)
			tell_nearest_rule(t, m, event);
	}
}

/* ---- one event ---- */

static void
tell_event(struct tracing *t, const struct json *event)
{
	const struct mapping *m = tell_source(t, event);
	struct conversion made;

	if (!m) {
		tell_reject(t, REJECT_UNKNOWN_EVENT, STR(""), STR(""));
		tell_nearest_source(t, event);
		return;
	}
	mapping_apply(m, t->arena, t->scratch, event, &made);
	tell_rules(t, m, event, made.rule);
	if (made.rule)
		tell_unmade(t, m, event, made.rule);
	tell_outcome(t, m, event, &made);
}

/* ---- lists ---- */

static void tell_any(struct tracing *, const struct json *event, struct str where, int depth);

static void
tell_entries(struct tracing *t, const struct envelope *e, struct str base, int depth)
{
	uint32_t count = envelope_count(e);

	for (uint32_t i = 0; i < count && i < ENTRIES_TOLD; i++) {
		struct json *entry = arena_take(t->arena, sizeof(*entry));
		struct str where = envelope_pointer(e, t->arena, base, i);

		*entry = envelope_entry(e, t->arena, i);
		buf_format(t->out, "\nentry %.*s\n", STR_ARG(where));
		tell_any(t, entry, where, depth + 1);
	}
	if (count > ENTRIES_TOLD)
		buf_format(t->out, "\n%u further entries are not told\n", count - ENTRIES_TOLD);
}

/* An event, or a list of such, which may hold lists again. */
static void
tell_any(struct tracing *t, const struct json *event, struct str where, int depth)
{
	struct envelope list = {.event = event, .entries = event};
	const struct mapping *outer = t->named, *m = outer;
	bool array = event->type == JSON_ARRAY && depth == 0, listed = t->listed;
	bool known = !array && depth < MOST_DEPTH && mappings_list(t->mappings, &m, t->arena, event, &list);
	uint32_t count = envelope_count(&list);

	if (!array && !known) {
		tell_event(t, event);
		return;
	}
	buf_str(t->out, STR("a list"));
	if (known)
		buf_format(t->out, " of source %.*s", STR_ARG(m->source));
	buf_format(t->out, " with %u entr%s\n", count, count == 1 ? "y" : "ies");
	if (known) {
		t->named = m;
		t->listed = true;
	}
	tell_entries(t, &list, where, depth);
	t->named = outer;
	t->listed = listed;
}

void
trace_event(struct tracing *t, const struct json *event)
{
	tell_any(t, event, STR(""), 0);
}
