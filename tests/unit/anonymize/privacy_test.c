/* Laws of the privacy line: over generated statements of both versions, and over labelled cases. */
#include "tests/unit/anonymize/fixture.h"
#include "stages/validate/validate.h"

#define SHARED "../shared/cases/"

/* ---- laws over generated statements ---- */

/* Every text of an agent holds this, and nothing else does. */
#define MARK "Zleakz"
#define MARK_SHA "deadbeefdeadbeef"

struct writer {
	struct buf out;
	bool version_2;
	int agents;
};

static int
pick(int most)
{
	return rand() % most;
}

static void
put_identifier(struct writer *w)
{
	int n = w->agents++;

	switch (pick(5)) {
	case 0:
		buf_format(&w->out, "\"mbox\":\"mailto:%s%d@%s.example\"", MARK, n, MARK);
		break;
	case 1:
		buf_format(&w->out, "\"mbox_sha1sum\":\"%s%024d\"", MARK_SHA, n);
		break;
	case 2:
		buf_format(&w->out, "\"openid\":\"https://%s.example/%d\"", MARK, n);
		break;
	case 3:
		buf_format(&w->out, "\"account\":{\"homePage\":\"https://%s.example/u\",\"name\":\"%s%d\"}",
		    MARK, MARK, n);
		break;
	default:
		buf_format(&w->out,
		    "\"account\":{\"name\":\"%s%d@%s.example\",\"homePage\":\"https://%s.example\"}", MARK, n,
		    MARK, MARK);
	}
}

static void
put_name(struct writer *w)
{
	if (pick(2))
		buf_format(&w->out, ",\"name\":\"%s \\u0041nn\"", MARK);
}

static void
put_agent(struct writer *w, bool typed)
{
	buf_char(&w->out, '{');
	put_identifier(w);
	put_name(w);
	if (typed || pick(2))
		buf_str(&w->out, STR(",\"objectType\":\"Agent\""));
	buf_char(&w->out, '}');
}

static void
put_group(struct writer *w)
{
	int members = pick(4);

	buf_str(&w->out, STR("{\"objectType\":\"Group\""));
	put_name(w);
	if (members == 0 || pick(2)) {
		buf_char(&w->out, ',');
		put_identifier(w);
	}
	if (members) {
		buf_str(&w->out, STR(",\"member\":["));
		for (int i = 0; i < members; i++) {
			buf_str(&w->out, i ? STR(",") : STR(""));
			put_agent(w, false);
		}
		buf_char(&w->out, ']');
	}
	buf_char(&w->out, '}');
}

static void
put_actor(struct writer *w, bool typed)
{
	if (pick(3))
		put_agent(w, typed);
	else
		put_group(w);
}

/* Any JSON, with agents in it. */
static void
put_value(struct writer *w, int depth)
{
	switch (pick(depth > 4 ? 4 : 6)) {
	case 0:
		put_agent(w, false);
		break;
	case 1:
		put_group(w);
		break;
	case 2:
		buf_str(&w->out, STR("1.50"));
		break;
	case 3:
		buf_str(&w->out, STR("\"kept\""));
		break;
	case 4:
		buf_str(&w->out, STR("["));
		put_value(w, depth + 1);
		buf_str(&w->out, STR(",null,"));
		put_value(w, depth + 1);
		buf_str(&w->out, STR("]"));
		break;
	default:
		buf_str(&w->out, STR("{\"k\":"));
		put_value(w, depth + 1);
		buf_str(&w->out, STR(",\"l\":"));
		put_value(w, depth + 1);
		buf_str(&w->out, STR("}"));
	}
}

static void
put_extensions(struct writer *w, const char *before)
{
	if (!pick(2))
		return;
	buf_format(&w->out, "%s\"extensions\":{\"https://x.example/1\":", before);
	put_value(w, 0);
	buf_str(&w->out, STR(",\"https://x.example/2\":"));
	put_value(w, 0);
	buf_char(&w->out, '}');
}

static void
put_activity(struct writer *w)
{
	buf_format(
	    &w->out, "{\"id\":\"https://a.example/%d\",\"definition\":{\"name\":{\"en\":\"kept\"}", pick(9));
	put_extensions(w, ",");
	buf_str(&w->out, STR("}}"));
}

