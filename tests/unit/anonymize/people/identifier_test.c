/* One person has one identifier, however named; two people have two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "stages/anonymize/people/identifier.h"

#define ANN "6168d27d1f76f1fd61099f4e24f911dbae8314dc" /* SHA-1 of mailto:ann@example.org */

static struct arena *arena;
static struct buf out;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	buf_free(&out);
	return 0;
}

/* The identifier of an agent, or an empty text. */
static struct str
identify(const char *agent)
{
	struct json tree;
	enum reject_code code;
	size_t offset;
	bool found;

	if (!json_parse(arena, str_of(agent), (struct json_limits){64}, &tree, &code, &offset))
		fail_msg("no JSON: %s", agent);
	found = identifier_of(&out, &tree);
	assert_int_equal(found, out.len > 0);
	return arena_copy(arena, buf_view(&out));
}

static void
assert_identifier(const char *agent, const char *wanted)
{
	struct str found = identify(agent);

	if (!str_eq(found, str_of(wanted)))
		fail_msg("%s is '%.*s', not '%s'", agent, STR_ARG(found), wanted);
}

#define ACCOUNT(page, name) "{\"account\":{\"homePage\":\"" page "\",\"name\":\"" name "\"}}"

static void
a_mailbox_is_one_person_however_named(void **state)
{
	static const char *const same[] = {
	    "{\"mbox\":\"mailto:ann@example.org\"}",
	    "{\"objectType\":\"Agent\",\"name\":\"Ann\",\"mbox\":\"mailto:Ann@Example.ORG\"}",
	    "{\"mbox\":\"MAILTO:ann@example.org\"}",
	    "{\"mbox\":\"mailto:\\u0061nn@example.org\"}",
	    "{\"mbox_sha1sum\":\"" ANN "\"}",
	    "{\"mbox_sha1sum\":\"6168D27D1F76F1FD61099F4E24F911DBAE8314DC\"}",
	    ACCOUNT("https://lms.example.org", "ann@example.org"),
	    ACCOUNT("https://other.example.org", "ANN@example.org"),
	    ACCOUNT("https://other.example.org", "mailto:ann@example.org"),
	    "{\"mbox\":\"ann@example.org\"}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		assert_identifier(same[i], ANN);
}

static void
lower_case_knows_more_than_ascii(void **state)
{
	(void)state;
	assert_identifier(
	    "{\"mbox\":\"mailto:ÉLODIE@éÇole.fr\"}", "e34989b20293a8d9b8914ba071605f937a603b11");
	assert_identifier("{\"mbox\":\"mailto:ΑΝΝ@ΠΑΡΆ.gr\"}", "e001fc75cd14d0ae6bc98ed8dd4e5ec22f2ba514");
	assert_identifier("{\"mbox\":\"mailto:АННА@Школа.рф\"}", "d8fa0db89a5e7eb4a9459f9f0f7f2fb9840ee289");
	assert_identifier("{\"mbox\":\"mailto:THỊ@x.vn\"}", "8476e0ece6deb811b16b98428b3e5cfd84edf21d");
}

static void
accounts_and_openids_compare_exactly(void **state)
{
	(void)state;
	assert_identifier(ACCOUNT("https://lms.example.org", "ann"), "https://lms.example.org\nann");
	assert_identifier(ACCOUNT("https://lms.example.org", "Ann"), "https://lms.example.org\nAnn");
	assert_identifier(ACCOUNT("https://lms.example.org/", ""), "https://lms.example.org/\n");
	assert_identifier(
	    "{\"openid\":\"https://openid.example.org/Ann\"}", "https://openid.example.org/Ann");
}

/* Names with an @ that are no addresses are logins: on another platform they are another person. */
static void
logins_are_no_addresses(void **state)
{
	static const char *const logins[] = {"ann@campus", "ann@", "@example.org", "ann@example..org",
	    "ann@.org", "a@b@example.org", "ann smith@example.org", "ann@10.0.0.1", "ann@example.org.", "ann",
	    "ann@exam ple.org", "ann@example.org?x=1", "<ann@example.org>"};
	char agent[256], wanted[128];

	(void)state;
	for (size_t i = 0; i < sizeof(logins) / sizeof(*logins); i++) {
		snprintf(agent, sizeof(agent), ACCOUNT("https://a.example", "%s"), logins[i]);
		snprintf(wanted, sizeof(wanted), "https://a.example\n%s", logins[i]);
		assert_identifier(agent, wanted);
	}
}

static void
who_cannot_be_identified_has_none(void **state)
{
	static const char *const nobody[] = {
	    "{}",
	    "[]",
	    "\"mbox\"",
	    "{\"objectType\":\"Group\",\"member\":[{\"mbox\":\"mailto:ann@example.org\"}]}",
	    "{\"name\":\"ann@example.org\"}",
	    "{\"mbox\":7}",
	    "{\"mbox_sha1sum\":\"" ANN "0\"}",
	    "{\"mbox_sha1sum\":\"6168d27d1f76f1fd61099f4e24f911dbae8314dx\"}",
	    "{\"mbox_sha1sum\":\"6168d27d1f76f1fd61099f4e24f911dbae8314d\\u0000\"}",
	    "{\"account\":\"ann\"}",
	    "{\"account\":{\"name\":\"ann\"}}",
	    "{\"account\":{\"homePage\":\"https://a.example\"}}",
	    "{\"account\":{\"homePage\":\"https://a.example\",\"name\":null}}",
	    "{\"account\":{\"homePage\":\"a\\nb\",\"name\":\"c\"}}",
	    "{\"openid\":\"\"}",
	    "{\"openid\":\"" ANN "\"}",
	    "{\"openid\":\"https://a.example\\nann\"}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(nobody) / sizeof(*nobody); i++)
		assert_identifier(nobody[i], "");
}

/* Whatever two different people are called, their identifiers differ: here they are built to be mistaken. */
static void
two_people_never_share_one(void **state)
{
	static const char *const people[] = {
	    "{\"mbox\":\"mailto:ann@example.org\"}",
	    "{\"mbox\":\"mailto:bob@example.org\"}",
	    "{\"mbox\":\"mailto:ann@example.com\"}",
	    "{\"mbox\":\"mailto:ann+1@example.org\"}",
	    "{\"mbox\":\"mailto:" ANN "@example.org\"}",
	    ACCOUNT("https://a.example", "ann"),
	    ACCOUNT("https://b.example", "ann"),
	    ACCOUNT("https://a.example", "bob"),
	    ACCOUNT("https://a.example", "Ann"),
	    ACCOUNT("https://a.example/", "ann"),
	    ACCOUNT("https://a.example/ann", ""),
	    ACCOUNT("https://a.example", "/ann"),
	    ACCOUNT("https://a.example", "\\nann"),
	    ACCOUNT("https://a.example", ANN),
	    ACCOUNT("https://a.example", "1"),
	    ACCOUNT("https://a.example", "01"),
	    ACCOUNT("https://a.example", "1.0"),
	    "{\"openid\":\"https://a.example\"}",
	    "{\"openid\":\"https://a.example/ann\"}",
	    "{\"openid\":\"https://a.example/Ann\"}",
	    "{\"openid\":\"mailto:ann@example.org\"}",
	};
	struct str found[sizeof(people) / sizeof(*people)];

	(void)state;
	for (size_t i = 0; i < sizeof(people) / sizeof(*people); i++) {
		found[i] = identify(people[i]);
		for (size_t k = 0; k < i; k++)
			if (str_eq(found[i], found[k]))
				fail_msg("%s and %s are one", people[i], people[k]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_mailbox_is_one_person_however_named),
	    cmocka_unit_test(lower_case_knows_more_than_ascii),
	    cmocka_unit_test(accounts_and_openids_compare_exactly),
	    cmocka_unit_test(logins_are_no_addresses),
	    cmocka_unit_test(who_cannot_be_identified_has_none),
	    cmocka_unit_test(two_people_never_share_one),
	};

	return cmocka_run_group_tests_name("identifier", tests, setup, teardown);
}
