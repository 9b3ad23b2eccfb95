/* Posts and replies, counted by hand, and the rows that views find authors by. */
#include "tests/unit/indicators/histories.h"

#include "pipeline/core/digest.h"
#include "stages/indicators/facts/more.h"
#include "stages/indicators/fold/social.h"

enum { THREAD = 5, OTHER_THREAD = 6, MESSAGE = 7 };

struct setup {
	struct zone *zone;
	struct fold_rules rules;
	struct fold *one, *other;
	struct buf post, reply; /* packed: a post; a reply to both threads */
};

static int
start(void **state)
{
	static const int64_t both[] = {THREAD, OTHER_THREAD};
	struct setup *s = calloc(1, sizeof(*s));
	struct error e;

	s->zone = zone_open(STR("UTC"), &e);
	s->rules = (struct fold_rules){.zone = s->zone, .session = 30 * MINUTE, .idle = 10 * MINUTE};
	s->one = fold_open();
	s->other = fold_open();
	more_put(&s->post, MORE_VIDEO_LENGTH, both, 1); /* another field in front */
	more_put(&s->post, MORE_POST, NULL, 0);
	more_put(&s->reply, MORE_REPLY, both, 2);
	more_put(&s->reply, MORE_VIDEO_TIME, both, 1); /* and one behind */
	*state = s;
	return 0;
}

static int
stop(void **state)
{
	struct setup *s = *state;

	fold_close(s->one);
	fold_close(s->other);
	zone_close(s->zone);
	buf_free(&s->post);
	buf_free(&s->reply);
	free(s);
	return 0;
}

static struct fact
posted(const struct setup *s, uint8_t id, int64_t t, uint64_t course, uint64_t activity)
{
	return with_more(said(id, t, VERB_POSTED, course, activity), buf_view(&s->post));
}

static struct fact
replied(const struct setup *s, uint8_t id, int64_t t, uint64_t course, uint64_t activity)
{
	return with_more(said(id, t, VERB_REPLIED, course, activity), buf_view(&s->reply));
}

static const struct social_row *
social_of(const struct contributions *c, uint8_t id)
{
	return row_at(&c->social, 0, id);
}

static void
assert_counts(const struct contributions *c, uint64_t course, int64_t posts, int64_t replies)
{
	const struct course_row *r = row_at(&c->courses, course, 0);

	assert_int_equal(r->posts, posts);
	assert_int_equal(r->replies, replies);
}

/* Statements 1 and 2 are posts and 3 a reply in one course; 4 is a reply in the other; 5 is voided, 6 has no course, 7
 * is none of both. */
static void
posts_and_replies_by_course(void **state)
{
	struct setup *s = *state;
	const struct fact facts[] = {posted(s, 1, 0, COURSE, THREAD), posted(s, 2, HOUR, COURSE, 0),
	    replied(s, 3, 2 * HOUR, COURSE, MESSAGE), replied(s, 4, 3 * HOUR, OTHER_COURSE, MESSAGE),
	    voided(posted(s, 5, 4 * HOUR, COURSE, THREAD)), posted(s, 6, 5 * HOUR, 0, THREAD),
	    said(7, 6 * HOUR, VERB_OTHER, COURSE, THREAD)};
	const struct contributions *c = fold_run(s->one, &s->rules, facts, 7);

	assert_counts(c, COURSE, 2, 1);
	assert_counts(c, OTHER_COURSE, 0, 1);
	assert_int_equal(c->social.count, 4);
}

static void
a_row_says_all_that_an_author_is_found_by(void **state)
{
	static const int64_t both[] = {THREAD, OTHER_THREAD};
	struct setup *s = *state;
	const struct fact facts[] = {
	    posted(s, 1, HOUR, COURSE, 0), replied(s, 2, 2 * HOUR, OTHER_COURSE, MESSAGE)};
	const struct contributions *c = fold_run(s->one, &s->rules, facts, 2);
	const struct social_row *post = social_of(c, 1), *reply = social_of(c, 2);
	struct unpacking u = {.rest = reply->discussions};

	assert_int_equal(post->course, COURSE);
	assert_true(post->activity == ABSENT);
	assert_int_equal(post->t, HOUR);
	assert_int_equal(post->reply, 0);
	assert_int_equal(post->discussions.len, 0);
	assert_int_equal(reply->course, OTHER_COURSE);
	assert_int_equal(reply->activity, MESSAGE);
	assert_int_equal(reply->t, 2 * HOUR);
	assert_int_equal(reply->reply, 1);
	for (int i = 0; i < 2; i++)
		assert_int_equal(unpack_number(&u), both[i]);
	assert_int_equal(u.rest.len, 0);
	assert_true(reply->discussions_hash == hash64(reply->discussions));
}

/* From the row of a course with one post: the counts go on, and only new rows are told of. */
static void
going_on_tells_of_new_rows_alone(void **state)
{
	struct setup *s = *state;
	const struct fact facts[] = {posted(s, 1, 0, COURSE, THREAD), replied(s, 2, DAY, COURSE, MESSAGE),
	    posted(s, 3, 2 * DAY, COURSE, 0)};
	const struct contributions *before = fold_run(s->one, &s->rules, facts, 1), *now;
	struct contributions from;

	contributions_open(&from);
	rowset_copy(&from.courses, &before->courses);
	rowset_copy(&from.activities, &before->activities);
	from.end = before->end;
	now = fold_go_on(s->other, &s->rules, &from, facts + 1, 2);
	assert_counts(now, COURSE, 2, 1);
	assert_int_equal(now->social.count, 2);
	assert_null(social_of(now, 1));
	assert_non_null(social_of(now, 2));
	assert_non_null(social_of(now, 3));
	contributions_close(&from);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(posts_and_replies_by_course, start, stop),
	    cmocka_unit_test_setup_teardown(a_row_says_all_that_an_author_is_found_by, start, stop),
	    cmocka_unit_test_setup_teardown(going_on_tells_of_new_rows_alone, start, stop),
	};

	return cmocka_run_group_tests_name("social", tests, NULL, NULL);
}
