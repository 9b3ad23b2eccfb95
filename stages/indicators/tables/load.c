/* Rows to go on from; see load.h. */
#include "stages/indicators/tables/load.h"

#include <assert.h>
#include <stdlib.h>

#include "stages/indicators/fold/skills.h"

static void *
grown(void *old, size_t count, size_t width)
{
	void *new = realloc(old, count * width);

	if (!new)
		abort();
	return new;
}

/* ---- asking ---- */

static void
add_request(struct request_list *l, size_t learner, struct row_key key)
{
	if (l->count == l->capacity) {
		l->capacity = l->capacity ? 2 * l->capacity : 256;
		l->at = grown(l->at, l->capacity, sizeof(*l->at));
	}
	l->at[l->count++] = (struct request){learner, key};
}

static void
ask_for(struct load *load, enum learner_table t, size_t learner, const struct fold_rules *rules,
    uint64_t course, uint64_t activity)
{
	const struct table_description *d = &table_descriptions[t];

	if (!d->structured || structure_of(rules->structures, course))
		add_request(&load->tables[t].asked, learner,
		    (struct row_key){d->asked > 1 ? course : 0, d->asked > 2 ? activity : 0});
}

static void
ask_for_skills(struct load *load, enum learner_table t, size_t learner, const struct fold_rules *rules,
    const struct fact *f)
{
	const struct lesson *l = skills_lesson(rules, f);

	for (size_t i = 0; l && i < l->skill_count; i++)
		add_request(&load->tables[t].asked, learner, (struct row_key){l->skills[i], 0});
}

static void
ask_for_fact(struct load *load, enum learner_table t, size_t learner, const struct fold_rules *rules,
    const struct fact *f)
{
	if (!table_descriptions[t].wanted(f))
		return;
	if (table_descriptions[t].by_skill)
		ask_for_skills(load, t, learner, rules, f);
	else
		ask_for(load, t, learner, rules, f->course, f->activity);
}

/* The fact that is credited later has its course and perhaps an activity. */
static void
ask_for_tail(struct load *load, size_t learner, const struct fold_rules *rules, const struct line_end *end)
{
	for (int t = 0; t < LEARNER_TABLES; t++) {
		const struct table_description *d = &table_descriptions[t];

		if (d->credited && (d->asked < 3 || end->tail_activity != ABSENT))
			ask_for(load, t, learner, rules, (uint64_t)end->tail_course,
			    (uint64_t)end->tail_activity);
	}
}

void
load_ask(struct load *load, size_t learner, const struct fold_rules *rules, const struct line_end *end,
    const struct fact *facts, size_t count)
{
	for (int t = 0; t < LEARNER_TABLES; t++)
		for (size_t i = 0; i < count; i++)
			ask_for_fact(load, t, learner, rules, &facts[i]);
	if (fold_credits_tail(rules, end, facts, count))
		ask_for_tail(load, learner, rules, end);
}

static int
request_order(const void *a, const void *b)
{
	const struct request *x = a, *y = b;

	if (x->learner != y->learner)
		return x->learner < y->learner ? -1 : 1;
	return row_key_order(&x->key, &y->key);
}

/* Sorted, each once. */
static void
settle_requests(struct request_list *l)
{
	size_t kept = 0;

	if (l->count > 1)
		qsort(l->at, l->count, sizeof(*l->at), request_order);
	for (size_t i = 0; i < l->count; i++)
		if (kept == 0 || request_order(&l->at[kept - 1], &l->at[i]) != 0)
			l->at[kept++] = l->at[i];
	l->count = kept;
}

/* ---- reading ---- */

static void
put_requests(struct params *p, const struct column_choice *asked, const struct request_list *l,
    const uint8_t *const *learners)
{
	for (int c = 0; c < asked->count; c++) {
		param_array_begin(p, column_type(asked->at[c]));
		for (size_t i = 0; i < l->count; i++)
			column_put(p, asked->at[c],
			    &(struct change){learners[l->at[i].learner], &l->at[i].key, NULL});
		param_array_end(p);
	}
}

