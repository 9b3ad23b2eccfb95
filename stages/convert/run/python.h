/* Values as Python writes them, for ids and texts that others have made so. Numbers keep the text they came in. */
#ifndef LRSTREAM_CONVERT_PYTHON_H
#define LRSTREAM_CONVERT_PYTHON_H

#include "pipeline/core/json.h"

/* JSON with the separators ", " and ": ", keys in their order: json.dumps with its defaults writes everything but
 * printable ASCII as \uXXXX (two of them beyond U+FFFF), with ensure_ascii=False as it is. repr() writes what a program
 * would: {'a': [None, True, "it's"]}. */
enum python_style { PYTHON_ASCII, PYTHON_TEXT, PYTHON_REPR };

void python_write(struct buf *, const struct json *, enum python_style);

#endif
