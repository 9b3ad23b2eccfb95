/* What a profile that a mapping file names adds to a statement. */
#ifndef LRSTREAM_CONVERT_IMPORT_PROFILE_H
#define LRSTREAM_CONVERT_IMPORT_PROFILE_H

#include "stages/convert/import/import_made.h"

/* Completes the statement as the template `group.template` of schemas/xapi/profiles/dases-GROUP.yaml asks, under the
 * branch: its verb, its type and its constants, each only where nothing else stands. False with why not (static). */
bool import_profile(struct arena *, struct str name, const struct branch *, unsigned line,
    struct made **statement, const char **why);

#endif
