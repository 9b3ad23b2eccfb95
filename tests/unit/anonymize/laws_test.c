/* Laws of scrubbing: whatever stands in the texts, IRIs, keys and numbers of a statement, what comes out is valid xAPI,
 * it holds nothing of what was found, and to make it safe again changes nothing but pseudonyms. */
#include "tests/unit/anonymize/fixture.h"
#include "stages/validate/validate.h"

enum { ROUNDS = 4000, MUTATIONS = 4, LEAVES = 200 };

/* A statement of each version with a place of every kind. */
static const char *const statements[] = {
    "{\"id\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\",\"actor\":{\"name\":\"Odile Vasseur\",\"account\":{\"homePage\":"
    "\"https://lms.example.org\",\"name\":\"ovasseur42\"}},\"verb\":{\"id\":\"https://v.example.org/did\",\"display\":{"
    "\"en\":\"did\"}},\"object\":{\"id\":\"https://lms.example.org/q/7\",\"definition\":{\"name\":{\"en\":\"Quiz\","
    "\"fr\":\"Jeu\"},\"description\":{\"en\":\"A quiz\"},\"type\":\"https://t.example.org/quiz\",\"moreInfo\":"
    "\"https://lms.example.org/more\",\"interactionType\":\"matching\",\"correctResponsesPattern\":[\"a[.]1[,]b[.]2\"],"
    "\"source\":[{\"id\":\"a\",\"description\":{\"en\":\"A\"}},{\"id\":\"b\"}],\"target\":[{\"id\":\"1\"},{\"id\":\"2\"}],"
    "\"extensions\":{\"https://e.example.org/a\":\"x\",\"https://e.example.org/b\":{\"c\":[\"y\",3],\"d\":4}}}},\"result\":{"
    "\"response\":\"z\",\"score\":{\"scaled\":0.5},\"duration\":\"PT1M\",\"extensions\":{\"https://e.example.org/n\":7}},"
    "\"context\":{\"registration\":\"ec531277-b57b-4c15-8d91-d292c5b2b8f7\",\"platform\":\"p\",\"revision\":\"r\","
    "\"language\":\"fr\",\"contextActivities\":{\"parent\":[{\"id\":\"https://lms.example.org/c\"}],\"other\":{\"id\":"
    "\"tag:lms.example.org,2026:c\"}},\"extensions\":{\"https://e.example.org/s\":\"t\"}},\"timestamp\":"
    "\"2026-03-14T16:35:00Z\",\"attachments\":[{\"usageType\":\"https://u.example.org/a\",\"display\":{\"en\":\"D\"},"
    "\"description\":{\"en\":\"E\"},\"contentType\":\"text/plain\",\"length\":1,\"sha2\":"
    "\"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\",\"fileUrl\":\"https://f.example.org/a\"}],"
    "\"version\":\"1.0.3\"}",
    "{\"id\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\",\"actor\":{\"name\":\"Odile Vasseur\",\"mbox\":"
    "\"mailto:odile.vasseur@example.org\"},\"verb\":{\"id\":\"https://v.example.org/did\"},\"object\":{\"objectType\":"
    "\"SubStatement\",\"actor\":{\"openid\":\"https://openid.example.org/bodo\"},\"verb\":{\"id\":"
    "\"https://v.example.org/did\"},\"object\":{\"id\":\"https://lms.example.org/q/8\"},\"result\":{\"response\":\"s\"}},"
    "\"context\":{\"contextAgents\":[{\"objectType\":\"contextAgent\",\"agent\":{\"objectType\":\"Agent\",\"mbox\":"
    "\"mailto:bodo@example.org\"},\"relevantTypes\":[\"https://t.example.org/r\"]}],\"extensions\":{"
    "\"https://e.example.org/s\":[[\"t\"],{\"u\":\"v\"}]}},\"timestamp\":\"2026-03-14T16:35:00Z\",\"version\":\"2.0.0\"}",
};

/* What is put in, and what must not come out of it; NULL where it may stay. */
static const struct snippet {
	const char *text, *secret;
} snippets[] = {
    {"write to ilse.zobel@example.org", "zobel"},
    {"ILSE.ZOBEL@EXAMPLE.ORG", "zobel"},
    {"mailto:ilse.zobel@example.org?subject=hello", "zobel"},
    {"https://ilse.zobel:s3cret@lms.example.org/x", "zobel"},
    {"https://lms.example.org/users/izobel17/files?mail=ilse.zobel%40example.org#ilse.zobel@example.org",
	"zobel"},
    {"https://lms.example.org/x?login=izobel17&token=abcdef0123456789", "izobel17"},
    {"https://192.0.2.77:8443/q", "192.0.2.77"},
    {"http://[2001:db8::7:77]/q", "2001:db8::7:77"},
    {"%69%6C%73%65%2E%7A%6F%62%65%6C%40%65%78%61%6D%70%6C%65%2E%6F%72%67", "%6F%62%65%6C"},
    {"ilse.zobel%2540example.org", "zobel"},
    {"ilse.zobel&#64;example.org", "zobel"},
    {"{\"mail\":\"ilse.zobel@example.org\",\"k\":1}", "zobel"},
    {"appelez le 06 39 98 01 77", "98 01 77"},
    {"+33639980177", "980177"},
    {"33639980144", NULL},
    {"Odile Vasseur was here", "Vasseur"},
    {"ovasseur42, odile.vasseur", NULL},
    {"plain words, 3.14 and 2026-03-14", NULL},
    {"[EMAIL] and x-email", NULL},
    {"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", NULL},
    {"", NULL},
};

