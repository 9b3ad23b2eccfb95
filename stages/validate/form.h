/* The forms that xAPI gives to strings, each a scanner by hand: no regular expression, no allocation, one
 * pass.
 *
 * Texts are slices: a NUL or a newline in them is a byte like any other, and no form allows it. The text is
 * known to be UTF-8. Moments and durations are in core/iso8601.h, UUIDs in core/digest.h.
 */
#ifndef LRSTREAM_VALIDATE_FORM_H
#define LRSTREAM_VALIDATE_FORM_H

#include "pipeline/core/str.h"

/* RFC 3987: an IRI with its scheme, no relative reference. One leniency: a '%' need not start an escape, as
 * in many activity ids of the field. */
bool is_iri(struct str);

/* The same, ASCII only (RFC 3986). */
bool is_uri(struct str);

/* "mailto:" and one address, nothing after it. */
bool is_mbox(struct str);

/* RFC 5646, well-formed: all of its grammar, including the grandfathered tags. */
bool is_language_tag(struct str);

/* Hexadecimal digits of either case. */
bool is_hex(struct str);

/* RFC 2046: type/subtype, perhaps with parameters. */
bool is_media_type(struct str);

/* What a statement's `version` may be under 1.0.3, and under 2.0. */
bool is_version_1(struct str);
bool is_version_2(struct str);

/* A JSON number that PostgreSQL's numeric, and so jsonb, can hold: up to 131,072 digits before and 16,383
 * after the decimal point, the exponent counted in. */
bool is_storable_number(struct str);

#endif
