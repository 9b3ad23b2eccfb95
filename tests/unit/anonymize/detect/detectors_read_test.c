/* What is wrong in a detector file is told with its line; what is right, runs its examples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/core/buf.h"
#include "stages/anonymize/detect/detect.h"

static char folder[] = "/tmp/lrstream-detectors-XXXXXX", path[64], shared[64];

static int
setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/one.yaml", folder);
	snprintf(shared, sizeof(shared), "%s/words.yaml", folder);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(path);
	unlink(shared);
	return rmdir(folder);
}

static void
write_file(const char *where, const char *text)
{
	FILE *file = fopen(where, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void
gather(void *told, struct str line)
{
	buf_str(told, line);
	buf_char(told, '\n');
}

static void
refused(const char *yaml, const char *why)
{
	struct detector_report report;
	struct buf told = {0};
	struct error error = {.text = ""};

	write_file(path, yaml);
	assert_false(detectors_check_file(path, "x.yaml", gather, &told, &report, &error));
	if (strncmp(error.text, why, strlen(why)) != 0)
		fail_msg("%s\nnot: %s", error.text, why);
	assert_int_equal(error.exit, EXIT_USAGE);
	buf_free(&told);
}

#define HEAD "type: X\nabout: x\ndetectors:\n"

static void
what_is_wrong_has_its_line(void **state)
{
	(void)state;
	refused("type: X\ndetectors: []\n", "x.yaml:1: file: \"about\" is missing");
	refused("type: x\nabout: x\n", "x.yaml:1: type: is made of capitals");
	refused("type: X\nabout: x\n", "x.yaml:1: detectors: must be a list");
	refused("about: x\ndetectors:\n  - {name: n, at: digits, pattern: a}\n",
	    "x.yaml:3: detector: has no type");
	refused(HEAD "  - name: n\n    at: digit\n    pattern: a\n",
	    "x.yaml:5: at: there is no \"digit\" here (did you mean \"digits\"?)");
	refused(HEAD "  - name: n\n    at: digits\n    patern: a\n",
	    "x.yaml:6: detector: there is no \"patern\" here (did you mean \"pattern\"?)");
	refused(HEAD "  - name: n\n    at: digits\n", "x.yaml:4: detector: \"pattern\" is missing");
	refused(
	    HEAD "  - name: n\n    at: digits\n    pattern: '('\n", "x.yaml:6: pattern: pattern '(', byte 2");
	refused(HEAD "  - name: n\n    at: digits\n    pattern: a\n    check: lunh\n",
	    "x.yaml:7: check: there is no \"lunh\" here");
	refused(HEAD "  - name: n\n    at: digits\n    pattern: a\n    context: words\n",
	    "x.yaml:7: context: there is no list of words \"words\"");
	refused(HEAD "  - name: n\n    at: digits\n    pattern: a\n    digits: [4, 3]\n",
	    "x.yaml:7: digits: the least is more than the most");
	refused(HEAD "  - name: n\n    at: digits\n    pattern: a\n    near: 5000\n",
	    "x.yaml:7: near: must be a whole number");
	refused(HEAD "  - {name: n, at: label, pattern: a}\n", "x.yaml:4: n: at: label needs labels");
	refused(HEAD "  - {name: n, at: digits, labels: [a], pattern: a}\n",
	    "x.yaml:4: n: labels are for at: label");
	refused(HEAD "  - {name: n, at: [label, digits], labels: [a], pattern: a}\n",
	    "x.yaml:4: n: at: label stands alone");
	refused(
	    HEAD "  - {name: n, at: digits, lead: '/', pattern: a}\n", "x.yaml:4: n: lead, inside and gap");
	refused("type: X\nabout: x\nwords:\n  a: ['1']\ndetectors: []\n", "x.yaml:4: a: a word is text");
	refused("type: X\nabout: x\nexamples: []\n", "x.yaml:3: examples: must be a list");
}

#define NUMBERS HEAD "  - {name: n, at: digits, pattern: '\\d+'}\nexamples:\n"

static void
examples_are_judged(void **state)
{
	struct detector_report report;
	struct buf told = {0};
	struct error error;

	(void)state;
	write_file(path, NUMBERS "  - 'a ⟦12⟧ b ⟦3⟧'\n  - 'none'\n  - {label: x, text: '⟦1⟧'}\n");
	assert_true(detectors_check_file(path, "x.yaml", gather, &told, &report, &error));
	assert_int_equal(report.detectors, 1);
	assert_int_equal(report.examples, 3);
	assert_int_equal(report.wrong, 0);
	assert_int_equal(told.len, 0);

	write_file(path, NUMBERS "  - 'a 12'\n  - '⟦none⟧'\n  - '⟦1'\n  - '⟦1⟧'\n");
	assert_true(detectors_check_file(path, "x.yaml", gather, &told, &report, &error));
	assert_int_equal(report.wrong, 3);
	buf_char(&told, '\0');
	assert_string_equal(told.at, "x.yaml:6: example: wrongly found: \"12\"\n"
				     "x.yaml:7: example: not found: \"none\"\n"
				     "x.yaml:8: example: marks do not stand in pairs: \"⟦1\"\n");
	buf_free(&told);
}

static void
parts_and_pairs_are_put_together(void **state)
{
	struct detector_report report;
	struct buf told = {0};
	struct error error;

	(void)state;
	write_file(path,
	    "type: X\nabout: x\nparts: {some: '\\d{1,2}', sign: ': ?|', value: '{{some}}(?!\\d)'}\n"
	    "words: {l: [room, [[staff, roll], [nr, ' code']]]}\ndetectors:\n"
	    "  - {name: n, at: label, labels: l, gap: ' ?{{sign}}', pattern: '{{value}}'}\n"
	    "examples: ['staffnr ⟦77⟧, roll code: ⟦7⟧, room ⟦7⟧, staff 7, nr 7, roll nr 7 staffnr 777']\n");
	assert_true(detectors_check_file(path, "x.yaml", gather, &told, &report, &error));
	assert_int_equal(report.wrong, 0);
	assert_int_equal(report.examples, 1);
	refused("type: X\nabout: x\nparts: {a: '{{b}}', b: x}\n", "x.yaml:3: a: there is no part \"b\"");
	refused("type: X\nabout: x\nwords: {l: [[a, b]]}\n", "x.yaml:3: l: must be a word, or two lists");
	refused(HEAD "  - {name: n, at: digits, pattern: 'a{{1,2}{{c}}'}\n",
	    "x.yaml:4: pattern: there is no part \"c\"");
}

static void
shared_words_stand_beside_the_file(void **state)
{
	struct detector_report report;
	struct buf told = {0};
	struct error error;

	(void)state;
	write_file(shared, "about: words of all\nwords:\n  book: [isbn]\n");
	write_file(path,
	    HEAD "  - {name: n, at: digits, pattern: '\\d+', unless: book}\nexamples:\n  - 'isbn 12'\n");
	assert_true(detectors_check_file(path, "x.yaml", gather, &told, &report, &error));
	assert_int_equal(report.wrong, 0);
	assert_true(detectors_check_file(shared, "words.yaml", gather, &told, &report, &error));
	unlink(shared);
	assert_false(detectors_check_file(path, "x.yaml", gather, &told, &report, &error));
	buf_free(&told);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_wrong_has_its_line),
	    cmocka_unit_test(examples_are_judged),
	    cmocka_unit_test(parts_and_pairs_are_put_together),
	    cmocka_unit_test(shared_words_stand_beside_the_file),
	};

	return cmocka_run_group_tests_name("detectors_read", tests, setup, teardown);
}
