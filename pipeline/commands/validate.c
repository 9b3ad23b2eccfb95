/* lrstream validate: statements in, a verdict a line out.
 *
 *     {"line":1,"id":"…","valid":false,"code":"mbox-form","pointer":"/actor/mbox","reason":"…"}
 *
 * Every line that is not blank gives exactly one verdict, in input order, also one that is no JSON. A line
 * that holds an array is judged as one batch. The id is told only if it is a UUID: anything else could be
 * anybody's name. With --all a verdict lists every finding, the first of them also where it always stands;
 * with --profile it tells what the profile says of a valid statement, of a batch in a list.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "pipeline/commands/command.h"
#include "pipeline/core/digest.h"
#include "pipeline/io/file.h"
#include "stages/decode/decode.h"
#include "stages/validate/demand.h"

enum { LINE_BYTES_MOST = 64 * 1024 * 1024, OUTPUT_BYTES = 64 * 1024, MOST_FINDINGS = 100 };

static const struct option input_options[] = {
    {.name = "input",
	.kind = OPTION_TEXT,
	.place = ON_COMMAND_LINE,
	.fallback = "ndjson",
	.argument = "FORM",
	.help = "ndjson: a statement, or a batch, a line; json: all is one document"},
    {.name = "all",
	.kind = OPTION_FLAG,
	.place = ON_COMMAND_LINE,
	.help = "tell every finding of a statement, up to 100, not only the first"},
    OPTION_END};

/* What was found on a line. */
struct findings {
	struct finding_sink sink; /* must stand first */
	size_t wanted;            /* 1, or as many as are told */
	size_t count;
	struct finding list[MOST_FINDINGS];
};

struct judge {
	bool whole;
	struct demands *demands;
	const struct demand *demand;
	size_t max_bytes;
	struct json_limits limits;
	struct arena *arena; /* of one line */
	struct findings found;
	struct profile_report *reports; /* of one line: of each statement of a valid one */
	struct buf out;
	int64_t lines, valid, invalid;
};

static bool
take_finding(struct finding_sink *sink, const struct finding *f)
{
	struct findings *found = (struct findings *)sink;

	if (found->count < found->wanted)
		found->list[found->count++] = *f;
	return found->count < found->wanted;
}

static bool
judge_open(struct judge *j, const struct settings *s, struct error *e)
{
	struct str form = settings_text(s, "input");

	j->whole = str_eq(form, STR("json"));
	if (!j->whole && !str_eq(form, STR("ndjson")))
		return error_usage(e, "--input is ndjson or json");
	j->max_bytes = (size_t)settings_int(s, "max_bytes");
	j->limits.depth = (uint32_t)settings_int(s, "max_depth");
	j->found.sink.found = take_finding;
	j->found.wanted = settings_flag(s, "all") ? MOST_FINDINGS : 1;
	j->arena = arena_open();
	j->demands = demands_open(s, e);
	if (!j->demands)
		return false;
	j->demand = demands_of(j->demands, STR(""));
	return true;
}

static void
judge_close(struct judge *j)
{
	demands_close(j->demands);
	if (j->arena)
		arena_close(j->arena);
	buf_free(&j->out);
}

static bool
flush(struct judge *j, struct error *e)
{
	if (j->out.len && fwrite(j->out.at, 1, j->out.len, stdout) != j->out.len)
		return error_world(e, "cannot write the verdicts: %s", strerror(errno));
	if (fflush(stdout) != 0)
		return error_world(e, "cannot write the verdicts: %s", strerror(errno));
	buf_clear(&j->out);
	return true;
}

/* ---- one line ---- */

static bool
judge_text(struct judge *j, struct str text, struct json *tree)
{
	struct finding f = {.pointer = STR("")};
	size_t offset;

	*tree = (struct json){.type = JSON_NULL};
	if (text.len > j->max_bytes) {
		f.code = REJECT_TOO_LARGE;
		return take_finding(&j->found.sink, &f) && false;
	}
	if (!json_parse(j->arena, text, j->limits, tree, &f.code, &offset)) {
		*tree = (struct json){.type = JSON_NULL};
		f.detail = arena_format(j->arena, "at byte %zu", offset);
		return take_finding(&j->found.sink, &f) && false;
	}
	if (tree->type == JSON_ARRAY)
		return validate_batch_walk(tree, j->demand->version, j->arena, &j->found.sink);
	return validate_walk(tree, j->demand->version, j->arena, &j->found.sink);
}

