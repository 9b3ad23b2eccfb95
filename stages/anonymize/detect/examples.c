/* The examples of a detector file, run against its detectors alone; see detectors_check_file in detect.h.
 *
 * ⟦ and ⟧ stand around what must be found; nothing else may be. A failed example is told by its line in the file and by
 * what should or should not have been found there: it is our own text, nobody's data.
 */
#include "pipeline/core/buf.h"
#include "pipeline/core/schemas.h"
#include "stages/anonymize/detect/plan.h"

#define OPENED "\xe2\x9f\xa6"
#define CLOSED "\xe2\x9f\xa7"

struct judge {
	struct detectors *detectors;
	const char *shown;
	void (*tell)(void *context, struct str line);
	void *context;
	struct buf text;
	struct spans wanted, found;
	size_t wrong;
};

static void
complain(struct judge *j, const struct detector_example *example, const char *what, struct str which)
{
	j->tell(j->context, arena_format(j->detectors->arena, "%s:%u: example: %s \"%.*s\"", j->shown,
				example->line, what, STR_ARG(which)));
}

/* Takes the marks out of the text; false if they do not stand in pairs. */
static bool
unmark(struct judge *j, struct str marked)
{
	const struct str opened = STR(OPENED), closed = STR(CLOSED);
	size_t start = 0;
	bool open = false;

	buf_clear(&j->text);
	spans_clear(&j->wanted);
	for (size_t i = 0; i < marked.len;) {
		struct str rest = str_from(marked, i);

		if (str_starts(rest, open ? opened : closed))
			return false;
		if (!str_starts(rest, open ? closed : opened)) {
			buf_char(&j->text, marked.at[i++]);
			continue;
		}
		if (open)
			spans_add(&j->wanted, start, j->text.len, NULL);
		start = j->text.len;
		open = !open;
		i += opened.len;
	}
	return !open;
}

static bool
has_span(const struct spans *spans, const struct span *one)
{
	for (uint32_t i = 0; i < spans->count; i++)
		if (spans->at[i].start == one->start && spans->at[i].end == one->end)
			return true;
	return false;
}

/* Tells each span of `spans` that `others` do not have; how many there are. */
static size_t
tell_missing(struct judge *j, const struct detector_example *example, const struct spans *spans,
    const struct spans *others, const char *what)
{
	size_t missing = 0;

	for (uint32_t i = 0; i < spans->count; i++) {
		const struct span *one = &spans->at[i];

		if (has_span(others, one))
			continue;
		complain(j, example, what, (struct str){j->text.at + one->start, one->end - one->start});
		missing++;
	}
	return missing;
}

static void
run_example(struct judge *j, const struct detector_example *example)
{
	size_t wrong;

	if (!unmark(j, example->text)) {
		complain(j, example, "marks do not stand in pairs:", example->text);
		j->wrong++;
		return;
	}
	spans_clear(&j->found);
	detect(j->detectors, buf_view(&j->text), example->label, &j->found);
	spans_settle(&j->found);
	wrong = tell_missing(j, example, &j->wanted, &j->found, "not found:");
	wrong += tell_missing(j, example, &j->found, &j->wanted, "wrongly found:");
	j->wrong += wrong > 0;
}

/* The words for all files, if they stand beside this one. */
static bool
read_shared(struct detectors *d, const char *path, struct error *e)
{
	const char *slash = strrchr(path, '/');
	struct str folder = {path, slash ? (size_t)(slash - path) + 1 : 0};
	struct str shared = arena_format(d->arena, "%.*s%s", STR_ARG(folder), SHARED_WORDS);
	struct detector_file file;
	struct error absent;

	if (strcmp(path, shared.at) == 0 || !schemas_read(d->arena, shared.at, &absent).at)
		return true;
	return detectors_read(d, shared.at, shared.at, &file, e);
}

bool
detectors_check_file(const char *path, const char *shown, void (*tell)(void *, struct str), void *context,
    struct detector_report *report, struct error *e)
{
	struct detectors *d = detectors_new();
	struct judge judge = {.detectors = d, .shown = shown, .tell = tell, .context = context};
	struct detector_file file;
	bool ok = read_shared(d, path, e) && detectors_read(d, path, shown, &file, e);

	if (ok) {
		detectors_finish(d);
		for (size_t i = 0; i < file.example_count; i++)
			run_example(&judge, &file.examples[i]);
		*report = (struct detector_report){file.detector_count, file.example_count, judge.wrong};
	}
	buf_free(&judge.text);
	spans_free(&judge.wanted);
	spans_free(&judge.found);
	detectors_close(d);
	return ok;
}
