/* The stage: which mapping a record is for, forks for further statements, lists judged entry by entry. */
#include "tests/unit/convert/fixture.h"

#include "pipeline/core/record.h"
#include "stages/convert/convert.h"

static struct settings *settings;
static struct batch *batch;
static void *stage;

static int
setup_stage(void **state)
{
	static const struct option *tables[1];
	struct error e;

	setup(state);
	tables[0] = convert_stage.options;
	settings = settings_open(tables, 1);
	stage = convert_stage.open(settings, &e);
	if (!stage)
		fail_msg("%s", e.text);
	batch = batch_open();
	return 0;
}

static int
teardown_stage(void **state)
{
	batch_close(batch);
	convert_stage.close(stage);
	settings_close(settings);
	return teardown(state);
}

/* Puts the text into the batch and through the stage. */
static struct record *
run(const char *source, const char *text)
{
	struct origin origin = {.source = str_of(source), .offset = 1};
	struct record *r = batch_add(batch, &origin, str_of(text));

	r->event = parse(text);
	r->verdict = convert_stage.process(stage, r);
	return r;
}

static void
is_reject(const struct record *r, enum reject_code code, const char *pointer)
{
	assert_int_equal(r->verdict, REJECT);
	assert_int_equal(r->reject.code, code);
	assert_true(str_eq(r->reject.pointer, str_of(pointer)));
}

#define STATEMENT(id) \
	"{\"id\":\"" id \
	"\",\"actor\":{\"mbox\":\"mailto:a@b.c\"},\"verb\":{\"id\":\"urn:v\"},\"object\":{\"id\":\"urn:o\"}}"
#define ONE "00000000-0000-4000-8000-000000000001"
#define TWO "00000000-0000-4000-8000-000000000002"
#define LEARNFLOW \
	"{\"id\":\"e1\",\"type\":\"enrollment.created\",\"data\":{\"user_id\":\"u\",\"course_id\":\"c\"}}"

static void
sources_are_recognised(void **state)
{
	const struct record *r;

	(void)state;
	r = run("auto", STATEMENT(ONE));
	assert_int_equal(r->verdict, PASS);
	assert_true(str_eq(r->origin.source, STR("xapi")));
	assert_null(r->made_by.at);
	assert_string_equal(as_json(&r->statement), STATEMENT(ONE));
	r = run("", LEARNFLOW);
	assert_int_equal(r->verdict, PASS);
	assert_true(str_eq(r->origin.source, STR("learnflow")));
	assert_true(str_starts(r->made_by, STR("schemas/mappings/learnflow.yaml:")));
}

static void
what_nobody_knows(void **state)
{
	(void)state;
	is_reject(run("auto", "{\"foo\":1}"), REJECT_UNKNOWN_EVENT, "");
	is_reject(run("auto", "42"), REJECT_UNKNOWN_EVENT, "");
	is_reject(run("auto", "{\"type\":\"enrollment.vanished\",\"data\":{}}"), REJECT_UNKNOWN_EVENT, "");
	is_reject(run("learnflow", STATEMENT(ONE)), REJECT_UNKNOWN_EVENT, "");
	is_reject(run("learnflow", "[[1]]")->next, REJECT_UNKNOWN_EVENT, "/0");
	is_reject(run("nobody", STATEMENT(ONE)), REJECT_UNKNOWN_EVENT, "");
}

static void
a_named_source_is_not_asked(void **state)
{
	(void)state;
	/* What is no statement goes to the validator, which says what is wrong with it. */
	assert_int_equal(run("xapi", "{\"foo\":1}")->verdict, PASS);
	assert_int_equal(run("xapi", "42")->verdict, PASS);
	is_reject(run("learnflow", "{\"id\":\"e\",\"type\":\"enrollment.created\",\"data\":\"x\"}"),
	    REJECT_TYPE, "/data");
}

static void
the_option_names_a_source(void **state)
{
	struct error e;

	(void)state;
	convert_stage.close(stage);
	assert_true(settings_set(settings, "source", "learnflow", &e));
	stage = convert_stage.open(settings, &e);
	assert_non_null(stage);
	assert_int_equal(run("auto", LEARNFLOW)->verdict, PASS);
	is_reject(run("auto", STATEMENT(ONE)), REJECT_UNKNOWN_EVENT, "");
	assert_int_equal(run("xapi", STATEMENT(ONE))->verdict, PASS);
}

static void
rejects_name_place_and_rule(void **state)
{
	const struct record *r =
	    run("auto", "{\"id\":\"e\",\"type\":\"enrollment.created\",\"data\":{\"course_id\":\"c\"}}");

	(void)state;
	is_reject(r, REJECT_MISSING, "/data/user_id");
	assert_true(str_starts(r->reject.detail, STR("schemas/mappings/learnflow.yaml:")));
}

static void
drops_have_their_reason(void **state)
{
	const struct record *r = run("auto", "{\"id\":\"e\",\"type\":\"payment.completed\",\"data\":{}}");

	(void)state;
	assert_int_equal(r->verdict, DROP);
	assert_true(str_eq(r->drop_reason, STR("a payment, not learning")));
}

