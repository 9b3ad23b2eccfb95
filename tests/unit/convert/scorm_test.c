/* The mapping of SCORM run-time data: what holds for all records, whatever is in them. (What single records become, the
 * golden tests show.) */
#include "tests/unit/convert/fixture.h"

#include <string.h>

enum { MOST_STATEMENTS = 8192 };

/* An attempt, and for each of its elements another value that a later snapshot may have. */
static const struct {
	const char *key, *value, *later;
} elements[] = {
    {"timestamp", "\"2026-03-14T16:35:00Z\"", "\"2026-03-15T10:00:00Z\""},
    {"activity_title", "\"The planets\"", "\"Planets\""},
    {"registration", "\"r1\"", "\"r2\""},
    {"attempt", "1", "2"},
    {"course_id", "\"c1\"", "\"c2\""},
    {"activity_id", "\"a1\"", "\"a2\""},
    {"cmi.learner_id", "\"s1\"", "\"s2\""},
    {"cmi.completion_status", "\"completed\"", "\"incomplete\""},
    {"cmi.success_status", "\"passed\"", "\"failed\""},
    {"cmi.score.scaled", "\"0.5\"", "\"0.75\""},
    {"cmi.score.raw", "\"5\"", "\"7.5\""},
    {"cmi.score.min", "\"0\"", "\"1\""},
    {"cmi.score.max", "\"10\"", "\"11\""},
    {"cmi.progress_measure", "\"0.5\"", "\"1\""},
    {"cmi.entry", "\"resume\"", "\"ab-initio\""},
    {"cmi.exit", "\"suspend\"", "\"normal\""},
    {"cmi.session_time", "\"PT5M\"", "\"PT6M\""},
    {"cmi.total_time", "\"PT10M\"", "600.5"},
    {"cmi.location", "\"1\"", "\"2\""},
    {"cmi.suspend_data", "\"x\"", "\"y\""},
    {"cmi.interactions.0.id", "\"q1\"", "\"q2\""},
    {"cmi.interactions.0.type", "\"choice\"", "\"other\""},
    {"cmi.interactions.0.learner_response", "\"a\"", "\"b\""},
    {"cmi.interactions.0.result", "\"correct\"", "\"0.5\""},
    {"cmi.interactions.0.latency", "\"PT5S\"", "7"},
    {"cmi.interactions.0.timestamp", "\"2026-03-14T16:30:00Z\"", "1773506100"},
    {"cmi.interactions.0.description", "\"Which?\"", "\"What?\""},
    {"cmi.interactions.0.correct_responses.0.pattern", "\"a\"", "\"b\""},
    {"cmi.interactions.0.objectives.0.id", "\"o1\"", "\"o2\""},
    {"cmi.interactions.1.result", "\"wrong\"", "\"neutral\""},
};

enum { ELEMENTS = sizeof(elements) / sizeof(*elements), NONE = ELEMENTS };

static struct conversion
apply(const char *event)
{
	struct json *kept = arena_take(arena, sizeof(*kept));
	struct conversion made;
	struct error e;

	if (!open_mappings)
		open_mappings = mappings_open(STR("scorm"), &STR("records=snapshots"), 1, &e);
	if (!open_mappings)
		fail_msg("%s", e.text);
	*kept = parse(event);
	mapping_apply(mappings_named(open_mappings, STR("scorm")), arena, &scratch, kept, &made);
	return made;
}

/* The attempt with one or two elements moved on. */
static struct conversion
snapshot(size_t moved, size_t too)
{
	struct buf text = {0};
	struct conversion made;

	for (size_t i = 0; i < ELEMENTS; i++)
		buf_format(&text, "%s\"%s\":%s", i ? "," : "{", elements[i].key,
		    i == moved || i == too ? elements[i].later : elements[i].value);
	buf_put(&text, "}", sizeof("}"));
	made = apply(arena_copy(arena, buf_view(&text)).at);
	buf_free(&text);
	assert_int_equal(made.verdict, PASS);
	return made;
}

static struct str
id_of(const struct json *statement)
{
	return json_get_text(statement, STR("id"));
}

/* The statement of an id among some; NULL if none has it. */
static const struct json *
find(const struct json *statements, size_t count, struct str id)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(id_of(&statements[i]), id))
			return &statements[i];
	return NULL;
}

/* The first of these verbs among the statements; its id. */
static struct str
id_of_verb(const struct conversion *made, const char *verb)
{
	for (uint32_t i = 0; i < made->count; i++) {
		const struct json *v = json_get(&made->statements[i], STR("verb"));

		if (str_ends(json_get_text(v, STR("id")), str_of(verb)))
			return id_of(&made->statements[i]);
	}
	return STR("");
}

