/* What is asked of each source: read from the configuration, checked at start, and kept by the stage. */
#include "tests/unit/validate/judge.h"

#include <stdlib.h>
#include <unistd.h>

#include "pipeline/core/record.h"

/* The stage over a configuration; "PROFILE" in its text stands for the path of a profile that asks for a success. */
struct bench {
	char profile[64], file[64];
	struct settings *settings;
	struct batch *batch;
	void *stage;
	struct error error;
};

static const char profile[] = "title: T\nid: https://example.org/p\n"
			      "templates:\n"
			      "  - name: did\n"
			      "    title: D\n"
			      "    when: {verb: 'http://example.org/verbs/did'}\n"
			      "    rules:\n"
			      "      - {path: $.result.duration, presence: recommended}\n"
			      "      - {path: $.result.success, presence: included, why: T 1}\n";

static void
write_temporary(char path[64], const char *text)
{
	int file;

	strcpy(path, "/tmp/lrstream-demand-XXXXXX");
	file = mkstemp(path);
	assert_true(file >= 0);
	assert_true(write(file, text, strlen(text)) == (ssize_t)strlen(text));
	close(file);
}

static bool
open_stage(struct bench *b, const char *configuration)
{
	static const struct option *const tables[] = {validate_options};
	struct buf text = {0};
	const char *mark;

	*b = (struct bench){.batch = batch_open()};
	write_temporary(b->profile, profile);
	while ((mark = strstr(configuration, "PROFILE"))) {
		buf_put(&text, configuration, (size_t)(mark - configuration));
		buf_str(&text, str_of(b->profile));
		configuration = mark + strlen("PROFILE");
	}
	buf_put(&text, configuration, strlen(configuration) + 1);
	write_temporary(b->file, text.at);
	buf_free(&text);
	b->settings = settings_open(tables, 1);
	if (!settings_read_file(b->settings, b->file, &b->error))
		fail_msg("%s", b->error.text);
	b->stage = validate_stage.open(b->settings, &b->error);
	return b->stage != NULL;
}

static void
close_stage(struct bench *b)
{
	if (b->stage)
		validate_stage.close(b->stage);
	settings_close(b->settings);
	batch_close(b->batch);
	unlink(b->profile);
	unlink(b->file);
}

/* The usual statement with one change, as it comes from a source. */
static struct record *
process(struct bench *b, const char *source, const char *pointer, const char *value)
{
	struct origin origin = {.source = str_of(source)};
	struct record *r = batch_add(b->batch, &origin, STR(""));

	r->statement = parsed(r->arena, usual);
	if (pointer)
		change(r->arena, &r->statement, pointer, value);
	r->verdict = validate_stage.process(b->stage, r);
	return r;
}

static void
expect_counts(const struct bench *b, const char *expected)
{
	struct buf out = {0};

	validate_stage.describe(b->stage, &out);
	buf_char(&out, '\0');
	assert_string_equal(out.at, expected);
	buf_free(&out);
}

static void
an_unmet_profile_is_counted(void **state)
{
	struct bench b;

	(void)state;
	assert_true(open_stage(&b, "profile: PROFILE\n"));
	expect_counts(&b, "");
	assert_int_equal(process(&b, "any", NULL, NULL)->verdict, PASS);
	assert_int_equal(process(&b, "any", "/result", "{'success':false}")->verdict, PASS);
	assert_int_equal(process(&b, "any", "/verb/id", "'http://example.org/verbs/other'")->verdict, PASS);
	assert_int_equal(process(&b, "any", "/verb/id", "'none'")->verdict, REJECT);
	expect_counts(&b, " matched=2 fulfilled=1 unmet=1");
	close_stage(&b);
}

static void
an_unmet_profile_rejects_where_it_is_said(void **state)
{
	struct bench b;
	struct record *r;

	(void)state;
	assert_true(open_stage(&b, "sources:\n  strict: {profile: [PROFILE], unmet: reject}\n"));
	assert_int_equal(process(&b, "other", NULL, NULL)->verdict, PASS);
	assert_int_equal(process(&b, "strict", "/result", "{'success':true}")->verdict, PASS);
	r = process(&b, "strict", NULL, NULL);
	assert_int_equal(r->verdict, REJECT);
	assert_int_equal(r->reject.code, REJECT_PROFILE);
	assert_true(str_eq(r->reject.pointer, STR("/result/success")));
	assert_true(str_ends(r->reject.detail, STR(", template did: $.result.success must be there; T 1")));
	expect_counts(&b, " matched=2 fulfilled=1 unmet=1");
	close_stage(&b);
}

static void
a_made_statement_names_its_mapping(void **state)
{
	struct bench b;
	struct origin origin = {.source = STR("any")};
	struct record *r;

	(void)state;
	assert_true(open_stage(&b, "profile: PROFILE\nunmet: reject\n"));
	r = batch_add(b.batch, &origin, STR(""));
	r->statement = parsed(r->arena, usual);
	r->made_by = STR("m.yaml:7");
	assert_int_equal(validate_stage.process(b.stage, r), REJECT);
	assert_int_equal(r->reject.code, REJECT_PROFILE);
	assert_true(str_eq(r->reject.pointer, STR("")));
	assert_true(str_starts(r->reject.detail, STR("m.yaml:7: ")));
	close_stage(&b);
}

