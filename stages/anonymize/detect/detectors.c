/* The detectors of a process: read, made ready, closed; see detect.h and plan.h. */
#include "stages/anonymize/detect/plan.h"

#include <stdlib.h>

#include "pipeline/core/letters.h"
#include "pipeline/core/schemas.h"

static const char folder[] = "privacy/detectors";

enum { NEAR_START = 16 /* bytes before a place, all of which are looked at */ };

struct pii_entry {
	struct pii pii;
	struct pii_entry *next;
};

/* ---- classes ---- */

/* "x-national-id" of NATIONAL_ID. */
static struct str
iri_name(struct arena *arena, struct str name)
{
	struct str iri = arena_format(arena, "x-%.*s", STR_ARG(name));
	char *at = arena_take(arena, iri.len);

	for (size_t i = 0; i < iri.len; i++)
		at[i] =
		    iri.at[i] == '_' ? '-' : (char)(ascii_upper(iri.at[i]) ? iri.at[i] | 0x20 : iri.at[i]);
	return (struct str){at, iri.len};
}

const struct pii *
detectors_class(struct detectors *d, struct str name, bool pseudonym)
{
	struct pii_entry *entry = d->classes;

	while (entry && (entry->pii.pseudonym != pseudonym || !str_eq(entry->pii.name, name)))
		entry = entry->next;
	if (entry)
		return &entry->pii;
	entry = arena_zero(d->arena, sizeof(*entry));
	entry->pii.name = arena_copy(d->arena, name);
	entry->pii.label = arena_format(d->arena, "[%.*s]", STR_ARG(name));
	entry->pii.iri = iri_name(d->arena, name);
	entry->pii.pseudonym = pseudonym;
	entry->next = d->classes;
	d->classes = entry;
	return &entry->pii;
}

const struct pii *
detectors_pii(struct detectors *d, struct str name)
{
	return detectors_class(d, name, false);
}

bool
detectors_mark(const struct detectors *d, struct str text)
{
	bool iri = str_starts(text, STR("x-")), label = str_starts(text, STR("["));
	const struct pii_entry *entry = iri || label ? d->classes : NULL;

	while (entry && !str_eq(iri ? entry->pii.iri : entry->pii.label, text))
		entry = entry->next;
	return entry != NULL;
}

/* ---- getting ready ---- */

struct detectors *
detectors_new(void)
{
	struct arena *arena = arena_open();
	struct detectors *d = arena_zero(arena, sizeof(*d));

	d->arena = arena;
	d->words = words_new(arena);
	d->redacted = detectors_pii(d, STR("REDACTED"));
	return d;
}

/* Dates are no digit clusters, but with its words near one a detector of digits may know better. */
static bool
looks_at(const struct detector *one, enum anchor anchor)
{
	return one->at >> anchor & 1
	       || (anchor == ANCHOR_DATE && one->needs_context && one->at >> ANCHOR_DIGITS & 1);
}

/* Fewest digits first, so that a small cluster is done with soon. */
static void
sort_list(const struct detectors *d, struct detector_list *list)
{
	for (size_t i = 1; i < list->count; i++)
		for (size_t k = i; k > 0; k--) {
			uint32_t *at = &list->at[k], swapped = *at;

			if (d->list[at[0]].digits_least >= d->list[at[-1]].digits_least)
				break;
			at[0] = at[-1];
			at[-1] = swapped;
		}
}

static bool
takes_digits(const struct detector *one, bool whole, uint32_t digits)
{
	return one->digits_least <= digits && !(whole && one->digits_most && digits > one->digits_most);
}

static void
gather_context(struct place_detectors *here, const struct detector *one, bool counted)
{
	for (uint32_t digits = 0; digits <= COUNTED_DIGITS; digits++)
		for (int whole = 0; whole < 2; whole++)
			if (digits == COUNTED_DIGITS || !counted || takes_digits(one, whole, digits))
				lists_join(&here->context[whole][digits], &one->context);
}

/* A bit for each of `always`, if there are not too many and all are near the place. */
static void
gather_starts(struct detectors *d, struct place_detectors *here, bool counted)
{
	const struct detector_list *list = &here->always;

	for (size_t i = 0; i < list->count; i++)
		if (d->list[list->at[i]].before > here->before)
			here->before = d->list[list->at[i]].before;
	if (!list->count || list->count > MOST_STARTS || here->before > NEAR_START)
		return;
	here->starts = arena_zero(d->arena, sizeof(*here->starts));
	for (unsigned int i = 0; i < list->count; i++) {
		const struct detector *one = &d->list[list->at[i]];

		starts_add(here->starts, i, &one->start);
		here->mixed |= (uint64_t)one->mixed << i;
		for (uint32_t digits = 0; digits <= COUNTED_DIGITS; digits++)
			for (int whole = 0; whole < 2; whole++)
				if (digits == COUNTED_DIGITS || !counted || takes_digits(one, whole, digits))
					here->takes[whole][digits] |= (uint64_t)1 << i;
	}
}

