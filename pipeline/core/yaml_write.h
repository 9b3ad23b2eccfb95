/* YAML that people read, from the same tree that yaml.h reads: what is written reads back equal.
 *
 * Blocks outside, short maps and lists on one line inside; texts are plain where nothing could mistake them, else in
 * quotes. YAML 1.1 readers get the same values.
 */
#ifndef LRSTREAM_YAML_WRITE_H
#define LRSTREAM_YAML_WRITE_H

#include "pipeline/core/buf.h"
#include "pipeline/core/json.h"

/* Appends the document, ended by a newline. Texts must be UTF-8. */
void yaml_write(struct buf *, const struct json *);

/* Appends a value as it may stand on one line, however long; and a member, as in a map: "key: value". */
void yaml_write_line(struct buf *, const struct json *);
void yaml_write_member(struct buf *, const struct json_member *);

#endif
