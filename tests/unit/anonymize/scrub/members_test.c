/* Names that tell, however they are written, and names that only look so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/scrub/members.h"

static struct detectors *detectors;
static struct members *members;

static int
setup(void **state)
{
	struct error error = {0};

	(void)state;
	detectors = detectors_open(&error);
	members = detectors ? members_open(detectors, &error) : NULL;
	if (!members)
		fprintf(stderr, "%s\n", error.text);
	return members ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	members_close(members);
	detectors_close(detectors);
	return 0;
}

/* The class of a name, "" for none. */
static const char *
class_of(const char *name, enum member_place place)
{
	struct member m = members_find(members, str_of(name), place);
	static char text[32];

	snprintf(text, sizeof(text), "%.*s", m.pii ? (int)m.pii->name.len : 0, m.pii ? m.pii->name.at : "");
	return text;
}

static void
assert_class(const char *class, const char *const *names, enum member_place place)
{
	for (; *names; names++)
		if (strcmp(class_of(*names, place), class) != 0)
			fail_msg("%s is '%s', not '%s'", *names, class_of(*names, place), class);
}

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void
a_name_is_known_however_it_is_written(void **state)
{
	(void)state;
	assert_class("USERNAME",
	    NAMES("user_id", "userId", "USER-ID", "userid", "User Id", "user_id2", "user.id", "UserID"),
	    MEMBER_OF_OBJECT);
	assert_class(
	    "EMAIL", NAMES("email", "E-Mail", "e_mail", "mail", "email2", "courriel"), MEMBER_OF_OBJECT);
}

static void
the_last_part_of_an_iri_counts(void **state)
{
	(void)state;
	assert_class("PHONE",
	    NAMES("https://example.org/ext/phone-number", "https://example.org/ext#phoneNumber",
		"urn:example:phone_number", "https://example.org/ext/phone-number/",
		"http://example.org/ext/tel"),
	    MEMBER_OF_OBJECT);
	assert_class(
	    "", NAMES("https://phone.example.org/ext/model", "urn:email:campaign"), MEMBER_OF_OBJECT);
}

static void
longer_names_end_in_one(void **state)
{
	(void)state;
	assert_class("EMAIL", NAMES("contactEmail", "student_email", "billing.email"), MEMBER_OF_OBJECT);
	assert_class("IP", NAMES("clientIp", "remote_ip", "client-ip-address"), MEMBER_OF_OBJECT);
	assert_class("USERNAME", NAMES("realUserId", "last_user_id", "ext_user_username"), MEMBER_OF_OBJECT);
	assert_class("CREDENTIAL", NAMES("userPassword", "client_secret", "X-Csrf-Token"), MEMBER_OF_OBJECT);
}

static void
other_names_say_nothing(void **state)
{
	(void)state;
	assert_class("",
	    NAMES("name", "id", "type", "emailNotification", "zip", "ship", "last_login", "course_uid",
		"sessions", "time", "length", "played-segments", "version", "users", "userCount",
		"phoneModel", "membership", "ownerless", "", "_", "...", "display_name"),
	    MEMBER_OF_OBJECT);
}

static void
places_differ(void **state)
{
	(void)state;
	assert_class("PERSON", NAMES("name", "displayName"), MEMBER_OF_PERSON);
	assert_class("USERNAME", NAMES("id", "login", "user_id"), MEMBER_OF_PERSON);
	assert_class("EMAIL", NAMES("email"), MEMBER_OF_PERSON);
	assert_class("CREDENTIAL", NAMES("sid", "ticket", "token"), MEMBER_OF_QUERY);
	assert_class("SESSION", NAMES("session", "session-id"), MEMBER_OF_QUERY);
	assert_class("", NAMES("name", "id"), MEMBER_OF_QUERY);
}

static void
people_are_told(void **state)
{
	(void)state;
	assert_true(members_person(members, STR("user")));
	assert_true(members_person(members, STR("https://example.org/ext/reporter")));
	assert_true(members_person(members, STR("realUser")));
	assert_false(members_person(members, STR("room")));
	assert_false(members_person(members, STR("parent")));
	assert_false(members_person(members, STR("")));
}

static void
a_list_says_how_deep_it_goes(void **state)
{
	(void)state;
	assert_int_equal(members_find(members, STR("email"), MEMBER_OF_OBJECT).depth, MEMBER_SCALARS);
	assert_int_equal(members_find(members, STR("geojson"), MEMBER_OF_OBJECT).depth, MEMBER_WHOLE);
	assert_int_equal(members_find(members, STR("location"), MEMBER_OF_OBJECT).depth, MEMBER_ARRAYS);
}

static struct member
pair(const char *object, const char *key)
{
	struct arena *arena = arena_open();
	struct json tree;
	enum reject_code code;
	size_t offset;
	struct member found;

	assert_true(json_parse(arena, str_of(object), (struct json_limits){8}, &tree, &code, &offset));
	found = members_pair(members, &tree, str_of(key));
	arena_close(arena);
	return found;
}

static void
one_member_may_name_another(void **state)
{
	(void)state;
	assert_non_null(pair("{\"name\":\"username\",\"value\":\"ann\"}", "value").pii);
	assert_non_null(
	    pair("{\"identifier\":\"ann\",\"identifierType\":\"EmailAddress\"}", "identifier").pii);
	assert_null(pair("{\"name\":\"colour\",\"value\":\"red\"}", "value").pii);
	assert_null(pair("{\"name\":\"username\",\"size\":\"ann\"}", "size").pii);
	assert_null(pair("{\"name\":5,\"value\":\"ann\"}", "value").pii);
}

static void
a_long_name_is_none(void **state)
{
	char name[400];

	(void)state;
	memset(name, 'a', sizeof(name));
	memcpy(name + sizeof(name) - 6, "_email", 6);
	assert_null(members_find(members, (struct str){name, sizeof(name)}, MEMBER_OF_OBJECT).pii);
}

static bool
tells(const char *name, const char *value)
{
	return members_tells(members, members_find(members, str_of(name), MEMBER_OF_OBJECT), str_of(value));
}

static void
some_values_are_nobodys(void **state)
{
	static const char *const nobody[] = {"none", "N/A", "Unknown", "%s", "{name}", "${user}", "$user",
	    "*", "", "username", "self.user", "new_password"};

	(void)state;
	for (size_t i = 0; i < sizeof(nobody) / sizeof(*nobody); i++)
		assert_false(tells("username", nobody[i]));
	assert_true(tells("username", "ann"));
	assert_true(tells("fullname", "Ann Mail"));
	assert_true(tells("learners", "72496357"));
	assert_false(tells("learners", "42"));
	assert_true(tells("ip", "192.0.2.1"));
	assert_false(tells("ipv6", "1"));
	assert_false(tells("lng", "en"));
	assert_false(tells("colour", "red"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_name_is_known_however_it_is_written),
	    cmocka_unit_test(the_last_part_of_an_iri_counts),
	    cmocka_unit_test(longer_names_end_in_one),
	    cmocka_unit_test(other_names_say_nothing),
	    cmocka_unit_test(places_differ),
	    cmocka_unit_test(people_are_told),
	    cmocka_unit_test(a_list_says_how_deep_it_goes),
	    cmocka_unit_test(one_member_may_name_another),
	    cmocka_unit_test(a_long_name_is_none),
	    cmocka_unit_test(some_values_are_nobodys),
	};

	return cmocka_run_group_tests_name("members", tests, setup, teardown);
}
