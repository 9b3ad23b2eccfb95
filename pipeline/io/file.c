/* A window over a file: bytes are read behind it and lines handed out from it; see file.h.
 *
 * The window slides when more is read, and grows to the longest line. A line longer than the bound is cut where it is
 * noticed, and the rest is skipped as it is read.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/core/buf.h"
#include "pipeline/io/file.h"

enum { READ_BYTES = 256 * 1024 };

struct file_reader {
	int fd;
	bool whole;
	bool ended;    /* read() told the end */
	bool skipping; /* inside the rest of a line that was too long */
	size_t most_bytes;
	struct buf window;
	size_t next;    /* where the next line starts */
	size_t scanned; /* up to where no newline was found yet */
	int64_t number; /* of the line handed out last */
	int64_t done, size;
};

struct file_reader *
file_open(const char *path, bool whole, size_t most_bytes, struct error *e)
{
	struct file_reader *f = calloc(1, sizeof(*f));
	struct stat about;

	if (!f)
		abort();
	f->whole = whole;
	f->most_bytes = most_bytes;
	f->size = -1;
	f->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (f->fd < 0 || fstat(f->fd, &about) < 0) {
		error_usage(e, "%s: %s", path, strerror(errno));
		file_close(f);
		return NULL;
	}
	if (S_ISDIR(about.st_mode)) {
		error_usage(e, "%s: is a folder", path);
		file_close(f);
		return NULL;
	}
	if (S_ISREG(about.st_mode))
		f->size = about.st_size;
	return f;
}

/* Forgets what was handed out. */
static void
slide(struct file_reader *f)
{
	if (f->next == 0)
		return;
	f->window.len -= f->next;
	f->scanned -= f->next;
	memmove(f->window.at, f->window.at + f->next, f->window.len);
	f->next = 0;
}

/* Reads once. FILE_LINE: there is more now (or the end is known); FILE_PAUSE: nothing to read without waiting. */
static enum file_result
read_more(struct file_reader *f, bool wait, struct error *e)
{
	struct pollfd ready = {.fd = f->fd, .events = POLLIN};
	ssize_t got;

	if (!wait && poll(&ready, 1, 0) == 0)
		return FILE_PAUSE;
	slide(f);
	got = read(f->fd, buf_room(&f->window, READ_BYTES), READ_BYTES);
	if (got < 0 && errno == EINTR)
		return FILE_PAUSE; /* a signal: the caller may want to stop */
	if (got < 0) {
		error_world(e, "cannot read the input: %s", strerror(errno));
		return FILE_ERROR;
	}
	f->ended = got == 0;
	f->window.len += (size_t)got;
	f->done += got;
	return FILE_LINE;
}

static void
skip_to(struct file_reader *f, size_t end)
{
	f->next = f->scanned = end;
}

/* Finds the end of the line that starts at next; false if it is not in the window. */
static bool
find_end(struct file_reader *f, size_t *end)
{
	const char *newline = NULL;

	if (!f->whole && f->scanned < f->window.len)
		newline = memchr(f->window.at + f->scanned, '\n', f->window.len - f->scanned);
	if (newline) {
		*end = (size_t)(newline - f->window.at);
		return true;
	}
	f->scanned = f->window.len;
	*end = f->window.len;
	return f->ended && f->window.len > f->next;
}

/* Hands out the bytes from next to `end`; `terminated` if a newline follows them. */
static struct str
take_line(struct file_reader *f, size_t end)
{
	struct str line = {f->window.at + f->next, end - f->next};
	bool terminated = end < f->window.len;

	skip_to(f, end + terminated);
	if (!f->whole && line.len && line.at[line.len - 1] == '\r')
		line.len--;
	if (line.len > f->most_bytes)
		line.len = f->most_bytes + 1;
	f->number++;
	return line;
}

/* What is in the window but no complete line: true if it is too long already and is handed out cut. */
static bool
too_long(struct file_reader *f, struct str *line)
{
	if (f->window.len - f->next <= f->most_bytes)
		return false;
	*line = (struct str){f->window.at + f->next, f->most_bytes + 1};
	skip_to(f, f->window.len);
	f->number++;
	f->skipping = true;
	return true;
}

enum file_result
file_next(struct file_reader *f, bool wait, struct str *line, int64_t *number, struct error *e)
{
	size_t end;

	for (;;) {
		enum file_result more;

		if (find_end(f, &end)) {
			bool rest = f->skipping;

			f->skipping = false;
			if (rest) {
				skip_to(f, end + (end < f->window.len));
				continue;
			}
			*line = take_line(f, end);
			*number = f->number;
			return FILE_LINE;
		}
		if (f->skipping)
			skip_to(f, f->window.len);
		else if (too_long(f, line)) {
			*number = f->number;
			return FILE_LINE;
		}
		if (f->ended)
			return FILE_END;
		more = read_more(f, wait, e);
		if (more != FILE_LINE)
			return more;
	}
}

enum file_result
file_chunk(struct file_reader *f, bool wait, struct str *bytes, struct error *e)
{
	while (f->next == f->window.len) {
		enum file_result more = f->ended ? FILE_END : read_more(f, wait, e);

		if (more != FILE_LINE)
			return more;
	}
	*bytes = (struct str){f->window.at + f->next, f->window.len - f->next};
	skip_to(f, f->window.len);
	return FILE_LINE;
}

void
file_progress(const struct file_reader *f, int64_t *done, int64_t *size)
{
	*done = f->done - (int64_t)(f->window.len - f->next);
	*size = f->size;
}

void
file_close(struct file_reader *f)
{
	if (!f)
		return;
	if (f->fd > STDIN_FILENO)
		close(f->fd);
	buf_free(&f->window);
	free(f);
}
