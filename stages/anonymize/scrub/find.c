/* Layer by layer, and back; see find.h.
 *
 * A text is looked at as it stands, then so is what it says when one layer of encodings is undone, and so on down. What
 * is found below is brought back one layer at a time, so that it covers whole escapes of each. What is found above and
 * starts within an escape, as in \nada@example.org, gives way to what the layer below says of it.
 *
 * Each layer has its memory, which is kept for the next text. Tokens go down a path of their own: what is in them was
 * somewhere else before.
 */
#include "stages/anonymize/scrub/find.h"

#include <stdio.h>
#include <stdlib.h>

#include "stages/anonymize/detect/reveal.h"
#include "stages/anonymize/detect/hashes.h"
#include "stages/anonymize/detect/token.h"
#include "stages/anonymize/people/known.h"
#include "stages/anonymize/scrub/structured.h"

enum {
	MOST_PACKED = 3,     /* tokens in tokens that are opened */
	MOST_LABELLED = 512, /* bytes of a value that its key may tell something of */
	LEAST_LABELLED = 4,
};

/* What one layer needs. */
struct layer {
	struct reading plain, form;
	struct spans found; /* in the reading, then in what it was made of */
	struct buf unpacked;
	struct layer *below;
};

struct find_memory {
	struct layer *top;
	struct hashes *hashes;
	uint32_t identifiers; /* of the known that are among the hashes */
	const struct pii *redacted, *credential, *email, *username;
	bool only_hashes; /* the second time, when all addresses are known */
	bool other_readings;
};

/* A text being looked at. */
struct look {
	struct finder *finder;
	struct str text, label;
	struct layer *layer;           /* for what is below */
	int depth;                     /* layers undone */
	int packed;                    /* tokens opened */
	bool spelled, form;            /* of the reading that the text is of */
	const struct windows *windows; /* of it, around which to search; NULL: everywhere */
	struct spans *out;
};

static void look(struct look *);

/* ---- memory ---- */

static void *
allocate(size_t size)
{
	void *made = calloc(1, size);

	if (!made) {
		fputs("lrstream: out of memory\n", stderr);
		abort();
	}
	return made;
}

static struct find_memory *
memory_of(struct finder *f)
{
	struct find_memory *m = f->memory;

	if (m)
		return m;
	m = allocate(sizeof(*m));
	m->top = allocate(sizeof(*m->top));
	m->hashes = hashes_open();
	m->redacted = detectors_pii(f->detectors, STR("REDACTED"));
	m->credential = detectors_pii(f->detectors, STR("CREDENTIAL"));
	m->email = detectors_pii(f->detectors, STR("EMAIL"));
	m->username = detectors_pii(f->detectors, STR("USERNAME"));
	f->memory = m;
	return m;
}

static struct layer *
below(struct layer *l)
{
	if (!l->below)
		l->below = allocate(sizeof(*l->below));
	return l->below;
}

static void
free_layers(struct layer *l)
{
	while (l) {
		struct layer *next = l->below;

		reading_free(&l->plain);
		reading_free(&l->form);
		spans_free(&l->found);
		buf_free(&l->unpacked);
		free(l);
		l = next;
	}
}

/* ---- the text as it stands ---- */

/* Addresses and ids found here may stand elsewhere as a hash. */
static void
remember(struct look *l, uint32_t from)
{
	for (uint32_t i = from; i < l->out->count; i++) {
		const struct span *s = &l->out->at[i];

		if (s->pii != l->finder->memory->redacted)
			hashes_add(l->finder->memory->hashes,
			    (struct str){l->text.at + s->start, s->end - s->start}, s->pii);
	}
}

/* A value under its key: all of it if the key says so, else what the key tells of it. */
static void
look_at_value(void *context, struct str key, struct str value, const struct pii *pii)
{
	struct look *l = context;
	size_t start = (size_t)(value.at - l->text.at);
	uint32_t before = l->out->count;

	if (pii) {
		spans_add(l->out, start, start + value.len, pii);
		return;
	}
	if (value.len < LEAST_LABELLED || value.len > MOST_LABELLED || !str_has_digit(value))
		return;
	detect(l->finder->detectors, value, key, l->out);
	for (uint32_t i = before; i < l->out->count; i++) {
		l->out->at[i].start += start;
		l->out->at[i].end += start;
	}
}

static void
search(struct look *l)
{
	detect(l->finder->detectors, l->text, l->label, l->out);
	if (l->finder->known && known_any(l->finder->known))
		known_find(l->finder->known, l->text, l->out);
}

/* What met a limit in a window is redacted from end to end. */
static void
redact_all(const struct look *l, uint32_t from)
{
	for (uint32_t i = from; i < l->out->count; i++)
		if (l->out->at[i].pii == l->finder->memory->redacted) {
			l->out->at[i].start = 0;
			l->out->at[i].end = l->text.len;
		}
}

/* Where the text says something new. */
static void
in_windows(struct look *l, void (*look_at)(struct look *))
{
	struct window w = {0};

	if (!l->windows) {
		look_at(l);
		return;
	}
	while (windows_next(l->windows, l->text, &w)) {
		struct look in = *l;
		uint32_t before = l->out->count;

		in.text = (struct str){l->text.at + w.start, w.end - w.start};
		look_at(&in);
		windows_keep(&w, l->out, before);
	}
}

/* Brackets and quotes may be far from each other: structure is read from end to end. */
static void
look_at_text(struct look *l)
{
	const struct structured_listener listener = {l, look_at_value};
	uint32_t before = l->out->count;

	in_windows(l, search);
	redact_all(l, before);
	structured_values(l->finder->members, l->text, &listener);
	remember(l, before);
}

