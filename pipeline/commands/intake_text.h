/* A file that is one JSON document over many lines, or a record a line: whichever it shows itself to be.
 *
 * It is read as a whole, so it suits files that people write, not endless input.
 */
#ifndef LRSTREAM_INTAKE_TEXT_H
#define LRSTREAM_INTAKE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

struct intake_text;

/* Reads the file, "-" for standard input, up to most_bytes + 1. NULL with an error. */
struct intake_text *intake_text_open(const char *path, size_t most_bytes, struct error *);

/* The next line, or the whole document as line 1; valid until it is closed. False at the end. */
bool intake_text_next(struct intake_text *, struct str *line, int64_t *number);

void intake_text_close(struct intake_text *);

#endif
