/* See intake.h. */
#include "pipeline/commands/intake.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "pipeline/commands/intake_form.h"
#include "pipeline/commands/intake_text.h"
#include "pipeline/io/csv.h"
#include "pipeline/io/file.h"

enum { LINE_BYTES_MOST = 64 * 1024 * 1024, BATCH_BYTES = 4 * 1024 * 1024 };

const struct option intake_options[] = {
    {"input", OPTION_TEXT, ON_COMMAND_LINE, "ndjson", 0, 0, "FORM",
	"ndjson: a record a line; json: all input is one document"},
    {"delimiter", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "C",
	"of csv input: one character, or tab; found out if not said"},
    {"quote", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "C", "of csv input: one character, or none"},
    {"encoding", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "NAME", "of csv input: utf-8, latin1, ..."},
    {"mapping", OPTION_LIST, EVERYWHERE, NULL, 0, 0, "FILE", "a mapping beside the built-in ones"},
    {"rejects", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "FILE",
	"where refused records are told, a JSON line each (default stderr)"},
    OPTION_END,
};

struct intake {
	char **paths;
	struct str *labels; /* as many as paths, at least one */
	int count;
	int at; /* the path being read */
	struct intake_form form;
	struct arena *arena; /* of the form */
	struct file_reader *reader;
	struct csv_reader *rows;  /* instead of the reader, where the input is delimited */
	struct intake_text *text; /* instead of it, where a file shows itself what it is */
	int64_t lines, done, size;
	FILE *rejects;
	struct buf line;
};

/* The size of all files together, -1 if one of them is none of a known size. */
static int64_t
total_size(char **paths, int count)
{
	int64_t size = 0;
	struct stat about;

	for (int i = 0; i < count; i++) {
		if (stat(paths[i], &about) < 0 || !S_ISREG(about.st_mode))
			return -1;
		size += about.st_size;
	}
	return count ? size : -1;
}

/* Opening the rejects empties their file: that must be none of the input. */
static bool
is_input(const struct intake *in, const char *path)
{
	struct stat rejects, input;

	if (stat(path, &rejects) < 0 || !S_ISREG(rejects.st_mode))
		return false;
	for (int i = 0; i < in->count; i++)
		if (stat(in->paths[i], &input) == 0 && input.st_dev == rejects.st_dev
		    && input.st_ino == rejects.st_ino)
			return true;
	return false;
}

static bool
open_rejects(struct intake *in, struct str path, struct error *e)
{
	if (path.len && is_input(in, path.at))
		return error_usage(e, "--rejects %s: is an input, too, and would be overwritten", path.at);
	in->rejects = path.len ? fopen(path.at, "w") : stderr;
	if (!in->rejects)
		return error_usage(e, "--rejects %s: %s", path.at, strerror(errno));
	return true;
}

struct intake *
intake_open(const struct settings *s, char **paths, int count, struct error *e)
{
	struct intake *in = calloc(1, sizeof(*in));

	if (!in)
		abort();
	in->paths = paths;
	in->count = count;
	in->labels = calloc((size_t)count + 1, sizeof(*in->labels));
	if (!in->labels)
		abort();
	for (int i = 0; i <= count; i++)
		in->labels[i] = STR("file");
	in->size = total_size(paths, count);
	in->arena = arena_open();
	if (intake_form_read(s, in->arena, &in->form, e) && open_rejects(in, settings_text(s, "rejects"), e))
		return in;
	intake_close(in);
	return NULL;
}

void
intake_label(struct intake *in, int index, struct str label)
{
	in->labels[index] = label;
}

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Opens the next file; *ended if there is none. */
static bool
next_file(struct intake *in, bool *ended, struct error *e)
{
	const char *path = in->count ? in->paths[in->at] : "-";
	int most = in->count ? in->count : 1;

	if (in->at == most) {
		*ended = true;
		return true;
	}
	if (in->form.csv)
		in->rows = csv_open(path, &in->form.csv_form, in->form.most_bytes, e);
	else if (in->form.either)
		in->text = intake_text_open(path, LINE_BYTES_MOST, e);
	else
		in->reader = file_open(path, in->form.whole, LINE_BYTES_MOST, e);
	return in->rows || in->text || in->reader;
}

static void
progress_in_file(const struct intake *in, int64_t *lines, int64_t *done)
{
	int64_t size;

	*lines = *done = 0;
	if (in->rows)
		csv_progress(in->rows, lines, done, &size);
	if (in->reader)
		file_progress(in->reader, done, &size);
}

static void
finish_file(struct intake *in)
{
	int64_t lines, done;

	progress_in_file(in, &lines, &done);
	in->lines += lines;
	in->done += done;
	file_close(in->reader);
	csv_close(in->rows);
	intake_text_close(in->text);
	in->reader = NULL;
	in->rows = NULL;
	in->text = NULL;
	in->at++;
}

static struct origin
origin_of(const struct intake *in, int64_t line)
{
	return (struct origin){
	    .source = in->form.source,
	    .topic = in->labels[in->at],
	    .offset = line,
	    .received_at = now_us(),
	};
}

static enum file_result
next_line(struct intake *in, bool wait, struct str *line, int64_t *number, struct error *e)
{
	if (in->text)
		return intake_text_next(in->text, line, number) ? FILE_LINE : FILE_END;
	return file_next(in->reader, wait, line, number, e);
}

