/* Results: scores are compared as doubles. */
#include "tests/unit/validate/judge.h"

static void
all_members_have_their_types(void **state)
{
	(void)state;
	is_valid("/result", "{}");
	is_valid(
	    "/result", "{'success':true,'completion':false,'response':'','duration':'PT1S','extensions':{}}");
	is_refused("/result/success", "'true'", "success", "/result/success");
	is_refused("/result/success", "1", "success", "/result/success");
	is_refused("/result/completion", "'false'", "completion", "/result/completion");
	is_refused("/result/response", "1", "response", "/result/response");
	is_refused("/result/score", "1", "score", "/result/score");
	is_refused("/result/score", "[]", "score", "/result/score");
	is_refused("/result/extensions", "'x'", "extensions", "/result/extensions");
	is_refused("/result", "[]", "result", "/result");
}

static void
scaled_lies_between_minus_one_and_one(void **state)
{
	(void)state;
	is_valid("/result/score/scaled", "-1");
	is_valid("/result/score/scaled", "1");
	is_valid("/result/score/scaled", "0");
	is_valid("/result/score/scaled", "1.0");
	is_valid("/result/score/scaled", "-0.0");
	is_valid("/result/score/scaled", "10e-1");
	is_valid("/result/score/scaled", "1e-400");
	is_refused("/result/score/scaled", "1.0001", "score-scaled", "/result/score/scaled");
	is_refused("/result/score/scaled", "-1.1", "score-scaled", "/result/score/scaled");
	is_refused("/result/score/scaled", "1e400", "score-scaled", "/result/score/scaled");
	is_refused("/result/score/scaled", "-1e400", "score-scaled", "/result/score/scaled");
	is_refused("/result/score/scaled", "'1'", "score-scaled", "/result/score/scaled");
	is_refused("/result/score/scaled", "true", "score-scaled", "/result/score/scaled");
}

static void
numbers_are_numbers(void **state)
{
	(void)state;
	is_refused("/result/score/raw", "'1'", "score-number", "/result/score/raw");
	is_refused("/result/score/raw", "[]", "score-number", "/result/score/raw");
	is_refused("/result/score/min", "'1'", "score-number", "/result/score/min");
	is_refused("/result/score/min", "[]", "score-number", "/result/score/min");
	is_refused("/result/score/max", "'1'", "score-number", "/result/score/max");
	is_refused("/result/score/max", "[]", "score-number", "/result/score/max");
}

static void
min_is_less_than_max(void **state)
{
	(void)state;
	is_valid("/result/score", "{'min':-1,'max':1}");
	is_valid("/result/score", "{'max':1e400,'min':-1e400,'raw':1e399}");
	is_refused("/result/score", "{'min':1,'max':1}", "score-range", "/result/score");
	is_refused("/result/score", "{'min':1,'max':1.0}", "score-range", "/result/score");
	is_refused("/result/score", "{'min':2,'max':1}", "score-range", "/result/score");
}

static void
raw_lies_between_them(void **state)
{
	(void)state;
	is_valid("/result/score", "{'min':1,'raw':1,'max':2}");
	is_valid("/result/score", "{'raw':2,'max':2}");
	is_valid("/result/score", "{'raw':-5}");
	is_refused("/result/score", "{'raw':0,'min':1}", "score-range", "/result/score");
	is_refused("/result/score", "{'raw':3,'max':2}", "score-range", "/result/score");
	is_refused("/result/score", "{'raw':3e2,'min':0,'max':100}", "score-range", "/result/score");
}

static void
a_duration_is_iso_8601(void **state)
{
	(void)state;
	is_valid("/result/duration", "'PT0S'");
	is_valid("/result/duration", "'P1Y2M3DT4H5M6.789S'");
	is_valid("/result/duration", "'P2W'");
	is_valid("/result/duration", "'PT1.23456789S'");
	is_valid("/result/duration", "'P1D'");
	is_valid("/result/duration", "'PT16559.14S'");
	is_refused("/result/duration", "'P'", "duration", "/result/duration");
	is_refused("/result/duration", "'PT'", "duration", "/result/duration");
	is_refused("/result/duration", "'P1DT'", "duration", "/result/duration");
	is_refused("/result/duration", "'P1W1D'", "duration", "/result/duration");
	is_refused("/result/duration", "'PT1.5H1M'", "duration", "/result/duration");
	is_refused("/result/duration", "'P0003-06-04T12:30:05'", "duration", "/result/duration");
	is_refused("/result/duration", "'-PT1S'", "duration", "/result/duration");
	is_refused("/result/duration", "'1H'", "duration", "/result/duration");
	is_refused("/result/duration", "'PT1S\\n'", "duration", "/result/duration");
	is_refused("/result/duration", "'P16559.14S'", "duration", "/result/duration");
	is_refused("/result/duration", "''", "duration", "/result/duration");
	is_refused("/result/duration", "1", "duration", "/result/duration");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_members_have_their_types),
	    cmocka_unit_test(scaled_lies_between_minus_one_and_one),
	    cmocka_unit_test(numbers_are_numbers),
	    cmocka_unit_test(min_is_less_than_max),
	    cmocka_unit_test(raw_lies_between_them),
	    cmocka_unit_test(a_duration_is_iso_8601),
	};

	return cmocka_run_group_tests_name("result", tests, NULL, NULL);
}
