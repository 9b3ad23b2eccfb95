/* Applying a mapping to an event: the first rule that fits makes its statements, all of them or none. */
#include "stages/convert/run/dispatch.h"
#include "stages/convert/run/id.h"
#include "stages/convert/mapping.h"
#include "stages/convert/run/run.h"

static const struct str no_statement = {"no statement of the rule fits", 29};

/* A statement without an id gets one over its event, and over its place among the event's statements: the number of
 * its entry in the rule, and the key of its item (NULL: it has none). */
static void
ensure_id(struct run *r, uint32_t nth, const struct json *key, struct json *statement)
{
	struct json parts[3] = {*r->event, {.type = JSON_NUMBER}, key ? *key : (struct json){0}};
	struct json name = {.type = JSON_ARRAY, .items = parts, .count = key ? 3 : nth ? 2 : 1};
	uint8_t id[16];

	if (statement->type != JSON_OBJECT || json_get(statement, STR("id")))
		return;
	parts[1] = json_number(arena_format(r->arena, "%u", nth));
	id_make(r->arena, r->scratch, r->mapping->space, &name, id);
	json_append(r->arena, statement, STR("id"), run_made_id(r, id));
}

static enum verdict
fail(struct run *r, struct conversion *out)
{
	out->code = r->code;
	out->pointer = r->pointer;
	return REJECT;
}

/* The statements of an event in the making. */
struct making {
	const struct statement_entry *entry;
	uint32_t nth;      /* the entry's number in the rule */
	bool single;       /* nothing else is made of the event: a part of it need not be copied */
	struct json *made; /* a list */
};

/* An event that would become more than this is refused: it is no event of a learner, and memory is finite. */
enum { MOST_STATEMENTS = 10000 };

/* Those of `each` are told apart by what `each` calls them. */
static void
ensure_item_id(struct run *r, const struct making *m, struct json *statement)
{
	static const struct json_query key = {.place = PLACE_KEY};

	ensure_id(r, m->nth, m->entry->each ? run_root(r, &key) : NULL, statement);
}

static enum found
make_statement(struct run *r, void *context)
{
	struct making *m = context;
	const struct statement_entry *t = m->entry;
	bool wanted = test_holds(r, t->when);
	struct json made;
	enum found found;

	if (r->failed || !wanted)
		return r->failed ? FAILED : NOTHING;
	if (m->made->count == MOST_STATEMENTS)
		return run_too_large(r);
	found = run_node(r, &t->value, &made);
	if (found == NOTHING)
		found = run_missing(r, &t->value);
	else if (found == FOUND && made.type != JSON_OBJECT)
		found = run_fail(r, REJECT_TYPE);
	if (found == FAILED)
		return FAILED;
	if (t->value.shares && !m->single && run_own(r, &made) == FAILED)
		return FAILED;
	ensure_item_id(r, m, json_add(r->arena, m->made, made));
	return FOUND;
}

static enum verdict
make_statements(struct run *r, const struct rule *rule, struct conversion *out)
{
	struct json list = json_array();

	for (uint32_t i = 0; i < rule->count; i++) {
		const struct statement_entry *t = &rule->statements[i];
		struct making m = {.entry = t, .nth = i, .made = &list};

		m.single = rule->count == 1 && !t->each && !r->mapping->carries;
		if ((t->each ? run_each(r, t->each, make_statement, &m) : make_statement(r, &m)) == FAILED)
			return fail(r, out);
	}
	out->statements = list.items;
	out->count = list.count;
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
	if (r->mapping->carries && run_own(r, out->statements) == FAILED)
		return fail(r, out);
	ensure_id(r, 0, NULL, out->statements);
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
	struct run r = run_over(m, arena, scratch, event);
	struct rule_choice rules = dispatch_find(m->dispatch, &r);

	*out = (struct conversion){.verdict = REJECT, .code = REJECT_UNKNOWN_EVENT};
	for (uint32_t i = 0; i < rules.count && !r.failed; i++)
		if (test_holds(&r, rules.rules[i]->when) && !r.failed) {
			out->verdict = run_rule(&r, rules.rules[i], out);
			uuid_set_sort(&r.made);
			out->made_ids = r.made;
			return;
		}
	if (r.failed)
		out->verdict = fail(&r, out);
}
