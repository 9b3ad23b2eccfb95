/* lrstream check: is what people edit in order? The configuration, the mappings with their examples, the policies.
 *
 * A line on stdout for each file that is right; what is wrong goes to stderr, all of it, not only the first.
 */
#include <stdio.h>

#include "pipeline/commands/command.h"
#include "pipeline/core/arena.h"
#include "pipeline/core/schemas.h"
#include "stages/convert/examples.h"
#include "stages/validate/validate.h"

struct checking {
	struct arena *arena;
	bool ok;
};

static void
fail(struct checking *c, const struct error *e)
{
	command_fail(e);
	c->ok = false;
}

/* ---- mappings ---- */

static void
tell_line(void *context, struct str line)
{
	(void)context;
	fprintf(stderr, "lrstream: %.*s\n", STR_ARG(line));
}

static bool
is_valid(void *context, struct arena *arena, const struct json *statement, struct str *why)
{
	struct finding found;

	(void)context;
	if (validate_statement(statement, XAPI_AUTO, arena, &found))
		return true;
	*why = arena_format(arena, "%s at \"%.*s\"", reject_info(found.code)->code, STR_ARG(found.pointer));
	return false;
}

/* `shown` is the mapping's name in messages. */
static void
check_mapping(struct checking *c, const char *path, const char *shown)
{
	const struct example_judge judge = {.valid = is_valid};
	struct error e;
	struct mappings *all = mappings_open_file(path, shown, &e);
	struct example_report report;

	if (!all) {
		fail(c, &e);
		return;
	}
	report = examples_run(mappings_at(all, 0), &judge, tell_line, NULL);
	if (report.wrong)
		c->ok = false;
	else
		printf("%s: %zu rules, %zu examples ok\n", shown, report.rules, report.examples);
	mappings_close(all);
}

static void
check_built_in(struct checking *c)
{
	struct error e;
	struct str *names;
	size_t count;

	if (!schemas_list(c->arena, "mappings", ".yaml", &names, &count, &e)) {
		fail(c, &e);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct str shown = arena_format(c->arena, "schemas/mappings/%.*s", STR_ARG(names[i]));
		struct str path = schemas_path(c->arena, shown.at + sizeof("schemas"), &e);

		check_mapping(c, path.at, shown.at);
	}
}

/* ---- the command ---- */

static int
check_run(struct settings *settings, int argc, char **argv)
{
	struct checking c = {.arena = arena_open(), .ok = true};

	(void)settings;
	for (int i = 0; i < argc; i++)
		check_mapping(&c, argv[i], argv[i]);
	if (argc == 0)
		check_built_in(&c);
	arena_close(c.arena);
	return c.ok ? EXIT_DONE : EXIT_USAGE;
}

const struct command check_command = {
    .name = "check",
    .arguments = "[MAPPING.yaml...]",
    .summary = "configuration, mappings and policies, and the examples in them",
    .about =
	"Reads the configuration, all mappings and all policies as `lrstream run` would, and runs the examples that\n"
	"the mappings carry. With files named, only these mappings. Prints a line for each file that is right, and\n"
	"exits with 2 if anything is wrong.",
    .run = check_run,
};
