/* What a statement says in a discussion (W24): post or reply, and what to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "pipeline/core/digest.h"
#include "stages/indicators/facts/more.h"
#include "stages/indicators/facts/read_social.h"

#define POSTED "https://w3id.org/xapi/acrossx/verbs/posted"
#define CREATED "http://activitystrea.ms/create"
#define REPLIED "http://id.tincanapi.com/verb/replied"

#define TYPED(id, type) "{\"id\":\"" id "\",\"definition\":{\"type\":\"" type "\"}}"
#define DISCUSSION(id) TYPED(id, "http://id.tincanapi.com/activitytype/discussion")
#define COURSE TYPED("http://c", "http://adlnet.gov/expapi/activities/course")
#define MESSAGE TYPED("http://m", "https://w3id.org/xapi/acrossx/activities/message")
/* A statement in the course, which is among the grouping. */
#define SAID(verb, object, around) \
	"{\"verb\":{\"id\":\"" verb "\"},\"object\":" object ",\"context\":{\"contextActivities\":{" around \
	"}}}"
#define IN_COURSE "\"grouping\":[" COURSE "]"

enum { NEITHER, POST, REPLY };

struct setup {
	struct vocabulary *vocabulary;
	struct arena *arena;
	struct buf more;
	struct more discussions;
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
	buf_free(&s->more);
	free(s);
	return 0;
}

static int
read(void **state, const char *statement)
{
	static const uint8_t learner[16] = {1};
	static const struct origin nowhere = {.source = {"", 0}};
	struct setup *s = *state;
	struct json tree;
	enum reject_code code;
	size_t at;

	assert_true(json_parse(s->arena, str_of(statement), (struct json_limits){50}, &tree, &code, &at));
	buf_clear(&s->more);
	read_social(s->arena, safe_statement_make(s->arena, &tree, learner, &nowhere, s->vocabulary),
	    s->vocabulary, &s->more);
	if (more_find(buf_view(&s->more), MORE_POST, &s->discussions))
		return POST;
	return more_find(buf_view(&s->more), MORE_REPLY, &s->discussions) ? REPLY : NEITHER;
}

/* The discussions of the statement read last: how many, and whether this one is among them. */
static size_t
count(void **state)
{
	return ((struct setup *)*state)->discussions.count;
}

static bool
has(void **state, const char *iri)
{
	struct more m = ((struct setup *)*state)->discussions;
	int64_t hash;

	while (more_next(&m, &hash))
		if ((uint64_t)hash == hash64(str_of(iri)))
			return true;
	return false;
}

static void
a_posting_outside_discussions_is_a_post(void **state)
{
	assert_int_equal(read(state, SAID(POSTED, MESSAGE, IN_COURSE)), POST);
	assert_int_equal(count(state), 0);
	assert_int_equal(read(state, SAID(POSTED, DISCUSSION("http://d"), IN_COURSE)), POST);
	assert_int_equal(read(state, SAID(CREATED, DISCUSSION("http://d"), IN_COURSE)), POST);
	/* posted of anything, even of no activity */
	assert_int_equal(
	    read(state,
		SAID(POSTED, "{\"objectType\":\"Agent\",\"mbox\":\"mailto:ann@example.org\"}", IN_COURSE)),
	    POST);
}

static void
only_a_discussion_is_posted_by_creating_it(void **state)
{
	assert_int_equal(read(state, SAID(CREATED, MESSAGE, IN_COURSE)), NEITHER);
	assert_int_equal(read(state, SAID(CREATED, "{\"id\":\"http://d\"}", IN_COURSE)), NEITHER);
	assert_int_equal(
	    read(state, SAID(CREATED, MESSAGE, IN_COURSE ",\"parent\":" DISCUSSION("http://d"))), NEITHER);
	assert_int_equal(read(state, SAID("http://adlnet.gov/expapi/verbs/experienced",
					 DISCUSSION("http://d"), IN_COURSE)),
	    NEITHER);
}

static void
a_posting_in_a_discussion_is_a_reply(void **state)
{
	assert_int_equal(
	    read(state, SAID(POSTED, MESSAGE, IN_COURSE ",\"parent\":" DISCUSSION("http://d"))), REPLY);
	assert_int_equal(count(state), 1);
	assert_true(has(state, "http://d"));
	/* creating a discussion inside another one */
	assert_int_equal(read(state, SAID(CREATED, DISCUSSION("http://e"),
					 "\"grouping\":[" DISCUSSION("http://d") "," COURSE "]")),
	    REPLY);
	assert_true(has(state, "http://d"));
}

static void
discussions_stand_in_parent_and_grouping_alone(void **state)
{
	assert_int_equal(read(state, SAID(POSTED, MESSAGE,
					 "\"parent\":[" DISCUSSION("http://d") "," MESSAGE "," DISCUSSION(
					     "http://e") "],"
							 "\"grouping\":[" COURSE "," DISCUSSION(
							     "http://d") "," DISCUSSION("http://f") "]")),
	    REPLY);
	assert_int_equal(count(state), 3); /* d stands there twice */
	assert_true(has(state, "http://d") && has(state, "http://e") && has(state, "http://f"));
	assert_int_equal(read(state, SAID(POSTED, MESSAGE,
					 IN_COURSE ",\"category\":" DISCUSSION(
					     "http://d") ",\"other\":[" DISCUSSION("http://e") "]")),
	    POST);
	/* The type must be stated in this statement. */
	assert_int_equal(
	    read(state, SAID(POSTED, MESSAGE, IN_COURSE ",\"parent\":{\"id\":\"http://d\"}")), POST);
}

static void
nothing_replies_to_itself(void **state)
{
	assert_int_equal(read(state, SAID(POSTED, DISCUSSION("http://d"),
					 IN_COURSE ",\"parent\":[" DISCUSSION("http://d") "]")),
	    POST);
	assert_int_equal(
	    read(state, SAID(POSTED, DISCUSSION("http://d"),
			    IN_COURSE ",\"parent\":[" DISCUSSION("http://d") "," DISCUSSION("http://e") "]")),
	    REPLY);
	assert_int_equal(count(state), 1);
	assert_true(has(state, "http://e"));
}

static void
replied_is_a_reply_to_whatever(void **state)
{
	assert_int_equal(read(state, SAID(REPLIED, MESSAGE, IN_COURSE)), REPLY);
	assert_int_equal(count(state), 0);
	assert_int_equal(read(state, SAID(REPLIED, DISCUSSION("http://d"), IN_COURSE)), REPLY);
	assert_int_equal(count(state), 0);
	assert_int_equal(
	    read(state, SAID(REPLIED, MESSAGE, IN_COURSE ",\"parent\":" DISCUSSION("http://d"))), REPLY);
	assert_int_equal(count(state), 1);
}

static void
outside_courses_nothing_is_said(void **state)
{
	assert_int_equal(read(state, SAID(POSTED, MESSAGE, "\"parent\":" DISCUSSION("http://d"))), NEITHER);
	assert_int_equal(read(state, SAID(REPLIED, MESSAGE, "\"category\":" COURSE)), NEITHER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_posting_outside_discussions_is_a_post),
	    cmocka_unit_test(only_a_discussion_is_posted_by_creating_it),
	    cmocka_unit_test(a_posting_in_a_discussion_is_a_reply),
	    cmocka_unit_test(discussions_stand_in_parent_and_grouping_alone),
	    cmocka_unit_test(nothing_replies_to_itself),
	    cmocka_unit_test(replied_is_a_reply_to_whatever),
	    cmocka_unit_test(outside_courses_nothing_is_said),
	};

	return cmocka_run_group_tests_name("read_social", tests, start, stop);
}
