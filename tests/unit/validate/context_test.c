/* Contexts: activities around it, people around it, and what depends on the object. */
#include "tests/unit/validate/judge.h"

static void
members_have_their_types(void **state)
{
	(void)state;
	is_valid("/context", "{}");
	is_valid("/context",
	    "{'registration':'12345678-1234-5678-1234-567812345678','revision':'1','platform':'p','language':'de-CH-1996','extensions':{}}");
	is_refused("/context", "[]", "context", "/context");
	is_refused("/context/registration", "'x'", "registration", "/context/registration");
	is_refused("/context/revision", "1", "revision", "/context/revision");
	is_refused("/context/platform", "1", "platform", "/context/platform");
	is_refused("/context/language", "'e_n'", "context-language", "/context/language");
	is_refused("/context/language", "1", "context-language", "/context/language");
	is_refused("/context/extensions", "[]", "extensions", "/context/extensions");
}

static void
an_instructor_is_an_agent_or_a_group(void **state)
{
	(void)state;
	is_valid("/context/instructor", "{'mbox':'mailto:a@b'}");
	is_valid("/context/instructor", "{'objectType':'Group','member':[]}");
	is_refused("/context/instructor", "'x'", "instructor", "/context/instructor");
	is_refused("/context/instructor", "{}", "ifi-count", "/context/instructor");
}

static void
a_team_is_a_group_that_says_so(void **state)
{
	(void)state;
	is_valid("/context/team", "{'objectType':'Group','mbox':'mailto:a@b'}");
	is_refused("/context/team", "{'mbox':'mailto:a@b'}", "team", "/context/team/objectType");
	is_refused("/context/team", "{'objectType':'Agent','mbox':'mailto:a@b'}", "team",
	    "/context/team/objectType");
	is_refused("/context/team", "'x'", "team", "/context/team");
}

static void
a_statement_is_a_reference_that_says_so(void **state)
{
	(void)state;
	is_valid("/context/statement",
	    "{'objectType':'StatementRef','id':'12345678-1234-5678-1234-567812345678'}");
	is_refused("/context/statement", "{'id':'12345678-1234-5678-1234-567812345678'}", "statement-ref",
	    "/context/statement/objectType");
	is_refused("/context/statement",
	    "{'objectType':'SubStatement','id':'12345678-1234-5678-1234-567812345678'}", "context-statement",
	    "/context/statement/objectType");
	is_refused("/context/statement", "'12345678-1234-5678-1234-567812345678'", "context-statement",
	    "/context/statement");
}

static void
activities_stand_alone_or_in_arrays(void **state)
{
	(void)state;
	is_valid("/context/contextActivities", "{'parent':{'id':'http://x'}}");
	is_valid("/context/contextActivities", "{'parent':[]}");
	is_valid("/context/contextActivities",
	    "{'parent':[{'id':'http://x'},{'objectType':'Activity','id':'http://y'}]}");
	is_valid("/context/contextActivities", "{'grouping':{'id':'http://x'}}");
	is_valid("/context/contextActivities", "{'grouping':[]}");
	is_valid("/context/contextActivities",
	    "{'grouping':[{'id':'http://x'},{'objectType':'Activity','id':'http://y'}]}");
	is_valid("/context/contextActivities", "{'category':{'id':'http://x'}}");
	is_valid("/context/contextActivities", "{'category':[]}");
	is_valid("/context/contextActivities",
	    "{'category':[{'id':'http://x'},{'objectType':'Activity','id':'http://y'}]}");
	is_valid("/context/contextActivities", "{'other':{'id':'http://x'}}");
	is_valid("/context/contextActivities", "{'other':[]}");
	is_valid("/context/contextActivities",
	    "{'other':[{'id':'http://x'},{'objectType':'Activity','id':'http://y'}]}");
	is_refused(
	    "/context/contextActivities", "{'Parent':[]}", "unknown-key", "/context/contextActivities");
	is_refused("/context/contextActivities", "[]", "context-activities", "/context/contextActivities");
	is_refused("/context/contextActivities", "{'parent':'http://x'}", "context-activities",
	    "/context/contextActivities/parent");
	is_refused("/context/contextActivities", "{'parent':[{'objectType':'Agent','mbox':'mailto:a@b'}]}",
	    "context-activities", "/context/contextActivities/parent/0/objectType");
	is_refused("/context/contextActivities", "{'other':[{'id':'x'}]}", "activity-id",
	    "/context/contextActivities/other/0/id");
}

