/* What is said is what counts, by precedence; what is wrong is refused with where it was said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/core/settings.h"

static const struct option run_options[] = {
    {"kafka", OPTION_TREE, IN_FILE, NULL, 0, 0, NULL, "librdkafka's properties"},
    {"tenant", OPTION_TEXT, EVERYWHERE, "default", 0, 0, "NAME", "whose data this is"},
    {"key_file", OPTION_TEXT, EVERYWHERE, NULL, 0, 0, "FILE", "the pseudonym key"},
    {"max_depth", OPTION_INT, EVERYWHERE, "512", 1, 4096, "N", "nested arrays and objects"},
    {"offset", OPTION_INT, EVERYWHERE, NULL, INT64_MIN, INT64_MAX, "N", "where to start"},
    {"strict", OPTION_FLAG, EVERYWHERE, "true", 0, 0, NULL, "refuse what is doubtful"},
    {"set", OPTION_LIST, EVERYWHERE, NULL, 0, 0, "NAME=VALUE", "a setting of the mapping"},
    {"only_here", OPTION_TEXT, IN_FILE, NULL, 0, 0, NULL, "not for the command line"},
    OPTION_END,
};

static const struct option command_options[] = {
    {"until_caught_up", OPTION_FLAG, ON_COMMAND_LINE, NULL, 0, 0, NULL, "end when the lag is 0"},
    {"tenant", OPTION_TEXT, EVERYWHERE, "default", 0, 0, "NAME", "whose data this is"},
    {"help", OPTION_FLAG, ON_COMMAND_LINE, NULL, 0, 0, NULL, "show this help"},
    OPTION_END,
};

static const struct option *const tables[] = {run_options, command_options};
static const char path[] = "lrstream.yaml";

static struct settings *s;
static struct error e;

static int
setup(void **state)
{
	static const char *const variables[] = {"LRSTREAM_TENANT", "LRSTREAM_MAX_DEPTH", "LRSTREAM_SET",
	    "LRSTREAM_STRICT", "LRSTREAM_KEY_FILE", "LRSTREAM_HELP", "LRSTREAM_KAFKA"};

	(void)state;
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		unsetenv(variables[i]);
	s = settings_open(tables, 2);
	e = (struct error){0};
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	settings_close(s);
	unlink(path);
	return 0;
}

static bool
file(const char *yaml)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(yaml, f);
	fclose(f);
	return settings_read_file(s, path, &e);
}

/* Reads up to 15 arguments; `rest` gets those that are no options, joined by spaces. */
static bool
arguments(const char *rest, ...)
{
	char *argv[16], joined[128] = "";
	int argc = 0;
	va_list list;
	bool ok;

	va_start(list, rest);
	while ((argv[argc] = va_arg(list, char *)))
		argc++;
	va_end(list);
	ok = settings_read_arguments(s, &argc, argv, &e);
	for (int i = 0; ok && i < argc; i++) {
		strcat(joined, i ? " " : "");
		strcat(joined, argv[i]);
	}
	if (ok)
		assert_string_equal(joined, rest);
	return ok;
}

static void
text_is(const char *name, const char *expected)
{
	assert_string_equal(settings_text(s, name).at, expected);
	assert_int_equal(settings_text(s, name).len, strlen(expected));
}

static void
list_is(const char *expected)
{
	const struct str *items;
	size_t count = settings_list(s, "set", &items);
	char joined[256] = "";

	for (size_t i = 0; i < count; i++) {
		strcat(joined, i ? "|" : "");
		strcat(joined, items[i].at);
	}
	assert_string_equal(joined, expected);
}

static void
refused(bool ok, const char *message)
{
	assert_false(ok);
	assert_int_equal(e.exit, EXIT_USAGE);
	assert_string_equal(e.text, message);
}

static void
refused_file(const char *yaml, const char *message)
{
	refused(file(yaml), message);
}

