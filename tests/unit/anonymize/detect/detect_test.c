/* Detectors made of files find what the files say, where they say, and nothing beyond their limits. The built-in ones
 * carry their own examples, which `lrstream check` runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "stages/anonymize/detect/plan.h"

static char path[] = "/tmp/lrstream-detect-XXXXXX";

static int
setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(path);
}

static void
write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static struct detectors *
open_text(const char *yaml)
{
	struct detectors *d = detectors_new();
	struct detector_file file;
	struct error error;

	write_file(yaml);
	if (!detectors_read(d, path, "test.yaml", &file, &error))
		fail_msg("%s", error.text);
	detectors_finish(d);
	return d;
}

/* The text with what is found in brackets of its class. */
static void
expect(struct detectors *d, const char *text, const char *label, const char *marked)
{
	struct spans found = {0};
	struct buf out = {0};
	size_t at = 0;

	detect(d, str_of(text), str_of(label), &found);
	spans_settle(&found);
	for (uint32_t i = 0; i < found.count; i++) {
		const struct span *s = &found.at[i];

		buf_format(&out, "%.*s<%.*s %.*s>", (int)(s->start - at), text + at, STR_ARG(s->pii->name),
		    (int)(s->end - s->start), text + s->start);
		at = s->end;
	}
	buf_format(&out, "%s", text + at);
	buf_char(&out, '\0');
	assert_string_equal(out.at, marked);
	buf_free(&out);
	spans_free(&found);
}

#define NUMBER \
	"type: STUDENT_ID\nabout: numbers\n" \
	"words: {student: [student, étudiant], book: [isbn]}\n" \
	"detectors:\n  - {name: n, at: digits, digits: [6, 8], pattern: '(?<!\\w)\\d{6,8}(?!\\w)'"

static void
context_must_be_near(void **state)
{
	struct detectors *d = open_text(NUMBER ", context: student, near: 12, after: 4}\n");

	(void)state;
	expect(d, "student 1234567", "", "student <STUDENT_ID 1234567>");
	expect(d, "Étudiante 1234567 étudiant : 1234567", "",
	    "Étudiante <STUDENT_ID 1234567> étudiant : <STUDENT_ID 1234567>");
	expect(d, "student, who is not near 1234567", "", "student, who is not near 1234567");
	expect(d, "1234567 of the student", "", "1234567 of the student");
	expect(d, "1234567", "student-number", "<STUDENT_ID 1234567>");
	expect(d, "1234567", "number", "1234567");
	detectors_close(d);
}

static void
words_against_it_must_not_be_near(void **state)
{
	struct detectors *d = open_text(NUMBER ", unless: book}\n");

	(void)state;
	expect(d, "1234567, ISBN 1234567", "", "<STUDENT_ID 1234567>, ISBN 1234567");
	expect(d, "1234567", "isbn", "1234567");
	detectors_close(d);
}

static void
digits_bound_what_matches(void **state)
{
	struct detectors *d =
	    open_text("type: X\nabout: x\ndetectors:\n"
		      "  - {name: n, at: digits, digits: [3, 4], pattern: '\\d[\\d ]*\\d'}\n");

	(void)state;
	expect(d, "12 ; 123 ; 12 34 ; 123 456", "", "12 ; <X 123> ; <X 12 34> ; 12<X 3 456>");
	detectors_close(d);
}

static void
labels_announce_a_value(void **state)
{
	struct detectors *d = open_text(
	    "type: USERNAME\nabout: x\ndetectors:\n"
	    "  - {name: n, at: label, labels: [login, user name], gap: '\\s?[:=]\\s?', pattern: '\\w+'}\n"
	    "  - {name: p, at: label, labels: [users], lead: '/', inside: iri, pattern: '/(\\w+)'}\n");

	(void)state;
	expect(d, "Login : ada, userName=ada", "", "Login : <USERNAME ada>, userName=<USERNAME ada>");
	expect(d, "login ada; blogin: ada", "", "login ada; blogin: ada");
	expect(d, "ada l", "user_login", "<USERNAME ada> l");
	expect(d, "ada", "login_count", "ada");
	expect(d, "https://x.example/users/ada our/users/ada", "",
	    "https://x.example/users/<USERNAME ada> our/users/ada");
	expect(d, "/ada", "users", "/ada");
	detectors_close(d);
}

