/* Writing changes; see write.h.
 *
 * Rows travel as one array a column and are put together again by unnest. Which member of a struct goes where stands in
 * tables: the columns of each in the order of the parameters of its SQL, after the tenant and, for sums, the shard.
 */
#include "stages/indicators/tables/write.h"

#include <stdio.h>

#include "pipeline/core/digest.h"
#include "stages/indicators/fold/progress.h"
#include "stages/indicators/tables/indicators.sql.h"

enum kind {
	LEARNER, /* whose row it is */
	HASH,    /* 64 bits of a key */
	DAY,     /* the day in a key, from 1970 */
	UUID,    /* two halves of a key; zero is null */
	INT2,    /* numbers; ABSENT is null */
	INT4,
	INT8,
	BOOL,
	TIME,
	BYTES,
	RUNS,      /* of a course row, as the text of an int4multirange */
	LABEL,     /* its text */
	LABEL_IRI, /* the hash of its text */
	LABEL_TIME,
	LABEL_ID
};

static const enum pg_type types[] = {
    [LEARNER] = PG_UUID,
    [HASH] = PG_INT8,
    [DAY] = PG_INT4,
    [UUID] = PG_UUID,
    [INT2] = PG_INT2,
    [INT4] = PG_INT4,
    [INT8] = PG_INT8,
    [BOOL] = PG_BOOL,
    [TIME] = PG_TIMESTAMPTZ,
    [BYTES] = PG_BYTEA,
    [RUNS] = PG_TEXT,
    [LABEL] = PG_TEXT,
    [LABEL_IRI] = PG_INT8,
    [LABEL_TIME] = PG_TIMESTAMPTZ,
    [LABEL_ID] = PG_UUID,
};

struct column {
	enum kind kind;
	size_t at;
};

/* ---- the columns of each table ---- */

#define AT(row, member) offsetof(struct row, member)
#define KEY_A offsetof(struct row_key, a)
#define KEY_B offsetof(struct row_key, b)

static const struct column state_columns[] = {{LEARNER, 0}, {INT8, AT(state_row, facts)},
    {INT4, AT(state_row, chunks)}, {BYTES, AT(state_row, recent)}};
static const struct column chunk_columns[] = {
    {LEARNER, 0}, {INT4, AT(chunk_row, seq)}, {BYTES, AT(chunk_row, events)}};

static const struct column course_columns[] = {
    {LEARNER, 0},
    {HASH, KEY_A},
    {INT8, AT(course_row, statements)},
    {TIME, AT(course_row, first_at)},
    {TIME, AT(course_row, last_at)},
    {TIME, AT(course_row, completed_at)},
    {INT2, AT(course_row, enrolment)},
    {UUID, AT(course_row, certificate)},
    {INT2, AT(course_row, certificate_state)},
    {INT8, AT(course_row, time)},
    {INT8, AT(course_row, percent)},
    {INT4, AT(course_row, lessons_done)},
    {INT4, AT(course_row, lessons_total)},
    {INT4, AT(course_row, current_lesson)},
    {INT8, AT(course_row, reported_time)},
    {INT8, AT(course_row, reported_average)},
    {INT4, AT(course_row, scored)},
    {INT8, AT(course_row, best_sum)},
    {INT8, AT(course_row, last_sum)},
    {INT8, AT(course_row, first_sum)},
    {INT4, AT(course_row, tried)},
    {INT4, AT(course_row, tried_right)},
    {INT8, AT(course_row, regularity)},
    {INT4, AT(course_row, sessions)},
    {INT4, AT(course_row, active_days)},
    {INT4, AT(course_row, longest_streak)},
    {RUNS, 0},
    {TIME, AT(course_row, passed_at)},
    {INT8, AT(course_row, others)},
    {INT4, AT(course_row, struggling)},
    {INT8, AT(course_row, furthest)},
};
static const struct column activity_columns[] = {
    {LEARNER, 0},
    {HASH, KEY_A},
    {HASH, KEY_B},
    {INT8, AT(activity_row, statements)},
    {INT8, AT(activity_row, type)},
    {INT4, AT(activity_row, trials)},
    {INT8, AT(activity_row, attempt_most)},
    {BOOL, AT(activity_row, first_success)},
    {INT8, AT(activity_row, time)},
    {INT8, AT(activity_row, best)},
    {INT8, AT(activity_row, last)},
    {INT8, AT(activity_row, first)},
    {TIME, AT(activity_row, completed_at)},
    {TIME, AT(activity_row, passed_at)},
    {TIME, AT(activity_row, waived_at)},
    {TIME, AT(activity_row, last_at)},
    {UUID, AT(activity_row, last_by)},
    {TIME, AT(activity_row, first_try_at)},
    {INT4, AT(activity_row, wrong_run)},
};
static const struct column progress_columns[] = {
    {LEARNER, 0},
    {HASH, KEY_A},
    {INT4, KEY_B},
    {INT4, AT(progress_row, done)},
    {INT4, AT(progress_row, furthest)},
};
static const struct column certificate_columns[] = {
    {UUID, 0},
    {LEARNER, 0},
    {HASH, AT(certificate_row, course)},
    {INT2, AT(certificate_row, state)},
    {TIME, AT(certificate_row, issued_at)},
};