/* Adds the next line, if it is not blank. */
static enum file_result
add_line(struct intake *in, struct batch *b, struct error *e)
{
	struct str line;
	int64_t number = 0;
	enum file_result result = next_line(in, b->count == 0, &line, &number, e);
	struct origin origin = origin_of(in, number);

	if (result != FILE_LINE)
		return result;
	in->lines++;
	if (!str_is_blank(line))
		batch_add(b, &origin, arena_copy(b->arena, line));
	return FILE_LINE;
}

/* A row that is no record is one that the stage decode, which would read it, has refused. */
static void
add_fault(struct batch *b, const struct origin *origin, const struct csv_record *row)
{
	struct record *r = batch_add(b, origin, arena_copy(b->arena, STR("{}")));

	r->verdict = reject_because(r, row->code, STR(""), arena_copy(b->arena, row->detail));
	r->stage = 1;
}

/* Adds the next row. */
static enum file_result
add_row(struct intake *in, struct batch *b, struct error *e)
{
	static const enum file_result as_of_a_file[] = {
	    [CSV_ROW] = FILE_LINE,
	    [CSV_FAULT] = FILE_LINE,
	    [CSV_PAUSE] = FILE_PAUSE,
	    [CSV_END] = FILE_END,
	    [CSV_ERROR] = FILE_ERROR,
	};
	struct csv_record row = {0};
	enum csv_result result = csv_next(in->rows, b->count == 0, &row, e);
	struct origin origin = origin_of(in, row.line);

	if (result == CSV_ROW)
		batch_add(b, &origin, arena_copy(b->arena, row.json));
	else if (result == CSV_FAULT)
		add_fault(b, &origin, &row);
	return as_of_a_file[result];
}

bool
intake_fill(struct intake *in, struct batch *b, size_t most, bool *ended, struct error *e)
{
	*ended = false;
	while (b->count < most && arena_used(b->arena) < BATCH_BYTES) {
		enum file_result result;

		if (!in->reader && !in->rows && !in->text && !next_file(in, ended, e))
			return false;
		if (*ended)
			return true;
		result = in->rows ? add_row(in, b, e) : add_line(in, b, e);
		if (result == FILE_PAUSE || result == FILE_ERROR)
			return result == FILE_PAUSE;
		if (result == FILE_END)
			finish_file(in);
	}
	return true;
}

void
intake_progress(const struct intake *in, int64_t *lines, int64_t *done, int64_t *size)
{
	progress_in_file(in, lines, done);
	*done += in->done;
	*lines += in->lines;
	*size = in->size;
}

bool
intake_reject(struct intake *in, const struct record *r, struct error *e)
{
	const struct reject_info *info = reject_info(r->reject.code);
	struct str reason = str_of(info->help);
	struct buf *line = &in->line;

	buf_clear(line);
	buf_format(line,
	    "{\"line\":%lld,\"code\":\"%s\",\"stage\":\"%s\",\"pointer\":", (long long)r->origin.offset,
	    info->code, r->reject.stage);
	json_write_string(line, r->reject.pointer);
	buf_str(line, STR(",\"reason\":"));
	if (r->reject.detail.len)
		reason = arena_format(r->arena, "%s (%.*s)", info->help, STR_ARG(r->reject.detail));
	json_write_string(line, reason);
	buf_str(line, STR("}\n"));
	if (fwrite(line->at, 1, line->len, in->rejects) != line->len)
		return error_world(e, "cannot write the rejects: %s", strerror(errno));
	return true;
}

bool
intake_finish(struct intake *in, struct error *e)
{
	if (fflush(in->rejects) != 0)
		return error_world(e, "cannot write the rejects: %s", strerror(errno));
	return true;
}

void
intake_close(struct intake *in)
{
	if (!in)
		return;
	if (in->rejects && in->rejects != stderr)
		fclose(in->rejects);
	file_close(in->reader);
	csv_close(in->rows);
	intake_text_close(in->text);
	arena_close(in->arena);
	buf_free(&in->line);
	free(in->labels);
	free(in);
}

static void
count_reason(struct tally *t, struct str reason)
{
	size_t i = 0;

	while (i < t->reason_count && !str_eq(t->reasons[i].reason, reason))
		i++;
	if (i == sizeof(t->reasons) / sizeof(t->reasons[0]))
		return; /* the sum in `dropped` still tells */
	if (i == t->reason_count) {
		t->reasons[i].reason = reason;
		t->reason_count++;
	}
	t->reasons[i].count++;
}

void
tally_record(struct tally *t, const struct record *r)
{
	switch (r->verdict) {
	case PASS:
		if (r->structure)
			t->structures++;
		else
			t->statements++;
		break;
	case DROP:
		t->dropped++;
		count_reason(t, r->drop_reason);
		break;
	case REJECT:
		t->rejected++;
		break;
	case SPLIT:
		break;
	}
}

void
tally_print(const struct tally *t, int64_t lines)
{
	fprintf(
	    stderr, "lrstream: %lld lines: %lld statements, ", (long long)lines, (long long)t->statements);
	if (t->structures)
		fprintf(stderr, "%lld course structure%s, ", (long long)t->structures,
		    t->structures == 1 ? "" : "s");
	fprintf(stderr, "%lld rejected, %lld dropped", (long long)t->rejected, (long long)t->dropped);
	for (size_t i = 0; i < t->reason_count; i++)
		fprintf(stderr, "%s%lld %.*s", i ? ", " : " (", (long long)t->reasons[i].count,
		    STR_ARG(t->reasons[i].reason));
	fputs(t->reason_count ? ")\n" : "\n", stderr);
}
