/* Writing changes; see write.h. Which member of a struct goes where stands in tables: here those of learners' states and
 * of sums, in the order of the parameters of their SQL, the others in tables.c. */
#include "stages/indicators/tables/write.h"

#include <stdlib.h>

#include "stages/indicators/tables/indicators.sql.h"

#define AT(row, member) offsetof(struct row, member)
#define KEY_A offsetof(struct row_key, a)
#define KEY_B offsetof(struct row_key, b)

static const struct column state_columns[] = {
    {"learner", LEARNER, 0},
    {"version", INT8, AT(state_row, version)},
    {"facts", INT8, AT(state_row, facts)},
    {"chunks", INT4, AT(state_row, chunks)},
    {"last_at", TIME, AT(state_row, end.last_at)},
    {"tail_at", TIME, AT(state_row, end.tail_at)},
    {"tail_course", INT8, AT(state_row, end.tail_course)},
    {"tail_activity", INT8, AT(state_row, end.tail_activity)},
    {"detached", BOOL, AT(state_row, end.detached)},
    {"recent", BYTES, AT(state_row, recent)},
};
static const struct column chunk_columns[] = {
    {"learner", LEARNER, 0},
    {"seq", INT4, AT(chunk_row, seq)},
    {"events", BYTES, AT(chunk_row, events)},
};
static const struct column course_sum_columns[] = {
    {"course", HASH, KEY_A},
    {"learners", INT8, AT(course_sum, learners)},
    {"statements", INT8, AT(course_sum, statements)},
    {"completions", INT8, AT(course_sum, completions)},
    {"percents", INT8, AT(course_sum, percents)},
    {"percent_sum", INT8, AT(course_sum, percent_sum)},
    {"name", LABEL, AT(course_sum, name)},
    {"name_at", LABEL_TIME, AT(course_sum, name)},
    {"name_id", LABEL_ID, AT(course_sum, name)},
};
static const struct column day_sum_columns[] = {
    {"course", HASH, KEY_A},
    {"day", DAY, KEY_B},
    {"learners", INT8, AT(day_sum, learners)},
    {"statements", INT8, AT(day_sum, statements)},
    {"completions", INT8, AT(day_sum, completions)},
    {"time_high", INT8, AT(day_sum, time.high)},
    {"time_low", INT8, AT(day_sum, time.low)},
};
static const struct column activity_day_sum_columns[] = {
    {"course", HASH, AT(activity_day_sum, course)},
    {"activity", HASH, AT(activity_day_sum, activity)},
    {"day", DAY, KEY_B},
    {"learners", INT8, AT(activity_day_sum, learners)},
    {"statements", INT8, AT(activity_day_sum, statements)},
    {"time_high", INT8, AT(activity_day_sum, time.high)},
    {"time_low", INT8, AT(activity_day_sum, time.low)},
};
static const struct column activity_sum_columns[] = {
    {"course", HASH, KEY_A},
    {"activity", HASH, KEY_B},
    {"learners", INT8, AT(activity_sum, learners)},
    {"attempts_high", INT8, AT(activity_sum, attempts.high)},
    {"attempts_low", INT8, AT(activity_sum, attempts.low)},
    {"tried", INT8, AT(activity_sum, tried)},
    {"tried_right", INT8, AT(activity_sum, tried_right)},
    {"scored", INT8, AT(activity_sum, scored)},
    {"best_sum", INT8, AT(activity_sum, best_sum)},
    {"furthest", INT8, AT(activity_sum, furthest)},
    {"activity_type", LABEL_IRI, AT(activity_sum, type)},
    {"type_at", LABEL_TIME, AT(activity_sum, type)},
    {"type_id", LABEL_ID, AT(activity_sum, type)},
    {"name", LABEL, AT(activity_sum, name)},
    {"name_at", LABEL_TIME, AT(activity_sum, name)},
    {"name_id", LABEL_ID, AT(activity_sum, name)},
};
static const struct column progress_sum_columns[] = {
    {"course", HASH, KEY_A},
    {"place", HASH, KEY_B},
    {"learners", INT8, AT(progress_sum, learners)},
    {"done", INT8, AT(progress_sum, done)},
};

