/* Readings are searched only around what is new in them: it must make no difference. Long texts are put together by
 * chance, of prose and of what hides something or looks like it; their readings are searched from end to end and in
 * windows, and the same must be found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "pipeline/core/buf.h"
#include "stages/anonymize/scrub/find.h"
#include "stages/anonymize/people/known.h"
#include "stages/anonymize/scrub/members.h"

enum { TEXTS = 500, LONGEST = 24 * 1024 };

static struct finder finder;
static struct known *known;

static int
open_all(void **state)
{
	struct error error;

	(void)state;
	setenv("LRSTREAM_SCHEMAS", "schemas", 0);
	finder.detectors = detectors_open(&error);
	finder.members = finder.detectors ? members_open(finder.detectors, &error) : NULL;
	known = finder.members ? known_open(finder.detectors, &error) : NULL;
	finder.known = known;
	return known ? 0 : -1;
}

static int
close_all(void **state)
{
	(void)state;
	finder_release(&finder);
	members_close((struct members *)finder.members);
	known_close(known);
	detectors_close(finder.detectors);
	return 0;
}

static const char *const prose[] = {
    "A list may be used as a stack, where the last element added is the first one taken. ",
    "On 18/02/2026 at 16:34 the class measured 12.5 m/s, then 13.75 m/s, and 3 of 24 runs failed. ",
    "La deuxième ligne donne l'indice négatif qui correspond ; écrivez une réponse complète. ",
    "See https://lms.example.org/mod/quiz/view.php?id=12&page=3 and chapter 4.2 of the reader. ",
    "if (x[i] < 10 && y > 2) { return x[i] * 3; } ",
    "AveryLongNameOfSomethingThatNobodyWouldEverWriteInOneWordWithoutAnyBlankInIt_",
    "\n",
};

/* Those in the second half hide something. */
static const char *const pieces[] = {
    "write to ilse.zobel@example.org ",
    "tel. 06 12 34 56 78 ",
    "my number: 0612345678 ",
    "bodo keller ",
    "192.0.2.17 ",
    "order 4111 1111 1111 1111 ",
    "aWxzZS56b2JlbEBleGFtcGxlLm9yZw== ",
    "{\"email\":\"ilse\",\"name\":\"Bodo\"} ",
    "3+4=7 ",
    "12 % of 20 ",
    "ilse.zobel%40example.org ",
    "ilse.zobel%2540example.org ",
    "ilse [at] example [dot] org ",
    "ilse arobase example point org ",
    "t&eacute;l : 06 12 34 56 78 ",
    "t\\u00e9l : 0612345678 ",
    "see\\nilse.zobel@example.org ",
    "num\\u00e9ro de s\\u00e9curit\\u00e9 sociale ",
    "{\\\"email\\\":\\\"ilse\\\",\\\"name\\\":\\\"Bodo Keller\\\"} ",
    "{\\\"name\\\":\\\"",
    "\\\"} ",
    "a=1&email=ilse+zobel@example.org&tel=06+12+34+56+78 ",
    "Bo\xe2\x80\x8b"
    "do K\xef\xbd\x85ller ",
    "0\xef\xbc\x96 12 34 56 78 ",
    "C:\\\\temp\\\\new ",
    "&amp;&lt;&quot; ",
    "%20",
    "1+1=2 ",
};

static uint32_t
random_number(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)(*seed >> 8) * below >> 24);
}

/* One text has many pieces, another few. */
static void
make_text(struct buf *text, uint32_t seed)
{
	size_t len = 2048 + random_number(&seed, LONGEST - 2048);
	uint32_t rarity = 2 + random_number(&seed, 120);

	buf_clear(text);
	while (text->len < len) {
		bool piece = random_number(&seed, rarity) == 0;
		uint32_t count = piece ? sizeof(pieces) / sizeof(*pieces) : sizeof(prose) / sizeof(*prose);
		uint32_t which = random_number(&seed, count);

		buf_str(text, str_of(piece ? pieces[which] : prose[which]));
	}
}

static void
same(const struct spans *some, const struct spans *all, struct str text, uint32_t seed)
{
	for (uint32_t i = 0; i < some->count || i < all->count; i++) {
		const struct span *a = i < some->count ? &some->at[i] : NULL;
		const struct span *b = i < all->count ? &all->at[i] : NULL;

		if (!a || !b || a->start != b->start || a->end != b->end || a->pii != b->pii)
			fail_msg("text %u: span %u is \"%.*s\" in windows, \"%.*s\" in all", seed, i,
			    a ? (int)(a->end - a->start) : 0, a ? text.at + a->start : "",
			    b ? (int)(b->end - b->start) : 0, b ? text.at + b->start : "");
	}
}

static void
find(struct str text, bool all, struct spans *out)
{
	finder_forget(&finder);
	finder.all = all;
	find_pii(&finder, text, STR(""), out);
}

static void
windows_find_what_is_found_in_all(void **state)
{
	struct buf text = {0};
	struct spans some = {0}, all = {0};
	uint64_t found = 0;

	(void)state;
	known_name(known, STR("Bodo Keller"));
	for (uint32_t seed = 1; seed <= TEXTS; seed++) {
		make_text(&text, seed);
		find(buf_view(&text), false, &some);
		find(buf_view(&text), true, &all);
		same(&some, &all, buf_view(&text), seed);
		found += some.count;
	}
	assert_true(found > TEXTS);
	spans_free(&some);
	spans_free(&all);
	buf_free(&text);
}

/* Alone and far from everything else, the same is found. */
static void
surroundings_make_no_difference(void **state)
{
	static const char clean[] =
	    "the last one that was added is the first one that will be taken from it, ";
	enum { AROUND = 60, AT = AROUND * (sizeof(clean) - 1) };
	struct buf text = {0};
	struct spans alone = {0}, amid = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		find(str_of(pieces[i]), false, &alone);
		buf_clear(&text);
		for (int n = 0; n < AROUND; n++)
			buf_str(&text, str_of(clean));
		buf_str(&text, str_of(pieces[i]));
		for (int n = 0; n < AROUND; n++)
			buf_str(&text, str_of(clean));
		find(buf_view(&text), false, &amid);
		if (str_eq(str_of(pieces[i]), STR("{\\\"name\\\":\\\"")))
			continue; /* it has no end */
		for (uint32_t s = 0; s < amid.count; s++) {
			amid.at[s].start -= AT;
			amid.at[s].end -= AT;
		}
		same(&amid, &alone, str_of(pieces[i]), (uint32_t)i);
	}
	spans_free(&alone);
	spans_free(&amid);
	buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(windows_find_what_is_found_in_all),
	    cmocka_unit_test(surroundings_make_no_difference),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
