/* The tables of the fold's rows; see tables.h. */
#include "stages/indicators/tables/tables.h"

#include "stages/indicators/fold/progress.h"
#include "stages/indicators/fold/skills.h"
#include "stages/indicators/fold/social.h"

#define AT(row, member) offsetof(struct row, member)
#define KEY_A offsetof(struct row_key, a)
#define KEY_B offsetof(struct row_key, b)

static const struct column course_columns[] = {
    {"learner", LEARNER, 0},
    {"course", HASH, KEY_A},
    {"statements", INT8, AT(course_row, statements)},
    {"first_at", TIME, AT(course_row, first_at)},
    {"last_at", TIME, AT(course_row, last_at)},
    {"completed_at", TIME, AT(course_row, completed_at)},
    {"enrolment", INT2, AT(course_row, enrolment)},
    {"certificate", UUID, AT(course_row, certificate)},
    {"certificate_state", INT2, AT(course_row, certificate_state)},
    {"time_us", INT8, AT(course_row, time)},
    {"percent", INT8, AT(course_row, percent)},
    {"lessons_done", INT4, AT(course_row, lessons_done)},
    {"lessons_total", INT4, AT(course_row, lessons_total)},
    {"current_lesson", INT4, AT(course_row, current_lesson)},
    {"reported_time_us", INT8, AT(course_row, reported_time)},
    {"reported_average", INT8, AT(course_row, reported_average)},
    {"scored", INT4, AT(course_row, scored)},
    {"best_sum", INT8, AT(course_row, best_sum)},
    {"last_sum", INT8, AT(course_row, last_sum)},
    {"first_sum", INT8, AT(course_row, first_sum)},
    {"tried", INT4, AT(course_row, tried)},
    {"tried_right", INT4, AT(course_row, tried_right)},
    {"regularity", INT8, AT(course_row, regularity)},
    {"sessions", INT4, AT(course_row, sessions)},
    {"active_days", INT4, AT(course_row, active_days)},
    {"longest_streak", INT4, AT(course_row, longest_streak)},
    {"recent_runs", RUNS, 0},
    {"passed_at", TIME, AT(course_row, passed_at)},
    {"others", INT8, AT(course_row, others)},
    {"struggling", INT4, AT(course_row, struggling)},
    {"furthest", INT8, AT(course_row, furthest)},
    {"posts", INT4, AT(course_row, posts)},
    {"replies", INT4, AT(course_row, replies)},
    {"hours", STATE, AT(course_row, hours)},
};
static const struct column activity_columns[] = {
    {"learner", LEARNER, 0},
    {"course", HASH, KEY_A},
    {"activity", HASH, KEY_B},
    {"statements", INT8, AT(activity_row, statements)},
    {"activity_type", INT8, AT(activity_row, type)},
    {"trials", INT4, AT(activity_row, trials)},
    {"attempt_most", INT8, AT(activity_row, attempt_most)},
    {"first_success", BOOL, AT(activity_row, first_success)},
    {"time_us", INT8, AT(activity_row, time)},
    {"best", INT8, AT(activity_row, best)},
    {"last", INT8, AT(activity_row, last)},
    {"first", INT8, AT(activity_row, first)},
    {"completed_at", TIME, AT(activity_row, completed_at)},
    {"passed_at", TIME, AT(activity_row, passed_at)},
    {"waived_at", TIME, AT(activity_row, waived_at)},
    {"last_at", TIME, AT(activity_row, last_at)},
    {"last_day", INT4, AT(activity_row, last_day)},
    {"last_by", ID, AT(activity_row, last_by)},
    {"first_try_at", TIME, AT(activity_row, first_try_at)},
    {"wrong_run", INT4, AT(activity_row, wrong_run)},
};
static const struct column progress_columns[] = {
    {"learner", LEARNER, 0},
    {"course", HASH, KEY_A},
    {"version", INT4, KEY_B},
    {"done", INT4, AT(progress_row, done)},
    {"furthest", INT4, AT(progress_row, furthest)},
};
static const struct column skill_columns[] = {
    {"learner", LEARNER, 0},
    {"skill", HASH, KEY_A},
    {"known", FLOAT8, AT(skill_row, known)},
    {"last_at", TIME, AT(skill_row, last_at)},
    {"review_at", TIME, AT(skill_row, review_at)},
    {"recent", INT8, AT(skill_row, window)},
    {"pfa", INT8, AT(skill_row, pfa)},
    {"right_answers", INT4, AT(skill_row, right)},
    {"wrong_answers", INT4, AT(skill_row, wrong)},
    {"recent_right", INT2, AT(skill_row, window_right)},
    {"recent_most", INT2, AT(skill_row, window_size)},
    {"recent_mastered", BOOL, AT(skill_row, window_mastered)},
    {"mastered", BOOL, AT(skill_row, mastered)},
};
static const struct column certificate_columns[] = {
    {"learner", LEARNER, 0},
    {"id", ID, 0},
    {"course", HASH, AT(certificate_row, course)},
    {"state", INT2, AT(certificate_row, state)},
    {"issued_at", TIME, AT(certificate_row, issued_at)},
};
static const struct column social_columns[] = {
    {"learner", LEARNER, 0},
    {"id", UUID, 0},
    {"course", HASH, AT(social_row, course)},
    {"activity", INT8, AT(social_row, activity)},
    {"occurred_at", TIME, AT(social_row, t)},
    {"reply", BOOL, AT(social_row, reply)},
    {"discussions", HASHES, AT(social_row, discussions)},
};

