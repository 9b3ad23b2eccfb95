/* The stop flag: the program's only global.
 *
 * The first SIGTERM or SIGINT raises it: workers finish and commit what they have. The second one kills at once, since
 * the handlers stand for one signal only.
 */
#ifndef LRSTREAM_STOP_H
#define LRSTREAM_STOP_H

#include <stdbool.h>

/* Installs the handlers. Once, before threads start. */
void stop_install(void);

/* Raises the flag from code: a worker that cannot go on stops the others. */
void stop_raise(void);

bool stop_raised(void);

/* Sleeps up to `ms`, less if the flag is raised; returns stop_raised(). */
bool stop_wait(int ms);

#endif
