/* Progress: how much a worker has read, told now and then while records flow.
 *
 * Pure: the caller brings the time and writes the line. A worker that is idle notes nothing, and so tells nothing.
 */
#ifndef LRSTREAM_PROGRESS_H
#define LRSTREAM_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Ready when zeroed but for told_at: when counting began. Times are of clock_ns. */
struct progress {
	uint64_t told_at;
	uint64_t told; /* records, when it was told last */
	uint64_t records;
	uint64_t rate; /* records a second between the last two times it was told */
};

/* Counts the records of a batch that was committed. True if it is time for a line: the first in ten seconds. */
bool progress_note(struct progress *, uint64_t now, uint64_t records);

#endif
