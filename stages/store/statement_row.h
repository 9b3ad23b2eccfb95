/* A safe statement as a row of lrstream.statement. */
#ifndef LRSTREAM_STATEMENT_ROW_H
#define LRSTREAM_STATEMENT_ROW_H

#include "pipeline/io/pgbinary.h"
#include "stages/xapi/safe_statement.h"

/* Appends the row in the column order of SQL_COPY_STATEMENTS; returns how many U+0000 were replaced in it. */
uint64_t statement_row(struct copy *, int16_t tenant, const struct safe_statement *);

#endif
