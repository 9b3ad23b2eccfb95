/* Stored offsets: they start once, and move only from where they are believed to stand. */
#include "tests/unit/database.h"

#include "pipeline/offsets.h"

static const struct str group = {"g", 1};

static int64_t
stored(struct postgres *db, const char *topic, int32_t partition)
{
	struct kafka_position at = {.topic = str_of(topic), .partition = partition, .next_offset = -1};
	struct error err;

	must(offsets_read(db, group, &at, 1, &err), &err);
	return at.next_offset;
}

static void
partitions_start_once(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct kafka_position first[] = {{STR("a"), 0, 10}, {STR("a"), 1, 20}};
	struct kafka_position again[] = {{STR("a"), 1, 99}, {STR("b"), 1, 30}};
	struct kafka_position all[] = {{STR("b"), 0, -1}, {STR("b"), 1, -1}, {STR("a"), 1, -1}};
	struct error err;

	must(offsets_start(db, group, first, 2, &err), &err);
	must(offsets_start(db, group, again, 2, &err), &err);
	must(offsets_start(db, STR("other"), again, 2, &err), &err);
	must(offsets_start(db, group, NULL, 0, &err), &err);
	must(offsets_read(db, group, all, 3, &err), &err);
	assert_int_equal(all[0].next_offset, -1);
	assert_int_equal(all[1].next_offset, 30);
	assert_int_equal(all[2].next_offset, 20);
}

static void
they_move_all_or_none(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct offset_step good[] = {{STR("a"), 0, 10, 15}, {STR("a"), 1, 20, 21}};
	struct offset_step stale[] = {{STR("a"), 0, 15, 16}, {STR("a"), 1, 20, 25}};
	struct error err;
	bool lost = true;

	must(offsets_advance(db, group, good, 2, &lost, &err), &err);
	assert_false(lost);
	assert_int_equal(stored(db, "a", 1), 21);

	must(postgres_begin(db, &err), &err);
	assert_false(offsets_advance(db, group, stale, 2, &lost, &err));
	assert_true(lost);
	assert_true(err.transient);
	postgres_rollback(db);
	assert_int_equal(stored(db, "a", 0), 15);

	must(offsets_advance(db, group, NULL, 0, &lost, &err), &err);
	assert_false(lost);
}

static void
a_broken_connection_is_no_loss(void **state)
{
	struct postgres *db = database_connect(database_of(state));
	struct offset_step step = {STR("a"), 0, 15, 16};
	struct error err;
	bool lost = true;

	assert_false(postgres_script(db, "SELECT pg_terminate_backend(pg_backend_pid())", &err));
	assert_false(offsets_advance(db, group, &step, 1, &lost, &err));
	assert_false(lost);
	assert_true(err.transient);
	assert_false(postgres_alive(db));
	postgres_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(partitions_start_once),
	    cmocka_unit_test(they_move_all_or_none),
	    cmocka_unit_test(a_broken_connection_is_no_loss),
	};

	return cmocka_run_group_tests_name("offsets", tests, database_setup_migrated, database_teardown);
}
