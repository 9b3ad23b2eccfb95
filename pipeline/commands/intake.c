/* See intake.h. */
#include "pipeline/commands/intake.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "pipeline/io/file.h"

enum { LINE_BYTES_MOST = 64 * 1024 * 1024, BATCH_BYTES = 4 * 1024 * 1024 };

const struct option intake_options[] = {
    {"input", OPTION_TEXT, ON_COMMAND_LINE, "ndjson", 0, 0, "FORM",
	"ndjson: a record a line; json: all input is one document"},
    {"rejects", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "FILE",
	"where refused records are told, a JSON line each (default stderr)"},
    OPTION_END,
};

struct intake {
	char **paths;
	struct str *labels; /* as many as paths, at least one */
	int count;
	int at; /* the path being read */
	bool whole;
	struct str source;
	struct file_reader *reader;
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
	struct str form = settings_text(s, "input");
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
	in->source = settings_text(s, "source");
	in->whole = str_eq(form, STR("json"));
	if (!in->whole && !str_eq(form, STR("ndjson")))
		error_usage(e, "--input is ndjson or json");
	else if (open_rejects(in, settings_text(s, "rejects"), e))
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
	int most = in->count ? in->count : 1;

	if (in->at == most) {
		*ended = true;
		return true;
	}
	in->reader = file_open(in->count ? in->paths[in->at] : "-", in->whole, LINE_BYTES_MOST, e);
	return in->reader != NULL;
}

static void
finish_file(struct intake *in)
{
	int64_t done, size;

	file_progress(in->reader, &done, &size);
	in->done += done;
	file_close(in->reader);
	in->reader = NULL;
	in->at++;
}

static void
add_line(struct intake *in, struct batch *b, struct str line, int64_t number)
{
	struct origin origin = {
	    .source = in->source,
	    .topic = in->labels[in->at],
	    .offset = number,
	    .received_at = now_us(),
	};

	in->lines++;
	if (!str_is_blank(line))
		batch_add(b, &origin, arena_copy(b->arena, line));
}

bool
intake_fill(struct intake *in, struct batch *b, size_t most, bool *ended, struct error *e)
{
	*ended = false;
	while (b->count < most && arena_used(b->arena) < BATCH_BYTES) {
		struct str line;
		int64_t number;

		if (!in->reader && !next_file(in, ended, e))
			return false;
		if (*ended)
			return true;
		switch (file_next(in->reader, b->count == 0, &line, &number, e)) {
		case FILE_LINE:
			add_line(in, b, line, number);
			break;
		case FILE_PAUSE:
			return true;
		case FILE_END:
			finish_file(in);
			break;
		case FILE_ERROR:
			return false;
		}
	}
	return true;
}

void
intake_progress(const struct intake *in, int64_t *lines, int64_t *done, int64_t *size)
{
	int64_t file_size;

	*done = 0;
	if (in->reader)
		file_progress(in->reader, done, &file_size);
	*done += in->done;
	*lines = in->lines;
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
	fprintf(stderr, "lrstream: %lld lines: %lld statements, %lld rejected, %lld dropped",
	    (long long)lines, (long long)t->statements, (long long)t->rejected, (long long)t->dropped);
	for (size_t i = 0; i < t->reason_count; i++)
		fprintf(stderr, "%s%lld %.*s", i ? ", " : " (", (long long)t->reasons[i].count,
		    STR_ARG(t->reasons[i].reason));
	fputs(t->reason_count ? ")\n" : "\n", stderr);
}
