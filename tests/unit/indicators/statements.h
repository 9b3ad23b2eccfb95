/* Random statements as JSON, with what indicators look at: several learners, courses and languages, ties, durations,
 * late and early voids, administration, statements without a course or a learner.
 */
#ifndef LRSTREAM_TESTS_STATEMENTS_H
#define LRSTREAM_TESTS_STATEMENTS_H

#include "pipeline/core/iso8601.h"
#include "tests/unit/indicators/histories.h"

struct told {
	int learner; /* 0: none, a Group */
	struct str json;
};

/* 2026-03-20: within the next weeks Paris changes its clock. */
#define STATEMENTS_START (INT64_C(20532) * DAY)

static inline const char *
random_verb(uint64_t *seed)
{
	static const char *const verbs[] = {"http://adlnet.gov/expapi/verbs/registered",
	    "http://id.tincanapi.com/verb/unregistered", "http://adlnet.gov/expapi/verbs/completed",
	    "http://adlnet.gov/expapi/verbs/passed", "http://adlnet.gov/expapi/verbs/failed",
	    "http://id.tincanapi.com/verb/earned", "http://adlnet.gov/expapi/verbs/answered",
	    "http://adlnet.gov/expapi/verbs/answered", "https://w3id.org/xapi/acrossx/verbs/evaluated",
	    "http://adlnet.gov/expapi/verbs/progressed", "https://w3id.org/xapi/adl/verbs/waived",
	    "http://example.com/verbs/unheard-of", "http://activitystrea.ms/purchase",
	    "https://w3id.org/xapi/video/verbs/played", "https://w3id.org/xapi/video/verbs/played",
	    "https://w3id.org/xapi/video/verbs/paused", "https://w3id.org/xapi/video/verbs/seeked",
	    "http://adlnet.gov/expapi/verbs/terminated", "https://w3id.org/xapi/acrossx/verbs/posted",
	    "http://activitystrea.ms/create", "http://id.tincanapi.com/verb/replied"};

	return verbs[below(seed, sizeof(verbs) / sizeof *verbs)];
}

static inline void
put_course(struct buf *b, uint64_t *seed, int course)
{
	buf_format(b, "{\"id\":\"http://example.com/courses/%d\",\"definition\":{\"type\":\"%s\"", course,
	    below(seed, 2) ? "http://adlnet.gov/expapi/activities/course"
			   : "https://w3id.org/xapi/cmi5/activitytype/course");
	switch (below(seed, 4)) {
	case 0:
		break;
	case 1:
		buf_format(
		    b, ",\"name\":{\"fr\":\"Cours %d\",\"de\":\"Kurs %d\"}", (int)below(seed, 9), course);
		break;
	case 2:
		buf_format(b, ",\"name\":{\"fr\":\"x\",\"en-US\":\"Course %d\"}", (int)below(seed, 9));
		break;
	default:
		buf_format(
		    b, ",\"name\":{\"aa\":\"x\",\"en\":\"The \\u0000 course %d\"}", (int)below(seed, 9));
	}
	buf_str(b, STR("}}"));
}

#define DISCUSSION_TYPE "\"type\":\"http://id.tincanapi.com/activitytype/discussion\""

/* What is said in discussions: some of the activities, of all courses. */
static inline void
put_discussions(struct buf *b, uint64_t *seed)
{
	for (int64_t i = below(seed, 3); i > 0; i--)
		buf_format(b,
		    ",{\"id\":\"http://example.com/activities/%d\",\"definition\":{" DISCUSSION_TYPE "}}",
		    (int)below(seed, 8));
}

static inline void
put_activity(struct buf *b, uint64_t *seed, int activity)
{
	static const char *const types[] = {"", "\"type\":\"http://adlnet.gov/expapi/activities/lesson\",",
	    "\"type\":\"http://adlnet.gov/expapi/activities/question\",", DISCUSSION_TYPE ","};

	buf_format(b,
	    "{\"id\":\"http://example.com/activities/%d\",\"definition\":{%s\"name\":{\"en\":\"Activity %d\"},"
	    "\"extensions\":{\"http://id.tincanapi.com/extension/attempt-id\":%s}}}",
	    activity, types[below(seed, 4)], (int)below(seed, 100),
	    (const char *[]){"1.5", "\"2\"", "3", "null"}[below(seed, 4)]);
}

#define VIDEO_EXTENSION(name) "\"https://w3id.org/xapi/video/extensions/" name "\":"

/* Times, and now and then a list of played segments, readable or not. */
static inline void
put_watching(struct buf *b, uint64_t *seed)
{
	static const char *const odd[] = {"", "5", "1[.]x", "3[.]4[,]", "9[.]2", "-2[.]1.5"};
	int lists = (int)below(seed, 8);

	if (below(seed, 6))
		buf_format(b, VIDEO_EXTENSION("time") "%d.%d,", (int)below(seed, 60), (int)below(seed, 10));
	if (below(seed, 6))
		buf_format(b, VIDEO_EXTENSION("time-from") "%d.25,", (int)below(seed, 60));
	if (lists > 2)
		return;
	buf_str(b, STR(VIDEO_EXTENSION("played-segments") "\""));
	if (lists == 0)
		buf_format(b, "%s", odd[below(seed, sizeof(odd) / sizeof *odd)]);
	for (int i = 0; i < lists; i++)
		buf_format(b, "%s%d.5[.]%d", i ? "[,]" : "", (int)below(seed, 60), (int)below(seed, 60));
	buf_str(b, STR("\","));
}

