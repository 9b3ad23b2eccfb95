/* What a piece of an IRI looks like, whatever stands around it. */
#ifndef LRSTREAM_IRI_SHAPE_H
#define LRSTREAM_IRI_SHAPE_H

#include <stdbool.h>

#include "pipeline/core/str.h"

/* Four numbers with dots between. */
bool iri_shape_ipv4(struct str);

/* The same where it may also be a version, in a path or a parameter; of an address, two numbers have two digits. */
bool iri_shape_likely_ipv4(struct str);

/* A host that is the machine itself, whoever says it: 127.0.0.1, [::1]. */
bool iri_shape_local(struct str host);

/* The name of a program or a page, not of somebody: profile.php. */
bool iri_shape_program(struct str);

/* Where somebody is to be put in, and nobody is: :id, {user}, <name>. */
bool iri_shape_blank(struct str);

bool iri_shape_uuid(struct str);

/* A number, or a name with four digits and more. */
bool iri_shape_numbered(struct str);

#endif
