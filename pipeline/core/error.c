/* See error.h. */
#include "pipeline/core/error.h"

#include <stdarg.h>
#include <stdio.h>

/* What people wrote may hold anything; a message is one line, and moves no cursor. */
static void
make_one_line(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = ' ';
}

#define FILL(error, code, again) \
	do { \
		va_list args; \
		va_start(args, format); \
		vsnprintf((error)->text, sizeof((error)->text), format, args); \
		va_end(args); \
		make_one_line((error)->text); \
		(error)->exit = (code); \
		(error)->transient = (again); \
	} while (0)

bool
error_usage(struct error *e, const char *format, ...)
{
	FILL(e, EXIT_USAGE, false);
	return false;
}

bool
error_world(struct error *e, const char *format, ...)
{
	FILL(e, EXIT_WORLD, false);
	return false;
}

bool
error_at(struct error *e, const char *where)
{
	struct error inner = *e;

	snprintf(e->text, sizeof(e->text), "%.200s: %.270s", where, inner.text);
	return false;
}

bool
error_transient(struct error *e, const char *format, ...)
{
	FILL(e, EXIT_WORLD, true);
	return false;
}