/* Members of the context's extensions, each with a comma behind it. */
static inline void
put_video_context(struct buf *b, uint64_t *seed)
{
	static const char *const lengths[] = {"0", "-3", "\"60\"", "60", "60", "45.5"};

	if (below(seed, 5) == 0)
		buf_format(b, VIDEO_EXTENSION("length") "%s,", lengths[below(seed, 6)]);
	if (below(seed, 2))
		buf_format(b, VIDEO_EXTENSION("session-id") "\"session %d\",", (int)below(seed, 3));
}

static inline void
put_result(struct buf *b, uint64_t *seed)
{
	buf_str(b, STR(",\"result\":{\"extensions\":{"));
	if (below(seed, 3) == 0)
		buf_format(b, "\"https://w3id.org/xapi/cmi5/result/extensions/progress\":%d,",
		    (int)below(seed, 130));
	if (below(seed, 4) == 0)
		buf_format(b, "\"urn:lrstream:lessons-done\":%d,\"urn:lrstream:lessons-total\":12,",
		    (int)below(seed, 13));
	if (below(seed, 6) == 0)
		buf_format(b, "\"urn:lrstream:time-spent\":\"PT%dM\",\"urn:lrstream:average-score\":%d.25,",
		    (int)below(seed, 900), (int)below(seed, 99));
	if (below(seed, 4) == 0)
		buf_format(b, "\"http://id.tincanapi.com/extension/attempt-id\":%d,", (int)below(seed, 5));
	if (below(seed, 2))
		put_watching(b, seed);
	if (below(seed, 5) == 0)
		buf_str(
		    b, STR("\"http://www.tincanapi.co.uk/activitytypes/grade_classification\":\"Fail\","));
	buf_format(b, "\"urn:x\":0}");
	if (below(seed, 2) == 0)
		buf_format(b, ",\"success\":%s", below(seed, 3) ? "true" : "false");
	if (below(seed, 4) == 0)
		buf_format(b, ",\"completion\":%s", below(seed, 2) ? "true" : "false");
	if (below(seed, 3) == 0)
		buf_format(b, ",\"duration\":\"%s%d%s\"", below(seed, 8) ? "PT" : "P1MT",
		    (int)below(seed, 40), below(seed, 3) ? "M" : ".5S");
	if (below(seed, 4) == 0)
		buf_format(
		    b, ",\"score\":{\"scaled\":%s0.%d}", below(seed, 4) ? "" : "-", (int)below(seed, 1000));
	else if (below(seed, 3) == 0)
		buf_format(b, ",\"score\":{\"raw\":%d,\"min\":-2,\"max\":%d}", (int)below(seed, 7),
		    7 + (int)below(seed, 9));
	buf_str(b, STR("}"));
}

static inline void
put_id(struct buf *b, int number)
{
	buf_format(
	    b, "\"id\":\"%08x-0000-4000-8000-%012x\"", (unsigned)(number * 2654435761u), (unsigned)number);
}

/* Statement `number` of `all`: one in fifteen voids another one, which may come later or be a void itself. */
static inline struct told
random_statement(uint64_t *seed, struct arena *arena, int number, int all)
{
	struct told told = {.learner = (int)below(seed, 40) ? 1 + (int)below(seed, 7) : 0};
	struct buf b = {0};
	char when[28];
	int64_t t = STATEMENTS_START + below(seed, 25 * DAY) / (4 * MINUTE) * (4 * MINUTE);
	int course = 1 + (int)below(seed, 3);

	if (below(seed, 4) == 0) /* bursts, with ties */
		t = STATEMENTS_START + below(seed, 9) * DAY + below(seed, 40) * MINUTE;
	buf_str(&b, STR("{"));
	put_id(&b, number);
	buf_format(&b, ",\"timestamp\":\"%.*s\"", time_write(t, when), when);
	if (below(seed, 15) == 0) {
		buf_str(&b,
		    STR(",\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/voided\"},\"object\":{\"objectType\":"
			"\"StatementRef\","));
		put_id(&b, (int)below(seed, all));
		buf_str(&b, STR("}}"));
	} else {
		buf_format(&b, ",\"verb\":{\"id\":\"%s\"},\"object\":", random_verb(seed));
		if (below(seed, 3) == 0)
			put_course(&b, seed, course);
		else
			put_activity(&b, seed, (int)below(seed, 8));
		put_result(&b, seed);
		if (below(seed, 8)) {
			buf_str(&b, STR(",\"context\":{\"extensions\":{"));
			put_video_context(&b, seed);
			buf_format(&b, "\"urn:x\":0},\"contextActivities\":{\"%s\":[",
			    below(seed, 2) ? "parent" : "grouping");
			put_course(&b, seed, course);
			put_discussions(&b, seed);
			buf_str(&b, STR("]}}"));
		}
		buf_str(&b, STR("}"));
	}
	told.json = arena_copy(arena, buf_view(&b));
	buf_free(&b);
	return told;
}

#endif
