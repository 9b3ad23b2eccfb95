/* The vocabulary knows what the lists say, character by character, and refuses lists that say nonsense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/schemas.h"
#include "stages/xapi/vocabulary.h"

#define ADL "http://adlnet.gov/expapi/verbs/"

static struct vocabulary *vocabulary;

static int
setup(void **state)
{
	struct error error = {0};

	(void)state;
	vocabulary = vocabulary_open(&error);
	if (!vocabulary)
		fprintf(stderr, "%s\n", error.text);
	return vocabulary ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	vocabulary_close(vocabulary);
	return 0;
}

/* Every verb IRI that indicator rules name, with the code they go by. */
static const struct {
	const char *iri;
	enum verb_code code;
} coded[] = {
    {ADL "registered", VERB_REGISTERED},
    {ADL "initialized", VERB_INITIALIZED},
    {ADL "attempted", VERB_ATTEMPTED},
    {ADL "experienced", VERB_EXPERIENCED},
    {ADL "progressed", VERB_PROGRESSED},
    {ADL "completed", VERB_COMPLETED},
    {ADL "passed", VERB_PASSED},
    {ADL "failed", VERB_FAILED},
    {ADL "answered", VERB_ANSWERED},
    {ADL "asked", VERB_ASKED},
    {ADL "suspended", VERB_SUSPENDED},
    {ADL "resumed", VERB_RESUMED},
    {ADL "terminated", VERB_TERMINATED},
    {ADL "scored", VERB_SCORED},
    {ADL "mastered", VERB_MASTERED},
    {ADL "voided", VERB_VOIDED},
    {"https://w3id.org/xapi/acrossx/verbs/evaluated", VERB_EVALUATED},
    {"https://w3id.org/xapi/dod-isd/verbs/navigated", VERB_NAVIGATED},
    {"https://w3id.org/xapi/video/verbs/played", VERB_PLAYED},
    {"https://w3id.org/xapi/video/verbs/paused", VERB_PAUSED},
    {"https://w3id.org/xapi/video/verbs/seeked", VERB_SEEKED},
    {"http://id.tincanapi.com/verb/unregistered", VERB_UNREGISTERED},
    {"http://id.tincanapi.com/verb/earned", VERB_EARNED},
    {"http://id.tincanapi.com/verb/viewed", VERB_VIEWED},
    {"http://id.tincanapi.com/verb/replied", VERB_REPLIED},
    {"https://w3id.org/xapi/adl/verbs/satisfied", VERB_SATISFIED},
    {"https://w3id.org/xapi/adl/verbs/waived", VERB_WAIVED},
    {"https://w3id.org/xapi/adl/verbs/abandoned", VERB_ABANDONED},
    {"https://w3id.org/xapi/acrossx/verbs/posted", VERB_POSTED},
    {"http://activitystrea.ms/create", VERB_CREATED},
};

static void
verbs_have_their_codes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(coded) / sizeof(*coded); i++) {
		const struct verb *verb = vocabulary_verb(vocabulary, str_of(coded[i].iri));

		if (!verb)
			fail_msg("%s is not listed", coded[i].iri);
		assert_int_equal(verb->code, coded[i].code);
		assert_false(verb->administrative);
		assert_true(str_eq(verb->iri, str_of(coded[i].iri)));
		assert_ptr_equal(verb, vocabulary_verb_named(vocabulary, verb->name));
	}
}

static void
every_code_has_a_verb(void **state)
{
	bool found[VERB_VOIDED + 1] = {[VERB_OTHER] = true};

	(void)state;
	for (size_t i = 0; i < sizeof(coded) / sizeof(*coded); i++)
		found[coded[i].code] = true;
	for (int code = 0; code <= VERB_VOIDED; code++)
		assert_true(found[code]);
}

static void
iris_match_character_by_character(void **state)
{
	static const char *const strangers[] = {
	    ADL "Completed",
	    ADL "completed/",
	    ADL "complete",
	    "https://adlnet.gov/expapi/verbs/completed",
	    "completed",
	    "",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(strangers) / sizeof(*strangers); i++)
		assert_null(vocabulary_verb(vocabulary, str_of(strangers[i])));
	assert_null(
	    vocabulary_verb(vocabulary, (struct str){ADL "completed\0x", sizeof(ADL "completed\0x") - 1}));
	assert_null(vocabulary_verb_named(vocabulary, STR(ADL "completed")));
	assert_null(vocabulary_verb(vocabulary, (struct str){0}));
}

