/* lrstream detect: what the stage anonymize would find in texts, for trying them.
 *
 *     {"id":"a1","text":"Write to ada@example.org"}  becomes  {"id":"a1","spans":[{"start":9,"end":24,"type":"EMAIL"}]}
 *
 * Offsets count code points, the end is exclusive. With --mask the text comes back with labels instead. No event stands
 * around the text, so nobody is known by name. Output is flushed whenever the input pauses.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "pipeline/commands/command.h"
#include "pipeline/commands/intake.h"
#include "pipeline/pipeline.h"
#include "stages/anonymize/find.h"
#include "stages/anonymize/members.h"
#include "stages/decode/decode.h"

enum { BATCH_RECORDS = 256 };

static const struct option detect_options[] = {
    {"mask", OPTION_FLAG, ON_COMMAND_LINE, NULL, 0, 0, NULL,
	"write {\"id\",\"text\"} with labels where something was found, such as [EMAIL]"},
    OPTION_END,
};

struct detection {
	struct intake *intake;
	struct pipeline *pipeline;
	struct batch *batch;
	struct detectors *detectors;
	struct members *members;
	struct finder finder;
	struct spans spans;
	bool mask;
	struct buf masked, out;
	int64_t texts, found, rejected;
};

/* ---- one text ---- */

/* How many characters `text` has. */
static size_t
characters(struct str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.at[i] & 0xc0) != 0x80;
	return count;
}

static void
put_spans(struct detection *d, struct str text)
{
	size_t byte = 0, character = 0;

	buf_str(&d->out, STR("\"spans\":["));
	for (uint32_t i = 0; i < d->spans.count; i++) {
		const struct span *s = &d->spans.at[i];
		struct str before = {text.at + byte, s->start - byte},
			   found = {text.at + s->start, s->end - s->start};
		size_t start = character + characters(before);

		byte = s->end;
		character = start + characters(found);
		buf_format(&d->out, "%s{\"start\":%zu,\"end\":%zu,\"type\":\"%.*s\"}", i ? "," : "", start,
		    character, STR_ARG(s->pii->name));
	}
	buf_char(&d->out, ']');
}

static void
put_masked(struct detection *d, struct str text)
{
	size_t byte = 0;

	buf_clear(&d->masked);
	for (uint32_t i = 0; i < d->spans.count; i++) {
		buf_put(&d->masked, text.at + byte, d->spans.at[i].start - byte);
		buf_str(&d->masked, d->spans.at[i].pii->label);
		byte = d->spans.at[i].end;
	}
	buf_put(&d->masked, text.at + byte, text.len - byte);
	buf_str(&d->out, STR("\"text\":"));
	json_write_string(&d->out, buf_view(&d->masked));
}

static enum verdict
answer(struct detection *d, struct record *r)
{
	const struct json *text = json_get(&r->event, STR("text")), *id = json_get(&r->event, STR("id"));

	if (!json_is(text, JSON_STRING))
		return reject(r, REJECT_NO_TEXT, STR(""));
	finder_forget(&d->finder);
	find_pii(&d->finder, json_text(text), STR(""), &d->spans);
	buf_char(&d->out, '{');
	if (id) {
		buf_str(&d->out, STR("\"id\":"));
		json_write(&d->out, id);
		buf_char(&d->out, ',');
	}
	if (d->mask)
		put_masked(d, json_text(text));
	else
		put_spans(d, json_text(text));
	buf_str(&d->out, STR("}\n"));
	d->texts++;
	d->found += d->spans.count;
	return PASS;
}

/* ---- all ---- */

static bool
answer_batch(struct detection *d, struct error *e)
{
	buf_clear(&d->out);
	for (struct record *r = d->batch->first; r; r = r->next) {
		if (r->verdict == PASS)
			r->verdict = answer(d, r);
		if (r->verdict != REJECT)
			continue;
		if (!r->reject.stage)
			r->reject.stage = reject_stage(r->reject.code);
		d->rejected++;
		if (!intake_reject(d->intake, r, e))
			return false;
	}
	if ((d->out.len && fwrite(d->out.at, 1, d->out.len, stdout) != d->out.len) || fflush(stdout) != 0)
		return error_world(e, "cannot write the output: %s", strerror(errno));
	return true;
}

static bool
detection_open(struct detection *d, struct settings *s, int argc, char **argv, struct error *e)
{
	d->mask = settings_flag(s, "mask");
	d->intake = intake_open(s, argv, argc, e);
	d->pipeline = d->intake ? pipeline_open(detect_command.stages, s, e) : NULL;
	d->detectors = d->pipeline ? detectors_open(e) : NULL;
	d->members = d->detectors ? members_open(d->detectors, e) : NULL;
	d->finder = (struct finder){.detectors = d->detectors, .members = d->members};
	d->batch = batch_open();
	return d->members != NULL;
}

static bool
detection_run(struct detection *d, struct error *e)
{
	bool ended = false;

	while (!ended) {
		if (!intake_fill(d->intake, d->batch, BATCH_RECORDS, &ended, e))
			return false;
		pipeline_process(d->pipeline, d->batch);
		if (!answer_batch(d, e))
			return false;
		batch_reset(d->batch);
	}
	return intake_finish(d->intake, e);
}

static void
detection_close(struct detection *d)
{
	finder_release(&d->finder);
	members_close(d->members);
	detectors_close(d->detectors);
	batch_close(d->batch);
	pipeline_close(d->pipeline);
	intake_close(d->intake);
	spans_free(&d->spans);
	buf_free(&d->masked);
	buf_free(&d->out);
}

static int
run_detect(struct settings *s, int argc, char **argv)
{
	struct detection d = {0};
	struct error e;
	int code;

	if (!detection_open(&d, s, argc, argv, &e) || !detection_run(&d, &e)) {
		code = command_fail(&e);
	} else {
		fprintf(stderr, "lrstream: %" PRId64 " texts: %" PRId64 " found, %" PRId64 " rejected\n",
		    d.texts, d.found, d.rejected);
		code = d.rejected ? EXIT_REJECTS : EXIT_DONE;
	}
	detection_close(&d);
	return code;
}

static const struct stage_type *const detect_stages[] = {&decode_stage, NULL};

const struct command detect_command = {
    .name = "detect",
    .arguments = "[FILE...]",
    .summary = "texts in, the personal data found in them out: for trying",
    .about =
	"Reads {\"id\",\"text\"} a line and writes {\"id\",\"spans\":[{\"start\",\"end\",\"type\"}]}, offsets in code points, "
	"the end\nexclusive. Looks where anonymize looks: in encodings, tokens, and values whose names tell.",
    .tables = {intake_options, detect_options},
    .stages = detect_stages,
    .run = run_detect,
};
