/* The line; see line.h. Its order differs from that of everything else (W4): within a moment durations come first. So
 * facts are first sorted for the credits, and then within each moment. */
#include "stages/indicators/fold/line.h"

#include <stdlib.h>

static int
entry_line_order(const void *a, const void *b)
{
	return fact_line_order(((const struct entry *)a)->fact, ((const struct entry *)b)->fact);
}

static int
entry_order(const void *a, const void *b)
{
	return fact_order(((const struct entry *)a)->fact, ((const struct entry *)b)->fact);
}

/* All facts as entries in line order, each id once. */
static void
sort_facts(struct line *l, const struct fact *facts, size_t count)
{
	size_t kept = 0;

	if (count > l->capacity) {
		l->capacity = count + count / 2;
		l->entries = realloc(l->entries, l->capacity * sizeof(*l->entries));
		if (!l->entries)
			abort();
	}
	for (size_t i = 0; i < count; i++)
		l->entries[i] = (struct entry){&facts[i], 0};
	if (count > 1)
		qsort(l->entries, count, sizeof(*l->entries), entry_line_order);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || fact_order(l->entries[kept - 1].fact, l->entries[i].fact) != 0)
			l->entries[kept++] = l->entries[i];
	l->count = kept;
}

static int64_t
lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* What b takes of the gap in front of it; the gap is what counts of its duration at most. */
static int64_t
own_credit(const struct fact *b, int64_t gap)
{
	return fact_is(b, FACT_DURATION) ? lesser(b->duration, gap) : 0;
}

/* What is left to the one before. */
static int64_t
gap_credit(const struct fold_rules *rules, const struct fact *b, int64_t gap)
{
	return fact_is(b, FACT_DURATION) || gap > rules->session ? 0 : lesser(gap, rules->idle);
}

static int64_t
hash_if(const struct fact *f, enum fact_flag flag, uint64_t hash)
{
	return fact_is(f, flag) ? (int64_t)hash : ABSENT;
}

static void
move_end(struct line_end *end, const struct fact *f)
{
	if (end->last_at < f->t) /* ABSENT is before everything */
		end->last_at = f->t;
	if (fact_is(f, FACT_VOIDED))
		return;
	end->tail_at = f->t;
	end->tail_course = hash_if(f, FACT_COURSE, f->course);
	end->tail_activity = hash_if(f, FACT_ACTIVITY, f->activity);
}

static void
credit_time(struct line *l, const struct fold_rules *rules)
{
	int64_t *before = &l->tail_credit;

	for (size_t i = 0; i < l->count; i++) {
		struct entry *e = &l->entries[i];
		/* The first of all is credited with its whole duration. */
		int64_t gap = l->end.tail_at == ABSENT ? INT64_MAX : e->fact->t - l->end.tail_at;

		if (!fact_is(e->fact, FACT_VOIDED)) {
			e->credit = own_credit(e->fact, gap);
			*before += gap_credit(rules, e->fact, gap);
			before = &e->credit;
		}
		move_end(&l->end, e->fact);
	}
}

static void
order_within_moments(struct line *l)
{
	size_t start = 0;

	for (size_t i = 1; i <= l->count; i++) {
		if (i < l->count && l->entries[i].fact->t == l->entries[start].fact->t)
			continue;
		if (i - start > 1)
			qsort(l->entries + start, i - start, sizeof(*l->entries), entry_order);
		start = i;
	}
}

void
line_up(struct line *l, const struct fold_rules *rules, const struct line_end *end, const struct fact *facts,
    size_t count)
{
	l->end = *end;
	l->tail_credit = 0;
	sort_facts(l, facts, count);
	credit_time(l, rules);
	order_within_moments(l);
}

void
line_free(struct line *l)
{
	free(l->entries);
	*l = (struct line){0};
}

/* ---- going on ---- */

bool
fold_may_go_on(const struct line_end *end, const struct fact *facts, size_t count)
{
	bool later = !end->detached;

	for (size_t i = 0; i < count; i++)
		later &= facts[i].t > end->last_at;
	return later;
}

bool
fold_credits_tail(
    const struct fold_rules *rules, const struct line_end *end, const struct fact *facts, size_t count)
{
	const struct fact *first = NULL;

	for (size_t i = 0; i < count; i++)
		if (!fact_is(&facts[i], FACT_VOIDED) && (!first || fact_line_order(&facts[i], first) < 0))
			first = &facts[i];
	return first && end->tail_course != ABSENT && gap_credit(rules, first, first->t - end->tail_at) > 0;
}
