/* From the tree of places to a statement in the mapping language.
 *
 * What xAPI does not know, or what could never make a valid statement, is told and left out: what is written passes
 * `lrstream check`.
 */
#ifndef LRSTREAM_CONVERT_IMPORT_WRITE_H
#define LRSTREAM_CONVERT_IMPORT_WRITE_H

#include "stages/convert/import/import_made.h"
#include "stages/convert/import/import_wants.h"

struct import_writer {
	struct arena *arena;
	struct wants *wants;
	bool csv;
	void (*tell)(void *context, unsigned line, struct str what);
	void *context;
};

/* A value where anything may stand, for arguments of constructs. False if it is nothing. */
bool import_write_value(struct import_writer *, const struct made *, struct json *out);

/* The statement. What every statement needs and this one has not is asked of the event, as $.actor; *lacks gets the
 * names of that, ended by NULL. */
void import_write_statement(
    struct import_writer *, const struct made *, struct json *out, const char *lacks[4]);

#endif
