/* What statements say of videos: lists that can be read and lists that cannot, times, lengths, sessions. */
#include "tests/unit/indicators/histories.h"

#include "stages/indicators/facts/more.h"
#include "stages/indicators/facts/read_fact.h"
#include "stages/indicators/facts/read_video.h"

#define VIDEO(name) "\"https://w3id.org/xapi/video/extensions/" name "\":"
#define PLAYED "https://w3id.org/xapi/video/verbs/played"
#define PAUSED "https://w3id.org/xapi/video/verbs/paused"
#define SEEKED "https://w3id.org/xapi/video/verbs/seeked"
#define INITIALIZED "http://adlnet.gov/expapi/verbs/initialized"
#define COURSE_OF \
	"{\"id\":\"http://c\",\"definition\":{\"type\":\"http://adlnet.gov/expapi/activities/course\"}}"

/* ---- lists ---- */

struct list {
	const char *text;
	bool readable;
	int64_t covered, total; /* µs */
};

static void
lists_are_read_whole_or_not_at_all(void **state)
{
	static const struct list lists[] = {
	    {"0[.]12.5[,]20[.]31", true, 23500000, 23500000},
	    {"0[.]10[,]5[.]15", true, 15000000, 20000000},
	    {" 0 [.] 1 [,] 2 [.] 3 ", true, 2000000, 2000000},
	    {"0[.]9.5367e-7", true, 1, 1}, /* as JavaScript writes small numbers */
	    {"0[.]1e300", true, PLACE_MOST, PLACE_MOST},
	    {"-5[.]5", true, 5000000, 5000000},
	    {"7[.]7", true, 0, 0},
	    {"9[.]3", true, 0, 0},
	    {"0[.]0.0000004", true, 0, 0},
	    {"", false, 0, 0},
	    {"   ", false, 0, 0},
	    {"5", false, 0, 0},
	    {"0[.]", false, 0, 0},
	    {"[.]5", false, 0, 0},
	    {"0[.]5[,]", false, 0, 0},
	    {"[,]0[.]5", false, 0, 0},
	    {"0[.]5[.]7", false, 0, 0},
	    {"0[.]5,7[.]9", false, 0, 0},
	    {"0-5", false, 0, 0},
	    {"0[.]null", false, 0, 0},
	    {"0[.]NaN", false, 0, 0},
	    {"0[.]Infinity", false, 0, 0},
	    {"0[.]inf", false, 0, 0},
	    {"0[.]1e999", false, 0, 0}, /* no number of any program */
	    {"0[.]0x10", false, 0, 0},
	    {"0[.]1,5", false, 0, 0},
	    {"0[.]1.", false, 0, 0},
	    {"0[.].5", false, 0, 0},
	    {"0[.]--5", false, 0, 0},
	    {"0[.]5e", false, 0, 0},
	};
	struct segments s = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof *lists; i++) {
		bool readable = read_segments(str_of(lists[i].text), &s);

		if (readable != lists[i].readable)
			fail_msg("readable: \"%s\"", lists[i].text);
		if (readable) {
			assert_int_equal(segments_covered(&s), lists[i].covered);
			assert_int_equal(segments_total(&s), lists[i].total);
		}
	}
	segments_free(&s);
}

/* "0[.]0.5[,]2[.]2.5 ...": 20,000 pieces of half a second. */
static void
long_lists_are_read_exactly(void **state)
{
	struct segments s = {0};
	struct buf text = {0};

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_format(&text, "%s%d[.]%d.5", i ? "[,]" : "", 2 * i, 2 * i);
	assert_true(read_segments(buf_view(&text), &s));
	assert_int_equal(s.count, 40000);
	assert_int_equal(segments_covered(&s), 20000 * SECOND / 2);
	buf_free(&text);
	segments_free(&s);
}

/* ---- statements ---- */

struct setup {
	struct vocabulary *vocabulary;
	struct arena *arena;
	struct fact fact;
};

static int
start(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	struct error e;

	s->vocabulary = vocabulary_open(&e);
	s->arena = arena_open();
	*state = s;
	return s->vocabulary ? 0 : -1;
}

static int
stop(void **state)
{
	struct setup *s = *state;

	vocabulary_close(s->vocabulary);
	arena_close(s->arena);
	free(s);
	return 0;
}

/* The fact of a statement with these extensions; `course` may be empty. */
static void
read_of(void **state, const char *verb, const char *course, const char *result, const char *context)
{
	static const uint8_t learner[16] = {1};
	static const struct origin nowhere = {.source = {"", 0}};
	struct setup *s = *state;
	struct json *tree = arena_zero(s->arena, sizeof(*tree));
	struct str text = arena_format(s->arena,
	    "{\"id\":\"00000000-0000-4000-8000-0000000000ab\",\"timestamp\":\"1970-01-01T00:00:01Z\",\"verb\":{\"id\":\"%s\"},"
	    "\"object\":{\"id\":\"http://v\"},\"result\":{\"extensions\":{%s}},\"context\":{\"extensions\":{%s},"
	    "\"contextActivities\":{\"grouping\":[%s]}}}",
	    verb, result, context, course);
	enum reject_code code;
	size_t at;

	assert_true(json_parse(s->arena, text, (struct json_limits){50}, tree, &code, &at));
	assert_true(read_fact(s->arena, safe_statement_make(s->arena, tree, learner, &nowhere, s->vocabulary),
	    s->vocabulary, &s->fact));
}

