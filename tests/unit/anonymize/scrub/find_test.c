/* Everything personal in a text, behind whatever it hides; texts show what is found in ⟦ ⟧. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/digest.h"
#include "stages/anonymize/scrub/find.h"
#include "stages/anonymize/people/known.h"
#include "stages/anonymize/scrub/members.h"

static struct finder finder;
static struct detectors *detectors;
static struct known *known;
static struct members *members;

static int
open_all(void **state)
{
	struct error error;

	(void)state;
	setenv("LRSTREAM_SCHEMAS", "schemas", 0);
	detectors = detectors_open(&error);
	known = detectors ? known_open(detectors, &error) : NULL;
	members = known ? members_open(detectors, &error) : NULL;
	finder = (struct finder){.detectors = detectors, .known = known, .members = members};
	return members ? 0 : -1;
}

static int
close_all(void **state)
{
	(void)state;
	finder_release(&finder);
	members_close(members);
	known_close(known);
	detectors_close(detectors);
	return 0;
}

/* `marked` is the text with ⟦ ⟧ around what must be found. */
static void
finds(const char *marked)
{
	static const char open[] = "⟦", close[] = "⟧";
	struct buf text = {0}, got = {0};
	struct spans spans = {0};
	size_t at = 0;

	for (const char *c = marked; *c; c++) {
		if (strncmp(c, open, 3) == 0 || strncmp(c, close, 3) == 0)
			c += 2;
		else
			buf_char(&text, *c);
	}
	find_pii(&finder, buf_view(&text), STR(""), &spans);
	for (uint32_t i = 0; i < spans.count; i++) {
		buf_put(&got, text.at + at, spans.at[i].start - at);
		buf_format(&got, "%s%.*s%s", open, (int)(spans.at[i].end - spans.at[i].start),
		    text.at + spans.at[i].start, close);
		at = spans.at[i].end;
	}
	buf_put(&got, text.at + at, text.len - at);
	if (!str_eq(buf_view(&got), str_of(marked)))
		fail_msg("found \"%.*s\", not \"%s\"", STR_ARG(buf_view(&got)), marked);
	spans_free(&spans);
	buf_free(&text);
	buf_free(&got);
}

static void
plain_texts_are_read_once(void **state)
{
	struct spans spans = {0};

	(void)state;
	finds("Write to ⟦ada@example.org⟧.");
	find_pii(&finder, STR("Nothing hides here, 100 % of it."), STR(""), &spans);
	assert_true(finder.plain);
	find_pii(&finder, STR("Something may hide%20here."), STR(""), &spans);
	assert_false(finder.plain);
	spans_free(&spans);
}

static void
encodings_hide_nothing_and_stay_whole(void **state)
{
	(void)state;
	finds("?m=⟦ada%40example.org⟧&x=1");
	finds("?m=⟦ada%2540example.org⟧&x=1");
	finds("\"⟦%61%64%61%40%65%78%61%6d%70%6c%65%2e%6f%72%67⟧\"");
	finds("line\\n⟦ada\\u0040example.org⟧\\nend");
	finds("q=see%20⟦ada@example.org⟧%20now");
	finds("%7B%22m%22%3A%22⟦ada%5Cu0040example.org⟧%22%7D");
	finds("<b>⟦ada&#64;example&period;org⟧</b>&nbsp;");
	finds("⟦ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ⟧ !");
	finds("mail ⟦ada [at] example [dot] org⟧ now");
	finds("mail ⟦ada point byron arobase example point org⟧ now");
	finds("t=⟦%2B33+6+12+34+56+78⟧&x=1");
}

static void
tokens_are_opened(void **state)
{
	(void)state;
	finds("t=⟦YWRhQGV4YW1wbGUub3Jn⟧;");
	finds("t=⟦WVdSaFFHVjRZVzF3YkdVdWIzSm4=⟧;");
	finds("t=⟦eyJtIjoiYWRhXHUwMDQwZXhhbXBsZS5vcmcifQ⟧;");
	finds("c2F5cyBub3RoaW5nIGF0IGFsbA==");
}

static void
values_under_telling_names_go(void **state)
{
	(void)state;
	finds("{\"fullname\":\"⟦Xy Z⟧\",\"course\":\"Xy Z\"}");
	finds("{\\\"fullname\\\":\\\"⟦Xy Z⟧\\\"}");
	finds("a:1:{s:8:\"fullname\";s:4:\"⟦Xy Z⟧\";}");
	finds("fullname=⟦Xy+Z⟧&course=Xy+Z");
}

/* The text with the MD5 of `value` in it, marked if it must be found. */
static void
finds_hash(const char *before, struct str value, bool found)
{
	struct buf text = {0};
	uint8_t md5[MD5_BYTES];

	if (!digest_md5(value, md5))
		return;
	buf_format(&text, "%shash %s", before, found ? "⟦" : "");
	for (int i = 0; i < MD5_BYTES; i++)
		buf_format(&text, "%02x", md5[i]);
	buf_format(&text, "%s.%c", found ? "⟧" : "", 0);
	finds(text.at);
	buf_free(&text);
}

static void
hashes_of_the_known_and_the_found_go(void **state)
{
	(void)state;
	finder_forget(&finder);
	finds_hash("", STR("ada@example.org"), false);
	finds_hash("⟦ada@example.org⟧ ", STR("ada@example.org"), true);
	finds_hash("", STR("mailto:ada@example.org"), true);
	finder_forget(&finder);
	finds_hash("", STR("ada@example.org"), false);
	known_id(known, STR("ada.byron"), detectors_pii(detectors, STR("USERNAME")));
	finds_hash("", STR("ada.byron"), true);
	known_clear(known);
	finder_forget(&finder);
}

static void
more_layers_than_anyone_wraps_go_whole(void **state)
{
	struct buf text = {0}, wrapped = {0};
	struct spans spans = {0};

	(void)state;
	buf_str(&text, STR("x@"));
	for (int layer = 0; layer < 24; layer++) {
		const char *escape = layer % 2 ? "&#%d;" : "%%%02x";

		buf_clear(&wrapped);
		for (size_t i = 0; i < text.len; i++)
			if (i == 1 || layer == 0)
				buf_format(&wrapped, escape, text.at[i]);
			else
				buf_char(&wrapped, text.at[i]);
		buf_clear(&text);
		buf_str(&text, buf_view(&wrapped));
	}
	find_pii(&finder, buf_view(&text), STR(""), &spans);
	assert_int_equal(spans.count, 1);
	assert_true(spans.at[0].start == 0 && spans.at[0].end == text.len);
	assert_true(str_eq(spans.at[0].pii->name, STR("REDACTED")));
	spans_free(&spans);
	buf_free(&text);
	buf_free(&wrapped);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain_texts_are_read_once),
	    cmocka_unit_test(encodings_hide_nothing_and_stay_whole),
	    cmocka_unit_test(tokens_are_opened),
	    cmocka_unit_test(values_under_telling_names_go),
	    cmocka_unit_test(hashes_of_the_known_and_the_found_go),
	    cmocka_unit_test(more_layers_than_anyone_wraps_go_whole),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
