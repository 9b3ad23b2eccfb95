/* Mapping files of the Learning Records Converter (Prometheus-X) as mappings of ours, as far as they use no code.
 *
 * Their values are copied, constant, chosen by conditions, or made by Python; of the latter the forms of import_form.h
 * are taken. As there, later mappings take the place of earlier ones, what is empty is dropped, defaults fill what is
 * missing at their very place, and profiles complete the statement at last.
 */
#ifndef LRSTREAM_CONVERT_IMPORT_H
#define LRSTREAM_CONVERT_IMPORT_H

#include "pipeline/core/arena.h"
#include "pipeline/core/error.h"
#include "pipeline/core/json.h"

enum import_input { IMPORT_BY_FORMAT, IMPORT_JSON, IMPORT_CSV };

struct import_options {
	struct str shown;  /* the file's name in errors */
	struct str stem;   /* for the source's name where the format says nothing; may be empty */
	struct str source; /* the source's name, or empty: by format */
	enum import_input input;
	/* Called for each thing that is left out, with its line. */
	void (*tell)(void *context, unsigned line, struct str what);
	void *context;
};

struct imported {
	struct json mapping;  /* source, title, input, let and rules */
	struct json event;    /* for an example; null if none could be made up */
	bool guessed_csv;     /* the format "custom" does not say that the events are rows of cells */
	const char *lacks[4]; /* "actor", "verb", "object": nothing makes these; ended by NULL */
};

/* False with a usage error if the YAML is no such mapping file, or makes something else than xAPI. Everything lives in
 * the arena of the YAML. */
bool import_mapping(struct arena *, const struct json *yaml, const struct import_options *, struct imported *,
    struct error *);

#endif
