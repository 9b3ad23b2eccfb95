/* Spans of a text, collected in any order and settled at the end; see detect.h. */
#include <stdio.h>
#include <stdlib.h>

#include "stages/anonymize/detect/detect.h"

enum { FEW_SPANS = 16 };

static void
grow(struct spans *s)
{
	uint32_t capacity = s->capacity ? 2 * s->capacity : FEW_SPANS;
	struct span *at = capacity > s->capacity ? realloc(s->at, capacity * sizeof(*at)) : NULL;

	if (!at) {
		fputs("lrstream: out of memory\n", stderr);
		abort();
	}
	s->at = at;
	s->capacity = capacity;
}

void
spans_add(struct spans *s, size_t start, size_t end, const struct pii *pii)
{
	if (start >= end)
		return;
	if (s->count == s->capacity)
		grow(s);
	s->at[s->count++] = (struct span){start, end, pii};
}

/* By start; stable is what merge sort is, and qsort need not be. */
static void
merge(struct span *out, const struct span *a, size_t a_count, const struct span *b, size_t b_count)
{
	while (a_count && b_count) {
		if (b->start < a->start) {
			*out++ = *b++;
			b_count--;
		} else {
			*out++ = *a++;
			a_count--;
		}
	}
	if (a_count)
		memcpy(out, a, a_count * sizeof(*a));
	if (b_count)
		memmove(out, b, b_count * sizeof(*b));
}

static void
sort(struct span *at, size_t count, struct span *scratch)
{
	size_t half = count / 2;

	if (count < 2)
		return;
	sort(at, half, scratch);
	sort(at + half, count - half, scratch);
	if (at[half - 1].start <= at[half].start)
		return;
	memcpy(scratch, at, half * sizeof(*at));
	merge(at, scratch, half, at + half, count - half);
}

/* Of spans that overlap, directly or by one between them, one is made; what it is, the longest says. */
static void
join(struct spans *s)
{
	uint32_t kept = 0;
	size_t longest = s->at[0].end - s->at[0].start;

	for (uint32_t i = 1; i < s->count; i++) {
		struct span next = s->at[i];
		struct span *last = &s->at[kept];
		size_t length = next.end - next.start;

		if (next.start >= last->end) {
			s->at[++kept] = next;
			longest = length;
			continue;
		}
		if (length > longest) {
			longest = length;
			last->pii = next.pii;
		}
		if (next.end > last->end)
			last->end = next.end;
	}
	s->count = kept + 1;
}

void
spans_settle(struct spans *s)
{
	struct span few[FEW_SPANS];
	struct span *scratch = few;

	if (s->count < 2)
		return;
	if (s->count / 2 > FEW_SPANS) {
		scratch = malloc(s->count / 2 * sizeof(*scratch));
		if (!scratch) {
			fputs("lrstream: out of memory\n", stderr);
			abort();
		}
	}
	sort(s->at, s->count, scratch);
	join(s);
	if (scratch != few)
		free(scratch);
}

void
spans_clear(struct spans *s)
{
	s->count = 0;
}

void
spans_free(struct spans *s)
{
	free(s->at);
	*s = (struct spans){0};
}
