/* Writing structures; see structures.h. */
#include <stdlib.h>

#include "pipeline/core/digest.h"
#include "stages/indicators/tables/structures.h"
#include "stages/indicators/tables/structures.sql.h"

struct writing {
	struct postgres *db;
	int16_t tenant;
	struct arena *arena;
	struct params params;
	struct buf text;
};

static bool
run(struct writing *w, const char *name, const char *sql, struct error *e)
{
	return postgres_run(w->db, name, sql, &w->params, NULL, NULL, e);
}

static void
put_course(struct writing *w, const struct course_structure *s)
{
	params_clear(&w->params);
	param_int2(&w->params, w->tenant);
	param_int8(&w->params, (int64_t)hash64(s->course));
}

static void
put_moment(struct params *p, int64_t moment)
{
	if (moment == NO_MOMENT)
		param_null(p, PG_TIMESTAMPTZ);
	else
		param_time(p, moment);
}

/* ---- IRIs ---- */

struct named {
	uint64_t key;
	struct str iri;
};

/* As PostgreSQL orders bigints. */
static int
key_order(const void *left, const void *right)
{
	int64_t a = (int64_t)((const struct named *)left)->key,
		b = (int64_t)((const struct named *)right)->key;

	return (a > b) - (a < b);
}

static size_t
count_iris(const struct course_version *v)
{
	size_t count = v->count;

	for (size_t i = 0; i < v->count; i++)
		count += v->lessons[i].skill_count;
	return count;
}

static void
name(struct named **end, struct str iri)
{
	*(*end)++ = (struct named){hash64(iri), iri};
}

/* All IRIs of a course, sorted by key, each once. */
static struct named *
gather_iris(struct writing *w, const struct course_structure *s, size_t *count)
{
	struct named *all, *end;
	size_t kept = 0;

	*count = 1;
	for (size_t i = 0; i < s->count; i++)
		*count += count_iris(&s->versions[i]);
	all = end = arena_take(w->arena, *count * sizeof(*all));
	name(&end, s->course);
	for (size_t i = 0; i < s->count; i++) {
		for (size_t k = 0; k < s->versions[i].count; k++) {
			const struct course_lesson *l = &s->versions[i].lessons[k];

			name(&end, l->activity);
			for (size_t n = 0; n < l->skill_count; n++)
				name(&end, l->skills[n]);
		}
	}
	qsort(all, *count, sizeof(*all), key_order);
	for (size_t i = 0; i < *count; i++)
		if (kept == 0 || all[kept - 1].key != all[i].key)
			all[kept++] = all[i];
	*count = kept;
	return all;
}

static bool
write_iris(struct writing *w, const struct course_structure *s, struct error *e)
{
	size_t count;
	const struct named *all = gather_iris(w, s, &count);

	params_clear(&w->params);
	param_array_begin(&w->params, PG_INT8);
	for (size_t i = 0; i < count; i++)
		param_int8(&w->params, (int64_t)all[i].key);
	param_array_end(&w->params);
	param_array_begin(&w->params, PG_TEXT);
	for (size_t i = 0; i < count; i++)
		param_text(&w->params, all[i].iri);
	param_array_end(&w->params);
	return run(w, "ind_name_iris", SQL_NAME_IRIS, e);
}

/* ---- one course ---- */

/* "{1,2}": what PostgreSQL reads as an array, which has no arrays of arrays of different lengths. */
static struct str
skill_list(struct writing *w, const struct course_lesson *l)
{
	buf_clear(&w->text);
	for (size_t i = 0; i < l->skill_count; i++)
		buf_format(&w->text, "%c%lld", i ? ',' : '{', (long long)hash64(l->skills[i]));
	buf_str(&w->text, l->skill_count ? STR("}") : STR("{}"));
	return buf_view(&w->text);
}

