/* JSON for people: a member a line, two spaces a level; short lists of scalars stay on one line. */
#ifndef LRSTREAM_JSON_PRETTY_H
#define LRSTREAM_JSON_PRETTY_H

#include "pipeline/core/buf.h"
#include "pipeline/core/json.h"

/* Appends the value and a newline, each line behind `indent` spaces. */
void json_pretty(struct buf *, const struct json *, size_t indent);

#endif
