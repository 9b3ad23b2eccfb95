/* An agent is known again by all that its pseudonym is made of, and by nothing less. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "stages/anonymize/people/pseudonym.h"
#include "stages/anonymize/people/recent_agents.h"

static struct arena *arena;

static struct json
parse(const char *text)
{
	struct json tree;
	enum reject_code code;
	size_t offset;

	assert_true(json_parse(arena, str_of(text), (struct json_limits){8}, &tree, &code, &offset));
	return tree;
}

static int
setup(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

/* True if the agent is known; if it is not, it is from now on. */
static bool
comes_back(struct recent_agents *r, const char *text)
{
	const struct json agent = parse(text);
	bool known;

	assert_non_null(recent_agent(r, &agent, &known));
	return known;
}

static void
the_same_agent_is_known_again(void **state)
{
	static const char *const agents[] = {"{\"mbox\":\"mailto:ann@example.org\"}",
	    "{\"mbox\":\"mailto:ann@example.or\"}",
	    "{\"account\":{\"homePage\":\"https://a.example\",\"name\":\"ann\"}}",
	    "{\"account\":{\"homePage\":\"https://a.example\",\"name\":\"an\"}}",
	    "{\"account\":{\"homePage\":\"https://a.example/a\",\"name\":\"nn\"}}"};
	struct recent_agents *r = recent_agents_open();

	(void)state;
	for (size_t i = 0; i < sizeof(agents) / sizeof(*agents); i++) {
		assert_false(comes_back(r, agents[i]));
		assert_true(comes_back(r, agents[i]));
	}
	assert_true(comes_back(
	    r, "{\"name\":\"Ann\",\"account\":{\"name\":\"an\",\"homePage\":\"https://a.example\"}}"));
	recent_agents_forget(r);
	assert_false(comes_back(r, agents[0]));
	recent_agents_close(r);
}

static void
other_kinds_are_not_kept(void **state)
{
	static const char *const agents[] = {"{\"name\":\"Ann\"}", "{\"mbox\":5}", "{\"mbox\":\"\"}",
	    "{\"openid\":\"https://o.example/ann\"}",
	    "{\"mbox_sha1sum\":\"0123456789012345678901234567890123456789\"}",
	    "{\"account\":{\"homePage\":\"https://a.example\",\"name\":5}}",
	    "{\"account\":{\"homePage\":\"https://a.example\",\"name\":\"ann\"},\"openid\":\"https://o.example/ann\"}"};
	struct recent_agents *r = recent_agents_open();

	(void)state;
	for (size_t i = 0; i < sizeof(agents) / sizeof(*agents); i++) {
		const struct json agent = parse(agents[i]);
		bool known;

		assert_null(recent_agent(r, &agent, &known));
		assert_false(known);
	}
	recent_agents_close(r);
}

/* Through the pseudonymizer: what was kept is what would be made anew, among more agents than are kept. */
static void
kept_pseudonyms_are_the_right_ones(void **state)
{
	struct pseudonymizer *one =
	    pseudonymizer_open(STR("0123456789abcdef0123456789abcdef"), STR("default"));

	(void)state;
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 3000; i++) {
			struct pseudonymizer *fresh;
			const struct json agent = parse(arena_format(
			    arena, "{\"account\":{\"homePage\":\"https://a.example\",\"name\":\"u%d\"}}", i)
							    .at);
			uint8_t kept[PSEUDONYM_BYTES], made[PSEUDONYM_BYTES];

			assert_true(pseudonymizer_agent(one, &agent, kept));
			assert_true(pseudonymizer_agent(one, &agent, made));
			assert_memory_equal(kept, made, sizeof(kept));
			if (i % 100)
				continue;
			fresh = pseudonymizer_open(STR("0123456789abcdef0123456789abcdef"), STR("default"));
			assert_true(pseudonymizer_agent(fresh, &agent, made));
			assert_memory_equal(kept, made, sizeof(kept));
			pseudonymizer_close(fresh);
		}
	pseudonymizer_close(one);
}

static void
a_new_key_forgets(void **state)
{
	struct pseudonymizer *p = pseudonymizer_open(STR("0123456789abcdef0123456789abcdef"), STR("default"));
	const struct json agent = parse("{\"mbox\":\"mailto:ann@example.org\"}");
	uint8_t before[PSEUDONYM_BYTES], after[PSEUDONYM_BYTES];

	(void)state;
	assert_true(pseudonymizer_agent(p, &agent, before));
	assert_true(pseudonymizer_add(p, STR("fedcba9876543210fedcba9876543210"), STR("default")));
	assert_true(pseudonymizer_agent(p, &agent, after));
	assert_memory_not_equal(before, after, sizeof(before));
	pseudonymizer_close(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_same_agent_is_known_again),
	    cmocka_unit_test(other_kinds_are_not_kept),
	    cmocka_unit_test(kept_pseudonyms_are_the_right_ones),
	    cmocka_unit_test(a_new_key_forgets),
	};

	return cmocka_run_group_tests_name("recent_agents", tests, setup, teardown);
}
