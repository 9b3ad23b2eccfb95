/* Activities and their interactions, references, SubStatements. */
#include "tests/unit/validate/judge.h"

static void
without_object_type_it_is_an_activity(void **state)
{
	(void)state;
	is_valid("/object/objectType", NULL);
	is_refused("/object", "{'mbox':'mailto:a@b'}", "unknown-key", "/object");
	is_refused("/object", "{'id':'12345678-1234-5678-1234-567812345678'}", "activity-id", "/object/id");
}

static void
an_activity_has_an_iri(void **state)
{
	(void)state;
	is_refused("/object/id", NULL, "activity-id", "/object/id");
	is_refused("/object/id", "'x'", "activity-id", "/object/id");
	is_refused("/object", "'x'", "object", "/object");
	is_refused("/object", "{}", "activity-id", "/object/id");
}

static void
object_types_are_a_closed_set(void **state)
{
	(void)state;
	is_refused("/object/objectType", "'activity'", "object-type", "/object/objectType");
	is_refused("/object/objectType", "'Verb'", "object-type", "/object/objectType");
	is_refused("/object/objectType", "'contextAgent'", "object-type", "/object/objectType");
	is_refused("/object/objectType", "1", "object-type", "/object/objectType");
}

static void
an_agent_or_group_may_be_the_object(void **state)
{
	(void)state;
	is_valid("/object", "{'objectType':'Agent','mbox':'mailto:a@b'}");
	is_valid("/object", "{'objectType':'Group','member':[]}");
	is_refused("/object", "{'objectType':'Agent'}", "ifi-count", "/object");
}

static void
a_reference_has_a_type_and_an_id(void **state)
{
	(void)state;
	is_valid("/object", "{'objectType':'StatementRef','id':'12345678-1234-5678-1234-567812345678'}");
	is_refused("/object", "{'objectType':'StatementRef'}", "statement-ref", "/object/id");
	is_refused("/object", "{'objectType':'StatementRef','id':'x'}", "statement-ref", "/object/id");
	is_refused("/object",
	    "{'objectType':'StatementRef','id':'12345678-1234-5678-1234-567812345678','definition':{}}",
	    "unknown-key", "/object");
}

static void
a_definition_has_its_forms(void **state)
{
	(void)state;
	is_valid("/object/definition", "{}");
	is_valid("/object/definition",
	    "{'type':'http://x','moreInfo':'http://x','description':{},'extensions':{}}");
	is_refused("/object/definition", "[]", "definition", "/object/definition");
	is_refused("/object/definition/type", "'x'", "activity-type", "/object/definition/type");
	is_refused("/object/definition/moreInfo", "'x'", "more-info", "/object/definition/moreInfo");
	is_refused("/object/definition/name", "'x'", "language-map", "/object/definition/name");
	is_refused("/object/definition/extensions", "[]", "extensions", "/object/definition/extensions");
}

static void
extensions_hold_anything_under_iris(void **state)
{
	(void)state;
	is_valid("/object/definition/extensions",
	    "{'http://x':null,'a:b':{'extensions':{'x':null,'y':[null,{'a':1,'a':2}]}}}");
	is_refused(
	    "/object/definition/extensions", "{'x':1}", "extension-key", "/object/definition/extensions");
	is_refused(
	    "/object/definition/extensions", "{'':1}", "extension-key", "/object/definition/extensions");
}

static void
interaction_types_are_a_closed_set(void **state)
{
	(void)state;
	is_valid("/object/definition/interactionType", "'true-false'");
	is_valid("/object/definition/interactionType", "'choice'");
	is_valid("/object/definition/interactionType", "'fill-in'");
	is_valid("/object/definition/interactionType", "'long-fill-in'");
	is_valid("/object/definition/interactionType", "'matching'");
	is_valid("/object/definition/interactionType", "'performance'");
	is_valid("/object/definition/interactionType", "'sequencing'");
	is_valid("/object/definition/interactionType", "'likert'");
	is_valid("/object/definition/interactionType", "'numeric'");
	is_valid("/object/definition/interactionType", "'other'");
	is_refused("/object/definition/interactionType", "'Choice'", "interaction-type",
	    "/object/definition/interactionType");
	is_refused("/object/definition/interactionType", "'essay'", "interaction-type",
	    "/object/definition/interactionType");
	is_refused("/object/definition/interactionType", "1", "interaction-type",
	    "/object/definition/interactionType");
}

