/* Lists of words: what is found, and which files are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stages/anonymize/people/word_sets.h"

static char folder[] = "/tmp/lrstream-words-XXXXXX";
static char path[sizeof(folder) + 32];
static const char *const names[] = {"roles", "titles"};

static int
make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/xapi", folder); /* by which a folder of schemas is known */
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/privacy", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/privacy/words.yaml", folder);
	return setenv("LRSTREAM_SCHEMAS", folder, 1);
}

static int
remove_folder(void **state)
{
	(void)state;
	remove(path);
	*strrchr(path, '/') = '\0';
	rmdir(path);
	snprintf(path, sizeof(path), "%s/xapi", folder);
	rmdir(path);
	return rmdir(folder);
}

static struct word_sets *
read_words(const char *text, struct error *error)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	return word_sets_open("privacy/words.yaml", names, 2, error);
}

static void
words_tell_their_lists(void **state)
{
	struct error error;
	struct word_sets *w = read_words("roles: [élève, [Prof, Œuvre]]\ntitles: [prof, dr]\n", &error);

	(void)state;
	assert_non_null(w);
	assert_int_equal(word_sets_find(w, STR("eleve")), 1);
	assert_int_equal(word_sets_find(w, STR("prof")), 3);
	assert_int_equal(word_sets_find(w, STR("oeuvre")), 1);
	assert_int_equal(word_sets_find_plain(w, STR("DR")), 2);
	assert_int_equal(word_sets_find_plain(w, STR("ÉLÈVE")), 1);
	assert_int_equal(word_sets_find(w, STR("elev")), 0);
	assert_int_equal(word_sets_find(w, STR("")), 0);
	word_sets_close(w);
}

static void
refused(const char *text, const char *why)
{
	struct error error;

	assert_null(read_words(text, &error));
	assert_int_equal(error.exit, EXIT_USAGE);
	if (!strstr(error.text, why))
		fail_msg("'%s' does not say '%s'", error.text, why);
}

static void
bad_files_are_refused_with_their_line(void **state)
{
	(void)state;
	refused("roles: [a]\n", "words.yaml:1: a list 'titles' is expected");
	refused("roles: [a]\ntitles: b\n", "words.yaml:2: a list 'titles' is expected");
	refused("roles: [a]\ntitles: [b]\nnames: [c]\n", "words.yaml:3: unknown key 'names'");
	refused("roles:\n  - a\n  - 7\ntitles: [b]\n", "words.yaml:3: a word is expected");
	refused("roles: ['']\ntitles: [b]\n", "words.yaml:1: a word has");
	refused("- a\n", "words.yaml:1: a map");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_tell_their_lists),
	    cmocka_unit_test(bad_files_are_refused_with_their_line),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
