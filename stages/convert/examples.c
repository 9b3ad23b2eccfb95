/* Running and comparing examples; see examples.h.
 *
 * What differs is told by the place in the statement, what the example says and what came out, as JSON: examples are
 * the mapping's own text, so nothing personal can be in them.
 */
#include "pipeline/core/json_path.h"
#include "stages/convert/examples.h"

#include <stdio.h>
#include <stdlib.h>

#include "stages/convert/plan.h"

enum { SHOWN_MOST = 200 };

struct checking {
	struct arena *arena;
	struct buf scratch;
	struct buf line;
	const struct mapping *mapping;
	const struct example_judge *judge;
	void (*tell)(void *, struct str);
	void *context;
	const struct json *example;
	bool *reached; /* for each rule: an example reaches it */
	bool ok;       /* of the example at hand */
};

/* Starts a line about the example at hand. */
static struct buf *
begin(struct checking *c)
{
	struct str title = json_get_text(c->example, STR("title"));

	c->ok = false;
	buf_clear(&c->line);
	buf_format(&c->line, "%.*s:%u: ", STR_ARG(c->mapping->file), c->example->line);
	if (title.len)
		buf_format(&c->line, "%.*s: ", STR_ARG(title));
	return &c->line;
}

static void
end(struct checking *c)
{
	c->tell(c->context, buf_view(&c->line));
}

/* A value, cut where it is long. */
static void
put_value(struct buf *b, const struct json *v)
{
	size_t start = b->len;

	if (!v) {
		buf_str(b, STR("nothing"));
		return;
	}
	json_write(b, v);
	if (b->len - start > SHOWN_MOST) {
		b->len = start + SHOWN_MOST;
		buf_str(b, STR("…"));
	}
}

static void
say_difference(
    struct checking *c, const struct json_path *at, const struct json *said, const struct json *made)
{
	struct str pointer = json_pointer(c->arena, at);
	struct buf *b = begin(c);

	buf_format(b, "%.*s: the example says ", STR_ARG(pointer));
	put_value(b, said->type == JSON_NULL ? NULL : said);
	buf_str(b, STR(", the mapping makes "));
	put_value(b, made);
	end(c);
}

/* ---- comparing ---- */

static void compare(
    struct checking *, const struct json_path *at, const struct json *said, const struct json *made);

static void
compare_members(
    struct checking *c, const struct json_path *at, const struct json *said, const struct json *made)
{
	for (uint32_t i = 0; i < said->count; i++) {
		const struct json_member *m = &said->members[i];
		struct json_path here = {.up = at, .key = m->key};

		compare(c, &here, &m->value, json_get(made, m->key));
	}
}

static void
compare_items(
    struct checking *c, const struct json_path *at, const struct json *said, const struct json *made)
{
	for (uint32_t i = 0; i < said->count; i++) {
		struct json_path here = {.up = at, .index = i};

		compare(c, &here, &said->items[i], &made->items[i]);
	}
}

/* Everything that is said must be there; numbers must have the same digits, too. */
static void
compare(struct checking *c, const struct json_path *at, const struct json *said, const struct json *made)
{
	if (said->type == JSON_NULL && (!made || made->type == JSON_NULL))
		return;
	if (made && said->type == JSON_OBJECT && made->type == JSON_OBJECT)
		compare_members(c, at, said, made);
	else if (made && said->type == JSON_ARRAY && made->type == JSON_ARRAY && said->count == made->count)
		compare_items(c, at, said, made);
	else if (!made || !json_same(said, made)
		 || (said->type == JSON_NUMBER && !str_eq(json_text(said), json_text(made))))
		say_difference(c, at, said, made);
}

/* ---- one example ---- */

static void
check_validity(struct checking *c, const struct json *statement)
{
	struct str why;

	if (!c->judge
	    || c->judge->valid(c->judge->context, c->arena, statement, c->mapping->flat_score, &why))
		return;
	buf_format(begin(c), "the statement is not valid xAPI: %.*s", STR_ARG(why));
	end(c);
}

static void
check_statements(struct checking *c, const struct json *said, const struct conversion *made)
{
	if (said->count != made->count) {
		buf_format(begin(c), "the example has %u statements, the mapping makes %u", said->count,
		    made->count);
		end(c);
		return;
	}
	for (uint32_t i = 0; i < said->count; i++) {
		struct json_path at = {.key = STR("statements")};
		struct json_path item = {.up = &at, .index = i};

		compare(c, &item, &said->items[i], &made->statements[i]);
		check_validity(c, &made->statements[i]);
	}
}

static void
check_reject(struct checking *c, const struct json *said, const struct conversion *made)
{
	const struct json *pointer = json_get(said, STR("pointer"));
	const char *code = reject_info(made->code)->code;

	if (json_equals(json_get(said, STR("code")), str_of(code))
	    && (!pointer || json_equals(pointer, made->pointer)))
		return;
	buf_format(begin(c), "the example is refused with %s at \"%.*s\", not as it says", code,
	    STR_ARG(made->pointer));
	end(c);
}

