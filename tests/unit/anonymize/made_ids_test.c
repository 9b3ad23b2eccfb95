/* Ids that were made here are keyed wherever they stand, under every policy; those of the source are not. */
#include "tests/unit/anonymize/fixture.h"

#include "stages/anonymize/made_ids.h"

#define MADE "954b9e18-b4bc-5fad-92d3-a361d9838a50"
#define OTHER "5f24dc53-cac9-55b2-b1a2-fdfae2089cc6"

#define WITH_ID(id, ref) \
	"{\"id\":\"" id "\",\"actor\":{\"mbox\":\"mailto:ann@example.org\"},\"verb\":{\"id\":" \
	"\"http://adlnet.gov/expapi/verbs/voided\"},\"object\":{\"objectType\":\"StatementRef\",\"id\":\"" ref \
	"\"}}"

/* A record of whose event both ids were made. */
static struct record *
made_record(const char *statement)
{
	struct record *r = record_of(str_of(statement));
	uint8_t id[16];

	assert_true(uuid_parse(STR(MADE), id));
	uuid_set_add(r->arena, &r->made_ids, id);
	assert_true(uuid_parse(STR(OTHER), id));
	uuid_set_add(r->arena, &r->made_ids, id);
	uuid_set_sort(&r->made_ids);
	return r;
}

/* The text at an object's key, in an object's key, with a NUL behind it. */
static const char *
text_at(const struct json *tree, const char *outer, const char *key)
{
	struct str text = json_get_text(*outer ? json_get(tree, str_of(outer)) : tree, str_of(key));

	return arena_format(batch->arena, "%.*s", STR_ARG(text)).at;
}

static bool
tells(const struct json *tree, const char *text)
{
	struct str all = write_tree(tree);

	return strstr(arena_format(batch->arena, "%.*s", STR_ARG(all)).at, text) != NULL;
}

static void
an_id_and_the_refs_to_it_agree(void **state)
{
	static const char *const policies[] = {"strict", "research", "pass-through"};
	const char *before = NULL;

	(void)state;
	for (size_t p = 0; p < sizeof(policies) / sizeof(*policies); p++) {
		struct error error;
		void *with = open_stage(policies[p], key_file, "", &error);
		struct record *r = made_record(WITH_ID(MADE, MADE));
		const char *id;

		assert_int_equal(anonymize_stage.process(with, r), PASS);
		id = text_at(&r->statement, "", "id");
		assert_int_equal(strlen(id), 36);
		assert_int_equal(id[14], '8');
		assert_string_equal(id, text_at(&r->statement, "object", "id"));
		assert_memory_equal(r->safe->id, r->safe->target, 16);
		assert_true(!before || strcmp(id, before) == 0);
		before = id;
		anonymize_stage.close(with);
	}
}

static void
ids_of_the_source_stay(void **state)
{
	struct record *r = record_of(STR(WITH_ID(MADE, OTHER)));

	(void)state;
	assert_int_equal(anonymize_stage.process(stage, r), PASS);
	assert_string_equal(text_at(&r->statement, "", "id"), MADE);
	assert_string_equal(text_at(&r->statement, "object", "id"), OTHER);
	r = made_record(WITH_ID(MADE, "00000000-0000-5000-8000-00000000000a"));
	assert_int_equal(anonymize_stage.process(stage, r), PASS);
	assert_string_equal(text_at(&r->statement, "object", "id"), "00000000-0000-5000-8000-00000000000a");
}

static void
they_are_found_wherever_they_stand(void **state)
{
	static const char statement[] =
	    "{\"id\":\"" MADE
	    "\",\"actor\":{\"mbox\":\"mailto:ann@example.org\"},\"verb\":{\"id\":\"x:y\",\"display\":{"
	    "\"en\":\"" OTHER "\"}},\"object\":{\"id\":\"https://lms.example.org/-/" MADE "-" OTHER "?x=" MADE
	    "\"},\"context\":{"
	    "\"registration\":\"" OTHER "\",\"extensions\":{\"urn:uuid:" MADE
	    "\":[\"954B9E18-B4BC-5FAD-92D3-A361D9838A50\",{\"deep\":"
	    "\"" OTHER "-\"}],\"x:longer\":\"a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-" OTHER "\"}}}";
	struct record *r = made_record(statement);

	(void)state;
	assert_int_equal(anonymize_stage.process(stage, r), PASS);
	assert_false(tells(&r->statement, "954"));
	assert_false(tells(&r->statement, "5f24dc53"));
	assert_true(tells(&r->statement, text_at(&r->statement, "context", "registration")));
}