static const struct column segment_sum_columns[] = {
    {"course", HASH, AT(segment_sum, course)},
    {"activity", HASH, AT(segment_sum, activity)},
    {"at_second", INT4, KEY_B},
    {"views", INT8, AT(segment_sum, views)},
    {"learners", INT8, AT(segment_sum, learners)},
    {"furthest", INT8, AT(segment_sum, furthest)},
};

struct table {
	const char *name;
	const char *sql;
	const struct column *columns;
	size_t count;
	size_t at; /* of its rows in the changes */
};

#define TABLE(name, sql, columns, member) \
	{ \
		name, sql, columns, sizeof(columns) / sizeof *(columns), AT(changes, member) \
	}

static const struct table states = TABLE("ind_states", SQL_CHANGE_STATES, state_columns, states);
static const struct table new_states = TABLE("ind_new_states", SQL_ADD_STATES, state_columns, new_states);
static const struct table chunks = TABLE("ind_chunks", SQL_WRITE_CHUNKS, chunk_columns, chunks);

/* In the same order by all writers, though each has rows of its own. */
static const struct table sum_tables[] = {
    TABLE("ind_course_sums", SQL_ADD_COURSE_SUMS, course_sum_columns, course_sums),
    TABLE("ind_day_sums", SQL_ADD_DAY_SUMS, day_sum_columns, day_sums),
    TABLE("ind_activity_day_sums", SQL_ADD_ACTIVITY_DAY_SUMS, activity_day_sum_columns, activity_day_sums),
    TABLE("ind_activity_sums", SQL_ADD_ACTIVITY_SUMS, activity_sum_columns, activity_sums),
    TABLE("ind_progress_sums", SQL_ADD_PROGRESS_SUMS, progress_sum_columns, progress_sums),
    TABLE("ind_segment_sums", SQL_ADD_SEGMENT_SUMS, segment_sum_columns, segment_sums),
};

/* What the steps of writing share. */
struct writing {
	const struct write_to *to;
	struct changes *changes;
	struct params params;
	struct copy copy;
};

static const struct change_list *
list_at(const struct writing *w, const struct table *t)
{
	return (const struct change_list *)((const char *)w->changes + t->at);
}

static void
put_column(struct params *p, const struct column *c, const struct change_list *rows)
{
	param_array_begin(p, column_type(c));
	for (size_t i = 0; i < rows->count; i++)
		column_put(p, c, &rows->at[i]);
	param_array_end(p);
}

static void
put_columns(struct params *p, const struct table *t, const struct change_list *rows)
{
	for (size_t c = 0; c < t->count; c++)
		put_column(p, &t->columns[c], rows);
}

static void
put_tids(struct params *p, const struct change_list *rows)
{
	param_array_begin(p, PG_TID);
	for (size_t i = 0; i < rows->count; i++)
		param_tid(p, rows->at[i].tid);
	param_array_end(p);
}

static struct params *
begin(struct writing *w)
{
	params_clear(&w->params);
	param_int2(&w->params, w->to->tenant);
	return &w->params;
}

/* ---- learners ---- */

static int
learner_order(const void *a, const void *b)
{
	return memcmp(((const struct change *)a)->learner, ((const struct change *)b)->learner, 16);
}

/* Sorted, since rows are locked in this order. Fewer rows than expected: somebody else was there. */
static bool
write_states(struct writing *w, const struct table *t, bool *beaten, struct error *e)
{
	const struct change_list *rows = list_at(w, t);
	struct params *p = begin(w);
	int64_t written;

	if (rows->count == 0)
		return true;
	qsort(rows->at, rows->count, sizeof(*rows->at), learner_order);
	put_columns(p, t, rows);
	if (t == &states)
		put_tids(p, rows);
	if (!postgres_run(w->to->db, t->name, t->sql, p, NULL, &written, e))
		return false;
	*beaten |= written != (int64_t)rows->count;
	return true;
}