static const struct column gone_course_columns[] = {{LEARNER, 0}, {HASH, KEY_A}};
static const struct column gone_activity_columns[] = {{LEARNER, 0}, {HASH, KEY_A}, {HASH, KEY_B}};
static const struct column gone_progress_columns[] = {{LEARNER, 0}, {HASH, KEY_A}, {INT4, KEY_B}};
static const struct column gone_certificate_columns[] = {{UUID, 0}};

static const struct column course_sum_columns[] = {
    {HASH, KEY_A},
    {INT8, AT(course_sum, learners)},
    {INT8, AT(course_sum, statements)},
    {INT8, AT(course_sum, completions)},
    {INT8, AT(course_sum, percents)},
    {INT8, AT(course_sum, percent_sum)},
    {LABEL, AT(course_sum, name)},
    {LABEL_TIME, AT(course_sum, name)},
    {LABEL_ID, AT(course_sum, name)},
};
static const struct column day_sum_columns[] = {
    {HASH, KEY_A},
    {DAY, KEY_B},
    {INT8, AT(day_sum, learners)},
    {INT8, AT(day_sum, statements)},
    {INT8, AT(day_sum, completions)},
    {INT8, AT(day_sum, time)},
};
static const struct column activity_sum_columns[] = {
    {HASH, KEY_A},
    {HASH, KEY_B},
    {INT8, AT(activity_sum, learners)},
    {INT8, AT(activity_sum, attempts)},
    {INT8, AT(activity_sum, tried)},
    {INT8, AT(activity_sum, tried_right)},
    {INT8, AT(activity_sum, scored)},
    {INT8, AT(activity_sum, best_sum)},
    {INT8, AT(activity_sum, furthest)},
    {LABEL_IRI, AT(activity_sum, type)},
    {LABEL_TIME, AT(activity_sum, type)},
    {LABEL_ID, AT(activity_sum, type)},
    {LABEL, AT(activity_sum, name)},
    {LABEL_TIME, AT(activity_sum, name)},
    {LABEL_ID, AT(activity_sum, name)},
};
static const struct column progress_sum_columns[] = {
    {HASH, KEY_A},
    {HASH, KEY_B},
    {INT8, AT(progress_sum, learners)},
    {INT8, AT(progress_sum, done)},
};

/* ---- values ---- */

static void
put_number(struct params *p, enum kind kind, int64_t v)
{
	if (v == ABSENT)
		param_null(p, types[kind]);
	else if (kind == INT2)
		param_int2(p, (int16_t)v);
	else if (kind == INT4)
		param_int4(p, (int32_t)v);
	else if (kind == BOOL)
		param_bool(p, v != 0);
	else if (kind == TIME)
		param_time(p, v);
	else
		param_int8(p, v);
}

static void
put_id(struct params *p, struct row_key key)
{
	uint8_t id[16];

	id_of_key(key, id);
	param_uuid(p, key.a || key.b ? id : NULL);
}

/* "{[20500,20502],[20510,20510]}" */
static void
put_runs(struct params *p, const struct course_row *r)
{
	char text[RUNS_KEPT * 32];
	size_t len = 0;

	text[len++] = '{';
	for (int64_t i = r->run_count; i-- > 0;)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s[%d,%d]", len > 1 ? "," : "",
		    (int)r->runs[i].first, (int)r->runs[i].last);
	text[len++] = '}';
	param_text(p, (struct str){text, len});
}

static void
put_label(struct params *p, enum kind kind, const struct label *l)
{
	if (!l->text.at)
		param_null(p, types[kind]);
	else if (kind == LABEL)
		param_text(p, l->text);
	else if (kind == LABEL_IRI)
		param_int8(p, (int64_t)hash64(l->text));
	else if (kind == LABEL_TIME)
		param_time(p, l->stated_at);
	else
		put_id(p, l->stated_by);
}

static void
put_value(struct params *p, const struct column *c, const struct change *change)
{
	const char *at = (const char *)change->row + c->at;

	switch (c->kind) {
	case LEARNER:
		param_uuid(p, change->learner);
		break;
	case HASH:
		param_int8(p, *(const int64_t *)at);
		break;
	case DAY:
		param_int4(p, (int32_t)(*(const int64_t *)at - DAY_BIAS));
		break;
	case UUID:
		put_id(p, *(const struct row_key *)at);
		break;
	case BYTES:
		param_bytes(p, *(const struct str *)at);
		break;
	case RUNS:
		put_runs(p, change->row);
		break;
	case LABEL:
	case LABEL_IRI:
	case LABEL_TIME:
	case LABEL_ID:
		put_label(p, c->kind, (const struct label *)at);
		break;
	default:
		put_number(p, c->kind, *(const int64_t *)at);
	}
}

