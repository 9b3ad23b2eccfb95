/* lrstream explain: what a reject code means. */
#include <stdio.h>
#include <string.h>

#include "pipeline/commands/command.h"
#include "pipeline/core/reject.h"
#include "pipeline/core/suggest.h"

static void
list_codes(void)
{
	const char *stage = "";

	for (int code = REJECT_NONE + 1; code < REJECT_COUNT; code++) {
		const char *its_stage = reject_stage(code);

		if (strcmp(stage, its_stage) != 0)
			printf("%s%s\n", *stage ? "\n" : "", its_stage);
		stage = its_stage;
		printf("  %-22s %s\n", reject_info(code)->code, reject_info(code)->help);
	}
}

static int
no_such_code(const char *name)
{
	struct str known[REJECT_COUNT - 1];
	struct str nearest;
	struct error e;

	for (int code = REJECT_NONE + 1; code < REJECT_COUNT; code++)
		known[code - 1] = str_of(reject_info(code)->code);
	nearest = suggest(str_of(name), known, REJECT_COUNT - 1);
	if (nearest.len)
		error_usage(&e, "there is no code \"%s\"; did you mean %.*s?", name, STR_ARG(nearest));
	else
		error_usage(&e, "there is no code \"%s\"; `lrstream explain` lists them", name);
	return command_fail(&e);
}

static int
explain_codes(int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		enum reject_code code = reject_by_name(str_of(argv[i]));

		if (code == REJECT_NONE)
			return no_such_code(argv[i]);
		printf("%s (stage %s, HTTP %d)\n%s\n", argv[i], reject_stage(code),
		    reject_info(code)->http_status, reject_info(code)->help);
	}
	return EXIT_DONE;
}

static int
explain_run(struct settings *settings, int argc, char **argv)
{
	(void)settings;
	if (argc)
		return explain_codes(argc, argv);
	list_codes();
	return EXIT_DONE;
}

const struct command explain_command = {
    .name = "explain",
    .arguments = "[CODE...]",
    .summary = "what a reject code means",
    .about =
	"Prints what is known of a reject code: the stage that gives it, the HTTP status that goes with it, and\n"
	"what to do about it. Without a code, lists them all.",
    .run = explain_run,
};
