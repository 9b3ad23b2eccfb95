/* Nothing of an agent survives the stage, wherever it stands, and nothing else is harmed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/record.h"
#include "stages/anonymize/anonymize.h"
#include "stages/validate/validate.h"
#include "stages/xapi/safe_statement.h"

#define KEY "0123456789abcdef0123456789abcdef"
#define SHARED "../shared/cases/"

static char key_file[] = "/tmp/lrstream-key-XXXXXX";
static char policy_file[] = "/tmp/lrstream-policy-XXXXXX";
static void *stage;
static struct batch *batch;

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* The stage with these options; "" leaves one at its default. */
static void *
open_stage(const char *policy, const char *key, const char *tenant, struct error *error)
{
	const struct option *const tables[] = {anonymize_stage.options};
	struct settings *settings = settings_open(tables, 1);
	void *opened;

	assert_true(!*policy || settings_set(settings, "policy", policy, error));
	assert_true(!*key || settings_set(settings, "key_file", key, error));
	assert_true(!*tenant || settings_set(settings, "tenant", tenant, error));
	opened = anonymize_stage.open(settings, error);
	settings_close(settings);
	return opened;
}

static int
setup(void **state)
{
	struct error error = {0};
	int key = mkstemp(key_file), policy = mkstemp(policy_file);

	(void)state;
	assert_true(key >= 0 && policy >= 0);
	close(key);
	close(policy);
	write_file(key_file, KEY "\n");
	batch = batch_open();
	stage = open_stage("", key_file, "", &error);
	if (!stage)
		fprintf(stderr, "%s\n", error.text);
	return stage ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	anonymize_stage.close(stage);
	batch_close(batch);
	return unlink(key_file) + unlink(policy_file);
}

/* A record with this statement. */
static struct record *
record_of(struct str text)
{
	const struct origin origin = {.source = STR("xapi"), .offset = 1};
	struct record *r = batch_add(batch, &origin, text);
	enum reject_code code;
	size_t offset;

	if (!json_parse(r->arena, text, (struct json_limits){512}, &r->statement, &code, &offset))
		fail_msg("no JSON at byte %zu: %.*s", offset, STR_ARG(text));
	return r;
}

static struct str
write_tree(const struct json *tree)
{
	struct buf out = {0};
	struct str text;

	json_write(&out, tree);
	text = arena_copy(batch->arena, buf_view(&out));
	buf_free(&out);
	return text;
}

/* What the stage makes of a statement, as text. */
static struct str
anonymize_with(void *opened, const char *text)
{
	struct record *r = record_of(arena_copy(batch->arena, str_of(text)));

	assert_int_equal(anonymize_stage.process(opened, r), PASS);
	return write_tree(r->safe->tree);
}

static void
assert_becomes(const char *text, const char *wanted)
{
	struct str found = anonymize_with(stage, text);

	if (!str_eq(found, str_of(wanted)))
		fail_msg("%s became\n%.*s, not\n%s", text, STR_ARG(found), wanted);
}

#define PSEUDONYM(uuid) "\"account\":{\"homePage\":\"" PSEUDONYM_HOME_PAGE "\",\"name\":\"" uuid "\"}"
#define SAFE_AGENT(uuid) "{\"objectType\":\"Agent\"," PSEUDONYM(uuid) "}"
#define MAIL "9856f3de-6fa5-b234-3727-d06c6bab90c9"    /* ann@example.org */
#define ACCOUNT "833d0fe2-3914-11d2-36b6-7947790f1a8b" /* ann at https://lms.example.org */
#define OPENID "af1ca8c7-a146-cfc7-4235-e46cbc05e92c"  /* https://openid.example.org/ann */
#define BY_MAIL "{\"name\":\"Ann\",\"mbox\":\"mailto:ann@example.org\"}"
#define BY_ACCOUNT \
	"{\"account\":{\"name\":\"ann\",\"homePage\":\"https://lms.example.org\"},\"name\":\"Ann\"}"
#define BY_OPENID "{\"objectType\":\"Agent\",\"openid\":\"https://openid.example.org/ann\"}"

/* ---- agents ---- */

