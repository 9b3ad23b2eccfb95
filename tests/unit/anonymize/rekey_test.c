/* The law of re-keying: what one key made safe, re-keyed, is what both keys together make of the raw statement. */
#include "tests/unit/anonymize/fixture.h"

#include "stages/anonymize/people/keys.h"
#include "stages/anonymize/rekey.h"

#define SECOND "fedcba9876543210fedcba9876543210"

/* An id that was made of the event of each record. */
#define MADE "954b9e18-b4bc-5fad-92d3-a361d9838a50"

/* A policy that gives the ids of Activities pseudonyms. */
#define OBJECT_IDS \
	"title: T\npaths:\n  $.actor: pseudonym\n  $.object: pseudonym\n  $.object.id: pseudonym\n" \
	"  $.context.instructor: pseudonym\n  $.context.team: pseudonym\n  $.authority: drop\n" \
	"  $.context.contextAgents: drop\n  $.context.contextGroups: drop\n"

/* People and ids at all kinds of places; a reference to a statement that was not made here; cert_… as a value, in a text, in an IRI and as a key. */
static const char *const statements[] = {
    "{\"id\":\"00000000-0000-4000-8000-00000000000a\",\"actor\":{\"mbox\":\"mailto:ann@example.org\"},\"verb\":{\"id\":"
    "\"http://adlnet.gov/expapi/verbs/earned\"},\"object\":{\"id\":\"https://lms.example.org/certificates/cert_8f3Ka91x\","
    "\"definition\":{\"name\":{\"en\":\"Certificate cert_8f3Ka91x of enr_77aB\",\"fr\":\"Certificat\"}}},\"result\":{"
    "\"extensions\":{\"urn:lrstream:certificate-id\":\"8f3Ka91x\",\"https://x.example.org/a\":[{\"cert_8f3Ka91x\":"
    "\"cert_8f3Ka91x, enr_77aB\",\"n\":1.10}]}},\"context\":{\"registration\":\"b63f5f64-1a44-4407-bf8e-75f75ef305f0\","
    "\"instructor\":{\"objectType\":\"Group\",\"member\":[{\"mbox\":\"mailto:bob@example.org\"}]},\"contextActivities\":{"
    "\"parent\":[{\"id\":\"https://lms.example.org/enrolments/enr_77aB\"}]},\"extensions\":{"
    "\"https://w3id.org/xapi/openedx/extensions/session-id\":\"b63f5f641a444407bf8e75f75ef305f0\","
    "\"https://w3id.org/xapi/video/extensions/session-id\":\"b63f5f64-1a44-4407-bf8e-75f75ef305f0\","
    "\"https://w3id.org/xapi/cmi5/context/extensions/sessionid\":4711,\"https://x.example.org/who\":{\"by\":{\"account\":{"
    "\"homePage\":\"https://lms.example.org\",\"name\":\"carl\"}}}}}}",
    "{\"id\":\"00000000-0000-4000-8000-00000000000b\",\"actor\":{\"objectType\":\"Group\",\"mbox\":"
    "\"mailto:staff@example.org\",\"member\":[{\"openid\":\"https://id.example.org/ann\"}]},\"verb\":{\"id\":"
    "\"http://adlnet.gov/expapi/verbs/asked\"},\"object\":{\"objectType\":\"SubStatement\",\"actor\":{\"mbox\":"
    "\"mailto:ann@example.org\"},\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/asked\"},\"object\":{\"objectType\":"
    "\"Agent\",\"mbox\":\"mailto:bob@example.org\"},\"context\":{\"registration\":"
    "\"b63f5f64-1a44-4407-bf8e-75f75ef305f0\"}}}",
    "{\"id\":\"" MADE "\",\"actor\":{\"mbox\":\"mailto:ann@example.org\"},\"verb\":{\"id\":"
    "\"http://adlnet.gov/expapi/verbs/voided\"},\"object\":{\"objectType\":\"StatementRef\",\"id\":\"" MADE
    "\"},"
    "\"context\":{\"registration\":\"" MADE "\",\"statement\":{\"objectType\":\"StatementRef\",\"id\":"
    "\"00000000-0000-5000-8000-00000000000a\"},\"contextActivities\":{\"grouping\":[{\"id\":"
    "\"https://lms.example.org/x?attempt=" MADE "&of=cert_8f3Ka91x\"}]},\"extensions\":{\"urn:uuid:" MADE
    "\":[\"" MADE "\"],"
    "\"https://w3id.org/xapi/video/extensions/session-id\":\"" MADE "\"}}}",
    "{\"id\":\"00000000-0000-4000-8000-00000000000d\",\"actor\":{\"mbox\":\"mailto:ann@example.org\"},\"verb\":{\"id\":"
    "\"http://adlnet.gov/expapi/verbs/voided\"},\"object\":{\"objectType\":\"StatementRef\",\"id\":"
    "\"9856f3de-6fa5-8234-8727-d06c6bab90c9\"}}",
};

