/* Sums over learners, as what is to be added to them: the rows of the tables that are kept once for each writer. */
#ifndef LRSTREAM_INDICATORS_SUMS_H
#define LRSTREAM_INDICATORS_SUMS_H

#include "pipeline/core/str.h"
#include "stages/indicators/fold/rowset.h"

/* A name or type, and the statement that stated it. */
struct label {
	struct str text; /* at == NULL: none was stated */
	int64_t stated_at;
	struct row_key stated_by; /* its id */
};

/* True if a label stated at this moment by this statement would be taken. */
bool label_later(const struct label *, const struct label *other);

/* Keeps the later of a label and another one, by (t, id). */
void label_take(struct label *, const struct label *other);

/* A sum of 64-bit numbers, which may be more than 64 bits: high * 2^32 + low, low being from 0 to 2^32 - 1. */
struct wide {
	int64_t high, low;
};

struct course_sum {
	struct row_key key; /* course */
	int64_t learners, statements, completions, percents, percent_sum;
	struct label name;
};
struct day_sum {
	struct row_key key; /* course, day as in day_row */
	int64_t learners, statements, completions;
	struct wide time;
};
struct activity_day_sum {
	struct row_key key; /* a hash of course and activity, day as in day_row */
	int64_t learners, statements;
	struct wide time;
	int64_t course, activity; /* hashes */
};
struct activity_sum {
	struct row_key key; /* course, activity */
	int64_t learners, tried, tried_right, scored, best_sum, furthest;
	struct wide attempts;
	struct label name, type;
};
struct progress_sum {
	struct row_key
	    key; /* course; version, and in the lower 32 bits the place of the furthest lesson touched */
	int64_t learners, done;
};

/* Of a second of a video: what begins there, less what ends there. */
struct segment_sum {
	struct row_key key;       /* a hash of course and activity; second */
	int64_t views, learners;  /* segments that rewatching counts; learners who have any */
	int64_t furthest;         /* learners whose furthest position is nearest to it: no difference */
	int64_t course, activity; /* hashes */
};

#endif
