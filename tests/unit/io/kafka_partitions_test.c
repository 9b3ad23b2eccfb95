#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "pipeline/io/kafka_partitions.h"

static void
finds_what_was_added(void **state)
{
	struct partitions p = {0};

	(void)state;
	assert_null(partitions_find(&p, "a", 0));
	partitions_add(&p, "a", 0);
	partitions_add(&p, "a", 1);
	partitions_add(&p, "b", 0);
	partitions_add(&p, "b", 0);
	assert_int_equal(p.count, 3);
	assert_string_equal(partitions_find(&p, "b", 0)->topic.at, "b");
	assert_int_equal(partitions_find(&p, "a", 1)->number, 1);
	assert_int_equal(partitions_find(&p, "a", 1)->state, NEW);
	assert_null(partitions_find(&p, "b", 1));
	partitions_free(&p);
}

static void
forgets_what_was_removed(void **state)
{
	struct partitions p = {0};

	(void)state;
	for (int i = 0; i < 5; i++)
		partitions_add(&p, "a", i);
	assert_non_null(partitions_find(&p, "a", 4));
	partitions_remove(&p, "a", 4);
	partitions_remove(&p, "a", 0);
	partitions_remove(&p, "a", 9);
	assert_int_equal(p.count, 3);
	assert_null(partitions_find(&p, "a", 0));
	assert_null(partitions_find(&p, "a", 4));
	for (int i = 1; i < 4; i++)
		assert_int_equal(partitions_find(&p, "a", i)->number, i);
	partitions_free(&p);
}

static void
names_stay_where_they_are(void **state)
{
	struct partitions p = {0};
	struct str first = partitions_name(&p, "first");

	(void)state;
	for (char name[2] = "a"; name[0] <= 'z'; name[0]++)
		partitions_name(&p, name);
	assert_ptr_equal(partitions_name(&p, "first").at, first.at);
	partitions_free(&p);
}

static void
is_at_end_when_all_are(void **state)
{
	struct partitions p = {0};

	(void)state;
	assert_true(partitions_at_end(&p));
	partitions_add(&p, "a", 0);
	partitions_add(&p, "a", 1);
	p.at[0].at_end = p.at[1].at_end = true;
	p.at[0].state = READING;
	assert_false(partitions_at_end(&p)); /* one is not being read */
	p.at[1].state = READING;
	assert_true(partitions_at_end(&p));
	p.at[0].at_end = false;
	assert_false(partitions_at_end(&p));
	partitions_free(&p);
}

static void
a_missing_topic_is_news_once(void **state)
{
	struct partitions p = {0};

	(void)state;
	partitions_subscribe(&p, "here");
	partitions_subscribe(&p, "gone");
	assert_false(partitions_miss(&p, "never asked for"));
	assert_false(partitions_any_missing(&p));
	assert_true(partitions_miss(&p, "gone"));
	assert_false(partitions_miss(&p, "gone"));
	assert_true(partitions_any_missing(&p));
	assert_false(partitions_at_end(&p));
	partitions_free(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_was_added),
	    cmocka_unit_test(forgets_what_was_removed),
	    cmocka_unit_test(names_stay_where_they_are),
	    cmocka_unit_test(is_at_end_when_all_are),
	    cmocka_unit_test(a_missing_topic_is_news_once),
	};

	return cmocka_run_group_tests_name("io/kafka_partitions", tests, NULL, NULL);
}
