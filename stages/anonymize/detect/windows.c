/* Windows around changes; see windows.h. */
#include "stages/anonymize/detect/windows.h"

#include <stdio.h>
#include <stdlib.h>

#include "stages/anonymize/detect/spelled.h"

enum {
	REACH = 256,  /* a change tells nothing of what is farther: words of context stand nearer than that */
	BEFORE = 512, /* of a window, before its first change */
	BEHIND = 768, /* what is longer has no blank in it, so it is not cut */
	KEPT_CHANGES = 1 << 12 /* of memory between texts */
};

void
windows_add(struct windows *c, size_t at)
{
	struct altered *last = c->count ? &c->at[c->count - 1] : NULL;

	/* Who spells an address out takes back what was written last. */
	if (last && at <= last->last + BEFORE + BEHIND) {
		last->first = at < last->first ? at : last->first;
		last->last = at > last->last ? at : last->last;
		return;
	}
	if (c->count == c->capacity) {
		c->capacity = c->capacity ? 2 * c->capacity : 16;
		c->at = realloc(c->at, c->capacity * sizeof(*c->at));
		if (!c->at) {
			fputs("lrstream: out of memory\n", stderr);
			abort();
		}
	}
	c->at[c->count++] = (struct altered){at, at};
}

/* Ends are at blanks or at the ends of all. */
static size_t
cut_before(struct str reading, size_t at)
{
	size_t start = at > BEFORE ? at - BEFORE : 0;

	while (start > 0 && !spelled_is_blank(reading.at[start - 1]))
		start--;
	return start;
}

static size_t
cut_behind(struct str reading, size_t at)
{
	size_t end = reading.len - at > BEHIND ? at + BEHIND : reading.len;

	while (end < reading.len && !spelled_is_blank(reading.at[end]))
		end++;
	return end;
}

bool
windows_next(const struct windows *c, struct str reading, struct window *w)
{
	if (w->next == c->count)
		return false;
	w->first = c->at[w->next].first;
	w->start = cut_before(reading, w->first);
	do {
		w->last = c->at[w->next++].last;
		w->end = cut_behind(reading, w->last);
	} while (w->next < c->count && c->at[w->next].first < w->end + BEFORE);
	w->whole = w->start == 0 && w->end == reading.len;
	return true;
}

static bool
is_near(const struct window *w, const struct span *s)
{
	return s->start <= w->last + REACH && s->end + REACH >= w->first;
}

void
windows_keep(const struct window *w, struct spans *spans, uint32_t from)
{
	uint32_t kept = from;

	for (uint32_t i = from; i < spans->count; i++) {
		struct span s = spans->at[i];

		s.start += w->start;
		s.end += w->start;
		if (w->whole || is_near(w, &s))
			spans->at[kept++] = s;
	}
	spans->count = kept;
}

void
windows_clear(struct windows *c)
{
	if (c->capacity > KEPT_CHANGES)
		windows_free(c);
	c->count = 0;
}

void
windows_free(struct windows *c)
{
	free(c->at);
	*c = (struct windows){0};
}
