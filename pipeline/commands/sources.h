/* The sources that topics name, held against the mappings there are. */
#ifndef LRSTREAM_SOURCES_H
#define LRSTREAM_SOURCES_H

#include "pipeline/core/settings.h"

/* True if each topic's source is "auto" or has a mapping; else a usage error that names file, line and source. The
 * option topics has been checked (topics_open). */
bool sources_exist(const struct settings *, struct error *);

#endif
