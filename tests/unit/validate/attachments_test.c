/* What a statement says about its attachments. */
#include "tests/unit/validate/judge.h"

static void
it_says_what_and_how_long_they_are(void **state)
{
	(void)state;
	is_valid("/attachments", "[]");
	is_valid("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]");
	is_valid("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a','fileUrl':'http://x/f','description':{'en':'d'}}]");
}

static void
all_that_is_required_is_there(void **state)
{
	(void)state;
	is_refused("/attachments",
	    "[{'display':{},'contentType':'text/plain; charset=utf-8','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]",
	    "usage-type", "/attachments/0/usageType");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','contentType':'text/plain; charset=utf-8','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]",
	    "language-map", "/attachments/0/display");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]",
	    "content-type", "/attachments/0/contentType");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]",
	    "length", "/attachments/0/length");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':27}]",
	    "sha2", "/attachments/0/sha2");
}

static void
members_have_their_forms(void **state)
{
	(void)state;
	is_refused("/attachments",
	    "[{'usageType':'x','display':{},'contentType':'text/plain; charset=utf-8','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]",
	    "usage-type", "/attachments/0/usageType");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':'x','contentType':'text/plain; charset=utf-8','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]",
	    "language-map", "/attachments/0/display");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a','description':'x'}]",
	    "language-map", "/attachments/0/description");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]",
	    "content-type", "/attachments/0/contentType");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':1,'length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]",
	    "content-type", "/attachments/0/contentType");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':'27','sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]",
	    "length", "/attachments/0/length");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':1.5,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]",
	    "length", "/attachments/0/length");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':-1,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]",
	    "length", "/attachments/0/length");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':27,'sha2':'x'}]",
	    "sha2", "/attachments/0/sha2");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':27,'sha2':1}]",
	    "sha2", "/attachments/0/sha2");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':27,'sha2':'gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg'}]",
	    "sha2", "/attachments/0/sha2");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a','fileUrl':'x'}]",
	    "file-url", "/attachments/0/fileUrl");
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a','fileUrl':1}]",
	    "file-url", "/attachments/0/fileUrl");
	is_valid("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':27.0,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]");
}

static void
nothing_else_is(void **state)
{
	(void)state;
	is_refused("/attachments",
	    "[{'usageType':'http://x/u','display':{},'contentType':'text/plain; charset=utf-8','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a','extra':1}]",
	    "unknown-key", "/attachments/0");
	is_refused("/attachments", "{}", "attachments", "/attachments");
	is_refused("/attachments", "['x']", "attachments", "/attachments/0");
}

static void
a_signature_is_bytes(void **state)
{
	(void)state;
	is_valid("/attachments",
	    "[{'usageType':'http://adlnet.gov/expapi/attachments/signature','display':{},'contentType':'application/octet-stream','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]");
	is_refused("/attachments",
	    "[{'usageType':'http://adlnet.gov/expapi/attachments/signature','display':{},'contentType':'text/plain; charset=utf-8','length':27,'sha2':'495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a'}]",
	    "signature", "/attachments/0/contentType");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_says_what_and_how_long_they_are),
	    cmocka_unit_test(all_that_is_required_is_there),
	    cmocka_unit_test(members_have_their_forms),
	    cmocka_unit_test(nothing_else_is),
	    cmocka_unit_test(a_signature_is_bytes),
	};

	return cmocka_run_group_tests_name("attachments", tests, NULL, NULL);
}