static void
parts_of_an_interaction_need_its_type(void **state)
{
	(void)state;
	is_refused("/object/definition/correctResponsesPattern", "[]", "interaction", "/object/definition");
	is_refused("/object/definition/choices", "[]", "interaction", "/object/definition");
	is_refused("/object/definition/scale", "[]", "interaction", "/object/definition");
	is_refused("/object/definition/source", "[]", "interaction", "/object/definition");
	is_refused("/object/definition/target", "[]", "interaction", "/object/definition");
	is_refused("/object/definition/steps", "[]", "interaction", "/object/definition");
}

static void
patterns_are_strings(void **state)
{
	(void)state;
	expect_by(XAPI_1_0_3, (struct expectation){"/object/definition/interactionType", "'other'",
				  "/object/definition/correctResponsesPattern", "[]", NULL, NULL});
	expect_by(XAPI_1_0_3, (struct expectation){"/object/definition/interactionType", "'other'",
				  "/object/definition/correctResponsesPattern", "['','a[,]b']", NULL, NULL});
	expect_by(XAPI_1_0_3, (struct expectation){"/object/definition/interactionType", "'other'",
				  "/object/definition/correctResponsesPattern", "[1]", "correct-responses",
				  "/object/definition/correctResponsesPattern/0"});
	expect_by(XAPI_1_0_3, (struct expectation){"/object/definition/interactionType", "'other'",
				  "/object/definition/correctResponsesPattern", "'a'", "correct-responses",
				  "/object/definition/correctResponsesPattern"});
}

static void
components_have_an_id_and_perhaps_a_description(void **state)
{
	(void)state;
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/object/definition/interactionType", "'likert'", "/object/definition/scale",
		"[{'id':''},{'id':'b','description':{'en':'x'}}]", NULL, NULL});
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/object/definition/interactionType", "'likert'", "/object/definition/scale",
		"[{}]", "component-id", "/object/definition/scale/0/id"});
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/object/definition/interactionType", "'likert'", "/object/definition/scale",
		"[{'id':1}]", "component-id", "/object/definition/scale/0/id"});
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/object/definition/interactionType", "'likert'", "/object/definition/scale",
		"[{'id':'a','name':{}}]", "unknown-key", "/object/definition/scale/0"});
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/object/definition/interactionType", "'likert'", "/object/definition/scale",
		"[{'id':'a','description':'x'}]", "language-map", "/object/definition/scale/0/description"});
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/object/definition/interactionType", "'likert'", "/object/definition/scale",
		"{'id':'a'}", "components", "/object/definition/scale"});
	expect_by(
	    XAPI_2_0_0, (struct expectation){"/object/definition/interactionType", "'likert'",
			    "/object/definition/scale", "['a']", "components", "/object/definition/scale/0"});
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/object/definition/interactionType", "'likert'", "/object/definition/steps",
		"[{'id':''},{'id':'b','description':{'en':'x'}}]", NULL, NULL});
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/object/definition/interactionType", "'likert'", "/object/definition/steps",
		"[{}]", "component-id", "/object/definition/steps/0/id"});
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/object/definition/interactionType", "'likert'", "/object/definition/steps",
		"[{'id':1}]", "component-id", "/object/definition/steps/0/id"});
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/object/definition/interactionType", "'likert'", "/object/definition/steps",
		"[{'id':'a','name':{}}]", "unknown-key", "/object/definition/steps/0"});
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/object/definition/interactionType", "'likert'", "/object/definition/steps",
		"[{'id':'a','description':'x'}]", "language-map", "/object/definition/steps/0/description"});
	expect_by(XAPI_2_0_0,
	    (struct expectation){"/object/definition/interactionType", "'likert'", "/object/definition/steps",
		"{'id':'a'}", "components", "/object/definition/steps"});
	expect_by(
	    XAPI_2_0_0, (struct expectation){"/object/definition/interactionType", "'likert'",
			    "/object/definition/steps", "['a']", "components", "/object/definition/steps/0"});
}