/* ---- what counts ---- */

static void
defaults_hold_until_something_is_said(void **state)
{
	(void)state;
	text_is("tenant", "default");
	assert_null(settings_text(s, "key_file").at);
	assert_int_equal(settings_int(s, "max_depth"), 512);
	assert_int_equal(settings_int(s, "offset"), 0);
	assert_true(settings_flag(s, "strict"));
	assert_false(settings_flag(s, "until_caught_up"));
	assert_null(settings_tree(s, "kafka"));
	list_is("");
	assert_false(settings_given(s, "tenant"));
}

static void
a_file_is_read(void **state)
{
	const struct json *kafka;

	(void)state;
	assert_true(file("kafka: {group.id: lrstream}\n"
			 "tenant: school\n"
			 "max_depth: 64\n"
			 "offset: -5\n"
			 "strict: false\n"
			 "set: [a=1, 2, true]\n"));
	kafka = settings_tree(s, "kafka");
	assert_true(json_equals(json_get(kafka, STR("group.id")), STR("lrstream")));
	text_is("tenant", "school");
	assert_int_equal(settings_int(s, "max_depth"), 64);
	assert_int_equal(settings_int(s, "offset"), -5);
	assert_false(settings_flag(s, "strict"));
	list_is("a=1|2|true");
	assert_true(settings_given(s, "tenant"));
	assert_false(settings_given(s, "key_file"));
}

static void
numbers_and_booleans_are_texts_too(void **state)
{
	(void)state;
	assert_true(file("tenant: 1.10\nkey_file: true\nset: x\n"));
	text_is("tenant", "1.10");
	text_is("key_file", "true");
	list_is("x");
}

static void
an_empty_file_says_nothing(void **state)
{
	(void)state;
	assert_true(file("# all by default\n"));
	assert_false(settings_given(s, "tenant"));
}

static void
the_environment_is_read(void **state)
{
	(void)state;
	setenv("LRSTREAM_TENANT", "school", 1);
	setenv("LRSTREAM_MAX_DEPTH", "7", 1);
	setenv("LRSTREAM_STRICT", "0", 1);
	setenv("LRSTREAM_SET", "a=1,b=2", 1);
	setenv("LRSTREAM_KEY_FILE", "", 1);
	setenv("LRSTREAM_HELP", "nonsense", 1);
	setenv("LRSTREAM_KAFKA", "nonsense", 1);
	setenv("LRSTREAM_UNHEARD_OF", "x", 1);
	assert_true(settings_read_environment(s, &e));
	text_is("tenant", "school");
	assert_int_equal(settings_int(s, "max_depth"), 7);
	assert_false(settings_flag(s, "strict"));
	list_is("a=1|b=2");
	assert_false(settings_given(s, "key_file"));
	assert_false(settings_flag(s, "help"));
}

static void
arguments_are_read_in_both_forms(void **state)
{
	(void)state;
	assert_true(arguments("", "--tenant", "school", "--key-file=a=b", "--max-depth=8",
	    "--until-caught-up", "--offset", "-12", NULL));
	text_is("tenant", "school");
	text_is("key_file", "a=b");
	assert_int_equal(settings_int(s, "max_depth"), 8);
	assert_int_equal(settings_int(s, "offset"), -12);
	assert_true(settings_flag(s, "until_caught_up"));
	assert_true(arguments("", "--tenant=", "--strict=false", "-h", NULL));
	text_is("tenant", "");
	assert_true(settings_given(s, "tenant"));
	assert_false(settings_flag(s, "strict"));
	assert_true(settings_flag(s, "help"));
}

static void
what_is_no_option_comes_to_the_front(void **state)
{
	(void)state;
	assert_true(
	    arguments("a - b -x --tenant", "a", "--tenant", "-", "-", "b", "--", "-x", "--tenant", NULL));
	text_is("tenant", "-");
	assert_true(arguments("", NULL));
}

