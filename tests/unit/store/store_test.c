/* The store with one worker on a real database. See ../database.h for the variable it needs, worker.h for the names of
 * statements. */
#include "tests/unit/store/worker.h"

static void
columns_say_what_the_statement_says(void **state)
{
	uint8_t learner[16] = {0xab};
	struct worker w;

	start_empty(&w, state);
	empty_batch(&w);
	add_json(&w, learner,
	    STR("{\"id\":\"00000000-0000-4000-8000-00000000000A\",\"verb\":{\"id\":\"http://v\"},\"object\":{\"id\":"
		"\"http://a\",\"definition\":{\"type\":\"http://t\"}},\"result\":{\"success\":false,\"completion\":"
		"true,\"score\":{\"scaled\":0.25,\"raw\":1.50,\"min\":1,\"max\":3},\"duration\":\"PT1M1.5S\"},"
		"\"context\":{\"registration\":\"00000000-0000-4000-8000-00000000000B\",\"contextActivities\":{"
		"\"parent\":[{\"id\":\"http://c\",\"definition\":{\"type\":\"http://adlnet.gov/expapi/activities/"
		"course\"}}]}},\"timestamp\":\"2026-01-02T03:04:05.123456789+01:00\",\"stored\":\"2026-01-02T03:00:"
		"00Z\"}"));
	store(&w);
	outcomes_are(&w, "s");
	holds(w.db,
	    "(SELECT (id, learner, verb, activity, activity_type, course, registration) = "
	    "('00000000-0000-4000-8000-00000000000a', 'ab000000-0000-0000-0000-000000000000', 'http://v', "
	    "'http://a', 'http://t', 'http://c', '00000000-0000-4000-8000-00000000000b') FROM api_v1.statement)");
	holds(w.db,
	    "(SELECT (occurred_at, stored_at, success, completion, voided, source) = ('2026-01-02 "
	    "02:04:05.123456Z', '2026-01-02 03:00Z', false, true, false, 'xapi') FROM api_v1.statement)");
	holds(w.db,
	    "(SELECT (score_scaled, score_raw, score_min, score_max, duration_seconds) = (0.25, 1.5, 1, "
	    "3, 61.5) FROM api_v1.statement)");
	holds(w.db, "(SELECT statement->'result'->'score'->>'raw' = '1.50' FROM api_v1.statement)");
	worker_stop(&w);
}

static void
what_is_not_said_is_null(void **state)
{
	struct worker w;

	start_empty(&w, state);
	empty_batch(&w);
	add_json(&w, NULL,
	    STR("{\"id\":\"00000000-0000-4000-8000-00000000000a\",\"verb\":{\"id\":\"http://v\"},\"object\":{"
		"\"objectType\":\"Agent\"}}"));
	store(&w);
	holds(w.db, "(SELECT num_nulls(learner, activity, activity_type, course, registration, success, "
		    "completion, score_scaled, score_raw, score_min, score_max, duration_seconds) = 12 FROM "
		    "api_v1.statement)");
	holds(w.db, "(SELECT occurred_at = '1970-01-01 00:00:00.000001Z' FROM api_v1.statement)");
	worker_stop(&w);
}

static void
one_batch_holds_an_id_once(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 2 1 1' 3");
	outcomes_are(&w, "ssdcs");
	holds(w.db, "(SELECT count(*) = 3 FROM api_v1.statement)");
	holds(w.db, "(SELECT count(*) = 0 FROM api_v1.statement WHERE verb = 'http://verbs/other')");
	worker_stop(&w);
}

static void
the_first_committed_stays(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1");
	store_all(&w, "1' 1 2 1'");
	outcomes_are(&w, "cdsc");
	holds(w.db, "(SELECT count(*) = 2 FROM api_v1.statement)");
	holds(w.db, "(SELECT verb = 'http://verbs/did' FROM api_v1.statement WHERE activity = "
		    "'http://activities/1')");
	assert_int_equal(store_counters(w.store)->stored, 2);
	assert_int_equal(store_counters(w.store)->duplicates, 1);
	assert_int_equal(store_counters(w.store)->refused, 2);
	holds(w.db, "NOT EXISTS (SELECT FROM lrstream.iri WHERE iri = 'http://verbs/other')");
	worker_stop(&w);
}

/* Whether this connection has asked already: its statement is prepared then. */
#define ASKED "(SELECT count(*) = 1 FROM pg_prepared_statements WHERE name = 'find_statements')"

