-- OFFSET 0 keeps the tenant inside a subquery: plans are made once, often on empty tables, and must look up each key.
-- Table names are unqualified: the search path is lrstream alone, and a recomputation puts temporary tables of the same
-- names before it.

-- name: set_path
SET LOCAL search_path = lrstream

-- ---- rules ----

-- Held until commit: a recomputation waits for all writers, and they for it.
-- name: share_rules
SELECT pg_advisory_xact_lock_shared(1819440745, $1::int2::int4)

-- name: read_rules
SELECT time_zone, session_us, idle_us, fold_version,
	(SELECT coalesce(max(number), 0) FROM course_structure WHERE tenant = $1::int2), model_version, model_digest,
	time_zone, (session_us / 1000000)::text, (idle_us / 1000000)::text
FROM indicator_rules
WHERE tenant = $1::int2

-- name: make_rules
INSERT INTO indicator_rules (tenant, time_zone, session_us, idle_us, fold_version, model_version, model_digest)
SELECT id, time_zone, session_cutoff_seconds * 1000000::bigint, idle_cutoff_seconds * 1000000::bigint, $2::int4, $3::text,
	$4::int8
FROM tenant
WHERE id = $1::int2
ON CONFLICT DO NOTHING

-- ---- what the configuration asks for ----

-- name: asked_known
SELECT now() AT TIME ZONE $1::text

-- Where indicators are missing (version 0), those that there are will be computed anew.
-- name: asked_against
SELECT time_zone, (session_us / 1000000)::text, (idle_us / 1000000)::text
FROM lrstream.indicator_rules
WHERE tenant = $1::int2 AND fold_version <> 0

-- name: asked_set
UPDATE tenant
SET time_zone = coalesce($2::text, time_zone),
	session_cutoff_seconds = coalesce($3::text::int4, session_cutoff_seconds),
	idle_cutoff_seconds = coalesce($4::text::int4, idle_cutoff_seconds)
WHERE id = $1::int2

-- ---- statements without indicators: rules of version 0 ----

-- name: find_skipped
SELECT FROM lrstream.indicator_rules WHERE tenant = $1::int2 AND fold_version = 0

-- name: note_skipped
INSERT INTO lrstream.indicator_rules (tenant, time_zone, session_us, idle_us, fold_version, model_version, model_digest)
SELECT id, time_zone, session_cutoff_seconds * 1000000::bigint, idle_cutoff_seconds * 1000000::bigint, 0, '', 0
FROM lrstream.tenant
WHERE id = $1::int2
ON CONFLICT (tenant) DO UPDATE SET fold_version = 0

-- ---- learners: in arrays that are sorted, which is also the order of the locks ----

-- name: read_states
SELECT u.n, s.ctid, s.version, s.facts, s.chunks, s.last_at, s.tail_at, s.tail_course, s.tail_activity, s.detached, s.recent
FROM (SELECT $1::int2 AS tenant, u.* FROM unnest($2::uuid[]) WITH ORDINALITY AS u (learner, n) OFFSET 0) AS u
JOIN learner_state s ON s.tenant = u.tenant AND s.learner = u.learner

-- name: lock_states
SELECT u.n, s.ctid, s.version, s.facts, s.chunks, s.last_at, s.tail_at, s.tail_course, s.tail_activity, s.detached, s.recent
FROM (SELECT $1::int2 AS tenant, u.* FROM unnest($2::uuid[]) WITH ORDINALITY AS u (learner, n) OFFSET 0) AS u
JOIN learner_state s ON s.tenant = u.tenant AND s.learner = u.learner
ORDER BY u.n
FOR UPDATE OF s

-- name: make_states
INSERT INTO learner_state (tenant, learner)
SELECT $1::int2, u.learner
FROM unnest($2::uuid[]) AS u (learner)
ON CONFLICT DO NOTHING

-- name: read_chunks
SELECT u.n, c.events
FROM (SELECT $1::int2 AS tenant, u.* FROM unnest($2::uuid[]) WITH ORDINALITY AS u (learner, n) OFFSET 0) AS u
JOIN learner_chunk c ON c.tenant = u.tenant AND c.learner = u.learner
ORDER BY u.n, c.seq

