/* What stands at a place of a text, told by its shape alone: dates and times, UUIDs, chains of hex groups.
 *
 * Each looks at a bounded number of bytes.
 */
#ifndef LRSTREAM_DETECT_SHAPES_H
#define LRSTREAM_DETECT_SHAPES_H

#include "pipeline/core/str.h"

/* Bytes of the UUID at `at` (RFC 9562, 4), 0 if there is none. */
size_t shape_uuid(struct str text, size_t at);

/* Bytes of the date, the time of day or both at `at`, where digits begin: 2026-01-31T10:32:07.123+01:00, 31/01/2026,
 * 10:32:07. 0 if there is none, or if digits go on behind it as they would in a longer number. */
size_t shape_moment(struct str text, size_t at);

/* Bytes of at most `most` joiners at `at`: what people put between the digits of one number. */
size_t shape_joiners(struct str text, size_t at, int most);

/* The chain of hex groups around the mark ':', '-' or '.' at `at`: true if an IPv6 or a hardware address could be it. *end
 * is always set: the chain is known up to there. */
bool shape_hex(struct str text, size_t at, size_t *start, size_t *end);

/* The same for four decimal groups around the dot at `at`. */
bool shape_dots(struct str text, size_t at, size_t *start, size_t *end);

/* True if the byte at `at` stands inside an address: in a run without blanks, quotes or brackets that holds "://" before
 * it, or begins with a slash or with the name of a host and a slash. `inside` is a byte before it that does, 0 if none is
 * known: so places in one long address are told in the time of one. */
bool shape_in_iri(struct str text, size_t at, size_t inside);

#endif