static void
agents_become_their_pseudonyms_everywhere(void **state)
{
	(void)state;
	assert_becomes("{\"actor\":" BY_MAIL "}", "{\"actor\":" SAFE_AGENT(MAIL) "}");
	assert_becomes("{\"object\":{\"objectType\":\"Agent\",\"mbox\":\"mailto:ANN@example.org\"}}",
	    "{\"object\":" SAFE_AGENT(MAIL) "}");
	assert_becomes("{\"authority\":" BY_ACCOUNT ",\"context\":{\"instructor\":" BY_OPENID "}}",
	    "{\"authority\":" SAFE_AGENT(ACCOUNT) ",\"context\":{\"instructor\":" SAFE_AGENT(OPENID) "}}");
	assert_becomes("{\"context\":{\"contextAgents\":[{\"objectType\":\"contextAgent\",\"agent\":" BY_MAIL
		       ",\"relevantTypes\":[\"t:1\"]},{\"objectType\":\"contextAgent\",\"agent\":" BY_OPENID
		       "}]}}",
	    "{\"context\":{\"contextAgents\":[{\"objectType\":\"contextAgent\",\"agent\":" SAFE_AGENT(
		MAIL) ",\"relevantTypes\":[\"t:1\"]},{\"objectType\":\"contextAgent\",\"agent\":" SAFE_AGENT(OPENID) "}]}}");
	assert_becomes(
	    "{\"object\":{\"objectType\":\"SubStatement\",\"actor\":" BY_MAIL
	    ",\"object\":{\"objectType\":\"Agent\","
	    "\"openid\":\"https://openid.example.org/ann\"},\"context\":{\"instructor\":" BY_ACCOUNT "}}}",
	    "{\"object\":{\"objectType\":\"SubStatement\",\"actor\":" SAFE_AGENT(MAIL) ",\"object\":" SAFE_AGENT(
		OPENID) ",\"context\":{\"instructor\":" SAFE_AGENT(ACCOUNT) "}}}");
}

static void
groups_keep_their_structure(void **state)
{
	(void)state;
	assert_becomes("{\"actor\":{\"objectType\":\"Group\",\"name\":\"The Anns\",\"member\":[" BY_MAIL
		       "," BY_OPENID "]}}",
	    "{\"actor\":{\"objectType\":\"Group\",\"member\":[" SAFE_AGENT(MAIL) "," SAFE_AGENT(
		OPENID) "]}}");
	assert_becomes(
	    "{\"context\":{\"team\":{\"objectType\":\"Group\",\"mbox\":\"mailto:ann@example.org\",\"member\":[" BY_ACCOUNT
	    "]},\"contextGroups\":[{\"objectType\":\"contextGroup\",\"group\":{\"objectType\":\"Group\","
	    "\"openid\":\"https://openid.example.org/ann\"}}]}}",
	    "{\"context\":{\"team\":{\"objectType\":\"Group\"," PSEUDONYM(MAIL) ",\"member\":[" SAFE_AGENT(
		ACCOUNT) "]},\"contextGroups\":[{\"objectType\":\"contextGroup\",\"group\":{\"objectType\":\"Group\"," PSEUDONYM(OPENID) "}}]}}");
}

static void
what_looks_like_an_agent_in_an_extension_is_one(void **state)
{
	static const struct {
		const char *value, *wanted;
	} cases[] = {
	    {BY_MAIL, SAFE_AGENT(MAIL)},
	    {"{\"a\":[1,{\"b\":" BY_ACCOUNT "}]}", "{\"a\":[1,{\"b\":" SAFE_AGENT(ACCOUNT) "}]}"},
	    {"{\"mbox\":\"mailto:ann@example.org\",\"role\":\"tutor\",\"nested\":" BY_OPENID "}",
		SAFE_AGENT(MAIL)},
	    {"{\"member\":[" BY_MAIL "],\"objectType\":\"Group\",\"name\":\"Anns\"}",
		"{\"objectType\":\"Group\",\"member\":[" SAFE_AGENT(MAIL) "]}"},
	    {"{\"objectType\":\"Agent\",\"name\":\"Ann\"}", "{\"objectType\":\"Agent\"}"},
	    {"{\"mbox\":[\"ann@example.org\"]}", "{\"objectType\":\"Agent\"}"},
	    {"{\"mbox\":\"mailto:ann@example.org\",\"mbox\":\"mailto:bob@example.org\"}", SAFE_AGENT("BOB")},
	    {"{\"openid\":true,\"mbox\":null}", "{\"openid\":true,\"mbox\":null}"},
	    {"{\"account\":\"free\",\"plan\":1.50}", "{\"account\":\"free\",\"plan\":1.50}"},
	    {"{\"objectType\":\"Activity\",\"id\":\"a:1\"}", "{\"objectType\":\"Activity\",\"id\":\"a:1\"}"},
	    {"\"mbox\"", "\"mbox\""},
	    {"[[[" BY_MAIL "]]]", "[[[" SAFE_AGENT(MAIL) "]]]"},
	};
	static const char *const places[] = {
	    "{\"result\":{\"extensions\":{\"x:1\":%s}}}",
	    "{\"context\":{\"extensions\":{\"x:1\":%s}}}",
	    "{\"object\":{\"id\":\"a:1\",\"definition\":{\"extensions\":{\"x:1\":%s}}}}",
	    "{\"context\":{\"contextActivities\":{\"other\":[{\"id\":\"a:1\",\"definition\":{\"extensions\":{\"x:1\":%s}}}]}}}",
	    "{\"object\":{\"objectType\":\"SubStatement\",\"result\":{\"extensions\":{\"x:1\":%s}}}}",
	    "{\"unknown\":%s}",
	    "{\"context\":{\"unknown\":[%s]}}",
	};
	char in[1024], wanted[1024];
	struct str bob = anonymize_with(stage, "{\"actor\":{\"mbox\":\"mailto:bob@example.org\"}}");

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (size_t k = 0; k < sizeof(places) / sizeof(*places); k++) {
			char *name;

			snprintf(in, sizeof(in), places[k], cases[i].value);
			snprintf(wanted, sizeof(wanted), places[k], cases[i].wanted);
			name = strstr(wanted,
			    "BOB"); /* whose pseudonym is found out above: the last 36 characters but 4 */
			if (name) {
				memmove(name + 36, name + 3, strlen(name + 3) + 1);
				memcpy(name, bob.at + bob.len - 40, 36);
			}
			assert_becomes(in, wanted);
		}
}