static void
administration_is_marked(void **state)
{
	static const char *const names[] = {"published", "purchased", "account-created", "account-updated"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct verb *verb = vocabulary_verb_named(vocabulary, str_of(names[i]));

		assert_non_null(verb);
		assert_true(verb->administrative);
		assert_int_equal(verb->code, VERB_OTHER);
	}
}

static void
an_alias_is_the_same_verb(void **state)
{
	const struct verb *alias =
	    vocabulary_verb(vocabulary, STR("http://activitystrea.ms/schema/1.0/publish"));

	(void)state;
	assert_non_null(alias);
	assert_ptr_equal(alias, vocabulary_verb_named(vocabulary, STR("published")));
	assert_true(str_eq(alias->iri, STR("https://w3id.org/xapi/dod-isd/verbs/published")));
}

static void
displays_are_english_for_people(void **state)
{
	(void)state;
	assert_true(str_eq(vocabulary_verb_named(vocabulary, STR("logged-in"))->display, STR("logged in")));
	assert_true(str_eq(vocabulary_verb_named(vocabulary, STR("passed"))->display, STR("passed")));
}

static void
courses_are_the_two_course_types(void **state)
{
	(void)state;
	assert_true(vocabulary_is_course_type(vocabulary, STR("http://adlnet.gov/expapi/activities/course")));
	assert_true(
	    vocabulary_is_course_type(vocabulary, STR("https://w3id.org/xapi/cmi5/activitytype/course")));
	assert_false(
	    vocabulary_is_course_type(vocabulary, STR("http://adlnet.gov/expapi/activities/module")));
	assert_false(vocabulary_is_course_type(vocabulary, STR("course")));
	assert_true(str_eq(vocabulary_activity_type_named(vocabulary, STR("discussion")),
	    STR("http://id.tincanapi.com/activitytype/discussion")));
	assert_null(vocabulary_activity_type_named(vocabulary, STR("no-such-type")).at);
}

static void
one_type_is_a_discussion(void **state)
{
	(void)state;
	assert_true(vocabulary_is_discussion_type(
	    vocabulary, STR("http://id.tincanapi.com/activitytype/discussion")));
	assert_false(vocabulary_is_discussion_type(
	    vocabulary, STR("http://id.tincanapi.com/activitytype/forum-topic")));
	assert_false(vocabulary_is_discussion_type(vocabulary, STR("discussion")));
}

static void
extensions_go_both_ways(void **state)
{
	(void)state;
	for (int code = EXT_NONE + 1; code < EXT_COUNT; code++) {
		struct str iri = vocabulary_extension_iri(vocabulary, (enum extension_code)code);

		assert_non_null(iri.at);
		assert_int_equal(vocabulary_extension(vocabulary, iri), code);
	}
	assert_int_equal(
	    vocabulary_extension(vocabulary, STR("https://w3id.org/xapi/cmi5/result/extensions/progress")),
	    EXT_PROGRESS);
	assert_int_equal(
	    vocabulary_extension(vocabulary, STR("https://w3id.org/xapi/video/extensions/progress")),
	    EXT_NONE);
	assert_int_equal(vocabulary_extension(vocabulary, STR("https://example.org/unknown")), EXT_NONE);
	assert_true(str_eq(
	    vocabulary_extension_named(vocabulary, STR("time-spent")), STR("urn:lrstream:time-spent")));
	assert_null(vocabulary_extension_named(vocabulary, STR("no-such-extension")).at);
}

/* ---- lists that are wrong ---- */

static char folder[] = "/tmp/lrstream-vocabulary-XXXXXX";

static void
write_file(const char *name, struct str text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/xapi/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text.at, 1, text.len, file), text.len);
	fclose(file);
}