-- A row that moved, or that has another version, was changed by somebody else.
-- name: change_states
UPDATE learner_state s
SET version = s.version + 1, facts = u.facts, chunks = u.chunks, last_at = u.last_at, tail_at = u.tail_at,
	tail_course = u.tail_course, tail_activity = u.tail_activity, detached = u.detached, recent = u.recent
FROM unnest($2::uuid[], $3::int8[], $4::int8[], $5::int4[], $6::timestamptz[], $7::timestamptz[], $8::int8[], $9::int8[],
	$10::bool[], $11::bytea[], $12::tid[])
	AS u (learner, version, facts, chunks, last_at, tail_at, tail_course, tail_activity, detached, recent, tid)
WHERE s.ctid = u.tid AND s.learner = u.learner AND s.version = u.version AND $1::int2 IS NOT NULL

-- name: add_states
INSERT INTO learner_state (tenant, learner, version, facts, chunks, last_at, tail_at, tail_course, tail_activity, detached,
	recent)
SELECT $1::int2, u.*
FROM unnest($2::uuid[], $3::int8[], $4::int8[], $5::int4[], $6::timestamptz[], $7::timestamptz[], $8::int8[], $9::int8[],
	$10::bool[], $11::bytea[]) AS u
ON CONFLICT DO NOTHING

-- name: write_chunks
INSERT INTO learner_chunk (tenant, learner, seq, events)
SELECT $1::int2, u.*
FROM unnest($2::uuid[], $3::int4[], $4::bytea[]) AS u
ON CONFLICT (tenant, learner, seq) DO UPDATE SET events = excluded.events

-- ---- sums ----

-- name: add_course_sums
INSERT INTO course_sum AS t (tenant, shard, course, learners, statements, completions, percents, percent_sum, name,
	name_at, name_id)
SELECT $1::int2, $2::int2, u.*
FROM unnest($3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::int8[], $9::text[], $10::timestamptz[],
	$11::uuid[]) AS u
ON CONFLICT (tenant, course, shard) DO UPDATE SET
	learners = t.learners + excluded.learners,
	statements = t.statements + excluded.statements,
	completions = t.completions + excluded.completions,
	percents = t.percents + excluded.percents,
	percent_sum = t.percent_sum + excluded.percent_sum,
	name = CASE WHEN t.name_at IS NULL OR (excluded.name_at, excluded.name_id) > (t.name_at, t.name_id)
		THEN excluded.name ELSE t.name END,
	name_at = CASE WHEN t.name_at IS NULL OR (excluded.name_at, excluded.name_id) > (t.name_at, t.name_id)
		THEN excluded.name_at ELSE t.name_at END,
	name_id = CASE WHEN t.name_at IS NULL OR (excluded.name_at, excluded.name_id) > (t.name_at, t.name_id)
		THEN excluded.name_id ELSE t.name_id END

-- name: add_day_sums
INSERT INTO course_day_sum AS t (tenant, shard, course, day, learners, statements, completions, time_us)
SELECT $1::int2, $2::int2, u.course, date '1970-01-01' + u.day, u.learners, u.statements, u.completions,
	u.time_high * 4294967296::numeric + u.time_low
FROM unnest($3::int8[], $4::int4[], $5::int8[], $6::int8[], $7::int8[], $8::int8[], $9::int8[])
	AS u (course, day, learners, statements, completions, time_high, time_low)
ON CONFLICT (tenant, course, day, shard) DO UPDATE SET
	learners = t.learners + excluded.learners,
	statements = t.statements + excluded.statements,
	completions = t.completions + excluded.completions,
	time_us = t.time_us + excluded.time_us

-- name: add_activity_day_sums
INSERT INTO activity_day_sum AS t (tenant, shard, course, activity, day, learners, statements, time_us)
SELECT $1::int2, $2::int2, u.course, u.activity, date '1970-01-01' + u.day, u.learners, u.statements,
	u.time_high * 4294967296::numeric + u.time_low
