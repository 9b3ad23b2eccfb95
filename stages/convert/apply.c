/* Applying a mapping to an event: the first rule that fits makes its statements, all of them or none. */
#include "stages/convert/id.h"
#include "stages/convert/mapping.h"
#include "stages/convert/run.h"

static const struct str no_statement = {"no statement of the rule fits", 29};

/* A statement without an id gets one over its event, and over its place among the event's statements. */
static void
ensure_id(struct run *r, uint32_t nth, struct json *statement)
{
	struct json parts[2] = {*r->event, {.type = JSON_NUMBER}};
	struct json name = {.type = JSON_ARRAY, .items = parts, .count = nth ? 2 : 1};

	if (statement->type != JSON_OBJECT || json_get(statement, STR("id")))
		return;
	parts[1] = json_number(arena_format(r->arena, "%u", nth));
	json_append(r->arena, statement, STR("id"),
	    plain_string(id_make(r->arena, r->scratch, r->mapping->space, &name)));
}

static enum verdict
fail(struct conversion *out, enum reject_code code, struct str pointer)
{
	out->code = code;
	out->pointer = pointer;
	return REJECT;
}

static enum verdict
make_statements(struct run *r, const struct rule *rule, struct conversion *out)
{
	out->statements = arena_take(r->arena, rule->count * sizeof(*out->statements));
	for (uint32_t i = 0; i < rule->count; i++) {
		const struct template *t = &rule->statements[i];
		struct json *made = &out->statements[out->count];
		enum found found;

		if (!test_holds(t->when, r->event))
			continue;
		found = run_node(r, &t->value, made);
		if (found == NOTHING)
			found = run_missing(r, &t->value);
		else if (found == FOUND && made->type != JSON_OBJECT)
			found = run_fail(r, REJECT_TYPE);
		if (found == FAILED)
			return fail(out, r->code, r->pointer);
		if (t->value.shares && rule->count > 1)
			*made = json_copy(r->arena, made);
		ensure_id(r, i, made);
		out->count++;
	}
	if (out->count)
		return PASS;
	out->reason = no_statement;
	return DROP;
}

/* What is wrong with the event is not this mapping's to say, not even that it is null. */
static enum verdict
pass_event(struct run *r, struct conversion *out)
{
	out->statements = arena_take(r->arena, sizeof(*out->statements));
	out->statements[0] = *r->event;
	out->count = 1;
	ensure_id(r, 0, out->statements);
	return PASS;
}

static enum verdict
run_rule(struct run *r, const struct rule *rule, struct conversion *out)
{
	out->rule = rule;
	if (rule->drop.at) {
		out->reason = rule->drop;
		return DROP;
	}
	if (rule->as_it_came)
		return pass_event(r, out);
	out->made_by = rule->made_by;
	return make_statements(r, rule, out);
}

void
mapping_apply(const struct mapping *m, struct arena *arena, struct buf *scratch, const struct json *event,
    struct conversion *out)
{
	struct run r = {.arena = arena, .scratch = scratch, .mapping = m, .event = event};

	*out = (struct conversion){.verdict = REJECT, .code = REJECT_UNKNOWN_EVENT};
	for (uint32_t i = 0; i < m->rule_count; i++)
		if (test_holds(m->rules[i].when, event)) {
			out->verdict = run_rule(&r, &m->rules[i], out);
			return;
		}
}
