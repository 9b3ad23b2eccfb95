/* The doors into the validator: batches, all findings, what pointers show, and the stage. */
#include "tests/unit/validate/judge.h"

#include "pipeline/core/record.h"

struct all_sink {
	struct finding_sink sink;
	struct finding found[16];
	size_t count;
};

static bool
take_all(struct finding_sink *sink, const struct finding *f)
{
	struct all_sink *all = (struct all_sink *)sink;

	assert_true(all->count < 16);
	all->found[all->count++] = *f;
	return true;
}

static void
expect_found(const struct all_sink *all, size_t i, enum reject_code code, const char *pointer)
{
	assert_true(i < all->count);
	assert_int_equal(all->found[i].code, code);
	assert_true(str_eq(all->found[i].pointer, str_of(pointer)));
}

static void
a_sink_may_take_all_findings(void **state)
{
	struct arena *arena = arena_open();
	struct json tree =
	    parsed(arena, "{'actor':{'name':1,'extra':2},'verb':{'display':{'e_n':null}},'id':'x'}");
	struct all_sink all = {.sink = {take_all}};

	(void)state;
	assert_false(validate_walk(&tree, XAPI_1_0_3, arena, &all.sink));
	assert_int_equal(all.count, 8);
	expect_found(&all, 0, REJECT_AGENT_NAME, "/actor/name");
	expect_found(&all, 1, REJECT_UNKNOWN_KEY, "/actor");
	expect_found(&all, 2, REJECT_IFI_COUNT, "/actor");
	expect_found(&all, 3, REJECT_LANGUAGE_TAG, "/verb/display");
	expect_found(&all, 4, REJECT_NULL_VALUE, "/verb/display");
	expect_found(&all, 5, REJECT_VERB_ID, "/verb/id");
	expect_found(&all, 6, REJECT_STATEMENT_ID, "/id");
	expect_found(&all, 7, REJECT_OBJECT, "/object");
	arena_close(arena);
}

static void
a_pointer_ends_before_a_key_of_the_statements_own(void **state)
{
	(void)state;
	is_refused("/private name", "1", "unknown-key", "");
	is_refused("/verb/display", "{'private name':'x'}", "language-tag", "/verb/display");
	is_refused("/object/definition/description", "{'en':{'private name':1}}", "language-map",
	    "/object/definition/description");
	is_refused("/context/extensions", "{'private name':1}", "extension-key", "/context/extensions");
	is_refused("/context/extensions", "{'http://x':{'private name':[1e999999]}}", "number",
	    "/context/extensions");
}

/* ---- batches ---- */

static void
expect_batch(const char *text, enum reject_code code, const char *pointer)
{
	struct arena *arena = arena_open();
	struct json tree = parsed(arena, text);
	struct finding f = {.code = REJECT_NONE, .pointer = STR("")};

	assert_int_equal(validate_document(&tree, XAPI_AUTO, arena, &f), code == REJECT_NONE);
	assert_int_equal(f.code, code);
	assert_true(str_eq(f.pointer, str_of(pointer)));
	arena_close(arena);
}

#define WITH_ID(id) "{'id':'" id "','actor':{'mbox':'mailto:a@b'},'verb':{'id':'a:b'},'object':{'id':'a:b'}}"
#define FIRST WITH_ID("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
#define FIRST_AGAIN WITH_ID("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6")
#define SECOND WITH_ID("12345678-1234-5678-1234-567812345678")
#define NAMELESS "{'actor':{'mbox':'mailto:a@b'},'verb':{'id':'a:b'},'object':{'id':'a:b'}}"

static void
a_batch_is_valid_if_each_statement_is(void **state)
{
	(void)state;
	expect_batch("[]", REJECT_NONE, "");
	expect_batch("[" FIRST "," NAMELESS "," SECOND "," NAMELESS "]", REJECT_NONE, "");
	expect_batch("[" FIRST ",{'verb':{}}]", REJECT_VERB_ID, "/1/verb/id");
	expect_batch("[" FIRST ",null]", REJECT_STATEMENT, "/1");
	expect_batch("[[" FIRST "]]", REJECT_STATEMENT, "/0");
}

static void
an_id_stands_once_in_a_batch(void **state)
{
	(void)state;
	expect_batch(
	    "[" SECOND "," FIRST "," NAMELESS "," FIRST_AGAIN "," SECOND "]", REJECT_BATCH_ID, "/3/id");
}

