/* What was found gives way and not another byte; texts that are remembered as clean are still searched for people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "stages/anonymize/people/people.h"
#include "stages/anonymize/safe_tools.h"

static struct safe_tools tools;
static struct arena *arena;

static int
setup(void **state)
{
	struct error error = {0};

	(void)state;
	arena = arena_open();
	tools.policy = policy_open(STR("strict"), &error);
	tools.pseudonymizer = pseudonymizer_open(STR("0123456789abcdef0123456789abcdef"), STR("default"));
	if (!tools.policy || !tools.pseudonymizer || !safe_tools_open(&tools, STR(""), &error)) {
		fprintf(stderr, "%s\n", error.text);
		return -1;
	}
	tools.scrub.arena = arena;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	safe_tools_close(&tools);
	arena_close(arena);
	return 0;
}

static struct json
parse(const char *text)
{
	struct json tree;
	enum reject_code code;
	size_t offset;

	assert_true(json_parse(arena, str_of(text), (struct json_limits){64}, &tree, &code, &offset));
	return tree;
}

static const char *
scrubbed(const char *text, const char *label)
{
	struct str out = str_of(text);

	scrub_text(&tools.scrub, str_of(text), str_of(label), &out);
	return arena_format(arena, "%.*s", STR_ARG(out)).at;
}

static void
labels_take_the_place_of_what_was_found(void **state)
{
	struct str same = STR("three words, 3.14");

	(void)state;
	known_clear(tools.known);
	assert_string_equal(scrubbed("a@example.org", ""), "[EMAIL]");
	assert_string_equal(scrubbed("\xc2\xab"
				     "a@example.org\xc2\xbb, b@example.org!",
				""),
	    "\xc2\xab[EMAIL]\xc2\xbb, [EMAIL]!");
	assert_string_equal(scrubbed("33639980102", ""), "33639980102");
	assert_string_equal(scrubbed("33639980102", "phone-number"), "[PHONE]");
	assert_false(scrub_text(&tools.scrub, same, STR(""), &same));
	assert_string_equal(scrubbed("", ""), "");
}

static void
labels_stay_labels(void **state)
{
	(void)state;
	assert_string_equal(
	    scrubbed("see /u/[EMAIL] and user=[URL_WITH_ID]", ""), "see /u/[EMAIL] and user=[URL_WITH_ID]");
}

static void
ids_of_credentials_become_pseudonyms(void **state)
{
	const char *once = scrubbed("see cert_8KQ2M", ""), *again = scrubbed("cert_8KQ2M.", "");

	(void)state;
	assert_int_equal(strlen(once), strlen("see cert_") + PSEUDONYM_TEXT);
	assert_memory_equal(once, "see cert_", 9);
	assert_memory_equal(once + 4, again, strlen("cert_") + PSEUDONYM_TEXT);
}

static void
people_are_found_in_clean_texts(void **state)
{
	const struct json agent = parse("{\"name\":\"Odile Vasseur\"}");

	(void)state;
	known_clear(tools.known);
	assert_string_equal(scrubbed("Letter of Odile Vasseur", ""), "Letter of Odile Vasseur");
	assert_string_equal(scrubbed("Letter of Odile Vasseur", ""), "Letter of Odile Vasseur");
	known_agent(tools.known, &agent, KNOWN_PERSON);
	assert_string_equal(scrubbed("Letter of Odile Vasseur", ""), "Letter of [PERSON]");
	known_clear(tools.known);
	assert_string_equal(scrubbed("Letter of Odile Vasseur", ""), "Letter of Odile Vasseur");
}

static void
an_address_tells_of_somebody(void **state)
{
	(void)state;
	known_clear(tools.known);
	tools.scrub.learned = 0;
	assert_string_equal(scrubbed("Ilse Zobel, ilse.zobel@example.org", ""), "[PERSON], [EMAIL]");
	assert_int_equal(tools.scrub.learned, 1);
	assert_string_equal(scrubbed("files of izobel17", ""), "files of [USERNAME]");
	known_clear(tools.known);
}

/* Events of other sources: their names and ids, also in JSON inside a text. */
static void
people_of_an_event_are_known(void **state)
{
	const struct json event =
	    parse("{\"username\":\"ovasseur42\",\"context\":{\"user_id\":72496357,\"path\":\"/c\"},"
		  "\"event\":\"{\\\"POST\\\":{\\\"email\\\":[\\\"ilse.zobel@example.org\\\"]}}\","
		  "\"user\":{\"name\":\"Bodo Ziegler\"},\"zip\":\"75005\",\"name\":\"page_close\"}");

	(void)state;
	known_clear(tools.known);
	people_of_event(tools.known, tools.members, arena, &event);
	assert_string_equal(scrubbed("ovasseur42 72496357 Ziegler izobel17 page_close 75005", ""),
	    "[USERNAME] [USERNAME] [PERSON] [USERNAME] page_close 75005");
	known_clear(tools.known);
}

static void
people_of_a_statement_are_known(void **state)
{
	const struct json statement = parse(
	    "{\"actor\":{\"objectType\":\"Group\",\"member\":[{\"name\":\"Odile Vasseur\"}]},\"object\":{\"objectType\":"
	    "\"SubStatement\",\"actor\":{\"name\":\"Bodo Ziegler\"},\"object\":{\"objectType\":\"Agent\",\"name\":\"Ilse "
	    "Zobel\"}},\"context\":{\"team\":{\"objectType\":\"Group\",\"member\":[{\"name\":\"Emil Ottersbach\"}]},"
	    "\"contextAgents\":[{\"agent\":{\"name\":\"Ute Krawinkel\"}}],\"extensions\":{\"x:y\":[{\"k\":{\"objectType\":"
	    "\"Agent\",\"name\":\"Jan Pohl\"}}]}},\"authority\":{\"name\":\"Rolf Lindqvist\"}}");

	(void)state;
	known_clear(tools.known);
	people_of_statement(tools.known, &statement);
	assert_string_equal(
	    scrubbed("Vasseur; Ziegler; Zobel; Ottersbach; Krawinkel; Pohl; Rolf Lindqvist; Meyer", ""),
	    "[PERSON]; [PERSON]; [PERSON]; [PERSON]; [PERSON]; [PERSON]; [PERSON]; Meyer");
	known_clear(tools.known);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(labels_take_the_place_of_what_was_found),
	    cmocka_unit_test(labels_stay_labels),
	    cmocka_unit_test(ids_of_credentials_become_pseudonyms),
	    cmocka_unit_test(people_are_found_in_clean_texts),
	    cmocka_unit_test(an_address_tells_of_somebody),
	    cmocka_unit_test(people_of_an_event_are_known),
	    cmocka_unit_test(people_of_a_statement_are_known),
	};

	return cmocka_run_group_tests_name("scrub", tests, setup, teardown);
}