static struct row_key
key_of_row(const struct table_description *d, const struct rows *rows, int row)
{
	struct row_key key = {0, 0};

	for (int i = d->key_at; i < d->key_at + d->keys; i++)
		column_take(&d->columns[i], rows, row, 2 + i, &key);
	return key;
}

/* Columns of the result: ordinal, tid, those of the table. */
static void
note_found(struct load_table *l, const struct table_description *d, const struct request_list *asked,
    const struct rows *rows)
{
	size_t count = l->count + (size_t)rows_count(rows);

	if (count > l->capacity) {
		l->capacity = 2 * count;
		l->loaded = grown(l->loaded, l->capacity, sizeof(*l->loaded));
		l->tids = grown(l->tids, l->capacity, sizeof(*l->tids));
	}
	for (int i = 0; i < rows_count(rows); i++)
		l->loaded[l->count++] = (struct loaded){
		    asked->at[rows_int(rows, i, 0) - 1].learner, key_of_row(d, rows, i), rows, i};
}

static bool
read_table(struct load *load, enum learner_table t, const uint8_t *const *learners, struct postgres *db,
    const struct table_sql *sql, int16_t tenant, struct error *e)
{
	const struct column_choice asked = columns_of(&table_descriptions[t], ACTION_READ);
	struct load_table *l = &load->tables[t];

	if (l->asked.count == 0)
		return true;
	settle_requests(&l->asked);
	params_clear(&load->params);
	param_int2(&load->params, tenant);
	put_requests(&load->params, &asked, &l->asked, learners);
	if (!table_run(sql, db, t, ACTION_READ, &load->params, &l->found, e))
		return false;
	note_found(l, &table_descriptions[t], &l->asked, l->found);
	return true;
}

static int
loaded_order(const void *a, const void *b)
{
	const struct loaded *x = a, *y = b;

	if (x->learner != y->learner)
		return x->learner < y->learner ? -1 : 1;
	return row_key_order(&x->key, &y->key);
}

bool
load_read(struct load *load, const uint8_t *const *learners, struct postgres *db, const struct table_sql *sql,
    int16_t tenant, struct error *e)
{
	bool ok = true;

	for (int t = 0; ok && t < LEARNER_TABLES; t++) {
		struct load_table *l = &load->tables[t];

		ok = read_table(load, t, learners, db, sql, tenant, e);
		if (l->count > 1)
			qsort(l->loaded, l->count, sizeof(*l->loaded), loaded_order);
	}
	return ok;
}

/* ---- taking ---- */

static void
take_row(const struct table_description *d, const struct loaded *from, struct rowset *set)
{
	void *row = rowset_at(set, from->key);

	for (int i = 0; i < d->count; i++)
		column_take(&d->columns[i], from->rows, from->row, 2 + i, row);
}

void
load_take(struct load *load, size_t learner, struct contributions *c, struct row_places *places)
{
	for (enum learner_table t = 0; t < LEARNER_TABLES; t++) {
		struct load_table *l = &load->tables[t];
		struct rowset *set = (struct rowset *)table_set(t, c);

		rowset_clear(set);
		places->tids[t] = l->tids ? l->tids + l->next : NULL;
		for (; l->next < l->count && l->loaded[l->next].learner <= learner; l->next++) {
			const struct loaded *row = &l->loaded[l->next];

			assert(row->learner == learner);
			l->tids[l->next] = rows_tid(row->rows, row->row, 1);
			take_row(&table_descriptions[t], row, set);
		}
	}
}

/* ---- life ---- */

static void
free_found(struct load_table *l)
{
	rows_free(l->found);
	l->found = NULL;
}

void
load_clear(struct load *load)
{
	for (int t = 0; t < LEARNER_TABLES; t++) {
		struct load_table *l = &load->tables[t];

		free_found(l);
		l->asked.count = l->count = l->next = 0;
	}
}

void
load_free(struct load *load)
{
	for (int t = 0; t < LEARNER_TABLES; t++) {
		struct load_table *l = &load->tables[t];

		free_found(l);
		free(l->asked.at);
		free(l->loaded);
		free(l->tids);
	}
	params_free(&load->params);
	*load = (struct load){0};
}
