/* Time zones: which date and hour a moment has for a tenant.
 *
 * Read from the system's tz database (TZif files, RFC 8536), so that no moment needs a call to the C library, whose
 * zone is the whole process's. A zone is read-only once open; threads may share it. PostgreSQL has the same database:
 * both should be of the same age, or dates near a freshly decreed change differ.
 */
#ifndef LRSTREAM_INDICATORS_TIMEZONE_H
#define LRSTREAM_INDICATORS_TIMEZONE_H

#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

struct zone;

enum { HOURS_OF_WEEK = 168 };

/* Where a moment stands on the zone's clock and calendar. */
struct local {
	int64_t day;      /* since 1970-01-01 */
	int hour_of_week; /* 0 to 167, from Monday 00:00 */
};

/* `name` is an IANA name such as Europe/Paris; UTC needs no database. Looked up in TZDIR, else /usr/share/zoneinfo.
 * NULL with a usage error if there is no such zone. */
struct zone *zone_open(struct str name, struct error *);

struct local zone_local(const struct zone *, int64_t us);

/* Seconds that the zone's clock is ahead of UTC at this moment. */
int32_t zone_offset(const struct zone *, int64_t us);

void zone_close(struct zone *);

#endif
