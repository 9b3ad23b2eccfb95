/* Files of lookup tables: delimited ones with a header, and maps in YAML or JSON. */
#ifndef LRSTREAM_CONVERT_TABLE_FILE_H
#define LRSTREAM_CONVERT_TABLE_FILE_H

#include "stages/convert/compile/compile.h"

/* Of a delimited file. */
struct table_columns {
	struct str key, value;
};

/* Reads the file into a map, whose values know their lines (up to 65,535, not in JSON); *texts if the format knows no
 * types. `path` has a NUL behind it; `at` is where the mapping says it. */
bool table_file_read(struct compiler *, const struct json *at, struct str path, struct table_columns,
    struct json *rows, bool *texts);

#endif
