/* The section `tables` of a mapping: lookup tables, said in the mapping or read from a file.
 *
 * A table is read once. Where a lookup stands, its values are checked and compiled for that place, so that a short name of
 * a verb that nobody knows is found at start, with the table's file and line.
 */
#ifndef LRSTREAM_CONVERT_TABLES_H
#define LRSTREAM_CONVERT_TABLES_H

#include "stages/convert/compile/compile.h"

/* Reads the section into c->tables. */
bool tables_compile(struct compiler *, const struct json *yaml, struct mapping *);

/* False with name and line if no lookup asks a table, one of c->table_count. */
bool table_used(const struct compiler *, uint32_t nth, struct str *name, uint16_t *line);

#endif
