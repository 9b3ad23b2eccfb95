/* What may be said of a delimited file, on the command line and in a mapping: delimiter, quote and encoding. */
#ifndef LRSTREAM_CSV_FORM_H
#define LRSTREAM_CSV_FORM_H

#include "pipeline/core/error.h"
#include "pipeline/io/csv_split.h"

struct csv_form {
	struct csv_dialect dialect; /* 0: to be found out */
	struct str encoding;        /* as iconv knows it, with a NUL behind it; empty: to be found out */
};

/* The names of what may be said. */
extern const char *const csv_form_names[];
enum { CSV_FORM_NAMES = 3 };

/* Sets what has the name to what a person said, `value` (borrowed, with a NUL behind it). A delimiter or a quote is one
 * ASCII character; `tab` and `space` are delimiters, too, and the quote `none` is no quote. False with a usage error. */
bool csv_form_say(struct csv_form *, struct str name, struct str value, struct error *);

#endif
