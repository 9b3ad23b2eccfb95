/* Objects of data files, each by a table of the keys it may have and the functions that read their values.
 *
 * What is wrong is told with file, line and key. Whoever reads a kind of file has a reader of its own, with a struct
 * yaml_reader as its first member, to which a reading function may cast back.
 */
#ifndef LRSTREAM_YAML_OBJECT_H
#define LRSTREAM_YAML_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/core/error.h"
#include "pipeline/core/json.h"
#include "pipeline/core/str.h"

struct yaml_reader {
	const char *file; /* as messages name it */
	struct error *error;
};

/* Reads the value of a key into `out`. False with the error told. */
typedef bool yaml_read_value(struct yaml_reader *, struct str key, const struct json *, void *out);

struct yaml_key {
	struct str key;
	yaml_read_value *read;
	size_t offset; /* of what is read, in the object */
	bool needed;
};

enum { YAML_KEYS_MOST = 32 }; /* of a table */

/* Reads an object by its table into `out`; `what` is how the object is called. Keys are read in the file's order. */
bool yaml_read_object(struct yaml_reader *, struct str what, const struct json *, const struct yaml_key *,
    size_t count, void *out);

/* "FILE:LINE: KEY: what is wrong"; false. */
bool yaml_fail(struct yaml_reader *, const struct json *at, struct str key, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same for a word that is none of the known ones; names the nearest, if one is near. */
bool yaml_fail_unknown(struct yaml_reader *, const struct json *at, struct str key, struct str word,
    const struct str *known, size_t count);

#endif
