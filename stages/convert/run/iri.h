/* IRIs from event text (RFC 3987). */
#ifndef LRSTREAM_CONVERT_IRI_H
#define LRSTREAM_CONVERT_IRI_H

#include "pipeline/core/buf.h"

/* Appends `text` (UTF-8) with every character that RFC 3987 forbids in an IRI percent-encoded. Escapes that are there
 * already stay; a '%' that starts none becomes %25, and a '#' %23 where one stands in the buffer or the text before. */
void iri_escape(struct buf *, struct str text);

/* True if text is an IRI with a scheme and without any character that RFC 3987 forbids. */
bool iri_is(struct str text);

/* True if text starts with a scheme and a colon. */
bool iri_has_scheme(struct str text);

#endif
