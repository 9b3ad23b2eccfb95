/* The detectors of a process: read, made ready, closed; see detect.h and plan.h. */
#include "stages/anonymize/detect/plan.h"

#include <stdlib.h>

#include "pipeline/core/letters.h"
#include "pipeline/core/schemas.h"

static const char folder[] = "privacy/detectors";

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

static void
gather(struct detectors *d, enum anchor anchor)
{
	uint32_t *found = arena_take(d->arena, (d->count + 1) * sizeof(*found));
	size_t count = 0;

	for (uint32_t i = 0; i < d->count; i++)
		if (looks_at(&d->list[i], anchor))
			found[count++] = i;
	/* Fewest digits first, so that a small cluster is done with soon. */
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k && d->list[found[k]].digits_least < d->list[found[k - 1]].digits_least;
		     k--) {
			uint32_t swapped = found[k];

			found[k] = found[k - 1];
			found[k - 1] = swapped;
		}
	d->by_anchor[anchor] = found;
	d->anchor_count[anchor] = count;
	if (count)
		d->scan.wanted |= 1u << anchor;
}

static void
gather_labels(struct detectors *d)
{
	size_t lists = d->words->lists;

	d->by_list = arena_zero(d->arena, (lists + 1) * sizeof(*d->by_list));
	d->by_list_count = arena_zero(d->arena, (lists + 1) * sizeof(*d->by_list_count));
	for (uint32_t list = 0; list < lists; list++) {
		struct word_lists one = {0};

		lists_add(&one, list);
		d->by_list[list] = arena_take(d->arena, (d->count + 1) * sizeof(**d->by_list));
		for (uint32_t i = 0; i < d->count; i++)
			if (lists_meet(&d->list[i].labels, &one))
				d->by_list[list][d->by_list_count[list]++] = i;
		if (d->by_list_count[list])
			lists_add(&d->label_lists, list);
	}
}

void
detectors_finish(struct detectors *d)
{
	for (int anchor = 0; anchor < ANCHORS; anchor++)
		gather(d, (enum anchor)anchor);
	gather_labels(d);
	for (size_t i = 0; i < d->count; i++) {
		const struct detector *one = &d->list[i];

		if (one->near > d->reach_before)
			d->reach_before = one->near;
		if (one->after > d->reach_after)
			d->reach_after = one->after;
	}
	d->scan.digits_least =
	    d->anchor_count[ANCHOR_DIGITS] ? d->list[d->by_anchor[ANCHOR_DIGITS][0]].digits_least : 0;
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
	for (size_t i = 0; i < d->count; i++) {
		regex_close(d->list[i].pattern);
		regex_close(d->list[i].alone);
	}
	scan_free(&d->scan);
	arena_close(d->arena);
}
