/* A safe statement as a row of lrstream.statement. */
#ifndef LRSTREAM_STATEMENT_ROW_H
#define LRSTREAM_STATEMENT_ROW_H

#include "pipeline/io/pgbinary.h"
#include "stages/store/erased.h"
#include "stages/xapi/safe_statement.h"

/* What was replaced in the texts of rows. */
struct replaced {
	uint64_t nul;    /* U+0000 */
	uint64_t erased; /* pseudonyms of erased people */
};

/* Appends the row in the column order of SQL_COPY_STATEMENTS and counts what was replaced in it. */
void statement_row(
    struct copy *, int16_t tenant, const struct safe_statement *, const struct erased *, struct replaced *);

#endif