static void
a_list_may_be_said_several_times(void **state)
{
	(void)state;
	assert_true(arguments("", "--set", "a=1,2", "--set=b=2", NULL));
	list_is("a=1,2|b=2");
	for (int i = 0; i < 20; i++)
		assert_true(settings_set(s, "set", "more", &e));
	assert_string_equal(settings_where(s, "set", NULL).at, "--set");
	assert_int_equal(settings_list(s, "set", &(const struct str *){NULL}), 22);
}

static void
the_last_flag_wins(void **state)
{
	(void)state;
	assert_true(arguments("", "--tenant", "a", "--tenant", "b", NULL));
	text_is("tenant", "b");
}

static void
flags_win_over_variables_over_the_file_in_any_order(void **state)
{
	(void)state;
	setenv("LRSTREAM_TENANT", "environment", 1);
	setenv("LRSTREAM_SET", "environment", 1);
	for (int order = 0; order < 6; order++) {
		static const char orders[6][4] = {"fea", "fae", "efa", "eaf", "afe", "aef"};

		settings_close(s);
		s = settings_open(tables, 2);
		for (const char *step = orders[order]; *step; step++)
			if (*step == 'f')
				assert_true(file("tenant: file\nset: [file]\nmax_depth: 1\nkafka: {a: b}\n"));
			else if (*step == 'e')
				assert_true(settings_read_environment(s, &e));
			else
				assert_true(arguments("", "--tenant=flag", "--set=f1", "--set=f2", NULL));
		text_is("tenant", "flag");
		list_is("f1|f2");
		assert_int_equal(settings_int(s, "max_depth"), 1);
		assert_non_null(settings_tree(s, "kafka"));
	}
	settings_close(s);
	s = settings_open(tables, 2);
	assert_true(settings_read_environment(s, &e));
	assert_true(file("tenant: file\nset: [file]\n"));
	text_is("tenant", "environment");
	list_is("environment");
}

static void
an_empty_list_means_none(void **state)
{
	static const struct option options[] = {
	    {"set", OPTION_LIST, EVERYWHERE, "a,b", 0, 0, NULL, "with a default"}, OPTION_END};

	(void)state;
	settings_close(s);
	s = settings_open((const struct option *const[]){options}, 1);
	list_is("a|b");
	assert_true(file("set: []\n"));
	list_is("");
}

static void
a_name_in_two_tables_is_one_option(void **state)
{
	(void)state;
	assert_true(settings_set(s, "tenant", "one", &e));
	text_is("tenant", "one");
}

static void
values_are_copied(void **state)
{
	char value[] = "school";

	(void)state;
	assert_true(settings_set(s, "tenant", value, &e));
	memset(value, 'x', sizeof(value));
	text_is("tenant", "school");
}

static void
values_know_where_they_were_said(void **state)
{
	const struct json *group;

	(void)state;
	assert_string_equal(settings_where(s, "key_file", NULL).at, "--key-file");
	assert_string_equal(settings_where(s, "kafka", NULL).at, "kafka"); /* no file was read */
	assert_true(file("tenant: a\n"));
	assert_string_equal(settings_where(s, "kafka", NULL).at, "lrstream.yaml: kafka");
	setenv("LRSTREAM_KEY_FILE", "x", 1);
	assert_true(settings_read_environment(s, &e));
	assert_true(file("tenant: a\nkafka:\n  x: 1\n  group.id: b\n"));
	assert_string_equal(settings_where(s, "tenant", NULL).at, "lrstream.yaml:1: tenant");
	assert_string_equal(settings_where(s, "kafka", NULL).at, "lrstream.yaml:2: kafka");
	group = json_get(settings_tree(s, "kafka"), STR("group.id"));
	assert_string_equal(settings_where(s, "kafka", group).at, "lrstream.yaml:4: kafka");
	assert_string_equal(settings_where(s, "key_file", NULL).at, "LRSTREAM_KEY_FILE");
	assert_true(settings_set(s, "tenant", "b", &e));
	assert_string_equal(settings_where(s, "tenant", NULL).at, "--tenant");
}

