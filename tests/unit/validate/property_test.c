/* Laws of the validator, over statements made at random from parts, good and bad, and over the public cases with random
 * changes. The seed is fixed. */
#include "tests/unit/validate/judge.h"

#include <stdlib.h>

#define CASES "../shared/cases/xapi/statements-"

enum { ROUNDS = 20000, MUTANTS = 4, NODES = 400, PART_VALUES = 8, DEPTH = 64 };

typedef void law(struct arena *, struct json *, enum xapi_version, bool valid, const struct finding *first);

/* A small generator of our own, so that a failure is the same on every machine. */
static uint32_t
next(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

struct part {
	const char *pointer;
	const char *values[PART_VALUES];
};

static const struct part parts[] = {
    {"/id", {"'12345678-1234-5678-1234-567812345678'", "'F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6'", "'x'", "1"}},
    {"/actor", {"{'openid':'http://x'}", "{'objectType':'Group','member':[]}", "{'mbox':'mailto:\\u00e9@x'}",
		   "{'account':{'homePage':'http://x','name':'\\u0000\\ud83d\\ude00'}}", "{}"}},
    {"/verb/display", {"{}", "{'de':'\\\"\\\\\\n\\u2028'}", "{'-':''}"}},
    {"/object",
	{sub_statement, "{'objectType':'StatementRef','id':'12345678-1234-5678-1234-567812345678'}",
	    "{'id':'a:'}", "{'id':'http://x/\\u00e9'}", "'x'",
	    "{'id':'a:','definition':{'interactionType':'choice','choices':[{'id':'\\ud83d\\ude00'},{'id':''}]}}"}},
    {"/result", {"{'score':{'scaled':-0.0,'raw':1.10,'min':1e-5,'max':12E3}}",
		    "{'duration':'PT1.50S','success':true}", "{'score':{'scaled':1.01}}",
		    "{'extensions':{'http://x':[null,true,-0,1e131071,{'':{}}]}}"}},
    {"/context",
	{"{'platform':'p'}", "{'contextActivities':{'parent':{'id':'http://x'},'other':[]}}",
	    "{'contextAgents':[{'objectType':'contextAgent','agent':{'openid':'a:'},'relevantTypes':['a:']}]}",
	    "{'contextGroups':[{'objectType':'contextGroup','group':{'objectType':'Group','member':[]}}]}",
	    "{'language':'i-klingon'}", "{'extensions':{'http://x':{'k':1,'k':2}}}"}},
    {"/timestamp",
	{"'2026-03-14T16:35:00.1234567Z'", "'20260314T163500Z'", "'2024-02-29T23:59:59+05:30'", "'x'"}},
    {"/attachments",
	{"[]", "[{}]",
	    "[{'usageType':'a:','display':{},'contentType':'a/b;c=\\'d\\'','length':1e1,"
	    "'sha2':'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'}]",
	    "[{'usageType':'a:','display':{'x-\\u0061':''},'contentType':'a/b','length':-0,'fileUrl':'http://[::1]',"
	    "'sha2':'d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f'}]"}},
    {"/version", {"'1.0.3'", "'2.0.0'", "'0.9'"}},
    {"/stored", {"'2026-03-14T16:35:00Z'", "null"}},
    {"/authority",
	{"{'objectType':'Group','member':[{'account':{'homePage':'a:','name':''}},{'mbox':'mailto:a@b'}]}",
	    "{'mbox_sha1sum':'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709'}", "{'name':'\\/\\b\\f'}"}},
};

static struct json
random_statement(struct arena *arena, uint32_t *seed)
{
	struct json tree = parsed(arena, usual);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		uint32_t count = 0;

		while (count < PART_VALUES && parts[i].values[count])
			count++;
		if (next(seed, 2))
			change(arena, &tree, parts[i].pointer, parts[i].values[next(seed, count)]);
	}
	return tree;
}

static struct json
parsed_bytes(struct arena *arena, struct str text)
{
	struct json tree;
	enum reject_code code;
	size_t offset;

	assert_true(json_parse(arena, text, (struct json_limits){.depth = DEPTH}, &tree, &code, &offset));
	return tree;
}

