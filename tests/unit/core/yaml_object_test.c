/* Objects are read by their tables, and what is wrong in them is told with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "pipeline/core/yaml.h"
#include "pipeline/core/yaml_object.h"

struct reader {
	struct yaml_reader yaml;
	struct arena *arena;
	int read;
};

struct pair {
	struct str name;
	struct str colour;
};

static bool
read_text(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	((struct reader *)r)->read++;
	if (yaml->type != JSON_STRING)
		return yaml_fail(r, yaml, key, "must be %s", "text");
	*(struct str *)out = json_text(yaml);
	return true;
}

static const struct yaml_key keys[] = {
    {{"name", 4}, read_text, offsetof(struct pair, name), true},
    {{"colour", 6}, read_text, offsetof(struct pair, colour), false},
};

/* The message, NULL if the text is a good pair. */
static const char *
problem(const char *text, struct pair *out)
{
	static struct error error;
	struct reader r = {{"x.yaml", &error}, arena_open(), 0};
	struct json yaml;
	bool ok;

	assert_true(yaml_parse(r.arena, str_of(text), "x.yaml", &yaml, &error));
	ok = yaml_read_object(&r.yaml, STR("pair"), &yaml, keys, 2, out);
	arena_close(r.arena);
	return ok ? NULL : error.text;
}

static void
values_go_where_the_table_says(void **state)
{
	struct error error;
	struct pair out = {0};
	struct reader r = {{"x.yaml", &error}, arena_open(), 0};
	struct json yaml;

	(void)state;
	assert_true(yaml_parse(r.arena, STR("colour: c\nname: n\n"), "x.yaml", &yaml, &error));
	assert_true(yaml_read_object(&r.yaml, STR("pair"), &yaml, keys, 2, &out));
	assert_true(str_eq(out.name, STR("n")) && str_eq(out.colour, STR("c")));
	assert_int_equal(r.read, 2);
	arena_close(r.arena);
}

static void
what_is_wrong_is_told_with_its_line(void **state)
{
	struct pair out = {0};

	(void)state;
	assert_string_equal(problem("colour: c\n", &out), "x.yaml:1: pair: \"name\" is missing");
	assert_string_equal(problem("- a\n", &out), "x.yaml:1: pair: must be a map of keys and values");
	assert_string_equal(problem("colour: c\nname: 5\n", &out), "x.yaml:2: name: must be text");
	assert_string_equal(problem("colur: c\n", &out),
	    "x.yaml:1: pair: there is no \"colur\" here (did you mean \"colour\"?)");
	assert_string_equal(
	    problem("name: n\nzzzzzzzz: 1\n", &out), "x.yaml:2: pair: there is no \"zzzzzzzz\" here");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_go_where_the_table_says),
	    cmocka_unit_test(what_is_wrong_is_told_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