static void
put_context(struct writer *w)
{
	buf_str(&w->out, STR("\"context\":{\"registration\":\"a05aa883-acaf-40ad-bf54-02c8ce485fb0\""));
	if (pick(2)) {
		buf_str(&w->out, STR(",\"instructor\":"));
		put_actor(w, false);
	}
	if (pick(2)) {
		buf_str(&w->out, STR(",\"team\":"));
		put_group(w);
	}
	if (pick(2)) {
		buf_str(&w->out, STR(",\"contextActivities\":{\"parent\":["));
		put_activity(w);
		buf_str(&w->out, STR(","));
		put_activity(w);
		buf_str(&w->out, STR("],\"grouping\":"));
		put_activity(w);
		buf_str(&w->out, STR("}"));
	}
	if (w->version_2) {
		buf_str(&w->out, STR(",\"contextAgents\":[{\"objectType\":\"contextAgent\",\"agent\":"));
		put_agent(w, true);
		buf_str(&w->out, STR("}],\"contextGroups\":[{\"objectType\":\"contextGroup\",\"group\":"));
		put_group(w);
		buf_str(&w->out, STR("}]"));
	}
	put_extensions(w, ",");
	buf_char(&w->out, '}');
}

/* The members of a statement or SubStatement, without braces. */
static void
put_parts(struct writer *w, bool sub)
{
	buf_str(&w->out, STR("\"actor\":"));
	put_actor(w, false);
	buf_str(&w->out,
	    STR(",\"verb\":{\"id\":\"https://v.example/did\",\"display\":{\"en\":\"did\"}},\"object\":"));
	switch (pick(sub ? 2 : 3)) {
	case 0:
		put_activity(w);
		break;
	case 1:
		put_actor(w, true);
		break;
	default:
		buf_str(&w->out, STR("{\"objectType\":\"SubStatement\","));
		put_parts(w, true);
		buf_char(&w->out, '}');
	}
	buf_str(&w->out, STR(",\"result\":{\"success\":true"));
	put_extensions(w, ",");
	buf_str(&w->out, STR("},"));
	put_context(w);
}

static struct str
generate(struct writer *w)
{
	buf_clear(&w->out);
	buf_str(&w->out, STR("{\"id\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\","));
	put_parts(w, false);
	if (pick(2)) {
		buf_str(&w->out, STR(",\"authority\":"));
		put_agent(w, false);
	}
	buf_format(&w->out, ",\"timestamp\":\"2026-03-14T16:35:00Z\",\"version\":\"%s\"}",
	    w->version_2 ? "2.0.0" : "1.0.3");
	return arena_copy(batch->arena, buf_view(&w->out));
}

static bool
holds(struct str text, const char *part)
{
	size_t len = strlen(part);

	for (size_t i = 0; i + len <= text.len; i++)
		if (memcmp(text.at + i, part, len) == 0)
			return true;
	return false;
}

/* How often the text holds the pseudonyms' homePage. */
static int
count_pseudonyms(struct str text)
{
	struct str page = STR(PSEUDONYM_HOME_PAGE);
	int count = 0;

	for (size_t i = 0; i + page.len <= text.len; i++)
		count += memcmp(text.at + i, page.at, page.len) == 0;
	return count;
}

static void
assert_valid(const struct json *tree, struct str before)
{
	struct finding finding;

	if (!validate_statement(tree, XAPI_AUTO, batch->arena, &finding))
		fail_msg("%s at %.*s: %.*s", reject_info(finding.code)->code, STR_ARG(finding.pointer),
		    STR_ARG(before));
}

static void
nothing_of_any_agent_survives(void **state)
{
	struct writer w = {0};

	(void)state;
	srand(20260314);
	for (int i = 0; i < 5000; i++) {
		struct record *r;
		struct str before, after;

		w.version_2 = i % 2;
		w.agents = 0;
		before = generate(&w);
		r = record_of(before);
		assert_valid(&r->statement, before);
		assert_int_equal(anonymize_stage.process(stage, r), PASS);
		after = write_tree(r->safe->tree);
		if (holds(after, MARK) || holds(after, MARK_SHA))
			fail_msg("%.*s\nkeeps something in\n%.*s", STR_ARG(before), STR_ARG(after));
		assert_int_equal(count_pseudonyms(after), w.agents);
		assert_valid(r->safe->tree, before);
		if (i % 100 == 0)
			batch_reset(batch);
	}
	buf_free(&w.out);
}

