/* Agents, Groups and the authority. */
#include "tests/unit/validate/judge.h"

static void
an_agent_has_exactly_one_identifier(void **state)
{
	(void)state;
	is_valid("/actor", "{'mbox':'mailto:a@b'}");
	is_valid("/actor", "{'mbox_sha1sum':'ebd31e95054c018b10727ccffd2ef2ec3a016ee9'}");
	is_valid("/actor", "{'mbox_sha1sum':'EBD31E95054C018B10727CCFFD2EF2EC3A016EE9'}");
	is_valid("/actor", "{'openid':'http://x'}");
	is_valid("/actor", "{'account':{'homePage':'http://x','name':''}}");
	is_refused("/actor", "{}", "ifi-count", "/actor");
	is_refused("/actor/openid", "'http://x'", "ifi-count", "/actor");
	is_refused("/actor/openid", "null", "null", "/actor/openid");
}

static void
without_object_type_it_is_an_agent(void **state)
{
	(void)state;
	is_valid("/actor/objectType", NULL);
	is_refused("/actor", "{'mbox':'mailto:a@b','member':[]}", "agent-member", "/actor/member");
	is_refused("/actor", "{'member':[{'mbox':'mailto:a@b'}]}", "agent-member", "/actor/member");
}

static void
an_actor_is_an_agent_or_a_group(void **state)
{
	(void)state;
	is_refused("/actor/objectType", "'agent'", "object-type", "/actor/objectType");
	is_refused("/actor/objectType", "'Person'", "object-type", "/actor/objectType");
	is_refused("/actor/objectType", "'Activity'", "object-type", "/actor/objectType");
	is_refused("/actor/objectType", "''", "object-type", "/actor/objectType");
	is_refused("/actor/objectType", "1", "object-type", "/actor/objectType");
	is_refused("/actor/objectType", "null", "null", "/actor/objectType");
	is_refused("/actor", "'x'", "actor", "/actor");
	is_refused("/actor", "[]", "actor", "/actor");
}

static void
identifiers_have_their_forms(void **state)
{
	(void)state;
	is_refused("/actor/mbox", "'n@example.org'", "mbox-form", "/actor/mbox");
	is_refused("/actor/mbox", "1", "mbox-form", "/actor/mbox");
	is_refused("/actor", "{'mbox_sha1sum':'ebd31e95054c018b10727ccffd2ef2ec3a016ee'}", "mbox-sha1sum",
	    "/actor/mbox_sha1sum");
	is_refused("/actor", "{'mbox_sha1sum':'gbd31e95054c018b10727ccffd2ef2ec3a016ee9'}", "mbox-sha1sum",
	    "/actor/mbox_sha1sum");
	is_refused("/actor", "{'mbox_sha1sum':1}", "mbox-sha1sum", "/actor/mbox_sha1sum");
	is_refused("/actor", "{'openid':'x'}", "openid", "/actor/openid");
	is_refused("/actor", "{'openid':'http://\\u00e9'}", "openid", "/actor/openid");
	is_refused("/actor/name", "1", "agent-name", "/actor/name");
}

static void
an_account_has_home_page_and_name(void **state)
{
	(void)state;
	is_valid("/actor", "{'account':{'homePage':'http://\\u00e9','name':'\\u0000'}}");
	is_refused("/actor", "{'account':{'homePage':'http://x'}}", "account-name", "/actor/account/name");
	is_refused("/actor", "{'account':{'name':'x'}}", "account-home-page", "/actor/account/homePage");
	is_refused("/actor", "{'account':{'homePage':'x','name':'x'}}", "account-home-page",
	    "/actor/account/homePage");
	is_refused(
	    "/actor", "{'account':{'homePage':'http://x','name':1}}", "account-name", "/actor/account/name");
	is_refused(
	    "/actor", "{'account':{'homePage':'http://x','name':'','a':1}}", "unknown-key", "/actor/account");
	is_refused("/actor", "{'account':'x'}", "account", "/actor/account");
}