static void
an_entry_says_otherwise_for_one_source(void **state)
{
	struct bench b;

	(void)state;
	assert_true(open_stage(&b,
	    "xapi: 2.0.0\nprofile: PROFILE\nunmet: reject\nsources:\n  old: {xapi: 1.0.3, profile: []}\n  soft: {unmet: report}\n"));
	assert_int_equal(process(&b, "old", "/timestamp", "'20260314T163500Z'")->verdict, PASS);
	assert_int_equal(
	    process(&b, "soft", "/timestamp", "'20260314T163500Z'")->reject.code, REJECT_TIMESTAMP);
	assert_int_equal(process(&b, "soft", NULL, NULL)->verdict, PASS);
	assert_int_equal(process(&b, "other", NULL, NULL)->reject.code, REJECT_PROFILE);
	close_stage(&b);
}

/* A cmi5 statement that says initialized, and does not fulfil that template. */
static struct record *
process_cmi5(struct bench *b)
{
	struct origin origin = {.source = STR("cmi5")};
	struct record *r = batch_add(b->batch, &origin, STR(""));

	r->statement = parsed(r->arena, usual);
	change(r->arena, &r->statement, "/verb/id", "'http://adlnet.gov/expapi/verbs/initialized'");
	change(r->arena, &r->statement, "/context/contextActivities",
	    "{'category':[{'id':'https://w3id.org/xapi/cmi5/context/categories/cmi5'}]}");
	r->verdict = validate_stage.process(b->stage, r);
	return r;
}

static void
a_source_is_held_against_the_profile_of_its_name(void **state)
{
	struct bench b;

	(void)state;
	assert_true(open_stage(&b, "sources:\n  other: {xapi: 2.0.0}\n"));
	assert_int_equal(process_cmi5(&b)->verdict, PASS);
	assert_int_equal(process(&b, "other", NULL, NULL)->verdict, PASS);
	expect_counts(&b, " matched=1 fulfilled=0 unmet=1");
	close_stage(&b);
	assert_true(open_stage(&b, "sources:\n  cmi5: {unmet: reject}\n"));
	assert_int_equal(process_cmi5(&b)->reject.code, REJECT_PROFILE);
	close_stage(&b);
}

static void
unless_it_is_told_otherwise(void **state)
{
	struct bench b;

	(void)state;
	assert_true(open_stage(&b, "sources:\n  cmi5: {profile: []}\n"));
	assert_int_equal(process_cmi5(&b)->verdict, PASS);
	expect_counts(&b, "");
	close_stage(&b);
	assert_true(open_stage(&b, "profile: PROFILE\n"));
	assert_int_equal(process_cmi5(&b)->verdict, PASS);
	expect_counts(&b, "");
	close_stage(&b);
}

static void
is_wrong(const char *configuration, const char *complaint)
{
	struct bench b;

	if (open_stage(&b, configuration))
		fail_msg("read: %s", configuration);
	assert_int_equal(b.error.exit, EXIT_USAGE);
	assert_memory_equal(b.error.text, b.file, strlen(b.file));
	assert_string_equal(b.error.text + strlen(b.file), complaint);
	close_stage(&b);
}

static void
what_is_wrong_is_named_with_line_and_key(void **state)
{
	(void)state;
	is_wrong("unmet: drop\n", ":1: unmet: unmet is report or reject");
	is_wrong("xapi: 1.0\n", ":1: xapi: xapi is auto, 1.0.3 or 2.0.0");
	is_wrong("profile: /nowhere/p.yaml\n", ":1: profile: /nowhere/p.yaml: No such file or directory");
	is_wrong("sources: [a]\n",
	    ":1: sources: a map {SOURCE: {xapi: VERSION, profile: NAME, unmet: WHAT}} is needed");
	is_wrong("sources:\n  a: PROFILE\n",
	    ":2: sources: an entry is {xapi: VERSION, profile: NAME, unmet: WHAT}");
	is_wrong("sources:\n  a: {}\n  b:\n    profil: auto\n",
	    ":4: sources: unknown key \"profil\" (did you mean \"profile\"?)");
	is_wrong("sources:\n  a: {colour: red}\n",
	    ":2: sources: unknown key \"colour\" in an entry; it knows xapi, profile and unmet");
	is_wrong("sources:\n  a:\n    unmet: maybe\n", ":3: sources: unmet is report or reject");
	is_wrong("sources:\n  a:\n    unmet: true\n", ":3: sources: unmet must be text");
	is_wrong(
	    "sources:\n  a:\n    profile: [PROFILE, '']\n", ":3: sources: the name of a profile is empty");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_unmet_profile_is_counted),
	    cmocka_unit_test(an_unmet_profile_rejects_where_it_is_said),
	    cmocka_unit_test(a_made_statement_names_its_mapping),
	    cmocka_unit_test(an_entry_says_otherwise_for_one_source),
	    cmocka_unit_test(a_source_is_held_against_the_profile_of_its_name),
	    cmocka_unit_test(unless_it_is_told_otherwise),
	    cmocka_unit_test(what_is_wrong_is_named_with_line_and_key),
	};

	return cmocka_run_group_tests_name("demand", tests, NULL, NULL);
}
