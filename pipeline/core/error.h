/* Errors of the world and of its user: what went wrong, in one sentence for a person.
 *
 * A bad record is never an error: it is a reject (reject.h). An error is a wrong option or configuration (exit 2),
 * or a broker, database or file that does not do its part (exit 3), which the worker retries while it is `transient`.
 */
#ifndef LRSTREAM_ERROR_H
#define LRSTREAM_ERROR_H

#include <stdbool.h>

enum exit_code { EXIT_DONE = 0, EXIT_REJECTS = 1, EXIT_USAGE = 2, EXIT_WORLD = 3 };

struct error {
	enum exit_code exit; /* EXIT_USAGE or EXIT_WORLD */
	bool transient;      /* worth trying again as it is */
	char text[480];      /* one line, no payload, no secret */
};

/* Each fills the error and returns false, so that a caller can `return error_…(…)`. */
bool error_usage(struct error *, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool error_world(struct error *, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool error_transient(struct error *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says in front where an error comes from: "where: text". Returns false. */
bool error_at(struct error *, const char *where);

#endif
