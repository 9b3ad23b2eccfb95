/* Where the project's own data files are: mappings, vocabulary, policies, SQL.
 *
 * LRSTREAM_SCHEMAS if set; else the folder `schemas` beside the binary's folder (the build tree) or
 * ../share/lrstream/schemas from it (installed).
 */
#ifndef LRSTREAM_SCHEMAS_H
#define LRSTREAM_SCHEMAS_H

#include "pipeline/core/arena.h"
#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

/* The folder, without a slash at its end, NUL-terminated, static; NULL with a usage error if there is none. */
const char *schemas_folder(struct error *);

/* A file's path in it: schemas_path(arena, "xapi/verbs.yaml", …). at == NULL with an error if there is no folder. */
struct str schemas_path(struct arena *, const char *file, struct error *);

/* The names of the files in a folder of it that end in `suffix`, sorted; in the arena. False with an error. */
bool schemas_list(struct arena *, const char *folder, const char *suffix, struct str **names, size_t *count,
    struct error *);

/* Reads a whole file of any place; at == NULL with an error. */
struct str schemas_read(struct arena *, const char *path, struct error *);

#endif
