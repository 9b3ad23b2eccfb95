/* The data files are found beside the binary, in an installation, or where LRSTREAM_SCHEMAS says.
 *
 * Where a binary finds them depends on where it stands: the test copies itself into made-up trees and runs the copy
 * with the argument "folder", which prints what it found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/core/schemas.h"

struct place {
	char root[64];
	struct arena *arena;
};

static int
run(const char *command)
{
	return system(command);
}

static int
setup(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	strcpy(p->root, "/tmp/schemas_test_XXXXXX");
	if (!mkdtemp(p->root))
		return -1;
	p->arena = arena_open();
	unsetenv("LRSTREAM_SCHEMAS");
	*state = p;
	return 0;
}

static int
teardown(void **state)
{
	struct place *p = *state;

	run(arena_format(p->arena, "rm -rf %s", p->root).at);
	arena_close(p->arena);
	free(p);
	return 0;
}

/* Makes a folder below the root, with all above it. */
static void
folder(struct place *p, const char *path)
{
	assert_int_equal(run(arena_format(p->arena, "mkdir -p %s/%s", p->root, path).at), 0);
}

static void
file(struct place *p, const char *path, const char *content)
{
	FILE *f = fopen(arena_format(p->arena, "%s/%s", p->root, path).at, "w");

	assert_non_null(f);
	fputs(content, f);
	fclose(f);
}

/* What a copy of this binary at `path` finds, without the root; "-" for none. */
static const char *
found_from(struct place *p, const char *path)
{
	char line[512] = "-";
	size_t root = strlen(p->root);
	char self[512];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self));
	FILE *out;

	assert_true(len > 0);
	assert_int_equal(run(arena_format(p->arena, "cp %.*s %s/%s", (int)len, self, p->root, path).at), 0);
	out = popen(arena_format(p->arena, "%s/%s folder", p->root, path).at, "r");
	assert_non_null(out);
	if (fgets(line, sizeof(line), out))
		line[strcspn(line, "\n")] = '\0';
	pclose(out);
	return arena_copy(p->arena, str_of(strncmp(line, p->root, root) ? line : line + root)).at;
}

static void
the_build_tree_is_found_from_its_binaries(void **state)
{
	struct place *p = *state;

	folder(p, "tree/schemas/xapi");
	folder(p, "tree/build/san/tests/unit/core");
	assert_string_equal(found_from(p, "tree/build/lrstream"), "/tree/schemas");
	assert_string_equal(found_from(p, "tree/build/san/tests/unit/core/yaml_test"), "/tree/schemas");
}

static void
a_folder_without_xapi_is_passed_by(void **state)
{
	struct place *p = *state;

	folder(p, "tree/schemas/xapi");
	folder(p, "tree/build/schemas/other");
	assert_string_equal(found_from(p, "tree/build/lrstream"), "/tree/schemas");
}

static void
an_installation_is_found(void **state)
{
	struct place *p = *state;

	folder(p, "usr/bin");
	folder(p, "usr/share/lrstream/schemas/xapi");
	assert_string_equal(found_from(p, "usr/bin/lrstream"), "/usr/share/lrstream/schemas");
}

static void
far_above_is_not_ours(void **state)
{
	struct place *p = *state;

	folder(p, "schemas/xapi");
	folder(p, "1/2/3/4/5/6/7");
	assert_string_equal(found_from(p, "1/2/3/4/5/6/lrstream"), "/schemas");
	assert_string_equal(found_from(p, "1/2/3/4/5/6/7/lrstream"), "-");
}

static void
the_environment_wins(void **state)
{
	struct place *p = *state;
	struct error error = {0};
	struct str path;

	folder(p, "own/xapi");
	setenv("LRSTREAM_SCHEMAS", arena_format(p->arena, "%s/own//", p->root).at, 1);
	path = schemas_path(p->arena, "xapi/verbs.yaml", &error);
	assert_non_null(path.at);
	assert_string_equal(path.at, arena_format(p->arena, "%s/own/xapi/verbs.yaml", p->root).at);
}

static void
a_wrong_environment_is_refused(void **state)
{
	struct place *p = *state;
	struct error error = {0};

	setenv("LRSTREAM_SCHEMAS", p->root, 1);
	assert_null(schemas_folder(&error));
	assert_int_equal(error.exit, EXIT_USAGE);
	assert_string_equal(error.text,
	    arena_format(p->arena, "LRSTREAM_SCHEMAS: %s holds no schemas (no folder xapi)", p->root).at);
	assert_null(schemas_path(p->arena, "x", &error).at);
}

static void
files_are_listed_by_suffix_and_sorted(void **state)
{
	struct place *p = *state;
	struct error error = {0};
	struct str *names;
	size_t count;

	folder(p, "xapi");
	folder(p, "mappings/folder.yaml");
	file(p, "mappings/b.yaml", "");
	file(p, "mappings/a.yaml", "");
	file(p, "mappings/ab.yaml", "");
	file(p, "mappings/.hidden.yaml", "");
	file(p, "mappings/a.yaml~", "");
	setenv("LRSTREAM_SCHEMAS", p->root, 1);
	assert_true(schemas_list(p->arena, "mappings", ".yaml", &names, &count, &error));
	assert_int_equal(count, 3);
	assert_string_equal(names[0].at, "a.yaml");
	assert_string_equal(names[1].at, "ab.yaml");
	assert_string_equal(names[2].at, "b.yaml");
	assert_true(schemas_list(p->arena, "mappings", ".none", &names, &count, &error));
	assert_int_equal(count, 0);
	assert_false(schemas_list(p->arena, "nowhere", ".yaml", &names, &count, &error));
	assert_non_null(strstr(error.text, "/nowhere: No such file or directory"));
}

static void
whole_files_are_read(void **state)
{
	struct place *p = *state;
	struct error error = {0};
	struct str text;

	file(p, "small", "x\n");
	file(p, "empty", "");
	assert_int_equal(run(arena_format(p->arena, "head -c 1000000 /dev/zero > %s/large", p->root).at), 0);
	text = schemas_read(p->arena, arena_format(p->arena, "%s/small", p->root).at, &error);
	assert_true(str_eq(text, STR("x\n")));
	text = schemas_read(p->arena, arena_format(p->arena, "%s/empty", p->root).at, &error);
	assert_non_null(text.at);
	assert_int_equal(text.len, 0);
	text = schemas_read(p->arena, arena_format(p->arena, "%s/large", p->root).at, &error);
	assert_int_equal(text.len, 1000000);
	assert_null(schemas_read(p->arena, p->root, &error).at);
	assert_non_null(strstr(error.text, ": Is a directory"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static int
print_folder(void)
{
	struct error error;
	const char *found = schemas_folder(&error);

	puts(found ? found : "-");
	return found ? 0 : 1;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_build_tree_is_found_from_its_binaries),
	    TEST(a_folder_without_xapi_is_passed_by),
	    TEST(an_installation_is_found),
	    TEST(far_above_is_not_ours),
	    TEST(the_environment_wins),
	    TEST(a_wrong_environment_is_refused),
	    TEST(files_are_listed_by_suffix_and_sorted),
	    TEST(whole_files_are_read),
	};

	if (argc == 2 && strcmp(argv[1], "folder") == 0)
		return print_folder();
	return cmocka_run_group_tests_name("schemas", tests, NULL, NULL);
}
