/* What a statement means for its learner: which are facts, and what stands in them. */
#include "tests/unit/indicators/histories.h"

#include <stdio.h>

#include "pipeline/core/digest.h"
#include "stages/indicators/facts/read_fact.h"

#define COURSE_TYPE "\"definition\":{\"type\":\"http://adlnet.gov/expapi/activities/course\"}"
#define ON_COURSE ",\"object\":{\"id\":\"http://c\"," COURSE_TYPE "}"
#define ON_LESSON \
	",\"object\":{\"id\":\"http://l\"},\"context\":{\"contextActivities\":{\"parent\":[{\"id\":\"http://c\"," COURSE_TYPE \
	"}]}}"
#define VERB(iri) \
	"\"id\":\"00000000-0000-4000-8000-0000000000ab\",\"timestamp\":\"1970-01-01T00:00:01Z\",\"verb\":{\"id\":\"" iri \
	"\"}"
#define PROGRESSED VERB("http://adlnet.gov/expapi/verbs/progressed")
#define RESULT(result) ",\"result\":{" result "}"
#define EXTENSION(iri, value) RESULT("\"extensions\":{\"" iri "\":" value "}")

struct setup {
	struct vocabulary *vocabulary;
	struct arena *arena;
	struct fact fact;
};

static int
start(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	struct error e;

	s->vocabulary = vocabulary_open(&e);
	if (!s->vocabulary)
		print_error("%s\n", e.text);
	s->arena = arena_open();
	*state = s;
	return s->vocabulary ? 0 : -1;
}

static int
stop(void **state)
{
	struct setup *s = *state;

	vocabulary_close(s->vocabulary);
	arena_close(s->arena);
	free(s);
	return 0;
}

static struct json *
parse(struct setup *s, const char *text)
{
	struct json *tree = arena_zero(s->arena, sizeof(*tree));
	enum reject_code code;
	size_t at;

	if (!json_parse(s->arena, str_of(text), (struct json_limits){50}, tree, &code, &at))
		fail_msg("no JSON: %s", text);
	return tree;
}

/* The members of a statement, without braces; NULL if it is no fact. */
static const struct fact *
fact_of(void **state, const char *members)
{
	static const uint8_t learner[16] = {1};
	static const struct origin nowhere = {.source = {"", 0}};
	struct setup *s = *state;
	struct json *tree = parse(s, arena_format(s->arena, "{%s}", members).at);

	return read_fact(s->arena, safe_statement_make(s->arena, tree, learner, &nowhere, s->vocabulary),
		   s->vocabulary, &s->fact)
		   ? &s->fact
		   : NULL;
}

static void
what_is_counted(void **state)
{
	static const struct origin nowhere = {.source = {"", 0}};
	struct setup *s = *state;
	struct fact f;

	assert_non_null(fact_of(state, PROGRESSED ON_LESSON));
	assert_non_null(fact_of(state, VERB("http://example.com/new") ON_LESSON));
	assert_null(fact_of(state, VERB("http://activitystrea.ms/schema/1.0/purchase") ON_COURSE));
	assert_null(fact_of(state,
	    VERB(
		"http://adlnet.gov/expapi/verbs/voided") ",\"object\":{\"objectType\":\"StatementRef\",\"id\":\"00000000-0000-4000-8000-0000000000cd\"}"));
	/* A Group is no learner. */
	assert_false(read_fact(s->arena,
	    safe_statement_make(
		s->arena, parse(s, "{" PROGRESSED ON_LESSON "}"), NULL, &nowhere, s->vocabulary),
	    s->vocabulary, &f));
}

static void
keys_and_time(void **state)
{
	const struct fact *f = fact_of(state, PROGRESSED ON_LESSON);

	assert_int_equal(f->t, SECOND);
	assert_int_equal(f->id[15], 0xab);
	assert_int_equal(f->verb, VERB_PROGRESSED);
	assert_int_equal(f->flags, FACT_COURSE | FACT_ACTIVITY);
	assert_true(f->course == hash64(STR("http://c")));
	assert_true(f->activity == hash64(STR("http://l")));
	f = fact_of(state, PROGRESSED ON_COURSE);
	assert_int_equal(f->flags, FACT_COURSE | FACT_ACTIVITY | FACT_ON_COURSE | FACT_TYPE);
	assert_true(f->activity == f->course);
	/* The object is the course though its type stands only in the context (W6). */
	f = fact_of(state,
	    PROGRESSED ",\"object\":{\"id\":\"http://c\"},\"context\":{\"contextActivities\":{\"grouping\":{"
		       "\"id\":\"http://c\"," COURSE_TYPE "}}}");
	assert_true(fact_is(f, FACT_ON_COURSE));
	f = fact_of(state, PROGRESSED ",\"object\":{\"objectType\":\"Agent\",\"account\":{}}");
	assert_int_equal(f->flags, 0);
}

