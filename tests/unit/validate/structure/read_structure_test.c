/* Records of course structures: what is read, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "stages/validate/structure/read_structure.h"

#define LESSON(n) "{\"activity\":\"https://lms.example.org/lessons/" n "\",\"move_on\":\"Passed\"}"
#define RECORD(versions) "{\"course\":\"https://lms.example.org/courses/1\",\"versions\":[" versions "]}"
#define VERSION(members) "{\"version\":\"1\",\"from\":null," members "}"
#define LESSONS(lessons) RECORD(VERSION("\"lessons\":[" lessons "]"))
#define WITH(member) \
	LESSONS("{\"activity\":\"https://lms.example.org/lessons/1\",\"move_on\":\"Passed\"," member "}")

static const int64_t APRIL = INT64_C(1775001600) * 1000000; /* 2026-04-01T00:00:00Z */

static struct json
parse(struct arena *arena, struct str text)
{
	struct json tree;
	enum reject_code code;
	size_t offset;

	assert_true(json_parse(arena, text, (struct json_limits){.depth = 64}, &tree, &code, &offset));
	return tree;
}

static struct course_structure
read_record(struct arena *arena, const char *text)
{
	struct json tree = parse(arena, str_of(text));
	struct course_structure s;
	struct reject why;

	if (!structure_read(arena, &tree, &s, &why))
		fail_msg("%s at \"%.*s\": %s", reject_info(why.code)->code, STR_ARG(why.pointer), text);
	return s;
}

static void
refused(struct str text, enum reject_code code, const char *pointer)
{
	struct arena *arena = arena_open();
	struct json tree = parse(arena, text);
	struct course_structure s;
	struct reject why = {0};

	if (structure_read(arena, &tree, &s, &why))
		fail_msg("not refused: %.200s", text.at);
	if (why.code != code || !str_eq(why.pointer, str_of(pointer)))
		fail_msg(
		    "%s at \"%.*s\": %.200s", reject_info(why.code)->code, STR_ARG(why.pointer), text.at);
	arena_close(arena);
}

static void
assert_text(struct str text, const char *expected)
{
	assert_int_equal(text.len, strlen(expected));
	assert_memory_equal(text.at, expected, text.len);
}

static void
all_of_it_is_read(void **state)
{
	struct arena *arena = arena_open();
	struct course_structure s = read_record(arena,
	    "{\"course\":\"https://lms.example.org/courses/1\",\"name\":\"Bees\",\"versions\":["
	    "{\"version\":\"b\",\"from\":\"2026-04-01T00:00:00Z\",\"starts_at\":\"2026-04-01T00:00:01Z\","
	    "\"ends_at\":\"2026-04-01T00:00:02Z\",\"lessons\":["
	    "{\"activity\":\"https://lms.example.org/lessons/1\",\"move_on\":\"CompletedAndPassed\","
	    "\"due_at\":\"2026-04-01T02:00:00+02:00\",\"length_seconds\":1.5,"
	    "\"skills\":[\"https://lms.example.org/skills/1\"]}," LESSON(
		"2") "]},"
		     "{\"version\":7,\"from\":null,\"lessons\":[]}]}");
	const struct course_lesson *l;

	(void)state;
	assert_text(s.course, "https://lms.example.org/courses/1");
	assert_text(s.name, "Bees");
	assert_int_equal(s.count, 2);
	/* in the order of time, whatever that of the record */
	assert_text(s.versions[0].name, "7");
	assert_true(s.versions[0].from == NO_MOMENT && s.versions[0].starts_at == NO_MOMENT);
	assert_int_equal(s.versions[0].count, 0);
	assert_text(s.versions[1].name, "b");
	assert_true(s.versions[1].from == APRIL);
	assert_true(s.versions[1].starts_at == APRIL + 1000000 && s.versions[1].ends_at == APRIL + 2000000);
	assert_int_equal(s.versions[1].count, 2);
	l = s.versions[1].lessons;
	assert_int_equal(l[0].move_on, MOVE_ON_COMPLETED_AND_PASSED);
	assert_true(l[0].due_at == APRIL && l[0].length_us == 1500000);
	assert_int_equal(l[0].skill_count, 1);
	assert_text(l[0].skills[0], "https://lms.example.org/skills/1");
	assert_text(l[1].activity, "https://lms.example.org/lessons/2");
	assert_true(l[1].move_on == MOVE_ON_PASSED && l[1].due_at == NO_MOMENT && l[1].length_us == 0);
	arena_close(arena);
}

