/* Workers that store statements and compute their indicators, as the pipeline has them do it, and the comparison of the
 * views with tests/sql/indicators.sql.
 */
#ifndef LRSTREAM_TESTS_FEEDING_H
#define LRSTREAM_TESTS_FEEDING_H

#include "tests/unit/database.h"

#include "pipeline/core/digest.h"
#include "pipeline/core/schemas.h"
#include "stages/indicators/indicators.h"
#include "stages/store/store.h"
#include "stages/xapi/safe_statement.h"
#include "tests/unit/indicators/statements.h"

enum { STATEMENTS = 2500 };

/* One worker: its connection and its two stages, as the pipeline runs them. */
struct worker {
	struct postgres *db;
	void *store, *indicators;
	struct vocabulary *vocabulary;
	struct safe_batch batch;
	struct error err;
	uint64_t seed;
	const struct told *told; /* what a thread is to store */
	int count;
	bool failed; /* for a reason that no retry heals */
};

static inline void
worker_start(struct worker *w, const struct database *d, const char *tenant, int16_t shard)
{
	*w = (struct worker){.db = database_connect(d), .seed = (uint64_t)shard + 99};
	w->store = store_stage.open(NULL, &w->err);
	w->indicators = indicators_stage.open(NULL, &w->err);
	must(w->indicators != NULL, &w->err);
	w->vocabulary = vocabulary_open(&w->err);
	w->batch.shard = shard;
	w->batch.arena = arena_open();
	must(tenant_ensure(w->db, str_of(tenant), &w->batch.tenant, &w->err), &w->err);
}

static inline void
worker_stop(struct worker *w)
{
	store_stage.close(w->store);
	indicators_stage.close(w->indicators);
	vocabulary_close(w->vocabulary);
	arena_close(w->batch.arena);
	postgres_close(w->db);
}

static inline void
empty_batch(struct worker *w)
{
	struct safe_batch *b = &w->batch;

	arena_reset(b->arena);
	*b = (struct safe_batch){.tenant = b->tenant, .shard = b->shard, .arena = b->arena};
}

static inline void
add(struct worker *w, const struct told *told)
{
	const struct origin origin = {.source = STR("xapi"), .topic = STR("lrs"), .received_at = 1};
	struct arena *arena = w->batch.arena;
	struct json *tree = arena_zero(arena, sizeof(*tree));
	uint8_t learner[16] = {0xaa};
	enum reject_code code;
	size_t at;
	struct safe_statement *s;

	learner[15] = (uint8_t)told->learner;
	assert_true(
	    json_parse(arena, arena_copy(arena, told->json), (struct json_limits){100}, tree, &code, &at));
	s = safe_statement_make(arena, tree, told->learner ? learner : NULL, &origin, w->vocabulary);
	safe_batch_add(&w->batch, s);
	indicators_stage.process_safe(w->indicators, s);
	if (store_stage.process_safe)
		store_stage.process_safe(w->store, s);
}

static inline bool
flush(struct worker *w)
{
	return postgres_begin(w->db, &w->err) && store_stage.flush(w->store, &w->batch, w->db, &w->err)
	       && indicators_stage.flush(w->indicators, &w->batch, w->db, &w->err);
}

static inline void
settle(struct worker *w, bool commit)
{
	if (!commit)
		postgres_rollback(w->db);
	store_stage.settled(w->store, commit);
	indicators_stage.settled(w->indicators, commit);
}

/* Flushes until it is committed, as a worker does; now and then it is rolled back first for no reason at all. */
static inline void
commit(struct worker *w)
{
	bool done = false;

	for (int i = 0; !done && i < 100; i++) {
		bool ok = flush(w);

		if (ok && below(&w->seed, 10) != 0)
			done = ok = postgres_commit(w->db, &w->err);
		settle(w, done);
		if (!ok && !w->err.transient)
			break;
	}
	w->failed |= !done;
}