static void *
open_keys(const char *policy, bool both, const char *second)
{
	const struct option *const tables[] = {anonymize_stage.options};
	struct settings *settings = settings_open(tables, 1);
	struct error error;
	void *opened;

	assert_true(settings_set(settings, "policy", policy, &error));
	assert_true(settings_set(settings, "key_file", key_file, &error));
	if (both)
		assert_true(settings_set(settings, "key_file", second, &error));
	opened = anonymize_stage.open(settings, &error);
	settings_close(settings);
	assert_non_null(opened);
	return opened;
}

static struct record *
anonymized(void *with, const char *statement)
{
	struct record *r = record_of(str_of(statement));
	uint8_t id[16];

	assert_true(uuid_parse(STR(MADE), id));
	uuid_set_add(r->arena, &r->made_ids, id);
	assert_int_equal(anonymize_stage.process(with, r), PASS);
	return r;
}

/* The statement as it is stored by the first key, read back and re-keyed. */
static struct str
rekeyed(const char *policy_name, struct pseudonymizer *keys, struct str stored, bool *other)
{
	struct error error;
	struct policy *policy = policy_open(str_of(policy_name), &error);
	struct rekeyer r = {.arena = batch->arena, .keys = keys, .policy = policy};
	enum reject_code code;
	struct json tree;
	size_t offset;

	assert_non_null(policy);
	assert_true(json_parse(batch->arena, stored, (struct json_limits){64}, &tree, &code, &offset));
	rekey_statement(&r, &tree);
	*other = r.other;
	policy_close(policy);
	return write_tree(&tree);
}

static struct pseudonymizer *
two_keys(void)
{
	struct pseudonymizer *keys = pseudonymizer_open(STR(KEY), STR("default"));

	assert_non_null(keys);
	assert_true(pseudonymizer_add(keys, STR(SECOND), STR("default")));
	return keys;
}

static void
rekeyed_is_what_both_keys_make(void **state)
{
	const char *const policies[] = {"strict", "research", "pass-through", policy_file};
	char second[] = "/tmp/lrstream-second-XXXXXX";
	struct pseudonymizer *keys = two_keys();

	(void)state;
	assert_true(close(mkstemp(second)) == 0);
	write_file(second, SECOND);
	write_file(policy_file, OBJECT_IDS);
	for (size_t p = 0; p < sizeof(policies) / sizeof(*policies); p++) {
		void *one = open_keys(policies[p], false, second),
		     *both = open_keys(policies[p], true, second);

		for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++) {
			struct record *r = anonymized(one, statements[i]),
				      *wanted = anonymized(both, statements[i]);
			struct str stored = write_tree(&r->statement), now;
			bool other;

			now = rekeyed(policies[p], keys, stored, &other);
			assert_string_equal(arena_format(batch->arena, "%.*s", STR_ARG(now)).at,
			    arena_format(batch->arena, "%.*s", STR_ARG(write_tree(&wanted->statement))).at);
			assert_true(!str_eq(now, stored) || str_eq(str_of(policies[p]), STR("pass-through")));
			assert_int_equal(
			    other, statement_content(r->safe->tree) != statement_content(wanted->safe->tree));
		}
		anonymize_stage.close(one);
		anonymize_stage.close(both);
	}
	pseudonymizer_close(keys);
	unlink(second);
}

static void
what_is_no_pseudonym_stays(void **state)
{
	static const char *const stored[] = {
	    "{\"actor\":{\"account\":{\"homePage\":\"https://lrstream.invalid/pseudonym\",\"name\":\"erased\"}}}",
	    "{\"actor\":{\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"9856f3de-6fa5-b234-3727-"
	    "d06c6bab90c9\"}}}",
	    "{\"id\":\"9856f3de-6fa5-8234-8727-d06c6bab90c9\",\"context\":{\"extensions\":{\"x:y\":["
	    "\"b63f5f641a444407bf8e75f75ef305f0\",\"cert_B63f5f641a444407bf8e75f75ef305f0\",\"cert_12\",1e3,null]}}}",
	    "{\"account\":null,\"name\":[\"caf\xc3\xa9\",1.10,true]}",
	    "[]",
	};
	struct pseudonymizer *keys = two_keys();

	(void)state;
	for (size_t i = 0; i < sizeof(stored) / sizeof(*stored); i++) {
		bool other;
		struct str now = rekeyed("strict", keys, str_of(stored[i]), &other);

		assert_string_equal(arena_format(batch->arena, "%.*s", STR_ARG(now)).at, stored[i]);
		assert_false(other);
	}
	pseudonymizer_close(keys);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rekeyed_is_what_both_keys_make),
	    cmocka_unit_test(what_is_no_pseudonym_stays),
	};

	return cmocka_run_group_tests_name("rekey", tests, setup, teardown);
}
