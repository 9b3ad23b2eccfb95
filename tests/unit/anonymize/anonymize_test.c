/* Each place where an agent can stand, one after the other, and what the options of the stage do. */
#include "pipeline/core/iso8601.h"
#include "tests/unit/anonymize/fixture.h"

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

/* Beside the actor, which is Ann in what is given and her pseudonym in both. */
static void
assert_texts_become(const char *text, const char *wanted)
{
	static const char actor[] = "{\"actor\":" SAFE_AGENT(MAIL);

	assert_memory_equal(text, actor, sizeof(actor) - 1);
	assert_becomes(
	    arena_format(batch->arena, "{\"actor\":%s%s", BY_MAIL, text + sizeof(actor) - 1).at, wanted);
}

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
	    "\"name\":{\"mbox\":\"course\"},\"description\":{\"openid\":\"x\"}}},\"result\":{\"score\":{"
	    "\"scaled\":1.0e0},\"response\":\"mbox\",\"duration\":\"PT1M\"},\"timestamp\":\"2026-03-14T16:35:00.10Z\","
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

#define ANSWERED(definition, response) \
	"{\"actor\":" SAFE_AGENT(MAIL) ",\"object\":{\"id\":\"https://x.example.org/1\"" definition \
				       "},\"result\":{\"response\":\"" response "\"}}"
#define DIGEST "0bf1c35032a71a14c2f719e5a14c1e96"

static void
an_answer_that_is_a_digest_goes_unless_answers_are_listed(void **state)
{
	static const char *const given[][2] = {
	    {ANSWERED("", DIGEST), ANSWERED("", "[DIGEST]")},
	    {ANSWERED("", "md5 " DIGEST), ANSWERED("", "md5 " DIGEST)},
	    {ANSWERED(",\"definition\":{\"choices\":[{\"id\":\"" DIGEST "\"}]}", DIGEST),
		ANSWERED(",\"definition\":{\"choices\":[{\"id\":\"" DIGEST "\"}]}", DIGEST)},
	    {ANSWERED(",\"definition\":{\"correctResponsesPattern\":[\"" DIGEST "\"]}", DIGEST),
		ANSWERED(",\"definition\":{\"correctResponsesPattern\":[\"" DIGEST "\"]}", DIGEST)},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++)
		assert_texts_become(given[i][0], given[i][1]);
}

static void
a_text_that_is_an_iri_is_taken_apart_as_one(void **state)
{
	(void)state;
	assert_texts_become(
	    ANSWERED("", "urn:x-campus:user:72059873"), ANSWERED("", "urn:x-campus:user:x-username"));
	assert_texts_become(ANSWERED("", "tag:x.example.org,2026:users/jdoe42"),
	    ANSWERED("", "tag:x.example.org,2026:users/x-username"));
}

#define SESSION(key, id) \
	"{\"actor\":" SAFE_AGENT(MAIL) ",\"context\":{\"extensions\":{\"https://w3id.org/xapi/" key \
				       "\":\"" id "\"}}}"
#define VIDEO_SESSION "video/extensions/session-id"
#define CMI5_SESSION "cmi5/context/extensions/sessionid"

static void
sessions_stay_unless_they_name_somebody(void **state)
{
	static const char *const stay[] = {SESSION(VIDEO_SESSION, "b63f5f64-1a44-4407-bf8e-75f75ef305f0"),
	    SESSION(CMI5_SESSION, "s-4711"), SESSION(CMI5_SESSION, DIGEST)};

	(void)state;
	for (size_t i = 0; i < sizeof(stay) / sizeof(*stay); i++)
		assert_texts_become(stay[i], stay[i]);
	assert_texts_become(SESSION(VIDEO_SESSION, "s-ada@example.org"), SESSION(VIDEO_SESSION, "[EMAIL]"));
}

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
assert_times(void *opened, const char *statement, const char *occurred, const char *stored)
{
	struct record *r = record_of(str_of(statement));
	char text[28];

	r->origin.received_at = 1773506159120000; /* 2026-03-14T16:35:59.12Z, a Saturday */
	assert_int_equal(anonymize_stage.process(opened, r), PASS);
	assert_true(
	    str_eq((struct str){text, (size_t)time_write(r->safe->occurred_at, text)}, str_of(occurred)));
	assert_true(str_eq((struct str){text, (size_t)time_write(r->safe->stored_at, text)}, str_of(stored)));
}

