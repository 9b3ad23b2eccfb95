/* JSON as Python's json.dumps writes it, for ids that others have made from such text. */
#ifndef LRSTREAM_CONVERT_PYTHON_H
#define LRSTREAM_CONVERT_PYTHON_H

#include "pipeline/core/json.h"

/* Separators ", " and ": ", keys in their order, everything but printable ASCII as \uXXXX (two of them beyond U+FFFF).
 * Numbers keep the text they came in. */
void python_write(struct buf *, const struct json *);

#endif
