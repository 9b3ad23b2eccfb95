/* Laws of the validator over statements made at random from parts, good and bad, with a fixed seed. */
#include "tests/unit/validate/judge.h"

enum { ROUNDS = 20000 };

/* A small generator of our own, so that a failure is the same on every machine. */
static uint32_t
next(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

struct part {
	const char *pointer;
	const char *values[8];
};

static const struct part parts[] = {
    {"/id", {"'12345678-1234-5678-1234-567812345678'", "'F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6'", "'x'", "1"}},
    {"/actor", {"{'openid':'http://x'}", "{'objectType':'Group','member':[]}", "{'mbox':'mailto:\\u00e9@x'}",
		   "{'account':{'homePage':'http://x','name':'\\u0000\\ud83d\\ude00'}}", "{}"}},
    {"/verb/display", {"{}", "{'de':'\\\"\\\\\\n\\u2028'}", "{'-':''}"}},
    {"/object", {sub_statement, "{'objectType':'StatementRef','id':'12345678-1234-5678-1234-567812345678'}",
		    "{'id':'a:'}", "{'id':'http://x/\\u00e9'}", "'x'"}},
    {"/result", {"{'score':{'scaled':-0.0,'raw':1.10,'min':1e-5,'max':12E3}}",
		    "{'duration':'PT1.50S','success':true}", "{'score':{'scaled':1.01}}",
		    "{'extensions':{'http://x':[null,true,-0,1e131071,{'':{}}]}}"}},
    {"/context",
	{"{'platform':'p'}", "{'contextActivities':{'parent':{'id':'http://x'},'other':[]}}",
	    "{'contextAgents':[]}", "{'language':'i-klingon'}", "{'extensions':{'http://x':{'k':1,'k':2}}}"}},
    {"/timestamp",
	{"'2026-03-14T16:35:00.1234567Z'", "'20260314T163500Z'", "'2024-02-29T23:59:59+05:30'", "'x'"}},
    {"/attachments", {"[]", "[{}]"}},
    {"/version", {"'1.0.3'", "'2.0.0'", "'0.9'"}},
    {"/stored", {"'2026-03-14T16:35:00Z'", "null"}},
};

static struct json
random_statement(struct arena *arena, uint32_t *seed)
{
	struct json tree = parsed(arena, usual);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		uint32_t count = 0;

		while (count < 8 && parts[i].values[count])
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

	assert_true(json_parse(arena, text, (struct json_limits){.depth = 64}, &tree, &code, &offset));
	return tree;
}

/* Calls `law` with random statements and the verdicts on them; at least some must be valid, and some not. */
static void
for_random_statements(
    void (*law)(struct arena *, struct json *, enum xapi_version, bool valid, const struct finding *))
{
	struct arena *arena = arena_open();
	uint32_t seed = 20260314, valid_ones = 0;

	for (int i = 0; i < ROUNDS; i++) {
		enum xapi_version version = (enum xapi_version)next(&seed, 3);
		struct json tree = random_statement(arena, &seed);
		struct finding f = {.pointer = STR("")};
		bool valid = validate_statement(&tree, version, arena, &f);

		law(arena, &tree, version, valid, &f);
		valid_ones += valid;
		arena_reset(arena);
	}
	assert_in_range(valid_ones, ROUNDS / 20, ROUNDS - ROUNDS / 20);
	arena_close(arena);
}

static void
same_verdict_after_writing(struct arena *arena, struct json *tree, enum xapi_version version, bool valid,
    const struct finding *first)
{
	struct buf text = {0};
	struct json again;
	struct finding f = {.pointer = STR("")};

	json_write(&text, tree);
	again = parsed_bytes(arena, buf_view(&text));
	assert_true(json_same(tree, &again));
	assert_int_equal(validate_statement(&again, version, arena, &f), valid);
	assert_int_equal(f.code, first->code);
	assert_true(str_eq(f.pointer, first->pointer));
	buf_free(&text);
}

static void
what_is_written_again_is_judged_alike_and_the_same(void **state)
{
	(void)state;
	for_random_statements(same_verdict_after_writing);
}

static void
valid_when_normalized(struct arena *arena, struct json *tree, enum xapi_version version, bool valid,
    const struct finding *first)
{
	struct finding f;
	struct json once;

	(void)first;
	if (!valid)
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

	assert_int_equal(validate_walk(tree, version, arena, &all.sink), valid);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_written_again_is_judged_alike_and_the_same),
	    cmocka_unit_test(normalizing_keeps_valid_and_changes_once),
	    cmocka_unit_test(the_first_of_all_findings_is_the_first),
	};

	return cmocka_run_group_tests_name("property", tests, NULL, NULL);
}