static void
revision_and_platform_need_an_activity(void **state)
{
	(void)state;
	expect_by(XAPI_1_0_3, (struct expectation){"/object", "{'objectType':'Agent','mbox':'mailto:a@b'}",
				  "/context/revision", "'x'", "activity-only", "/context/revision"});
	expect_by(XAPI_1_0_3, (struct expectation){"/object",
				  "{'objectType':'StatementRef','id':'12345678-1234-5678-1234-567812345678'}",
				  "/context/revision", "'x'", "activity-only", "/context/revision"});
	expect_by(XAPI_1_0_3, (struct expectation){"/object", "{'objectType':'Agent','mbox':'mailto:a@b'}",
				  "/context/platform", "'x'", "activity-only", "/context/platform"});
	expect_by(XAPI_1_0_3, (struct expectation){"/object",
				  "{'objectType':'StatementRef','id':'12345678-1234-5678-1234-567812345678'}",
				  "/context/platform", "'x'", "activity-only", "/context/platform"});
	expect_by(XAPI_2_0_0, (struct expectation){"/object", "{'objectType':'Agent','mbox':'mailto:a@b'}",
				  "/context/revision", "'x'", "activity-only", "/context/revision"});
	expect_by(XAPI_2_0_0, (struct expectation){"/object",
				  "{'objectType':'StatementRef','id':'12345678-1234-5678-1234-567812345678'}",
				  "/context/revision", "'x'", "activity-only", "/context/revision"});
	expect_by(XAPI_2_0_0, (struct expectation){"/object", "{'objectType':'Agent','mbox':'mailto:a@b'}",
				  "/context/platform", "'x'", "activity-only", "/context/platform"});
	expect_by(XAPI_2_0_0, (struct expectation){"/object",
				  "{'objectType':'StatementRef','id':'12345678-1234-5678-1234-567812345678'}",
				  "/context/platform", "'x'", "activity-only", "/context/platform"});
}

static void
each_statement_is_judged_for_itself(void **state)
{
	(void)state;
	expect_by(XAPI_1_0_3, (struct expectation){"/object", sub_statement, "/context/platform", "'x'",
				  "activity-only", "/context/platform"});
	expect_by(XAPI_1_0_3,
	    (struct expectation){"/object", sub_statement, "/object/context/platform", "'x'", NULL, NULL});
}

static void
people_in_context_came_with_version_2(void **state)
{
	(void)state;
	is_refused_by(XAPI_1_0_3, "/context/contextAgents", "[]", "unknown-key", "/context");
	is_refused_by(XAPI_1_0_3, "/context/contextGroups", "[]", "unknown-key", "/context");
	is_valid_by(XAPI_2_0_0, "/context/contextAgents", "[]");
	is_valid_by(XAPI_2_0_0, "/context/contextGroups", "[]");
}

static void
a_context_agent_says_what_it_is(void **state)
{
	(void)state;
	is_valid_by(XAPI_2_0_0, "/context/contextAgents",
	    "[{'objectType':'contextAgent','agent':{'mbox':'mailto:a@b'},'relevantTypes':['http://x']}]");
	is_valid_by(XAPI_2_0_0, "/context/contextAgents",
	    "[{'objectType':'contextAgent','agent':{'objectType':'Agent','mbox':'mailto:a@b'}}]");
	is_refused_by(XAPI_2_0_0, "/context/contextAgents", "[{'agent':{'mbox':'mailto:a@b'}}]",
	    "context-agents", "/context/contextAgents/0/objectType");
	is_refused_by(XAPI_2_0_0, "/context/contextAgents",
	    "[{'objectType':'Agent','agent':{'mbox':'mailto:a@b'}}]", "context-agents",
	    "/context/contextAgents/0/objectType");
	is_refused_by(XAPI_2_0_0, "/context/contextAgents", "[{'objectType':'contextAgent'}]",
	    "context-agents", "/context/contextAgents/0/agent");
	is_refused_by(XAPI_2_0_0, "/context/contextAgents",
	    "[{'objectType':'contextAgent','agent':{'objectType':'Group','mbox':'mailto:a@b'}}]",
	    "context-agents", "/context/contextAgents/0/agent/objectType");
	is_refused_by(XAPI_2_0_0, "/context/contextAgents",
	    "[{'objectType':'contextAgent','agent':{'mbox':'mailto:a@b'},'group':1}]", "unknown-key",
	    "/context/contextAgents/0");
	is_refused_by(XAPI_2_0_0, "/context/contextAgents", "[{'objectType':'contextAgent','agent':{}}]",
	    "ifi-count", "/context/contextAgents/0/agent");
	is_refused_by(XAPI_2_0_0, "/context/contextAgents", "{}", "context-agents", "/context/contextAgents");
	is_refused_by(
	    XAPI_2_0_0, "/context/contextAgents", "['x']", "context-agents", "/context/contextAgents/0");
}

