/* What parts of an IRI look like by themselves: addresses of machines, pages, numbers. */
#ifndef LRSTREAM_IRI_PARTS_H
#define LRSTREAM_IRI_PARTS_H

#include <stdbool.h>

#include "pipeline/core/str.h"

/* Four numbers with dots between. */
bool iri_is_ipv4(struct str);

/* In a path or a parameter the same may be a version; of an address, two numbers have two digits. */
bool iri_looks_like_ipv4(struct str);

/* A host that is the machine itself, whoever says it: 127.0.0.1, [::1]. */
bool iri_is_local(struct str host);

/* The name of a program or page, such as view.php. */
bool iri_is_program(struct str segment);

/* A number, or with digits enough for one: 42, s4711. */
bool iri_is_numbered(struct str segment);

#endif