static const struct column video_columns[] = {
    {"learner", LEARNER, 0},
    {"course", HASH, KEY_A},
    {"activity", HASH, KEY_B},
    {"length_us", INT8, AT(video_row, length)},
    {"coverage", INT8, AT(video_row, coverage)},
    {"rewatched_us", INT8, AT(video_row, rewatched)},
    {"furthest_us", INT8, AT(video_row, furthest)},
    {"state", STATE, AT(video_row, state)},
};

/* ---- which rows a fact may need ---- */

static bool
has_course(const struct fact *f)
{
	return fact_is(f, FACT_COURSE);
}

static bool
has_activity(const struct fact *f)
{
	return fact_is(f, FACT_COURSE) && fact_is(f, FACT_ACTIVITY);
}

static bool
has_verdict(const struct fact *f)
{
	return has_activity(f) && fact_is_trial(f) && fact_is(f, FACT_SUCCESS_STATED);
}

static bool
touches_certificate(const struct fact *f)
{
	return fact_is(f, FACT_ON_COURSE) && (fact_grants(f) || f->verb == VERB_FAILED);
}

static bool
needs_none(const struct fact *f)
{
	(void)f;
	return false;
}

/* ---- the tables ---- */

#define NAMES(table) \
	{ \
		NULL, "move_" table, "replace_" table, "delete_" table, "read_" table \
	}
#define NAMES_OF_FIXED(table) \
	{ \
		[ACTION_DELETE] = "delete_" table \
	}
#define COLUMNS(c) c, sizeof(c) / sizeof *(c)

const struct table_description table_descriptions[LEARNER_TABLES] = {
    [TABLE_COURSES] = {"learner_course", NAMES("learner_course"), COLUMNS(course_columns), 0, 2, 2,
	has_course, true, false, false},
    [TABLE_ACTIVITIES] = {"learner_activity", NAMES("learner_activity"), COLUMNS(activity_columns), 0, 3, 3,
	has_activity, true, false, false},
    [TABLE_PROGRESS] = {"learner_progress", NAMES("learner_progress"), COLUMNS(progress_columns), 0, 3, 2,
	has_course, false, true, false},
    [TABLE_SKILLS] = {"learner_skill", NAMES("learner_skill"), COLUMNS(skill_columns), 0, 2, 2, has_verdict,
	false, true, true},
    [TABLE_CERTIFICATES] = {"certificate", NAMES("certificate"), COLUMNS(certificate_columns), 1, 1, 1,
	touches_certificate, false, false, false},
    [TABLE_VIDEOS] = {"learner_video", NAMES("learner_video"), COLUMNS(video_columns), 0, 3, 3, video_touches,
	false, false, false},
    [TABLE_SOCIAL] = {"social", NAMES_OF_FIXED("social"), COLUMNS(social_columns), 1, 1, 1, needs_none, false,
	false, false},
};

struct column_choice
columns_of(const struct table_description *t, enum table_action action)
{
	int from = action == ACTION_DELETE ? t->key_at : 0;
	int to = action == ACTION_DELETE ? t->key_at + t->keys : action == ACTION_READ ? t->asked : t->count;
	struct column_choice choice = {0};

	for (int i = from; i < to; i++)
		if (action != ACTION_MOVE || i < t->key_at || i >= t->key_at + t->keys)
			choice.at[choice.count++] = &t->columns[i];
	return choice;
}

/* ---- SQL ---- */

static void
put_name(struct buf *b, const struct column *c)
{
	buf_format(b, "%s", c->name);
}

static void
put_setter(struct buf *b, const struct column *c)
{
	buf_format(b, "%s = u.%s", c->name, c->name);
}

static void
put_read(struct buf *b, const struct column *c)
{
	buf_format(b, "t.%s", c->name);
}

static void
put_match(struct buf *b, const struct column *c)
{
	buf_format(b, "t.%s = u.%s", c->name, c->name);
}