/* Stores statements in batches of up to `most`. */
static inline void
feed(struct worker *w, int most)
{
	for (int done = 0, size; done < w->count; done += size) {
		size = most > 1 ? 1 + (int)below(&w->seed, most) : 1;
		size = size < w->count - done ? size : w->count - done;
		empty_batch(w);
		for (int i = 0; i < size; i++)
			add(w, &w->told[done + i]);
		commit(w);
	}
}

/* ---- histories ---- */

static inline struct told *
tell(struct arena *arena, uint64_t seed)
{
	struct told *told = arena_take(arena, STATEMENTS * sizeof(*told));

	for (int i = 0; i < STATEMENTS; i++)
		told[i] = random_statement(&seed, arena, i, STATEMENTS);
	return told;
}

/* ---- structures ---- */

/* From 2026-03-20 on, as the histories. The first course changes twice, the last time in the future; the second has no
 * structure at first, and no lessons for a while; the third has none. */
static const struct {
	int course, number;
	const char *columns; /* from, until, starts, ends */
} random_versions[] = {
    {1, 1, "'-infinity', '2026-03-27 11:00Z', NULL, NULL"},
    {1, 2, "'2026-03-27 11:00Z', '2026-05-01 00:00Z', '2026-03-01 00:00Z', '2026-04-20 00:00Z'"},
    {1, 3, "'2026-05-01 00:00Z', 'infinity', NULL, NULL"},
    {2, 1, "'2026-03-25 00:00Z', '2026-04-01 00:00Z', NULL, NULL"},
    {2, 2, "'2026-04-01 00:00Z', '2026-04-03 00:00Z', NULL, NULL"},
    {2, 3, "'2026-04-03 00:00Z', 'infinity', '2026-03-20 00:00Z', '2026-09-01 00:00Z'"},
};

static inline void
put_lesson(struct buf *sql, uint64_t *seed, struct arena *arena, int version, int place, int activity)
{
	int course = random_versions[version].course;
	struct str iri = activity ? arena_format(arena, "http://example.com/activities/%d", activity - 1)
				  : arena_format(arena, "http://example.com/courses/%d", course);
	const char *due[] = {"NULL", "'2026-03-24 10:00Z'", "'2026-04-05 00:00Z'", "'2027-01-01 00:00Z'"};
	const char *skills[] = {"{}", "{501}", "{501,-502}", "{-502}"};

	buf_format(sql,
	    "INSERT INTO lrstream.iri VALUES (%lld, '%s') ON CONFLICT DO NOTHING;"
	    "INSERT INTO lrstream.structure_lesson (tenant, course, number, place, activity, move_on, due_at, skills) "
	    "SELECT lrstream.current_tenant(), c.key, %d, %d, %lld, %d, %s, '%s' FROM lrstream.iri c "
	    "WHERE c.iri = 'http://example.com/courses/%d';",
	    (long long)hash64(iri), iri.at, random_versions[version].number, place, (long long)hash64(iri),
	    (int)below(seed, 5), due[below(seed, 4)], skills[below(seed, 4)], course);
}

/* Lessons of a version by chance, and the version: some lessons nobody ever touches, some are the course itself. */
static inline void
put_version(struct buf *sql, uint64_t *seed, struct arena *arena, int version)
{
	int place = 0, course = random_versions[version].course, first = (int)below(seed, 10);
	struct str iri = arena_format(arena, "http://example.com/courses/%d", course);
	bool empty = course == 2 && random_versions[version].number == 2;

	buf_format(sql, "INSERT INTO lrstream.iri VALUES (%lld, '%s') ON CONFLICT DO NOTHING;",
	    (long long)hash64(iri), iri.at);
	for (int i = 0; !empty && i < 10; i++)
		if (below(seed, 3) == 0)
			put_lesson(sql, seed, arena, version, ++place, (first + i * 3) % 10);
	buf_format(sql,
	    "INSERT INTO lrstream.structure_version (tenant, course, number, version, lessons, from_at, until_at, "
	    "starts_at, ends_at) VALUES (lrstream.current_tenant(), %lld, %d, 'v', %d, %s);",
	    (long long)hash64(iri), random_versions[version].number, place, random_versions[version].columns);
	buf_format(sql,
	    "INSERT INTO lrstream.course_structure (tenant, course, number, content) "
	    "VALUES (lrstream.current_tenant(), %lld, %d, 0) ON CONFLICT DO NOTHING;",
	    (long long)hash64(iri), course);
}