static bool
write_chunks(struct writing *w, struct error *e)
{
	const struct change_list *rows = list_at(w, &chunks);
	struct params *p = begin(w);

	put_columns(p, &chunks, rows);
	return rows->count == 0 || postgres_run(w->to->db, chunks.name, chunks.sql, p, NULL, NULL, e);
}

/* ---- rows ---- */

static bool
copy_rows(struct writing *w, enum learner_table t, struct error *e)
{
	const struct change_list *rows = &w->changes->rows[t].kinds[CHANGE_ADDED];
	const struct column_choice all = columns_of(&table_descriptions[t], ACTION_INSERT);

	copy_clear(&w->copy);
	for (size_t i = 0; i < rows->count; i++) {
		copy_row(&w->copy, (int16_t)(1 + all.count));
		copy_int2(&w->copy, w->to->tenant);
		for (int c = 0; c < all.count; c++)
			column_copy(&w->copy, all.at[c], &rows->at[i]);
	}
	return rows->count == 0
	       || postgres_copy(w->to->db, w->to->sql->texts[t][ACTION_INSERT].at, &w->copy, e);
}

static bool
change_rows(
    struct writing *w, enum learner_table t, enum change_kind kind, enum table_action action, struct error *e)
{
	const struct change_list *rows = &w->changes->rows[t].kinds[kind];
	const struct column_choice choice = columns_of(&table_descriptions[t], action);
	struct params *p = begin(w);

	if (rows->count == 0)
		return true;
	for (int i = 0; i < choice.count; i++)
		put_column(p, choice.at[i], rows);
	if (kind == CHANGE_MOVED)
		put_tids(p, rows);
	return table_run(w->to->sql, w->to->db, t, action, p, NULL, e);
}

/* ---- sums ---- */

static bool
is_zero(const struct rowset *set, const char *row)
{
	size_t end = set->compared ? set->compared : set->width;

	for (size_t i = sizeof(struct row_key); i < end; i++)
		if (row[i])
			return false;
	return true;
}

static bool
write_sums(struct writing *w, const struct table *t, struct error *e)
{
	struct rowset *sums = (struct rowset *)((char *)w->changes + t->at);
	struct change_list rows = {
	    arena_take(w->changes->arena, sums->count * sizeof(struct change)), 0, sums->count};
	struct params *p = begin(w);

	rowset_sort(sums);
	for (size_t i = 0; i < sums->count; i++)
		if (!is_zero(sums, rowset_row(sums, i)))
			rows.at[rows.count++] = (struct change){NULL, rowset_row(sums, i), NULL};
	if (rows.count == 0)
		return true;
	param_int2(p, w->to->shard);
	put_columns(p, t, &rows);
	return postgres_run(w->to->db, t->name, t->sql, p, NULL, NULL, e);
}

/* ---- all ---- */

static bool
write_rows(struct writing *w, struct error *e)
{
	bool ok = true;

	for (int t = 0; ok && t < LEARNER_TABLES; t++)
		ok = change_rows(w, t, CHANGE_GONE, ACTION_DELETE, e)
		     && change_rows(w, t, CHANGE_REPLACED, ACTION_REPLACE, e)
		     && change_rows(w, t, CHANGE_MOVED, ACTION_MOVE, e) && copy_rows(w, t, e);
	return ok;
}

static bool
write_all_sums(struct writing *w, struct error *e)
{
	bool ok = true;

	for (size_t i = 0; ok && i < sizeof(sum_tables) / sizeof *sum_tables; i++)
		ok = write_sums(w, &sum_tables[i], e);
	return ok;
}

bool
write_changes(const struct write_to *to, struct changes *c, bool *beaten, struct error *e)
{
	struct writing w = {.to = to, .changes = c};
	bool ok;

	*beaten = false;
	ok = write_states(&w, &states, beaten, e) && write_states(&w, &new_states, beaten, e);
	if (ok && !*beaten)
		ok = write_chunks(&w, e) && write_rows(&w, e) && write_all_sums(&w, e);
	params_free(&w.params);
	copy_free(&w.copy);
	return ok;
}
