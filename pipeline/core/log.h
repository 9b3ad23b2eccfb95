/* Log lines on stderr: one event a line, logfmt, no payload.
 *
 *     time=2026-03-14T16:35:00.123Z level=info event=committed worker=0 records=812 statements=797
 *
 * Thread-safe: a line is written in one piece. Values are numbers, names from the configuration and error texts; never
 * anything of a record.
 */
#ifndef LRSTREAM_LOG_H
#define LRSTREAM_LOG_H

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Lines above this level are not written; LOG_INFO at start. Set once, before threads start. */
void log_set_level(enum log_level);

/* `event` is a short stable name ("broker-away"); `fields` a printf format that gives "key=value key=value"; values
 * that may hold spaces go through log_quote. NULL for no fields. */
void log_line(enum log_level, const char *event, const char *fields, ...)
    __attribute__((format(printf, 3, 4)));

/* A text as a logfmt value with quotes and escapes, in one of a few static per-thread buffers; long texts are cut. */
const char *log_quote(const char *text);

#endif
