/* How an intake's input is written, and which source it is of: what options and mappings say about it together. */
#ifndef LRSTREAM_INTAKE_FORM_H
#define LRSTREAM_INTAKE_FORM_H

#include "pipeline/core/arena.h"
#include "pipeline/core/settings.h"
#include "pipeline/io/csv_form.h"

struct intake_form {
	struct str source; /* of all records; "auto": to be recognised */
	bool whole;        /* one JSON document */
	bool either;       /* that, or JSON lines: nobody said which */
	bool csv;          /* delimited rows; else JSON lines */
	struct csv_form csv_form;
	size_t most_bytes; /* of a row */
};

/* From the options input, source, mapping, delimiter, quote, encoding and max_bytes, and the section `input` of the
 * source's mapping. Texts live in the arena or the settings. False with a usage error. */
bool intake_form_read(const struct settings *, struct arena *, struct intake_form *, struct error *);

#endif
