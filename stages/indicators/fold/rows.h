/* The rows that the fold makes of a learner's facts.
 *
 * Rows hold whole numbers: moments and lengths in µs, scores and percents in nanopoints, flags as 0 and 1; those that
 * may be unknown are then ABSENT. Bytes that hold no value are zero, so rows compare as bytes. A row is all that is
 * needed to go on from it: what facts later than all others do to it depends on nothing else.
 *
 * What is of variable length is the last member of a row, a struct str of bytes packed by packing.h, and before it
 * stands their hash64: it is compared in their place.
 */
#ifndef LRSTREAM_INDICATORS_ROWS_H
#define LRSTREAM_INDICATORS_ROWS_H

#include "pipeline/core/str.h"
#include "stages/indicators/fold/rowset.h"

enum { RUNS_KEPT = 128, DAY_BIAS = 1 << 20 };

/* A value that no fact states. */
#define ABSENT INT64_MIN

enum { ENROLMENT_REGISTERED = 1, ENROLMENT_UNREGISTERED = 2 };
enum { CERTIFICATE_ISSUED = 1, CERTIFICATE_REVOKED = 2 };

/* Days since 1970, both included. */
struct day_run {
	int32_t first, last;
};

struct course_row {
	struct row_key key; /* course */
	int64_t statements, first_at, last_at;
	int64_t sessions, active_days, longest_streak;
	int64_t time;
	int64_t enrolment; /* what was last said: ENROLMENT_… or ABSENT */
	int64_t percent;
	int64_t completed_at; /* W16, W17 */
	int64_t passed_at;    /* passed on the course */
	int64_t others;       /* statements that neither register nor unregister */
	int64_t struggling;   /* activities whose answers end in WRONG_RUN_STRUGGLING or more wrong ones */
	int64_t furthest; /* the activity, not the course itself, that was begun last: a hash, or ABSENT */
	int64_t lessons_done, lessons_total, current_lesson, reported_time, reported_average;
	int64_t scored, best_sum, last_sum, first_sum; /* over activities with a score (W21) */
	int64_t tried, tried_right; /* activities whose first attempt has a verdict; of these true */
	int64_t regularity;         /* nanobits */
	int64_t posts, replies;     /* W24 */
	int64_t certificate_state;  /* CERTIFICATE_… or ABSENT */
	struct row_key certificate; /* its id: the two halves, big-endian */
	int64_t run_count;
	struct day_run runs[RUNS_KEPT]; /* of active days, the newest first; unused ones are 0, 0 */
	uint64_t hours_hash;
	struct str hours; /* statements by hour of the week: hour and number of each that has any */
};

struct activity_row {
	struct row_key key; /* course, activity */
	int64_t statements;
	int64_t type;          /* hash, or ABSENT */
	int64_t trials;        /* answered and evaluated */
	int64_t attempt_most;  /* of attempt-id, or ABSENT */
	int64_t first_success; /* of the first trial with a verdict */
	int64_t time;
	int64_t best, last, first;
	int64_t completed_at, passed_at,
	    waived_at; /* when first said; what is done depends on moveOn (W15) */
	int64_t last_at;
	int64_t last_day;       /* the latest date; where the clock is set back, not that of last_at */
	struct row_key last_by; /* id of the last statement */
	int64_t first_try_at;   /* first attempted, answered, evaluated, completed, passed or failed (W30) */
	int64_t wrong_run;      /* answers with a verdict at the end that are wrong */
};

/* What facts added to a day: days are summed over learners and kept for none. */
struct day_row {
	struct row_key key; /* course, day: since 1970, DAY_BIAS added so that days before sort first */
	int64_t learners;   /* 1: the learner's first statement on it is among them */
	int64_t statements, completions, time;
};

static inline int64_t
day_of(struct row_key key)
{
	return (int64_t)key.b - DAY_BIAS;
}

/* The same of an activity. */
struct activity_day_row {
	struct row_key key; /* a hash of course and activity; day as in day_row */
	int64_t learners;
	int64_t statements, time;
	int64_t course, activity; /* hashes */
};

struct certificate_row {
	struct row_key key; /* id */
	int64_t course;     /* hash */
	int64_t issued_at;
	int64_t state;
};

/* W19: the attempts of an activity. */
int64_t activity_attempts(const struct activity_row *);

struct row_key key_of_id(const uint8_t id[16]);
void id_of_key(struct row_key, uint8_t id[16]);

#endif
