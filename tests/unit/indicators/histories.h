/* Facts for tests: written by hand, and random histories. */
#ifndef LRSTREAM_TESTS_HISTORIES_H
#define LRSTREAM_TESTS_HISTORIES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stages/indicators/facts/more.h"
#include "stages/indicators/facts/segments.h"
#include "stages/indicators/fold/fold.h"
#include "stages/indicators/fold/progress.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Activities by number; a course is an activity too. */
enum { COURSE = 1000, OTHER_COURSE = 2000 };

/* The fact with id `id` at t: `verb` on `activity` of `course`; 0 for no course or no activity. */
static inline struct fact
said(uint8_t id, int64_t t, enum verb_code verb, uint64_t course, uint64_t activity)
{
	struct fact f = {.t = t, .verb = (uint8_t)verb, .course = course, .activity = activity};

	f.id[15] = id;
	f.flags |= course ? FACT_COURSE : 0u;
	f.flags |= activity ? FACT_ACTIVITY : 0u;
	f.flags |= course && course == activity ? FACT_ON_COURSE : 0u;
	return f;
}

static inline struct fact
with_duration(struct fact f, int64_t duration)
{
	f.flags |= FACT_DURATION;
	f.duration = duration;
	return f;
}

/* Points from 0 to 100. */
static inline struct fact
with_score(struct fact f, int64_t points)
{
	f.flags |= FACT_SCORE;
	f.score = points * POINT;
	return f;
}

static inline struct fact
with_success(struct fact f, bool success)
{
	f.flags |= FACT_SUCCESS_STATED | (success ? FACT_SUCCESS : 0u);
	return f;
}

static inline struct fact
with_completion(struct fact f, bool completion)
{
	f.flags |= FACT_COMPLETION_STATED | (completion ? FACT_COMPLETION : 0u);
	return f;
}

static inline struct fact
with_percent(struct fact f, int64_t percent)
{
	f.flags |= FACT_PERCENT;
	f.percent = percent * POINT;
	return f;
}

static inline struct fact
with_attempt(struct fact f, int64_t attempt)
{
	f.flags |= FACT_ATTEMPT;
	f.attempt = attempt;
	return f;
}

/* The bytes must outlive the fact. */
static inline struct fact
with_more(struct fact f, struct str packed)
{
	f.flags |= FACT_MORE;
	f.more = packed;
	return f;
}

static inline struct fact
voided(struct fact f)
{
	f.flags |= FACT_VOIDED;
	return f;
}

/* ---- chance ---- */

/* xorshift: the same numbers everywhere. */
static inline uint64_t
chance(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static inline int64_t
below(uint64_t *seed, int64_t most)
{
	return (int64_t)(chance(seed) % (uint64_t)most);
}

static inline void
put_random_segments(struct buf *b, uint64_t *seed)
{
	struct segments s = {0};
	int64_t session = 1 + below(seed, 3);

	for (int64_t n = below(seed, 4); n > 0; n--)
		segments_add(&s, below(seed, 90) * SECOND, below(seed, 90) * SECOND);
	segments_settle(&s);
	pack_number(b, MORE_VIDEO_SEGMENTS);
	segments_pack(b, &s);
	if (below(seed, 3))
		more_put(b, MORE_VIDEO_SESSION, &session, 1);
	segments_free(&s);
}

/* What a statement says of a video: one of many, which stay. */
static inline struct fact
with_random_video(uint64_t *seed, struct fact f)
{
	static struct buf words[300];
	struct buf *b = &words[below(seed, 300)];

	if (b->len == 0) {
		int64_t length = (1 + below(seed, 90)) * SECOND, time = below(seed, 90) * SECOND;

		if (below(seed, 3) == 0)
			more_put(b, MORE_VIDEO_LENGTH, &length, 1);
		more_put(b, MORE_VIDEO_TIME, &time, 1);
		more_put(b, MORE_VIDEO_FROM, &time, 1);
		if (below(seed, 3) == 0)
			put_random_segments(b, seed);
	}
	f.more = buf_view(b);
	f.flags |= FACT_MORE;
	return f;
}

/* A fact with a bit of everything; ids are distinct for distinct `id`. Times are dense and often equal. */
static inline struct fact
random_fact(uint64_t *seed, uint32_t id)
{
	static const enum verb_code verbs[] = {VERB_REGISTERED, VERB_UNREGISTERED, VERB_COMPLETED,
	    VERB_PASSED, VERB_FAILED, VERB_EARNED, VERB_ANSWERED, VERB_EVALUATED, VERB_PROGRESSED,
	    VERB_SATISFIED, VERB_OTHER, VERB_PLAYED, VERB_PAUSED, VERB_SEEKED, VERB_TERMINATED};
	/* Packed: a post; replies to nothing known, to one discussion, to two, to none of ours. */
	static const struct str social[] = {STR("\x0c\0"), STR("\x0e\0"), STR("\x0e\x02\x0a"),
	    STR("\x0e\x04\x0a\x0c"), STR("\x0e\x02\xfe\xff\xff\x1f")};
	uint64_t course = below(seed, 8) ? COURSE + (uint64_t)below(seed, 3) * 1000 : 0;
	uint64_t activity = below(seed, 3) ? course + (uint64_t)below(seed, 6) : 0;
	int64_t t =
	    below(seed, 5) ? below(seed, 40 * DAY) / (7 * MINUTE) * (7 * MINUTE) : below(seed, 3) * DAY;
	struct fact f = said(0, t, verbs[below(seed, sizeof(verbs) / sizeof *verbs)], course, activity);

	memcpy(f.id, &id, sizeof(id));
	f.id[15] = (uint8_t)below(seed, 256);
	if (below(seed, 4) == 0)
		f = with_duration(f, below(seed, 40) * MINUTE);
	if (below(seed, 3) == 0)
		f = with_score(f, below(seed, 101));
	if (below(seed, 3) == 0)
		f = with_success(f, below(seed, 2));
	if (below(seed, 5) == 0)
		f = with_completion(f, below(seed, 2));
	if (below(seed, 6) == 0)
		f = with_attempt(f, below(seed, 9));
	if (fact_is(&f, FACT_ON_COURSE) && below(seed, 3) == 0)
		f = with_percent(f, below(seed, 101));
	if (below(seed, 3) == 0)
		f = with_random_video(seed, f);
	if (below(seed, 20) == 0)
		f.flags |= FACT_FAIL_GRADE;
	if (below(seed, 5) == 0)
		f = with_more(f, social[below(seed, sizeof(social) / sizeof *social)]);
	return f;
}

static inline void
shuffle(uint64_t *seed, struct fact *facts, size_t count)
{
	for (size_t i = count; i > 1; i--) {
		size_t j = (size_t)below(seed, (int64_t)i);
		struct fact f = facts[i - 1];

		facts[i - 1] = facts[j];
		facts[j] = f;
	}
}

/* ---- looking ---- */

static inline const void *
row_at(const struct rowset *s, uint64_t a, uint64_t b)
{
	const struct row_key key = {a, b};

	for (size_t i = 0; i < s->count; i++)
		if (row_key_order(rowset_row(s, i), &key) == 0)
			return rowset_row(s, i);
	return NULL;
}

static inline void
assert_same_rows(const struct rowset *a, const struct rowset *b)
{
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++)
		assert_true(rowset_same(a, rowset_row(a, i), rowset_row(b, i)));
}

#endif