/* ---- tables ---- */

struct table {
	const char *name;
	const char *sql;
	const struct column *columns;
	size_t count;
};

#define TABLE(name, sql, columns) \
	{ \
		name, sql, columns, sizeof(columns) / sizeof *(columns) \
	}

/* Where the rows of a learner table stand in the changes. */
static const struct {
	struct table table;
	size_t list;
} learner_tables[] = {
    {TABLE("ind_states", SQL_WRITE_STATES, state_columns), AT(changes, states)},
    {TABLE("ind_chunks", SQL_WRITE_CHUNKS, chunk_columns), AT(changes, chunks)},
    {TABLE("ind_gone_courses", SQL_DELETE_COURSES, gone_course_columns), AT(changes, gone_courses)},
    {TABLE("ind_courses", SQL_WRITE_COURSES, course_columns), AT(changes, courses)},
    {TABLE("ind_gone_activities", SQL_DELETE_ACTIVITIES, gone_activity_columns),
	AT(changes, gone_activities)},
    {TABLE("ind_activities", SQL_WRITE_ACTIVITIES, activity_columns), AT(changes, activities)},
    {TABLE("ind_gone_progress", SQL_DELETE_PROGRESS, gone_progress_columns), AT(changes, gone_progress)},
    {TABLE("ind_progress", SQL_WRITE_PROGRESS, progress_columns), AT(changes, progress)},
    {TABLE("ind_gone_certificates", SQL_DELETE_CERTIFICATES, gone_certificate_columns),
	AT(changes, gone_certificates)},
    {TABLE("ind_certificates", SQL_WRITE_CERTIFICATES, certificate_columns), AT(changes, certificates)},
};

/* And the sums: in the same order by all writers, though each has rows of its own. */
static const struct {
	struct table table;
	size_t set;
} sum_tables[] = {
    {TABLE("ind_course_sums", SQL_ADD_COURSE_SUMS, course_sum_columns), AT(changes, course_sums)},
    {TABLE("ind_day_sums", SQL_ADD_DAY_SUMS, day_sum_columns), AT(changes, day_sums)},
    {TABLE("ind_activity_sums", SQL_ADD_ACTIVITY_SUMS, activity_sum_columns), AT(changes, activity_sums)},
    {TABLE("ind_progress_sums", SQL_ADD_PROGRESS_SUMS, progress_sum_columns), AT(changes, progress_sums)},
};

static void
put_columns(struct params *p, const struct table *t, const struct change_list *rows)
{
	for (size_t c = 0; c < t->count; c++) {
		param_array_begin(p, types[t->columns[c].kind]);
		for (size_t i = 0; i < rows->count; i++)
			put_value(p, &t->columns[c], &rows->at[i]);
		param_array_end(p);
	}
}

static bool
write_learner_table(struct postgres *db, struct params *p, const struct table *t, int16_t tenant,
    const struct change_list *rows, struct error *e)
{
	if (rows->count == 0)
		return true;
	params_clear(p);
	param_int2(p, tenant);
	put_columns(p, t, rows);
	return postgres_run(db, t->name, t->sql, p, NULL, NULL, e);
}

static bool
write_sums(struct postgres *db, struct params *p, const struct table *t, int16_t tenant, int16_t shard,
    struct rowset *rows, struct arena *arena, struct error *e)
{
	struct change_list list = {
	    arena_take(arena, rows->count * sizeof(struct change)), rows->count, rows->count};

	if (rows->count == 0)
		return true;
	rowset_sort(rows);
	for (size_t i = 0; i < rows->count; i++)
		list.at[i] = (struct change){NULL, rowset_row(rows, i)};
	params_clear(p);
	param_int2(p, tenant);
	param_int2(p, shard);
	put_columns(p, t, &list);
	return postgres_run(db, t->name, t->sql, p, NULL, NULL, e);
}

bool
write_changes(struct postgres *db, int16_t tenant, int16_t shard, struct changes *c, struct error *e)
{
	struct params p = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < sizeof(learner_tables) / sizeof *learner_tables; i++)
		ok = write_learner_table(db, &p, &learner_tables[i].table, tenant,
		    (const struct change_list *)((const char *)c + learner_tables[i].list), e);
	for (size_t i = 0; ok && i < sizeof(sum_tables) / sizeof *sum_tables; i++)
		ok = write_sums(db, &p, &sum_tables[i].table, tenant, shard,
		    (struct rowset *)((char *)c + sum_tables[i].set), c->arena, e);
	params_free(&p);
	return ok;
}