static void
what_is_stored_is_asked_once_duplicates_come(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 2 1");
	store_all(&w, "9>3");
	holds(w.db, "NOT " ASKED);
	store_all(&w, "4 2 3");
	outcomes_are(&w, "sdv");
	holds(w.db, ASKED);
	for (int i = 0; i < 30; i++)
		store_all(&w, "");
	store_all(&w, "5 2");
	outcomes_are(&w, "sd");
	holds(w.db, "(SELECT count(*) = 6 FROM api_v1.statement)");
	assert_int_equal(store_counters(w.store)->collisions, 0);
	worker_stop(&w);
}

static void
a_rolled_back_batch_can_be_stored_again(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "5");
	empty_batch(&w);
	add(&w, "1");
	add(&w, "2>1");
	add(&w, "3>5");
	must(flush(&w), &w.err);
	settle(&w, false);
	holds(w.db, "(SELECT count(*) = 1 FROM api_v1.statement)");
	assert_int_equal(store_counters(w.store)->stored, 1);
	store(&w);
	outcomes_are(&w, "vss");
	assert_int_equal(w.batch.voided_count, 1);
	assert_int_equal(store_counters(w.store)->stored, 4);
	holds(w.db, "(SELECT count(verb) = 4 FROM api_v1.statement)"); /* IRIs went with the first attempt */
	worker_stop(&w);
}

static void
an_iri_is_known_only_when_committed(void **state)
{
	struct worker w, other;

	start_empty(&w, state);
	worker_start(&other, *state);
	store_all(&w, "1");
	store_all(&other, "2"); /* its verb is there already */
	run_sql(w.db, "TRUNCATE lrstream.statement");
	store_all(&w, "1");
	holds(w.db, "(SELECT count(*) = 3 FROM lrstream.iri)");
	holds(w.db, "(SELECT name = 'xapi' FROM lrstream.source)");
	worker_stop(&other);
	worker_stop(&w);
}

static void
two_tenants_may_hold_one_id(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 2");
	must(tenant_ensure(w.db, STR("acme"), &w.batch.tenant, &w.err), &w.err);
	assert_int_not_equal(w.batch.tenant, 1);
	store_all(&w, "1' 4>2 5>1");
	outcomes_are(&w, "vss");
	holds(w.db, "(SELECT count(*) = 2 AND NOT bool_or(voided) FROM api_v1.statement)");
	run_sql(w.db, "SET lrstream.tenant = 'acme'");
	holds(w.db, "(SELECT count(*) = 3 FROM api_v1.statement)");
	worker_stop(&w);
}

static void
the_writer_needs_no_more_than_its_role(void **state)
{
	struct worker w;

	start_empty(&w, state);
	run_sql(w.db, "SET ROLE lrstream_writer");
	store_all(&w, "9>1");
	store_all(&w, "1 2 3>2");
	outcomes_are(&w, "vvs");
	worker_stop(&w);
}

/* ---- voids ---- */

static void
a_void_reaches_what_was_stored_before(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 2");
	store_all(&w, "9>1");
	outcomes_are(&w, "s");
	assert_int_equal(w.batch.voided_count, 1);
	assert_int_equal(w.batch.voided[0].id[15], 1);
	assert_true(w.batch.voided[0].has_learner);
	assert_int_equal(w.batch.voided[0].learner[15], 1);
	store_all(&w, "2 8>2"); /* also where a copy of it comes along */
	outcomes_are(&w, "ds");
	assert_int_equal(w.batch.voided_count, 1);
	voided_are(&w, "1 2");
	worker_stop(&w);
}

static void
a_void_waits_for_what_comes_later(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "9>1 8>1");
	assert_int_equal(w.batch.voided_count, 0);
	holds(w.db, "(SELECT count(*) = 2 FROM api_v1.statement)"); /* the stub does not show */
	store_all(&w, "1 2");
	outcomes_are(&w, "vs");
	assert_int_equal(w.batch.voided_count, 0);
	voided_are(&w, "1");
	holds(w.db, "(SELECT count(*) = 4 FROM lrstream.statement)"); /* nor does it stay */
	worker_stop(&w);
}

static void
a_void_reaches_its_own_batch(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 9>1 8>2 2 3");
	outcomes_are(&w, "vssvs");
	assert_int_equal(w.batch.voided_count, 0);
	voided_are(&w, "1 2");
	worker_stop(&w);
}

