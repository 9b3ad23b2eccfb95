/* The typed columns say what the statement says, as the indicator wordings W3 to W10 want it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/iso8601.h"
#include "stages/xapi/safe_statement.h"

#define COURSE_TYPE "http://adlnet.gov/expapi/activities/course"
#define ACTIVITY(id, type) "{\"id\":\"" id "\",\"definition\":{\"type\":\"" type "\"}}"
#define COURSE(id) ACTIVITY(id, COURSE_TYPE)
#define MODULE(id) ACTIVITY(id, "http://adlnet.gov/expapi/activities/module")
#define ID "\"id\":\"F81D4FAE-7dec-11d0-a765-00a0c91e6bf6\""

static const int64_t RECEIVED = 1700000000000000;

static struct vocabulary *vocabulary;
static struct arena *arena;

static int
setup(void **state)
{
	struct error error = {0};

	(void)state;
	arena = arena_open();
	vocabulary = vocabulary_open(&error);
	return vocabulary ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	vocabulary_close(vocabulary);
	arena_close(arena);
	return 0;
}

static struct json *
parse(const char *text)
{
	struct json *tree = arena_take(arena, sizeof(*tree));
	enum reject_code code;
	size_t offset;

	if (!json_parse(arena, str_of(text), (struct json_limits){512}, tree, &code, &offset))
		fail_msg("no JSON at byte %zu: %s", offset, text);
	return tree;
}

static const struct safe_statement *
make(const char *text)
{
	const struct origin origin = {.source = STR("xapi"), .received_at = RECEIVED};

	return safe_statement_make(arena, parse(text), NULL, &origin, vocabulary);
}

static int64_t
moment(const char *text)
{
	int64_t us = 0;

	assert_true(time_parse(str_of(text), TIME_RFC3339, &us));
	return us;
}

static void
assert_text(struct str found, const char *wanted)
{
	if (!wanted)
		assert_null(found.at);
	else if (!str_eq(found, str_of(wanted)))
		fail_msg("'%.*s' is not '%s'", STR_ARG(found), wanted);
}

static void
time_is_the_timestamp_unless_it_is_ahead_of_stored(void **state)
{
	static const struct {
		const char *statement, *occurred, *stored; /* NULL: the time of receipt */
	} cases[] = {
	    {"{\"timestamp\":\"2026-03-14T16:35:00Z\",\"stored\":\"2026-03-14T16:36:00Z\"}",
		"2026-03-14T16:35:00Z", "2026-03-14T16:36:00Z"},
	    {"{\"timestamp\":\"2026-03-14T16:35:00Z\",\"stored\":\"2026-03-14T16:30:00Z\"}",
		"2026-03-14T16:35:00Z", "2026-03-14T16:30:00Z"},
	    {"{\"timestamp\":\"2026-03-14T16:35:00.000001Z\",\"stored\":\"2026-03-14T16:30:00Z\"}",
		"2026-03-14T16:30:00Z", "2026-03-14T16:30:00Z"},
	    {"{\"timestamp\":\"2026-03-14T16:35:00.0000009Z\",\"stored\":\"2026-03-14T16:30:00Z\"}",
		"2026-03-14T16:35:00Z", "2026-03-14T16:30:00Z"},
	    {"{\"timestamp\":\"2326-03-14T16:35:00Z\"}", "2326-03-14T16:35:00Z", NULL},
	    {"{\"stored\":\"2026-03-14T16:30:00Z\"}", "2026-03-14T16:30:00Z", "2026-03-14T16:30:00Z"},
	    {"{}", NULL, NULL},
	    {"{\"timestamp\":\"2026-03-14T16:35:00\"}", "2026-03-14T16:35:00Z", NULL},
	    {"{\"timestamp\":\"20260314T163500Z\"}", "2026-03-14T16:35:00Z", NULL},
	    {"{\"timestamp\":\"2026-03-14T18:35:00.1234567+02:00\"}", "2026-03-14T16:35:00.123456Z", NULL},
	    {"{\"timestamp\":\"2026-03-14T16:35:00Z\",\"stored\":\"yesterday\"}", "2026-03-14T16:35:00Z",
		NULL},
	    {"{\"timestamp\":\"1969-12-31T23:59:59.9999999Z\"}", "1969-12-31T23:59:59.999999Z", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct safe_statement *s = make(cases[i].statement);

		assert_int_equal(s->occurred_at, cases[i].occurred ? moment(cases[i].occurred) : RECEIVED);
		assert_int_equal(s->stored_at, cases[i].stored ? moment(cases[i].stored) : RECEIVED);
	}
}