static void
put_list(struct buf *b, const struct column_choice *choice, const char *between,
    void (*put)(struct buf *, const struct column *))
{
	for (int i = 0; i < choice->count; i++) {
		buf_format(b, "%s", i ? between : "");
		put(b, choice->at[i]);
	}
}

/* "unnest($2::uuid[], $3::int8[]": the arrays of these columns, without the closing bracket. */
static void
put_arrays(struct buf *b, const struct column_choice *choice)
{
	buf_format(b, "unnest(");
	for (int i = 0; i < choice->count; i++)
		buf_format(b, "%s$%d::%s[]", i ? ", " : "", 2 + i, column_type_name(choice->at[i]));
}

/* OFFSET 0 keeps the tenant inside the subquery: plans are made once, often on empty tables, and must look up each key. */
static void
put_keyed(struct buf *b, const struct column_choice *choice, const char *ordinality, const char *n)
{
	buf_format(b, "(SELECT $1::int2 AS tenant, u.* FROM ");
	put_arrays(b, choice);
	buf_format(b, ")%s AS u (", ordinality);
	put_list(b, choice, ", ", put_name);
	buf_format(b, "%s) OFFSET 0) AS u", n);
}

static void
make_insert(struct buf *b, const struct table_description *t, const struct column_choice *all)
{
	buf_format(b, "COPY %s (tenant, ", t->table);
	put_list(b, all, ", ", put_name);
	buf_format(b, ") FROM STDIN (FORMAT binary)");
}

static void
put_update(struct buf *b, const struct table_description *t)
{
	const struct column_choice changed = columns_of(t, ACTION_MOVE);

	buf_format(b, "UPDATE %s t SET ", t->table);
	put_list(b, &changed, ", ", put_setter);
	buf_format(b, " FROM ");
}

/* By tid alone: with any other condition the planner may find an index. */
static void
make_move(struct buf *b, const struct table_description *t, const struct column_choice *changed)
{
	put_update(b, t);
	put_arrays(b, changed);
	buf_format(b, ", $%d::tid[]) AS u (", 2 + changed->count);
	put_list(b, changed, ", ", put_name);
	buf_format(b, ", tid) WHERE t.ctid = u.tid");
}

static void
put_where_key(struct buf *b, const struct column_choice *key)
{
	buf_format(b, " WHERE t.tenant = u.tenant AND ");
	put_list(b, key, " AND ", put_match);
}

static void
make_replace(struct buf *b, const struct table_description *t, const struct column_choice *all)
{
	const struct column_choice key = columns_of(t, ACTION_DELETE);

	put_update(b, t);
	put_keyed(b, all, "", "");
	put_where_key(b, &key);
}

static void
make_delete(struct buf *b, const struct table_description *t, const struct column_choice *key)
{
	buf_format(b, "DELETE FROM %s t USING ", t->table);
	put_keyed(b, key, "", "");
	put_where_key(b, key);
}

static void
make_read(struct buf *b, const struct table_description *t, const struct column_choice *asked)
{
	const struct column_choice all = columns_of(t, ACTION_INSERT);

	buf_format(b, "SELECT u.n, t.ctid, ");
	put_list(b, &all, ", ", put_read);
	buf_format(b, " FROM ");
	put_keyed(b, asked, " WITH ORDINALITY", ", n");
	buf_format(b, " JOIN %s t ON t.tenant = u.tenant AND ", t->table);
	put_list(b, asked, " AND ", put_match);
}

void
table_sql_make(struct table_sql *sql)
{
	static void (*const makers[])(
	    struct buf *, const struct table_description *, const struct column_choice *) = {
	    [ACTION_INSERT] = make_insert,
	    [ACTION_MOVE] = make_move,
	    [ACTION_REPLACE] = make_replace,
	    [ACTION_DELETE] = make_delete,
	    [ACTION_READ] = make_read,
	};

	for (int t = 0; t < LEARNER_TABLES; t++)
		for (int a = 0; a < TABLE_ACTIONS; a++) {
			struct column_choice choice = columns_of(&table_descriptions[t], a);

			if (a != ACTION_INSERT && !table_descriptions[t].names[a])
				continue;
			makers[a](&sql->texts[t][a], &table_descriptions[t], &choice);
			buf_char(&sql->texts[t][a], '\0');
		}
}

void
table_sql_free(struct table_sql *sql)
{
	for (int t = 0; t < LEARNER_TABLES; t++)
		for (int a = 0; a < TABLE_ACTIONS; a++)
			buf_free(&sql->texts[t][a]);
}

bool
table_run(const struct table_sql *sql, struct postgres *db, enum learner_table t, enum table_action a,
    const struct params *p, struct rows **out, struct error *e)
{
	return postgres_run(db, table_descriptions[t].names[a], sql->texts[t][a].at, p, out, NULL, e);
}
