/* How fast plain text is searched for personal data, on one core.
 *
 * Text without any, as learners and their platforms write it: prose, prose with many numbers, dates and times, statements
 * with their IRIs, code; in texts of a few hundred bytes, as they come, and a long one of all of them with a few escapes.
 * Once with the detectors alone, once with all that finds: behind encodings, in tokens, with the people of a statement known
 * and without. Then texts that are slow for careless patterns,
 * 256 KB each and twice that: the time must double and no more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "pipeline/core/buf.h"
#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/scrub/find.h"
#include "stages/anonymize/people/known.h"
#include "stages/anonymize/scrub/members.h"

enum { CLEAN_BYTES = 2 * 1000 * 1000, LONG_BYTES = 64 * 1024, HOSTILE_BYTES = 256 * 1024 };

struct bench {
	struct detectors *detectors;
	struct members *members;
	struct known *nobody, *somebody;
};

static const struct {
	const char *name, *text;
} clean[] = {
    {"prose, English",
	"A list may be used as a stack, where the last element added is the first element retrieved. To add an item to "
	"the top of the stack, append it; to take one from the top, pop it without saying where. Lists are not as good "
	"for queues: taking from the front is slow, because all of the other elements have to be moved by one. Write a "
	"short essay on what you would use instead, and why, and discuss it with your group before the next lesson."},
    {"prose, French",
	"La première ligne donne la position des indices dans la chaîne ; la deuxième donne l'indice négatif qui "
	"correspond. Où se trouve l'élément cherché dépend de l'ordre dans lequel on a rangé les données, c'est-à-dire "
	"de la façon dont l'élève a compris l'énoncé. Écrivez une réponse complète, puis comparez-la à celle proposée "
	"par votre voisin : avez-vous choisi les mêmes mots pour décrire le même phénomène ?"},
    {"numbers, dates, times",
	"On 18/02/2026 at 16:34 the class measured 12.5 m/s, then 13.75 m/s, and 3 of 24 runs failed. Lesson 4 took 45 "
	"minutes; the quiz of 2026-03-14T16:35:00Z had 20 questions, 75% of them right, a mean of 14.2 and a spread of "
	"2.81. The train left at 10:32:07 with 248 people, 1,024 kg of freight and a delay of 5 minutes. Chapter 3, pages "
	"112-148, exercises 7 to 12, is due on 2026-04-01. A book costs $19.99, two cost $35, ten are 10% less."},
    {"addresses",
	"http://adlnet.gov/expapi/verbs/answered https://lms.example.org/courses/astronomy-101/quizzes/3/questions/7 "
	"https://w3id.org/xapi/video/extensions/time=882.839 https://w3id.org/xapi/cmi5/context/extensions/launchurl "
	"https://lms.example.org/mod/quiz/view.php?id=12&page=3 ec531277-b57b-4c15-8d91-d292c5b2b8f7 "
	"course-v1:Example+00001+session01 0[.]94.902[,]96.095[.]139.96[,]140.023 application/json; charset=utf-8"},
    {"code",
	"def rolling_max(numbers: List[int]) -> List[int]:\n    \"\"\" From a list of integers, the maximum so far\n    "
	">>> rolling_max([1, 2, 3, 2, 3, 4, 2])\n    [1, 2, 3, 3, 3, 4, 4]\n    \"\"\"\n    running, result = None, []\n "
	"   for n in numbers:\n        running = n if running is None else max(running, n)\n        result.append(running)\n"
	"    return result[::1] if std::is_same<A, B>::value else x[1:2]\n"},
};

static const char *const hostile[] = {"a@", "a.", "a@a.", "1 ", "0 6.", "1:", "ab:", "::", "A1 ", "%40",
    "%2540", "((((",
    "n\xc3\xa9"
    "e le ",
    "tel tel: +"};

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* How one text is searched: by the detectors, or by all that finds. */
static void
search(struct finder *f, bool all, struct str text, struct spans *found)
{
	spans_clear(found);
	if (all)
		find_pii(f, text, STR(""), found);
	else
		detect(f->detectors, text, STR(""), found);
}

