/* Loading structures; see structures.h. Each course has an arena of its own, so that one that changes is replaced alone. */
#include "stages/indicators/tables/structures.h"

#include <stdlib.h>
#include <string.h>

#include "stages/indicators/tables/structures.sql.h"

enum { SKILL_BYTES = 8 };

static void *
grown(void *memory, size_t count, size_t width)
{
	memory = realloc(memory, count * width);
	if (!memory)
		abort();
	return memory;
}

/* ---- the list of courses ---- */

/* Where the course stands, or where it belongs. */
static size_t
place_of(const struct loaded_structures *s, uint64_t course)
{
	size_t low = 0, high = s->now.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->courses[middle].course < course)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
holds(const struct loaded_structures *s, size_t place, uint64_t course)
{
	return place < s->now.count && s->courses[place].course == course;
}

static void
retire(struct loaded_structures *s, struct arena *arena)
{
	if (s->retired_count == s->retired_capacity) {
		s->retired_capacity = s->retired_capacity ? 2 * s->retired_capacity : 16;
		s->retired = grown(s->retired, s->retired_capacity, sizeof(struct arena *));
	}
	s->retired[s->retired_count++] = arena;
}

static void
close_retired(struct loaded_structures *s)
{
	for (size_t i = 0; i < s->retired_count; i++)
		arena_close(s->retired[i]);
	s->retired_count = 0;
}

static void
take_out(struct loaded_structures *s, uint64_t course)
{
	size_t place = place_of(s, course), behind;

	if (!holds(s, place, course))
		return;
	retire(s, s->arenas[place]);
	behind = --s->now.count - place;
	memmove(s->courses + place, s->courses + place + 1, behind * sizeof(*s->courses));
	memmove(s->arenas + place, s->arenas + place + 1, behind * sizeof(*s->arenas));
}

/* Room for a course that is not there; `arena` is its own from now on. */
static struct structure *
put_in(struct loaded_structures *s, uint64_t course, struct arena *arena)
{
	size_t place = place_of(s, course), behind = s->now.count - place;

	if (s->now.count == s->capacity) {
		s->capacity = s->capacity ? 2 * s->capacity : 16;
		s->courses = grown(s->courses, s->capacity, sizeof(*s->courses));
		s->arenas = grown(s->arenas, s->capacity, sizeof(*s->arenas));
		s->now.courses = s->courses;
	}
	memmove(s->courses + place + 1, s->courses + place, behind * sizeof(*s->courses));
	memmove(s->arenas + place + 1, s->arenas + place, behind * sizeof(*s->arenas));
	s->now.count++;
	s->courses[place] = (struct structure){.course = course};
	s->arenas[place] = arena;
	return &s->courses[place];
}

/* ---- loading ---- */

/* What was read, and how far it was taken. */
struct loading {
	struct rows *courses, *versions, *lessons;
	int version, lesson;
};

static int64_t
moment(const struct rows *rows, int row, int column)
{
	return rows_null(rows, row, column) ? NO_MOMENT : rows_time(rows, row, column);
}

