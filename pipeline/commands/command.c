/* What subcommands have in common; see command.h. */
#include "pipeline/commands/command.h"

#include <stdio.h>

const struct option config_options[] = {
    {"config", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "FILE",
	"configuration (YAML); flags and LRSTREAM_* variables win over it"},
    OPTION_END,
};

int
command_fail(const struct error *e)
{
	fprintf(stderr, "lrstream: %s\n", e->text);
	return e->exit;
}