static void
a_void_of_a_void_changes_nothing(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 9>1 7>9 6>6");
	outcomes_are(&w, "vsss");
	store_all(&w, "8>9");
	assert_int_equal(w.batch.voided_count, 0);
	store_all(&w, "5>4"); /* a stub, and what comes for it is a voiding statement */
	store_all(&w, "4>3 3");
	outcomes_are(&w, "sv");
	voided_are(&w, "1 3");
	worker_stop(&w);
}

static void
two_voids_act_as_one(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 2");
	store_all(&w, "9>1 8>1");
	assert_int_equal(w.batch.voided_count, 1);
	store_all(&w, "7>1");
	assert_int_equal(w.batch.voided_count, 0);
	store_all(&w, "9>1");
	outcomes_are(&w, "d");
	voided_are(&w, "1");
	worker_stop(&w);
}

static void
a_refused_void_does_not_act(void **state)
{
	struct worker w;

	start_empty(&w, state);
	store_all(&w, "1 9>5 2");
	store_all(&w, "9>1 3 9>3");
	outcomes_are(&w, "csc");
	assert_int_equal(w.batch.voided_count, 0);
	voided_are(&w, "");
	worker_stop(&w);
}

/* ---- values that PostgreSQL refuses ---- */

static void
a_refused_value_harms_only_its_statement(void **state)
{
	struct worker w;

	start_empty(&w, state);
	run_sql(w.db, "ALTER TABLE lrstream.statement ADD CONSTRAINT bad CHECK (learner::text !~ '0(3|8)$')");
	store_all(&w, "50>7"); /* a stub, which must survive the search */
	store_all(&w, "1 2 3 4 5 6 7 8 3 3' 8>2");
	outcomes_are(&w, "ssrsssvrrrr");
	run_sql(w.db, "ALTER TABLE lrstream.statement DROP CONSTRAINT bad");
	voided_are(&w, "7"); /* and not 2: what should have voided it was refused */
	holds(w.db, "(SELECT count(*) = 7 FROM api_v1.statement)");
	assert_int_equal(store_counters(w.store)->refused, 5);
	store_all(&w, "10 11"); /* all is well afterwards */
	outcomes_are(&w, "ss");
	worker_stop(&w);
}

static void
nul_is_stored_as_the_replacement_character(void **state)
{
	uint8_t learner[16] = {1};
	struct worker w;

	start_empty(&w, state);
	empty_batch(&w);
	add_json(&w, learner,
	    STR("{\"id\":\"00000000-0000-4000-8000-00000000000a\",\"verb\":{\"id\":\"http://v\"},\"object\":{\"id\":"
		"\"http://a\\u0000\",\"definition\":{\"name\":{\"en\":\"x\\u0000y\\\\u0000\"}}}}"));
	store(&w);
	outcomes_are(&w, "s");
	assert_int_equal(store_counters(w.store)->nul_replaced, 2);
	store(&w); /* nothing of it is stored again */
	outcomes_are(&w, "d");
	assert_int_equal(store_counters(w.store)->nul_replaced, 2);
	holds(w.db, "(SELECT statement->'object'->'definition'->'name'->>'en' = U&'x\\FFFDy\\\\u0000' FROM "
		    "api_v1.statement)");
	holds(w.db, "(SELECT activity = U&'http://a\\FFFD' FROM api_v1.statement)");
	worker_stop(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(columns_say_what_the_statement_says),
	    cmocka_unit_test(what_is_not_said_is_null),
	    cmocka_unit_test(one_batch_holds_an_id_once),
	    cmocka_unit_test(the_first_committed_stays),
	    cmocka_unit_test(what_is_stored_is_asked_once_duplicates_come),
	    cmocka_unit_test(a_rolled_back_batch_can_be_stored_again),
	    cmocka_unit_test(an_iri_is_known_only_when_committed),
	    cmocka_unit_test(two_tenants_may_hold_one_id),
	    cmocka_unit_test(the_writer_needs_no_more_than_its_role),
	    cmocka_unit_test(a_void_reaches_what_was_stored_before),
	    cmocka_unit_test(a_void_waits_for_what_comes_later),
	    cmocka_unit_test(a_void_reaches_its_own_batch),
	    cmocka_unit_test(a_void_of_a_void_changes_nothing),
	    cmocka_unit_test(two_voids_act_as_one),
	    cmocka_unit_test(a_refused_void_does_not_act),
	    cmocka_unit_test(a_refused_value_harms_only_its_statement),
	    cmocka_unit_test(nul_is_stored_as_the_replacement_character),
	};

	return cmocka_run_group_tests_name("store", tests, database_setup_migrated, database_teardown);
}