/* The first number of a field, ABSENT if there is no such field. */
static int64_t
field(void **state, enum more_field wanted)
{
	const struct fact *f = &((struct setup *)*state)->fact;
	struct more m;
	int64_t n;

	return more_find(f->more, wanted, &m) && more_next(&m, &n) ? n : ABSENT;
}

static bool
has_list(void **state)
{
	struct more m;

	return more_find(((struct setup *)*state)->fact.more, MORE_VIDEO_SEGMENTS, &m);
}

static void
times_count_where_they_tell_of_watching(void **state)
{
	static const char times[] = VIDEO("time") "12.5," VIDEO("time-from") "3.25," VIDEO("time-to") "99";

	read_of(state, PLAYED, COURSE_OF, times, "");
	assert_int_equal(field(state, MORE_VIDEO_TIME), 12500000);
	assert_int_equal(field(state, MORE_VIDEO_FROM), ABSENT);
	read_of(state, "http://adlnet.gov/expapi/verbs/terminated", COURSE_OF, times, "");
	assert_int_equal(field(state, MORE_VIDEO_TIME), 12500000);
	read_of(state, SEEKED, COURSE_OF, times, "");
	assert_int_equal(field(state, MORE_VIDEO_TIME), ABSENT);
	assert_int_equal(field(state, MORE_VIDEO_FROM), 3250000);
	read_of(state, INITIALIZED, COURSE_OF, times, "");
	assert_false(fact_is(&((struct setup *)*state)->fact, FACT_MORE));
	/* A text is no number; without a course nothing is kept. */
	read_of(state, PLAYED, COURSE_OF, VIDEO("time") "\"12.5\"", "");
	assert_int_equal(field(state, MORE_VIDEO_TIME), ABSENT);
	read_of(state, PLAYED, "", times, "");
	assert_false(fact_is(&((struct setup *)*state)->fact, FACT_MORE));
}

static void
a_length_is_above_zero_and_of_context_first(void **state)
{
	read_of(state, INITIALIZED, COURSE_OF, "", VIDEO("length") "195.057");
	assert_int_equal(field(state, MORE_VIDEO_LENGTH), 195057000);
	read_of(state, INITIALIZED, COURSE_OF, VIDEO("length") "60", VIDEO("length") "90");
	assert_int_equal(field(state, MORE_VIDEO_LENGTH), 90 * SECOND);
	read_of(state, INITIALIZED, COURSE_OF, VIDEO("length") "60", VIDEO("length") "0");
	assert_int_equal(field(state, MORE_VIDEO_LENGTH), 60 * SECOND);
	read_of(state, INITIALIZED, COURSE_OF, VIDEO("length") "-3", VIDEO("length") "\"90\"");
	assert_int_equal(field(state, MORE_VIDEO_LENGTH), ABSENT);
	read_of(state, INITIALIZED, COURSE_OF, VIDEO("length") "1e300", "");
	assert_int_equal(field(state, MORE_VIDEO_LENGTH), PLACE_MOST);
	read_of(state, INITIALIZED, COURSE_OF, VIDEO("length") "1e-9", "");
	assert_int_equal(field(state, MORE_VIDEO_LENGTH), ABSENT);
}

static void
a_list_comes_with_its_session(void **state)
{
	int64_t one;

	read_of(state, PAUSED, COURSE_OF, VIDEO("played-segments") "\"0[.]5\"", VIDEO("session-id") "\"s1\"");
	assert_true(has_list(state));
	one = field(state, MORE_VIDEO_SESSION);
	assert_true(one != ABSENT);
	read_of(state, INITIALIZED, COURSE_OF,
	    VIDEO("session-id") "\"s2\"," VIDEO("played-segments") "\"0[.]5\"", "");
	assert_true(has_list(state));
	assert_true(field(state, MORE_VIDEO_SESSION) != ABSENT && field(state, MORE_VIDEO_SESSION) != one);
	read_of(state, PAUSED, COURSE_OF, VIDEO("played-segments") "\"0[.]5\"", VIDEO("session-id") "null");
	assert_true(has_list(state));
	assert_int_equal(field(state, MORE_VIDEO_SESSION), ABSENT);
	/* A list of nothing is one. */
	read_of(state, PAUSED, COURSE_OF, VIDEO("played-segments") "\"5[.]5\"", "");
	assert_true(has_list(state));
	read_of(state, PAUSED, COURSE_OF, VIDEO("played-segments") "\"\"," VIDEO("time") "4", "");
	assert_false(has_list(state));
	assert_int_equal(field(state, MORE_VIDEO_TIME), 4 * SECOND);
	read_of(state, PAUSED, COURSE_OF, VIDEO("played-segments") "[[0,5]]", VIDEO("session-id") "\"s1\"");
	assert_false(fact_is(&((struct setup *)*state)->fact, FACT_MORE));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lists_are_read_whole_or_not_at_all),
	    cmocka_unit_test(long_lists_are_read_exactly),
	    TEST(times_count_where_they_tell_of_watching),
	    TEST(a_length_is_above_zero_and_of_context_first),
	    TEST(a_list_comes_with_its_session),
	};

	return cmocka_run_group_tests_name("reading videos", tests, NULL, NULL);
}
