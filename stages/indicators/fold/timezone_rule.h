/* The rule at the end of a TZif file: how a zone changes its clock in every year to come (POSIX TZ, RFC 8536 3.3). */
#ifndef LRSTREAM_INDICATORS_TIMEZONE_RULE_H
#define LRSTREAM_INDICATORS_TIMEZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/str.h"

/* When in a year a change happens. */
struct zone_change {
	enum { CHANGE_JULIAN, CHANGE_DAY, CHANGE_WEEKDAY } form; /* Jn, n, Mm.w.d */
	int month, week, day;                                    /* week 5: the last; for Jn and n only day */
	int32_t time; /* seconds of the local clock after that day's midnight; may be negative */
};

struct zone_rule {
	int32_t standard, summer;      /* seconds ahead of UTC */
	bool changes;                  /* false: standard all year */
	struct zone_change start, end; /* of summer time */
};

/* Reads "CET-1CEST,M3.5.0,M10.5.0/3"; false if the text is none. */
bool zone_rule_parse(struct str text, struct zone_rule *);

/* The moment of a change in a year, in seconds since 1970, for a clock that is `offset` ahead of UTC before it. */
int64_t zone_change_at(const struct zone_change *, int year, int32_t offset);

/* Days from 1970-01-01 to the first of January of a year. */
int64_t zone_year_start(int year);

#endif
