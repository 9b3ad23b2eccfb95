/* lrstream COMMAND [options] [FILE...]: the table of commands, and what they have in common.
 *
 * Data goes to stdout, talk to stderr. Exit codes: see core/error.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "pipeline/commands/command.h"
#include "pipeline/core/suggest.h"

static const struct command *const commands[] = {
    &run_command,
    &backfill_command,
    &process_command,
    &convert_command,
    &validate_command,
    &anonymize_command,
    &detect_command,
    &recompute_command,
    &erase_command,
    &rekey_command,
    &migrate_command,
    &check_command,
    &explain_command,
    &import_mapping_command,
};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static const struct option common_options[] = {
    {"help", OPTION_FLAG, ON_COMMAND_LINE, NULL, 0, 0, NULL, "show this help"},
    OPTION_END,
};

static void
print_overview(FILE *out)
{
	fputs(
	    "lrstream: learning records from Kafka or files to anonymous xAPI statements and progress indicators\n"
	    "in PostgreSQL.\n\nusage: lrstream COMMAND [options] [FILE...]\n\n",
	    out);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %-14s %s\n", commands[i]->name, commands[i]->summary);
	fputs(
	    "\n`lrstream COMMAND --help` tells the options of a command. Filters read stdin if no file, or -, is named.\n"
	    "Exit: 0 done, 1 some records were rejected, 2 bad usage or configuration, 3 broker or database failed.\n",
	    out);
}

size_t
command_tables(const struct command *c, const struct option *tables[MOST_TABLES])
{
	size_t count = 0;

	for (; count < COMMAND_TABLES && c->tables[count]; count++)
		tables[count] = c->tables[count];
	for (const struct stage_type *const *stage = c->stages; stage && *stage; stage++)
		if ((*stage)->options)
			tables[count++] = (*stage)->options;
	return count;
}

/* Without common_options: whoever reads this knows them. */
static int
print_help(const struct command *c)
{
	const struct option *tables[MOST_TABLES];
	size_t count = command_tables(c, tables);

	printf("usage: lrstream %s%s%s%s\n\n%s\n%s", c->name, count ? " [options]" : "",
	    c->arguments[0] ? " " : "", c->arguments, c->about, count ? "\n" : "");
	settings_print_help(tables, count);
	return EXIT_DONE;
}

/* Reads what was said: flags first, since they name the file, which is one for all commands: it may hold what only
 * `run` knows. Whatever is read when, flags win over variables, and these over the file. */
static bool
read_settings(struct settings *s, const struct command *c, int *argc, char **argv, struct error *e)
{
	const struct option *tables[MOST_TABLES];

	if (!settings_read_arguments(s, argc, argv, e))
		return false;
	if (settings_flag(s, "help"))
		return true;
	if (c->tables[0] == config_options && settings_given(s, "config")) {
		settings_allow(s, tables, command_tables(&run_command, tables));
		if (!settings_read_file(s, settings_text(s, "config").at, e))
			return false;
	}
	return settings_read_environment(s, e);
}

static int
run_command_line(const struct command *c, int argc, char **argv)
{
	const struct option *tables[MOST_TABLES];
	size_t count = command_tables(c, tables);
	struct settings *s;
	struct error e;
	int code;

	tables[count++] = common_options;
	s = settings_open(tables, count);
	if (!read_settings(s, c, &argc, argv, &e))
		code = command_fail(&e);
	else if (settings_flag(s, "help"))
		code = print_help(c);
	else
		code = c->run(s, argc, argv);
	settings_close(s);
	return code;
}

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(name, commands[i]->name) == 0)
			return commands[i];
	return NULL;
}

static int
refuse_command(const char *name)
{
	struct str names[COMMAND_COUNT], near;

	for (size_t i = 0; i < COMMAND_COUNT; i++)
		names[i] = str_of(commands[i]->name);
	near = suggest(str_of(name), names, COMMAND_COUNT);
	if (near.at)
		fprintf(stderr, "lrstream: there is no command \"%s\"; did you mean %.*s?\n", name,
		    STR_ARG(near));
	else
		fprintf(stderr, "lrstream: there is no command \"%s\"; see lrstream --help\n", name);
	return EXIT_USAGE;
}

static bool
asks_for_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

/* A core image would hold the records of the moment, with everything that names a learner, and the key. Where the
 * kernel hands images to a program, only the second way is heard. */
static void
leave_no_core(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_CORE, &limit) == 0) {
		limit.rlim_cur = 0;
		setrlimit(RLIMIT_CORE, &limit);
	}
#ifdef __linux__
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

int
main(int argc, char **argv)
{
	bool help = argc >= 2 && asks_for_help(argv[1]);
	const char *name = argc < 2 ? NULL : help ? argv[2] : argv[1];
	const struct command *c;

	leave_no_core();
	if (!name) {
		print_overview(help ? stdout : stderr);
		return help ? EXIT_DONE : EXIT_USAGE;
	}
	if (strcmp(name, "--version") == 0) {
		puts("lrstream " LRSTREAM_VERSION);
		return EXIT_DONE;
	}
	c = find_command(name);
	if (!c)
		return refuse_command(name);
	return help ? print_help(c) : run_command_line(c, argc - 2, argv + 2);
}