/* A folder of schemas whose lists are the real ones. */
static int
copy_lists(void **state)
{
	static const char *const files[] = {"verbs.yaml", "activity-types.yaml", "extensions.yaml"};
	struct arena *arena = arena_open();
	struct error error;
	char path[256];

	(void)state;
	strcpy(folder + sizeof(folder) - 7, "XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/xapi", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "xapi/%s", files[i]);
		write_file(files[i], schemas_read(arena, schemas_path(arena, path, &error).at, &error));
	}
	arena_close(arena);
	setenv("LRSTREAM_SCHEMAS", folder, 1);
	return 0;
}

static int
remove_lists(void **state)
{
	static const char *const files[] = {
	    "/xapi/verbs.yaml", "/xapi/activity-types.yaml", "/xapi/extensions.yaml", "/xapi", ""};
	char path[256];

	(void)state;
	unsetenv("LRSTREAM_SCHEMAS");
	for (size_t i = 0; i < 5; i++) {
		snprintf(path, sizeof(path), "%s%s", folder, files[i]);
		assert_int_equal(remove(path), 0);
	}
	return 0;
}

static void
assert_refused(const char *file, const char *text, const char *part)
{
	struct error error = {0};

	write_file(file, str_of(text));
	assert_null(vocabulary_open(&error));
	assert_int_equal(error.exit, EXIT_USAGE);
	assert_non_null(strstr(error.text, file));
	if (!strstr(error.text, part))
		fail_msg("'%s' does not say '%s'", error.text, part);
}

static void
wrong_lists_are_refused_with_their_line(void **state)
{
	(void)state;
	assert_refused("activity-types.yaml", "course: http://a.example/course\nmodule: not an IRI\n",
	    ":2: the IRI of 'module'");
	assert_refused("activity-types.yaml", "a: http://a.example/x\n\nb: http://a.example/x\n",
	    ":3: the IRI of 'b' is listed twice");
	assert_refused(
	    "activity-types.yaml", "a:\n  iri: http://a.example/x\n  curse: true\n", ":3: 'curse' of 'a'");
	assert_refused(
	    "activity-types.yaml", "a:\n  iri: http://a.example/x\n  course: maybe\n", ":3: 'course' of 'a'");
	assert_refused("activity-types.yaml", "a:\n  course: true\n", "'a' has no iri");
	assert_refused("activity-types.yaml",
	    "a:\n  iri: http://a.example/x\n  aliases: http://a.example/y\n", ":3: aliases is a list");
	assert_refused("activity-types.yaml", "- http://a.example/x\n", "a map of short names");
}

static void
a_verb_that_indicators_need_cannot_be_left_out(void **state)
{
	(void)state;
	assert_refused(
	    "verbs.yaml", "completed: http://adlnet.gov/expapi/verbs/completed\n", "'registered' is missing");
}

static void
a_missing_list_is_named(void **state)
{
	struct error error = {0};
	char path[256];

	(void)state;
	snprintf(path, sizeof(path), "%s/xapi/extensions.yaml", folder);
	assert_int_equal(unlink(path), 0);
	assert_null(vocabulary_open(&error));
	assert_non_null(strstr(error.text, "extensions.yaml"));
	write_file("extensions.yaml", STR("x: urn:x\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(verbs_have_their_codes),
	    cmocka_unit_test(every_code_has_a_verb),
	    cmocka_unit_test(iris_match_character_by_character),
	    cmocka_unit_test(administration_is_marked),
	    cmocka_unit_test(an_alias_is_the_same_verb),
	    cmocka_unit_test(displays_are_english_for_people),
	    cmocka_unit_test(courses_are_the_two_course_types),
	    cmocka_unit_test(one_type_is_a_discussion),
	    cmocka_unit_test(extensions_go_both_ways),
	    cmocka_unit_test_setup_teardown(
		wrong_lists_are_refused_with_their_line, copy_lists, remove_lists),
	    cmocka_unit_test_setup_teardown(
		a_verb_that_indicators_need_cannot_be_left_out, copy_lists, remove_lists),
	    cmocka_unit_test_setup_teardown(a_missing_list_is_named, copy_lists, remove_lists),
	};

	return cmocka_run_group_tests_name("vocabulary", tests, setup, teardown);
}