FROM unnest($3::int8[], $4::int8[], $5::int4[], $6::int8[], $7::int8[], $8::int8[], $9::int8[])
	AS u (course, activity, day, learners, statements, time_high, time_low)
ON CONFLICT (tenant, course, activity, day, shard) DO UPDATE SET
	learners = t.learners + excluded.learners,
	statements = t.statements + excluded.statements,
	time_us = t.time_us + excluded.time_us

-- name: add_activity_sums
INSERT INTO activity_sum AS t (tenant, shard, course, activity, learners, attempts, tried, tried_right, scored,
	best_sum, furthest, activity_type, type_at, type_id, name, name_at, name_id)
SELECT $1::int2, $2::int2, u.course, u.activity, u.learners, u.attempts_high * 4294967296::numeric + u.attempts_low,
	u.tried, u.tried_right, u.scored, u.best_sum, u.furthest, u.activity_type, u.type_at, u.type_id, u.name, u.name_at,
	u.name_id
FROM unnest($3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::int8[], $9::int8[], $10::int8[],
	$11::int8[], $12::int8[], $13::int8[], $14::timestamptz[], $15::uuid[], $16::text[], $17::timestamptz[], $18::uuid[])
	AS u (course, activity, learners, attempts_high, attempts_low, tried, tried_right, scored, best_sum, furthest,
		activity_type, type_at, type_id, name, name_at, name_id)
ON CONFLICT (tenant, course, activity, shard) DO UPDATE SET
	learners = t.learners + excluded.learners,
	attempts = t.attempts + excluded.attempts,
	tried = t.tried + excluded.tried,
	tried_right = t.tried_right + excluded.tried_right,
	scored = t.scored + excluded.scored,
	best_sum = t.best_sum + excluded.best_sum,
	furthest = t.furthest + excluded.furthest,
	activity_type = CASE WHEN t.type_at IS NULL OR (excluded.type_at, excluded.type_id) > (t.type_at, t.type_id)
		THEN excluded.activity_type ELSE t.activity_type END,
	type_at = CASE WHEN t.type_at IS NULL OR (excluded.type_at, excluded.type_id) > (t.type_at, t.type_id)
		THEN excluded.type_at ELSE t.type_at END,
	type_id = CASE WHEN t.type_at IS NULL OR (excluded.type_at, excluded.type_id) > (t.type_at, t.type_id)
		THEN excluded.type_id ELSE t.type_id END,
	name = CASE WHEN t.name_at IS NULL OR (excluded.name_at, excluded.name_id) > (t.name_at, t.name_id)
		THEN excluded.name ELSE t.name END,
	name_at = CASE WHEN t.name_at IS NULL OR (excluded.name_at, excluded.name_id) > (t.name_at, t.name_id)
		THEN excluded.name_at ELSE t.name_at END,
	name_id = CASE WHEN t.name_at IS NULL OR (excluded.name_at, excluded.name_id) > (t.name_at, t.name_id)
		THEN excluded.name_id ELSE t.name_id END

-- name: add_progress_sums
INSERT INTO progress_sum AS t (tenant, shard, course, version, place, learners, done)
SELECT $1::int2, $2::int2, u.course, u.place >> 32, u.place & ((1::int8 << 32) - 1), u.learners, u.done
FROM unnest($3::int8[], $4::int8[], $5::int8[], $6::int8[]) AS u (course, place, learners, done)
ON CONFLICT (tenant, course, version, place, shard) DO UPDATE SET
	learners = t.learners + excluded.learners,
	done = t.done + excluded.done

-- name: add_segment_sums
INSERT INTO segment_sum AS t (tenant, shard, course, activity, at_second, views, learners, furthest)
SELECT $1::int2, $2::int2, u.*
FROM unnest($3::int8[], $4::int8[], $5::int4[], $6::int8[], $7::int8[], $8::int8[]) AS u
ON CONFLICT (tenant, course, activity, at_second, shard) DO UPDATE SET
	views = t.views + excluded.views,
	learners = t.learners + excluded.learners,
	furthest = t.furthest + excluded.furthest

-- ---- names and types of sums, when the statement that decided one is voided ----

