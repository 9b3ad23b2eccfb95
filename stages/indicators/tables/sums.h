/* Sums over learners, as a flush adds to them, and the names and types that go with them. */
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

/* Sums over learners: what is to be added. */
struct course_sum {
	struct row_key key; /* course */
	int64_t learners, statements, completions, percents, percent_sum;
	struct label name;
};
struct day_sum {
	struct row_key key; /* course, day as in day_row */
	int64_t learners, statements, completions, time;
};
struct activity_sum {
	struct row_key key; /* course, activity */
	int64_t learners, attempts, tried, tried_right, scored, best_sum, furthest;
	struct label name, type;
};
struct progress_sum {
	struct row_key key; /* course; version, and in the lower 32 bits the furthest lesson's place */
	int64_t learners, done;
};

#endif
