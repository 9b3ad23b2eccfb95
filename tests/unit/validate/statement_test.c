/* The statement: what it must have, what it may hold, and what its parts must be together. */
#include "tests/unit/validate/judge.h"

static void
the_usual_one_is_valid(void **state)
{
	(void)state;
	is_valid(NULL, NULL);
}

static void
anything_but_an_object_is_none(void **state)
{
	(void)state;
	is_refused("", "'x'", "statement", "");
	is_refused("", "1", "statement", "");
	is_refused("", "true", "statement", "");
	is_refused("", "null", "statement", "");
	is_refused("", "[]", "statement", "");
}

static void
actor_verb_and_object_are_required(void **state)
{
	(void)state;
	is_refused("/actor", NULL, "actor", "/actor");
	is_refused("/verb", NULL, "verb", "/verb");
	is_refused("/object", NULL, "object", "/object");
}

static void
other_members_are_not(void **state)
{
	(void)state;
	is_valid("/id", NULL);
	is_valid("/timestamp", NULL);
	is_valid("/result", NULL);
	is_valid("/context", NULL);
}

static void
unknown_keys_are_refused_where_they_stand(void **state)
{
	(void)state;
	is_refused("/extra", "1", "unknown-key", "");
	is_refused("/actor/extra", "1", "unknown-key", "/actor");
	is_refused("/Actor", "1", "unknown-key", "");
	is_refused("/objectType", "'Statement'", "unknown-key", "");
	is_refused("/verb/name", "'x'", "unknown-key", "/verb");
	is_refused("/object/definition/extra", "1", "unknown-key", "/object/definition");
	is_refused("/result/score/extra", "1", "unknown-key", "/result/score");
}

static void
a_key_ends_where_its_length_ends(void **state)
{
	(void)state;
	is_refused("/extra", "1", "unknown-key", "");
	is_refused("/verb", "{'id':'http://x','display\\u0000':{}}", "unknown-key", "/verb");
	is_refused("/object/objectType", "'Activity\\u0000'", "object-type", "/object/objectType");
}

static void
null_is_refused_everywhere(void **state)
{
	(void)state;
	is_refused("/id", "null", "null", "/id");
	is_refused("/extra", "null", "unknown-key", "");
	is_refused("/actor/name", "null", "null", "/actor/name");
	is_refused("/verb/display", "{'en':null}", "null", "/verb/display");
	is_refused("/attachments", "[null]", "null", "/attachments/0");
	is_refused(
	    "/context/contextActivities/parent", "[null]", "null", "/context/contextActivities/parent/0");
}

static void
keys_that_stand_twice_are_refused(void **state)
{
	(void)state;
	is_refused("/verb", "{'id':'http://x','id':'http://x'}", "duplicate-key", "/verb");
	is_refused("/verb", "{'id':'http://x','\\u0069d':'http://x'}", "duplicate-key", "/verb");
	is_refused("/verb/display", "{'en':'a','en':'b'}", "duplicate-key", "/verb/display");
	is_refused(
	    "/context/extensions", "{'http://x':1,'http://x':1}", "duplicate-key", "/context/extensions");
}

static void
an_id_is_a_uuid_of_either_case(void **state)
{
	(void)state;
	is_valid("/id", "'F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6'");
	is_valid("/id", "'12345678-1234-5678-1234-567812345678'");
	is_refused("/id", "''", "statement-id", "/id");
	is_refused("/id", "'f81d4fae7dec11d0a76500a0c91e6bf6'", "statement-id", "/id");
	is_refused("/id", "'{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}'", "statement-id", "/id");
	is_refused("/id", "'urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6'", "statement-id", "/id");
	is_refused("/id", "' f81d4fae-7dec-11d0-a765-00a0c91e6bf6'", "statement-id", "/id");
	is_refused("/id", "'f81d4fae-7dec-11d0-a765-00a0c91e6bf6\\n'", "statement-id", "/id");
	is_refused("/id", "'g81d4fae-7dec-11d0-a765-00a0c91e6bf6'", "statement-id", "/id");
	is_refused("/id", "1", "statement-id", "/id");
}

static void
a_timestamp_is_a_moment(void **state)
{
	(void)state;
	is_valid("/timestamp", "'2026-03-14T16:35:00.123456789+23:59'");
	is_valid("/timestamp", "'2099-01-01T00:00:00Z'");
	is_refused("/timestamp", "'2026-02-29T00:00:00Z'", "timestamp", "/timestamp");
	is_refused("/timestamp", "'2026-03-14'", "timestamp", "/timestamp");
	is_refused("/timestamp", "'2026-03-14T16:35:00-00:00'", "timestamp", "/timestamp");
	is_refused("/timestamp", "'2026-03-14T16:35:00Z\\n'", "timestamp", "/timestamp");
	is_refused("/timestamp", "''", "timestamp", "/timestamp");
	is_refused("/timestamp", "'now'", "timestamp", "/timestamp");
	is_refused("/timestamp", "1", "timestamp", "/timestamp");
}

static void
version_1_takes_iso_8601_and_version_2_rfc_3339(void **state)
{
	(void)state;
	is_valid_by(XAPI_1_0_3, "/timestamp", "'20260314T163500Z'");
	is_valid_by(XAPI_1_0_3, "/timestamp", "'2026-03-14T16:35:00'");
	is_refused_by(XAPI_2_0_0, "/timestamp", "'20260314T163500Z'", "timestamp", "/timestamp");
	is_refused_by(XAPI_2_0_0, "/timestamp", "'2026-03-14T16:35:00'", "timestamp", "/timestamp");
}

