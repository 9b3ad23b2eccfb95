/* Input fields of mapping files of others as paths of ours, and who uses what paths name. */
#ifndef LRSTREAM_CONVERT_IMPORT_PATH_H
#define LRSTREAM_CONVERT_IMPORT_PATH_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"

/* `data.0.user id` is $.data[0]['user id']; in a table all of it is the name of a column. False for a name that no path
 * can hold. */
bool import_path(struct arena *, struct str field, bool csv, struct str *path);

/* True if a text or key in the tree looks into the let of this name: "$name.x", "…{$name}…". */
bool import_path_uses(const struct json *tree, struct str name);

#endif