static void
a_group_without_identifier_has_members(void **state)
{
	(void)state;
	is_valid("/actor",
	    "{'objectType':'Group','member':[{'mbox':'mailto:a@b'},{'objectType':'Agent','openid':'http://x'}]}");
	is_valid("/actor", "{'objectType':'Group','member':[]}");
	is_refused("/actor", "{'objectType':'Group','name':'x'}", "group-member", "/actor");
}

static void
a_group_has_at_most_one_identifier(void **state)
{
	(void)state;
	is_valid("/actor/objectType", "'Group'");
	is_valid("/actor", "{'objectType':'Group','mbox':'mailto:a@b','member':[{'openid':'http://x'}]}");
	is_refused("/actor", "{'objectType':'Group','mbox':'mailto:a@b','openid':'http://x'}", "ifi-count",
	    "/actor");
}

static void
members_are_agents(void **state)
{
	(void)state;
	is_refused("/actor", "{'objectType':'Group','member':[{'objectType':'Group','mbox':'mailto:a@b'}]}",
	    "group-member", "/actor/member/0/objectType");
	is_refused("/actor", "{'objectType':'Group','member':{'mbox':'mailto:a@b'}}", "group-member",
	    "/actor/member");
	is_refused("/actor", "{'objectType':'Group','member':['x']}", "group-member", "/actor/member/0");
	is_refused("/actor", "{'objectType':'Group','member':[{'mbox':'mailto:a@b'},{}]}", "ifi-count",
	    "/actor/member/1");
}

static void
an_authority_is_an_agent(void **state)
{
	(void)state;
	is_valid("/authority", "{'mbox':'mailto:a@b'}");
	is_refused("/authority", "{}", "ifi-count", "/authority");
	is_refused("/authority", "'x'", "authority", "/authority");
	is_refused("/authority", "{'objectType':'Activity','id':'http://x'}", "object-type",
	    "/authority/objectType");
}

static void
or_an_application_and_a_user(void **state)
{
	(void)state;
	is_valid("/authority",
	    "{'objectType':'Group','member':[{'account':{'homePage':'http://x','name':'a'}},{'mbox':'mailto:a@b'}]}");
	is_refused("/authority",
	    "{'objectType':'Group','member':[{'mbox':'mailto:a@b'},{'mbox':'mailto:a@b'}]}", "authority",
	    "/authority");
	is_refused("/authority",
	    "{'objectType':'Group','member':[{'account':{'homePage':'http://x','name':'a'}}]}", "authority",
	    "/authority");
	is_refused("/authority",
	    "{'objectType':'Group','member':[{'account':{'homePage':'http://x','name':'a'}},{'mbox':'mailto:a@b'},{'mbox':'mailto:a@b'}]}",
	    "authority", "/authority");
	is_refused("/authority",
	    "{'objectType':'Group','mbox':'mailto:a@b','member':[{'account':{'homePage':'http://x','name':'a'}},{'mbox':'mailto:a@b'}]}",
	    "authority", "/authority");
	is_refused("/authority", "{'objectType':'Group'}", "authority", "/authority");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_agent_has_exactly_one_identifier),
	    cmocka_unit_test(without_object_type_it_is_an_agent),
	    cmocka_unit_test(an_actor_is_an_agent_or_a_group),
	    cmocka_unit_test(identifiers_have_their_forms),
	    cmocka_unit_test(an_account_has_home_page_and_name),
	    cmocka_unit_test(a_group_without_identifier_has_members),
	    cmocka_unit_test(a_group_has_at_most_one_identifier),
	    cmocka_unit_test(members_are_agents),
	    cmocka_unit_test(an_authority_is_an_agent),
	    cmocka_unit_test(or_an_application_and_a_user),
	};

	return cmocka_run_group_tests_name("actor", tests, NULL, NULL);
}
