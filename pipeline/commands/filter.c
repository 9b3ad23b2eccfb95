/* The filters: convert, anonymize and process read records and write statements, in input order.
 *
 * They are the front of the same pipeline that `run` drives, without a database behind it. Output is flushed whenever
 * the input pauses, so that a filter can stand in a live pipe.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/commands/command.h"
#include "pipeline/commands/intake.h"
#include "pipeline/commands/sources.h"
#include "pipeline/pipeline.h"
#include "stages/anonymize/anonymize.h"
#include "stages/convert/convert.h"
#include "stages/decode/decode.h"
#include "stages/validate/structure/structure.h"
#include "stages/validate/validate.h"
#include "stages/xapi/safe_statement.h"

enum { BATCH_RECORDS = 256 };

static const struct option filter_options[] = {
    {"origin", OPTION_FLAG, ON_COMMAND_LINE, NULL, 0, 0, NULL,
	"wrap each statement: {\"line\",\"nth\",\"source\",\"statement\"}"},
    OPTION_END,
};

static const struct option safe_options[] = {
    {"report", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "FILE",
	"where to tell what was done to each statement, a JSON line each, without values"},
    OPTION_END,
};

struct filter {
	struct intake *intake;
	struct pipeline *pipeline;
	struct batch *batch;
	bool origin;
	struct buf out;
	struct tally tally;
};

static void
write_statement(struct filter *f, const struct record *r)
{
	const struct json *statement = r->safe ? r->safe->tree : &r->statement;

	if (!f->origin) {
		json_write(&f->out, statement);
	} else {
		buf_format(
		    &f->out, "{\"line\":%lld,\"nth\":%u,\"source\":", (long long)r->origin.offset, r->nth);
		json_write_string(&f->out, r->origin.source);
		buf_str(&f->out, STR(",\"statement\":"));
		json_write(&f->out, statement);
		buf_char(&f->out, '}');
	}
	buf_char(&f->out, '\n');
}

/* Writes what became of the batch. */
static bool
write_batch(struct filter *f, struct error *e)
{
	buf_clear(&f->out);
	for (const struct record *r = f->batch->first; r; r = r->next) {
		tally_record(&f->tally, r);
		if (r->verdict == PASS && !r->structure)
			write_statement(f, r);
		else if (r->verdict == REJECT && !intake_reject(f->intake, r, e))
			return false;
	}
	if ((f->out.len && fwrite(f->out.at, 1, f->out.len, stdout) != f->out.len) || fflush(stdout) != 0)
		return error_world(e, "cannot write the output: %s", strerror(errno));
	return true;
}

static bool
run_filter(struct filter *f, struct error *e)
{
	bool ended = false;

	while (!ended) {
		if (!intake_fill(f->intake, f->batch, BATCH_RECORDS, &ended, e))
			return false;
		pipeline_process(f->pipeline, f->batch);
		if (!write_batch(f, e))
			return false;
		batch_reset(f->batch);
	}
	return intake_finish(f->intake, e);
}

static const struct stage_type *const convert_stages[] = {
    &decode_stage, &convert_stage, &validate_stage, NULL};

static const struct stage_type *const safe_stages[] = {
    &decode_stage, &convert_stage, &validate_stage, &anonymize_stage, NULL};

/* Instead of them for course structures: these are judged, and no statements come of them. */
static const struct stage_type *const structure_stages[] = {&decode_stage, &structure_stage, NULL};

static const struct stage_type *const safe_structure_stages[] = {
    &decode_stage, &structure_stage, &anonymize_structures_stage, NULL};

/* What stages have counted themselves: "lrstream: anonymize: EMAIL=12 PHONE=3". */
static void
print_counts(const struct filter *f)
{
	struct buf own = {0};

	for (size_t i = 0; i < pipeline_count(f->pipeline); i++) {
		buf_clear(&own);
		pipeline_describe(f->pipeline, i, &own);
		if (own.len)
			fprintf(stderr, "lrstream: %s:%.*s\n", pipeline_stage(f->pipeline, i)->name,
			    STR_ARG(buf_view(&own)));
	}
	buf_free(&own);
}

static int
filter_main(const struct stage_type *const *stages, struct settings *s, int argc, char **argv)
{
	struct filter f = {.origin = settings_flag(s, "origin")};
	int64_t lines, done, size;
	struct error e;
	int code;

	f.intake = intake_open(s, argv, argc, &e);
	f.pipeline = f.intake ? pipeline_open(stages, s, &e) : NULL;
	f.batch = batch_open();
	if (!f.pipeline || !run_filter(&f, &e)) {
		code = command_fail(&e);
	} else {
		intake_progress(f.intake, &lines, &done, &size);
		tally_print(&f.tally, lines);
		print_counts(&f);
		code = f.tally.rejected ? EXIT_REJECTS : EXIT_DONE;
	}
	buf_free(&f.out);
	batch_close(f.batch);
	pipeline_close(f.pipeline);
	intake_close(f.intake);
	return code;
}

static int
convert_main(struct settings *s, int argc, char **argv)
{
	return filter_main(source_is_structure(s) ? structure_stages : convert_stages, s, argc, argv);
}

static int
safe_main(struct settings *s, int argc, char **argv)
{
	return filter_main(source_is_structure(s) ? safe_structure_stages : safe_stages, s, argc, argv);
}

const struct command convert_command = {
    .name = "convert",
    .arguments = "[FILE...]",
    .summary = "raw events in, valid xAPI statements out",
    .about = "Reads raw events, a JSON record a line, and writes the xAPI statements they become, in input "
	     "order.\n"
	     "A refused record writes nothing on stdout and a line in --rejects.",
    .tables = {intake_options, filter_options},
    .stages = convert_stages,
    .run = convert_main,
};

const struct command anonymize_command = {
    .name = "anonymize",
    .arguments = "[FILE...]",
    .summary = "statements in, safe statements out; anything else is converted first",
    .about =
	"People become keyed pseudonyms, and what is personal is taken out of all else. Needs --key-file.",
    .tables = {intake_options, filter_options, safe_options},
    .stages = safe_stages,
    .run = safe_main,
};

const struct command process_command = {
    .name = "process",
    .arguments = "[FILE...]",
    .summary = "convert, validate and anonymize: raw events in, safe statements out",
    .about = "The whole way of a record up to the database, as a filter. Needs --key-file.",
    .tables = {intake_options, filter_options, safe_options},
    .stages = safe_stages,
    .run = safe_main,
};
