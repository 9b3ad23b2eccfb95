/* Laws of who owns what: stages that follow change statements in place, so no part of one may stand anywhere else. */
#include "tests/unit/convert/fixture.h"

#include "pipeline/core/record.h"
#include "pipeline/core/schemas.h"
#include "stages/anonymize/anonymize.h"
#include "stages/convert/convert.h"
#include "stages/convert/plan.h"
#include "stages/validate/validate.h"

enum { MOST_NODES = 4096, TIMES = 1000 };

/* Uses each thing that could give a part of the event, or of the plan, twice. */
static const char sharing[] =
    "source: t\n"
    "lists: [{path: $.rows, carry: {context: $.context}}]\n"
    "tables: {things: {a: {x: {y: [1, {mbox: 'mailto:z@example.com'}]}}, b: [1, [2]]}, people: {u: {mbox: 'mailto:u@example.com', name: U}}}\n"
    "let:\n"
    "  all: $.data\n"
    "  packed: {json: $.text}\n"
    "  flat: {nested: $.flat}\n"
    "parts: {thing: {lookup: $.kind, in: things}}\n"
    "rules:\n"
    "  - when: {$.verb: {exists: true}}\n"
    "    statement: $\n"
    "  - when: {$.part: true}\n"
    "    statement: $.statement\n"
    "  - statements:\n"
    "      - actor: {lookup: $.who.id, in: people}\n"
    "        verb: completed\n"
    "        object: {id: 'urn:o', definition: {extensions: $.ext}}\n"
    "        result: {extensions: {'urn:1': $all.list, 'urn:2': $all, 'urn:3': $.data, 'urn:4': {part: thing}}}\n"
    "        context:\n"
    "          extensions:\n"
    "            urn:a: {first: [$.none, $.data]}\n"
    "            urn:b: {switch: [{when: {$.kind: a}, value: $.data}, {value: $all}]}\n"
    "            urn:c: {path: $.none, default: $.data}\n"
    "            urn:d: {path: $.data, is: object, required: true}\n"
    "            urn:e: {json: $.data}\n"
    "            urn:f: $packed\n"
    "            urn:g: $packed\n"
    "            urn:h: $flat\n"
    "            urn:i: $flat.a\n"
    "            urn:j: ['$.data', '$..list', {part: thing}]\n"
    "            urn:k: {each: '$.data.list[*]', value: $item}\n"
    "            urn:l: {each: '$.data.list[*]', value: {part: thing}}\n"
    "            urn:m: {first: ['$..list']}\n"
    "            urn:n: {path: $.none, default: {part: thing}}\n"
    "            urn:o: {constant: {}}\n"
    "            urn:p: []\n"
    "      - $.statement\n"
    "      - $.statement\n"
    "      - {each: '$.data.list[*]', actor: $.who.agent, verb: completed, object: {id: 'urn:{$key}', definition: $item}}\n"
    "examples:\n"
    "  - event: &event\n"
    "      kind: a\n"
    "      who: {id: u, agent: {mbox: 'mailto:v@example.com', name: V}}\n"
    "      ext: {'urn:x': [{y: [1]}]}\n"
    "      text: '{\"a\":[{\"b\":{}},[1]]}'\n"
    "      flat: {a.b: [1], a.c: {d: [2]}}\n"
    "      data: {list: [{extensions: {'urn:a': [1]}}, {extensions: {'urn:a': [1, {b: 1}]}}]}\n"
    "      statement: {actor: {mbox: 'mailto:u@example.com'}, verb: {id: 'urn:v'}, object: {id: 'urn:o'}}\n"
    "    statements: []\n"
    "  - event: {part: true, statement: {actor: {name: [1]}}}\n"
    "    statements: []\n"
    "  - event:\n"
    "      context: {instructor: {mbox: 'mailto:w@example.com'}, extensions: {'urn:x': {mbox: 'mailto:z@example.com'}}}\n"
    "      rows:\n"
    "        - &row {actor: {mbox: 'mailto:u@example.com'}, verb: {id: 'urn:v'}, object: {id: 'urn:o'}}\n"
    "        - *row\n"
    "    statements: []\n";

/* ---- no node twice ---- */

struct nodes {
	const void *storage[MOST_NODES];
	size_t count;
};

static int
compare_pointers(const void *a, const void *b)
{
	const char *one = *(const char *const *)a, *two = *(const char *const *)b;

	return (one > two) - (one < two);
}

/* Where the items and members of a tree are stored; what is empty has no storage. */
static void
gather(struct nodes *n, const struct json *v)
{
	if (v->type < JSON_ARRAY || v->count == 0)
		return;
	assert_true(n->count < MOST_NODES);
	n->storage[n->count++] = v->type == JSON_ARRAY ? (const void *)v->items : (const void *)v->members;
	for (uint32_t i = 0; i < v->count; i++)
		gather(n, v->type == JSON_ARRAY ? &v->items[i] : &v->members[i].value);
}

static void
all_differ(struct nodes *n, const struct mapping *m, uint32_t line)
{
	qsort(n->storage, n->count, sizeof(*n->storage), compare_pointers);
	for (size_t i = 1; i < n->count; i++)
		if (n->storage[i] == n->storage[i - 1])
			fail_msg("%.*s:%u: the example has a node twice", STR_ARG(mapping_file(m)), line);
	n->count = 0;
}

