/* Reading files as records: NDJSON lines, or one JSON document.
 *
 * A reader hands out lines as slices of its own window, with physical line numbers from 1. Asked not to wait, it never
 * blocks, so that a filter can flush what is complete when its input pauses.
 */
#ifndef LRSTREAM_FILE_H
#define LRSTREAM_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

struct file_reader;

/* "-" is standard input. whole: the file is one document, handed out as one line numbered 1. most_bytes bounds a line:
 * a longer one is handed out cut to most_bytes + 1 bytes, for decode to refuse, and the rest is skipped. */
struct file_reader *file_open(const char *path, bool whole, size_t most_bytes, struct error *);

enum file_result { FILE_LINE, FILE_PAUSE, FILE_END, FILE_ERROR };

/* The next line without its newline (nor a carriage return before it), valid until the next call. FILE_PAUSE: nothing
 * complete is there now and `wait` is false, or a signal came. Blank lines are handed out: they count. */
enum file_result file_next(
    struct file_reader *, bool wait, struct str *line, int64_t *number, struct error *);

/* Whatever bytes are there, ends of lines and all, instead of lines; results as above. */
enum file_result file_chunk(struct file_reader *, bool wait, struct str *bytes, struct error *);

/* Bytes consumed and, for a regular file, its size (-1 otherwise): for a progress bar. */
void file_progress(const struct file_reader *, int64_t *done, int64_t *size);

void file_close(struct file_reader *);

#endif
