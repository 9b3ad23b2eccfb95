/* Structures in the tables, and what workers have loaded of them: see ../../database.h for the variable it needs. */
#include "tests/unit/database.h"

#include "pipeline/core/digest.h"
#include "stages/indicators/tables/structures.h"
#include "stages/indicators/tables/indicators.sql.h"

static const int64_t MARCH = INT64_C(1772323200) * 1000000; /* 2026-03-01T00:00:00Z */

/* A course whose only version has these lessons, "a" and so on, and the course's own skill for the first. */
struct sample {
	struct str skill;
	struct course_lesson lessons[3];
	struct course_version version;
	struct course_structure whole;
};

static struct course_structure *
sample(struct sample *s, const char *course, const char *lessons, int64_t from)
{
	static const char *const iris[] = {"urn:lesson:a", "urn:lesson:b", "urn:lesson:c"};

	*s = (struct sample){.skill = STR("urn:skill:1")};
	for (size_t i = 0; lessons[i]; i++)
		s->lessons[i] = (struct course_lesson){.activity = str_of(iris[lessons[i] - 'a']),
		    .move_on = MOVE_ON_PASSED,
		    .due_at = i ? NO_MOMENT : MARCH,
		    .length_us = (int64_t)i,
		    .skills = &s->skill,
		    .skill_count = i == 0};
	s->version = (struct course_version){.name = STR("1"),
	    .from = from,
	    .starts_at = MARCH,
	    .ends_at = NO_MOMENT,
	    .lessons = s->lessons,
	    .count = strlen(lessons)};
	s->whole = (struct course_structure){.course = str_of(course), .versions = &s->version, .count = 1};
	return &s->whole;
}

/* Writes in a transaction that is committed; how many courses changed. */
static size_t
write_all(struct postgres *db, const struct course_structure *first)
{
	struct arena *arena = arena_open();
	struct course_list changed;
	struct error e;
	size_t count;

	must(postgres_begin(db, &e) && postgres_script(db, SQL_SET_PATH, &e)
		 && structures_write(db, 1, first, arena, &changed, &e) && postgres_commit(db, &e),
	    &e);
	count = changed.count;
	arena_close(arena);
	return count;
}

static void
refresh(struct loaded_structures *loaded, struct postgres *db)
{
	struct error e;
	int64_t number;

	must(postgres_begin(db, &e) && postgres_script(db, SQL_SET_PATH, &e)
		 && structures_number(db, 1, &number, &e) && structures_refresh(loaded, db, 1, number, &e)
		 && postgres_commit(db, &e),
	    &e);
}

static int
empty_tables(void **state)
{
	if (*state)
		run_sql(((struct database *)*state)->db,
		    "TRUNCATE lrstream.course_structure, lrstream.structure_version, lrstream.structure_lesson");
	return 0;
}

static void
what_was_written_is_loaded(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct loaded_structures loaded = {0};
	const struct structure *s;
	const struct structure_version *v;
	struct sample one;

	assert_int_equal(write_all(db, sample(&one, "urn:course:1", "cab", NO_MOMENT)), 1);
	refresh(&loaded, db);
	assert_int_equal(loaded.now.count, 1);
	s = structure_of(&loaded.now, hash64(STR("urn:course:1")));
	assert_non_null(s);
	assert_int_equal(s->count, 1);
	v = s->versions;
	assert_true(v->from == INT64_MIN && v->starts_at == MARCH && v->ends_at == NO_MOMENT);
	assert_int_equal(v->count, 3);
	assert_true(v->lessons[0].activity == hash64(STR("urn:lesson:c")));
	assert_true(v->lessons[0].due_at == MARCH && v->lessons[1].due_at == NO_MOMENT);
	assert_int_equal(v->lessons[0].move_on, MOVE_ON_PASSED);
	assert_int_equal(v->lessons[0].skill_count, 1);
	assert_true(v->lessons[0].skills[0] == hash64(STR("urn:skill:1")));
	assert_int_equal(v->lessons[1].skill_count, 0);
	for (size_t i = 0; i < 3; i++)
		assert_ptr_equal(structure_lesson(v, v->lessons[i].activity), &v->lessons[i]);
	structures_forget(&loaded);
}