struct known {
	struct json *list;
	size_t count;
};

/* Takes in what a snapshot became; false where a statement contradicts one of the same id. */
static bool
agree(struct known *known, const struct conversion *made)
{
	for (uint32_t i = 0; i < made->count; i++) {
		const struct json *same = find(known->list, known->count, id_of(&made->statements[i]));

		if (same && strcmp(as_json(same), as_json(&made->statements[i])) != 0)
			return false;
		assert_true(same || known->count < MOST_STATEMENTS);
		if (!same)
			known->list[known->count++] = made->statements[i];
	}
	return true;
}

static void
one_id_has_one_content(void **state)
{
	struct known known = {arena_take(arena, MOST_STATEMENTS * sizeof(*known.list)), 0};

	(void)state;
	for (size_t one = 0; one < ELEMENTS; one++)
		for (size_t two = one; two <= NONE; two++) {
			struct conversion made = snapshot(one, two);

			if (!agree(&known, &made))
				fail_msg("%s and %s", elements[one].key,
				    two < NONE ? elements[two].key : "nothing");
		}
	assert_true(known.count > ELEMENTS);
}

static void
facts_are_told_once_whatever_moves_on(void **state)
{
	static const char *const moving[] = {"timestamp", "cmi.score.raw", "cmi.session_time",
	    "cmi.total_time", "cmi.progress_measure", "cmi.exit", "cmi.location", "cmi.suspend_data",
	    "cmi.interactions.0.result"};
	struct conversion base = snapshot(NONE, NONE);

	(void)state;
	for (size_t i = 0; i < ELEMENTS; i++)
		for (size_t m = 0; m < sizeof(moving) / sizeof(*moving); m++)
			if (strcmp(elements[i].key, moving[m]) == 0) {
				struct conversion later = snapshot(i, NONE);

				assert_true(str_eq(
				    id_of_verb(&later, "/completed"), id_of_verb(&base, "/completed")));
				assert_true(
				    str_eq(id_of_verb(&later, "/passed"), id_of_verb(&base, "/passed")));
				assert_int_not_equal(id_of_verb(&base, "/passed").len, 0);
			}
}

static void
a_snapshot_seen_again_is_the_same(void **state)
{
	struct conversion one = snapshot(NONE, NONE), two = snapshot(NONE, NONE);

	(void)state;
	assert_int_equal(one.count, two.count);
	for (uint32_t i = 0; i < one.count; i++)
		assert_string_equal(as_json(&one.statements[i]), as_json(&two.statements[i]));
}

/* A record with so many interactions, flat or in a list. */
static struct conversion
interactions(uint32_t count, bool flat)
{
	struct buf text = {0};
	struct conversion made;

	buf_str(&text, flat ? STR("{\"cmi.learner_id\":\"s\"")
			    : STR("{\"cmi\":{\"learner_id\":\"s\",\"interactions\":["));
	for (uint32_t i = 0; i < count; i++)
		if (flat)
			buf_format(&text, ",\"cmi.interactions.%u.result\":\"correct\"", i);
		else
			buf_format(&text, "%s{\"result\":\"correct\"}", i ? "," : "");
	buf_str(&text, flat ? STR("}") : STR("]}}"));
	buf_put(&text, "", 1);
	made = apply(arena_copy(arena, buf_view(&text)).at);
	buf_free(&text);
	return made;
}

static void
hosts_of_interactions_are_bounded(void **state)
{
	(void)state;
	for (int flat = 0; flat <= 1; flat++) {
		assert_int_equal(interactions(2000, flat).count, 2001);
		assert_int_equal(interactions(100000, flat).code, REJECT_TOO_LARGE);
	}
}

static void
dots_without_end_are_bounded(void **state)
{
	struct buf text = {0};

	(void)state;
	buf_str(&text, STR("{\"cmi.learner_id\":\"s\",\"cmi"));
	for (int i = 0; i < 100000; i++)
		buf_str(&text, STR(".a"));
	buf_put(&text, "\":1}", sizeof("\":1}"));
	assert_int_equal(apply(text.at).count, 1);
	buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(one_id_has_one_content, setup, teardown),
	    cmocka_unit_test_setup_teardown(facts_are_told_once_whatever_moves_on, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_snapshot_seen_again_is_the_same, setup, teardown),
	    cmocka_unit_test_setup_teardown(hosts_of_interactions_are_bounded, setup, teardown),
	    cmocka_unit_test_setup_teardown(dots_without_end_are_bounded, setup, teardown),
	};

	return cmocka_run_group_tests_name("scorm", tests, NULL, NULL);
}