static int
hash_order(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

static void
take_skills(struct arena *arena, struct str bytes, struct lesson *out)
{
	uint64_t *skills = arena_take(arena, bytes.len + 1);

	out->skill_count = bytes.len / SKILL_BYTES;
	for (size_t i = 0; i < out->skill_count; i++) {
		skills[i] = 0;
		for (int k = 0; k < SKILL_BYTES; k++)
			skills[i] = skills[i] << 8 | (uint8_t)bytes.at[i * SKILL_BYTES + (size_t)k];
	}
	if (out->skill_count)
		qsort(skills, out->skill_count, sizeof(*skills), hash_order);
	out->skills = skills;
}

struct numbered {
	uint64_t activity;
	uint32_t number;
};

static int
activity_order(const void *left, const void *right)
{
	return hash_order(
	    &((const struct numbered *)left)->activity, &((const struct numbered *)right)->activity);
}

static const uint32_t *
sort_by_activity(struct arena *arena, const struct structure_version *v)
{
	struct numbered *sorted = arena_take(arena, (v->count + 1) * sizeof(*sorted));
	uint32_t *numbers = arena_take(arena, (v->count + 1) * sizeof(*numbers));

	for (size_t i = 0; i < v->count; i++)
		sorted[i] = (struct numbered){v->lessons[i].activity, (uint32_t)i};
	qsort(sorted, v->count, sizeof(*sorted), activity_order);
	for (size_t i = 0; i < v->count; i++)
		numbers[i] = sorted[i].number;
	return numbers;
}

/* Its lessons are the next rows. */
static void
take_lessons(struct loading *l, struct arena *arena, struct structure_version *v)
{
	struct lesson *lessons = arena_zero(arena, (v->count + 1) * sizeof(*lessons));

	for (size_t i = 0; i < v->count && l->lesson < rows_count(l->lessons); i++, l->lesson++) {
		lessons[i].activity = (uint64_t)rows_int(l->lessons, l->lesson, 2);
		lessons[i].move_on = (enum move_on)rows_int(l->lessons, l->lesson, 3);
		lessons[i].due_at = moment(l->lessons, l->lesson, 4);
		take_skills(arena, rows_text(l->lessons, l->lesson, 5), &lessons[i]);
	}
	v->lessons = lessons;
	v->by_activity = sort_by_activity(arena, v);
}

static bool
is_of(const struct loading *l, int version, uint64_t course)
{
	return version < rows_count(l->versions) && (uint64_t)rows_int(l->versions, version, 0) == course;
}

/* Its versions are the next rows. A course without any has no structure. */
static void
take_course(struct loaded_structures *s, struct loading *l, uint64_t course)
{
	struct structure_version *versions;
	struct arena *arena;
	struct structure *c;
	int end = l->version;

	take_out(s, course);
	while (is_of(l, end, course))
		end++;
	if (end == l->version)
		return;
	arena = arena_open();
	c = put_in(s, course, arena);
	c->count = (size_t)(end - l->version);
	c->versions = versions = arena_zero(arena, c->count * sizeof(*versions));
	for (; l->version < end; l->version++, versions++) {
		versions->from = moment(l->versions, l->version, 1);
		versions->starts_at = moment(l->versions, l->version, 2);
		versions->ends_at = moment(l->versions, l->version, 3);
		versions->count = (size_t)rows_int(l->versions, l->version, 4);
		take_lessons(l, arena, versions);
	}
}

static bool
read_changed(struct loading *l, struct postgres *db, int16_t tenant, int64_t since, struct error *e)
{
	struct params p = {0};
	bool ok;

	param_int2(&p, tenant);
	param_int8(&p, since);
	ok = postgres_run(db, "ind_load_courses", SQL_LOAD_COURSES, &p, &l->courses, NULL, e);
	params_clear(&p);
	param_int2(&p, tenant);
	param_array_begin(&p, PG_INT8);
	for (int i = 0; ok && i < rows_count(l->courses); i++)
		param_int8(&p, rows_int(l->courses, i, 0));
	param_array_end(&p);
	ok = ok && postgres_run(db, "ind_load_versions", SQL_LOAD_VERSIONS, &p, &l->versions, NULL, e)
	     && postgres_run(db, "ind_load_lessons", SQL_LOAD_LESSONS, &p, &l->lessons, NULL, e);
	params_free(&p);
	return ok;
}

bool
structures_refresh(
    struct loaded_structures *s, struct postgres *db, int16_t tenant, int64_t number, struct error *e)
{
	struct loading l = {0};
	bool ok = true;

	close_retired(s);
	if (number < s->number)
		structures_forget(s); /* another database */
	if (number > s->number) {
		ok = read_changed(&l, db, tenant, s->number, e);
		for (int i = 0; ok && i < rows_count(l.courses); i++)
			take_course(s, &l, (uint64_t)rows_int(l.courses, i, 0));
		if (ok)
			s->number = number;
	}
	rows_free(l.courses);
	rows_free(l.versions);
	rows_free(l.lessons);
	return ok;
}

void
structures_forget(struct loaded_structures *s)
{
	close_retired(s);
	for (size_t i = 0; i < s->now.count; i++)
		arena_close(s->arenas[i]);
	free(s->courses);
	free(s->arenas);
	free(s->retired);
	*s = (struct loaded_structures){0};
}

bool
structures_number(struct postgres *db, int16_t tenant, int64_t *number, struct error *e)
{
	struct params p = {0};
	struct rows *rows = NULL;
	bool ok;

	param_int2(&p, tenant);
	ok = postgres_run(db, "ind_structures_number", SQL_STRUCTURES_NUMBER, &p, &rows, NULL, e);
	if (ok)
		*number = rows_int(rows, 0, 0);
	rows_free(rows);
	params_free(&p);
	return ok;
}