/* The unmet rules as findings; `item` leads to the statement in a batch. */
static void
take_unmet(struct judge *j, const struct profile_report *report, struct str item)
{
	for (uint32_t i = 0; i < report->count; i++) {
		struct finding f;

		if (report->findings[i].recommended)
			continue;
		f = profile_reject(j->arena, report, &report->findings[i]);
		f.pointer = arena_format(j->arena, "%.*s%.*s", STR_ARG(item), STR_ARG(f.pointer));
		if (!take_finding(&j->found.sink, &f))
			return;
	}
}

/* Judges each statement of a valid line by the profiles; true if they are content with all. */
static bool
judge_profiles(struct judge *j, struct json *tree)
{
	bool batch = tree->type == JSON_ARRAY;
	uint32_t count = batch ? tree->count : 1;

	j->reports = arena_take(j->arena, (count + (size_t)1) * sizeof(*j->reports));
	for (uint32_t i = 0; i < count; i++) {
		struct json *statement = batch ? &tree->items[i] : tree;

		validate_normalize(statement, j->arena);
		profile_judge(j->demand->profiles, statement, j->arena, &j->reports[i]);
		if (j->demand->reject_unmet && j->reports[i].unmet)
			take_unmet(j, &j->reports[i], batch ? arena_format(j->arena, "/%u", i) : STR(""));
	}
	return j->found.count == 0;
}

/* ---- its verdict ---- */

static void
put_finding(struct judge *j, const struct finding *f)
{
	const struct reject_info *info = reject_info(f->code);
	struct str reason = str_of(info->help);

	if (f->detail.len)
		reason = arena_format(j->arena, "%s (%.*s)", info->help, STR_ARG(f->detail));
	buf_format(&j->out, "\"code\":\"%s\",\"pointer\":", info->code);
	json_write_string(&j->out, f->pointer);
	buf_str(&j->out, STR(",\"reason\":"));
	json_write_string(&j->out, reason);
}

static void
put_findings(struct judge *j)
{
	buf_str(&j->out, STR(",\"valid\":false,"));
	put_finding(j, &j->found.list[0]);
	if (j->found.wanted == 1)
		return;
	buf_str(&j->out, STR(",\"errors\":["));
	for (size_t i = 0; i < j->found.count; i++) {
		buf_str(&j->out, i ? STR(",{") : STR("{"));
		put_finding(j, &j->found.list[i]);
		buf_char(&j->out, '}');
	}
	buf_char(&j->out, ']');
}

static void
put_reports(struct judge *j, const struct json *tree)
{
	buf_str(&j->out, STR(",\"profile\":"));
	if (tree->type != JSON_ARRAY) {
		profile_write(&j->out, &j->reports[0], tree);
		return;
	}
	buf_char(&j->out, '[');
	for (uint32_t i = 0; i < tree->count; i++) {
		if (i)
			buf_char(&j->out, ',');
		profile_write(&j->out, &j->reports[i], &tree->items[i]);
	}
	buf_char(&j->out, ']');
}

static void
put_id(struct judge *j, const struct json *tree)
{
	struct str id = json_get_text(tree, STR("id"));
	uint8_t ignored[16];

	buf_str(&j->out, STR(",\"id\":"));
	if (uuid_parse(id, ignored))
		json_write_string(&j->out, id);
	else
		buf_str(&j->out, STR("null"));
}

static void
judge_line(struct judge *j, struct str line, int64_t number)
{
	struct json tree;
	bool valid;

	j->reports = NULL;
	j->found.count = 0;
	valid = judge_text(j, line, &tree);
	if (valid && j->demand->profiles)
		valid = judge_profiles(j, &tree);
	buf_format(&j->out, "{\"line\":%" PRId64, number);
	put_id(j, &tree);
	if (valid)
		buf_str(&j->out, STR(",\"valid\":true"));
	else
		put_findings(j);
	if (j->reports)
		put_reports(j, &tree);
	buf_str(&j->out, STR("}\n"));
	j->valid += valid;
	j->invalid += !valid;
	arena_reset(j->arena);
}

/* ---- all lines ---- */

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
			if (!str_is_blank(line))
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
	"why. A line that holds an array is one batch: valid only if every statement is and no id repeats. With\n"
	"--profile a verdict also tells which template the statement is for, and which of its rules are not met.",
    .tables = {input_options},
    .stages = validate_stages,
    .run = run_validate,
};