static void
the_same_again_is_no_change(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct sample one;

	assert_int_equal(write_all(db, sample(&one, "urn:course:1", "ab", MARCH)), 1);
	assert_int_equal(write_all(db, sample(&one, "urn:course:1", "ab", MARCH)), 0);
	assert_int_equal(write_all(db, sample(&one, "urn:course:1", "ba", MARCH)), 1);
	holds(db, "(SELECT array_agg(number) FROM lrstream.course_structure) = '{2}'");
	holds(db, "(SELECT count(*) FROM lrstream.structure_lesson) = 2");
}

static void
only_what_changed_is_loaded_anew(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct loaded_structures loaded = {0};
	const struct structure_version *untouched, *replaced;
	struct sample samples[3];

	for (int i = 0; i < 3; i++)
		write_all(db,
		    sample(&samples[i], ((const char *[]){"urn:course:1", "urn:course:2", "urn:course:3"})[i],
			"a", NO_MOMENT));
	refresh(&loaded, db);
	assert_int_equal(loaded.now.count, 3);
	untouched = structure_of(&loaded.now, hash64(STR("urn:course:1")))->versions;
	replaced = structure_of(&loaded.now, hash64(STR("urn:course:2")))->versions;
	write_all(db, sample(&samples[0], "urn:course:2", "bc", NO_MOMENT));
	sample(&samples[0], "urn:course:3", "", NO_MOMENT)->count = 0;
	write_all(db, &samples[0].whole);
	refresh(&loaded, db);
	assert_int_equal(loaded.now.count, 2);
	assert_ptr_equal(structure_of(&loaded.now, hash64(STR("urn:course:1")))->versions, untouched);
	assert_null(structure_of(&loaded.now, hash64(STR("urn:course:3"))));
	assert_int_equal(structure_of(&loaded.now, hash64(STR("urn:course:2")))->versions->count, 2);
	assert_int_equal(replaced->count, 1); /* it stays until the next refresh */
	refresh(&loaded, db);
	structures_forget(&loaded);
}

static void
of_two_records_of_a_course_the_last_stays(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct loaded_structures loaded = {0};
	struct sample one, two;

	sample(&one, "urn:course:1", "abc", NO_MOMENT)->next = sample(&two, "urn:course:1", "b", NO_MOMENT);
	write_all(db, &one.whole);
	refresh(&loaded, db);
	assert_int_equal(loaded.now.courses[0].versions->count, 1);
	structures_forget(&loaded);
}

static void
another_database_is_loaded_from_the_start(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct loaded_structures loaded = {0};
	struct sample one;

	write_all(db, sample(&one, "urn:course:1", "a", NO_MOMENT));
	write_all(db, sample(&one, "urn:course:2", "a", NO_MOMENT));
	refresh(&loaded, db);
	empty_tables(state);
	write_all(db, sample(&one, "urn:course:3", "a", NO_MOMENT));
	refresh(&loaded, db);
	assert_int_equal(loaded.now.count, 1);
	assert_true(loaded.now.courses[0].course == hash64(STR("urn:course:3")));
	structures_forget(&loaded);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(what_was_written_is_loaded, empty_tables),
	    cmocka_unit_test_setup(the_same_again_is_no_change, empty_tables),
	    cmocka_unit_test_setup(only_what_changed_is_loaded_anew, empty_tables),
	    cmocka_unit_test_setup(of_two_records_of_a_course_the_last_stays, empty_tables),
	    cmocka_unit_test_setup(another_database_is_loaded_from_the_start, empty_tables),
	};

	return cmocka_run_group_tests(tests, database_setup_migrated, database_teardown);
}