static void
run_clean(struct bench *b, const char *name, struct str text)
{
	static const char *const how[] = {"detect", "find", "find known"};
	struct spans found = {0};
	size_t rounds = CLEAN_BYTES / text.len;

	for (int i = 0; i < 3; i++) {
		struct finder f = {
		    .detectors = b->detectors,
		    .members = b->members,
		    .known = i == 2 ? b->somebody : b->nobody,
		};
		double start = seconds();

		for (size_t n = 0; n < rounds; n++)
			search(&f, i > 0, text, &found);
		printf("  %-10s %6.0f MB/s  %s (%u found in %zu bytes)\n", how[i],
		    (double)(text.len * rounds) / (seconds() - start) / 1e6, name, found.count, text.len);
		finder_release(&f);
	}
	spans_free(&found);
}

/* All the clean texts again and again, here and there with an escape and a character beyond ASCII. */
static void
run_long(struct bench *b)
{
	static const char *const few[] = {"\\n", "3+4=7 ", "&amp;", "\xe2\x80\x99", "\xc3\xa9", "100% "};
	struct buf text = {0};

	for (size_t i = 0; text.len < LONG_BYTES; i++) {
		buf_str(&text, str_of(clean[i % (sizeof(clean) / sizeof(*clean))].text));
		if (i % 7 == 0)
			buf_str(&text, str_of(few[i / 7 % (sizeof(few) / sizeof(*few))]));
		buf_char(&text, '\n');
	}
	run_clean(b, "long, of all these", buf_view(&text));
	buf_free(&text);
}

static double
run_hostile(struct detectors *d, const char *unit, size_t bytes)
{
	struct str piece = str_of(unit);
	struct str text = {malloc(bytes + 1), 0};
	struct spans found = {0};
	double start, taken;

	if (!text.at)
		abort();
	while (text.len + piece.len <= bytes) {
		memcpy((char *)text.at + text.len, piece.at, piece.len);
		text.len += piece.len;
	}
	((char *)text.at)[text.len++] = '!';
	start = seconds();
	detect(d, text, STR(""), &found);
	taken = seconds() - start;
	spans_free(&found);
	free((char *)text.at);
	return taken;
}

static void
run_all_hostile(struct detectors *d)
{
	double all = 0, twice = 0;

	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		double once = run_hostile(d, hostile[i], HOSTILE_BYTES);
		double double_text = run_hostile(d, hostile[i], (size_t)2 * HOSTILE_BYTES);

		printf("  hostile    %6.1f ms, twice the text %6.1f ms  %s\n", once * 1e3, double_text * 1e3,
		    hostile[i]);
		all += once;
		twice += double_text;
	}
	printf("  hostile    %6.1f ms for all, %.2f times as long for twice the text; %llu met a limit\n",
	    all * 1e3, twice / all, (unsigned long long)detectors_limited(d));
}

static bool
open_all(struct bench *b, struct error *error)
{
	b->detectors = detectors_open(error);
	b->members = b->detectors ? members_open(b->detectors, error) : NULL;
	b->nobody = b->members ? known_open(b->detectors, error) : NULL;
	b->somebody = b->nobody ? known_open(b->detectors, error) : NULL;
	if (!b->somebody)
		return false;
	known_name(b->somebody, STR("Odile Vasseur"));
	known_id(b->somebody, STR("ovasseur42"), detectors_pii(b->detectors, STR("USERNAME")));
	return true;
}

int
main(void)
{
	struct bench b = {0};
	struct error error;

	if (!open_all(&b, &error)) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	for (size_t i = 0; i < sizeof(clean) / sizeof(*clean); i++)
		run_clean(&b, clean[i].name, str_of(clean[i].text));
	run_long(&b);
	run_all_hostile(b.detectors);
	known_close(b.somebody);
	known_close(b.nobody);
	members_close(b.members);
	detectors_close(b.detectors);
	return 0;
}
