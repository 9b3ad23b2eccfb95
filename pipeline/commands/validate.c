/* lrstream validate: statements in, a verdict a line out.
 *
 *     {"line":1,"id":"…","valid":false,"code":"mbox-form","pointer":"/actor/mbox","reason":"…"}
 *
 * Every line that is not blank gives exactly one verdict, in input order, also one that is no JSON. A line
 * that holds an array is judged as one batch. The id is told only if it is a UUID: anything else could be
 * anybody's name.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "pipeline/commands/command.h"
#include "pipeline/core/digest.h"
#include "pipeline/io/file.h"
#include "stages/decode/decode.h"
#include "stages/validate/validate.h"

enum { LINE_BYTES_MOST = 64 * 1024 * 1024, OUTPUT_BYTES = 64 * 1024 };

static const struct option input_options[] = {
    {.name = "input",
	.kind = OPTION_TEXT,
	.place = ON_COMMAND_LINE,
	.fallback = "ndjson",
	.argument = "FORM",
	.help = "ndjson: a statement, or a batch, a line; json: all is one document"},
    OPTION_END};

struct judge {
	bool whole;
	enum xapi_version version;
	size_t max_bytes;
	struct json_limits limits;
	struct arena *arena; /* of one line */
	struct buf out;
	int64_t lines, valid, invalid;
};

static bool
judge_open(struct judge *j, const struct settings *s, struct error *e)
{
	struct str form = settings_text(s, "input");

	j->whole = str_eq(form, STR("json"));
	if (!j->whole && !str_eq(form, STR("ndjson")))
		return error_usage(e, "--input is ndjson or json");
	j->max_bytes = (size_t)settings_int(s, "max_bytes");
	j->limits.depth = (uint32_t)settings_int(s, "max_depth");
	j->arena = arena_open();
	return validate_version(s, &j->version, e);
}

static void
judge_close(struct judge *j)
{
	arena_close(j->arena);
	buf_free(&j->out);
}

static bool
flush(struct judge *j, struct error *e)
{
	if (fwrite(j->out.at, 1, j->out.len, stdout) != j->out.len || fflush(stdout) != 0)
		return error_world(e, "cannot write the verdicts: %s", strerror(errno));
	buf_clear(&j->out);
	return true;
}

static bool
is_blank(struct str line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.at[i] != ' ' && line.at[i] != '\t' && line.at[i] != '\r' && line.at[i] != '\n')
			return false;
	return true;
}

static bool
judge_text(struct judge *j, struct str text, struct json *tree, struct finding *f)
{
	size_t offset;

	*tree = (struct json){.type = JSON_NULL};
	*f = (struct finding){.pointer = STR("")};
	if (text.len > j->max_bytes) {
		f->code = REJECT_TOO_LARGE;
		return false;
	}
	if (!json_parse(j->arena, text, j->limits, tree, &f->code, &offset)) {
		*tree = (struct json){.type = JSON_NULL};
		f->detail = arena_format(j->arena, "at byte %zu", offset);
		return false;
	}
	return validate_document(tree, j->version, j->arena, f);
}

static void
put_reason(struct judge *j, const struct finding *f)
{
	const struct reject_info *info = reject_info(f->code);
	struct str reason = str_of(info->help);

	if (f->detail.len)
		reason = arena_format(j->arena, "%s (%.*s)", info->help, STR_ARG(f->detail));
	buf_format(&j->out, ",\"valid\":false,\"code\":\"%s\",\"pointer\":", info->code);
	json_write_string(&j->out, f->pointer);
	buf_str(&j->out, STR(",\"reason\":"));
	json_write_string(&j->out, reason);
}

static void
judge_line(struct judge *j, struct str line, int64_t number)
{
	uint8_t ignored[16];
	struct json tree;
	struct finding f;
	bool valid = judge_text(j, line, &tree, &f);
	struct str id = json_get_text(&tree, STR("id"));

	buf_format(&j->out, "{\"line\":%" PRId64 ",\"id\":", number);
	if (uuid_parse(id, ignored))
		json_write_string(&j->out, id);
	else
		buf_str(&j->out, STR("null"));
	if (valid)
		buf_str(&j->out, STR(",\"valid\":true"));
	else
		put_reason(j, &f);
	buf_str(&j->out, STR("}\n"));
	j->valid += valid;
	j->invalid += !valid;
	arena_reset(j->arena);
}

/* Verdicts are written when there are many, and whenever input pauses. */
static bool
judge_lines(struct judge *j, struct file_reader *f, struct error *e)
{
	bool wait = false;

	for (;;) {
		struct str line;
		int64_t number;

		switch (file_next(f, wait, &line, &number, e)) {
		case FILE_LINE:
			wait = false;
			j->lines++;
			if (!is_blank(line))
				judge_line(j, line, number);
			if (j->out.len > OUTPUT_BYTES && !flush(j, e))
				return false;
			break;
		case FILE_PAUSE:
			wait = true;
			if (!flush(j, e))
				return false;
			break;
		case FILE_END:
			return true;
		case FILE_ERROR:
			return false;
		}
	}
}

static bool
judge_file(struct judge *j, const char *path, struct error *e)
{
	struct file_reader *f = file_open(path, j->whole, LINE_BYTES_MOST, e);
	bool done = f && judge_lines(j, f, e);

	file_close(f);
	return done;
}

static int
run_validate(struct settings *s, int argc, char **argv)
{
	struct judge j = {0};
	struct error e, late;
	bool done = judge_open(&j, s, &e);
	int code;

	if (done && argc == 0)
		done = judge_file(&j, "-", &e);
	for (int i = 0; done && i < argc; i++)
		done = judge_file(&j, argv[i], &e);
	/* What was judged before a failure is told all the same. */
	if (!flush(&j, done ? &e : &late))
		done = false;
	if (done)
		fprintf(stderr, "lrstream: %" PRId64 " lines: %" PRId64 " valid, %" PRId64 " invalid\n",
		    j.lines, j.valid, j.invalid);
	code = !done ? command_fail(&e) : j.invalid ? EXIT_REJECTS : EXIT_DONE;
	judge_close(&j);
	return code;
}

static const struct stage_type *const validate_stages[] = {&decode_stage, &validate_stage, NULL};

const struct command validate_command = {
    .name = "validate",
    .arguments = "[FILE...]",
    .summary = "statements in, a verdict a line out",
    .about =
	"Judges each statement by xAPI 1.0.3 or 2.0 and writes a verdict with the first rule it breaks, where, and\n"
	"why. A line that holds an array is one batch: valid only if every statement is and no id repeats.",
    .tables = {input_options},
    .stages = validate_stages,
    .run = run_validate,
};