static void
people_policy(const char *rules)
{
	static const char people[] =
	    "title: T\npaths:\n  $.actor: pseudonym\n  $.object: pseudonym\n  $.authority: drop\n"
	    "  $.context.instructor: drop\n  $.context.team: drop\n"
	    "  $.context.contextAgents[*].agent: pseudonym\n  $.context.contextGroups[*].group: pseudonym\n";

	write_file(policy_file, arena_format(batch->arena, "%s%s", people, rules).at);
}

static void
times_of_receipt_are_as_coarse_as_those_they_stand_for(void **state)
{
	static const char silent[] = "{\"actor\":" BY_MAIL "}",
			  dated[] = "{\"actor\":" BY_MAIL ",\"timestamp\":\"2026-03-12T08:09:10Z\"}",
			  both[] =
			      "{\"actor\":" BY_MAIL
			      ",\"timestamp\":\"2026-03-13T07:09:10Z\",\"stored\":\"2026-03-13T08:09:10Z\"}",
			  ahead[] =
			      "{\"actor\":" BY_MAIL
			      ",\"timestamp\":\"2026-03-15T07:09:10Z\",\"stored\":\"2026-03-13T08:09:10Z\"}",
			  stored[] = "{\"actor\":" BY_MAIL ",\"stored\":\"2026-03-13T08:09:10Z\"}";
	struct error error = {0};
	void *opened = open_stage("research", key_file, "", &error);

	(void)state;
	assert_times(stage, silent, "2026-03-14T16:35:59.12Z", "2026-03-14T16:35:59.12Z");
	assert_times(opened, silent, "2026-03-14T00:00:00Z", "2026-03-14T00:00:00Z");
	assert_times(opened, dated, "2026-03-12T00:00:00Z", "2026-03-14T00:00:00Z");
	assert_times(opened, stored, "2026-03-13T00:00:00Z", "2026-03-13T00:00:00Z");
	anonymize_stage.close(opened);
	people_policy("  $.timestamp: {generalize: week}\n  $.stored: {generalize: hour}\n");
	opened = open_stage(policy_file, key_file, "", &error);
	assert_times(opened, silent, "2026-03-09T00:00:00Z", "2026-03-14T16:00:00Z");
	anonymize_stage.close(opened);
	people_policy("  $.timestamp: {generalize: hour}\n  $.stored: {generalize: day}\n");
	opened = open_stage(policy_file, key_file, "", &error);
	assert_times(opened, both, "2026-03-13T07:00:00Z", "2026-03-13T00:00:00Z");
	assert_times(opened, ahead, "2026-03-13T00:00:00Z", "2026-03-13T00:00:00Z");
	anonymize_stage.close(opened);
	people_policy("  $.timestamp: {generalize: day}\n  $.stored: keep\n");
	opened = open_stage(policy_file, key_file, "", &error);
	assert_times(opened, silent, "2026-03-14T00:00:00Z", "2026-03-14T16:35:59.12Z");
	anonymize_stage.close(opened);
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
	    cmocka_unit_test(an_answer_that_is_a_digest_goes_unless_answers_are_listed),
	    cmocka_unit_test(a_text_that_is_an_iri_is_taken_apart_as_one),
	    cmocka_unit_test(sessions_stay_unless_they_name_somebody),
	    cmocka_unit_test(a_policy_drops_what_it_names),
	    cmocka_unit_test(tenants_share_no_pseudonyms),
	    cmocka_unit_test(times_of_receipt_are_as_coarse_as_those_they_stand_for),
	    cmocka_unit_test(wrong_options_are_refused),
	};

	return cmocka_run_group_tests_name("anonymize", tests, setup, teardown);
}
