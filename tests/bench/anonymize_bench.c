/* How many statements a second the anonymize stage makes safe, on one core, beyond parsing them.
 *
 * Statements of 1.4 KB, as a learning platform sends them: one with its actor only; one with texts and links that no
 * other one has; and one with authority, instructor and a team of three. Trees are changed in place, so each is parsed
 * anew, outside the time taken. Learners differ from copy to copy, and each comes back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "pipeline/core/record.h"
#include "stages/anonymize/safe_tools.h"
#include "stages/xapi/safe_statement.h"

enum { COPIES = 256, ROUNDS = 400 };

#define HEAD \
	"{\"id\":\"6690e6c9-3ef0-4ed3-8b37-7f3964730bee\",\"actor\":{\"objectType\":\"Agent\",\"name\":\"Learner %d\"," \
	"\"mbox\":\"mailto:learner-%d@lms.example.org\"},\"verb\":{\"id\":" \
	"\"http://adlnet.gov/expapi/verbs/answered\",\"display\":{\"en-US\":\"answered\",\"de-DE\":\"beantwortete\"}}," \
	"\"object\":{\"objectType\":\"Activity\",\"id\":\"https://lms.example.org/courses/astronomy-101/quizzes/3/" \
	"questions/7\",\"definition\":{\"type\":\"http://adlnet.gov/expapi/activities/cmi.interaction\",\"name\":{" \
	"\"en-US\":\"Question 7\"},\"interactionType\":" \
	"\"choice\",\"correctResponsesPattern\":[\"pluto\"],\"choices\":[{\"id\":\"mars\",\"description\":{\"en-US\":" \
	"\"Mars\"}},{\"id\":\"pluto\",\"description\":{\"en-US\":\"Pluto\"}}]}},\"result\":{\"score\":{\"scaled\":" \
	"0.75,\"raw\":7.5,\"min\":0,\"max\":10},\"success\":true,\"completion\":true,\"response\":\"pluto\"," \
	"\"duration\":\"PT1M23.45S\"},\"timestamp\":\"2026-03-14T16:35:00.123Z\",\"version\":\"1.0.3\"," \
	"\"context\":{\"registration\":\"ec531277-b57b-4c15-8d91-d292c5b2b8f7\",\"platform\":\"Example LMS\"," \
	"\"contextActivities\":{\"parent\":[{\"objectType\":\"Activity\",\"id\":\"https://lms.example.org/courses/" \
	"astronomy-101/quizzes/3\"}],\"grouping\":[{\"objectType\":\"Activity\",\"id\":\"https://lms.example.org/" \
	"courses/astronomy-101\",\"definition\":{\"type\":\"http://adlnet.gov/expapi/activities/course\"}}]},"

#define ACCOUNT(who) "{\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"" who "-%d\"}}"

static const char one_agent[] =
    HEAD "\"extensions\":{\"https://lms.example.org/xapi/extensions/attempt\":2,"
	 "\"https://lms.example.org/xapi/extensions/browser\":{\"name\":\"Example\","
	 "\"version\":\"1.2.3\"}}}}";

static const char own_texts[] = HEAD
    "\"extensions\":{\"https://lms.example.org/xapi/extensions/page\":\"https://lms.example.org/courses/7/page-%d\","
    "\"https://lms.example.org/xapi/extensions/note\":\"Answer %d: the orbits of the outer planets were measured "
    "in 1846 by 3 observers, see chapter 4.2 of the reader and its notes.\"}}}";

static const char six_agents[] =
    HEAD "\"instructor\":" ACCOUNT("teacher") ",\"team\":{\"objectType\":\"Group\",\"member\":[" ACCOUNT(
	"ann") "," ACCOUNT("bob") "," ACCOUNT("cem") "]}},\"authority\":" ACCOUNT("lrs") "}";

struct bench {
	struct arena *arena;
	struct safe_tools tools;
	struct json trees[COPIES];
	size_t bytes;
};

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
parse_all(struct bench *b, const char *format, int round)
{
	enum reject_code code;
	size_t offset;

	arena_reset(b->arena);
	for (int i = 0; i < COPIES; i++) {
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		int n = format == own_texts ? round * COPIES + i : i;
		struct str text = arena_format(b->arena, format, i, i, n, n, n, n, n);

		b->bytes = text.len;
		if (!json_parse(b->arena, text, (struct json_limits){512}, &b->trees[i], &code, &offset))
			abort();
	}
}

static double
run_round(struct bench *b)
{
	const struct origin origin = {.source = STR("xapi")};
	double start = seconds();

	for (int i = 0; i < COPIES; i++) {
		struct safe_tree safe = safe_tools_tree(&b->tools, b->arena);

		if (!safe_tree_make(&safe, &b->trees[i], NULL))
			abort();
		safe_statement_make(b->arena, &b->trees[i], safe.learner, &origin, b->tools.vocabulary);
	}
	return seconds() - start;
}

static void
run(struct bench *b, const char *name, const char *format)
{
	double taken = 0;

	for (int round = 0; round < ROUNDS; round++) {
		parse_all(b, format, round);
		taken += run_round(b);
	}
	taken /= ROUNDS * COPIES;
	printf("  anonymize  %10.0f /s a core beyond parsing, %.2f us each (%zu bytes, %s)\n", 1 / taken,
	    taken * 1e6, b->bytes, name);
}

int
main(void)
{
	static struct bench b;
	struct error error = {0};

	b.arena = arena_open();
	b.tools.policy = policy_open(STR("strict"), &error);
	b.tools.pseudonymizer = pseudonymizer_open(STR("0123456789abcdef0123456789abcdef"), STR("default"));
	if (!b.tools.policy || !safe_tools_open(&b.tools, STR(""), &error)) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	run(&b, "one agent", one_agent);
	run(&b, "texts of its own", own_texts);
	run(&b, "six agents", six_agents);
	safe_tools_close(&b.tools);
	arena_close(b.arena);
	return 0;
}
