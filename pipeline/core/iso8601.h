/* Moments and durations as xAPI writes them.
 *
 * Moments are microseconds since 1970-01-01T00:00:00Z; further digits are cut, never rounded (a moment must not move
 * into the next day). A moment without zone is UTC.
 */
#ifndef LRSTREAM_ISO8601_H
#define LRSTREAM_ISO8601_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/str.h"

/* RFC 3339, and the wider ISO 8601 that xAPI 1.0.3 allows. */
enum time_form {
	TIME_RFC3339, /* extended form, 'T', zone required; 't' and 'z' will do (RFC 3339, 5.6) */
	TIME_ISO8601  /* also the basic form 20260102T030405Z, and no zone */
};

/* Calendar-true dates from year 1 to 9999 (in UTC too), seconds up to 59 (60 only as a leap second, the last of a month
 * in UTC, read as the last microsecond before it), a fraction of any length, offsets up to 23:59; "-00", "-0000" and
 * "-00:00" are refused (RFC 3339, 4.3 as ADL reads it). False if the text is none. */
bool time_parse(struct str text, enum time_form, int64_t *us);

/* "2026-03-14T16:35:00Z", with a fraction only if there is one, as few digits as tell it. A moment beyond years 1 to
 * 9999 is written as the nearest one inside. Returns the length, at most 27; no NUL. */
int time_write(int64_t us, char out[28]);

/* ISO 8601:2004 4.4.3.2: P[nY][nM][nD][T[nH][nM][nS]] or PnW alone, a fraction in the last part only. */
struct duration {
	bool calendar; /* years or months other than zero: no fixed length */
	int64_t us;    /* of the rest: a week is 7 days, a day 86,400 s; cut to microseconds */
};

/* False if the text is no duration or its length does not fit; then calendar is told nevertheless. */
bool duration_parse(struct str text, struct duration *);

/* True if the text is a duration, of whatever length. */
bool duration_is(struct str text);

/* "PT1H30M", "PT2520M" becomes PT42H; "PT0S" for nothing. us >= 0. Returns the length, at most 39; no NUL. */
int duration_write(int64_t us, char out[40]);

#endif
