/* lrstream explain: what a reject code means, or how an event is converted (explain_event.c), or where a
 * learner's number comes from (explain_indicator.c).
 *
 * The rule and its place in the specification stand in core/reject.def, an example for each in schemas/xapi/rules.yaml, for
 * those of course structures in structure-rules.yaml.
 */
#include <stdio.h>
#include <string.h>

#include "pipeline/commands/command.h"
#include "pipeline/commands/explain_event.h"
#include "pipeline/commands/explain_indicator.h"
#include "pipeline/commands/person.h"
#include "pipeline/core/reject.h"
#include "pipeline/core/schemas.h"
#include "pipeline/core/suggest.h"
#include "pipeline/core/yaml.h"
#include "stages/anonymize/people/keys.h"
#include "stages/convert/convert.h"
#include "stages/decode/decode.h"

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

/* An example's text behind its label; further lines stand below the first one. */
static void
print_fragment(const char *label, struct str text)
{
	while (text.len) {
		const char *end = memchr(text.at, '\n', text.len);
		size_t len = end ? (size_t)(end - text.at) : text.len;

		printf("  %-8s  %.*s\n", label, (int)len, text.at);
		text = str_from(text, len + 1);
		label = "";
	}
}

static void
print_example(const struct json *rule)
{
	struct str at = json_get_text(rule, STR("at")), xapi = json_get_text(rule, STR("xapi"));
	struct str profile = json_get_text(rule, STR("profile"));

	if (!rule)
		return;
	printf("for example%s%.*s%s%.*s%s%.*s:\n", at.len ? " at " : ", as the whole input", STR_ARG(at),
	    xapi.len ? ", by xAPI " : "", STR_ARG(xapi), profile.len ? ", by the profile " : "",
	    STR_ARG(profile));
	print_fragment("passes", json_get_text(rule, STR("passes")));
	print_fragment("refused", json_get_text(rule, STR("refused")));
}

/* The files of examples. */
enum { EXAMPLE_FILES = 2 };

static void
explain_code(const char *name, enum reject_code code, const struct json rules[EXAMPLE_FILES])
{
	printf("%s (stage %s, HTTP %d)\n%s\n", name, reject_stage(code), reject_info(code)->http_status,
	    reject_info(code)->help);
	for (int i = 0; i < EXAMPLE_FILES; i++)
		print_example(json_get(&rules[i], str_of(name)));
}

/* False with a word on stderr if the file cannot be read; then there are none. */
static bool
read_examples(struct arena *arena, const char *file, struct json *out)
{
	struct error e;
	struct str path = schemas_path(arena, file, &e);

	if (path.at && yaml_read(arena, path.at, out, &e))
		return true;
	*out = json_object();
	command_fail(&e);
	return false;
}

/* Without the examples, the rules are told all the same. */
static int
explain_codes(int argc, char **argv)
{
	static const char *const files[EXAMPLE_FILES] = {"xapi/rules.yaml", "xapi/structure-rules.yaml"};
	struct arena *arena = arena_open();
	struct json rules[EXAMPLE_FILES];
	int exit_code = EXIT_DONE;

	for (int i = 0; i < EXAMPLE_FILES; i++)
		if (!read_examples(arena, files[i], &rules[i]))
			exit_code = EXIT_USAGE;
	for (int i = 0; i < argc; i++) {
		enum reject_code code = reject_by_name(str_of(argv[i]));

		if (code == REJECT_NONE) {
			exit_code = no_such_code(argv[i]);
			break;
		}
		explain_code(argv[i], code, rules);
	}
	arena_close(arena);
	return exit_code;
}

static int
explain_run(struct settings *settings, int argc, char **argv)
{
	struct error e;

	if (settings_given(settings, "indicator"))
		return explain_indicator(settings, argc, argv);
	if (settings_given(settings, "event")) {
		if (argc == 0)
			return explain_event(settings, (char *)settings_text(settings, "event").at);
		error_usage(&e, "explain: either codes or --event FILE");
		return command_fail(&e);
	}
	if (argc)
		return explain_codes(argc, argv);
	list_codes();
	return EXIT_DONE;
}

static const struct option explain_options[] = {
    {"event", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "FILE", "events to explain, or -"},
    {"input", OPTION_TEXT, ON_COMMAND_LINE, "ndjson", 0, 0, "FORM", "ndjson or json; unless said, found out"},
    OPTION_END,
};

/* Those that few need. */
static const struct option other_options[] = {
    {"delimiter", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "C", "of rows: one character, or tab"},
    {"quote", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "C", "of rows: one character, or none"},
    {"encoding", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "NAME", "of rows: utf-8, latin1, ..."},
    {"mapping", OPTION_LIST, EVERYWHERE, NULL, 0, 0, "FILE", "a mapping beside the built-in ones"},
    KEY_OPTIONS,
    OPTION_END,
};

static const struct stage_type *const event_stages[] = {&decode_stage, &convert_stage, NULL};

const struct command explain_command = {
    .name = "explain",
    .arguments = "[CODE...]",
    .summary = "what a reject code means, how an event is converted, or where a learner's number comes from",
    .about =
	"Tells of a reject code its stage, HTTP status, rule, place in the specification, and an example; without one,\n"
	"lists them all. With --event: which source knows each event, which rule fires, why not the others, what comes\n"
	"of it; of the event only types and lengths are told.\n"
	"With --indicator, tells out of the database which statements a learner's number comes from, and what each\n"
	"did to it; learners are named as for `lrstream erase`. Exit 1: what is stored is not what they give.",
    .tables = {explain_options, explain_indicator_options, person_options, other_options, config_options,
	NULL},
    .stages = event_stages,
    .run = explain_run,
};
