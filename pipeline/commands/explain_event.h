/* `lrstream explain --event FILE`: how an event is converted, step by step. */
#ifndef LRSTREAM_EXPLAIN_EVENT_H
#define LRSTREAM_EXPLAIN_EVENT_H

#include "pipeline/core/settings.h"

/* Explains each event of the file (or "-") on stdout; an exit code. The settings know the options of intakes and of the
 * stages decode and convert. */
int explain_event(struct settings *, char *path);

#endif
