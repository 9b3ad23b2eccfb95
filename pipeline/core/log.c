/* One write a line; see log.h.
 *
 * The line is put together in a buffer on the stack and written at once, so lines of several threads do not mix
 * and no lock is held while a slow terminal takes its time. What does not fit is cut, the newline never. A control
 * character in the fields (a library's message that ends with a newline) becomes a space: one event stays one line.
 */
#include "pipeline/core/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "pipeline/core/iso8601.h"

enum {
	LINE_BYTES = 2048,
	QUOTES = 8,
	QUOTE_BYTES = 512,
	QUOTE_TAIL = 12 /* one escape begun before it, the dots, the quote and the NUL */
};

static atomic_int most_level = LOG_INFO;

static const char *const names[] = {
    [LOG_ERROR] = "error",
    [LOG_WARN] = "warn",
    [LOG_INFO] = "info",
    [LOG_DEBUG] = "debug",
};

void
log_set_level(enum log_level level)
{
	atomic_store(&most_level, level);
}

/* What snprintf said it wrote, or would have written, as what stands in `room` bytes. */
static size_t
stands(int len, size_t room)
{
	if (len < 0)
		return 0;
	return (size_t)len < room ? (size_t)len : room - 1;
}

static size_t
put_head(char *line, size_t room, enum log_level level, const char *event)
{
	struct timespec now;
	char second[28];

	clock_gettime(CLOCK_REALTIME, &now);
	time_write((int64_t)now.tv_sec * 1000000, second);
	/* 19 characters are the date and the time; milliseconds always stand there, so that lines align. */
	return stands(snprintf(line, room, "time=%.19s.%03ldZ level=%s event=%s", second,
			  now.tv_nsec / 1000000, names[level], event),
	    room);
}

static void
write_out(const char *line, size_t len)
{
	while (write(STDERR_FILENO, line, len) < 0 && errno == EINTR)
		;
}

void
log_line(enum log_level level, const char *event, const char *fields, ...)
{
	char line[LINE_BYTES];
	size_t room = sizeof(line) - 1; /* the newline's place */
	size_t len;
	va_list args;

	if ((int)level > atomic_load(&most_level))
		return;
	len = put_head(line, room, level, event);
	if (fields && len + 1 < room) {
		line[len++] = ' ';
		va_start(args, fields);
		len += stands(vsnprintf(line + len, room - len, fields, args), room - len);
		va_end(args);
	}
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = ' ';
	line[len] = '\n';
	write_out(line, len + 1);
}

/* Writes a byte as it stands between quotes; returns how many bytes that took, at most 6. */
static int
put_quoted(char *out, unsigned char c)
{
	static const char short_escapes[][3] = {
	    ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t", ['"'] = "\\\"", ['\\'] = "\\\\"};

	if (c < sizeof(short_escapes) / sizeof(*short_escapes) && short_escapes[c][0]) {
		out[0] = short_escapes[c][0];
		out[1] = short_escapes[c][1];
		return 2;
	}
	if (c < 0x20 || c == 0x7f)
		return snprintf(out, 7, "\\u%04x", c);
	out[0] = (char)c;
	return 1;
}

const char *
log_quote(const char *text)
{
	static _Thread_local char quotes[QUOTES][QUOTE_BYTES];
	static _Thread_local unsigned next;
	char *out = quotes[next++ % QUOTES];
	char *at = out, *end = out + QUOTE_BYTES - QUOTE_TAIL;

	*at++ = '"';
	for (; text && *text && at < end; text++)
		at += put_quoted(at, (unsigned char)*text);
	if (text && *text) {
		/* No half of a character before the dots. */
		while (((unsigned char)*text & 0xc0) == 0x80 && ((unsigned char)at[-1] & 0x80)) {
			at--;
			text--;
		}
		memcpy(at, "...", 3);
		at += 3;
	}
	*at++ = '"';
	*at = '\0';
	return out;
}