/* ---- tokens ---- */

static void
look_at_hash(struct look *l, const struct token *t)
{
	struct find_memory *m = l->finder->memory;
	const struct pii *pii;
	struct str id;

	for (; l->finder->known && known_identifier(l->finder->known, m->identifiers, &id); m->identifiers++)
		hashes_add(m->hashes, id, memchr(id.at, '@', id.len) ? m->email : m->username);
	pii = hashes_find(m->hashes, (struct str){l->text.at + t->start, t->end - t->start});
	if (pii)
		spans_add(l->out, t->start, t->end, pii);
}

/* What a token says, in pieces, each a text of its own; the first in which something is found tells the class. */
static void
look_into(struct look *l, struct token *t)
{
	struct layer *layer = below(l->layer);
	struct piece piece;

	while (token_unpack(l->text, t, &l->layer->unpacked, &piece)) {
		struct look in = {
		    .finder = l->finder,
		    .text = piece.text,
		    .layer = layer,
		    .packed = l->packed + 1,
		    .out = &l->layer->found,
		};

		l->finder->memory->other_readings = true;
		spans_clear(in.out);
		look(&in);
		if (in.out->count == 0)
			continue;
		token_cover(l->text, t, &piece);
		spans_add(l->out, piece.start, piece.end, in.out->at[0].pii);
	}
}

static void
look_at_tokens(struct look *l)
{
	struct find_memory *m = l->finder->memory;
	struct token t = {0};

	while (token_next(l->text, &t)) {
		m->other_readings |= t.kind == TOKEN_HASH;
		if (t.kind == TOKEN_CREDENTIAL)
			spans_add(l->out, t.start, t.end, m->credential);
		else if (t.kind == TOKEN_HASH)
			look_at_hash(l, &t);
		else if (l->packed < MOST_PACKED)
			look_into(l, &t);
	}
}

/* ---- readings ---- */

/* The first of the settled spans that ends behind `at`. */
static const struct span *
span_behind(const struct spans *s, size_t at)
{
	uint32_t low = 0, high = s->count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (s->at[middle].end <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->count ? &s->at[low] : NULL;
}

/* Found where the text stands as it is: an escape is taken whole. Where the layer below found the same without what
 * stands before a blank or another mark, it is right: in see%20ada@example.org there are two words. */
static void
fit(struct span *s, struct str text, const struct reading *r, const struct spans *said)
{
	const struct span *other = span_behind(said, s->start);
	size_t start = reading_floor(r, s->start);

	s->end = reading_ceiling(r, s->end);
	if (other && other->start > start && other->start < s->end && reading_parts(r, text, other->start))
		start = other->start;
	s->start = start;
}

/* Brings what was found in a reading of the text back to it. */
static void
bring_back(struct look *l, const struct reading *r, struct spans *found)
{
	for (uint32_t i = 0; i < found->count; i++)
		reading_back(r, &found->at[i].start, &found->at[i].end);
	spans_settle(found);
	for (uint32_t i = 0; i < found->count; i++)
		spans_add(l->out, found->at[i].start, found->at[i].end, found->at[i].pii);
}

static void
look_at_reading(struct look *l, const struct reading *r, bool form, uint32_t as_it_stands)
{
	struct look in = {
	    .finder = l->finder,
	    .text = r->text,
	    .label = l->label,
	    .layer = below(l->layer),
	    .depth = l->depth + 1,
	    .packed = l->packed,
	    .spelled = r->spelled,
	    .form = form,
	    .windows = l->finder->all ? NULL : &r->windows,
	    .out = &l->layer->found,
	};

	l->finder->memory->other_readings = true;
	spans_clear(in.out);
	look(&in);
	spans_settle(in.out);
	bring_back(l, r, in.out);
	for (uint32_t i = 0; i < as_it_stands; i++)
		fit(&l->out->at[i], l->text, r, in.out);
}

/* A '+' of a form is a blank only once: what it says below is no form. */
static void
look_below(struct look *l)
{
	struct layer *layer = l->layer;
	uint32_t as_it_stands = l->out->count;
	bool hides = reveal(&layer->plain, l->text, l->spelled);

	if (hides && l->depth >= REVEAL_LAYERS) {
		spans_add(l->out, 0, l->text.len, l->finder->memory->redacted);
		return;
	}
	if (hides)
		look_at_reading(l, &layer->plain, l->form, as_it_stands);
	if (!l->form && reveal_form(&layer->form, l->text, hides ? &layer->plain : NULL))
		look_at_reading(l, &layer->form, true, 0);
}

/* Appends what is found; unsettled. */
static void
look(struct look *l)
{
	if (l->text.len == 0)
		return;
	if (!l->finder->memory->only_hashes)
		look_at_text(l);
	in_windows(l, look_at_tokens);
	look_below(l);
}

void
find_pii(struct finder *f, struct str text, struct str label, struct spans *out)
{
	struct find_memory *m = memory_of(f);
	struct look l = {.finder = f, .text = text, .label = label, .layer = m->top, .out = out};

	spans_clear(out);
	m->other_readings = false;
	hashes_watch(m->hashes);
	look(&l);
	f->plain = !m->other_readings;
	if (hashes_grown(m->hashes)) {
		m->only_hashes = true;
		look(&l);
		m->only_hashes = false;
	}
	spans_settle(out);
}

void
finder_forget(struct finder *f)
{
	if (!f->memory)
		return;
	hashes_clear(f->memory->hashes);
	f->memory->identifiers = 0;
}

void
finder_release(struct finder *f)
{
	if (!f->memory)
		return;
	free_layers(f->memory->top);
	hashes_close(f->memory->hashes);
	free(f->memory);
	f->memory = NULL;
}