/* What is called by an id that was made is one learner under every policy, and the id is told under none. */
static void
a_learner_who_is_called_so(void **state)
{
	static const char statement[] =
	    "{\"id\":\"" MADE
	    "\",\"actor\":{\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"" OTHER
	    "\"}},\"verb\":{"
	    "\"id\":\"x:y\"},\"object\":{\"id\":\"https://lms.example.org/x\"}}";
	struct error error;
	void *trusting = open_stage("pass-through", key_file, "", &error);
	struct record *strict = made_record(statement), *kept = made_record(statement);

	(void)state;
	assert_int_equal(anonymize_stage.process(stage, strict), PASS);
	assert_int_equal(anonymize_stage.process(trusting, kept), PASS);
	assert_memory_equal(strict->safe->learner, kept->safe->learner, 16);
	assert_true(tells(&kept->statement, "lms.example.org\",\"name\""));
	assert_false(tells(&kept->statement, OTHER));
	anonymize_stage.close(trusting);
}

static struct json
parsed(const char *text)
{
	struct json tree;
	enum reject_code code;
	size_t offset;

	assert_true(json_parse(batch->arena, str_of(text), (struct json_limits){64}, &tree, &code, &offset));
	return tree;
}

/* Ids by the second key come of ids by the first one; see made_id_test.c for the values. */
static void
ids_of_an_earlier_chain_go_on(void **state)
{
	struct pseudonymizer *keys = pseudonymizer_open(STR(KEY), STR("default"));
	struct made_ids ids = {.arena = batch->arena, .keys = keys};
	struct json tree =
	    parsed("[\"1cae26bd-0e01-8b67-a25d-6980e200d013\",\"1cae26bd-0e01-8b67-a25d-6980e200d014\","
		   "\"urn:1cae26bd-0e01-8b67-a25d-6980e200d013\",\"" MADE "\"]");

	(void)state;
	assert_false(made_ids_key(&ids, &tree));
	assert_true(pseudonymizer_add(keys, STR("fedcba9876543210fedcba9876543210"), STR("default")));
	assert_true(made_ids_key(&ids, &tree));
	assert_true(str_eq(write_tree(&tree),
	    STR("[\"d75f22c7-f4cf-8c23-a4ca-caf971c4b420\",\"1cae26bd-0e01-8b67-a25d-6980e200d014\","
		"\"urn:d75f22c7-f4cf-8c23-a4ca-caf971c4b420\",\"" MADE "\"]")));
	assert_false(made_ids_key(&ids, &tree));
	pseudonymizer_close(keys);
}

/* Though its form were that of an id of ours. */
static void
pseudonyms_of_people_are_none(void **state)
{
	static const char account[] = "{\"account\":{\"homePage\":\"" PSEUDONYM_HOME_PAGE
				      "\",\"name\":\"1cae26bd-0e01-8b67-a25d-6980e200d013\"}}";
	struct pseudonymizer *keys = pseudonymizer_open(STR(KEY), STR("default"));
	struct made_ids ids = {.arena = batch->arena, .keys = keys};
	struct json tree = parsed(account);

	(void)state;
	assert_true(pseudonymizer_add(keys, STR("fedcba9876543210fedcba9876543210"), STR("default")));
	assert_false(made_ids_key(&ids, &tree));
	assert_true(str_eq(write_tree(&tree), str_of(account)));
	pseudonymizer_close(keys);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_id_and_the_refs_to_it_agree),
	    cmocka_unit_test(ids_of_the_source_stay),
	    cmocka_unit_test(they_are_found_wherever_they_stand),
	    cmocka_unit_test(a_learner_who_is_called_so),
	    cmocka_unit_test(ids_of_an_earlier_chain_go_on),
	    cmocka_unit_test(pseudonyms_of_people_are_none),
	};

	return cmocka_run_group_tests_name("made ids", tests, setup, teardown);
}
