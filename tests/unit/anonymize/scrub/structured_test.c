/* Keys and values inside texts, each told as key=value, with the class that the key says in front. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "pipeline/core/buf.h"
#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/scrub/members.h"
#include "stages/anonymize/scrub/structured.h"

static struct detectors *detectors;
static struct members *members;

static int
open_members(void **state)
{
	struct error error;

	(void)state;
	setenv("LRSTREAM_SCHEMAS", "schemas", 0);
	detectors = detectors_open(&error);
	members = detectors ? members_open(detectors, &error) : NULL;
	return members ? 0 : -1;
}

static int
close_members(void **state)
{
	(void)state;
	members_close(members);
	detectors_close(detectors);
	return 0;
}

static void
take(void *context, struct str key, struct str value, const struct pii *pii)
{
	struct buf *told = context;

	if (pii)
		buf_format(told, "%.*s:", STR_ARG(pii->name));
	buf_format(told, "%.*s=%.*s ", STR_ARG(key), STR_ARG(value));
}

static void
tells_of(struct str text, const char *expected)
{
	struct buf told = {0};
	const struct structured_listener listener = {&told, take};

	structured_values(members, text, &listener);
	if (!str_eq(buf_view(&told), str_of(expected)))
		fail_msg(
		    "\"%.*s\" tells \"%.*s\", not \"%s\"", STR_ARG(text), STR_ARG(buf_view(&told)), expected);
	buf_free(&told);
}

static void
tells(const char *text, const char *expected)
{
	tells_of(str_of(text), expected);
}

static void
prose_tells_nothing(void **state)
{
	(void)state;
	tells("", "");
	tells("At 10:30: \"hello\" = x, a == b and 1:2:3 ; http://example.org/", "");
	tells(": = :{", "");
}

static void
json_tells_texts_and_numbers(void **state)
{
	(void)state;
	tells("{\"email\":\"x\", \"n\" : -1.5e3,\"b\":true}", "EMAIL:email=x n=-1.5e3 ");
	tells("{'fullname': 'Ada B', 'x': None}", "PERSON:fullname=Ada B ");
	tells("{\"note\":\"a \\\"b\\\" c\",\"email\":\"cut o", "note=a \\\"b\\\" c EMAIL:email=cut o ");
	tells("{\"emails\":[\"a\", \"b\"],\"tags\":[\"c\"]}", "EMAIL:emails=a EMAIL:emails=b ");
}

static void
members_of_people_are_theirs(void **state)
{
	(void)state;
	tells("{\"name\":\"Firefox\",\"user\":{\"name\":\"Ada\"},\"course\":{\"name\":\"C\"}}",
	    "name=Firefox PERSON:name=Ada name=C ");
}

static void
php_tells_by_key(void **state)
{
	(void)state;
	tells("a:2:{s:5:\"email\";s:1:\"x\";s:1:\"k\";i:7;}", "EMAIL:email=x k=7 ");
	tells("a:1:{s:4:\"data\";a:2:{i:0;s:3:\"a\"b\";s:5:\"email\";s:1:\"x\";}}", "0=a\"b EMAIL:email=x ");
	tells("a:1:{s:5:\"email\";s:99:\"changed\";}", "EMAIL:email=changed ");
	tells("a:1:{s:4:\"user\";O:1:\"U\":1:{s:4:\"name\";s:3:\"Ada\";}}", "PERSON:name=Ada ");
	tells("a:1:{s:6:\"emails\";a:2:{i:0;s:1:\"x\";s:1:\"k\";s:1:\"y\";}}", "EMAIL:0=x k=y ");
	tells("O:8:\"stdClass\":2:{s:5:\"email\";N;s:1:\"b\";b:1;}", "stdClass=2 ");
	tells_of(STR("O:1:\"U\":1:{s:8:\"\0*\0email\";s:1:\"x\";}"), "U=1 EMAIL:email=x ");
	tells("a:1:{s:5:\"email\";s:3:\"abc", "");
}

static void
forms_tell_by_name(void **state)
{
	(void)state;
	tells("a=1&email=ada%40x.org&fullname=Ada+B#email=z",
	    "a=1 EMAIL:email=ada%40x.org PERSON:fullname=Ada+B EMAIL:email=z ");
	tells("see ?email=x, then", "EMAIL:email=x ");
	tells("fullname=Ada B&x=1", "PERSON:fullname=Ada B x=1 ");
	tells("fullname=Ada B is here", "PERSON:fullname=Ada ");
}

static void
programs_tell_nothing(void **state)
{
	(void)state;
	tells("def f(user=None, owner=self.owner, password=password):",
	    "user=None, owner=self.owner, password=password): ");
	tells("f(author=next(names), token=tokens[0])", "author=next(names), token=tokens[0]) ");
	tells("user=%s uid=${uid} phone=none ip=1", "user=%s uid=${uid} phone=none ip=1 ");
	tells("(user=ada), (user=ada42, x=1)", "USERNAME:user=ada USERNAME:user=ada42 x=1) ");
	tells("{\"user\": \"{name}\", \"learners\": 42, \"owner\": \"unknown\"}",
	    "user={name} learners=42 owner=unknown ");
	tells("token=' + x\nand '", "token= + x\nand  ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(programs_tell_nothing),
	    cmocka_unit_test(prose_tells_nothing),
	    cmocka_unit_test(json_tells_texts_and_numbers),
	    cmocka_unit_test(members_of_people_are_theirs),
	    cmocka_unit_test(php_tells_by_key),
	    cmocka_unit_test(forms_tell_by_name),
	};

	return cmocka_run_group_tests(tests, open_members, close_members);
}
