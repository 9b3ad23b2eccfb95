/* `lrstream explain --indicator NAME`: the statements that one number of a learner comes from, step by step. */
#ifndef LRSTREAM_EXPLAIN_INDICATOR_H
#define LRSTREAM_EXPLAIN_INDICATOR_H

#include "pipeline/core/settings.h"

/* --indicator, --learner, --course, --activity, --skill, --day, --as-of and --database. Who is meant may be said by the
 * options of person.h as well. */
extern const struct option explain_indicator_options[];

/* Explains it on stdout; an exit code: EXIT_REJECTS if what is stored differs from what the statements give. The
 * arguments that are no options are those of person_read. */
int explain_indicator(struct settings *, int argc, char **argv);

#endif
