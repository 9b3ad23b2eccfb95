/* The three names of an option: key_file in the file, --key-file and LRSTREAM_KEY_FILE. */
#ifndef LRSTREAM_OPTION_NAME_H
#define LRSTREAM_OPTION_NAME_H

#include "pipeline/core/arena.h"
#include "pipeline/core/settings.h"

/* "--key-file"; ends with a NUL that is not counted. */
struct str option_flag(struct arena *, const struct option *);

/* "LRSTREAM_KEY_FILE"; ends with a NUL that is not counted. */
struct str option_variable(struct arena *, const struct option *);

#endif