/* Calls the law; true if the tree is valid. */
static bool
apply(law *holds, struct arena *arena, struct json *tree, enum xapi_version version)
{
	struct finding f = {.pointer = STR("")};
	bool valid = validate_document(tree, version, arena, &f);

	holds(arena, tree, version, valid, &f);
	return valid;
}

/* With random statements, of which at least some must be valid, and some not. */
static void
for_random_statements(law *holds)
{
	struct arena *arena = arena_open();
	uint32_t seed = 20260314, valid_ones = 0;

	for (int i = 0; i < ROUNDS; i++) {
		enum xapi_version version = (enum xapi_version)next(&seed, 3);
		struct json tree = random_statement(arena, &seed);

		valid_ones += apply(holds, arena, &tree, version);
		arena_reset(arena);
	}
	assert_in_range(valid_ones, ROUNDS / 40, ROUNDS - ROUNDS / 40);
	arena_close(arena);
}

/* ---- public cases and their mutants ---- */

static struct json
written_again(struct arena *arena, const struct json *tree)
{
	struct buf text = {0};
	struct json again;

	json_write(&text, tree);
	again = parsed_bytes(arena, arena_copy(arena, buf_view(&text)));
	buf_free(&text);
	return again;
}

/* Gathers the nodes of a tree; returns how many there are then. */
static uint32_t
gather(struct json *tree, struct json *nodes[NODES], uint32_t count)
{
	if (count == NODES)
		return count;
	nodes[count++] = tree;
	for (uint32_t i = 0; i < tree->count && tree->type == JSON_ARRAY; i++)
		count = gather(&tree->items[i], nodes, count);
	for (uint32_t i = 0; i < tree->count && tree->type == JSON_OBJECT; i++)
		count = gather(&tree->members[i].value, nodes, count);
	return count;
}

/* A copy in which something of another statement stands, a member is gone, or a key stands twice. */
static struct json
mutant(struct arena *arena, const struct json *tree, struct json *donor, uint32_t *seed)
{
	struct json *nodes[NODES], *gifts[NODES], *node;
	struct json changed = json_copy(arena, tree);
	const struct json *gift;

	node = nodes[next(seed, gather(&changed, nodes, 0))];
	gift = gifts[next(seed, gather(donor, gifts, 0))];
	switch (node->type == JSON_OBJECT && node->count ? next(seed, 4) : 3) {
	case 0:
		json_remove(node, node->members[next(seed, node->count)].key);
		break;
	case 1:
		json_append(arena, node, node->members[next(seed, node->count)].key, json_copy(arena, gift));
		break;
	case 2:
		node->members[next(seed, node->count)].key =
		    gift->type == JSON_OBJECT && gift->count ? gift->members[0].key : STR("extensions");
		break;
	default:
		*node = json_copy(arena, gift);
	}
	return written_again(arena, &changed);
}

/* The tree of a case's statement or batch; false if it is no JSON. */
static bool
read_case(struct arena *arena, struct str line, struct json *tree)
{
	struct json given = parsed_bytes(arena, arena_copy(arena, line));
	const struct json *statement = json_get(&given, STR("statement"));
	struct str raw = json_get_text(&given, STR("raw"));
	enum reject_code code;
	size_t offset;

	if (statement)
		*tree = *statement;
	return statement
	       || json_parse(arena, raw, (struct json_limits){.depth = DEPTH}, tree, &code, &offset);
}

/* How many cases the file holds; 0 if it is not there. */
static int
for_cases_of(const char *path, enum xapi_version version, law *holds)
{
	struct arena *arena = arena_open();
	FILE *f = fopen(path, "r");
	struct json tree, donor = parsed(arena, usual);
	char *line = NULL;
	size_t size = 0;
	uint32_t seed = 20260314;
	int count = 0;

	for (ssize_t len; f && (len = getline(&line, &size, f)) > 0; count++) {
		if (!read_case(arena, (struct str){line, (size_t)len}, &tree))
			continue;
		for (int i = 0; i < MUTANTS; i++) {
			struct json changed = mutant(arena, &tree, &donor, &seed);

			apply(holds, arena, &changed, version);
		}
		donor = json_copy(arena, &tree);
		apply(holds, arena, &tree, version);
	}
	free(line);
	if (f)
		fclose(f);
	arena_close(arena);
	return count;
}