static void
null_is_as_good_as_nothing(void **state)
{
	struct arena *arena = arena_open();
	struct course_structure s = read_record(arena,
	    "{\"course\":\"https://lms.example.org/courses/1\",\"name\":null,\"versions\":[{\"version\":\"1\","
	    "\"starts_at\":null,\"ends_at\":null,\"lessons\":[{\"activity\":\"https://lms.example.org/lessons/1\","
	    "\"move_on\":\"Passed\",\"due_at\":null,\"length_seconds\":null,\"skills\":null}]}]}");

	(void)state;
	assert_null(s.name.at);
	assert_true(s.versions[0].from == NO_MOMENT && s.versions[0].ends_at == NO_MOMENT);
	assert_true(s.versions[0].lessons[0].due_at == NO_MOMENT);
	assert_int_equal(s.versions[0].lessons[0].skill_count, 0);
	arena_close(arena);
}

static void
unknown_members_are_passed_over(void **state)
{
	struct arena *arena = arena_open();

	(void)state;
	read_record(arena, WITH("\"title\":\"x\",\"due\":\"tomorrow\",\"skill\":7"));
	arena_close(arena);
	refused(STR(WITH("\"Skills\":[]")), REJECT_STRUCTURE_MEMBER, "/versions/0/lessons/0");
	refused(STR(WITH("\"length-seconds\":1")), REJECT_STRUCTURE_MEMBER, "/versions/0/lessons/0");
	refused(
	    STR(RECORD(VERSION("\"lessons\":[],\"startsAt\":null"))), REJECT_STRUCTURE_MEMBER, "/versions/0");
	refused(STR("{\"course\":\"https://lms.example.org/1\",\"versions\":[],\"NAME\":\"x\"}"),
	    REJECT_STRUCTURE_MEMBER, "");
}

static void
a_key_stands_once(void **state)
{
	(void)state;
	refused(STR(WITH("\"title\":1,\"title\":2")), REJECT_STRUCTURE, "/versions/0/lessons/0");
}

static void
each_fault_is_told_with_its_place(void **state)
{
	(void)state;
	refused(STR("7"), REJECT_STRUCTURE, "");
	refused(STR("{}"), REJECT_STRUCTURE_COURSE, "/course");
	refused(STR("{\"course\":\"https://lms.example.org/1\"}"), REJECT_STRUCTURE_VERSIONS, "/versions");
	refused(STR(RECORD("7")), REJECT_STRUCTURE_VERSIONS, "/versions/0");
	refused(
	    STR(RECORD("{\"version\":\"\",\"lessons\":[]}")), REJECT_STRUCTURE_TEXT, "/versions/0/version");
	refused(STR(RECORD("{\"version\":\"a\\u0000\",\"lessons\":[]}")), REJECT_STRUCTURE_TEXT,
	    "/versions/0/version");
	refused(STR(RECORD("{\"version\":\"1\",\"from\":7,\"lessons\":[]}")), REJECT_STRUCTURE_FROM,
	    "/versions/0/from");
	refused(STR(RECORD(VERSION("\"lessons\":[]") "," VERSION("\"lessons\":[]"))), REJECT_STRUCTURE_FROM,
	    "/versions/1/from");
	refused(
	    STR(RECORD(VERSION("\"starts_at\":\"2026-04-02T00:00:00Z\",\"ends_at\":\"2026-04-01T00:00:00Z\","
			       "\"lessons\":[]"))),
	    REJECT_STRUCTURE_TIME, "/versions/0/ends_at");
	refused(STR(WITH("\"due_at\":\"2026-02-30T00:00:00Z\"")), REJECT_STRUCTURE_TIME,
	    "/versions/0/lessons/0/due_at");
	refused(STR(LESSONS("\"x\"")), REJECT_STRUCTURE_LESSONS, "/versions/0/lessons/0");
	refused(STR(LESSONS("{\"activity\":\"lesson\",\"move_on\":\"Passed\"}")), REJECT_STRUCTURE_LESSON,
	    "/versions/0/lessons/0/activity");
	refused(STR(LESSONS(LESSON("2") "," LESSON("1") "," LESSON("3") "," LESSON("1"))),
	    REJECT_STRUCTURE_LESSON, "/versions/0/lessons/3/activity");
	refused(STR(LESSONS("{\"activity\":\"https://lms.example.org/lessons/1\"}")),
	    REJECT_STRUCTURE_MOVE_ON, "/versions/0/lessons/0/move_on");
	refused(STR(WITH("\"length_seconds\":-1")), REJECT_STRUCTURE_LENGTH,
	    "/versions/0/lessons/0/length_seconds");
	refused(STR(WITH("\"length_seconds\":1e10")), REJECT_STRUCTURE_LENGTH,
	    "/versions/0/lessons/0/length_seconds");
	refused(STR(WITH("\"skills\":\"https://lms.example.org/skills/1\"")), REJECT_STRUCTURE_SKILLS,
	    "/versions/0/lessons/0/skills");
	refused(STR(WITH("\"skills\":[\"https://lms.example.org/skills/1\",7]")), REJECT_STRUCTURE_SKILLS,
	    "/versions/0/lessons/0/skills/1");
}