/* ---- what is wrong ---- */

static void
unknown_keys_are_refused(void **state)
{
	(void)state;
	refused_file(
	    "strict: true\ntenat: x\n", "lrstream.yaml:2: unknown key \"tenat\" (did you mean \"tenant\"?)");
	refused_file("colour: x\n", "lrstream.yaml:1: unknown key \"colour\"");
	refused_file(
	    "key-file: x\n", "lrstream.yaml:1: unknown key \"key-file\" (did you mean \"key_file\"?)");
}

static void
files_that_are_no_map_are_refused(void **state)
{
	(void)state;
	refused_file("- a\n", "lrstream.yaml:1: must be a map of keys and values");
	refused_file("a: b: c\n", "lrstream.yaml:1: mapping values are not allowed in this context");
	unlink(path);
	refused(settings_read_file(s, path, &e), "lrstream.yaml: No such file or directory");
}

static void
values_of_another_kind_are_refused_and_not_repeated(void **state)
{
	(void)state;
	refused_file("tenant: [secret]\n", "lrstream.yaml:1: tenant: must be text");
	refused_file("tenant:\n", "lrstream.yaml:1: tenant: has no value");
	refused_file("tenant: \"sec\\0ret\"\n", "lrstream.yaml:1: tenant: holds U+0000");
	refused_file("max_depth: '8'\n", "lrstream.yaml:1: max_depth: must be a whole number");
	refused_file("strict: yes\n", "lrstream.yaml:1: strict: must be true or false");
	refused_file("strict: 1\n", "lrstream.yaml:1: strict: must be true or false");
	refused_file("set: {a: b}\n", "lrstream.yaml:1: set: must be a list of texts");
	refused_file("set:\n  - a\n  - [b]\n", "lrstream.yaml:3: set: must be a list of texts");
	setenv("LRSTREAM_STRICT", "secret", 1);
	refused(settings_read_environment(s, &e), "LRSTREAM_STRICT: must be true or false");
	refused(arguments("", "--strict=secret", NULL), "--strict: must be true or false");
}

static void
whole_numbers_are_whole(void **state)
{
	static const char *const wrong[] = {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "010", "-010",
	    "--1", "12a", "99999999999999999999x", "one", "1_000"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		char message[128];

		snprintf(message, sizeof(message), "--offset: \"%s\" is no whole number", wrong[i]);
		refused(settings_set(s, "offset", wrong[i], &e), message);
	}
	assert_true(settings_set(s, "offset", "-9223372036854775808", &e));
	assert_true(settings_int(s, "offset") == INT64_MIN);
	assert_true(settings_set(s, "offset", "9223372036854775807", &e));
	assert_true(settings_int(s, "offset") == INT64_MAX);
	assert_true(settings_set(s, "offset", "0", &e));
	refused_file("max_depth: 1.5\n", "lrstream.yaml:1: max_depth: \"1.5\" is no whole number");
}

static void
ranges_are_kept(void **state)
{
	(void)state;
	refused(arguments("", "--max-depth", "99999", NULL), "--max-depth: 99999 is above 4096");
	refused(arguments("", "--max-depth=0", NULL), "--max-depth: 0 is below 1");
	refused(arguments("", "--max-depth=-99999999999999999999", NULL),
	    "--max-depth: -99999999999999999999 is below 1");
	refused(arguments("", "--max-depth=18446744073709551617", NULL),
	    "--max-depth: 18446744073709551617 is above 4096");
	refused_file("tenant: a\nmax_depth: 5000\n", "lrstream.yaml:2: max_depth: 5000 is above 4096");
	setenv("LRSTREAM_MAX_DEPTH", "4097", 1);
	refused(settings_read_environment(s, &e), "LRSTREAM_MAX_DEPTH: 4097 is above 4096");
	assert_true(settings_set(s, "max_depth", "4096", &e));
	assert_true(settings_set(s, "max_depth", "1", &e));
}

