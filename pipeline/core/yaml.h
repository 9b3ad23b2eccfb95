/* YAML files as the same tree as JSON: the only user of libyaml.
 *
 * The core schema of YAML 1.2: plain true, false, null, ~ and numbers are typed, everything else and everything quoted
 * is text. A number that JSON would not write (0x1f, 1_000, .5, +1) is text. Each node knows its line. Refused, each
 * with file and line: duplicate keys, keys that are no text, several documents. Anchors and aliases work, bounded
 * against their exponential growth; tags other than !!str are refused.
 */
#ifndef LRSTREAM_YAML_H
#define LRSTREAM_YAML_H

#include "pipeline/core/arena.h"
#include "pipeline/core/error.h"
#include "pipeline/core/json.h"

/* Reads a whole file; the tree lives in the arena. False with a usage error "FILE:LINE: what is wrong". */
bool yaml_read(struct arena *, const char *path, struct json *out, struct error *);

/* The same from text; `name` stands for the file in errors. */
bool yaml_parse(struct arena *, struct str text, const char *name, struct json *out, struct error *);

#endif