static void
gather(struct detectors *d, enum anchor anchor)
{
	struct place_detectors *here = &d->at[anchor];

	here->always.at = arena_take(d->arena, (d->count + 1) * sizeof(*here->always.at));
	here->said.at = arena_take(d->arena, (d->count + 1) * sizeof(*here->said.at));
	for (uint32_t i = 0; i < d->count; i++) {
		struct detector_list *list = d->list[i].needs_context ? &here->said : &here->always;

		if (!looks_at(&d->list[i], anchor))
			continue;
		list->at[list->count++] = i;
		gather_context(here, &d->list[i], anchor == ANCHOR_DIGITS);
	}
	sort_list(d, &here->always);
	sort_list(d, &here->said);
	gather_starts(d, here, anchor == ANCHOR_DIGITS);
	if (here->always.count + here->said.count)
		d->scan.wanted |= 1u << anchor;
}

static void
gather_labels(struct detectors *d)
{
	d->by_list = arena_zero(d->arena, (d->words->lists + (size_t)1) * sizeof(*d->by_list));
	for (uint32_t list = 0; list < d->words->lists; list++) {
		struct detector_list *holders = &d->by_list[list];
		struct word_lists one = {0};

		lists_add(&one, list);
		holders->at = arena_take(d->arena, (d->count + 1) * sizeof(*holders->at));
		for (uint32_t i = 0; i < d->count; i++)
			if (lists_meet(&d->list[i].labels, &one))
				holders->at[holders->count++] = i;
		if (holders->count)
			lists_add(&d->label_lists, list);
	}
}

/* Of the two lists at digits the fewest that anyone asks for. */
static uint32_t
fewest_digits(const struct detectors *d)
{
	const struct place_detectors *here = &d->at[ANCHOR_DIGITS];
	uint32_t always = here->always.count ? d->list[here->always.at[0]].digits_least : UINT32_MAX;
	uint32_t said = here->said.count ? d->list[here->said.at[0]].digits_least : UINT32_MAX;

	return always < said ? always : said;
}

void
detectors_finish(struct detectors *d)
{
	for (int anchor = 0; anchor < ANCHORS; anchor++)
		gather(d, (enum anchor)anchor);
	gather_labels(d);
	d->taken = arena_zero(d->arena, (d->count + 1) * sizeof(*d->taken));
	for (size_t i = 0; i < d->count; i++) {
		const struct detector *one = &d->list[i];

		if (one->near > d->reach_before)
			d->reach_before = one->near;
		if (one->after > d->reach_after)
			d->reach_after = one->after;
	}
	d->scan.digits_least = fewest_digits(d);
}

/* ---- opening ---- */

static bool
read_named(struct detectors *d, struct str name, struct error *e)
{
	struct detector_file file;
	struct str shown = arena_format(d->arena, "schemas/%s/%.*s", folder, STR_ARG(name));
	struct str path = schemas_path(d->arena, shown.at + sizeof("schemas"), e);

	return path.at && detectors_read(d, path.at, shown.at, &file, e);
}

/* The shared words come first: every file may use them. */
static bool
read_all(struct detectors *d, struct error *e)
{
	struct str *names;
	size_t count;

	if (!schemas_list(d->arena, folder, ".yaml", &names, &count, e))
		return false;
	if (!count) /* a folder that was not installed whole: without detectors everything would pass */
		return error_usage(e, "there are no detectors in schemas/%s", folder);
	for (int shared = 1; shared >= 0; shared--)
		for (size_t i = 0; i < count; i++)
			if (str_eq(names[i], STR(SHARED_WORDS)) == (shared == 1)
			    && !read_named(d, names[i], e))
				return false;
	return true;
}

struct detectors *
detectors_open(struct error *e)
{
	struct detectors *d = detectors_new();

	if (!read_all(d, e)) {
		detectors_close(d);
		return NULL;
	}
	detectors_finish(d);
	return d;
}

uint64_t
detectors_limited(const struct detectors *d)
{
	return d->limited;
}

void
detectors_close(struct detectors *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->count; i++)
		regex_close(d->list[i].pattern);
	scan_free(&d->scan);
	arena_close(d->arena);
}