static void
for_public_cases(law *holds)
{
	int count = for_cases_of(CASES "1.0.3.ndjson", XAPI_1_0_3, holds)
		    + for_cases_of(CASES "2.0.0.ndjson", XAPI_2_0_0, holds);

	if (!count) {
		print_message("4901 cases skipped: " CASES " is absent\n");
		skip();
	}
	assert_in_range(count, 4000, 1000000);
}

/* ---- the laws ---- */

/* Also byte for byte: the second writing finds nothing left to change. */
static void
same_verdict_after_writing(struct arena *arena, struct json *tree, enum xapi_version version, bool valid,
    const struct finding *first)
{
	struct buf text = {0}, once_more = {0};
	struct json again;
	struct finding f = {.pointer = STR("")};

	json_write(&text, tree);
	again = parsed_bytes(arena, buf_view(&text));
	assert_true(json_same(tree, &again));
	assert_true(json_same(&again, tree));
	assert_int_equal(validate_document(&again, version, arena, &f), valid);
	assert_int_equal(f.code, first->code);
	assert_true(str_eq(f.pointer, first->pointer));
	json_write(&once_more, &again);
	assert_true(str_eq(buf_view(&text), buf_view(&once_more)));
	buf_free(&text);
	buf_free(&once_more);
}

static void
what_is_written_again_is_judged_alike_and_the_same(void **state)
{
	(void)state;
	for_random_statements(same_verdict_after_writing);
}

static void
what_is_written_again_is_judged_alike_and_the_same_in_public_cases(void **state)
{
	(void)state;
	for_public_cases(same_verdict_after_writing);
}

static void
valid_when_normalized(struct arena *arena, struct json *tree, enum xapi_version version, bool valid,
    const struct finding *first)
{
	struct finding f;
	struct json once;

	(void)first;
	if (!valid || tree->type != JSON_OBJECT)
		return;
	validate_normalize(tree, arena);
	assert_true(validate_statement(tree, version, arena, &f));
	once = json_copy(arena, tree);
	validate_normalize(tree, arena);
	assert_true(json_same(tree, &once));
}

static void
normalizing_keeps_valid_and_changes_once(void **state)
{
	(void)state;
	for_random_statements(valid_when_normalized);
}

static void
normalizing_keeps_valid_and_changes_once_in_public_cases(void **state)
{
	(void)state;
	for_public_cases(valid_when_normalized);
}

struct counting_sink {
	struct finding_sink sink;
	struct finding first;
	int count;
};

static bool
count(struct finding_sink *sink, const struct finding *f)
{
	struct counting_sink *c = (struct counting_sink *)sink;

	if (c->count++ == 0)
		c->first = *f;
	return true;
}

static void
first_of_all(struct arena *arena, struct json *tree, enum xapi_version version, bool valid,
    const struct finding *first)
{
	struct counting_sink all = {.sink = {count}};
	bool all_valid = tree->type == JSON_ARRAY ? validate_batch_walk(tree, version, arena, &all.sink)
						  : validate_walk(tree, version, arena, &all.sink);

	assert_int_equal(all_valid, valid);
	assert_int_equal(all.count == 0, valid);
	assert_int_equal(all.first.code, first->code);
	assert_true(valid || str_eq(all.first.pointer, first->pointer));
}

static void
the_first_of_all_findings_is_the_first(void **state)
{
	(void)state;
	for_random_statements(first_of_all);
}

static void
the_first_of_all_findings_is_the_first_in_public_cases(void **state)
{
	(void)state;
	for_public_cases(first_of_all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_written_again_is_judged_alike_and_the_same),
	    cmocka_unit_test(what_is_written_again_is_judged_alike_and_the_same_in_public_cases),
	    cmocka_unit_test(normalizing_keeps_valid_and_changes_once),
	    cmocka_unit_test(normalizing_keeps_valid_and_changes_once_in_public_cases),
	    cmocka_unit_test(the_first_of_all_findings_is_the_first),
	    cmocka_unit_test(the_first_of_all_findings_is_the_first_in_public_cases),
	};

	return cmocka_run_group_tests_name("property", tests, NULL, NULL);
}