static bool
write_lessons(struct writing *w, const struct course_structure *s, size_t version, struct error *e)
{
	const struct course_version *v = &s->versions[version];
	struct params *p = &w->params;

	put_course(w, s);
	param_int4(p, (int32_t)version + 1);
	param_array_begin(p, PG_INT8);
	for (size_t i = 0; i < v->count; i++)
		param_int8(p, (int64_t)hash64(v->lessons[i].activity));
	param_array_end(p);
	param_array_begin(p, PG_INT2);
	for (size_t i = 0; i < v->count; i++)
		param_int2(p, (int16_t)v->lessons[i].move_on);
	param_array_end(p);
	param_array_begin(p, PG_TIMESTAMPTZ);
	for (size_t i = 0; i < v->count; i++)
		put_moment(p, v->lessons[i].due_at);
	param_array_end(p);
	param_array_begin(p, PG_INT8);
	for (size_t i = 0; i < v->count; i++)
		if (v->lessons[i].length_us)
			param_int8(p, v->lessons[i].length_us);
		else
			param_null(p, PG_INT8);
	param_array_end(p);
	param_array_begin(p, PG_TEXT);
	for (size_t i = 0; i < v->count; i++)
		param_text(p, skill_list(w, &v->lessons[i]));
	param_array_end(p);
	return run(w, "ind_write_lessons", SQL_WRITE_LESSONS, e);
}

static void
put_moments(struct params *p, const struct course_structure *s, size_t member)
{
	param_array_begin(p, PG_TIMESTAMPTZ);
	for (size_t i = 0; i < s->count; i++)
		put_moment(p, *(const int64_t *)((const char *)&s->versions[i] + member));
	param_array_end(p);
}

static bool
write_versions(struct writing *w, const struct course_structure *s, struct error *e)
{
	struct params *p = &w->params;
	bool ok;

	put_course(w, s);
	param_array_begin(p, PG_TEXT);
	for (size_t i = 0; i < s->count; i++)
		param_text(p, s->versions[i].name);
	param_array_end(p);
	put_moments(p, s, offsetof(struct course_version, from));
	put_moments(p, s, offsetof(struct course_version, starts_at));
	put_moments(p, s, offsetof(struct course_version, ends_at));
	param_array_begin(p, PG_INT4);
	for (size_t i = 0; i < s->count; i++)
		param_int4(p, (int32_t)s->versions[i].count);
	param_array_end(p);
	ok = run(w, "ind_write_versions", SQL_WRITE_VERSIONS, e);
	for (size_t i = 0; ok && i < s->count; i++)
		ok = write_lessons(w, s, i, e);
	return ok;
}

static bool
write_course(struct writing *w, const struct course_structure *s, struct error *e)
{
	bool ok;

	put_course(w, s);
	param_int8(&w->params, (int64_t)course_structure_content(s));
	param_text(&w->params, s->name);
	ok = run(w, "ind_write_course", SQL_WRITE_COURSE, e);
	put_course(w, s);
	ok = ok && run(w, "ind_clear_course", SQL_CLEAR_COURSE, e);
	return ok && write_iris(w, s, e) && write_versions(w, s, e);
}

/* ---- those of a batch ---- */

/* True in *same if the record says what is stored. */
static bool
compare(struct writing *w, const struct course_structure *s, bool *same, struct error *e)
{
	struct rows *rows = NULL;
	bool ok;

	put_course(w, s);
	ok = postgres_run(w->db, "ind_find_content", SQL_FIND_CONTENT, &w->params, &rows, NULL, e);
	*same = ok && rows_count(rows) == 1 && (uint64_t)rows_int(rows, 0, 0) == course_structure_content(s);
	rows_free(rows);
	return ok;
}

bool
structures_write(struct postgres *db, int16_t tenant, const struct course_structure *first,
    struct arena *arena, struct course_list *changed, struct error *e)
{
	struct writing w = {.db = db, .tenant = tenant, .arena = arena};
	size_t count = 0;
	bool ok = true, same;

	for (const struct course_structure *s = first; s; s = s->next)
		count++;
	*changed = (struct course_list){arena_take(arena, (count + 1) * sizeof(*changed->at)), 0};
	for (const struct course_structure *s = first; ok && s; s = s->next) {
		ok = compare(&w, s, &same, e);
		if (!ok || same)
			continue;
		ok = write_course(&w, s, e);
		changed->at[changed->count++] = hash64(s->course);
	}
	params_free(&w.params);
	buf_free(&w.text);
	return ok;
}