static void
stored_is_a_moment_of_either_form(void **state)
{
	(void)state;
	is_valid("/stored", "'20260314T163500Z'");
	is_valid("/stored", "'2026-03-14T16:35:00Z'");
	is_refused("/stored", "'now'", "stored", "/stored");
	is_refused("/stored", "1", "stored", "/stored");
}

static void
a_version_must_be_known(void **state)
{
	(void)state;
	is_valid("/version", "'1.0.3'");
	is_valid("/version", "'1.0'");
	is_valid_by(XAPI_2_0_0, "/version", "'2.0.0'");
	is_refused_by(XAPI_1_0_3, "/version", "'2.0.0'", "version", "/version");
	is_refused("/version", "'0.9.9'", "version", "/version");
	is_refused("/version", "'1.1.0'", "version", "/version");
	is_refused("/version", "1", "version", "/version");
}

static void
the_statement_chooses_its_version(void **state)
{
	(void)state;
	is_valid_by(XAPI_AUTO, "/version", "'2.0.0'");
	is_refused_by(XAPI_AUTO, "/timestamp", "'x'", "timestamp", "/timestamp");
	is_valid_by(XAPI_AUTO, "/timestamp", "'20260314T163500Z'");
	expect_by(XAPI_AUTO, (struct expectation){"/version", "'2.0.0'", "/timestamp", "'20260314T163500Z'",
				 "timestamp", "/timestamp"});
}

static void
a_verb_has_an_iri(void **state)
{
	(void)state;
	is_refused("/verb/id", NULL, "verb-id", "/verb/id");
	is_refused("/verb/id", "'did'", "verb-id", "/verb/id");
	is_refused("/verb/id", "1", "verb-id", "/verb/id");
	is_valid("/verb/display", NULL);
	is_refused("/verb", "'did'", "verb", "/verb");
}

static void
language_maps_hold_strings_by_language(void **state)
{
	(void)state;
	is_valid("/verb/display", "{}");
	is_valid("/verb/display", "{'en-GB':'','x-klingon':'\\u0000'}");
	is_refused("/verb/display", "'did'", "language-map", "/verb/display");
	is_refused("/verb/display", "{'en':1}", "language-map", "/verb/display");
	is_refused("/verb/display", "{'e_n':'x'}", "language-tag", "/verb/display");
	is_refused("/verb/display", "{'':'x'}", "language-tag", "/verb/display");
}

static void
what_voids_names_a_statement(void **state)
{
	(void)state;
	expect_by(XAPI_1_0_3,
	    (struct expectation){"/verb/id", "'http://adlnet.gov/expapi/verbs/voided'", "/object",
		"{'objectType':'StatementRef','id':'12345678-1234-5678-1234-567812345678'}", NULL, NULL});
	expect_by(XAPI_1_0_3, (struct expectation){"/verb/id", "'http://adlnet.gov/expapi/verbs/voided'",
				  "/object", "{'id':'http://x'}", "voiding", "/object"});
	expect_by(
	    XAPI_1_0_3, (struct expectation){"/verb/id", "'http://adlnet.gov/expapi/verbs/voided'", "/object",
			    "{'objectType':'Agent','mbox':'mailto:a@b'}", "voiding", "/object"});
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/verb/id", "'http://adlnet.gov/expapi/verbs/voided'", "/object",
		"{'objectType':'StatementRef','id':'12345678-1234-5678-1234-567812345678'}", NULL, NULL});
	expect_by(XAPI_2_0_0, (struct expectation){"/verb/id", "'http://adlnet.gov/expapi/verbs/voided'",
				  "/object", "{'id':'http://x'}", "voiding", "/object"});
	expect_by(
	    XAPI_2_0_0, (struct expectation){"/verb/id", "'http://adlnet.gov/expapi/verbs/voided'", "/object",
			    "{'objectType':'Agent','mbox':'mailto:a@b'}", "voiding", "/object"});
	is_valid("/verb/id", "'http://adlnet.gov/expapi/verbs/voided/'");
	is_valid("/verb/id", "'https://adlnet.gov/expapi/verbs/voided'");
}

static void
no_number_is_too_large_for_the_database(void **state)
{
	(void)state;
	is_valid("/result/score/raw", "1e131071");
	is_refused("/result/score/raw", "1e131072", "number", "/result/score/raw");
	is_refused("/context/extensions", "{'http://x':[{'a':1e-16384}]}", "number", "/context/extensions");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_usual_one_is_valid),
	    cmocka_unit_test(anything_but_an_object_is_none),
	    cmocka_unit_test(actor_verb_and_object_are_required),
	    cmocka_unit_test(other_members_are_not),
	    cmocka_unit_test(unknown_keys_are_refused_where_they_stand),
	    cmocka_unit_test(a_key_ends_where_its_length_ends),
	    cmocka_unit_test(null_is_refused_everywhere),
	    cmocka_unit_test(keys_that_stand_twice_are_refused),
	    cmocka_unit_test(an_id_is_a_uuid_of_either_case),
	    cmocka_unit_test(a_timestamp_is_a_moment),
	    cmocka_unit_test(version_1_takes_iso_8601_and_version_2_rfc_3339),
	    cmocka_unit_test(stored_is_a_moment_of_either_form),
	    cmocka_unit_test(a_version_must_be_known),
	    cmocka_unit_test(the_statement_chooses_its_version),
	    cmocka_unit_test(a_verb_has_an_iri),
	    cmocka_unit_test(language_maps_hold_strings_by_language),
	    cmocka_unit_test(what_voids_names_a_statement),
	    cmocka_unit_test(no_number_is_too_large_for_the_database),
	};

	return cmocka_run_group_tests_name("statement", tests, NULL, NULL);
}