enum { SNIPPETS = sizeof(snippets) / sizeof(*snippets) };

static int
pick(int most)
{
	return rand() % most;
}

/* ---- mutation ---- */

/* A text somewhere in the statement: of a value, or of a key. */
struct leaf {
	struct json *value;
	struct str *key;
};

struct leaves {
	struct leaf at[LEAVES];
	int count;
};

static void
add_leaf(struct leaves *l, struct leaf leaf)
{
	assert_true(l->count < LEAVES);
	l->at[l->count++] = leaf;
}

/* Every text and number, and keys of what the sender chose; agents stay whole. */
static void
gather(struct leaves *l, struct json *v)
{
	if (v->type == JSON_STRING || v->type == JSON_NUMBER)
		add_leaf(l, (struct leaf){v, NULL});
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		gather(l, &v->items[i]);
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++) {
		struct str key = v->members[i].key;

		if (str_eq(key, STR("actor")) || str_eq(key, STR("agent")))
			continue;
		if (str_starts(key, STR("https://e.")) || key.len == 1)
			add_leaf(l, (struct leaf){NULL, &v->members[i].key});
		gather(l, &v->members[i].value);
	}
}

/* Puts a snippet somewhere. */
static const struct snippet *
put_snippet(struct json *statement)
{
	struct leaves leaves = {0};
	const struct snippet *s = &snippets[pick(SNIPPETS)];
	struct str text = str_of(s->text);
	struct leaf leaf;

	gather(&leaves, statement);
	leaf = leaves.at[pick(leaves.count)];
	if (leaf.key)
		*leaf.key = text;
	else if (leaf.value->type == JSON_NUMBER || pick(2))
		*leaf.value = json_string(text);
	else
		*leaf.value = json_string(
		    arena_format(batch->arena, "%.*s %.*s", STR_ARG(json_text(leaf.value)), STR_ARG(text)));
	return s;
}

/* Puts a snippet where the statement stays valid. */
static const struct snippet *
mutate(struct json *statement)
{
	struct finding finding;

	for (;;) {
		struct json changed = json_copy(batch->arena, statement);
		const struct snippet *s = put_snippet(&changed);

		if (validate_statement(&changed, XAPI_AUTO, batch->arena, &finding)) {
			*statement = changed;
			return s;
		}
	}
}

/* ---- laws ---- */

static bool
holds(struct str text, const char *part)
{
	size_t len = strlen(part);

	for (size_t i = 0; i + len <= text.len; i++)
		if (memcmp(text.at + i, part, len) == 0)
			return true;
	return false;
}

static void
check(struct record *r, const struct snippet *const *put, struct str before)
{
	struct finding finding;
	struct str after;
	struct record *again;

	assert_int_equal(anonymize_stage.process(stage, r), PASS);
	after = write_tree(r->safe->tree);
	if (!validate_statement(r->safe->tree, XAPI_AUTO, batch->arena, &finding))
		fail_msg("%s at %.*s:\n%.*s\n%.*s", reject_info(finding.code)->code, STR_ARG(finding.pointer),
		    STR_ARG(before), STR_ARG(after));
	for (int i = 0; i < MUTATIONS; i++)
		if (put[i]->secret && holds(after, put[i]->secret))
			fail_msg("%s stays:\n%.*s\n%.*s", put[i]->secret, STR_ARG(before), STR_ARG(after));
	again = record_of(after);
	assert_int_equal(anonymize_stage.process(stage, again), PASS);
	if (statement_content(again->safe->tree) != statement_content(r->safe->tree))
		fail_msg("made safe again\n%.*s\nbecomes\n%.*s", STR_ARG(after),
		    STR_ARG(write_tree(again->safe->tree)));
}

static void
scrubbed_statements_are_valid_and_stay_as_they_are(void **state)
{
	(void)state;
	srand(19700101);
	for (int i = 0; i < ROUNDS; i++) {
		const struct snippet *put[MUTATIONS];
		struct record *r = record_of(str_of(statements[i % 2]));

		for (int k = 0; k < MUTATIONS; k++)
			put[k] = mutate(&r->statement);
		check(r, put, write_tree(&r->statement));
		batch_reset(batch);
	}
}

/* A copy is the same statement whatever the order of its members. */
static void
order_changes_no_content(void **state)
{
	struct record *one = record_of(
	    STR("{\"actor\":{\"mbox\":\"mailto:a@example.org\"},\"context\":{\"extensions\":{"
		"\"https://e.example.org/b@example.org\":1,\"https://e.example.org/c@example.org\":2,"
		"\"https://e.example.org/k\":{\"b@example.org\":1,\"c@example.org\":2}}}}"));
	struct record *two = record_of(STR(
	    "{\"context\":{\"extensions\":{\"https://e.example.org/k\":{\"c@example.org\":2,\"b@example.org\":1},"
	    "\"https://e.example.org/c@example.org\":2,\"https://e.example.org/b@example.org\":1}},"
	    "\"actor\":{\"mbox\":\"mailto:a@example.org\"}}"));

	(void)state;
	assert_int_equal(anonymize_stage.process(stage, one), PASS);
	assert_int_equal(anonymize_stage.process(stage, two), PASS);
	assert_int_equal(statement_content(one->safe->tree), statement_content(two->safe->tree));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scrubbed_statements_are_valid_and_stay_as_they_are),
	    cmocka_unit_test(order_changes_no_content),
	};

	return cmocka_run_group_tests_name("laws", tests, setup, teardown);
}
