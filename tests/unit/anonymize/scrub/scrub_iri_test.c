/* IRIs before and after. Whatever comes out is an IRI again, and the same when it comes in once more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "pipeline/core/json.h"
#include "stages/anonymize/scrub/clean_texts.h"
#include "stages/anonymize/people/known.h"
#include "stages/anonymize/scrub/members.h"
#include "stages/anonymize/scrub/scrub.h"
#include "stages/anonymize/scrub/scrub_iri.h"
#include "stages/validate/form.h"

static struct scrub scrub;
static struct detectors *detectors;
static struct known *known;
static struct members *members;

static int
open_scrub(void **state)
{
	struct error error;

	(void)state;
	setenv("LRSTREAM_SCHEMAS", "schemas", 0);
	detectors = detectors_open(&error);
	known = detectors ? known_open(detectors, &error) : NULL;
	members = detectors ? members_open(detectors, &error) : NULL;
	scrub = (struct scrub){
	    .finder = {.detectors = detectors, .known = known, .members = members},
	    .members = members,
	    .clean = clean_texts_open(),
	    .arena = arena_open(),
	};
	return known && members ? 0 : -1;
}

static int
close_scrub(void **state)
{
	(void)state;
	scrub_release(&scrub);
	clean_texts_close((struct clean_texts *)scrub.clean);
	arena_close(scrub.arena);
	members_close(members);
	known_close(known);
	detectors_close(detectors);
	return 0;
}

static struct str
scrubbed(struct str iri)
{
	struct str out = iri;

	scrub_iri(&scrub, iri, &out);
	return out;
}

static void
becomes(const char *iri, const char *expected)
{
	struct str once = scrubbed(str_of(iri)), twice;

	assert_string_equal(arena_format(scrub.arena, "%.*s", STR_ARG(once)).at, expected);
	assert_true(is_iri(once));
	twice = scrubbed(once);
	assert_true(str_eq(once, twice));
}

static void
stays(const char *iri)
{
	struct str out = str_of(iri);

	becomes(iri, iri);
	assert_false(scrub_iri(&scrub, str_of(iri), &out));
	assert_ptr_equal(out.at, iri);
}

static void
a_concept_may_be_named_for_people(void **state)
{
	static const char *const iris[][2] = {
	    {"https://example.org/profiles/meetings/verbs/host", NULL},
	    {"https://example.org/extensions/user/language-name", NULL},
	    {"https://example.org/profiles/jdoe42/verbs/host",
		"https://example.org/profiles/x-username/verbs/host"},
	    {"https://example.org/types/u/MjAzLjAuMTEzLjgw", "https://example.org/types/u/x-username"},
	    {"https://example.org/user/j.doe/seen", "https://example.org/user/x-username/seen"},
	    {"https://example.org/ext?by=ada@example.org", "https://example.org/ext?by=x-email"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(iris) / sizeof(*iris); i++) {
		struct str out = str_of(iris[i][0]);

		assert_int_equal(scrub_term(&scrub, out, &out), iris[i][1] != NULL);
		assert_true(str_eq(out, str_of(iris[i][1] ? iris[i][1] : iris[i][0])));
	}
}

static void
learning_content_stays(void **state)
{
	static const char *const iris[] = {
	    "http://adlnet.gov/expapi/verbs/answered",
	    "http://adlnet.gov/expapi/activities/profile",
	    "https://w3id.org/xapi/video",
	    "https://w3id.org/xapi/video/extensions/session-id",
	    "http://activitystrea.ms/schema/1.0/person",
	    "http://id.tincanapi.com/activitytype/user-profile",
	    "https://lms.example.org/courses/12345",
	    "https://lms.example.org/courses/12345/modules/items/67890",
	    "https://moodle.example.org/mod/quiz/view.php?id=442",
	    "https://moodle.example.org/course/view.php?id=12&section=3",
	    "https://example.org/activities/ebd31e95-054c-418b-8072-7ccffd2ef2ec",
	    "uuid://1c0c127a-f121-4bd1-8db6-918605c2645d",
	    "urn:uuid:1c0c127a-f121-4bd1-8db6-918605c2645d",
	    "urn:isbn:9780306406157",
	    "course-v1:Example+CS101+2026_T1",
	    "block-v1:Example+CS101+2026_T1+type@problem+block@0f3c1f0b8a5e4f3a8d0c9a4d5e6f7a8b",
	    "https://lms.example.org/u/",
	    "https://lms.example.org/users/me",
	    "https://lms.example.org/users/login",
	    "https://lms.example.org/members/join",
	    "https://lms.example.org/author/guidelines",
	    "https://lms.example.org/user/index.php",
	    "https://lms.example.org/teachers/handbook",
	    "https://lms.example.org/users/:id",
	    "https://lms.example.org/users/export.csv",
	    "https://unpkg.com/@scope/core@12.0.1/bundles/core.js",
	    "https://profiles.adlnet.gov/profile/ebd31e95-054c-418b-8072-7ccffd2ef2ec",
	    "https://lms.example.org/courses/intro#section-2",
	    "https://lms.example.org:8443/path/?page=2&lang=fr",
	    "tag:example.org,2026:lesson-7",
	};

	(void)state;
	known_clear(known);
	for (size_t i = 0; i < sizeof(iris) / sizeof(*iris); i++)
		stays(iris[i]);
}

static void
userinfo_always_goes(void **state)
{
	(void)state;
	becomes("https://ada:secret@lms.example.org:8080/x", "https://x-credential@lms.example.org:8080/x");
	becomes("ftp://ada@files.example.org/", "ftp://x-credential@files.example.org/");
}

static void
hosts_that_are_addresses(void **state)
{
	(void)state;
	becomes("http://198.51.100.7:8080/cours/1", "http://x-ip:8080/cours/1");
	becomes("http://[2001:db8:1ac0:2d40::90c0]:8080/cours/1", "http://x-ip:8080/cours/1");
	becomes("http://[2001:db8::1]/", "http://x-ip/");
}

static void
owners_in_paths(void **state)
{
	(void)state;
	becomes("https://files.example.org/u/ada.l/cv.pdf", "https://files.example.org/u/x-username/cv.pdf");
	becomes("https://lms.example.org/users/12345", "https://lms.example.org/users/x-username");
	becomes(
	    "https://lms.example.org/user/profile/ada", "https://lms.example.org/user/profile/x-username");
	becomes("https://lms.example.org/~ada/page.html", "https://lms.example.org/~x-username/page.html");
	becomes("https://social.example.org/@ada", "https://social.example.org/@x-username");
	becomes("https://lms.example.org/utilisateurs/ada/notes",
	    "https://lms.example.org/utilisateurs/x-username/notes");
	becomes("https://lms.example.org/students/47112/tasks",
	    "https://lms.example.org/students/x-username/tasks");
	becomes("https://lms.example.org/certificates/user/72616033/course/x",
	    "https://lms.example.org/certificates/user/x-username/course/x");
	becomes("https://lms.example.org/app#/users/ada", "https://lms.example.org/app#/users/x-username");
	becomes("https://lms.example.org/xapi/users/12345", "https://lms.example.org/xapi/users/x-username");
}

static void
parameters_whose_names_tell(void **state)
{
	(void)state;
	becomes("https://lms.example.org/q?student=ada@example.org&page=2",
	    "https://lms.example.org/q?student=x-username&page=2");
	becomes("https://lms.example.org/q?page=2&userid=42",
	    "https://lms.example.org/q?page=2&userid=x-username");
	becomes("https://lms.example.org/q?email=adalove", "https://lms.example.org/q?email=x-email");
	becomes("https://lms.example.org/app#user=ada&tab=1",
	    "https://lms.example.org/app#user=x-username&tab=1");
	becomes("https://lms.example.org/app#/list?user=ada",
	    "https://lms.example.org/app#/list?user=x-username");
	becomes("https://lms.example.org/q?u=ada@example.org", "https://lms.example.org/q?u=x-email");
	stays("https://lms.example.org/q?u=x-email&student=x-username");
	stays("https://lms.example.org/q?student=&page=2");
}

static void
what_detectors_find(void **state)
{
	(void)state;
	becomes(
	    "https://x.example.org/notes/ada@example.org/x.pdf", "https://x.example.org/notes/x-email/x.pdf");
	becomes("https://x.example.org/ext/ada%40example.org/1", "https://x.example.org/ext/x-email/1");
	becomes("https://x.example.org/ext/%61da%2540example.org", "https://x.example.org/ext/x-email");
	becomes("tag:ada@example.org,2026:x", "tag:x-email,2026:x");
	becomes("https://x.example.org/from/203.0.113.9/log", "https://x.example.org/from/x-ip/log");
}

static void
schemes_that_point_at_people(void **state)
{
	(void)state;
	becomes("mailto:ada@example.org?subject=devoir", "mailto:x-email?subject=devoir");
	becomes("mailto:ada@example.org,bob@example.org?cc=carol@example.org&subject=x",
	    "mailto:x-email,x-email?cc=x-email&subject=x");
	becomes("mailto:ada", "mailto:x-email");
	becomes("tel:+33639981135", "tel:x-phone");
	becomes("TEL:7042;phone-context=example.com", "TEL:x-phone;x-phone");
	becomes("sip:ada@voip.example.org;transport=tcp", "sip:x-username;transport=tcp");
	becomes("xmpp:ada@chat.example.org/phone?message", "xmpp:x-username?message");
	becomes("acct:ada@social.example.org", "acct:x-username");
	becomes("urn:lms:user:72496357", "urn:lms:user:x-username");
	becomes("tag:example.org,2026:users/ada", "tag:example.org,2026:users/x-username");
	becomes("geo:48.85837,2.29448;u=35", "geo:x-geo");
	becomes("file:///home/ada/tp1.c", "file:///home/x-username/tp1.c");
	becomes("file:///C:/Users/ada/tp1.c", "file:///C:/Users/x-username/tp1.c");
	becomes("data:text/plain,write%20to%20ada%40example.org", "data:text/plain,x-email");
	stays("data:text/plain,hello");
}

static void
known_people_go_wherever_they_stand(void **state)
{
	(void)state;
	known_clear(known);
	known_name(known, STR("Ida Varnoux"));
	known_id(known, STR("qv-4711"), detectors_pii(detectors, STR("USERNAME")));
	becomes("https://x.example.org/files/Varnoux-Ida-tp1.pdf",
	    "https://x.example.org/files/x-person-tp1.pdf");
	becomes("https://x.example.org/files/ida%20varnoux", "https://x.example.org/files/x-person");
	becomes("https://qv-4711.blog.example.org/1", "https://x-username.blog.example.org/1");
	becomes("tag:example.org,2026:qv-4711", "tag:example.org,2026:x-username");
	known_clear(known);
	stays("https://x.example.org/files/Varnoux-Ida-tp1.pdf");
}

static void
clean_ones_are_remembered_but_people_are_not(void **state)
{
	(void)state;
	known_clear(known);
	stays("https://x.example.org/files/7/qv-4711/list");
	stays("https://x.example.org/files/7/qv-4711/list");
	known_id(known, STR("qv-4711"), detectors_pii(detectors, STR("USERNAME")));
	becomes(
	    "https://x.example.org/files/7/qv-4711/list", "https://x.example.org/files/7/x-username/list");
	known_clear(known);
}

/* Anything may be a key in extensions. */
static void
what_is_no_iri_does_no_harm(void **state)
{
	static const char *const texts[] = {"", ":", "//", "http://", "http://[", "http://@", "?", "#",
	    "a:b:c", "///?#?#", "http://[::1", "http://x:y:z@:@/", "tel:", "mailto:?", "data:,", "~",
	    "/~/@/u//", "u/", "?=&=&;", "%", "geo:;"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct str once = scrubbed(str_of(texts[i]));

		assert_true(str_eq(scrubbed(once), once));
	}
}

