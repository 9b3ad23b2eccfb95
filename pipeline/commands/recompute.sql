-- ---- verifying: temporary tables of the same names, which the stage writes instead of the real ones ----

-- name: one_snapshot
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

-- name: make_shadows
CREATE TEMP TABLE tenant ON COMMIT DROP AS SELECT * FROM lrstream.tenant;
CREATE TEMP TABLE indicator_rules (LIKE lrstream.indicator_rules INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE learner_state (LIKE lrstream.learner_state INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE learner_chunk (LIKE lrstream.learner_chunk INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE learner_course (LIKE lrstream.learner_course INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE learner_activity (LIKE lrstream.learner_activity INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE learner_progress (LIKE lrstream.learner_progress INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE learner_skill (LIKE lrstream.learner_skill INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE certificate (LIKE lrstream.certificate INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE social (LIKE lrstream.social INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE course_sum (LIKE lrstream.course_sum INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE course_day_sum (LIKE lrstream.course_day_sum INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE activity_day_sum (LIKE lrstream.activity_day_sum INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE activity_sum (LIKE lrstream.activity_sum INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE progress_sum (LIKE lrstream.progress_sum INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE learner_video (LIKE lrstream.learner_video INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE segment_sum (LIKE lrstream.segment_sum INCLUDING ALL) ON COMMIT DROP;
CREATE TEMP TABLE difference (place text, it jsonb, "column" text, stored text, recomputed text) ON COMMIT DROP;
CREATE TEMP TABLE compared (tenant smallint) ON COMMIT DROP;

-- name: set_compared
INSERT INTO compared VALUES ($1::int2)

-- What is the same in any order of arrival: of a learner's facts their number and end (the facts themselves are compared by
-- verify_facts.c), of sums those over all shards, without rows that have become zero.
-- name: compare
DO $do$
DECLARE
	it record;
BEGIN
	FOR it IN SELECT * FROM (VALUES
		('indicator_rules', 'SELECT ''rules'' AS key, to_jsonb(t) AS it FROM %s.indicator_rules t'),
		('learner_state',
			'SELECT learner::text AS key, to_jsonb(t) - ''{version,chunks,recent}''::text[] AS it FROM %s.learner_state t'),
		('learner_course', 'SELECT concat_ws('' '', learner, course) AS key, to_jsonb(t) AS it FROM %s.learner_course t'),
		('learner_activity',
			'SELECT concat_ws('' '', learner, course, activity) AS key, to_jsonb(t) AS it FROM %s.learner_activity t'),
		('learner_progress',
			'SELECT concat_ws('' '', learner, course, version) AS key, to_jsonb(t) AS it FROM %s.learner_progress t'),
		('learner_skill', 'SELECT concat_ws('' '', learner, skill) AS key, to_jsonb(t) AS it FROM %s.learner_skill t'),
		('learner_video',
			'SELECT concat_ws('' '', learner, course, activity) AS key, to_jsonb(t) AS it FROM %s.learner_video t'),
		('segment_sum',
			'SELECT concat_ws('' '', course, activity, at_second) AS key, to_jsonb(t) AS it FROM (
				SELECT course, activity, at_second, sum(views) AS views, sum(learners) AS learners, sum(furthest) AS furthest
				FROM %s.segment_sum WHERE tenant = (SELECT tenant FROM compared)
				GROUP BY course, activity, at_second HAVING (sum(views), sum(learners), sum(furthest)) <> (0, 0, 0)) t'),
		('certificate', 'SELECT id::text AS key, to_jsonb(t) AS it FROM %s.certificate t'),
		('social', 'SELECT id::text AS key, to_jsonb(t) AS it FROM %s.social t'),
		('course_sum',
			'SELECT course::text AS key, to_jsonb(t) AS it FROM (
				SELECT course, sum(learners) AS learners, sum(statements) AS statements, sum(completions) AS completions,
					sum(percents) AS percents, sum(percent_sum) AS percent_sum,
					(array_agg(concat_ws('' '', name_at, name_id, name) ORDER BY name_at DESC, name_id DESC)
						FILTER (WHERE name_id IS NOT NULL))[1] AS name
				FROM %s.course_sum WHERE tenant = (SELECT tenant FROM compared)
				GROUP BY course HAVING (sum(learners), sum(statements), sum(completions), sum(percents), sum(percent_sum))
					<> (0, 0, 0, 0, 0)) t'),
		('course_day_sum',
			'SELECT concat_ws('' '', course, day) AS key, to_jsonb(t) AS it FROM (
				SELECT course, day, sum(learners) AS learners, sum(statements) AS statements,
					sum(completions) AS completions, sum(time_us) AS time_us
				FROM %s.course_day_sum WHERE tenant = (SELECT tenant FROM compared)
				GROUP BY course, day HAVING (sum(learners), sum(statements), sum(completions), sum(time_us))
					<> (0, 0, 0, 0)) t'),
		('activity_day_sum',
			'SELECT concat_ws('' '', course, activity, day) AS key, to_jsonb(t) AS it FROM (
				SELECT course, activity, day, sum(learners) AS learners, sum(statements) AS statements,
					sum(time_us) AS time_us
				FROM %s.activity_day_sum WHERE tenant = (SELECT tenant FROM compared)
				GROUP BY course, activity, day HAVING (sum(learners), sum(statements), sum(time_us)) <> (0, 0, 0)) t'),
		('activity_sum',
			'SELECT concat_ws('' '', course, activity) AS key, to_jsonb(t) AS it FROM (
				SELECT course, activity, sum(learners) AS learners, sum(attempts) AS attempts, sum(tried) AS tried,
					sum(tried_right) AS tried_right, sum(scored) AS scored, sum(best_sum) AS best_sum,
					sum(furthest) AS furthest,
					(array_agg(concat_ws('' '', type_at, type_id, activity_type) ORDER BY type_at DESC, type_id DESC)
						FILTER (WHERE type_id IS NOT NULL))[1] AS activity_type,
					(array_agg(concat_ws('' '', name_at, name_id, name) ORDER BY name_at DESC, name_id DESC)
						FILTER (WHERE name_id IS NOT NULL))[1] AS name
				FROM %s.activity_sum WHERE tenant = (SELECT tenant FROM compared)
				GROUP BY course, activity HAVING (sum(learners), sum(attempts), sum(tried), sum(tried_right), sum(scored),
					sum(best_sum), sum(furthest)) <> (0, 0, 0, 0, 0, 0, 0)) t'),
		('progress_sum',
			'SELECT concat_ws('' '', course, version, place) AS key, to_jsonb(t) AS it FROM (
				SELECT course, version, place, sum(learners) AS learners, sum(done) AS done
				FROM %s.progress_sum WHERE tenant = (SELECT tenant FROM compared)
				GROUP BY course, version, place HAVING (sum(learners), sum(done)) <> (0, 0)) t')
	) AS u (place, rows) LOOP
		EXECUTE format($q$
			WITH both_sides AS MATERIALIZED (
				SELECT a.it AS stored, b.it AS recomputed
				FROM (SELECT * FROM (%2$s) t
					WHERE it->'tenant' IS NULL OR (it->'tenant')::int2 = (SELECT tenant FROM compared)) a
				FULL JOIN (%3$s) b ON b.key = a.key
				WHERE a.it IS DISTINCT FROM b.it
			)
			INSERT INTO difference
			SELECT %1$L, t.stored, u.column, (t.stored->u.column)::text, (t.recomputed->u.column)::text
			FROM both_sides t
			CROSS JOIN jsonb_object_keys(t.stored) AS u ("column")
			WHERE (t.stored->u.column) IS DISTINCT FROM (t.recomputed->u.column) AND t.recomputed IS NOT NULL
			UNION ALL
			SELECT %1$L, coalesce(stored, recomputed), 'row', CASE WHEN stored IS NULL THEN 'none' ELSE 'there' END,
				CASE WHEN recomputed IS NULL THEN 'none' ELSE 'there' END
			FROM both_sides
			WHERE stored IS NULL OR recomputed IS NULL
		$q$, it.place, format(it.rows, 'lrstream'), format(it.rows, 'pg_temp'));
	END LOOP;
END
$do$

-- name: differences
SELECT d.place, concat_ws(' ', d.it->>'id', d.it->>'learner', course.iri, activity.iri, skill.iri, d.it->>'day',
	d.it->>'at_second'), d.column, coalesce(d.stored, 'null'), coalesce(d.recomputed, 'null')
FROM difference d
LEFT JOIN lrstream.iri course ON course.key = (d.it->'course')::int8
LEFT JOIN lrstream.iri activity ON activity.key = (d.it->>'activity')::int8
LEFT JOIN lrstream.iri skill ON skill.key = (d.it->'skill')::int8
ORDER BY 1, 2, 3

-- ---- verifying facts ----

-- Chunks that no state of a learner counts: the next ones would be written over them.
-- name: note_lost_chunks
INSERT INTO difference
SELECT 'learner_chunk', jsonb_build_object('learner', c.learner), 'row', 'there', 'none'
FROM lrstream.learner_chunk c
LEFT JOIN lrstream.learner_state s ON s.tenant = c.tenant AND s.learner = c.learner
WHERE c.tenant = $1::int2 AND (s.chunks IS NULL OR c.seq NOT BETWEEN 0 AND s.chunks - 1)

-- name: open_learners
DECLARE learners NO SCROLL CURSOR FOR
SELECT s.learner
FROM lrstream.learner_state s
JOIN pg_temp.learner_state t ON t.tenant = s.tenant AND t.learner = s.learner
WHERE s.tenant = $1::int2
ORDER BY s.learner

-- name: next_learners
FETCH FORWARD 200 FROM learners

-- name: see_stored
SET LOCAL search_path = lrstream, pg_temp

-- name: see_shadows
SET LOCAL search_path = lrstream

-- name: note_facts
INSERT INTO pg_temp.difference
VALUES ($2::text, jsonb_build_object('learner', $1::uuid), $3::text, 'other facts', 'those of the statements')

-- ---- computing anew ----

-- name: forget
WITH rules AS (DELETE FROM lrstream.indicator_rules WHERE tenant = $1::int2),
	states AS (DELETE FROM lrstream.learner_state WHERE tenant = $1::int2),
	chunks AS (DELETE FROM lrstream.learner_chunk WHERE tenant = $1::int2),
	courses AS (DELETE FROM lrstream.learner_course WHERE tenant = $1::int2),
	activities AS (DELETE FROM lrstream.learner_activity WHERE tenant = $1::int2),
	progress AS (DELETE FROM lrstream.learner_progress WHERE tenant = $1::int2),
	skills AS (DELETE FROM lrstream.learner_skill WHERE tenant = $1::int2),
	videos AS (DELETE FROM lrstream.learner_video WHERE tenant = $1::int2),
	segments AS (DELETE FROM lrstream.segment_sum WHERE tenant = $1::int2),
	certificates AS (DELETE FROM lrstream.certificate WHERE tenant = $1::int2),
	posts AS (DELETE FROM lrstream.social WHERE tenant = $1::int2),
	course_sums AS (DELETE FROM lrstream.course_sum WHERE tenant = $1::int2),
	days AS (DELETE FROM lrstream.course_day_sum WHERE tenant = $1::int2),
	activity_days AS (DELETE FROM lrstream.activity_day_sum WHERE tenant = $1::int2),
	progress_sums AS (DELETE FROM lrstream.progress_sum WHERE tenant = $1::int2)
DELETE FROM lrstream.activity_sum WHERE tenant = $1::int2

-- ---- statements ----

-- name: open_statements
DECLARE statements NO SCROLL CURSOR FOR
SELECT learner, voided, occurred_at, payload
FROM lrstream.statement
WHERE tenant = $1::int2 AND learner IS NOT NULL AND NOT voiding AND source <> -1
ORDER BY learner

-- name: next_statements
FETCH FORWARD 5000 FROM statements
