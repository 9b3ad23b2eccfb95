/* People who were erased: their statements are dropped, and others name them no longer. See ../database.h for the
 * variable that the tests on a database need, worker.h for the names of statements. */
#include "tests/unit/store/worker.h"

#include "stages/store/erased.h"

#define ANN "0a000000-0000-0000-0000-00000000000a"
#define BOB "0b000000-0000-0000-0000-00000000000b"

static void
start_with(struct worker *w, void **state, const char *learner)
{
	char sql[300];

	start_empty(w, state);
	snprintf(sql, sizeof(sql), "TRUNCATE lrstream.erased; INSERT INTO lrstream.erased VALUES (%d, '%s')",
	    w->batch.tenant, learner);
	run_sql(w->db, sql);
}

/* A batch that was begun after that many erasures. */
static void
begin(struct worker *w, int64_t erasures)
{
	empty_batch(w);
	w->batch.erasures = erasures;
}

static void
statements_of_erased_people_are_dropped(void **state)
{
	struct worker w;

	start_with(&w, state, "00000000-0000-0000-0000-000000000002");
	begin(&w, 1);
	add(&w, "1");
	add(&w, "2");
	add(&w, "3");
	store(&w);
	assert_int_equal(w.batch.first->next->outcome, OUTCOME_ERASED);
	assert_int_equal(w.batch.last->outcome, OUTCOME_STORED);
	assert_int_equal(store_counters(w.store)->erased, 1);
	assert_int_equal(store_counters(w.store)->stored, 2);
	holds(w.db, "(SELECT count(*) = 2 FROM lrstream.statement)");
	worker_stop(&w);
}

static void
the_list_is_read_when_there_is_a_newer_erasure(void **state)
{
	struct worker w;

	start_with(&w, state, "00000000-0000-0000-0000-000000000002");
	begin(&w, 0); /* as if it had been begun before */
	add(&w, "2");
	store(&w);
	assert_int_equal(w.batch.first->outcome, OUTCOME_STORED);
	begin(&w, 1);
	add(&w, "2'");
	store(&w);
	assert_int_equal(w.batch.first->outcome, OUTCOME_ERASED);
	run_sql(w.db,
	    "INSERT INTO lrstream.erased SELECT tenant, '00000000-0000-0000-0000-000000000003' FROM "
	    "lrstream.erased");
	begin(&w, 2);
	add(&w, "3");
	store(&w);
	assert_int_equal(w.batch.first->outcome, OUTCOME_ERASED);
	worker_stop(&w);
}

/* Before, in the batch, and behind. */
static void
what_an_erased_person_voids_is_void(void **state)
{
	struct worker w;

	start_with(&w, state, "00000000-0000-0000-0000-000000000009");
	begin(&w, 1);
	add(&w, "1");
	store(&w);
	begin(&w, 1);
	add(&w, "9>1");
	add(&w, "9>2");
	add(&w, "2");
	add(&w, "9>3");
	store(&w);
	assert_int_equal(w.batch.voided_count, 1);
	begin(&w, 1);
	add(&w, "3");
	add(&w, "4");
	store(&w);
	holds(w.db,
	    "(SELECT string_agg(right(id::text, 1), '' ORDER BY id) = '123' FROM api_v1.statement WHERE "
	    "voided)");
	holds(w.db, "(SELECT count(*) = 4 FROM lrstream.statement)");
	worker_stop(&w);
}

static void
others_name_erased_people_no_longer(void **state)
{
	uint8_t bob[16] = {0x0b, [15] = 0x0b};
	struct worker w;

	start_with(&w, state, ANN);
	begin(&w, 1);
	add_json(&w, bob,
	    STR("{\"id\":\"00000000-0000-4000-8000-00000000000a\",\"actor\":{\"account\":{\"name\":\"" BOB
		"\"}},\"verb\":{\"id\":\"http://v\"},\"object\":{\"account\":{\"name\":\"" ANN
		"\"}},\"context\":{\"team\":{\"member\":[{\"account\":{\"name\":\"" ANN "\"}}]}}}"));
	store(&w);
	holds(w.db,
	    "(SELECT payload = '{\"id\":\"00000000-0000-4000-8000-00000000000a\",\"actor\":{\"account\":"
	    "{\"name\":\"" BOB
	    "\"}},\"verb\":{\"id\":\"http://v\"},\"object\":{\"account\":{\"name\":\"erased\"}},"
	    "\"context\":{\"team\":{\"member\":[{\"account\":{\"name\":\"erased\"}}]}}}' FROM lrstream.statement)");
	assert_int_equal(store_counters(w.store)->erased_named, 2);
	worker_stop(&w);
}

/* ---- texts alone ---- */

/* A list without a database. */
static struct erased
list_of_ann(uint8_t room[16 * 16])
{
	struct erased e = {.people = room, .mask = 15, .count = 1};
	static const uint8_t ann[16] = {0x0a, [15] = 0x0a};

	memset(room, 0, 16 * 16);
	for (int i = 0; i < 15; i++) /* all but one place: wherever it is looked for, it is found */
		memcpy(room + (size_t)i * 16, ann, 16);
	return e;
}

static void
assert_becomes(const char *before, const char *after, uint64_t count)
{
	uint8_t room[16 * 16];
	struct erased e = list_of_ann(room);
	struct buf b = {0};

	buf_str(&b, STR("before:"));
	buf_str(&b, str_of(before));
	assert_int_equal(erased_in_json(&e, &b, 7), count);
	buf_char(&b, '\0');
	assert_string_equal(b.at + 7, after);
	buf_free(&b);
}

static void
pseudonyms_are_found_anywhere_in_a_text(void **state)
{
	(void)state;
	assert_becomes("", "", 0);
	assert_becomes("-", "-", 0);
	assert_becomes("--------------------------------------------------------------------",
	    "--------------------------------------------------------------------", 0);
	assert_becomes(ANN, "erased", 1);
	assert_becomes("x" ANN "y", "xerasedy", 1);
	assert_becomes("[\"" ANN "\",\"" BOB "\",\"" ANN "\"]", "[\"erased\",\"" BOB "\",\"erased\"]", 2);
	assert_becomes("2026-01-02-" ANN ANN "-", "2026-01-02-erasederased-", 2);
	assert_becomes("0a000000-0000-0000-0000-00000000000", "0a000000-0000-0000-0000-00000000000", 0);
}

static void
where_a_uuid_must_stand_it_stays(void **state)
{
	(void)state;
	assert_becomes("{\"id\":\"" ANN "\"}", "{\"id\":\"" ANN "\"}", 0);
	assert_becomes("{\"registration\":\"" ANN "\",\"name\":\"" ANN "\"}",
	    "{\"registration\":\"" ANN "\",\"name\":\"erased\"}", 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(statements_of_erased_people_are_dropped),
	    cmocka_unit_test(the_list_is_read_when_there_is_a_newer_erasure),
	    cmocka_unit_test(what_an_erased_person_voids_is_void),
	    cmocka_unit_test(others_name_erased_people_no_longer),
	    cmocka_unit_test(pseudonyms_are_found_anywhere_in_a_text),
	    cmocka_unit_test(where_a_uuid_must_stand_it_stays),
	};

	return cmocka_run_group_tests(tests, database_setup_migrated, database_teardown);
}