static void
a_context_group_says_what_it_is(void **state)
{
	(void)state;
	is_valid_by(XAPI_2_0_0, "/context/contextGroups",
	    "[{'objectType':'contextGroup','group':{'objectType':'Group','mbox':'mailto:a@b'}}]");
	is_refused_by(XAPI_2_0_0, "/context/contextGroups",
	    "[{'objectType':'contextGroup','group':{'mbox':'mailto:a@b'}}]", "context-groups",
	    "/context/contextGroups/0/group/objectType");
	is_refused_by(XAPI_2_0_0, "/context/contextGroups", "[{'objectType':'contextAgent','group':{}}]",
	    "context-groups", "/context/contextGroups/0/objectType");
	is_refused_by(XAPI_2_0_0, "/context/contextGroups", "[{'objectType':'contextGroup'}]",
	    "context-groups", "/context/contextGroups/0/group");
	is_refused_by(XAPI_2_0_0, "/context/contextGroups",
	    "[{'objectType':'contextGroup','group':{'objectType':'Group'}}]", "group-member",
	    "/context/contextGroups/0/group");
}

static void
relevant_types_are_iris_and_some(void **state)
{
	(void)state;
	is_refused_by(XAPI_2_0_0, "/context/contextAgents",
	    "[{'objectType':'contextAgent','agent':{'mbox':'mailto:a@b'},'relevantTypes':[]}]",
	    "relevant-types", "/context/contextAgents/0/relevantTypes");
	is_refused_by(XAPI_2_0_0, "/context/contextAgents",
	    "[{'objectType':'contextAgent','agent':{'mbox':'mailto:a@b'},'relevantTypes':['x']}]",
	    "relevant-types", "/context/contextAgents/0/relevantTypes/0");
	is_refused_by(XAPI_2_0_0, "/context/contextAgents",
	    "[{'objectType':'contextAgent','agent':{'mbox':'mailto:a@b'},'relevantTypes':'http://x'}]",
	    "relevant-types", "/context/contextAgents/0/relevantTypes");
	is_refused_by(XAPI_2_0_0, "/context/contextAgents",
	    "[{'objectType':'contextAgent','agent':{'mbox':'mailto:a@b'},'relevantTypes':[1]}]",
	    "relevant-types", "/context/contextAgents/0/relevantTypes/0");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(members_have_their_types),
	    cmocka_unit_test(an_instructor_is_an_agent_or_a_group),
	    cmocka_unit_test(a_team_is_a_group_that_says_so),
	    cmocka_unit_test(a_statement_is_a_reference_that_says_so),
	    cmocka_unit_test(activities_stand_alone_or_in_arrays),
	    cmocka_unit_test(revision_and_platform_need_an_activity),
	    cmocka_unit_test(each_statement_is_judged_for_itself),
	    cmocka_unit_test(people_in_context_came_with_version_2),
	    cmocka_unit_test(a_context_agent_says_what_it_is),
	    cmocka_unit_test(a_context_group_says_what_it_is),
	    cmocka_unit_test(relevant_types_are_iris_and_some),
	};

	return cmocka_run_group_tests_name("context", tests, NULL, NULL);
}
