/* Facts of videos for tests: what their statements said, put behind them. Memory is the arena's. */
#ifndef LRSTREAM_TESTS_VIDEOS_H
#define LRSTREAM_TESTS_VIDEOS_H

#include "pipeline/core/arena.h"
#include "stages/indicators/facts/more.h"
#include "stages/indicators/facts/read_video.h"
#include "tests/unit/indicators/histories.h"

static inline struct fact
with_bytes(struct arena *arena, struct fact f, struct buf *bytes)
{
	struct buf all = {0};

	if (fact_is(&f, FACT_MORE))
		buf_str(&all, f.more);
	buf_str(&all, buf_view(bytes));
	f.more = arena_copy(arena, buf_view(&all));
	f.flags |= FACT_MORE;
	buf_free(bytes);
	buf_free(&all);
	return f;
}

/* A field with one number. */
static inline struct fact
telling(struct arena *arena, struct fact f, enum more_field field, int64_t number)
{
	struct buf bytes = {0};

	more_put(&bytes, field, &number, 1);
	return with_bytes(arena, f, &bytes);
}

/* A list of played segments, and whose session it is: 0 for none. */
static inline struct fact
listing(struct arena *arena, struct fact f, const char *list, int64_t session)
{
	struct buf bytes = {0};
	struct segments s = {0};

	assert_true(read_segments(str_of(list), &s));
	pack_number(&bytes, MORE_VIDEO_SEGMENTS);
	segments_pack(&bytes, &s);
	if (session)
		more_put(&bytes, MORE_VIDEO_SESSION, &session, 1);
	segments_free(&s);
	return with_bytes(arena, f, &bytes);
}

#endif