/* Keys of language maps are tags, and some tags are spelt like identifiers of agents. */
static void
what_is_no_extension_stays(void **state)
{
	static const char statement[] =
	    "{\"verb\":{\"id\":\"v:1\",\"display\":{\"mbox\":\"a\",\"openid\":\"b\"}},\"object\":{\"id\":\"a:1\",\"definition\":{"
	    "\"name\":{\"mbox\":\"mailto:course@example.org\"},\"description\":{\"openid\":\"x\"}}},\"result\":{\"score\":{"
	    "\"scaled\":1.0e0},\"response\":\"mailto:a\",\"duration\":\"PT1M\"},\"timestamp\":\"2026-03-14T16:35:00.10Z\","
	    "\"attachments\":[{\"usageType\":\"u:1\",\"display\":{\"mbox\":\"a\"},\"length\":1,\"sha2\":\"ab\"}]}";

	(void)state;
	assert_becomes(statement, statement);
}

static void
what_pretends_to_be_a_pseudonym_gets_one(void **state)
{
	struct str found = anonymize_with(stage, "{\"actor\":" SAFE_AGENT(MAIL) "}");

	(void)state;
	assert_false(str_eq(found, STR("{\"actor\":" SAFE_AGENT(MAIL) "}")));
}

/* A mapping may put one node into several statements. */
static void
a_shared_agent_is_replaced_once(void **state)
{
	struct record *one =
	    record_of(STR("{\"context\":{\"extensions\":{\"x:1\":[" BY_MAIL "]}},\"actor\":" BY_MAIL "}"));
	struct record *two = record_of(STR("{}"));
	struct str first;

	(void)state;
	two->statement = one->statement;
	assert_int_equal(anonymize_stage.process(stage, one), PASS);
	first = write_tree(one->safe->tree);
	assert_int_equal(anonymize_stage.process(stage, two), PASS);
	assert_true(str_eq(first, write_tree(two->safe->tree)));
	assert_true(two->safe->has_learner);
	assert_memory_equal(one->safe->learner, two->safe->learner, 16);
}

static void
the_learner_is_an_agent_and_no_group(void **state)
{
	struct record *r = record_of(STR("{\"actor\":" BY_MAIL "}"));
	uint8_t wanted[16];

	(void)state;
	assert_true(uuid_parse(STR(MAIL), wanted));
	assert_int_equal(anonymize_stage.process(stage, r), PASS);
	assert_true(r->safe->has_learner);
	assert_memory_equal(r->safe->learner, wanted, 16);
	assert_ptr_equal(r->safe->tree, &r->statement);
	r = record_of(STR("{\"actor\":{\"objectType\":\"Group\",\"mbox\":\"mailto:ann@example.org\"}}"));
	assert_int_equal(anonymize_stage.process(stage, r), PASS);
	assert_false(r->safe->has_learner);
}

