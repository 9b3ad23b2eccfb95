/* See steps.h. */
#include "stages/indicators/explain/steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/iso8601.h"
#include "stages/indicators/explain/so_far.h"
#include "stages/indicators/fold/line.h"

#define MICROSECONDS_OF_DAY INT64_C(86400000000)

enum { TEXT_MOST = 64, KEY_MOST = 2 };

bool
watched_find(struct watched *w, struct str table, struct str column)
{
	for (enum learner_table t = 0; t < LEARNER_TABLES; t++) {
		const struct table_description *d = &table_descriptions[t];

		if (!str_eq(str_of(d->table), table))
			continue;
		for (int i = 0; i < d->count; i++) {
			if (str_eq(str_of(d->columns[i].name), column)) {
				w->table = t;
				w->column = &d->columns[i];
				return true;
			}
		}
	}
	return false;
}

bool
watched_is_time(const struct watched *w)
{
	return strcmp(w->column->name, "time_us") == 0;
}

/* ---- finding the row ---- */

/* The parts of a row's key, by the names of their columns. */
static bool
key_part(const struct scope *s, const uint64_t *activity, const char *name, uint64_t *part)
{
	const struct {
		const char *name;
		bool known;
		uint64_t value;
	} parts[] = {
	    {"course", s->has_course, s->course},
	    {"activity", s->has_activity || activity, s->has_activity || !activity ? s->activity : *activity},
	    {"skill", s->has_skill, s->skill},
	    {"version", s->version > 0, (uint64_t)s->version},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (strcmp(parts[i].name, name) == 0) {
			*part = parts[i].value;
			return parts[i].known;
		}
	return false;
}

static bool
key_of_scope(
    const struct scope *s, const uint64_t *activity, const struct table_description *d, struct row_key *key)
{
	*key = (struct row_key){0, 0};
	for (int i = d->key_at; i < d->key_at + d->keys; i++) {
		const struct column *c = &d->columns[i];
		uint64_t part;

		if (c->kind == LEARNER)
			continue;
		if (c->at >= KEY_MOST * sizeof(part) || !key_part(s, activity, c->name, &part))
			return false;
		memcpy((char *)key + c->at, &part, sizeof(part));
	}
	return true;
}

bool
watched_followed(const struct watched *w, const struct scope *s)
{
	static const uint64_t of_a_fact;
	struct row_key key;

	return key_of_scope(s, &of_a_fact, &table_descriptions[w->table], &key);
}

/* Sets are sorted or not, depending on where they come from. */
static const void *
find_row(const struct rowset *set, struct row_key key)
{
	for (size_t i = 0; i < set->count; i++)
		if (row_key_order(rowset_row(set, i), &key) == 0)
			return rowset_row(set, i);
	return NULL;
}

/* ---- what it says ---- */

static int
write_real(double value, char out[TEXT_MOST])
{
	int len = 0;

	for (int digits = 15; digits <= 17; digits++) {
		len = snprintf(out, TEXT_MOST, "%.*g", digits, value);
		if (strtod(out, NULL) == value)
			break;
	}
	return len;
}

static int
write_day(int64_t day, char *out)
{
	char moment[28];

	time_write(day * MICROSECONDS_OF_DAY, moment);
	return sprintf(out, "%.10s", moment);
}

static int
write_runs(const struct course_row *r, char out[TEXT_MOST])
{
	int len;

	if (r->run_count == 0)
		return 0;
	len = write_day(r->runs[0].first, out);
	if (r->runs[0].last != r->runs[0].first) {
		len += sprintf(out + len, " to ");
		len += write_day(r->runs[0].last, out + len);
	}
	return len;
}

static int
write_id(struct row_key key, char out[TEXT_MOST])
{
	uint8_t id[16];

	if (key.a == 0 && key.b == 0)
		return 0;
	id_of_key(key, id);
	uuid_write(id, out);
	return 36;
}

static int
write_number(const struct watched *w, int64_t number, char out[TEXT_MOST])
{
	if (number == ABSENT)
		return 0;
	if (w->column->kind == TIME)
		return time_write(number, out);
	if (w->column->kind == BOOL)
		return sprintf(out, "%s", number ? "true" : "false");
	if (number > 0 && (uint64_t)number <= w->meaning_count)
		return snprintf(out, TEXT_MOST, "%.*s", STR_ARG(w->meanings[number - 1]));
	if (w->divisor != 1)
		return write_real((double)number / w->divisor, out);
	return sprintf(out, "%lld", (long long)number);
}

/* The length; 0 if it says nothing. */
static int
write_value(const struct watched *w, const void *row, char out[TEXT_MOST])
{
	const void *at = (const char *)row + w->column->at;

	if (w->column->kind == RUNS)
		return write_runs(row, out);
	if (w->column->kind == ID || w->column->kind == UUID)
		return write_id(*(const struct row_key *)at, out);
	if (column_type(w->column) == PG_FLOAT8)
		return write_real(*(const double *)at, out);
	return write_number(w, *(const int64_t *)at, out);
}

struct str
watched_text(struct arena *arena, const struct watched *w, const struct scope *s, const uint64_t *activity,
    const struct contributions *c)
{
	char text[TEXT_MOST];
	struct row_key key;
	const void *row;
	int len;

	if (!key_of_scope(s, activity, &table_descriptions[w->table], &key))
		return (struct str){0};
	row = find_row(table_set(w->table, c), key);
	if (!row)
		return w->nothing;
	len = write_value(w, row, text);
	return len ? arena_copy(arena, (struct str){text, (size_t)len}) : STR("none");
}

/* ---- steps ---- */

struct maker {
	struct arena *arena;
	const struct fold_rules *rules;
	const struct scope *scope;
	const struct watched *watched;
	size_t watched_count;
	struct so_far *so_far;
	struct fact *facts; /* in the scope, in order */
	int64_t last_at;    /* of those looked at that are not voided; ABSENT: none is */
	struct steps out;
};

static bool
in_scope(const struct fold_rules *rules, const struct scope *s, const struct fact *f)
{
	return (!s->has_course || (fact_is(f, FACT_COURSE) && f->course == s->course))
	       && (!s->has_day || zone_local(rules->zone, f->t).day == s->day);
}

static int
by_order(const void *a, const void *b)
{
	return fact_order(a, b);
}

static void
choose(struct maker *m, const struct fact *facts, size_t count)
{
	m->facts = arena_take(m->arena, (count + 1) * sizeof(*m->facts));
	for (size_t i = 0; i < count; i++)
		if (in_scope(m->rules, m->scope, &facts[i]))
			m->facts[m->out.facts++] = facts[i];
	if (m->out.facts > 1)
		qsort(m->facts, m->out.facts, sizeof(*m->facts), by_order);
	m->out.at = arena_take(m->arena, (m->out.facts + 1) * sizeof(*m->out.at));
}

static struct str *
texts(struct maker *m, const struct fact *f, const struct contributions *c)
{
	const uint64_t *activity = fact_is(f, FACT_ACTIVITY) ? &f->activity : NULL;
	struct str *all = arena_take(m->arena, m->watched_count * sizeof(*all));

	for (size_t i = 0; i < m->watched_count; i++) {
		all[i] = watched_text(m->arena, &m->watched[i], m->scope, activity, c);
		if (!all[i].at)
			all[i] = m->watched[i].nothing;
	}
	return all;
}

/* What is watched, before a fact and with it. */
struct change_told {
	const struct str *before, *then;
	bool any;
};

static struct change_told
tell_change(struct maker *m, size_t n)
{
	const struct rows_changed rows = so_far_try(m->so_far, m->facts, n);
	struct change_told told = {
	    texts(m, &m->facts[n], rows.before), texts(m, &m->facts[n], rows.after), false};

	for (size_t i = 0; i < m->watched_count; i++)
		told.any |= !str_eq(told.before[i], told.then[i]);
	return told;
}

/* As it would be if the fact were not voided. */
static struct change_told
tell_as_if(struct maker *m, size_t n)
{
	struct change_told told;

	m->facts[n].flags &= ~(uint32_t)FACT_VOIDED;
	told = tell_change(m, n);
	m->facts[n].flags |= FACT_VOIDED;
	return told;
}

static void
take_step(struct maker *m, size_t n)
{
	const struct fact *f = &m->facts[n];
	bool voided = fact_is(f, FACT_VOIDED), counts;
	struct change_told as_if = {0}, told;

	if (voided)
		as_if = tell_as_if(m, n);
	told = tell_change(m, n);
	so_far_keep(m->so_far);
	counts = told.any;
	if (voided && !counts)
		told = as_if;
	if (told.any)
		m->out.at[m->out.count++] = (struct step){.fact = f,
		    .before = told.before,
		    .then = told.then,
		    .counts_voided = voided && counts,
		    .gap = m->last_at == ABSENT ? ABSENT : f->t - m->last_at};
	if (!voided)
		m->last_at = f->t;
}

static void
take_steps(struct maker *m)
{
	m->so_far = so_far_open(m->rules);
	m->last_at = ABSENT;
	for (size_t i = 0; i < m->out.facts; i++)
		take_step(m, i);
	so_far_close(m->so_far);
}

/* ---- time ---- */

static struct str *
time_text(struct maker *m, int64_t time)
{
	struct str *all = arena_take(m->arena, m->watched_count * sizeof(*all));
	char text[TEXT_MOST];

	for (size_t i = 0; i < m->watched_count; i++) {
		int len = write_number(&m->watched[i], time, text);

		all[i] = arena_copy(m->arena, (struct str){text, (size_t)len});
	}
	return all;
}

static bool
on_activity(const struct scope *s, const struct fact *f)
{
	return !s->has_activity || (fact_is(f, FACT_ACTIVITY) && f->activity == s->activity);
}

/* The first of the line behind this one that is not voided. Within a moment the line's order is another than that of
 * the entries: then it is the first in the order of the line that is left. */
static const struct fact *
next_in_line(const struct line *l, const struct entry *e)
{
	const struct fact *f = e->fact, *next = NULL;

	while (e > l->entries && e[-1].fact->t == f->t)
		e--;
	for (; e < l->entries + l->count && (!next || e->fact->t == next->t); e++)
		if (!fact_is(e->fact, FACT_VOIDED) && fact_line_order(e->fact, f) > 0
		    && (!next || fact_line_order(e->fact, next) < 0))
			next = e->fact;
	return next;
}

/* What the fact is credited with, taken apart (W12). */
static struct step
credit_step(const struct maker *m, const struct line *l, const struct entry *e)
{
	const struct fact *next = next_in_line(l, e);
	int64_t gap = next && !fact_is(next, FACT_DURATION) ? next->t - e->fact->t : INT64_MAX;
	int64_t after = gap > m->rules->session ? 0 : gap < m->rules->idle ? gap : m->rules->idle;

	return (struct step){.fact = e->fact,
	    .gap = ABSENT,
	    .own = e->credit - after,
	    .after = after,
	    .next = after ? next : NULL};
}

/* A voided fact is shown where it stands, with nothing. */
static void
take_credits(struct maker *m, const struct fact *facts, size_t count)
{
	static const struct line_end nothing = {ABSENT, ABSENT, ABSENT, ABSENT, 0};
	struct line line = {0};
	int64_t time = 0;

	line_up(&line, m->rules, &nothing, facts, count);
	for (size_t i = 0; i < line.count; i++) {
		const struct entry *e = &line.entries[i];
		struct step *step = &m->out.at[m->out.count];

		if (!in_scope(m->rules, m->scope, e->fact) || !on_activity(m->scope, e->fact)
		    || (e->credit == 0 && !fact_is(e->fact, FACT_VOIDED)))
			continue;
		*step = (struct step){.fact = e->fact, .gap = ABSENT};
		if (e->credit)
			*step = credit_step(m, &line, e);
		step->before = time_text(m, time);
		time += e->credit;
		step->then = time_text(m, time);
		m->out.count++;
	}
	line_free(&line);
}

struct steps
steps_make(struct arena *arena, const struct fold_rules *rules, const struct scope *scope,
    const struct watched *watched, size_t watched_count, const struct fact *facts, size_t count)
{
	struct maker m = {.arena = arena,
	    .rules = rules,
	    .scope = scope,
	    .watched = watched,
	    .watched_count = watched_count};

	choose(&m, facts, count);
	if (watched_count && watched_is_time(watched))
		take_credits(&m, facts, count);
	else if (watched_count)
		take_steps(&m);
	return m.out;
}
