/* Texts against detectors; see detect.h.
 *
 * The scan says where something could be and which of our words stand where. A detector whose words are not near a place
 * is passed by before its pattern is tried. A pattern is searched from a few bytes before its place and sees all that lies
 * before, but only so much of what lies behind; long places are taken in parts.
 */
#include "stages/anonymize/detect/detect.h"

#include "pipeline/core/bytes8.h"
#include "pipeline/core/letters.h"
#include "stages/anonymize/detect/plan.h"
#include "stages/anonymize/detect/shapes.h"

enum {
	PART_BYTES = 256, /* of a long place, searched at once */
	LONGEST_WORD = 128,
	GROUPS = 2 /* the match, and the group that may narrow it */
};

struct run {
	struct detectors *d;
	struct str text;
	struct word_lists label; /* lists with words of the label */
	bool labelled;           /* there are any */
	struct word_lists words; /* lists with words anywhere, the label included */
	uint32_t said;           /* bits of anchors whose detectors have words of theirs anywhere */
	struct spans *out;
	bool limited;
	size_t inside_iri; /* the last word that stands inside an address */
};

/* ---- context ---- */

/* The first word that starts at `from` or later. */
static size_t
first_hit(const struct scan *s, size_t from)
{
	size_t low = 0, high = s->hit_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->hits[middle].start < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t
less(size_t a, size_t b)
{
	return a > b ? a - b : 0;
}

/* Lists with words within `near` bytes before `start` or `after` bytes behind `end`. */
static struct word_lists
lists_around(const struct scan *s, size_t start, size_t end, size_t near, size_t after)
{
	struct word_lists found = {0};

	for (size_t i = first_hit(s, less(start, near + LONGEST_WORD)); i < s->hit_count; i++) {
		const struct hit *h = &s->hits[i];

		if (h->start > end + after || (!after && h->start >= start))
			break;
		if (h->end <= start ? start - h->end <= near : h->start >= end && after)
			lists_join(&found, &h->word->lists);
	}
	return found;
}

static bool
context_allows(const struct run *r, const struct detector *d, size_t start, size_t end)
{
	struct word_lists around;

	if (!d->needs_context && !d->has_unless)
		return true;
	around = lists_around(&r->d->scan, start, end, d->near, d->after);
	lists_join(&around, &r->label);
	return (!d->needs_context || lists_meet(&around, &d->context))
	       && (!d->has_unless || !lists_meet(&around, &d->unless));
}

/* ---- matches ---- */

static bool
digits_allow(const struct detector *d, struct str match)
{
	char none;
	size_t count;

	if (!d->digits_most)
		return true;
	count = check_digits(match, &none, 0);
	return count >= d->digits_least && count <= d->digits_most;
}

static bool
checks_allow(const struct detector *d, struct str match)
{
	if (!d->checks[0].name.len)
		return true;
	for (int i = 0; i < MOST_CHECKS && d->checks[i].name.len; i++)
		if (check_holds(&d->checks[i], match))
			return true;
	return false;
}

/* Takes what matched, if everything else agrees. */
static bool
take(struct run *r, const struct detector *d, const struct str *groups)
{
	struct str found = groups[1].at ? groups[1] : groups[0];
	size_t start = (size_t)(found.at - r->text.at);

	if (!found.len || !digits_allow(d, found) || !checks_allow(d, found)
	    || !context_allows(r, d, start, start + found.len))
		return false;
	spans_add(r->out, start, start + found.len, d->pii);
	return true;
}

static size_t
border_before(struct str text, size_t at)
{
	while (at > 0 && at < text.len && ((unsigned char)text.at[at] & 0xc0) == 0x80)
		at--;
	return at;
}

static size_t
border_behind(struct str text, size_t at)
{
	while (at < text.len && ((unsigned char)text.at[at] & 0xc0) == 0x80)
		at++;
	return at;
}

/* The text up to `behind` bytes behind `end`. */
static struct str
window(struct str text, size_t end, uint32_t behind)
{
	if (text.len - end > behind)
		text.len = border_before(text, end + behind);
	return text;
}

/* Looks for matches that overlap [start, end), from `from` on; returns up to where it has looked. */
static size_t
search(struct run *r, const struct detector *d, size_t from, size_t start, size_t end, size_t *taken)
{
	struct str text = window(r->text, end, d->behind), groups[GROUPS];

	while (from < end) {
		enum regex_result result = regex_find_within(d->pattern, text, from, end, groups, GROUPS);
		size_t at, behind;

		if (result != REGEX_YES) {
			r->limited |= result == REGEX_LIMIT;
			break;
		}
		at = (size_t)(groups[0].at - text.at);
		behind = at + groups[0].len;
		if (behind > start && take(r, d, groups))
			from = *taken = behind;
		else
			from = border_behind(text, at + 1);
	}
	return from;
}

/* From byte `first` on, before which no match starts. */
static void
search_place(struct run *r, uint32_t which, const struct place *p, size_t first)
{
	const struct detector *d = &r->d->list[which];
	size_t *taken = &r->d->taken[which];
	size_t from = *taken > first ? *taken : first;

	for (size_t part = p->start; part < p->end && !r->limited; part += PART_BYTES) {
		size_t end = p->end - part > PART_BYTES ? border_behind(r->text, part + PART_BYTES) : p->end;

		if (from < less(part, d->before))
			from = border_before(r->text, less(part, d->before));
		from = search(r, d, from, part, end, taken);
	}
}

static bool
takes_place(const struct detector *d, const struct place *p)
{
	if (p->anchor == ANCHOR_DIGITS && p->digits < d->digits_least)
		return false;
	return !(p->whole && d->digits_most && p->digits > d->digits_most) && (!d->mixed || p->mixed);
}

static uint32_t
counted_digits(const struct place *p)
{
	return p->digits < COUNTED_DIGITS ? p->digits : COUNTED_DIGITS;
}

/* The detectors of a list; those of digits have the fewest first. */
static void
try_list(
    struct run *r, const struct place *p, const struct detector_list *list, const struct word_lists *around)
{
	for (size_t i = 0; i < list->count && !r->limited; i++) {
		const struct detector *d = &r->d->list[list->at[i]];

		if (p->anchor == ANCHOR_DIGITS && p->digits < d->digits_least)
			break;
		if (takes_place(d, p) && (!around || lists_meet(around, &d->context)))
			search_place(r, list->at[i], p, 0);
	}
}

/* Those that look whatever stands near: only from where the bytes allow a match on. */
static void
try_starts(struct run *r, const struct place *p, const struct place_detectors *here)
{
	uint64_t wanted = here->takes[p->whole][counted_digits(p)], some = 0;
	size_t first[MOST_STARTS];

	if (!p->mixed)
		wanted &= ~here->mixed;
	for (size_t at = less(p->start, here->before); wanted && at < p->end; at++) {
		uint64_t now = starts_at(here->starts, r->text, at, wanted);

		some |= now;
		wanted &= ~now;
		for (; now; now &= now - 1)
			first[__builtin_ctzll(now)] = at;
	}
	for (; some && !r->limited; some &= some - 1) {
		int bit = __builtin_ctzll(some);
		uint32_t which = here->always.at[bit];

		if (takes_place(&r->d->list[which], p))
			search_place(r, which, p, first[bit]);
	}
}

static void
try_place(struct run *r, const struct place *p)
{
	const struct detectors *d = r->d;
	const struct place_detectors *here = &d->at[p->anchor];
	const struct word_lists *context;
	struct word_lists around;

	if (here->starts)
		try_starts(r, p, here);
	else
		try_list(r, p, &here->always, NULL);
	if (!(r->said >> p->anchor & 1))
		return;
	context = &here->context[p->whole][counted_digits(p)];
	if (!lists_meet(&r->words, context))
		return;
	around = lists_around(&d->scan, p->start, p->end, d->reach_before, d->reach_after);
	lists_join(&around, &r->label);
	if (lists_meet(&around, context))
		try_list(r, p, &here->said, &around);
}

/* ---- labels ---- */

static size_t
count_digits(const char *at, size_t len)
{
	size_t count = 0;

	for (; len >= 8; len -= 8, at += 8)
		count += (size_t)__builtin_popcountll(bytes8_within(bytes8_load(at), '0', '9'));
	for (; len; len--, at++)
		count += ascii_digit(*at);
	return count;
}

static bool
in_iri(struct run *r, size_t at)
{
	if (at != r->inside_iri && !shape_in_iri(r->text, at, r->inside_iri))
		return false;
	r->inside_iri = at;
	return true;
}

static void
try_label(struct run *r, const struct detector *d, const struct hit *h)
{
	struct str text = window(r->text, h->end, d->behind), groups[GROUPS];
	enum regex_result result;

	if (d->needs_context && !lists_meet(&r->words, &d->context))
		return;
	if (d->lead.len && (h->start == 0 || !memchr(d->lead.at, r->text.at[h->start - 1], d->lead.len)))
		return;
	if (d->in_iri && !in_iri(r, h->start))
		return;
	if (d->digits_least && count_digits(text.at + h->end, text.len - h->end) < d->digits_least)
		return;
	if (!start_allows(&d->start, text, h->end))
		return;
	result = regex_find(d->pattern, text, h->end, groups, GROUPS);
	if (result == REGEX_YES)
		take(r, d, groups);
	r->limited |= result == REGEX_LIMIT;
}

static void
try_labels(struct run *r, const struct detector_list *list, const struct hit *h)
{
	for (size_t i = 0; i < list->count && !r->limited; i++)
		try_label(r, &r->d->list[list->at[i]], h);
}

static void
try_hit(struct run *r, const struct hit *h)
{
	const struct detectors *d = r->d;

	for (uint32_t i = 0; i < MOST_LISTS / 64; i++)
		for (uint64_t todo = h->word->lists.bits[i] & d->label_lists.bits[i]; todo; todo &= todo - 1)
			try_labels(r, &d->by_list[i * 64 + (uint32_t)__builtin_ctzll(todo)], h);
}

/* The whole text stands under a label that is one of the detector's. */
static void
try_alone(struct run *r, const struct detector *d)
{
	struct str groups[GROUPS];
	enum regex_result result = regex_find(d->pattern, window(r->text, 0, d->behind), 0, groups, GROUPS);

	if (result == REGEX_YES)
		take(r, d, groups);
	r->limited |= result == REGEX_LIMIT;
}

static void
try_all_alone(struct run *r, const struct word_lists *last)
{
	for (size_t i = 0; i < r->d->count && !r->limited; i++) {
		const struct detector *one = &r->d->list[i];

		if (one->at >> ANCHOR_LABEL & 1 && !one->lead.len && !one->in_iri
		    && lists_meet(last, &one->labels))
			try_alone(r, one);
	}
}

/* The lists of the words that the label ends with. */
static struct word_lists
scan_label(struct run *r, struct str label)
{
	struct scan *s = &r->d->scan;
	struct word_lists last = {0};
	uint32_t wanted = s->wanted;

	s->wanted = 0;
	scan_text(s, r->d->words, label);
	s->wanted = wanted;
	for (size_t i = 0; i < s->hit_count; i++) {
		r->labelled = true;
		lists_join(&r->label, &s->hits[i].word->lists);
		if (s->hits[i].end == label.len)
			lists_join(&last, &s->hits[i].word->lists);
	}
	return last;
}

/* ---- the text ---- */

static void
gather_words(struct run *r)
{
	const struct scan *s = &r->d->scan;

	if (!s->hit_count && !r->labelled)
		return;
	r->words = r->label;
	for (size_t i = 0; i < s->hit_count; i++)
		lists_join(&r->words, &s->hits[i].word->lists);
	for (int anchor = 0; anchor < ANCHORS; anchor++)
		r->said |= (uint32_t)lists_meet(&r->words, &r->d->at[anchor].context[0][COUNTED_DIGITS])
			   << anchor;
}

static void
redact(struct run *r, uint32_t kept)
{
	r->out->count = kept;
	spans_add(r->out, 0, r->text.len, r->d->redacted);
	r->d->limited++;
}

void
detect(struct detectors *d, struct str text, struct str label, struct spans *out)
{
	struct run r = {.d = d, .text = text, .out = out};
	struct word_lists last = {0};
	uint32_t kept = out->count;

	if (!text.len)
		return;
	if (label.len)
		last = scan_label(&r, label);
	scan_text(&d->scan, d->words, text);
	if (r.labelled)
		try_all_alone(&r, &last);
	gather_words(&r);
	if (d->scan.place_count)
		memset(d->taken, 0, d->count * sizeof(*d->taken));
	for (size_t i = 0; i < d->scan.place_count && !r.limited; i++)
		try_place(&r, &d->scan.places[i]);
	for (size_t i = 0; i < d->scan.hit_count && !r.limited; i++)
		try_hit(&r, &d->scan.hits[i]);
	if (r.limited)
		redact(&r, kept);
}