static void
each_statement_of_a_batch_has_its_version(void **state)
{
	(void)state;
	expect_batch("[" FIRST ",{'version':'2.0.0','timestamp':'20260314T163500Z'}]", REJECT_TIMESTAMP,
	    "/1/timestamp");
	expect_batch("[{'timestamp':'20260314T163500Z'}]", REJECT_ACTOR, "/0/actor");
}

/* ---- the stage ---- */

struct bench {
	struct settings *settings;
	void *stage;
	struct batch *batch;
	struct record *record;
};

static bool
open_stage(struct bench *b, const char *version)
{
	static const struct option *const tables[] = {validate_options};
	struct error e;

	b->settings = settings_open(tables, 1);
	assert_true(settings_set(b->settings, "xapi", version, &e));
	b->stage = validate_stage.open(b->settings, &e);
	return b->stage != NULL;
}

static void
set_up(struct bench *b, const char *version, const char *statement)
{
	struct origin origin = {.source = STR("xapi")};

	assert_true(open_stage(b, version));
	b->batch = batch_open();
	b->record = batch_add(b->batch, &origin, STR(""));
	b->record->statement = parsed(b->record->arena, statement);
}

static void
tear_down(struct bench *b)
{
	validate_stage.close(b->stage);
	settings_close(b->settings);
	batch_close(b->batch);
}

static void
the_stage_rejects_with_the_rule(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, "auto", "{'actor':{'mbox':'x'}}");
	b.record->pointer = STR("/statements/3");
	assert_int_equal(validate_stage.process(b.stage, b.record), REJECT);
	assert_int_equal(b.record->reject.code, REJECT_MBOX_FORM);
	assert_true(str_eq(b.record->reject.pointer, STR("/statements/3/actor/mbox")));
	tear_down(&b);
}

static void
a_bad_statement_of_a_mapping_is_the_mappings(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, "auto", "{'actor':{'mbox':'x'}}");
	b.record->made_by = STR("learnflow.yaml:12");
	b.record->pointer = STR("/events/0");
	assert_int_equal(validate_stage.process(b.stage, b.record), REJECT);
	assert_int_equal(b.record->reject.code, REJECT_INVALID_STATEMENT);
	assert_true(str_eq(b.record->reject.pointer, STR("/events/0")));
	assert_true(str_eq(b.record->reject.detail, STR("learnflow.yaml:12: mbox-form at \"/actor/mbox\"")));
	tear_down(&b);
}

static void
the_option_names_the_version(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, "2.0.0", usual);
	change(b.record->arena, &b.record->statement, "/timestamp", "'20260314T163500Z'");
	assert_int_equal(validate_stage.process(b.stage, b.record), REJECT);
	assert_int_equal(b.record->reject.code, REJECT_TIMESTAMP);
	tear_down(&b);
	assert_false(open_stage(&b, "1.0"));
	settings_close(b.settings);
}

static void
single_activities_become_arrays(void **state)
{
	struct bench b;
	struct json expected;

	(void)state;
	set_up(&b, "1.0.3", usual);
	change(b.record->arena, &b.record->statement, "/object", sub_statement);
	change(b.record->arena, &b.record->statement, "/object/context",
	    "{'contextActivities':{'grouping':{'id':'http://x'}}}");
	change(b.record->arena, &b.record->statement, "/context",
	    "{'contextActivities':{'parent':{'id':'http://x'},'other':[{'id':'http://y'}],'category':[]}}");
	assert_int_equal(validate_stage.process(b.stage, b.record), PASS);
	expected = parsed(b.record->arena,
	    "{'contextActivities':{'parent':[{'id':'http://x'}],'other':[{'id':'http://y'}],'category':[]}}");
	assert_true(json_same(json_get(&b.record->statement, STR("context")), &expected));
	expected = parsed(b.record->arena, "{'contextActivities':{'grouping':[{'id':'http://x'}]}}");
	assert_true(
	    json_same(json_get(json_get(&b.record->statement, STR("object")), STR("context")), &expected));
	tear_down(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_sink_may_take_all_findings),
	    cmocka_unit_test(a_pointer_ends_before_a_key_of_the_statements_own),
	    cmocka_unit_test(a_batch_is_valid_if_each_statement_is),
	    cmocka_unit_test(an_id_stands_once_in_a_batch),
	    cmocka_unit_test(each_statement_of_a_batch_has_its_version),
	    cmocka_unit_test(the_stage_rejects_with_the_rule),
	    cmocka_unit_test(a_bad_statement_of_a_mapping_is_the_mappings),
	    cmocka_unit_test(the_option_names_the_version),
	    cmocka_unit_test(single_activities_become_arrays),
	};

	return cmocka_run_group_tests_name("validate", tests, NULL, NULL);
}