static void
scores_are_nanopoints(void **state)
{
	static const struct {
		const char *score;
		int64_t points;
	} cases[] = {
	    {"\"scaled\":0.875", 87500000000}, {"\"scaled\":-0.5", 0}, /* below 0 counts as 0 */
	    {"\"scaled\":1", 100 * POINT}, {"\"raw\":1,\"min\":0,\"max\":3", 33333333333},
	    {"\"raw\":2,\"min\":0,\"max\":3", 66666666667}, {"\"raw\":-3,\"min\":-5,\"max\":5", 20 * POINT},
	    {"\"scaled\":0.25,\"raw\":9,\"min\":0,\"max\":10", 25 * POINT}, /* scaled wins */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof *cases; i++) {
		char members[600];
		const struct fact *f;

		snprintf(
		    members, sizeof(members), PROGRESSED ON_LESSON RESULT("\"score\":{%s}"), cases[i].score);
		f = fact_of(state, members);
		assert_true(fact_is(f, FACT_SCORE));
		assert_int_equal(f->score, cases[i].points);
	}
	/* Without min or max there is no score. */
	assert_false(fact_is(
	    fact_of(state, PROGRESSED ON_LESSON RESULT("\"score\":{\"raw\":1,\"max\":3}")), FACT_SCORE));
	assert_false(
	    fact_is(fact_of(state, PROGRESSED ON_LESSON RESULT("\"score\":{\"raw\":1}")), FACT_SCORE));
}

static void
verdicts_and_durations(void **state)
{
	const struct fact *f = fact_of(state,
	    PROGRESSED ON_LESSON RESULT("\"success\":false,\"completion\":true,\"duration\":\"PT1.5S\""));

	assert_int_equal(f->flags, FACT_COURSE | FACT_ACTIVITY | FACT_SUCCESS_STATED | FACT_COMPLETION_STATED
				       | FACT_COMPLETION | FACT_DURATION);
	assert_int_equal(f->duration, 1500000);
	f = fact_of(state, PROGRESSED ON_LESSON RESULT("\"duration\":\"P1M\""));
	assert_false(fact_is(f, FACT_DURATION)); /* no fixed length */
	f = fact_of(state, PROGRESSED ON_LESSON RESULT("\"duration\":\"P15000000W\""));
	assert_int_equal(f->duration, DURATION_MOST); /* stated are 9.072e18 */
	f = fact_of(state, PROGRESSED ON_LESSON RESULT("\"duration\":\"P99999999999D\""));
	assert_int_equal(f->duration, DURATION_MOST); /* 64 bits cannot hold it */
}

static void
a_percent_is_a_number_on_the_course(void **state)
{
#define PROGRESS "https://w3id.org/xapi/cmi5/result/extensions/progress"
	const struct fact *f = fact_of(state, PROGRESSED ON_COURSE EXTENSION(PROGRESS, "33.3"));

	assert_true(fact_is(f, FACT_PERCENT));
	assert_int_equal(f->percent, 33300000000);
	assert_true(fact_is(fact_of(state, PROGRESSED ON_COURSE EXTENSION(PROGRESS, "0")), FACT_PERCENT));
	assert_false(
	    fact_is(fact_of(state, PROGRESSED ON_COURSE EXTENSION(PROGRESS, "100.1")), FACT_PERCENT));
	assert_false(fact_is(fact_of(state, PROGRESSED ON_COURSE EXTENSION(PROGRESS, "-1")), FACT_PERCENT));
	assert_false(
	    fact_is(fact_of(state, PROGRESSED ON_COURSE EXTENSION(PROGRESS, "\"50\"")), FACT_PERCENT));
	assert_false(fact_is(fact_of(state, PROGRESSED ON_LESSON EXTENSION(PROGRESS, "50")), FACT_PERCENT));
}

