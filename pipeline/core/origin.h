/* Where a record came from: enough to find it again, and nothing of what it says.
 *
 * Coordinates are the only thing besides pseudonyms that crosses the privacy line with a statement. Kafka keys and
 * headers are never read: they often are a person's id.
 */
#ifndef LRSTREAM_ORIGIN_H
#define LRSTREAM_ORIGIN_H

#include <stdint.h>

#include "pipeline/core/str.h"

struct origin {
	struct str source; /* as configured or said; once convert has decided, the mapping's own name */
	struct str topic;  /* of Kafka; for a file "file" or a name that does not tell its path */
	int32_t partition; /* 0 for a file */
	int64_t offset;    /* in a file: the line where the record starts, from 1 */
	int64_t
	    received_at; /* µs since 1970: the broker's time of the message; the time of reading for a file */
};

#endif