-- name: find_course_names
SELECT s.course, 0::int8, s.shard
FROM course_sum s
WHERE s.tenant = $1::int2 AND s.course = ANY ($2::int8[]) AND s.name_id = ANY ($4::uuid[])
	AND $3::int8[] IS NOT NULL
ORDER BY s.course, s.shard
FOR UPDATE

-- name: find_activity_names
SELECT s.course, s.activity, s.shard
FROM activity_sum s
WHERE s.tenant = $1::int2 AND s.course = ANY ($2::int8[]) AND s.activity = ANY ($3::int8[])
	AND s.name_id = ANY ($4::uuid[])
ORDER BY s.course, s.activity, s.shard
FOR UPDATE

-- name: find_activity_types
SELECT s.course, s.activity, s.shard
FROM activity_sum s
WHERE s.tenant = $1::int2 AND s.course = ANY ($2::int8[]) AND s.activity = ANY ($3::int8[])
	AND s.type_id = ANY ($4::uuid[])
ORDER BY s.course, s.activity, s.shard
FOR UPDATE

-- Statements that may state a type, or a name: a language map, where an account's name is text.
-- name: labelling
SELECT id, occurred_at, payload
FROM lrstream.statement
WHERE tenant = $1::int2 AND course = $2::int8 AND ($3::int8 IS NULL OR activity = $3::int8)
	AND learner IS NOT NULL AND NOT voided AND NOT voiding AND source <> -1
	AND CASE WHEN $4::bool THEN activity_type IS NOT NULL ELSE payload LIKE '%"name":{%' END
ORDER BY occurred_at DESC, id DESC
OFFSET $5::int8
LIMIT $6::int8

-- name: hold_statement
SELECT id FROM lrstream.statement WHERE tenant = $1::int2 AND id = $2::uuid AND NOT voided FOR SHARE

-- name: set_course_name
UPDATE course_sum
SET name = $5::text, name_at = $6::timestamptz, name_id = $7::uuid
WHERE tenant = $1::int2 AND course = $2::int8 AND shard = $4::int2 AND $3::int8 IS NOT NULL

-- name: set_activity_name
UPDATE activity_sum
SET name = $5::text, name_at = $6::timestamptz, name_id = $7::uuid
WHERE tenant = $1::int2 AND course = $2::int8 AND activity = $3::int8 AND shard = $4::int2

-- name: set_activity_type
UPDATE activity_sum
SET activity_type = $5::int8, type_at = $6::timestamptz, type_id = $7::uuid
WHERE tenant = $1::int2 AND course = $2::int8 AND activity = $3::int8 AND shard = $4::int2

-- ---- names and types of sums whose statements are gone; $2 and $3 are the keys of the sums to look at ----

-- name: forget_course_names
UPDATE course_sum s
SET name = NULL, name_at = NULL, name_id = NULL
FROM (SELECT DISTINCT course FROM unnest($2::int8[], $3::int8[]) AS u (course, nothing)) u
WHERE s.tenant = $1::int2 AND s.course = u.course AND s.name_id IS NOT NULL
	AND NOT EXISTS (SELECT FROM lrstream.statement t WHERE t.tenant = s.tenant AND t.id = s.name_id)
RETURNING s.course, 0::int8

-- name: forget_activity_names
UPDATE activity_sum s
SET name = NULL, name_at = NULL, name_id = NULL
FROM unnest($2::int8[], $3::int8[]) AS u (course, activity)
WHERE s.tenant = $1::int2 AND s.course = u.course AND s.activity = u.activity AND s.name_id IS NOT NULL
	AND NOT EXISTS (SELECT FROM lrstream.statement t WHERE t.tenant = s.tenant AND t.id = s.name_id)
RETURNING s.course, s.activity

-- name: forget_activity_types
UPDATE activity_sum s
SET activity_type = NULL, type_at = NULL, type_id = NULL
FROM unnest($2::int8[], $3::int8[]) AS u (course, activity)
WHERE s.tenant = $1::int2 AND s.course = u.course AND s.activity = u.activity AND s.type_id IS NOT NULL
	AND NOT EXISTS (SELECT FROM lrstream.statement t WHERE t.tenant = s.tenant AND t.id = s.type_id)