static void
what_a_source_reports(void **state)
{
	static const char reports[] = PROGRESSED ON_COURSE RESULT(
	    "\"extensions\":{\"urn:lrstream:lessons-done\":3,\"urn:lrstream:lessons-total\":12,"
	    "\"urn:lrstream:current-lesson\":4,\"urn:lrstream:time-spent\":\"PT1H30M\",\"urn:lrstream:average-score\":92.5}");
	static const char nonsense[] = PROGRESSED ON_COURSE RESULT(
	    "\"extensions\":{\"urn:lrstream:lessons-done\":3.5,\"urn:lrstream:lessons-total\":-1,"
	    "\"urn:lrstream:current-lesson\":\"4\",\"urn:lrstream:time-spent\":90,\"urn:lrstream:average-score\":101}");
	const struct fact *f = fact_of(state, reports);

	assert_int_equal(f->lessons_done, 3);
	assert_int_equal(f->lessons_total, 12);
	assert_int_equal(f->current_lesson, 4);
	assert_int_equal(f->reported_time, 90 * MINUTE);
	assert_int_equal(f->reported_average, 92500000000);
	assert_int_equal(
	    fact_of(state, nonsense)->flags & ~(FACT_COURSE | FACT_ACTIVITY | FACT_TYPE | FACT_ON_COURSE), 0);
}

static void
attempts_stand_in_three_places(void **state)
{
#define ATTEMPT "\"extensions\":{\"http://id.tincanapi.com/extension/attempt-id\":"
	const struct fact *f =
	    fact_of(state, PROGRESSED ",\"object\":{\"id\":\"http://l\",\"definition\":{" ATTEMPT "3}}}"
				      ",\"context\":{" ATTEMPT "2}}" RESULT(ATTEMPT "1}"));

	assert_int_equal(f->attempt, 1);
	/* What is no whole number is passed over. */
	f = fact_of(state, PROGRESSED ",\"object\":{\"id\":\"http://l\",\"definition\":{" ATTEMPT "3}}}"
				      ",\"context\":{" ATTEMPT "\"2\"}}" RESULT(ATTEMPT "1.5}"));
	assert_int_equal(f->attempt, 3);
	f = fact_of(state, PROGRESSED ",\"object\":{\"id\":\"http://l\"},\"context\":{" ATTEMPT "2.0}}");
	assert_int_equal(f->attempt, 2);
}

static void
a_failing_grade(void **state)
{
#define GRADE "http://www.tincanapi.co.uk/activitytypes/grade_classification"
	assert_true(
	    fact_is(fact_of(state, PROGRESSED ON_COURSE EXTENSION(GRADE, "\"Fail\"")), FACT_FAIL_GRADE));
	assert_false(
	    fact_is(fact_of(state, PROGRESSED ON_COURSE EXTENSION(GRADE, "\"Pass\"")), FACT_FAIL_GRADE));
	assert_false(
	    fact_is(fact_of(state, PROGRESSED ON_COURSE EXTENSION(GRADE, "\"fail\"")), FACT_FAIL_GRADE));
}

static void
assert_named(void **state, const char *names, const char *expected)
{
	struct setup *s = *state;
	struct str text = arena_format(s->arena, "{\"definition\":{\"name\":%s}}", names);
	struct str name = read_name(parse(s, text.at));

	if (!expected)
		assert_null(name.at);
	else
		assert_true(str_eq(name, str_of(expected)));
}

static void
names_are_english_first(void **state)
{
	assert_named(state, "{\"fr\":\"f\",\"en-US\":\"u\",\"en\":\"e\"}", "e");
	assert_named(state, "{\"fr\":\"f\",\"en-US\":\"u\",\"en-GB\":\"g\"}", "g");
	assert_named(state, "{\"fr\":\"f\",\"de\":\"d\",\"eng\":\"x\"}", "d");
	assert_named(state, "{\"fr\":\"\"}", "");
	assert_named(state, "{}", NULL);
	assert_named(state, "\"text\"", NULL);
	assert_null(read_name(NULL).at);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_counted),
	    cmocka_unit_test(keys_and_time),
	    cmocka_unit_test(scores_are_nanopoints),
	    cmocka_unit_test(verdicts_and_durations),
	    cmocka_unit_test(a_percent_is_a_number_on_the_course),
	    cmocka_unit_test(what_a_source_reports),
	    cmocka_unit_test(attempts_stand_in_three_places),
	    cmocka_unit_test(a_failing_grade),
	    cmocka_unit_test(names_are_english_first),
	};

	return cmocka_run_group_tests_name("read_fact", tests, start, stop);
}
