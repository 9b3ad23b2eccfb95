/* How many statements a second the validator judges, on one core, beyond parsing them.
 *
 * The statement is one of 1.4 KB as a learning platform sends it. Trees are parsed once, several of them so
 * that they do not all lie in the first-level cache, and judged again and again; parsing alone is timed
 * beside it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "stages/validate/profile.h"

enum { COPIES = 256, ROUNDS = 2000, PARSE_ROUNDS = 100 };

static const char statement[] =
    "{\"id\":\"6690e6c9-3ef0-4ed3-8b37-7f3964730bee\",\"actor\":{\"objectType\":\"Agent\",\"name\":\"Learner 4711\","
    "\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"learner-4711\"}},\"verb\":{\"id\":"
    "\"http://adlnet.gov/expapi/verbs/answered\",\"display\":{\"en-US\":\"answered\",\"de-DE\":\"beantwortete\"}},"
    "\"object\":{\"objectType\":\"Activity\",\"id\":\"https://lms.example.org/courses/astronomy-101/quizzes/3/questions/7\","
    "\"definition\":{\"type\":\"http://adlnet.gov/expapi/activities/cmi.interaction\",\"name\":{\"en-US\":\"Question 7: "
    "planets\"},\"description\":{\"en-US\":\"Which of these bodies is no planet of our solar system?\"},\"interactionType\":"
    "\"choice\",\"correctResponsesPattern\":[\"pluto\"],\"choices\":[{\"id\":\"mars\",\"description\":{\"en-US\":\"Mars\"}},"
    "{\"id\":\"pluto\",\"description\":{\"en-US\":\"Pluto\"}}]}},\"result\":{\"score\":{\"scaled\":0.75,\"raw\":7.5,\"min\":"
    "0,\"max\":10},\"success\":true,\"completion\":true,\"response\":\"pluto\",\"duration\":\"PT1M23.45S\"},\"context\":{"
    "\"registration\":\"ec531277-b57b-4c15-8d91-d292c5b2b8f7\",\"platform\":\"Example LMS\",\"language\":\"en-US\","
    "\"contextActivities\":{\"parent\":[{\"objectType\":\"Activity\",\"id\":\"https://lms.example.org/courses/astronomy-101/"
    "quizzes/3\"}],\"grouping\":[{\"objectType\":\"Activity\",\"id\":\"https://lms.example.org/courses/astronomy-101\"}]},"
    "\"extensions\":{\"https://lms.example.org/xapi/extensions/attempt\":2}},\"timestamp\":\"2026-03-14T16:35:00.123Z\","
    "\"version\":\"1.0.3\"}";

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What all profiles cost beyond that, the rules of the template that matches included. */
static void
bench_profiles(const struct json *trees)
{
	struct arena *arena = arena_open();
	struct profiles *profiles = profiles_open();
	struct profile_report report;
	struct error e;
	const struct profile_choice *all = profiles_choose(profiles, &STR("auto"), 1, &e);
	double judging = seconds();

	if (!all) {
		fprintf(stderr, "%s\n", e.text);
		exit(1);
	}
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < COPIES; i++)
			profile_judge(all, &trees[i], arena, &report);
		arena_reset(arena);
	}
	judging = (seconds() - judging) / ROUNDS / COPIES;
	printf("  profiles   %10.0f /s a core beyond validation, %.2f us each (all profiles)\n", 1 / judging,
	    judging * 1e6);
	profiles_close(profiles);
	arena_close(arena);
}

static void
parse_all(struct arena *arena, struct json *trees)
{
	enum reject_code code;
	size_t offset;

	for (int i = 0; i < COPIES; i++) {
		struct str text = arena_copy(arena, str_of(statement));

		if (!json_parse(arena, text, (struct json_limits){.depth = 512}, &trees[i], &code, &offset))
			abort();
	}
}

int
main(void)
{
	struct arena *arena = arena_open();
	static struct json trees[COPIES];
	struct finding f;
	double parsing, judging;

	parsing = seconds();
	for (int round = 0; round < PARSE_ROUNDS; round++) {
		arena_reset(arena);
		parse_all(arena, trees);
	}
	parsing = (seconds() - parsing) / PARSE_ROUNDS / COPIES;
	judging = seconds();
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < COPIES; i++)
			if (!validate_statement(&trees[i], XAPI_AUTO, arena, &f)) {
				fprintf(
				    stderr, "%s at %.*s\n", reject_info(f.code)->code, STR_ARG(f.pointer));
				return 1;
			}
	judging = (seconds() - judging) / ROUNDS / COPIES;
	printf(
	    "  validate   %10.0f /s a core beyond parsing, %.2f us each (%zu bytes; parsing takes %.2f us)\n",
	    1 / judging, judging * 1e6, sizeof(statement) - 1, parsing * 1e6);
	bench_profiles(trees);
	arena_close(arena);
	return 0;
}