/* Twenty-four layers, by turns, around the sign of an address. */
static struct str
wrapped(const char *iri)
{
	struct str text = arena_format(scrub.arena, "%s", "%40");

	for (int layer = 1; layer < 24; layer++) {
		const char *escape = layer % 2 ? "&#%d;%.*s" : "%%%02x%.*s";

		text = arena_format(scrub.arena, escape, text.at[0], (int)text.len - 1, text.at + 1);
	}
	return arena_format(scrub.arena, "%s%.*s", iri, STR_ARG(text));
}

static void
what_cannot_be_looked_through_goes_whole(void **state)
{
	static const char *const iris[][2] = {
	    {"https://lms.example/see?x=ada", "https://x-redacted"},
	    {"https://ada:pw@lms.example:8080/users/ada.byron?email=ada", "https://x-redacted"},
	    {"https://[2001:db8::1]:80/x", "https://x-redacted"},
	    {"urn:lms:user:4711:", "urn:x-redacted"},
	    {"mailto:ada@example.org?subject=ada", "mailto:x-redacted"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(iris) / sizeof(*iris); i++)
		becomes(wrapped(iris[i][0]).at, iris[i][1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_cannot_be_looked_through_goes_whole),
	    cmocka_unit_test(a_concept_may_be_named_for_people),
	    cmocka_unit_test(learning_content_stays),
	    cmocka_unit_test(userinfo_always_goes),
	    cmocka_unit_test(hosts_that_are_addresses),
	    cmocka_unit_test(owners_in_paths),
	    cmocka_unit_test(parameters_whose_names_tell),
	    cmocka_unit_test(what_detectors_find),
	    cmocka_unit_test(schemes_that_point_at_people),
	    cmocka_unit_test(known_people_go_wherever_they_stand),
	    cmocka_unit_test(clean_ones_are_remembered_but_people_are_not),
	    cmocka_unit_test(what_is_no_iri_does_no_harm),
	};

	return cmocka_run_group_tests(tests, open_scrub, close_scrub);
}
