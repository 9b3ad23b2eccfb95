/* lrstream check: is what people edit in order? The configuration, the mappings and the detectors with their examples, the
 * policies, the profiles, the parameters of mastery.
 *
 * A line on stdout for each file that is right; what is wrong goes to stderr, all of it, not only the first.
 */
#include <stdio.h>

#include "pipeline/commands/command.h"
#include "pipeline/commands/sources.h"
#include "pipeline/core/arena.h"
#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "pipeline/pipeline.h"
#include "pipeline/topics.h"
#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/people/known.h"
#include "stages/anonymize/scrub/members.h"
#include "stages/anonymize/policy/policy.h"
#include "stages/convert/examples.h"
#include "stages/validate/profile.h"
#include "stages/xapi/mastery.h"

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
is_valid(void *context, struct arena *arena, const struct json *statement, bool flat_score, struct str *why)
{
	struct finding found;

	(void)context;
	if (validate_made(statement, XAPI_AUTO, arena, flat_score, &found))
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
		printf("%s: %zu rule%s, %zu example%s ok\n", shown, report.rules,
		    report.rules == 1 ? "" : "s", report.examples, report.examples == 1 ? "" : "s");
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

/* ---- policies, and the names beside them ---- */

/* Lists of words, which the stage reads whatever the policy. */
static const char *const word_files[] = {"members.yaml", "not_names.yaml", "paths.yaml"};

static bool
is_word_file(struct str name)
{
	for (size_t i = 0; i < sizeof(word_files) / sizeof(*word_files); i++)
		if (str_eq(name, str_of(word_files[i])))
			return true;
	return false;
}

static void
check_words(struct checking *c)
{
	struct error e;
	struct detectors *detectors = detectors_open(&e);
	struct members *members = detectors ? members_open(detectors, &e) : NULL;
	struct known *known = members ? known_open(detectors, &e) : NULL;

	if (!known)
		fail(c, &e);
	for (size_t i = 0; known && i < sizeof(word_files) / sizeof(*word_files); i++)
		printf("schemas/privacy/%s: words ok\n", word_files[i]);
	known_close(known);
	members_close(members);
	detectors_close(detectors);
}

static void
check_policy(struct checking *c, const char *path, const char *shown)
{
	struct error e;

	if (policy_check(path, shown, &e))
		printf("%s: policy ok\n", shown);
	else
		fail(c, &e);
}

static void
check_policies(struct checking *c)
{
	struct error e;
	struct str *names;
	size_t count;

	if (!schemas_list(c->arena, "privacy", ".yaml", &names, &count, &e)) {
		fail(c, &e);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct str shown = arena_format(c->arena, "schemas/privacy/%.*s", STR_ARG(names[i]));
		struct str path = schemas_path(c->arena, shown.at + sizeof("schemas"), &e);

		if (!is_word_file(names[i]))
			check_policy(c, path.at, shown.at);
	}
}

/* ---- detectors ---- */

static void
check_detectors(struct checking *c, const char *path, const char *shown)
{
	struct detector_report report;
	struct error e;

	if (!detectors_check_file(path, shown, tell_line, NULL, &report, &e))
		fail(c, &e);
	else if (report.wrong)
		c->ok = false;
	else
		printf("%s: %zu detector%s, %zu example%s ok\n", shown, report.detectors,
		    report.detectors == 1 ? "" : "s", report.examples, report.examples == 1 ? "" : "s");
}

static void
check_built_in_detectors(struct checking *c)
{
	struct error e;
	struct str *names;
	size_t count;

	if (!schemas_list(c->arena, "privacy/detectors", ".yaml", &names, &count, &e)) {
		fail(c, &e);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct str shown =
		    arena_format(c->arena, "schemas/privacy/detectors/%.*s", STR_ARG(names[i]));
		struct str path = schemas_path(c->arena, shown.at + sizeof("schemas"), &e);

		check_detectors(c, path.at, shown.at);
	}
}

/* ---- profiles ---- */

static void
check_profile(struct checking *c, const char *path, const char *shown)
{
	struct profile_size size;
	struct error e;

	if (profile_check_file(path, shown, &size, &e))
		printf("%s: %u template%s, %u rule%s ok\n", shown, size.templates,
		    size.templates == 1 ? "" : "s", size.rules, size.rules == 1 ? "" : "s");
	else
		fail(c, &e);
}

static void
check_built_in_profile(struct checking *c, struct str name)
{
	struct str shown = arena_format(c->arena, "schemas/xapi/profiles/%.*s", STR_ARG(name));
	struct error e;
	struct str path = schemas_path(c->arena, shown.at + sizeof("schemas"), &e);

	if (path.at)
		check_profile(c, path.at, shown.at);
	else
		fail(c, &e);
}

static void
check_profiles(struct checking *c)
{
	struct error e;
	struct str *names;
	size_t count;

	if (!schemas_list(c->arena, "xapi/profiles", ".yaml", &names, &count, &e)) {
		fail(c, &e);
		return;
	}
	for (size_t i = 0; i < count; i++)
		check_built_in_profile(c, names[i]);
}

/* ---- mastery ---- */

static void
check_mastery(struct checking *c, const char *path, const char *shown)
{
	struct error e;
	struct mastery *m = mastery_open_file(path, shown, &e);

	if (m)
		printf("%s: version %.*s, %zu particular skill%s ok\n", shown, STR_ARG(mastery_version(m)),
		    mastery_skills(m), mastery_skills(m) == 1 ? "" : "s");
	else
		fail(c, &e);
	mastery_close(m);
}

static void
check_built_in_mastery(struct checking *c)
{
	struct error e;
	struct str path = schemas_path(c->arena, "xapi/mastery.yaml", &e);

	if (path.at)
		check_mastery(c, path.at, "schemas/xapi/mastery.yaml");
	else
		fail(c, &e);
}

/* A file that somebody names is told by what only its kind has: templates, paths, detectors, m_of_n. Anything else should be a
 * mapping. */
static void
check_file(struct checking *c, const char *path)
{
	struct json yaml;
	struct error e;

	if (!yaml_read(c->arena, path, &yaml, &e))
		yaml = json_object();
	if (json_get(&yaml, STR("templates")))
		check_profile(c, path, path);
	else if (json_get(&yaml, STR("paths")))
		check_policy(c, path, path);
	else if (json_get(&yaml, STR("detectors")) || json_get(&yaml, STR("words")))
		check_detectors(c, path, path);
	else if (json_get(&yaml, STR("m_of_n")) || json_get(&yaml, STR("half_life")))
		check_mastery(c, path, path);
	else
		check_mapping(c, path, path);
}

/* ---- the configuration ---- */

/* Everything that `run` reads before it reaches for broker and database. */
static bool
check_settings(struct settings *s, const char *path, struct error *e)
{
	struct pipeline *pipeline = NULL;
	struct topics *topics = NULL;
	bool ok = settings_read_file(s, path, e) && settings_read_environment(s, e);

	if (ok)
		topics = topics_open(s, e);
	if (topics && sources_exist(s, e))
		pipeline = pipeline_open(run_command.stages, s, e);
	ok = pipeline != NULL;
	pipeline_close(pipeline);
	topics_close(topics);
	return ok;
}

static void
check_configuration(struct checking *c, const char *path)
{
	const struct option *tables[MOST_TABLES];
	struct settings *s = settings_open(tables, command_tables(&run_command, tables));
	struct error e;

	if (check_settings(s, path, &e))
		printf("%s: configuration ok\n", path);
	else
		fail(c, &e);
	settings_close(s);
}

/* ---- the command ---- */

/* The same name as elsewhere, but a table of its own: `main` reads the file of a command with the options of that
 * command, and this file is to be read with those of `run`. */
static const struct option check_options[] = {
    {"config", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "FILE", "the configuration to check"},
    OPTION_END,
};

static int
check_main(struct settings *settings, int argc, char **argv)
{
	struct checking c = {.arena = arena_open(), .ok = true};

	if (settings_given(settings, "config"))
		check_configuration(&c, settings_text(settings, "config").at);
	for (int i = 0; i < argc; i++)
		check_file(&c, argv[i]);
	if (argc == 0) {
		check_built_in(&c);
		check_policies(&c);
		check_words(&c);
		check_built_in_detectors(&c);
		check_profiles(&c);
		check_built_in_mastery(&c);
	}
	arena_close(c.arena);
	return c.ok ? EXIT_DONE : EXIT_USAGE;
}

const struct command check_command = {
    .name = "check",
    .arguments = "[FILE.yaml...]",
    .summary = "configuration and data files: mappings, policies, profiles ..., and the examples in them",
    .about =
	"Reads the configuration as `lrstream run` would, all mappings, policies, detectors, profiles and the\n"
	"parameters of mastery, and runs the examples that mappings and detectors carry. With files named, only\n"
	"these. Prints a line for each file that is right, and exits with 2 if anything is wrong.",
    .tables = {check_options},
    .run = check_main,
};