static void
a_wrong_file_does_not_hide_behind_a_flag(void **state)
{
	(void)state;
	assert_true(arguments("", "--max-depth=8", NULL));
	refused_file("max_depth: 5000\n", "lrstream.yaml:1: max_depth: 5000 is above 4096");
}

static void
unknown_flags_are_refused(void **state)
{
	(void)state;
	refused(arguments("", "--foo", NULL), "unknown option --foo; see --help");
	refused(arguments("", "--tennant=secret", NULL),
	    "unknown option --tennant (did you mean --tenant?); see --help");
	refused(arguments("", "--key_file", "x", NULL),
	    "unknown option --key_file (did you mean --key-file?); see --help");
	refused(arguments("", "-x", NULL), "unknown option -x; see --help");
}

static void
flags_without_their_value_are_refused(void **state)
{
	(void)state;
	refused(arguments("", "--key-file", NULL), "--key-file needs a value: --key-file=FILE");
	refused(
	    arguments("", "--key-file", "--tenant", "x", NULL), "--key-file needs a value: --key-file=FILE");
}

static void
options_have_their_places(void **state)
{
	(void)state;
	refused(
	    arguments("", "--only-here", "x", NULL), "--only-here: stands in the configuration file only");
	refused(arguments("", "--kafka", "x", NULL), "--kafka: stands in the configuration file only");
	refused_file("until_caught_up: true\n",
	    "lrstream.yaml:1: until_caught_up: is an option of the command line only");
}

/* ---- help ---- */

/* What `print` writes on stdout. */
static void
printed(void (*print)(const struct option *const *, size_t), const struct option *const *of, size_t count,
    char out[4096])
{
	FILE *capture = tmpfile();
	int saved;
	size_t len;

	assert_non_null(capture);
	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	dup2(fileno(capture), STDOUT_FILENO);
	print(of, count);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	rewind(capture);
	len = fread(out, 1, 4095, capture);
	out[len] = '\0';
	fclose(capture);
}

static void
help_stands_in_two_columns(void **state)
{
	char out[4096];

	(void)state;
	printed(settings_print_help, tables, 2, out);
	assert_string_equal(out,
	    "  --tenant NAME      whose data this is (default default)\n"
	    "  --key-file FILE    the pseudonym key\n"
	    "  --max-depth N      nested arrays and objects (1 to 4096, default 512)\n"
	    "  --offset N         where to start (-9223372036854775808 to 9223372036854775807)\n"
	    "  --strict           refuse what is doubtful\n"
	    "  --set NAME=VALUE   a setting of the mapping (may be said several times)\n"
	    "  --until-caught-up  end when the lag is 0\n"
	    "  --help             show this help\n"
	    "In the configuration file only: kafka, only_here\n");
}

static void
long_help_is_wrapped_at_100(void **state)
{
	static const struct option options[] = {
	    {"an_option_with_quite_a_long_name", OPTION_TEXT, EVERYWHERE, NULL, 0, 0, "VALUE", "short"},
	    {"s", OPTION_TEXT, EVERYWHERE, NULL, 0, 0, NULL,
		"words that go on and on until there is no room left for any of them on this one line and so go to the "
		"next and the next after that, where a-word-without-any-space-in-it-that-is-longer-than-a-line-of-this-"
		"column-could-ever-be is cut"},
	    OPTION_END};
	char out[4096];

	(void)state;
	printed(settings_print_help, (const struct option *const[]){options}, 1, out);
	assert_string_equal(out,
	    "  --an-option-with-quite-a-long-name VALUE\n"
	    "       short\n"
	    "  --s  words that go on and on until there is no room left for any of them on this one line and so\n"
	    "       go to the next and the next after that, where\n"
	    "       a-word-without-any-space-in-it-that-is-longer-than-a-line-of-this-column-could-ever-be is cut\n");
}