/* All statements of one event; returns how many. */
static uint32_t
gather_made(struct nodes *n, const struct mapping *m, const struct json *event)
{
	struct conversion made;

	mapping_apply(m, arena, &scratch, event, &made);
	for (uint32_t i = 0; made.verdict == PASS && i < made.count; i++)
		gather(n, &made.statements[i]);
	return made.verdict == PASS ? made.count : 0;
}

static uint32_t
examples_share_nothing(const struct mapping *m)
{
	static struct nodes nodes;
	uint32_t statements = 0;

	for (uint32_t i = 0; m->examples && i < m->examples->count; i++) {
		const struct json *event = json_get(&m->examples->items[i], STR("event"));
		struct envelope e = {.event = event, .entries = event};
		bool list = event->type == JSON_ARRAY || mapping_list(m, arena, event, &e);

		for (uint32_t k = 0; list && k < (e.entries->type == JSON_ARRAY ? e.entries->count : 1);
		     k++) {
			struct json *entry = arena_take(arena, sizeof(*entry));

			*entry = envelope_entry(&e, arena, k);
			statements += gather_made(&nodes, m, entry);
		}
		statements += list ? 0 : gather_made(&nodes, m, event);
		all_differ(&nodes, m, m->examples->items[i].line);
	}
	return statements;
}

static void
no_node_stands_in_statements_twice(void **state)
{
	struct error e;

	(void)state;
	open_mappings = mappings_open(STR("auto"), NULL, 0, &e);
	assert_non_null(open_mappings);
	for (size_t i = 0; i < mappings_count(open_mappings); i++)
		assert_true(examples_share_nothing(mappings_at(open_mappings, i)) > 0);
	mappings_close(open_mappings);
	open_mappings = open_text(sharing, &e);
	if (!open_mappings)
		fail_msg("%s", e.text);
	assert_int_equal(examples_share_nothing(mappings_at(open_mappings, 0)), 5 + 1 + 2);
}

/* ---- the plan stays as it is ---- */

static char mapping_file_name[] = "/tmp/lrstream-mapping-XXXXXX";
static char key_file_name[] = "/tmp/lrstream-key-XXXXXX";

static void
write_file(char *path, const char *text)
{
	int file = mkstemp(path);

	assert_true(write(file, text, strlen(text)) == (ssize_t)strlen(text));
	close(file);
}

/* The chain of stages in front of the privacy line. */
static const struct stage_type *const chain[] = {&convert_stage, &validate_stage, &anonymize_stage};

enum { STAGES = sizeof(chain) / sizeof(*chain) };

static void
open_chain(struct settings **settings, void *opened[STAGES])
{
	const struct option *tables[STAGES];
	struct error e;

	for (size_t i = 0; i < STAGES; i++)
		tables[i] = chain[i]->options;
	*settings = settings_open(tables, STAGES);
	assert_true(settings_set(*settings, "mapping", mapping_file_name, &e));
	assert_true(settings_set(*settings, "key_file", key_file_name, &e));
	for (size_t i = 0; i < STAGES; i++) {
		opened[i] = chain[i]->open(*settings, &e);
		if (!opened[i])
			fail_msg("%s", e.text);
	}
}

/* Each record through what is left of the chain, forks behind it; its statement before and behind each stage, as text. */
static void
run_chain(void *opened[STAGES], struct batch *batch, struct str text, struct buf *out)
{
	const struct origin origin = {.source = STR("t"), .offset = 1};
	struct record *r = batch_add(batch, &origin, text);
	enum reject_code code;
	size_t offset;

	assert_true(json_parse(batch->arena, text, (struct json_limits){100}, &r->event, &code, &offset));
	for (; r; r = r->next) {
		for (; r->verdict == PASS && r->stage < STAGES; r->stage++) {
			json_write(out, &r->statement);
			r->verdict = chain[r->stage]->process(opened[r->stage], r);
		}
		json_write(out, &r->statement);
		buf_format(out, " %d %d\n", r->verdict, r->reject.code);
	}
}

static void
an_event_gives_the_same_a_thousand_times(void **state)
{
	struct settings *settings;
	void *opened[STAGES];
	struct batch *batch = batch_open();
	struct buf first = {0}, again = {0};
	struct error e;

	(void)state;
	write_file(mapping_file_name, sharing);
	write_file(key_file_name, "0123456789abcdef0123456789abcdef");
	open_chain(&settings, opened);
	open_mappings = open_text(sharing, &e);
	for (int i = 0; i < TIMES; i++) {
		const struct json *examples = mappings_at(open_mappings, 0)->examples;

		buf_clear(&again);
		batch_reset(batch);
		for (uint32_t k = 0; k < examples->count; k++)
			run_chain(opened, batch, str_of(as_json(json_get(&examples->items[k], STR("event")))),
			    &again);
		if (i == 0)
			buf_str(&first, buf_view(&again));
		assert_true(str_eq(buf_view(&first), buf_view(&again)));
	}
	assert_true(first.len > 1000);
	for (size_t i = STAGES; i-- > 0;)
		chain[i]->close(opened[i]);
	settings_close(settings);
	batch_close(batch);
	buf_free(&first);
	buf_free(&again);
	unlink(mapping_file_name);
	unlink(key_file_name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(no_node_stands_in_statements_twice, setup, teardown),
	    cmocka_unit_test_setup_teardown(an_event_gives_the_same_a_thousand_times, setup, teardown),
	};

	(void)convert;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