static void
component_ids_are_distinct_in_version_1(void **state)
{
	(void)state;
	expect_by(XAPI_1_0_3,
	    (struct expectation){"/object/definition/interactionType", "'choice'",
		"/object/definition/choices", "[{'id':'a'},{'id':'b'},{'id':'c'},{'id':'b'},{'id':'a'}]",
		"component-repeat", "/object/definition/choices/3/id"});
	expect_by(XAPI_2_0_0, (struct expectation){"/object/definition/interactionType", "'choice'",
				  "/object/definition/choices", "[{'id':'a'},{'id':'a'}]", NULL, NULL});
	expect_by(XAPI_1_0_3,
	    (struct expectation){"/object/definition/interactionType", "'choice'",
		"/object/definition/choices", "[{'id':'a'},{'id':'A'},{'id':'a\\u0000'}]", NULL, NULL});
}

static void
component_lists_may_stand_with_any_type(void **state)
{
	(void)state;
	expect_by(XAPI_1_0_3, (struct expectation){"/object/definition/interactionType", "'numeric'",
				  "/object/definition/choices", "[{'id':'a'}]", NULL, NULL});
}

static void
a_sub_statement_is_a_statement(void **state)
{
	(void)state;
	is_valid("/object", sub_statement);
	expect_by(XAPI_1_0_3,
	    (struct expectation){"/object", sub_statement, "/object/actor", NULL, "actor", "/object/actor"});
	expect_by(XAPI_1_0_3, (struct expectation){"/object", sub_statement, "/object/verb", "{'id':'x'}",
				  "verb-id", "/object/verb/id"});
	expect_by(XAPI_1_0_3, (struct expectation){"/object", sub_statement, "/object/timestamp", "'x'",
				  "timestamp", "/object/timestamp"});
}

static void
a_sub_statement_has_no_record_of_its_own(void **state)
{
	(void)state;
	expect_by(
	    XAPI_2_0_0, (struct expectation){"/object", sub_statement, "/object/id",
			    "'12345678-1234-5678-1234-567812345678'", "sub-statement-key", "/object/id"});
	expect_by(XAPI_2_0_0, (struct expectation){"/object", sub_statement, "/object/stored",
				  "'2026-03-14T16:35:00Z'", "sub-statement-key", "/object/stored"});
	expect_by(XAPI_2_0_0, (struct expectation){"/object", sub_statement, "/object/version", "'1.0.3'",
				  "sub-statement-key", "/object/version"});
	expect_by(XAPI_2_0_0, (struct expectation){"/object", sub_statement, "/object/authority",
				  "{'mbox':'mailto:a@b'}", "sub-statement-key", "/object/authority"});
}

static void
a_sub_statement_holds_none(void **state)
{
	(void)state;
	expect_by(XAPI_1_0_3, (struct expectation){"/object", sub_statement, "/object/object", sub_statement,
				  "sub-statement-nested", "/object/object"});
}

static void
a_sub_statement_may_lie_ahead(void **state)
{
	(void)state;
	expect_by(XAPI_2_0_0, (struct expectation){"/object", sub_statement, "/object/timestamp",
				  "'2999-01-01T00:00:00Z'", NULL, NULL});
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_object_type_it_is_an_activity),
	    cmocka_unit_test(an_activity_has_an_iri),
	    cmocka_unit_test(object_types_are_a_closed_set),
	    cmocka_unit_test(an_agent_or_group_may_be_the_object),
	    cmocka_unit_test(a_reference_has_a_type_and_an_id),
	    cmocka_unit_test(a_definition_has_its_forms),
	    cmocka_unit_test(extensions_hold_anything_under_iris),
	    cmocka_unit_test(interaction_types_are_a_closed_set),
	    cmocka_unit_test(parts_of_an_interaction_need_its_type),
	    cmocka_unit_test(patterns_are_strings),
	    cmocka_unit_test(components_have_an_id_and_perhaps_a_description),
	    cmocka_unit_test(component_ids_are_distinct_in_version_1),
	    cmocka_unit_test(component_lists_may_stand_with_any_type),
	    cmocka_unit_test(a_sub_statement_is_a_statement),
	    cmocka_unit_test(a_sub_statement_has_no_record_of_its_own),
	    cmocka_unit_test(a_sub_statement_holds_none),
	    cmocka_unit_test(a_sub_statement_may_lie_ahead),
	};

	return cmocka_run_group_tests_name("object", tests, NULL, NULL);
}
