/* lrstream import-mapping: a mapping file of the Learning Records Converter as one of ours.
 *
 * The mapping goes to stdout with an example that was made up and run; remarks on what was left out go to stderr and, so
 * that they are at hand where they are needed, into the head of the mapping.
 */
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/commands/command.h"
#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "pipeline/core/yaml_write.h"
#include "stages/convert/import/import.h"
#include "stages/convert/mapping.h"
#include "stages/validate/validate.h"

struct remark {
	unsigned line;
	size_t nth;
	struct str text;
};

struct importing {
	struct arena *arena;
	const char *shown;
	struct json yaml;
	struct imported made;
	struct remark *remarks;
	size_t remark_count, remark_room;
	struct buf text; /* of the mapping */
};

/* A comment ends where its line ends. */
static void
put_comment(struct buf *b, struct str text)
{
	buf_str(b, STR("# "));
	for (size_t i = 0; i < text.len; i++)
		buf_char(b, (unsigned char)text.at[i] < 0x20 ? ' ' : text.at[i]);
	buf_char(b, '\n');
}

static void
remark(void *context, unsigned line, struct str what)
{
	struct importing *i = context;
	struct remark *old = i->remarks;

	if (i->remark_count == i->remark_room) {
		i->remark_room = i->remark_room ? i->remark_room * 2 : 16;
		i->remarks = arena_take(i->arena, i->remark_room * sizeof(*i->remarks));
		if (i->remark_count)
			memcpy(i->remarks, old, i->remark_count * sizeof(*i->remarks));
	}
	i->remarks[i->remark_count] = (struct remark){line, i->remark_count, arena_copy(i->arena, what)};
	i->remark_count++;
}

static int
by_line(const void *a, const void *b)
{
	const struct remark *one = a, *other = b;

	if (one->line != other->line)
		return one->line < other->line ? -1 : 1;
	return one->nth < other->nth ? -1 : 1;
}

/* On stderr, and as comments. */
static void
put_remarks(struct importing *i)
{
	qsort(i->remarks, i->remark_count, sizeof(*i->remarks), by_line);
	for (size_t k = 0; k < i->remark_count; k++) {
		struct str text = arena_format(
		    i->arena, "%s:%u: %.*s", i->shown, i->remarks[k].line, STR_ARG(i->remarks[k].text));

		fprintf(stderr, "%s\n", text.at);
		put_comment(&i->text, text);
	}
}

/* ---- the example ---- */

/* The statements that came out, without their ids, which say nothing to people. */
static bool
expected_statements(struct importing *i, const struct conversion *made, struct json *out)
{
	*out = json_array();
	for (uint32_t k = 0; k < made->count; k++) {
		struct json statement = json_copy(i->arena, &made->statements[k]);
		struct finding found;

		if (!validate_statement(&statement, XAPI_AUTO, i->arena, &found)) {
			remark(i, json_get(&i->yaml, STR("mappings"))->line,
			    arena_format(i->arena,
				"what it makes of a made-up event is not valid xAPI: %s at \"%.*s\"",
				reject_info(found.code)->code, STR_ARG(found.pointer)));
			return false;
		}
		json_remove(&statement, STR("id"));
		json_add(i->arena, out, statement);
	}
	return true;
}

static bool
expect(struct importing *i, const struct conversion *made, struct json *example)
{
	struct json reject = json_object(), statements;

	if (made->verdict == PASS) {
		if (!expected_statements(i, made, &statements))
			return false;
		json_append(i->arena, example, STR("statements"), statements);
		return true;
	}
	json_append(i->arena, &reject, STR("code"), json_string(str_of(reject_info(made->code)->code)));
	json_append(i->arena, example, STR("reject"), reject);
	return made->verdict == REJECT;
}

/* Runs the event that was made up, and keeps what comes of it as the example. */
static void
add_example(struct importing *i, const struct mapping *m)
{
	struct json example = json_object(), examples = json_array();
	struct json event = i->made.event.type == JSON_OBJECT ? i->made.event : json_object();
	struct buf scratch = {0};
	struct conversion made;

	mapping_apply(m, i->arena, &scratch, &event, &made);
	json_append(i->arena, &example, STR("title"),
	    json_string(made.verdict == PASS ? STR("made up; put a real event here, with made-up people")
					     : STR("made up and refused; put a real event here")));
	json_append(i->arena, &example, STR("event"), event);
	if (expect(i, &made, &example)) {
		json_add(i->arena, &examples, example);
		json_append(i->arena, &i->made.mapping, STR("examples"), examples);
	}
	buf_free(&scratch);
}

/* ---- the mapping ---- */