/* What an example may expect, by the key that says it. */
static const struct {
	const char *key;
	enum verdict verdict;
	const char *otherwise;
} outcomes[] = {
    {"statements", PASS, "the example expects statements"},
    {"drop", DROP, "the example expects a drop"},
    {"reject", REJECT, "the example expects a reject"},
};

static void
say_verdict(struct checking *c, const char *expected, const struct conversion *made)
{
	struct buf *b = begin(c);

	buf_format(b, "%s, but ", expected);
	if (made->verdict == REJECT)
		buf_format(b, "the event is refused with %s at \"%.*s\"", reject_info(made->code)->code,
		    STR_ARG(made->pointer));
	else if (made->verdict == DROP)
		buf_format(b, "the event is dropped: %.*s", STR_ARG(made->reason));
	else
		buf_format(b, "the mapping makes %u statements", made->count);
	end(c);
}

static void
check_outcome(struct checking *c, const struct conversion *made)
{
	size_t said = 0;

	while (!json_get(c->example, str_of(outcomes[said].key)))
		said++;
	if (made->verdict != outcomes[said].verdict)
		say_verdict(c, outcomes[said].otherwise, made);
	else if (made->verdict == PASS)
		check_statements(c, json_get(c->example, STR("statements")), made);
	else if (made->verdict == REJECT)
		check_reject(c, json_get(c->example, STR("reject")), made);
	else if (!json_equals(json_get(c->example, STR("drop")), made->reason))
		say_verdict(c, "the example gives another reason for the drop", made);
}

static void
apply(struct checking *c, const struct json *event, struct conversion *made)
{
	mapping_apply(c->mapping, c->arena, &c->scratch, event, made);
	if (made->rule)
		c->reached[made->rule - c->mapping->rules] = true;
}

/* What comes of an entry, added to what came of those before it. */
static void
add_entry(struct checking *c, const struct envelope *e, uint32_t nth, struct json *statements,
    struct conversion *all)
{
	struct json *entry = arena_take(c->arena, sizeof(*entry));
	struct conversion made;
	struct str at;

	*entry = envelope_entry(e, c->arena, nth);
	apply(c, entry, &made);
	for (uint32_t i = 0; made.verdict == PASS && i < made.count; i++)
		json_add(c->arena, statements, made.statements[i]);
	if (made.verdict == REJECT && all->verdict != REJECT) {
		*all = made;
		at = envelope_pointer(e, c->arena, STR(""), nth);
		all->pointer = arena_format(c->arena, "%.*s%.*s", STR_ARG(at), STR_ARG(made.pointer));
	} else if (made.verdict == DROP && all->verdict == PASS) {
		all->verdict = DROP;
		all->reason = made.reason;
	}
}

/* An event of an example may be an envelope: then it becomes all statements of its entries, unless one is refused; or, if
 * there are none, it is dropped like the first of them that is. */
static void
apply_event(struct checking *c, const struct json *event, struct conversion *made)
{
	struct json statements = json_array();
	struct envelope e = {.event = event, .entries = event};

	if (event->type != JSON_ARRAY && !mapping_list(c->mapping, c->arena, event, &e)) {
		apply(c, event, made);
		return;
	}
	*made = (struct conversion){.verdict = PASS};
	for (uint32_t i = 0; i < envelope_count(&e); i++)
		add_entry(c, &e, i, &statements, made);
	if (statements.count && made->verdict == DROP)
		made->verdict = PASS;
	made->statements = statements.items;
	made->count = statements.count;
}

static bool
check_example(struct checking *c, const struct json *example)
{
	struct conversion made;

	c->example = example;
	c->ok = true;
	apply_event(c, json_get(example, STR("event")), &made);
	check_outcome(c, &made);
	return c->ok;
}

/* ---- all of them ---- */

static size_t
unreached_rules(struct checking *c)
{
	size_t count = 0;

	for (uint32_t i = 0; i < c->mapping->rule_count; i++) {
		if (c->reached[i])
			continue;
		count++;
		buf_clear(&c->line);
		buf_format(
		    &c->line, "%.*s: no example reaches this rule", STR_ARG(c->mapping->rules[i].made_by));
		end(c);
	}
	return count;
}

struct example_report
examples_run(const struct mapping *m, const struct example_judge *judge, void (*tell)(void *, struct str),
    void *context)
{
	struct checking c = {.mapping = m, .judge = judge, .tell = tell, .context = context};
	struct example_report report = {
	    .rules = m->rule_count, .examples = m->examples ? m->examples->count : 0};

	c.arena = arena_open();
	c.reached = arena_zero(c.arena, m->rule_count);
	for (size_t i = 0; i < report.examples; i++)
		report.wrong += !check_example(&c, &m->examples->items[i]);
	report.wrong += unreached_rules(&c);
	buf_free(&c.scratch);
	buf_free(&c.line);
	arena_close(c.arena);
	return report;
}