static void
another_key_gives_the_same_content(void **state)
{
	struct error error = {0};
	void *other = open_stage("strict", key_file, "other", &error);
	struct writer w = {0};

	(void)state;
	srand(7);
	for (int i = 0; i < 500; i++) {
		struct str text;
		struct record *one, *two;

		w.version_2 = i % 2;
		text = generate(&w);
		one = record_of(text);
		two = record_of(text);
		assert_int_equal(anonymize_stage.process(stage, one), PASS);
		assert_int_equal(anonymize_stage.process(other, two), PASS);
		assert_int_equal(statement_content(one->safe->tree), statement_content(two->safe->tree));
		assert_true(
		    !one->safe->has_learner || memcmp(one->safe->learner, two->safe->learner, 16) != 0);
	}
	buf_free(&w.out);
	anonymize_stage.close(other);
}

/* ---- labelled cases ---- */

/* Calls `check` with each line of a file; false if there is no such file here. */
static bool
each_line(const char *path, void (*check)(const struct json *line))
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t capacity = 0;
	ssize_t len;

	if (!file)
		return false;
	while ((len = getline(&line, &capacity, file)) > 0) {
		struct record *r;

		batch_reset(batch);
		r = record_of((struct str){line, (size_t)len});
		check(&r->statement);
	}
	free(line);
	fclose(file);
	return true;
}

static int cases_run;

/* What the validator takes stays valid; what it refuses never comes here, but must not crash the stage either. */
static void
check_case(const struct json *line)
{
	const struct json *statement = json_get(line, STR("statement"));
	enum xapi_version version;
	struct finding finding;
	struct record *r;
	bool valid;

	if (!json_is(statement, JSON_OBJECT))
		return;
	assert_true(xapi_version_by_name(json_get_text(line, STR("version")), &version));
	r = record_of(write_tree(statement));
	valid = validate_statement(&r->statement, version, batch->arena, &finding);
	cases_run += valid;
	if (anonymize_stage.process(stage, r) != PASS)
		assert_false(valid);
	else if (valid && !validate_statement(r->safe->tree, version, batch->arena, &finding))
		fail_msg("%.*s: %s at %.*s", STR_ARG(json_get_text(line, STR("id"))),
		    reject_info(finding.code)->code, STR_ARG(finding.pointer));
}

static void
valid_statements_stay_valid(void **state)
{
	(void)state;
	cases_run = 0;
	if (!each_line(SHARED "xapi/statements-1.0.3.ndjson", check_case)
	    || !each_line(SHARED "xapi/statements-2.0.0.ndjson", check_case)) {
		print_message("4901 cases skipped: " SHARED "xapi is absent\n");
		skip();
	}
	print_message("%d valid statements\n", cases_run);
	assert_true(cases_run > 1500);
}

static void
check_clean_case(const struct json *line)
{
	struct record *r = record_of(write_tree(line));
	struct json before = json_copy(batch->arena, &r->statement);

	cases_run++;
	assert_int_equal(anonymize_stage.process(stage, r), PASS);
	assert_false(json_same(&before, r->safe->tree));
	json_set(batch->arena, &before, STR("actor"), *json_get(r->safe->tree, STR("actor")));
	if (!str_eq(write_tree(&before), write_tree(r->safe->tree)))
		fail_msg("harmed: %.*s", STR_ARG(write_tree(&before)));
}

static void
clean_statements_change_in_their_actor_only(void **state)
{
	(void)state;
	cases_run = 0;
	if (!each_line(SHARED "pii/clean_statements.ndjson", check_clean_case)) {
		print_message("500 cases skipped: " SHARED "pii is absent\n");
		skip();
	}
	assert_int_equal(cases_run, 500);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_of_any_agent_survives),
	    cmocka_unit_test(another_key_gives_the_same_content),
	    cmocka_unit_test(valid_statements_stay_valid),
	    cmocka_unit_test(clean_statements_change_in_their_actor_only),
	};

	return cmocka_run_group_tests_name("privacy", tests, setup, teardown);
}