static void
an_array_is_judged_entry_by_entry(void **state)
{
	const struct record *r = run("auto", "[" STATEMENT(ONE) ",{\"no\":1}," LEARNFLOW "]");

	(void)state;
	assert_int_equal(r->verdict, SPLIT);
	assert_int_equal(batch->count, 4);
	r = r->next;
	assert_int_equal(r->verdict, PASS);
	assert_int_equal(r->nth, 0);
	assert_int_equal(r->stage, 1);
	assert_true(str_eq(r->pointer, STR("/0")));
	assert_string_equal(as_json(&r->statement), STATEMENT(ONE));
	r = r->next;
	is_reject(r, REJECT_UNKNOWN_EVENT, "/1");
	r = r->next;
	assert_int_equal(r->nth, 2);
	assert_true(str_eq(r->origin.source, STR("learnflow")));
	assert_true(str_eq(r->pointer, STR("/2")));
	assert_null(r->next);
}

static void
an_envelope_of_statements(void **state)
{
	const struct record *r =
	    run("auto", "{\"statements\":[" STATEMENT(ONE) ",{\"actor\":1},7],\"more\":\"\"}");

	(void)state;
	assert_int_equal(r->verdict, SPLIT);
	r = r->next;
	assert_true(str_eq(r->pointer, STR("/statements/0")));
	assert_int_equal(r->verdict, PASS);
	/* The envelope says that these are statements: what is wrong with them is the validator's to say. */
	r = r->next;
	assert_int_equal(r->verdict, PASS);
	assert_true(str_eq(r->pointer, STR("/statements/1")));
	assert_int_equal(r->next->verdict, PASS);
}

static void
pointers_of_entries_go_on_into_them(void **state)
{
	const struct record *r = run("auto",
	    "[{\"id\":\"e\",\"type\":\"enrollment.created\",\"data\":{\"user_id\":5,\"course_id\":\"c\"}}]");

	(void)state;
	is_reject(r->next, REJECT_TYPE, "/0/data/user_id");
}

static void
an_empty_list_is_no_reject(void **state)
{
	(void)state;
	assert_int_equal(run("auto", "[]")->verdict, SPLIT);
	assert_int_equal(run("xapi", "{\"statements\":[],\"more\":\"\"}")->verdict, SPLIT);
	assert_int_equal(batch->count, 2);
}

static const char *
list_of(int bad, int good)
{
	struct buf text = {0};
	struct str copy;

	buf_char(&text, '[');
	for (int i = 0; i < bad; i++)
		buf_str(&text, STR("1,"));
	for (int i = 0; i < good; i++)
		buf_str(&text, STR(STATEMENT(ONE) ","));
	text.at[text.len - 1] = ']';
	copy = arena_copy(arena, buf_view(&text));
	buf_free(&text);
	return copy.at;
}

/* Rejects and statements in the batch. */
static void
counts(int *rejects, int *statements)
{
	*rejects = *statements = 0;
	for (const struct record *r = batch->first; r; r = r->next) {
		*rejects += r->verdict == REJECT;
		*statements += r->verdict == PASS;
	}
}

static void
a_thousand_rejects_are_told(void **state)
{
	int rejects, statements;

	(void)state;
	assert_int_equal(run("auto", list_of(1000, 3))->verdict, SPLIT);
	counts(&rejects, &statements);
	assert_int_equal(rejects, 1000);
	assert_int_equal(statements, 3);
}

static void
more_are_not_even_forked(void **state)
{
	struct record *r = run("auto", list_of(5000, 3));
	int rejects, statements;

	(void)state;
	is_reject(r, REJECT_TOO_LARGE, "");
	counts(&rejects, &statements);
	assert_int_equal(rejects, 1001);
	assert_int_equal(statements, 3);
	assert_true(batch->count < 1100);
}

static void
nor_what_the_validator_is_bound_to_refuse(void **state)
{
	(void)state;
	is_reject(run("xapi", list_of(5000, 3)), REJECT_TOO_LARGE, "");
	assert_true(batch->count < 1100);
}

static void
ids_of_statements_without_one(void **state)
{
	static const char first[] =
	    "{\"actor\":{\"mbox\":\"mailto:a@b.c\"},\"verb\":{\"id\":\"urn:v\"},\"object\":{\"id\":\"urn:o\"},"
	    "\"result\":{\"score\":{\"raw\":1.0}}}";
	static const char other[] =
	    "{\"result\":{\"score\":{\"raw\":1}},\"object\":{\"id\":\"urn:o\"},\"verb\":{\"id\":\"urn:v\"},"
	    "\"actor\":{\"mbox\":\"mailto:a@b.c\"}}";
	const struct record *a = run("xapi", first);
	const struct record *b = run("auto", other);
	struct str id = json_get_text(&a->statement, STR("id"));

	(void)state;
	assert_int_equal(id.len, 36);
	assert_true(str_eq(id, json_get_text(&b->statement, STR("id"))));
	assert_null(json_get(&a->statement, STR("timestamp")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(sources_are_recognised, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(what_nobody_knows, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(a_named_source_is_not_asked, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(the_option_names_a_source, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(rejects_name_place_and_rule, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(drops_have_their_reason, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(an_array_is_judged_entry_by_entry, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(an_envelope_of_statements, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(pointers_of_entries_go_on_into_them, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(an_empty_list_is_no_reject, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(a_thousand_rejects_are_told, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(more_are_not_even_forked, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(
		nor_what_the_validator_is_bound_to_refuse, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(ids_of_statements_without_one, setup_stage, teardown_stage),
	};

	(void)convert;
	(void)open_text;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