static void
a_group_narrows_what_is_found(void **state)
{
	struct detectors *d = open_text("type: X\nabout: x\ndetectors:\n"
					"  - {name: n, at: at-sign, pattern: '\\w+@(\\w+)'}\n");

	(void)state;
	expect(d, "ada@example", "", "ada@<X example>");
	detectors_close(d);
}

static void
one_of_the_checks_must_hold(void **state)
{
	struct detectors *d =
	    open_text("type: X\nabout: x\ndetectors:\n"
		      "  - {name: n, at: digits, check: [luhn, ipv6], pattern: '(?<!\\d)\\d{16}'}\n");

	(void)state;
	expect(d, "4111111111111111 4111111111111112", "", "<X 4111111111111111> 4111111111111112");
	detectors_close(d);
}

static void
long_places_are_searched_to_their_end(void **state)
{
	struct detectors *d = open_text("type: X\nabout: x\ndetectors:\n"
					"  - {name: n, at: digits, pattern: '(?<!\\d)77777(?!\\d)'}\n");
	struct spans found = {0};
	char text[8000];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i += 8)
		memcpy(text + i, i % 24 ? "12 34 5 " : "77777 1 ", 8);
	detect(d, (struct str){text, sizeof(text)}, STR(""), &found);
	assert_int_equal(found.count, (sizeof(text) + 23) / 24);
	spans_free(&found);
	detectors_close(d);
}

static void
a_pattern_at_its_limit_redacts_the_text(void **state)
{
	struct detectors *d =
	    open_text("type: X\nabout: x\ndetectors:\n"
		      "  - {name: n, at: at-sign, window: [1000, 1000], pattern: '(?:a|aa)+[bc]'}\n");
	char text[200];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 2] = '@';
	text[sizeof(text) - 1] = '\0';
	for (uint64_t limited = 0; limited < 2; limited++) {
		struct spans found = {0};

		assert_int_equal(detectors_limited(d), limited);
		detect(d, str_of(text), STR(""), &found);
		assert_int_equal(found.count, 1);
		assert_int_equal(found.at[0].end, strlen(text));
		assert_true(str_eq(found.at[0].pii->name, STR("REDACTED")));
		spans_free(&found);
	}
	detectors_close(d);
}

static void
classes_are_one_object_each(void **state)
{
	struct detectors *d = open_text("type: NATIONAL_ID\nabout: x\nreplace: pseudonym\ndetectors:\n"
					"  - {name: n, at: digits, pattern: '\\d+'}\n");
	const struct pii *pii = detectors_pii(d, STR("NATIONAL_ID"));

	(void)state;
	assert_true(str_eq(pii->label, STR("[NATIONAL_ID]")));
	assert_true(str_eq(pii->iri, STR("x-national-id")));
	assert_false(pii->pseudonym);
	assert_ptr_equal(detectors_pii(d, STR("NATIONAL_ID")), pii);
	assert_true(d->list[0].pii->pseudonym);
	detectors_close(d);
}

static void
the_built_in_ones_are_in_order(void **state)
{
	struct error error;
	struct detectors *d = detectors_open(&error);

	(void)state;
	if (!d)
		fail_msg("%s", error.text);
	expect(d, "", "", "");
	expect(d, "ada@example.org, 192.0.2.7", "", "<EMAIL ada@example.org>, <IP 192.0.2.7>");
	expect(d, "It is 10:32:07 on 2026-01-31, version 1.2.3.4.", "",
	    "It is 10:32:07 on 2026-01-31, version 1.2.3.4.");
	assert_int_equal(detectors_limited(d), 0);
	detectors_close(d);
	detectors_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(context_must_be_near),
	    cmocka_unit_test(words_against_it_must_not_be_near),
	    cmocka_unit_test(digits_bound_what_matches),
	    cmocka_unit_test(labels_announce_a_value),
	    cmocka_unit_test(a_group_narrows_what_is_found),
	    cmocka_unit_test(one_of_the_checks_must_hold),
	    cmocka_unit_test(long_places_are_searched_to_their_end),
	    cmocka_unit_test(a_pattern_at_its_limit_redacts_the_text),
	    cmocka_unit_test(classes_are_one_object_each),
	    cmocka_unit_test(the_built_in_ones_are_in_order),
	};

	return cmocka_run_group_tests_name("detect", tests, setup, teardown);
}