/* With one flag more than a screen has room for. */
static void
what_is_seldom_said_is_only_named_where_room_is_short(void **state)
{
	struct option options[21] = {{0}};
	char names[20][2], out[4096];

	(void)state;
	for (int i = 0; i < 20; i++) {
		snprintf(names[i], sizeof(names[i]), "%c", 'a' + i);
		options[i] = (struct option){
		    names[i], OPTION_TEXT, i % 10 ? EVERYWHERE : SELDOM, NULL, 0, 0, "X", "help"};
	}
	printed(settings_print_help, (const struct option *const[]){options}, 1, out);
	assert_null(strstr(out, "--a X  help\n"));
	assert_non_null(strstr(out, "--t X  help\n  and --a X, --k X\n"));
	options[19].name = NULL;
	printed(settings_print_help, (const struct option *const[]){options}, 1, out);
	assert_non_null(strstr(out, "--a X  help\n"));
	assert_null(strstr(out, "  and "));
}

static void
markdown_names_all_the_ways_to_say_it(void **state)
{
	static const struct option options[] = {
	    {"kafka", OPTION_TREE, IN_FILE, NULL, 0, 0, NULL, "properties"},
	    {"key_file", OPTION_TEXT, EVERYWHERE, "a|b", 0, 0, "FILE", "this | that"},
	    {"help", OPTION_FLAG, ON_COMMAND_LINE, NULL, 0, 0, NULL, "show this help"}, OPTION_END};
	char out[4096];

	(void)state;
	printed(settings_print_markdown, (const struct option *const[]){options}, 1, out);
	assert_string_equal(out,
	    "| key in the file | flag | variable | default | meaning |\n|---|---|---|---|---|\n"
	    "| `kafka` |  |  |  | properties |\n"
	    "| `key_file` | `--key-file FILE` | `LRSTREAM_KEY_FILE` | `a\\|b` | this \\| that |\n"
	    "|  | `--help` |  |  | show this help |\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(defaults_hold_until_something_is_said),
	    TEST(a_file_is_read),
	    TEST(numbers_and_booleans_are_texts_too),
	    TEST(an_empty_file_says_nothing),
	    TEST(the_environment_is_read),
	    TEST(arguments_are_read_in_both_forms),
	    TEST(what_is_no_option_comes_to_the_front),
	    TEST(a_list_may_be_said_several_times),
	    TEST(the_last_flag_wins),
	    TEST(flags_win_over_variables_over_the_file_in_any_order),
	    TEST(an_empty_list_means_none),
	    TEST(a_name_in_two_tables_is_one_option),
	    TEST(values_are_copied),
	    TEST(values_know_where_they_were_said),
	    TEST(unknown_keys_are_refused),
	    TEST(files_that_are_no_map_are_refused),
	    TEST(values_of_another_kind_are_refused_and_not_repeated),
	    TEST(whole_numbers_are_whole),
	    TEST(ranges_are_kept),
	    TEST(a_wrong_file_does_not_hide_behind_a_flag),
	    TEST(unknown_flags_are_refused),
	    TEST(flags_without_their_value_are_refused),
	    TEST(options_have_their_places),
	    TEST(help_stands_in_two_columns),
	    TEST(long_help_is_wrapped_at_100),
	    TEST(what_is_seldom_said_is_only_named_where_room_is_short),
	    TEST(markdown_names_all_the_ways_to_say_it),
	};

	char folder[] = "/tmp/settings_test_XXXXXX";
	int failed;

	if (!mkdtemp(folder) || chdir(folder) != 0)
		return 1;
	failed = cmocka_run_group_tests_name("settings", tests, NULL, NULL);
	rmdir(folder);
	return failed;
}
