/* A subcommand as data: main.c holds the table of them, each lives in a file of its own. */
#ifndef LRSTREAM_COMMAND_H
#define LRSTREAM_COMMAND_H

#include "pipeline/core/settings.h"
#include "pipeline/core/stage.h"

enum { COMMAND_TABLES = 6, MOST_TABLES = 16 };

struct command {
	const char *name;
	const char *arguments; /* "[FILE...]" */
	const char *summary;   /* one line, for `lrstream --help` */
	const char *about;     /* a few lines, for the command's own help */

	/* The options it knows, ended by NULL, and the stages whose options it knows as well, ended by NULL, or NULL for
	 * none. Read before run: file (if --config is among them and given), environment, command line. */
	const struct option *tables[COMMAND_TABLES];
	const struct stage_type *const *stages;

	/* argv[0..argc) are the arguments that are no options. Returns an exit code (enum exit_code). Errors of its own are
	 * printed by command_fail. */
	int (*run)(struct settings *, int argc, char **argv);
};

/* The command's tables and those of its stages; returns how many. */
size_t command_tables(const struct command *, const struct option *tables[MOST_TABLES]);

/* Prints "lrstream: text" on stderr and returns the error's exit code. */
int command_fail(const struct error *);

/* The option --config FILE, for commands that take a configuration. */
extern const struct option config_options[];

extern const struct command run_command, backfill_command, process_command, convert_command, validate_command,
    anonymize_command, detect_command, recompute_command, erase_command, rekey_command, migrate_command,
    check_command, explain_command, import_mapping_command;

#endif
