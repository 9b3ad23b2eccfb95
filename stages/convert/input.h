/* The section `input` of a mapping: how the files of its source are written. */
#ifndef LRSTREAM_CONVERT_INPUT_H
#define LRSTREAM_CONVERT_INPUT_H

#include "pipeline/core/arena.h"
#include "pipeline/io/csv_form.h"

struct mapping_input {
	bool csv; /* delimited; else JSON */
	struct csv_form form;
};

struct compiler;
struct json;
struct mapping;

/* Reads the section into mapping->input. */
bool input_compile(struct compiler *, const struct json *yaml, struct mapping *);

/* Reads no more of a mapping file than its source and its input, which live in the arena: whoever opens the input needs
 * them before any mapping is compiled. */
bool input_peek(struct arena *, const char *path, struct str *source, struct mapping_input *, struct error *);

#endif