/* ---- limits ---- */

/* `count` times the piece, in which %d is its number. */
static struct str
repeated(struct buf *out, const char *before, const char *piece, int count, const char *after)
{
	const char *mark = strstr(piece, "%d");

	buf_clear(out);
	buf_str(out, str_of(before));
	for (int i = 0; i < count; i++)
		buf_format(out, "%s%.*s%d%s", i ? "," : "", (int)(mark - piece), piece, i, mark + 2);
	buf_str(out, str_of(after));
	return buf_view(out);
}

static void
accepted_up_to(const char *before, const char *piece, int most, const char *after, enum reject_code code,
    const char *pointer)
{
	struct arena *arena = arena_open();
	struct buf text = {0};
	struct str fits = repeated(&text, before, piece, most, after);
	struct json tree = parse(arena, fits);
	struct course_structure s;
	struct reject why = {0};

	assert_true(structure_read(arena, &tree, &s, &why));
	refused(repeated(&text, before, piece, most + 1, after), code, pointer);
	buf_free(&text);
	arena_close(arena);
}

static void
there_are_limits(void **state)
{
	(void)state;
	accepted_up_to(
	    "{\"course\":\"https://lms.example.org/1\",\"versions\":[{\"version\":\"1\",\"lessons\":[",
	    "{\"activity\":\"https://lms.example.org/%d\",\"move_on\":\"Passed\"}", STRUCTURE_LESSONS_MOST,
	    "]}]}", REJECT_STRUCTURE_LESSONS, "/versions/0/lessons");
	accepted_up_to("{\"course\":\"https://lms.example.org/1\",\"versions\":[",
	    "{\"version\":\"1\",\"lessons\":[],\"from\":\"2026-04-01T00:00:00.%d1Z\"}",
	    STRUCTURE_VERSIONS_MOST, "]}", REJECT_STRUCTURE_VERSIONS, "/versions");
	accepted_up_to(
	    "{\"course\":\"https://lms.example.org/1\",\"versions\":[{\"version\":\"1\",\"lessons\":[{"
	    "\"activity\":\"https://lms.example.org/1\",\"move_on\":\"Passed\",\"skills\":[",
	    "\"https://lms.example.org/skills/%d\"", STRUCTURE_SKILLS_MOST, "]}]}]}", REJECT_STRUCTURE_SKILLS,
	    "/versions/0/lessons/0/skills");
}

/* ---- the examples ---- */

static struct json
read_examples(struct arena *arena)
{
	struct error e;
	struct str path = schemas_path(arena, "xapi/structure-rules.yaml", &e);
	struct json rules;

	assert_true(path.at && yaml_read(arena, path.at, &rules, &e));
	return rules;
}

static enum reject_code
judged(struct arena *arena, struct str text)
{
	struct json tree = parse(arena, text);
	struct course_structure s;
	struct reject why;

	return structure_read(arena, &tree, &s, &why) ? REJECT_NONE : why.code;
}

static void
each_code_has_an_example_that_is_what_it_says(void **state)
{
	struct arena *arena = arena_open();
	struct json rules = read_examples(arena);
	uint32_t count = 0;

	(void)state;
	for (int code = REJECT_NONE + 1; code < REJECT_COUNT; code++) {
		const char *name = reject_info((enum reject_code)code)->code;
		const struct json *rule = json_get(&rules, str_of(name));

		if (strcmp(reject_stage((enum reject_code)code), "structure") != 0)
			continue;
		count++;
		if (!rule || judged(arena, json_get_text(rule, STR("passes"))) != REJECT_NONE
		    || judged(arena, json_get_text(rule, STR("refused"))) != (enum reject_code)code)
			fail_msg("schemas/xapi/structure-rules.yaml: the example of %s", name);
	}
	assert_int_equal(count, rules.count);
	arena_close(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_of_it_is_read),
	    cmocka_unit_test(null_is_as_good_as_nothing),
	    cmocka_unit_test(unknown_members_are_passed_over),
	    cmocka_unit_test(a_key_stands_once),
	    cmocka_unit_test(each_fault_is_told_with_its_place),
	    cmocka_unit_test(there_are_limits),
	    cmocka_unit_test(each_code_has_an_example_that_is_what_it_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
