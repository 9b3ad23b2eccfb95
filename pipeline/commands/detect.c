/* lrstream detect: what the stage anonymize would find in texts, for trying them.
 *
 *     {"id":"a1","text":"Write to ada@example.org"}  becomes  {"id":"a1","spans":[{"start":9,"end":24,"type":"EMAIL"}]}
 *
 * Offsets count code points, the end is exclusive. With --mask the text comes back with labels instead. No event stands
 * around the text, so nobody is known by name. A line of another shape is told on stderr and the next one goes on. Output
 * is flushed whenever the input pauses.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "pipeline/commands/command.h"
#include "pipeline/io/file.h"
#include "stages/anonymize/scrub/find.h"
#include "stages/anonymize/scrub/members.h"

enum { LINE_BYTES_MOST = 64 * 1024 * 1024, OUTPUT_BYTES = 64 * 1024, DEPTH_MOST = 512 };

static const struct option detect_options[] = {
    {"mask", OPTION_FLAG, ON_COMMAND_LINE, NULL, 0, 0, NULL,
	"write {\"id\",\"text\"} with labels where something was found, such as [EMAIL]"},
    OPTION_END,
};

struct detection {
	struct arena *arena; /* of one line */
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

static void
put_answer(struct detection *d, const struct json *id, struct str text)
{
	buf_char(&d->out, '{');
	if (id) {
		buf_str(&d->out, STR("\"id\":"));
		json_write(&d->out, id);
		buf_char(&d->out, ',');
	}
	if (d->mask)
		put_masked(d, text);
	else
		put_spans(d, text);
	buf_str(&d->out, STR("}\n"));
}

static void
refuse(struct detection *d, int64_t line, enum reject_code code)
{
	struct buf told = {0};

	buf_format(&told,
	    "{\"line\":%" PRId64 ",\"code\":\"%s\",\"stage\":\"%s\",\"pointer\":\"\",\"reason\":", line,
	    reject_info(code)->code, reject_stage(code));
	json_write_string(&told, str_of(reject_info(code)->help));
	buf_str(&told, STR("}\n"));
	fwrite(told.at, 1, told.len, stderr);
	buf_free(&told);
	d->rejected++;
}

static void
answer(struct detection *d, struct str line, int64_t number)
{
	enum reject_code code = REJECT_NO_TEXT;
	const struct json *text;
	struct json tree;
	size_t offset;

	arena_reset(d->arena);
	if (!json_parse(d->arena, line, (struct json_limits){DEPTH_MOST}, &tree, &code, &offset)) {
		refuse(d, number, code);
		return;
	}
	text = json_get(&tree, STR("text"));
	if (!json_is(text, JSON_STRING)) {
		refuse(d, number, REJECT_NO_TEXT);
		return;
	}
	finder_forget(&d->finder);
	find_pii(&d->finder, json_text(text), STR(""), &d->spans);
	put_answer(d, json_get(&tree, STR("id")), json_text(text));
	d->texts++;
	d->found += d->spans.count;
}

/* ---- all lines ---- */

static bool
flush(struct detection *d, struct error *e)
{
	bool written =
	    !d->out.len || (fwrite(d->out.at, 1, d->out.len, stdout) == d->out.len && fflush(stdout) == 0);

	buf_clear(&d->out);
	return written || error_world(e, "cannot write the output: %s", strerror(errno));
}

static bool
answer_lines(struct detection *d, struct file_reader *f, struct error *e)
{
	enum file_result got = FILE_LINE;

	while (got == FILE_LINE || got == FILE_PAUSE) {
		struct str line;
		int64_t number;

		got = file_next(f, got == FILE_PAUSE, &line, &number, e);
		if (got == FILE_LINE && !str_is_blank(line))
			answer(d, line, number);
		if ((got == FILE_PAUSE || d->out.len > OUTPUT_BYTES) && !flush(d, e))
			return false;
	}
	return got == FILE_END;
}

static bool
answer_file(struct detection *d, const char *path, struct error *e)
{
	struct file_reader *f = file_open(path, false, LINE_BYTES_MOST, e);
	bool done = f && answer_lines(d, f, e);

	file_close(f);
	return done;
}

static bool
detection_open(struct detection *d, struct settings *s, struct error *e)
{
	d->mask = settings_flag(s, "mask");
	d->arena = arena_open();
	d->detectors = detectors_open(e);
	d->members = d->detectors ? members_open(d->detectors, e) : NULL;
	d->finder = (struct finder){.detectors = d->detectors, .members = d->members};
	return d->members != NULL;
}

static void
detection_close(struct detection *d)
{
	finder_release(&d->finder);
	members_close(d->members);
	detectors_close(d->detectors);
	spans_free(&d->spans);
	arena_close(d->arena);
	buf_free(&d->masked);
	buf_free(&d->out);
}

static int
run_detect(struct settings *s, int argc, char **argv)
{
	struct detection d = {0};
	struct error e, late;
	bool done = detection_open(&d, s, &e);
	int code;

	if (done && argc == 0)
		done = answer_file(&d, "-", &e);
	for (int i = 0; done && i < argc; i++)
		done = answer_file(&d, argv[i], &e);
	/* What was answered before a failure is told all the same. */
	if (!flush(&d, done ? &e : &late))
		done = false;
	if (done)
		fprintf(stderr, "lrstream: %" PRId64 " texts: %" PRId64 " found, %" PRId64 " rejected\n",
		    d.texts, d.found, d.rejected);
	code = !done ? command_fail(&e) : d.rejected ? EXIT_REJECTS : EXIT_DONE;
	detection_close(&d);
	return code;
}

const struct command detect_command = {
    .name = "detect",
    .arguments = "[FILE...]",
    .summary = "texts in, the personal data found in them out: for trying",
    .about =
	"Reads {\"id\",\"text\"} a line and writes {\"id\",\"spans\":[{\"start\",\"end\",\"type\"}]}, offsets in code points, "
	"the end\nexclusive. Looks where anonymize looks: in encodings, tokens, and values whose names tell.",
    .tables = {detect_options},
    .run = run_detect,
};