static void
an_agent_without_identifier_is_rejected(void **state)
{
	static const char *const texts[] = {"{\"actor\":{\"name\":\"Ann\"}}", "{\"actor\":{\"mbox\":5}}",
	    "{\"actor\":" BY_MAIL
	    ",\"context\":{\"team\":{\"objectType\":\"Group\",\"member\":[{\"name\":\"Ann\"}]}}}"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct record *r = record_of(str_of(texts[i]));

		assert_int_equal(anonymize_stage.process(stage, r), REJECT);
		assert_int_equal(r->reject.code, REJECT_ANONYMIZE_LEARNER);
		assert_null(r->safe);
	}
}

/* ---- options ---- */

#define STATEMENT \
	"{\"actor\":" BY_MAIL ",\"authority\":" BY_MAIL \
	",\"context\":{\"platform\":\"p\",\"registration\":\"r\",\"extensions\":{" \
	"\"x:1\":{\"a\":[1,2],\"b\":1},\"x:2\":2}},\"object\":{\"objectType\":\"SubStatement\",\"context\":{\"platform\":\"p\"}}}"

static void
a_policy_drops_what_it_names(void **state)
{
	struct error error = {0};
	void *opened;
	struct str found;

	(void)state;
	write_file(policy_file,
	    "paths:\n  $.actor: pseudonym\n  $.object: pseudonym\n  $.authority: drop\n"
	    "  $.context.instructor: pseudonym\n  $.context.team: pseudonym\n"
	    "  $.context.contextAgents: drop\n  $.context.contextGroups: drop\n"
	    "  $.context.platform: drop\n  $.context.extensions.*: drop\n"
	    "  $.context.extensions['x:1']: keep\n  $.context.extensions['x:1'].a[*]: drop\n");
	opened = open_stage(policy_file, key_file, "", &error);
	if (!opened)
		fail_msg("%s", error.text);
	found = anonymize_with(opened, STATEMENT);
	assert_true(str_eq(found,
	    STR("{\"actor\":" SAFE_AGENT(
		MAIL) ",\"context\":{\"registration\":\"r\",\"extensions\":{\"x:1\":{"
		      "\"a\":[],\"b\":1}}},\"object\":{\"objectType\":\"SubStatement\",\"context\":{}}}")));
	anonymize_stage.close(opened);
}

static void
tenants_share_no_pseudonyms(void **state)
{
	struct error error = {0};
	void *other = open_stage("strict", key_file, "other", &error);

	(void)state;
	assert_non_null(other);
	assert_true(str_eq(anonymize_with(other, "{\"actor\":" BY_MAIL "}"),
	    STR("{\"actor\":" SAFE_AGENT("02aa886f-ca3f-1c84-5d1f-4634a3f829ef") "}")));
	anonymize_stage.close(other);
}

static void
wrong_options_are_refused(void **state)
{
	struct error error = {0};

	(void)state;
	assert_null(open_stage("", "", "", &error));
	assert_int_equal(error.exit, EXIT_USAGE);
	assert_non_null(strstr(error.text, "--key-file"));
	assert_null(open_stage("", "/nonexistent/key", "", &error));
	assert_null(open_stage("no-such-policy", key_file, "", &error));
	assert_non_null(strstr(error.text, "no-such-policy"));
}

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
		assert_int_equal(one->safe->content, two->safe->content);
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
	    cmocka_unit_test(agents_become_their_pseudonyms_everywhere),
	    cmocka_unit_test(groups_keep_their_structure),
	    cmocka_unit_test(what_looks_like_an_agent_in_an_extension_is_one),
	    cmocka_unit_test(what_is_no_extension_stays),
	    cmocka_unit_test(what_pretends_to_be_a_pseudonym_gets_one),
	    cmocka_unit_test(a_shared_agent_is_replaced_once),
	    cmocka_unit_test(the_learner_is_an_agent_and_no_group),
	    cmocka_unit_test(an_agent_without_identifier_is_rejected),
	    cmocka_unit_test(a_policy_drops_what_it_names),
	    cmocka_unit_test(tenants_share_no_pseudonyms),
	    cmocka_unit_test(wrong_options_are_refused),
	    cmocka_unit_test(nothing_of_any_agent_survives),
	    cmocka_unit_test(another_key_gives_the_same_content),
	    cmocka_unit_test(valid_statements_stay_valid),
	    cmocka_unit_test(clean_statements_change_in_their_actor_only),
	};

	return cmocka_run_group_tests_name("anonymize", tests, setup, teardown);
}