RETURNING s.course, s.activity

-- The courses that lack a name; the activities that lack a name, and those that lack a type.
-- name: open_labelling
DECLARE labelling NO SCROLL CURSOR FOR
SELECT id, course, activity
FROM lrstream.statement
WHERE tenant = $1::int2 AND learner IS NOT NULL AND NOT voided AND NOT voiding AND source <> -1 AND (
	payload LIKE '%"name":{%' AND (course = ANY ($2::int8[])
		OR (course, activity) IN (SELECT * FROM unnest($3::int8[], $4::int8[])))
	OR activity_type IS NOT NULL AND (course, activity) IN (SELECT * FROM unnest($5::int8[], $6::int8[])))
ORDER BY occurred_at DESC, id DESC

-- name: next_labelling
FETCH FORWARD 1000 FROM labelling

-- name: close_labelling
CLOSE labelling

-- name: labelling_payloads
SELECT s.id, s.occurred_at, s.payload, s.course, s.activity
FROM unnest($2::uuid[]) WITH ORDINALITY AS u (id, n)
JOIN lrstream.statement s ON s.tenant = $1::int2 AND s.id = u.id
ORDER BY u.n

-- ---- a learner who is to be forgotten ----

-- name: forget_learner
WITH chunks AS (DELETE FROM learner_chunk WHERE tenant = $1::int2 AND learner = $2::uuid)
DELETE FROM learner_state WHERE tenant = $1::int2 AND learner = $2::uuid

-- Sums of these courses that have become nothing.
-- name: forget_course_sums
DELETE FROM course_sum
WHERE tenant = $1::int2 AND course IN (
	SELECT course FROM course_sum WHERE tenant = $1::int2 AND course = ANY ($2::int8[])
	GROUP BY course
	HAVING (sum(learners), sum(statements), sum(completions), sum(percents), sum(percent_sum)) = (0, 0, 0, 0, 0))

-- name: forget_day_sums
DELETE FROM course_day_sum
WHERE tenant = $1::int2 AND (course, day) IN (
	SELECT course, day FROM course_day_sum WHERE tenant = $1::int2 AND course = ANY ($2::int8[])
	GROUP BY course, day
	HAVING (sum(learners), sum(statements), sum(completions), sum(time_us)) = (0, 0, 0, 0))

-- name: forget_activity_day_sums
DELETE FROM activity_day_sum
WHERE tenant = $1::int2 AND (course, activity, day) IN (
	SELECT course, activity, day FROM activity_day_sum WHERE tenant = $1::int2 AND course = ANY ($2::int8[])
	GROUP BY course, activity, day
	HAVING (sum(learners), sum(statements), sum(time_us)) = (0, 0, 0))

-- name: forget_activity_sums
DELETE FROM activity_sum
WHERE tenant = $1::int2 AND (course, activity) IN (
	SELECT course, activity FROM activity_sum WHERE tenant = $1::int2 AND course = ANY ($2::int8[])
	GROUP BY course, activity
	HAVING (sum(learners), sum(attempts), sum(tried), sum(tried_right), sum(scored), sum(best_sum), sum(furthest))
		= (0, 0, 0, 0, 0, 0, 0))

-- name: forget_progress_sums
DELETE FROM progress_sum
WHERE tenant = $1::int2 AND (course, version, place) IN (
	SELECT course, version, place FROM progress_sum WHERE tenant = $1::int2 AND course = ANY ($2::int8[])
	GROUP BY course, version, place
	HAVING (sum(learners), sum(done)) = (0, 0))

-- name: forget_segment_sums
DELETE FROM segment_sum
WHERE tenant = $1::int2 AND (course, activity, at_second) IN (
	SELECT course, activity, at_second FROM segment_sum WHERE tenant = $1::int2 AND course = ANY ($2::int8[])
	GROUP BY course, activity, at_second
	HAVING (sum(views), sum(learners), sum(furthest)) = (0, 0, 0))