static void
ids_are_read_in_either_case(void **state)
{
	const struct safe_statement *s =
	    make("{" ID ",\"context\":{\"registration\":\"F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6\"}}");
	uint8_t uuid[16];

	(void)state;
	assert_true(uuid_parse(STR("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), uuid));
	assert_memory_equal(s->id, uuid, 16);
	assert_true(s->has_registration);
	assert_memory_equal(s->registration, uuid, 16);
	assert_false(make("{" ID "}")->has_registration);
}

static void
learner_and_origin_are_handed_through(void **state)
{
	const struct origin origin = {.source = STR("xapi"), .topic = STR("t"), .partition = 3, .offset = 77};
	const uint8_t learner[16] = "0123456789abcdef";
	const struct json *tree = parse("{" ID "}");
	const struct safe_statement *s = safe_statement_make(arena, tree, learner, &origin, vocabulary);

	(void)state;
	assert_true(s->has_learner);
	assert_memory_equal(s->learner, learner, 16);
	assert_int_equal(s->origin.offset, 77);
	assert_ptr_equal(s->tree, tree);
	assert_int_equal(s->outcome, OUTCOME_PENDING);
	assert_false(safe_statement_make(arena, tree, NULL, &origin, vocabulary)->has_learner);
}

static void
verbs_are_shown_as_received(void **state)
{
	const struct safe_statement *s =
	    make("{\"verb\":{\"id\":\"http://activitystrea.ms/schema/1.0/publish\"}}");

	(void)state;
	assert_text(s->verb, "http://activitystrea.ms/schema/1.0/publish");
	assert_true(s->known_verb->administrative);
	s = make("{\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/Passed\"}}");
	assert_text(s->verb, "http://adlnet.gov/expapi/verbs/Passed");
	assert_null(s->known_verb);
}

static void
only_exactly_voided_voids(void **state)
{
	static const char target[] =
	    "\"object\":{\"objectType\":\"StatementRef\",\"id\":\"E05AA883-acaf-40ad-bf54-02c8ce485fb0\"}";
	char text[512];
	uint8_t uuid[16];
	const struct safe_statement *s;

	(void)state;
	snprintf(
	    text, sizeof(text), "{\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/voided\"},%s}", target);
	s = make(text);
	assert_true(s->voiding);
	assert_true(uuid_parse(STR("e05aa883-acaf-40ad-bf54-02c8ce485fb0"), uuid));
	assert_memory_equal(s->target, uuid, 16);
	assert_null(s->activity.at);
	snprintf(
	    text, sizeof(text), "{\"verb\":{\"id\":\"http://example.org/expapi/verbs/voided\"},%s}", target);
	assert_false(make(text)->voiding);
}

static void
activity_is_the_object_if_it_is_one(void **state)
{
	const struct safe_statement *s = make("{\"object\":" MODULE("http://a.example/m") "}");

	(void)state;
	assert_text(s->activity, "http://a.example/m");
	assert_text(s->activity_type, "http://adlnet.gov/expapi/activities/module");
	s = make("{\"object\":{\"objectType\":\"Activity\",\"id\":\"http://a.example/m\"}}");
	assert_text(s->activity, "http://a.example/m");
	assert_text(s->activity_type, NULL);
	s = make("{\"object\":{\"objectType\":\"Agent\",\"id\":\"http://a.example/m\"}}");
	assert_text(s->activity, NULL);
	s = make(
	    "{\"object\":{\"objectType\":\"SubStatement\",\"object\":" COURSE("http://a.example/c") "}}");
	assert_text(s->activity, NULL);
	assert_text(s->course, NULL);
}

#define CONTEXT(activities) "\"context\":{\"contextActivities\":{" activities "}}"

static void
course_is_stated_by_the_statement_itself(void **state)
{
	static const struct {
		const char *statement, *course;
		bool on_course;
	} cases[] = {
	    {"{\"object\":" COURSE("c:1") "}", "c:1", true},
	    {"{\"object\":" COURSE("c:1") "," CONTEXT("\"parent\":" COURSE("c:2")) "}", "c:1", true},
	    {"{\"object\":" ACTIVITY("c:3", "https://w3id.org/xapi/cmi5/activitytype/course") "}", "c:3",
		true},
	    {"{\"object\":" MODULE("m:1") "}", NULL, false},
	    {"{\"object\":" MODULE("m:1") "," CONTEXT("\"parent\":" COURSE("c:2")) "}", "c:2", false},
	    {"{\"object\":" MODULE("m:1") "," CONTEXT(
		 "\"parent\":[" MODULE("m:2") "," COURSE("c:2") "," COURSE("c:3") "]") "}",
		"c:2", false},
	    {"{\"object\":" MODULE("m:1") "," CONTEXT(
		 "\"grouping\":[" COURSE("c:4") "],\"parent\":[" MODULE("m:2") "]") "}",
		"c:4", false},
	    {"{\"object\":" MODULE("m:1") "," CONTEXT(
		 "\"grouping\":[" COURSE("c:4") "],\"parent\":[" COURSE("c:5") "]") "}",
		"c:5", false},
	    {"{\"object\":" MODULE("m:1") "," CONTEXT(
		 "\"category\":[" COURSE("c:4") "],\"other\":[" COURSE("c:5") "]") "}",
		NULL, false},
	    {"{\"object\":{\"objectType\":\"Agent\"}," CONTEXT("\"parent\":[" COURSE("c:5") "]") "}", "c:5",
		false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct safe_statement *s = make(cases[i].statement);

		assert_text(s->course, cases[i].course);
		assert_int_equal(s->on_course, cases[i].on_course);
		assert_int_equal(s->course_activity != NULL, cases[i].course != NULL);
		if (s->course_activity)
			assert_text(json_get_text(s->course_activity, STR("id")), cases[i].course);
	}
}

static void
result_says_what_it_says_and_nothing_derived(void **state)
{
	const struct safe_statement *s =
	    make("{\"result\":{\"success\":false,\"completion\":true,\"score\":{\"raw\":7.5,\"max\":1e1}}}");

	(void)state;
	assert_int_equal(s->success, NO);
	assert_int_equal(s->completion, YES);
	assert_false(s->score_scaled.known);
	assert_false(s->score_min.known);
	assert_true(s->score_raw.known && s->score_max.known);
	assert_true(s->score_raw.value == 7.5 && s->score_max.value == 10);
	s = make("{\"result\":{\"score\":{\"scaled\":-0.25}}}");
	assert_true(s->score_scaled.known && s->score_scaled.value == -0.25);
	assert_int_equal(s->success, UNKNOWN);
	assert_int_equal(s->completion, UNKNOWN);
	assert_int_equal(make("{}")->success, UNKNOWN);
}

static void
durations_have_a_fixed_length_or_are_null(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds; /* -1: none */
	} cases[] = {{"PT1H30M", 5400}, {"P1W", 604800}, {"P1DT1S", 86401}, {"P0Y0M1D", 86400}, {"P1Y", -1},
	    {"P1M", -1}, {"PT0S", 0}};
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct safe_statement *s;

		snprintf(text, sizeof(text), "{\"result\":{\"duration\":\"%s\"}}", cases[i].text);
		s = make(text);
		assert_int_equal(s->has_duration, cases[i].seconds >= 0);
		if (s->has_duration)
			assert_int_equal(s->duration_us, cases[i].seconds * 1000000);
	}
	assert_false(make("{}")->has_duration);
	assert_false(make("{}")->duration_too_long);
	assert_false(make("{\"result\":{\"duration\":\"PT1S\"}}")->duration_too_long);
}

static void
a_duration_may_be_longer_than_64_bits_of_microseconds(void **state)
{
	const struct safe_statement *s = make("{\"result\":{\"duration\":\"P99999999999D\"}}");

	(void)state;
	assert_true(s->duration_too_long && !s->has_duration);
	s = make("{\"result\":{\"duration\":\"P1M99999999999D\"}}");
	assert_false(s->duration_too_long || s->has_duration);
	s = make("{\"result\":{\"duration\":\"99999999999D\"}}");
	assert_false(s->duration_too_long || s->has_duration);
}

static void
a_batch_keeps_the_order_of_its_statements(void **state)
{
	struct safe_statement a = {0}, b = {0}, c = {.next = &a};
	struct safe_batch batch = {0};

	(void)state;
	safe_batch_add(&batch, &a);
	safe_batch_add(&batch, &b);
	safe_batch_add(&batch, &c);
	assert_int_equal(batch.count, 3);
	assert_ptr_equal(batch.first, &a);
	assert_ptr_equal(a.next, &b);
	assert_ptr_equal(b.next, &c);
	assert_ptr_equal(batch.last, &c);
	assert_null(c.next);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(time_is_the_timestamp_unless_it_is_ahead_of_stored),
	    cmocka_unit_test(ids_are_read_in_either_case),
	    cmocka_unit_test(learner_and_origin_are_handed_through),
	    cmocka_unit_test(verbs_are_shown_as_received),
	    cmocka_unit_test(only_exactly_voided_voids),
	    cmocka_unit_test(activity_is_the_object_if_it_is_one),
	    cmocka_unit_test(course_is_stated_by_the_statement_itself),
	    cmocka_unit_test(result_says_what_it_says_and_nothing_derived),
	    cmocka_unit_test(durations_have_a_fixed_length_or_are_null),
	    cmocka_unit_test(a_duration_may_be_longer_than_64_bits_of_microseconds),
	    cmocka_unit_test(a_batch_keeps_the_order_of_its_statements),
	};

	return cmocka_run_group_tests_name("safe_statement", tests, setup, teardown);
}