static void
put_head(struct importing *i)
{
	const struct json *metadata = json_get(&i->yaml, STR("metadata"));
	struct str author = json_get_text(metadata, STR("author"));

	put_comment(&i->text, arena_format(i->arena,
				  "Made of %s, a mapping file of the Learning Records Converter,", i->shown));
	put_comment(&i->text, STR("by `lrstream import-mapping`."));
	if (author.len)
		put_comment(&i->text, arena_format(i->arena, "Its author: %.*s", STR_ARG(author)));
	if (i->remark_count) {
		put_comment(&i->text, STR("Remarks:"));
		put_remarks(i);
	}
	if (i->made.guessed_csv)
		put_comment(
		    &i->text, STR("Read as a table; if the events are JSON, import it with --input json."));
	if (!json_get(&i->made.mapping, STR("examples")))
		put_comment(&i->text,
		    STR("`lrstream check` wants an example for the rule: an event, and its statement."));
	buf_char(&i->text, '\n');
}

static void
put_mapping(struct importing *i)
{
	struct error e;
	struct mappings *all;

	yaml_write(&i->text, &i->made.mapping);
	all = mappings_open_text(buf_view(&i->text), "the mapping made of it", &e);
	if (all)
		add_example(i, mappings_at(all, 0));
	else
		remark(i, 0, str_of(e.text));
	buf_clear(&i->text);
	put_head(i);
	yaml_write(&i->text, &i->made.mapping);
	mappings_close(all); /* the example borrows from it */
}

/* ---- the command ---- */

static const struct option import_options[] = {
    {"source", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "NAME",
	"the source's name; by default after input_format, or the file"},
    {"input", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "json|csv",
	"what the events are; by default csv where input_format is csv or custom"},
    OPTION_END,
};

/* The file's name without folder and ending. */
static struct str
stem_of(struct str path)
{
	const char *dot;

	for (const char *slash; (slash = memchr(path.at, '/', path.len));)
		path = str_from(path, (size_t)(slash - path.at) + 1);
	dot = path.len ? memchr(path.at, '.', path.len) : NULL;
	if (dot)
		path.len = (size_t)(dot - path.at);
	return path;
}

static bool
read_options(
    struct settings *s, struct importing *i, bool stdin_read, struct import_options *o, struct error *e)
{
	struct str input = settings_text(s, "input");

	*o = (struct import_options){.shown = str_of(i->shown), .tell = remark, .context = i};
	o->source = settings_text(s, "source");
	if (!stdin_read)
		o->stem = stem_of(o->shown);
	if (str_eq(input, STR("csv")))
		o->input = IMPORT_CSV;
	else if (str_eq(input, STR("json")))
		o->input = IMPORT_JSON;
	else if (input.len)
		return error_usage(e, "--input: must be json or csv");
	return !o->source.len || (mapping_name_is(o->source) && !str_eq(o->source, STR("auto")))
	       || error_usage(
		   e, "--source: must be a name of small letters, digits and hyphens, and not \"auto\"");
}

static bool
import_file(struct importing *i, struct settings *s, const char *path, struct error *e)
{
	bool stdin_read = strcmp(path, "-") == 0;
	struct import_options options;

	i->shown = stdin_read ? "stdin" : path;
	if (!read_options(s, i, stdin_read, &options, e))
		return false;
	struct str text = schemas_read(i->arena, stdin_read ? "/dev/stdin" : path, e);

	if (!text.at || !yaml_parse(i->arena, text, i->shown, &i->yaml, e)
	    || !import_mapping(i->arena, &i->yaml, &options, &i->made, e))
		return false;
	put_mapping(i);
	return true;
}

static int
import_main(struct settings *s, int argc, char **argv)
{
	struct importing i = {.arena = arena_open()};
	struct error e;
	int code;

	if (argc > 1)
		error_usage(&e, "import-mapping: one file at a time");
	if (argc > 1 || !import_file(&i, s, argc ? argv[0] : "-", &e)) {
		code = command_fail(&e);
	} else {
		fwrite(i.text.at, 1, i.text.len, stdout);
		code = i.remark_count ? EXIT_REJECTS : EXIT_DONE;
	}
	buf_free(&i.text);
	arena_close(i.arena);
	return code;
}

const struct command import_mapping_command = {
    .name = "import-mapping",
    .arguments = "[FILE.yaml]",
    .summary = "a mapping of the Learning Records Converter as one of ours",
    .about =
	"Reads a mapping file of the Learning Records Converter (Prometheus-X) and writes a mapping of ours on stdout.\n"
	"What is code is taken only where it is of a form listed in schemas/mappings/README.md; everything else is left\n"
	"out and told on stderr as FILE:LINE. Nothing is evaluated. Exit: 0 all was taken, 1 something was left out,\n"
	"2 the file is no such mapping.",
    .tables = {import_options},
    .run = import_main,
};