static inline void
put_structures(struct postgres *db, const char *tenant, uint64_t seed)
{
	struct arena *arena = arena_open();
	struct buf sql = {0};

	buf_format(&sql, "SET lrstream.tenant = '%s';", tenant);
	for (int i = 0; i < (int)(sizeof(random_versions) / sizeof *random_versions); i++)
		put_version(&sql, &seed, arena, i);
	buf_format(&sql, "RESET lrstream.tenant");
	buf_char(&sql, 0);
	run_sql(db, buf_view(&sql).at);
	buf_free(&sql);
	arena_close(arena);
}

/* ---- comparing ---- */

static inline struct str
read_sql(struct arena *arena)
{
	struct error err;
	const char *folder = schemas_folder(&err);
	struct str sql = {0};

	if (folder)
		sql = schemas_read(
		    arena, arena_format(arena, "%s/../tests/sql/indicators.sql", folder).at, &err);
	must(sql.at != NULL, &err);
	return arena_format(arena, "%.*s", STR_ARG(sql));
}

static inline void
print_differences(struct postgres *db)
{
	struct rows *rows;
	struct error err;

	must(
	    postgres_run(db, "differences",
		"SELECT concat_ws(' | ', \"view\", key, \"column\", expected, shown) FROM differences LIMIT 20",
		NULL, &rows, NULL, &err),
	    &err);
	for (int i = 0; i < rows_count(rows); i++)
		print_message("%.*s\n", STR_ARG(rows_text(rows, i, 0)));
	rows_free(rows);
}

/* The tenant's views, read as of a moment, equal what the statements say. */
static inline void
assert_equals_computation_as_of(const struct database *d, const char *tenant, const char *as_of)
{
	struct arena *arena = arena_open();
	struct error err;
	struct postgres *db = postgres_open(d->conninfo, &err);
	struct str sql = read_sql(arena);

	must(db != NULL, &err);
	run_sql(db,
	    arena_format(arena, "SET lrstream.tenant = '%s'; SET lrstream.as_of = '%s'", tenant, as_of).at);
	run_sql(db, sql.at);
	print_differences(db);
	holds(db, "(SELECT count(*) FROM differences) = 0");
	holds(db, "(SELECT count(*) FROM expected_learner_course) > 15");
	holds(db, "(SELECT count(*) FROM expected_learner_activity) > 100");
	holds(db, "(SELECT count(*) FROM expected_certificate) > 5");
	holds(db, "(SELECT count(*) FROM expected_learner_activity WHERE video_rewatched_seconds > 0) > 10");
	holds(db, "(SELECT count(*) FROM expected_activity_segment WHERE learners < views) > 20");
	postgres_close(db);
	arena_close(arena);
}

/* At the end of the history, where streaks go on, and in its middle. */
static inline void
assert_equals_computation(const struct database *d, const char *tenant)
{
	assert_equals_computation_as_of(d, tenant, "2026-04-13 23:30Z");
	assert_equals_computation_as_of(d, tenant, "2026-03-24 12:00Z");
}

static inline void
make_tenant(struct postgres *db, const char *name, const char *zone)
{
	char sql[300];
	struct error err;
	int16_t id;

	must(tenant_ensure(db, str_of(name), &id, &err), &err);
	snprintf(
	    sql, sizeof(sql), "UPDATE lrstream.tenant SET time_zone = '%s' WHERE name = '%s'", zone, name);
	run_sql(db, sql);
}

#endif
