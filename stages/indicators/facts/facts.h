/* Facts: what the indicators keep of a statement, and how a learner's history is packed.
 *
 * A fact is the small part of a counted statement (W1) that any indicator of a learner depends on; a learner's facts
 * together are enough to compute them again without reading a statement. Packed, a fact takes about 50 bytes. The
 * bytes are stored for years: the first of each fact is the version of its layout, flags and verb codes are never
 * given a new meaning.
 *
 * Everything is a whole number, so that adding and taking away is exact: times in microseconds, scores and percents in
 * nanopoints (1e-9 of a point on the scale of 0 to 100), IRIs as their hash64.
 */
#ifndef LRSTREAM_INDICATORS_FACTS_H
#define LRSTREAM_INDICATORS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/core/buf.h"
#include "stages/xapi/vocabulary.h"

#define POINT INT64_C(1000000000) /* nanopoints in a point */
#define POINTS_MOST (100 * POINT)

/* The longest duration that counts, µs, 280,000 years: longer than any two moments are apart, and so much shorter than 64
 * bits can tell that nothing a learner spends beside it overflows. */
#define DURATION_MOST (INT64_C(280000) * 366 * 86400 * 1000000)

/* Written into each packed fact. */
enum fact_flag {
	FACT_VOIDED = 1 << 0, /* changes nothing of a packed fact's length */
	FACT_COURSE = 1 << 1,
	FACT_ACTIVITY = 1 << 2,
	FACT_ON_COURSE = 1 << 3, /* the object is the course (W6); both IRIs are the same */
	FACT_TYPE = 1 << 4,
	FACT_DURATION = 1 << 5,
	FACT_SCORE = 1 << 6,
	FACT_ATTEMPT = 1 << 7,
	FACT_PERCENT = 1 << 8,
	FACT_SUCCESS_STATED = 1 << 9,
	FACT_SUCCESS = 1 << 10,
	FACT_COMPLETION_STATED = 1 << 11,
	FACT_COMPLETION = 1 << 12,
	FACT_FAIL_GRADE = 1 << 13, /* the grade's class is Fail: an `earned` that grants nothing (W26) */
	FACT_LESSONS_DONE = 1 << 14,
	FACT_LESSONS_TOTAL = 1 << 15,
	FACT_CURRENT_LESSON = 1 << 16,
	FACT_REPORTED_TIME = 1 << 17,
	FACT_REPORTED_AVERAGE = 1 << 18,
	FACT_MORE = 1 << 19,
	FACT_FLAGS_END = 1 << 20
};

/* A number or hash, or the bytes of more, count only if their flag is set. */
struct fact {
	int64_t t;      /* W3, µs */
	uint8_t id[16]; /* of the statement */
	uint32_t flags; /* of enum fact_flag */
	uint8_t verb;   /* enum verb_code */
	uint64_t course, activity, type;
	int64_t duration;                                    /* µs */
	int64_t score;                                       /* W10, nanopoints */
	int64_t attempt;                                     /* W19 */
	int64_t percent;                                     /* W16, nanopoints; only on the course */
	int64_t lessons_done, lessons_total, current_lesson; /* W31; only on the course */
	int64_t reported_time;                               /* µs */
	int64_t reported_average;                            /* nanopoints */
	struct str more; /* what few facts have, packed (more.h); borrowed */
};

/* A packed fact is never longer than this and its `more`: head, t and id, three hashes, nine numbers of at most ten
 * bytes, and the length of `more`. */
enum { FACT_BYTES_MOST = 5 + 10 + 16 + 3 * 8 + 9 * 10 + 10 };

static inline bool
fact_is(const struct fact *f, enum fact_flag flag)
{
	return (f->flags & flag) != 0;
}

/* Appends the packed fact; returns its length. */
size_t fact_pack(struct buf *, const struct fact *);

/* Reads the fact at the start of `bytes`, which must outlive its `more`. Returns its length, 0 if the bytes are none of
 * ours. */
size_t fact_unpack(struct str bytes, struct fact *);

/* Orders: everywhere (t, id) (W4); for time spent (t, those with a duration first, longer ones first, id) (W12). */
int fact_order(const struct fact *, const struct fact *);
int fact_line_order(const struct fact *, const struct fact *);

/* What a fact says of its object (W15, W19, W26). */
bool fact_says_completed(const struct fact *);
bool fact_says_passed(const struct fact *);
bool fact_is_trial(const struct fact *); /* answered or evaluated */
bool fact_waives(const struct fact *);   /* satisfied or waived: meets any moveOn */
bool fact_grants(const struct fact *);   /* opens a certificate if none is open; to be asked on the course */

#endif
