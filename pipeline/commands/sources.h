/* The sources that the configuration names, held against the mappings there are. */
#ifndef LRSTREAM_SOURCES_H
#define LRSTREAM_SOURCES_H

#include "pipeline/core/settings.h"

/* True if each topic's source is "auto", "structure" or has a mapping, and each of the option sources has one; else a usage error
 * that names file, line and source. The option topics has been checked (topics_open). */
bool sources_exist(const struct settings *, struct error *);

/* True if --source says that all records are course structures. */
bool source_is_structure(const struct settings *);

#endif
